"""The lists of a fault run: those of the sample day, in versions that differ in one record that no traffic matches."""

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from load_tests.inputs.lists import SEED, snapshots_of
from schemas.lists import Snapshot
from screener.domain.decision import outcome_id
from screener.domain.listed_party import ListedParty
from screener.search.watchlist import content_version
from topologies.sample.lists import sample_listed
from topologies.sample.names import seeded

DAYS_AROUND = range(-2, 3)


def listed_parties(today: date) -> list[ListedParty]:
    """Listed parties whose exclusion does not begin or end within two days of `today`.

    So the expected outcome stays the same where a worker's clock is a day off, or a run passes midnight.
    """
    days = [today + timedelta(days=number) for number in DAYS_AROUND]
    return [each for each in sample_listed(seeded(SEED), today) if len({each.active_on(day) for day in days}) == 1]


def snapshots(listed: Sequence[ListedParty], number: int) -> list[Snapshot]:
    """Version `number` of the lists."""
    return snapshots_of(sorted([*listed, _extra(listed[0], number)], key=lambda party: party.id))


def version(made: Sequence[Snapshot]) -> str:
    """The version that decisions name when these lists are in force."""
    return content_version(f"{each.list}:{each.version}" for each in made)


def _extra(like: ListedParty, number: int) -> ListedParty:
    name = f"ZYXWOR QUAVINTER {number:04d}"
    return msgspec.structs.replace(
        like, id=f"{like.list}:{outcome_id(name)}", name=name, aliases=(), addresses=(), identifiers=(), births=()
    )
