"""The traffic of a fault run: endless manifests of one day, every consignment with its own key, listed parties in known places."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import cycle, islice, product
from random import Random
from string import ascii_uppercase

from msgspec import Struct

from load_tests.inputs.traffic import traffic
from screener.domain.listed_party import ListedParty
from topologies.local_run.manifest_files import ManifestRecord
from topologies.sample.faults import UNREADABLE

PER_MANIFEST = 20
ROUNDS = tuple("".join(letters) for letters in product(ascii_uppercase, repeat=2) if letters[0] != "Z")
SMALL_POISON = tuple(kind for kind in UNREADABLE if not kind.startswith("2 MB"))
_IDENTIFIER = re.compile(rb'"identifier":"([A-Z]{2})([^"]+)"')
_NAME = re.compile(rb'"manifest":"([^"]+)"')
_WEIGHT = re.compile(rb'"weight":[0-9.]+')

Held = tuple[str, str]
"""The key of a consignment and the id of the listed party for which it is held (empty for a hold without one)."""


class Sent(Struct, frozen=True, gc=False):
    """A record that was sent, and the outcomes expected of it.

    A record with `poison` (why it is unreadable) must become a dead letter; where its receipt is `too_large` for the topic, a
    dead letter must refer to the receipt.
    """

    record: ManifestRecord
    manifest: str
    consignments: int
    held: tuple[Held, ...] = ()
    poison: str = ""
    too_large: bool = False


class Pool:
    """Manifests generated once and sent round after round, with new identifiers and manifest names in each.

    Each round has a mark of two letters, which its identifiers begin with; pools of one run share no mark.
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
        """One round for each mark."""
        for mark in self._marks:
            yield from (_renamed(sent, mark) for sent in self.once)


def _sent(record: ManifestRecord, held: dict[str, list[Held]]) -> Sent:
    identifiers = [(a + b).decode() for a, b in _IDENTIFIER.findall(record.value)]
    name = _NAME.search(record.value)
    assert name is not None
    found = tuple(pair for each in identifiers for pair in held.get(each, ()))
    return Sent(record, name[1].decode(), len(identifiers), found)


def _renamed(sent: Sent, mark: str) -> Sent:
    """Under another mark. The first two letters of an identifier are free: its number alone is unique and has the check digit."""
    name = f"{sent.manifest}-{mark}"
    value = _IDENTIFIER.sub(rb'"identifier":"' + mark.encode() + rb'\2"', sent.record.value)
    value = _NAME.sub(f'"manifest":"{name}"'.encode(), value, count=1)
    held = tuple((_key_renamed(key, mark), party) for key, party in sent.held)
    return Sent(sent.record._replace(value=value), name, sent.consignments, held, sent.poison, sent.too_large)


def _key_renamed(key: str, mark: str) -> str:
    mode, identifier, filed = key.split(":")
    return f"{mode}:{mark}{identifier[2:]}:{filed}"


def without_value(sent: Sent) -> Sent:
    """Without the bytes of the record: those of a whole run would not fit in memory."""
    return Sent(
        sent.record._replace(value=b""), sent.manifest, sent.consignments, sent.held, sent.poison, sent.too_large
    )


def poison(source: Iterable[Sent], kinds: Sequence[str] = SMALL_POISON) -> Iterator[Sent]:
    """Each record of `source` made unreadable, by each of `kinds` in turn."""
    for sent, kind in zip(source, cycle(kinds), strict=False):
        yield Sent(sent.record._replace(value=UNREADABLE[kind](sent.record.value)), "", 0, poison=kind)


def interleaved(source: Iterable[Sent], bad: Iterable[Sent], every: int) -> Iterator[Sent]:
    """`source` with one of `bad` after each `every` records."""
    source, bad = iter(source), iter(bad)
    while some := list(islice(source, every)):
        yield from some
        yield from islice(bad, 1)


def padded(sent: Sent, size: int) -> Sent:
    """The record padded with white space to `size` bytes, more than a worker accepts."""
    return Sent(sent.record._replace(value=sent.record.value.ljust(size)), "", 0, poison="oversized")


def verbose(sent: Sent, rng: Random) -> Sent:
    """The manifest with an unreadable weight in every consignment: each is held for information, so the receipt is large."""
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
