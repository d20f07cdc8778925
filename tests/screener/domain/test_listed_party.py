"""An exclusion is in force from its first day to its last, both included."""

from datetime import date, timedelta

import pytest

from screener.domain.policy import Policy
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


@pytest.mark.parametrize(
    ("agency", "cbp"),
    [
        ("DHS-CBP", True),
        ("CBP", True),
        ("U.S. Customs and Border Protection", True),
        ("DHS-ICE", False),
        ("CBPX", False),
        ("", False),
    ],
)
def test_cbp_is_told_by_code_or_name(agency: str, cbp: bool) -> None:  # noqa: FBT001 - a column of the table
    """The exact code or a fragment of the name is CBP; a longer code and another agency are not."""
    assert Policy().is_cbp(agency) is cbp
