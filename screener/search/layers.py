"""A part of a watchlist with means of its own to find candidates: whole names, misspelled ones, and ones with more or fewer words."""

import re
from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from screener.comparison.name_parts import has_symbols
from screener.comparison.name_score import UNMATCHED_WEIGHT, lengths_differ_too_much
from screener.domain.listed_party import AliasKind, ListedParty, PartyKind
from screener.kernels.may_match import (
    ANY_EDITS,
    ANY_TRANSLITERATED,
    NAME_LACKS_STOPWORDS,
    TEXT_LACKS_STOPWORDS,
    Strictness,
)
from screener.kernels.packed_strings import Bytes, Ids, Offsets, PackedStrings
from screener.kernels.word_spans import mark_digits_in_words
from screener.names.disguises import undo_leetspeak
from screener.names.distinctive_words import (
    all_distinctive,
    all_significant,
    distinctive_words,
    has_distinctive_word,
    significant_words,
)
from screener.names.nicknames import nickname_variants
from screener.names.phonetic_codes import NameKeys
from screener.search.automaton import Automaton
from screener.search.ngram_index import NgramIndex
from screener.search.prefilter import may_match
from screener.search.word_index import WordIndex

TOLD, WEIGHTY, WHOLE = 1, 2, 4
"""Forms in which a name is searched for: by the words that tell, by all but the light ones, by every word."""

SHORT = 2
"""Words of a name none of which is left out."""


BUILT_AT_ONCE = 50_000
"""Entries whose spellings are told apart together: bounds the memory of a build."""


class NameEntry(Struct, frozen=True, gc=False):
    """One name under which a listed party is found."""

    party: int
    name: str
    normalised: str
    weak: bool
    alias: AliasKind | None


class Texts(Struct, frozen=True):
    """Folded names to search for, together: whole, by their weighty words, and in every form in which they may be a name's.

    The forms are, of every name, the words that tell; of some also the weighty ones, and all words: who misspells `trading` or `ltd`
    makes a telling word of it. `which` tells which of these a form is, `owners` the numbers of the names; `latin` tells which names were in
    ASCII letters before they were folded.
    """

    whole: PackedStrings
    significant_words: PackedStrings
    forms: NameKeys
    which: Bytes
    owners: Offsets
    latin: NDArray[np.bool_]

    @classmethod
    def of(cls, names: PackedStrings, latin: NDArray[np.bool_] | None = None) -> "Texts":
        """From folded names; where nothing is said of their letters, they may have been any."""
        told, weight = all_distinctive(names), all_significant(names)
        lighter, heavier = _differ(weight, told), _differ(names, weight)
        more, every = np.flatnonzero(lighter), np.flatnonzero(heavier)
        forms = PackedStrings.joined([told, weight.take(more), names.take(every)])
        owners = np.concatenate([np.arange(len(names)), more, every])
        as_whole = np.where(heavier, np.uint8(0), np.uint8(WHOLE))
        told_as = TOLD | np.where(lighter, np.uint8(0), WEIGHTY | as_whole)
        which = np.concatenate([told_as, WEIGHTY | as_whole[more], np.full(len(every), WHOLE, np.uint8)])
        latin = np.zeros(len(names), np.bool_) if latin is None else latin
        return cls(names, weight, NameKeys.of(_all_in_letters(forms)), which, owners, latin)

    @property
    def told(self) -> PackedStrings:
        """The sounds of the words that tell, of each name."""
        return self.forms.codes.slice(0, len(self.whole))


def _differ(names: PackedStrings, forms: PackedStrings) -> NDArray[np.bool_]:
    """Which names are not their form: forms are names without some words."""
    differ: NDArray[np.bool_] = np.diff(names.offsets) != np.diff(forms.offsets)
    return differ


_MASKED = re.compile("[a-z][0-9]|[0-9][a-z]")


def _in_letters(text: str) -> str:
    """A folded name with figures among letters as the letters that they look like: for list and manifest alike."""
    return " ".join(map(undo_leetspeak, text.split())) if _MASKED.search(text) else text


