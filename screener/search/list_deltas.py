"""What changed from one snapshot of a list to the next: records added, changed and ended."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

from msgspec import Struct, structs

from screener.domain.listed_party import ListedParty

NOT_CONTENT = frozenset({"id", "first_seen"})
"""Fields of a record that do not describe the listed party."""


class Changed(Struct, frozen=True):
    """A record that ended and its successor: the same entry of the list, with other content."""

    before: ListedParty
    after: ListedParty

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields that differ."""
        return tuple(name for name in _CONTENT if getattr(self.before, name) != getattr(self.after, name))


class Counts(Struct, frozen=True):
    """How many records of a list were added, changed, ended and kept unchanged."""

    added: int
    """Records that are new."""
    changed: int
    """Records whose content changed."""
    ended: int
    """Records that are gone."""
    kept: int
    """Records that stayed as they were."""

    @property
    def dropped(self) -> float:
        """The share of the old records that ended without a successor; 0 where there were none."""
        before = self.kept + self.changed + self.ended
        return self.ended / before if before else 0.0


class Delta(Struct, frozen=True):
    """The difference of two snapshots of one list, ordered by id; `kept` counts the records that both hold."""

    added: tuple[ListedParty, ...]
    changed: tuple[Changed, ...]
    ended: tuple[ListedParty, ...]
    kept: int

    @property
    def counts(self) -> Counts:
        """The delta in numbers."""
        return Counts(len(self.added), len(self.changed), len(self.ended), self.kept)


def delta(before: Mapping[str, ListedParty], after: Mapping[str, ListedParty]) -> Delta:
    """The delta from `before` to `after`, each by party id.

    An id hashes a record's content, so any change is an old record that ended and a new one. Both count as one changed record
    where they have the same list reference and name (the most similar first, since a list may repeat both), else
    where one ended and one added record alone have the same reference, else the same name and kind: a reference
    that several parties share (an order in the Federal Register) makes none of them the successor of another.
    """
    ended = {each: before[each] for each in sorted(before.keys() - after.keys())}
    added = {each: after[each] for each in sorted(after.keys() - before.keys())}
    kept = [before[each] for each in before.keys() & after.keys()] if ended and added else []
    changed: list[Changed] = []
    for pairs in (_same_entry, _same_reference, _same_name):
        for old, new in pairs(tuple(ended.values()), tuple(added.values()), kept):
            changed.append(Changed(ended.pop(old.id), added.pop(new.id)))
    return Delta(
        tuple(added.values()),
        tuple(sorted(changed, key=lambda each: each.before.id)),
        tuple(ended.values()),
        len(before.keys() & after.keys()),
    )


Pairs = Iterable[tuple[ListedParty, ListedParty]]
Parties = Sequence[ListedParty]


def _same_entry(ended: Parties, added: Parties, _: Parties) -> Pairs:
    def key(party: ListedParty) -> Hashable:
        return (party.reference, party.name) if party.reference else None

    olds, news = _grouped(ended, key), _grouped(added, key)
    for entry in olds.keys() & news.keys():
        alike = sorted((-_likeness(old, new), old.id, new.id) for old in olds[entry] for new in news[entry])
        yield from _best(alike, {each.id: each for each in (*olds[entry], *news[entry])})


def _best(
    alike: Iterable[tuple[int, str, str]], parties: Mapping[str, ListedParty]
) -> Iterable[tuple[ListedParty, ListedParty]]:
    taken: set[str] = set()
    for _, old, new in alike:
        if old not in taken and new not in taken:
            taken |= {old, new}
            yield parties[old], parties[new]


def _same_reference(ended: Parties, added: Parties, kept: Parties) -> Pairs:
    return _alone(ended, added, kept, lambda party: party.reference or None)


def _same_name(ended: Parties, added: Parties, kept: Parties) -> Pairs:
    return _alone(ended, added, kept, lambda party: (party.name, party.kind))


def _alone(
    ended: Parties, added: Parties, kept: Parties, key: Callable[[ListedParty], Hashable]
) -> Iterable[tuple[ListedParty, ListedParty]]:
    """Pairs of an ended and an added record whose key no other record has."""
    olds, news, others = _grouped(ended, key), _grouped(added, key), {key(party) for party in kept}
    for each in olds.keys() & news.keys():
        if len(olds[each]) == len(news[each]) == 1 and each not in others:
            yield olds[each][0], news[each][0]


def _grouped(parties: Parties, key: Callable[[ListedParty], Hashable]) -> dict[Hashable, list[ListedParty]]:
    found: dict[Hashable, list[ListedParty]] = {}
    for party in parties:
        value = key(party)
        if value is not None:
            found.setdefault(value, []).append(party)
    return found


_CONTENT = tuple(field.name for field in structs.fields(ListedParty) if field.name not in NOT_CONTENT)


def _likeness(one: ListedParty, other: ListedParty) -> int:
    return sum(getattr(one, name) == getattr(other, name) for name in _CONTENT)
