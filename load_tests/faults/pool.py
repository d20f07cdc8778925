"""What a fault run sends: endless traffic of one day, every consignment with a key of its own, planted parties in known places."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import cycle, islice, product
from random import Random
from string import ascii_uppercase

from msgspec import Struct

from load_tests.inputs.traffic import traffic
from screener.domain.listed_party import ListedParty
from topologies.local_run.manifest_record import ManifestRecord
from topologies.sample.faults import UNREADABLE

PER_MANIFEST = 20
ROUNDS = tuple("".join(letters) for letters in product(ascii_uppercase, repeat=2) if letters[0] != "Z")
SMALL_POISON = tuple(kind for kind in UNREADABLE if not kind.startswith("2 MB"))
_IDENTIFIER = re.compile(rb'"identifier":"([A-Z]{2})([^"]+)"')
_NAME = re.compile(rb'"manifest":"([^"]+)"')
_WEIGHT = re.compile(rb'"weight":[0-9.]+')

Held = tuple[str, str]
"""A consignment key, and the listed party that holds it (empty where no listed party does)."""


class Sent(Struct, frozen=True, gc=False):
    """A record on its way, and what must come of it.

    A record with `poison` (why it is unreadable) ends as a dead letter; of one whose receipt is `too_large` for the topic
    a dead letter tells by reference.
    """

    record: ManifestRecord
    manifest: str
    consignments: int
    held: tuple[Held, ...] = ()
    poison: str = ""
    too_large: bool = False


class Pool:
    """Manifests made once and sent round after round; in each round every identifier and manifest has another name.

    `marks` are the names of the rounds, two letters each; pools of one run have no mark in common.
    """

    def __init__(
        self,
        listed: Sequence[ListedParty],
        consignments: int,
        seed: int,
        today: date,
        per_manifest: int = PER_MANIFEST,
        marks: Iterable[str] = ROUNDS,
    ) -> None:
        source = traffic(listed, consignments=consignments, seed=seed, per_manifest=per_manifest, today=today)
        records = list(source)
        held: dict[str, list[Held]] = {}
        for match in source.planted.matches:
            identifier = match.consignment.split(":")[1]
            held.setdefault(identifier, []).append((match.consignment, match.listed_party))
        self.once = [_sent(record, held) for record in records]
        self._marks = marks

    def __iter__(self) -> Iterator[Sent]:
        """Round after round, one for each of the marks."""
        for mark in self._marks:
            yield from (_renamed(sent, mark) for sent in self.once)


def _sent(record: ManifestRecord, held: dict[str, list[Held]]) -> Sent:
    identifiers = [(a + b).decode() for a, b in _IDENTIFIER.findall(record.value)]
    name = _NAME.search(record.value)
    assert name is not None
    found = tuple(pair for each in identifiers for pair in held.get(each, ()))
    return Sent(record, name[1].decode(), len(identifiers), found)


def _renamed(sent: Sent, mark: str) -> Sent:
    """The first two letters of an identifier are free: the number behind them alone is unique and has the check digit."""
    name = f"{sent.manifest}-{mark}"
    value = _IDENTIFIER.sub(rb'"identifier":"' + mark.encode() + rb'\2"', sent.record.value)
    value = _NAME.sub(f'"manifest":"{name}"'.encode(), value, count=1)
    held = tuple((_key_renamed(key, mark), party) for key, party in sent.held)
    return Sent(sent.record._replace(value=value), name, sent.consignments, held, sent.poison, sent.too_large)


def _key_renamed(key: str, mark: str) -> str:
    mode, identifier, filed = key.split(":")
    return f"{mode}:{mark}{identifier[2:]}:{filed}"


def without_value(sent: Sent) -> Sent:
    """What the oracle asks of it: millions of bodies would not fit in memory."""
    return Sent(
        sent.record._replace(value=b""), sent.manifest, sent.consignments, sent.held, sent.poison, sent.too_large
    )


def poison(source: Iterable[Sent], kinds: Sequence[str] = SMALL_POISON) -> Iterator[Sent]:
    """Each record of `source` made unreadable, the kinds in turn."""
    for sent, kind in zip(source, cycle(kinds), strict=False):
        yield Sent(sent.record._replace(value=UNREADABLE[kind](sent.record.value)), "", 0, poison=kind)


def salted(source: Iterable[Sent], bad: Iterable[Sent], every: int) -> Iterator[Sent]:
    """`source` with one of `bad` after each `every` records."""
    source, bad = iter(source), iter(bad)
    while some := list(islice(source, every)):
        yield from some
        yield from islice(bad, 1)


def padded(sent: Sent, size: int) -> Sent:
    """The record with white space up to `size` bytes, more than a worker takes."""
    return Sent(sent.record._replace(value=sent.record.value.ljust(size)), "", 0, poison="oversized")


def verbose(sent: Sent, rng: Random) -> Sent:
    """The manifest with a weight in words in every consignment: each is held for information, and the receipt is large."""
    assert not sent.held
    mode = "postal" if sent.record.topic.endswith("postal") else "express"
    filed = re.search(rb'"filed":"([^"]+)"', sent.record.value)
    assert filed is not None
    keys = [f"{mode}:{(a + b).decode()}:{filed[1].decode()}" for a, b in _IDENTIFIER.findall(sent.record.value)]
    value = _WEIGHT.sub(lambda _: f'"weight":"{rng.getrandbits(240):060x}"'.encode(), sent.record.value)
    return Sent(
        sent.record._replace(value=value),
        sent.manifest,
        sent.consignments,
        tuple((k, "") for k in keys),
        too_large=True,
    )
