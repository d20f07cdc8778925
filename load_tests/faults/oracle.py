"""The oracle: compares what the broker acknowledged to the feeder with what the workers published. Pure functions."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from load_tests.faults.harness.feed import Acknowledged
from load_tests.faults.harness.outcomes import Outcomes
from screener.domain.decision import NoticeKind, outcome_id
from topologies.topics import DEAD_LETTERS, HOLDS, NOTICES, RECEIPTS

Place = tuple[str, int]
"""A topic and one of its partitions."""
GRACE_SECONDS = 1.0
"""Records sent shortly after a fault count as well, since a partition may have had nothing to do when the fault ended."""


class Fault(Struct):
    """A fault and when it ended (monotonic seconds); recovery is measured from then."""

    name: str
    ended: float


class Findings(Struct):
    """What is wrong, in words, by kind; all lists are empty if the run was correct.

    `lost`: acknowledged records without a receipt, missing holds and dead letters, receipts that count too few consignments.
    `doubled`: two ids for one thing, or one id with two contents. `phantom`: outcomes about nothing that was sent.
    `disorder`: receipts that precede that of an earlier record of the same filer. `versions`: outcomes of one manifest that name
    different versions, or one that was never published.
    """

    lost: list[str]
    doubled: list[str]
    phantom: list[str]
    disorder: list[str]
    versions: list[str]


class Recovery(Struct, frozen=True):
    """The slowest recovery from a fault: seconds until every partition with work made progress, and until the backlog was answered."""

    progress: float = 0.0
    stable: float = 0.0


def judge(
    acknowledged: Sequence[Acknowledged], outcomes: Outcomes, tried: set[str], versions: Collection[str]
) -> Findings:
    """Compares. Manifests in `tried` may have arrived unacknowledged; `versions` are those of the published lists."""
    return Findings(
        lost=list(_lost(acknowledged, outcomes)),
        doubled=[*outcomes.conflicts, *_doubled(outcomes)],
        phantom=list(_phantom(acknowledged, outcomes, tried)),
        disorder=list(_disorder(acknowledged, outcomes)),
        versions=list(_versions(outcomes, versions)),
    )


def receipt_id(each: Acknowledged) -> str:
    """The id of the receipt for a record."""
    return outcome_id("receipt", each.topic, str(each.partition), str(each.offset))


def answered_at(each: Acknowledged, outcomes: Outcomes) -> float | None:
    """When a record was answered (monotonic seconds); None where it was not."""
    if each.sent.too_large:
        found = outcomes.first[DEAD_LETTERS.name].get(_by_reference(each))
    else:
        found = outcomes.first[RECEIPTS.name].get(receipt_id(each))
    return found.at if found else None


def recovery(acknowledged: Sequence[Acknowledged], outcomes: Outcomes, faults: Iterable[Fault]) -> Recovery:
    """How long the screener took to recover from its faults."""
    answers = [(each, at) for each in acknowledged if (at := answered_at(each, outcomes)) is not None]
    found = [_recovery(answers, fault.ended) for fault in faults]
    return Recovery(max((each.progress for each in found), default=0), max((each.stable for each in found), default=0))


def _recovery(answers: Sequence[tuple[Acknowledged, float]], ended: float) -> Recovery:
    first: dict[Place, float] = {}
    last = ended
    for each, at in answers:
        if at > ended and each.at <= ended + GRACE_SECONDS:
            place = (each.topic, each.partition)
            first[place] = min(at, first.get(place, at))
            last = max(last, at)
    return Recovery(round(max(first.values(), default=ended) - ended, 2), round(last - ended, 2))


def _by_reference(each: Acknowledged) -> str:
    return outcome_id("dead-letter", RECEIPTS.name, receipt_id(each))


def _lost(acknowledged: Sequence[Acknowledged], outcomes: Outcomes) -> Iterator[str]:
    receipts = outcomes.first[RECEIPTS.name]
    letters = {
        (each.message.topic, each.message.partition, each.message.offset)
        for each in outcomes.first[DEAD_LETTERS.name].values()
    }
    held = {
        (each.message.consignment, each.message.match.listed_party if each.message.match else "")
        for each in outcomes.first[HOLDS.name].values()
    }
    for each in acknowledged:
        where = f"{each.topic}/{each.partition} at {each.offset}"
        if answered_at(each, outcomes) is None:
            yield f"{where}: no receipt"
        elif not each.sent.too_large and receipts[receipt_id(each)].message.consignments != each.sent.consignments:
            yield f"{where}: the receipt does not count {each.sent.consignments} consignments"
        if each.sent.poison and (each.topic, each.partition, each.offset) not in letters:
            yield f"{where}: no dead letter ({each.sent.poison})"
        yield from (f"{where}: no hold of {pair}" for pair in each.sent.held if pair not in held)


def _doubled(outcomes: Outcomes) -> Iterator[str]:
    about: dict[tuple[object, ...], str] = {}
    for thing, identity in _things(outcomes):
        if about.setdefault(thing, identity) != identity:
            yield f"{thing} has two ids: {about[thing]} and {identity}"


def _things(outcomes: Outcomes) -> Iterator[tuple[tuple[object, ...], str]]:
    """What each outcome is about, and its id."""
    for identity, each in outcomes.first[HOLDS.name].items():
        hold = each.message
        party = hold.match.listed_party if hold.match else ""
        yield ("hold", hold.consignment, hold.event, hold.family, hold.cause, party), identity
    for identity, each in outcomes.first[RECEIPTS.name].items():
        if each.message.manifest and each.message.consignments:
            yield ("receipt", each.message.manifest), identity
    for identity, each in outcomes.first[DEAD_LETTERS.name].items():
        letter = each.message
        if letter.reason != "outcome refused":  # several may name the first record of a batch
            yield ("dead letter", letter.topic, letter.partition, letter.offset, letter.index), identity


def _phantom(acknowledged: Sequence[Acknowledged], outcomes: Outcomes, tried: set[str]) -> Iterator[str]:
    known = {receipt_id(each) for each in acknowledged}
    held = {pair for each in acknowledged for pair in each.sent.held}
    consignments = {key for key, _ in held}
    unreadable = {(each.topic, each.partition, each.offset) for each in acknowledged if each.sent.poison}
    unknown = tried - {each.sent.manifest for each in acknowledged}
    refused = {_by_reference(each) for each in acknowledged if each.sent.too_large}
    for identity, each in outcomes.first[RECEIPTS.name].items():
        if identity not in known and each.message.manifest not in unknown:
            yield f"receipt {identity} of {each.message.manifest or 'nothing'}"
    for each in outcomes.first[HOLDS.name].values():
        pair = (each.message.consignment, each.message.match.listed_party if each.message.match else "")
        if pair not in held and each.message.manifest not in unknown:
            yield f"hold of {pair}: {each.message.reason}"
    for each in outcomes.first[NOTICES.name].values():
        # invented names may resemble listed ones: those notices for review are not planted
        if each.message.kind is not NoticeKind.REVIEW and each.message.consignment not in consignments:
            yield f"notice about {each.message.consignment}"
    for identity, each in outcomes.first[DEAD_LETTERS.name].items():
        letter = each.message
        if (letter.topic, letter.partition, letter.offset) not in unreadable and identity not in refused:
            yield f"dead letter of {letter.topic}/{letter.partition} at {letter.offset}: {letter.reason}"


def _disorder(acknowledged: Sequence[Acknowledged], outcomes: Outcomes) -> Iterator[str]:
    sources = {receipt_id(each): each for each in acknowledged}
    last: dict[tuple[str, int, str], int] = defaultdict(lambda: -1)
    for identity, seen in outcomes.first[RECEIPTS.name].items():  # in the order of the topic; a filer has one partition
        source = sources.get(identity)
        if source is None:
            continue
        stream = (source.topic, source.partition, seen.message.filer)
        if source.offset < last[stream]:
            yield f"{stream}: {source.offset} after {last[stream]}"
        last[stream] = max(last[stream], source.offset)


def _versions(outcomes: Outcomes, known: Collection[str]) -> Iterator[str]:
    named = {
        each.message.manifest: each.message.versions
        for each in outcomes.first[RECEIPTS.name].values()
        if each.message.manifest
    }
    for manifest, versions in named.items():
        if versions.watchlist not in known:
            yield f"{manifest}: list version {versions.watchlist!r} was never published"
    for each in outcomes.first[HOLDS.name].values():
        if named.get(each.message.manifest, each.message.versions) != each.message.versions:
            yield f"{each.message.manifest}: its receipt and its hold name different versions"


def staleness(outcomes: Outcomes, replaced: Mapping[str, float]) -> float:
    """The longest time in seconds after which a replaced list version was still used; `replaced` holds seconds since the epoch."""
    late = [
        each.message.decided.timestamp() - replaced[each.message.versions.watchlist]
        for each in outcomes.first[RECEIPTS.name].values()
        if each.message.versions.watchlist in replaced
    ]
    return round(max(late, default=0.0), 2)


def decided_over(outcomes: Outcomes) -> float:
    """The seconds between the earliest and the latest decision, by the workers' clocks."""
    times = [each.message.decided.timestamp() for each in outcomes.first[RECEIPTS.name].values()]
    return round(max(times) - min(times)) if times else 0.0