def _all_in_letters(names: PackedStrings) -> PackedStrings:
    """Likewise of many names."""
    masked = np.zeros(len(names), np.bool_)
    mark_digits_in_words(names.buffers, masked)
    return names.replaced_by(masked, lambda number: _in_letters(names[number]))


class Forms(Struct, frozen=True):
    """What the quick look compares: the weighty words of the names, each form once, how long they are, and which form an entry has.

    `left_over` and `people` tell by entry what `LEFT_OVER` says of its kind, and whether it is a person's name; `known` by form what
    `looked_at` has found, `without` `NAME_LACKS_STOPWORDS` and `ANY_TRANSLITERATED` where that holds for a name of this form.
    """

    spelt: NameKeys
    letters: Offsets
    of_entry: Ids
    left_over: NDArray[np.float64]
    people: NDArray[np.bool_]
    known: Bytes
    without: Bytes

    def looked_at(self, forms: Ids) -> Bytes:
        """How closely the names of other kinds than people are to be looked at, which is found out when it is first asked."""
        for form in np.unique(forms[self.known[forms] == _NOT_KNOWN]).tolist():
            self.known[form] = Strictness.LENIENT if has_symbols(self.spelt.letters[form]) else Strictness.LITERAL
        return self.known[forms]


_NOT_KNOWN = 255
_ENTRIES = np.int64(1) << 32
"""More entries than a layer has."""


