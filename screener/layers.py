"""A part of a watchlist with means of its own to find candidates: whole names, misspelled ones, and ones with more or fewer words."""

import re
from collections.abc import Iterable, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from screener.automaton import Automaton
from screener.cutting import Numbers
from screener.listed import AliasKind, ListedParty, PartyKind
from screener.nicknames import also_called
from screener.partial import Partial
from screener.pieces import Pieces
from screener.quick_look import Spelt, left_open
from screener.reading import unmasked
from screener.resemblance import LEFT_OVER, too_unequal
from screener.spelling import Lines, Places
from screener.telling import is_distinctive, telling, weighty

SHORT = 2
"""Words of a name none of which is left out."""


class NameEntry(Struct, frozen=True, gc=False):
    """One name under which a listed party is found. `ordered` is the folded name with its words sorted."""

    party: int
    name: str
    folded: str
    ordered: str
    weak: bool
    alias: AliasKind | None


class Texts(Struct, frozen=True):
    """Names to search for, together: the folded words of each, and those that tell as they are spelled and heard."""

    words: Sequence[Sequence[str]]
    told: Spelt

    @classmethod
    def of(cls, words: Sequence[Sequence[str]]) -> "Texts":
        """From the words of the folded form of each text."""
        told = [" ".join(telling(each)) for each in words]
        return cls(words, Spelt.of(Lines.of([_in_letters(text) if _MASKED.search(text) else text for text in told])))


_MASKED = re.compile("[a-z][0-9]|[0-9][a-z]")


def _in_letters(text: str) -> str:
    """A folded name with figures among letters as the letters that they look like: for list and manifest alike."""
    return " ".join(map(unmasked, text.split())) if _MASKED.search(text) else text


class Forms(Struct, frozen=True):
    """What the quick look compares: the weighty words of the names, each form once, how long they are, and which form an entry has."""

    spelt: Spelt
    letters: Places
    of_entry: Numbers
    left_over: NDArray[np.float64]


class Layer(Struct, frozen=True):
    """Name entries, numbered from `first`, and what finds them.

    `automaton` finds whole names, `pieces` names within a few edits (name `n` of them is a spelling of the entries
    `owners[owned[n]:owned[n + 1]]`), `partial` names of people with more or fewer words.
    """

    automaton: Automaton
    pieces: Pieces
    owned: Places
    owners: Numbers
    partial: Partial
    forms: Forms
    first: int

    @classmethod
    def of(cls, names: Sequence[NameEntry], first: int, parties: Sequence[ListedParty]) -> "Layer":
        """The layer of these name entries, of which the first has the number `first`; they name parties by their numbers."""
        weak = {number for number, entry in enumerate(names) if entry.weak}  # it counts only where it is the whole name
        automaton = Automaton(((entry.folded, number) for number, entry in enumerate(names)), whole=weak)
        kinds = [parties[entry.party].kind for entry in names]
        spellings = _Spellings()
        for number, (entry, kind) in enumerate(zip(names, kinds, strict=True)):
            spellings.add(number, entry, kind)
        pieces = Pieces(list(spellings.known))
        owned, owners = spellings.owners()
        partial = Partial(spellings.people, spellings.called)
        layer = cls(automaton, pieces, owned, owners, partial, _forms(names, kinds), first)
        layer.hits(Texts.of([["a", "name"]]))  # the compiled search is loaded now, and not with the first manifest
        return layer

    @property
    def size(self) -> int:
        """Bytes that the automaton and the tables occupy."""
        forms = sum(
            lines.letters.nbytes + lines.begins.nbytes for lines in (self.forms.spelt.letters, self.forms.spelt.sounds)
        )
        tables = (self.owned, self.owners, self.forms.letters, self.forms.of_entry, self.forms.left_over)
        found_by = self.automaton.size + self.pieces.size + self.partial.size
        return found_by + forms + sum(table.nbytes for table in tables)

    def hits(self, batch: Texts) -> set[tuple[int, int]]:
        """(number of the text, number of the name entry) for each hit that a quick look leaves open."""
        found = self.automaton.hits(batch.words)
        found.update(map(tuple, self.partial.hits(batch.told.sounds).tolist()))
        near = self.pieces.near(batch.told.sounds)
        for text, name in near[left_open(batch.told, self.pieces.spelt, near)].tolist():
            owners = self.owners[self.owned[name] : self.owned[name + 1]].tolist()
            found.update([(text, entry) for entry in owners])
        return self._left_open(batch, found) if found else found

    def _left_open(self, batch: Texts, found: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
        pairs = np.array(sorted(found), np.int32)
        numbers, text = np.unique(pairs[:, 0], return_inverse=True)
        texts = Lines.of([" ".join(weighty(batch.words[number])) for number in numbers.tolist()])
        form = self.forms.of_entry[pairs[:, 1]]
        unequal = too_unequal(_letters(texts)[text], self.forms.letters[form], self.forms.left_over[pairs[:, 1]])
        pairs, form, text = pairs[~unequal], form[~unequal], text[~unequal]
        both, which = np.unique(np.stack([text, form], axis=1).astype(np.int32), axis=0, return_inverse=True)
        pairs = pairs[left_open(Spelt.of(texts), self.forms.spelt, both)[which]]
        return set(zip(pairs[:, 0].tolist(), (pairs[:, 1] + self.first).tolist(), strict=True))


class _Spellings:
    """The spellings under which entries are searched for, and the people among them."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}
        self.people: list[tuple[str, int]] = []
        self.called: list[tuple[str, int]] = []
        self._which: list[int] = []
        self._entries: list[int] = []

    def add(self, number: int, entry: NameEntry, kind: PartyKind) -> None:
        """One name entry more, with its number."""
        every = entry.folded.split()
        words = telling(every)
        if entry.weak and (entry.alias is not None or not is_distinctive(words)):
            return
        told = " ".join(words)
        # a text in which a legal form or `trading` is misspelled takes it for a telling word
        forms = [*map(_in_letters, (told, " ".join(weighty(every)), entry.folded))]
        if kind is PartyKind.PERSON:
            self.people.append((told, number))
            if len(words) > SHORT:  # people leave out what stands between, and misspell the rest
                forms.append(f"{words[0]} {words[-1]}")
            self.called += [(" ".join(other), number) for other in also_called(words)]
        for form in dict.fromkeys(forms):
            self._which.append(self.known.setdefault(form, len(self.known)))
            self._entries.append(number)

    def owners(self) -> tuple[Places, Numbers]:
        """Where the entries of each spelling begin, and the entries."""
        which = np.array(self._which, np.int64)
        owned = np.zeros(len(self.known) + 1, np.int64)
        np.cumsum(np.bincount(which, minlength=len(self.known)), out=owned[1:])
        return owned, np.array(self._entries, np.int32)[np.argsort(which, kind="stable")]


def _forms(names: Sequence[NameEntry], kinds: Sequence[PartyKind]) -> Forms:
    known: dict[str, int] = {}
    of_entry = [known.setdefault(" ".join(weighty(entry.folded.split())), len(known)) for entry in names]
    lines = Lines.of(list(known))
    left_over = np.array([LEFT_OVER[kind] for kind in kinds], np.float64)
    return Forms(Spelt.of(lines), _letters(lines), np.array(of_entry, np.int32), left_over)


def _letters(names: Lines) -> Places:
    """How many letters each name has, the spaces between its words not counted."""
    before = np.concatenate([np.zeros(1, np.int64), np.cumsum(names.letters != ord(" "))])
    return np.diff(before[names.begins])
