"""Traffic for benchmarks: innocent names, and listed parties planted in known places."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count, product
from random import Random

from screener.domain.listed_party import ListedParty
from topologies.sample.innocent_parties import TOWNS, InnocentParties
from topologies.sample.manifests import SampleManifests
from topologies.sample.names import seeded, words
from topologies.sample.plan import manifest_sizes, place, plan_manifests
from topologies.sample.planted_parties import HOLDING_KINDS, MatchKind, planted_parties
from topologies.sample.posts import POSTS, Post

TODAY = date(2026, 3, 2)
PLANTED_SHARE = 0.002
BRANCHES = words(" ".join(town for towns in TOWNS.values() for town in towns))
Namer = Callable[[], str]


def plain_posts() -> list[Post]:
    """The posts of the sample without measures against them, so that only planted matches hold an item."""
    return [post._replace(history="", quarters=0) for post in POSTS]


def traffic(
    listed: Sequence[ListedParty],
    innocents: Sequence[str] = (),
    companies: Sequence[str] = (),
    *,
    consignments: int,
    seed: int,
    distinct: bool = False,
    per_manifest: int = 200,
    today: date = TODAY,
    planted_share: float = PLANTED_SHARE,
) -> SampleManifests:
    """Manifests filed on `today`. After one iteration, `planted` lists what must be found, by kind and consignment key.

    Each of the four kinds of match that lead to a hold is planted in `planted_share` of the consignments, from the parties of
    `listed` that are active on `today`; a kind without candidates is not planted. People are named from `innocents`, firms from
    `companies`; names are invented where none are given. The same firms recur all day; with `distinct` every party has a new
    name, so that no cache helps. `per_manifest=1` gives manifests of one consignment.

    The given names are not checked against the list: other holds may be namesakes.
    """
    rng = seeded(seed)
    cast = _cast(rng, innocents, companies, distinct=distinct)
    start = datetime(today.year, today.month, today.day, tzinfo=UTC)
    slots = plan_manifests(
        rng, manifest_sizes(rng, consignments, per_manifest), plain_posts(), start, start + timedelta(hours=12)
    )
    counts = {kind: max(1, round(planted_share * consignments)) for kind in MatchKind if kind in HOLDING_KINDS}
    tasks = planted_parties(rng, listed, counts, today, cast.person)
    return SampleManifests(rng, cast, slots, place(rng, slots, tasks), today)


def _cast(rng: Random, innocents: Sequence[str], companies: Sequence[str], *, distinct: bool) -> InnocentParties:
    if not distinct:
        person = (lambda: rng.choice(innocents)) if innocents else None
        company = (lambda: rng.choice(companies)) if companies else None
        return InnocentParties(rng, person=person, company=company)
    invented = InnocentParties(rng)
    people = innocents or sorted({invented.person() for _ in range(5_000)})
    firms = companies or sorted({invented.firm_name() for _ in range(5_000)})
    used: set[str] = set()
    return InnocentParties(
        rng, person=_unused(middle_names(people), used), company=_unused(branches(firms), used), repeat=False
    )


def _unused(names: Iterator[str], used: set[str]) -> Namer:
    """Names not yet returned by any namer with the same `used`."""

    def namer() -> str:
        name = next(name for name in names if name not in used)
        used.add(name)
        return name

    return namer


def middle_names(people: Sequence[str]) -> Iterator[str]:
    """Every name, then each with a second given name, then with two more, and so on without end."""
    parted = [(first, rest) for first, _, rest in (name.partition(" ") for name in dict.fromkeys(people))]
    given = list(dict.fromkeys(first for first, _ in parted))
    for length in count():
        for more in product(given, repeat=length):
            yield from (" ".join(filter(None, (first, *more, rest))) for first, rest in parted)


def branches(firms: Sequence[str]) -> Iterator[str]:
    """Every firm, then its branch in each town, then with a number, without end."""
    each = list(dict.fromkeys(firms))
    yield from each
    for number in count():
        rounds, which = divmod(number, len(BRANCHES))
        branch = f"{BRANCHES[which]} {rounds + 1}" if rounds else BRANCHES[which]
        yield from (f"{firm} {branch}" for firm in each)