class Layer(Struct, frozen=True):
    """Name entries, numbered from `first`, and what finds them.

    `automaton` finds whole names, `pieces` names within a few edits (name `n` of them is a spelling of the entries
    `owners[owned[n]:owned[n + 1]]`), `partial` names of people with more or fewer words.
    """

    automaton: Automaton
    pieces: NgramIndex
    owned: Offsets
    owners: Ids
    partial: WordIndex
    forms: Forms
    first: int

    @classmethod
    def of(cls, names: Sequence[NameEntry], first: int, parties: Sequence[ListedParty]) -> "Layer":
        """The layer of these name entries, of which the first has the number `first`; they name parties by their numbers."""
        # a weak name counts only where it is the whole name
        weak = np.fromiter((entry.weak for entry in names), np.bool_, len(names))
        automaton = Automaton(PackedStrings.of([entry.normalised for entry in names]), whole=weak)
        kinds = [parties[entry.party].kind for entry in names]
        parts = [_Spellings() for _ in range(0, max(1, len(names)), BUILT_AT_ONCE)]
        for number, (entry, kind) in enumerate(zip(names, kinds, strict=True)):
            parts[number // BUILT_AT_ONCE].add(number, entry, kind)
            if (number + 1) % BUILT_AT_ONCE == 0:
                parts[number // BUILT_AT_ONCE].close()
        parts[-1].close()
        pieces = NgramIndex(
            PackedStrings.joined([part.spellings for part in parts]),
            np.concatenate([part.spelling_of for part in parts]),
        )
        owned = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.concatenate([part.owned for part in parts]))])
        owners = np.concatenate([part.owners for part in parts])
        layer = cls(automaton, pieces, owned, owners, _partial(parts), _forms(parts, kinds), first)
        layer.hits(
            Texts.of(PackedStrings.of(["a name"]))
        )  # the compiled search is loaded now, and not with the first manifest
        return layer

    @property
    def size(self) -> int:
        """Bytes that the automaton and the tables occupy."""
        forms = self.forms
        tables = (
            self.owned,
            self.owners,
            forms.letters,
            forms.of_entry,
            forms.left_over,
            forms.people,
            forms.known,
            forms.without,
        )
        found_by = self.automaton.size + self.pieces.size + self.partial.size
        return found_by + sum(table.nbytes for table in tables) + forms.spelt.size

    def hits(self, batch: Texts) -> set[tuple[int, int]]:
        """(number of the text, number of the name entry) for each hit that a quick look leaves open."""
        near = self.pieces.candidates(batch.forms.codes, batch.which)
        shared = batch.which[near[:, 0]] & self.pieces.forms[near[:, 1]]
        edits = np.where(shared & TOLD, np.uint8(ANY_EDITS), self.pieces.edits[near[:, 1]])
        near_enough = may_match(
            batch.forms, self.pieces.keys, near, np.full(len(near), Strictness.LENIENT, np.uint8), edits
        )
        near, shared = near[near_enough], shared[near_enough]
        near[:, 0] = batch.owners[near[:, 0]]
        # as whole names they are compared in any case: one of them may have light words misspelled
        sure = shared & (TOLD | WHOLE) == WHOLE
        found = (self.automaton.hits(batch.whole), self.partial.hits(batch.told), self._owned_by(near[~sure]))
        pairs = np.concatenate(found)
        kept = np.concatenate([self._left_open(batch, pairs), self._owned_by(near[sure])])
        return set(zip(kept[:, 0].tolist(), (kept[:, 1] + self.first).tolist(), strict=True))

    def _owned_by(self, near: Ids) -> Ids:
        """(text, entry) for each (text, spelling)."""
        begins, many = self.owned[near[:, 1]], self.owned[near[:, 1] + 1] - self.owned[near[:, 1]]
        places = np.arange(many.sum()) + np.repeat(begins - np.cumsum(many) + many, many)
        return np.stack([np.repeat(near[:, 0], many), self.owners[places]], axis=1)

    def _left_open(self, batch: Texts, pairs: Ids) -> Ids:
        texts_of_all, entries_of_all = np.divmod(np.unique(pairs[:, 0] * _ENTRIES + pairs[:, 1]), _ENTRIES)
        pairs = np.stack([texts_of_all, entries_of_all], axis=1)
        numbers, text = np.unique(pairs[:, 0], return_inverse=True)
        whole, texts = (lines.take(numbers.astype(np.int64)) for lines in (batch.whole, batch.significant_words))
        without = np.where(np.diff(texts.offsets) < np.diff(whole.offsets), np.uint8(TEXT_LACKS_STOPWORDS), np.uint8(0))
        without |= np.where(batch.latin[numbers], np.uint8(0), np.uint8(ANY_TRANSLITERATED))
        form = self.forms.of_entry[pairs[:, 1]]
        unequal = lengths_differ_too_much(
            _letters(texts)[text], self.forms.letters[form], self.forms.left_over[pairs[:, 1]]
        )
        pairs, form, text = pairs[~unequal], form[~unequal], text[~unequal]
        people = self.forms.people[pairs[:, 1]]
        # a name that many records bear is looked at once
        kinds = (text * len(self.forms.spelt.letters) + form) * 2 + people
        _, first, which = np.unique(kinds, return_index=True, return_inverse=True)
        both, people = np.stack([text[first], form[first]], axis=1).astype(np.int32), people[first]
        closely = np.where(people, np.uint8(Strictness.PERSON), self.forms.looked_at(both[:, 1]))
        closely = closely | without[both[:, 0]] | self.forms.without[both[:, 1]]
        left: Ids = pairs[may_match(NameKeys.of(texts), self.forms.spelt, both, closely)[which]]
        return left


