"""The lists of a fault run: the sample day's, and versions of them that differ in one record about nobody in the traffic."""

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from load_tests.inputs.lists import SEED
from schemas.lists import Snapshot
from screener.domain.decision import outcome_id
from screener.domain.listed_party import ListedParty
from screener.search.watchlist import content_version
from topologies.sample.lists import sample_listed
from topologies.sample.names import seeded

DAYS_AROUND = range(-2, 3)


def listed_parties(today: date) -> list[ListedParty]:
    """The parties that traffic is planted with: those that are excluded, or not, on all days around `today` alike.

    So the outcome is known where a worker's clock is off by a day, or a run goes over midnight.
    """
    days = [today + timedelta(days=number) for number in DAYS_AROUND]
    return [each for each in sample_listed(seeded(SEED), today) if len({each.active_on(day) for day in days}) == 1]


def snapshots(listed: Sequence[ListedParty], number: int) -> list[Snapshot]:
    """The lists as of their version `number`."""
    extra = _extra(listed[0], number)
    parties = [*listed, extra]
    return [
        _snapshot(tuple(sorted((party for party in parties if party.list is name), key=lambda party: party.id)))
        for name in sorted({party.list for party in parties})
    ]


def version(made: Sequence[Snapshot]) -> str:
    """The version that a decision upon these lists names."""
    return content_version(f"{each.list}:{each.version}" for each in made)


def _snapshot(parties: tuple[ListedParty, ...]) -> Snapshot:
    return Snapshot(parties[0].list, parties, content_version(party.id for party in parties), ("fault run",), 0, ())


def _extra(like: ListedParty, number: int) -> ListedParty:
    name = f"ZYXWOR QUAVINTER {number:04d}"
    return msgspec.structs.replace(
        like, id=f"{like.list}:{outcome_id(name)}", name=name, aliases=(), addresses=(), identifiers=(), births=()
    )
