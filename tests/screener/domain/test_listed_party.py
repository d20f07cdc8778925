"""When an exclusion is in force, and from when the 60 days of section 3(a) run."""

from datetime import date, timedelta

import pytest
from msgspec import structs

from tests.support.builders import TODAY, express, holds, listed, manifest_of, party

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("active", "terminates", "in_force"),
    [
        (None, None, True),
        (TODAY, None, True),
        (TODAY + DAY, None, False),
        (None, TODAY, True),
        (None, TODAY - DAY, False),
        (TODAY, TODAY, True),
        (TODAY - DAY, TODAY + DAY, True),
    ],
)
def test_both_ends_are_inclusive(active: date | None, terminates: date | None, in_force: bool) -> None:  # noqa: FBT001 - a column of the table
    """Not yet active and already ended exclusions give no hold on the day of screening; the first and the last day do."""
    entry = listed("ORION KADE TRADING", active=active, terminates=terminates)
    assert entry.active_on(TODAY) is in_force
    found = holds(manifest_of(express(party("Orion Kade Trading"))), entry)
    assert bool(found) is in_force


def test_sixty_days_run_from_the_publication_of_the_list() -> None:
    """The list's own date counts, and the day on which the record was first seen if the list gives none."""
    published, seen = TODAY - DAY, TODAY
    assert structs.replace(listed(published=published), first_seen=seen).publication == published
    assert structs.replace(listed(), first_seen=seen).publication == seen
    assert listed().publication is None