class _Spellings:
    """The spellings under which some entries are searched for, the people among them, and their weighty forms.

    Every spelling stands once; `owned` tells how many entries each has, `owners` which, `spelling_of` which words of a name it is made of.
    `of_entry` tells the form of each entry.
    """

    def __init__(self) -> None:
        self.spellings, self.people, self.called, self.forms = (PackedStrings.of([]) for _ in range(4))
        self.owned, self.owners, self.of_entry, self.people_entries, self.called_entries = (
            np.zeros(0, np.int32) for _ in range(5)
        )
        self.without, self.spelling_of = np.zeros(0, np.uint8), np.zeros(0, np.uint8)
        self._spelling_of: list[int] = []
        self._known: dict[str, int] = {}
        self._forms: dict[str, int] = {}
        self._without: list[int] = []
        self._people: list[str] = []
        self._called: list[str] = []
        self._lists: tuple[list[int], ...] = ([], [], [], [], [])

    def add(self, number: int, entry: NameEntry, kind: PartyKind) -> None:
        """One name entry more, with its number."""
        which, entries, of_entry, people, called = self._lists
        every = entry.normalised.split()
        weight = " ".join(significant_words(every))
        of_entry.append(self._forms.setdefault(weight, len(self._forms)))
        without = NAME_LACKS_STOPWORDS if len(weight) < len(entry.normalised) else 0
        _add_bits(self._without, of_entry[-1], without if entry.name.isascii() else without | ANY_TRANSLITERATED)
        words = distinctive_words(every)
        if entry.weak and (entry.alias is not None or not has_distinctive_word(words)):
            return
        told = " ".join(words)
        forms = [(told, TOLD), (weight, WEIGHTY), (entry.normalised, WHOLE)]
        if kind is PartyKind.PERSON:
            self._people.append(told)
            people.append(number)
            if len(words) > SHORT:  # people leave out what stands between, and misspell the rest
                forms.append((f"{words[0]} {words[-1]}", TOLD))
            other_names = [" ".join(other) for other in nickname_variants(words)]
            self._called += other_names
            called += [number] * len(other_names)
        own: set[int] = set()
        for form, made_of in forms:
            spelling = self._known.setdefault(_in_letters(form), len(self._known))
            _add_bits(self._spelling_of, spelling, made_of)
            own.add(spelling)
        which += own
        entries += [number] * len(own)

    def close(self) -> None:
        """Nothing is added any more: what was is packed."""
        numbers = [np.array(each, np.int32) for each in self._lists]
        which, entries, self.of_entry, self.people_entries, self.called_entries = numbers
        self.owned = np.bincount(which, minlength=len(self._known)).astype(np.int32)
        self.owners = entries[np.argsort(which, kind="stable")]
        self.spellings, self.forms = PackedStrings.of(list(self._known)), PackedStrings.of(list(self._forms))
        self.people, self.called = PackedStrings.of(self._people), PackedStrings.of(self._called)
        self.without, self._without = np.array(self._without, np.uint8), []
        self.spelling_of, self._spelling_of = np.array(self._spelling_of, np.uint8), []
        self._known, self._forms, self._people, self._called, self._lists = {}, {}, [], [], ([], [], [], [], [])


def _add_bits(known: list[int], number: int, bits: int) -> None:
    """Add bits to those of a number, which is one that has some or the next one."""
    if number == len(known):
        known.append(0)
    known[number] |= bits


def _partial(parts: Sequence[_Spellings]) -> WordIndex:
    names = PackedStrings.joined([*(part.people for part in parts), *(part.called for part in parts)])
    entries = [*(part.people_entries for part in parts), *(part.called_entries for part in parts)]
    return WordIndex(names, np.concatenate(entries), sum(len(part.people) for part in parts))


def _forms(parts: Sequence[_Spellings], kinds: Sequence[PartyKind]) -> Forms:
    lines = PackedStrings.joined([part.forms for part in parts])
    before = np.cumsum([0, *(len(part.forms) for part in parts)])
    of_entry = [part.of_entry + start for part, start in zip(parts, before.astype(np.int32), strict=False)]
    left_over = np.array([UNMATCHED_WEIGHT[kind] for kind in kinds], np.float64)
    people = np.array([kind is PartyKind.PERSON for kind in kinds], np.bool_)
    known = np.full(len(lines), _NOT_KNOWN, np.uint8)
    without = np.concatenate([part.without for part in parts])
    return Forms(NameKeys.of(lines), _letters(lines), np.concatenate(of_entry), left_over, people, known, without)


def _letters(names: PackedStrings) -> Offsets:
    """How many letters each name has, the spaces between its words not counted."""
    spaces = np.flatnonzero(names.data == ord(" "))
    return np.diff(names.offsets - np.searchsorted(spaces, names.offsets))
