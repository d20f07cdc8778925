"""What a layer is built from: the spellings of its name entries, the names of people, and what the prefilter compares."""

from collections.abc import Iterable, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from screener.comparison.name_parts import has_symbols
from screener.comparison.name_score import UNMATCHED_WEIGHT
from screener.domain.listed_party import PartyKind
from screener.kernels.may_match import ANY_TRANSLITERATED, NAME_LACKS_STOPWORDS, Strictness
from screener.kernels.packed_strings import Bytes, Ids, Offsets, PackedStrings
from screener.kernels.word_spans import SPACE
from screener.names.distinctive_words import distinctive_words, has_distinctive_word, significant_words
from screener.names.nicknames import nickname_variants
from screener.names.phonetic_codes import NameKeys
from screener.search.name_entries import NameEntry
from screener.search.ngram_index import NgramIndex
from screener.search.search_texts import DISTINCTIVE, SIGNIFICANT, WHOLE, without_digits_in_words
from screener.search.word_index import WordIndex

FULL_NAME_WORDS = 2
"""A person's name of more words is also searched for by its first and last one."""

PART_SIZE = 50_000
"""Entries of a part: bounds the memory that a build needs beside its result."""

_NOT_KNOWN = 255


class ComparedNames(Struct, frozen=True):
    """What the prefilter compares: the significant words of the names, each form once, with its number of letters and flags.

    By entry: which form it has, what an unmatched letter weighs in a name of its kind, and whether it is a person's name.
    """

    keys: NameKeys
    letters: Offsets
    flags: Bytes
    of_entry: Ids
    unmatched_weight: NDArray[np.float64]
    people: NDArray[np.bool_]
    known_strictness: Bytes

    @property
    def size(self) -> int:
        """Bytes that the tables occupy."""
        by_form = (self.letters, self.flags, self.known_strictness)
        by_entry = (self.of_entry, self.unmatched_weight, self.people)
        return self.keys.size + sum(table.nbytes for table in (*by_form, *by_entry))

    def strictness(self, forms: Ids) -> Bytes:
        """The `Strictness` for forms that are not names of people, found out when it is first needed."""
        for form in np.unique(forms[self.known_strictness[forms] == _NOT_KNOWN]).tolist():
            symbols = has_symbols(self.keys.letters[form])
            self.known_strictness[form] = Strictness.LENIENT if symbols else Strictness.LITERAL
        return self.known_strictness[forms]


class LayerPart:
    """Up to `PART_SIZE` entries of a layer, taken one after the other and then packed.

    `spellings` are those under which entries are searched for, each once, with the bits of its forms; `entry_counts` and
    `entry_ids` lead from a spelling to its entries. `people` are the distinctive words of people's names, `nicknames` what these people are
    also called, each with its entry. `forms` are the significant words of names, `form_of_entry` by entry.
    """

    def __init__(self) -> None:
        self.spellings, self.people, self.nicknames, self.forms = (PackedStrings.of([]) for _ in range(4))
        self.entry_counts, self.entry_ids, self.form_of_entry, self.people_entries, self.nickname_entries = (
            np.zeros(0, np.int32) for _ in range(5)
        )
        self.form_flags, self.spelling_bits = np.zeros(0, np.uint8), np.zeros(0, np.uint8)
        self._spellings: dict[str, int] = {}
        self._forms: dict[str, int] = {}
        self._spelling_bits: list[int] = []
        self._form_flags: list[int] = []
        self._people: list[str] = []
        self._nicknames: list[str] = []
        self._ids: tuple[list[int], ...] = ([], [], [], [], [])

    def add(self, number: int, entry: NameEntry, kind: PartyKind) -> None:
        """Adds the entry of this number."""
        spelling_ids, entry_ids, form_of_entry, people, nicknames = self._ids
        every = entry.normalised.split()
        significant = " ".join(significant_words(every))
        form_of_entry.append(self._forms.setdefault(significant, len(self._forms)))
        flags = NAME_LACKS_STOPWORDS if len(significant) < len(entry.normalised) else 0
        _add_bits(self._form_flags, form_of_entry[-1], flags if entry.name.isascii() else flags | ANY_TRANSLITERATED)
        words = distinctive_words(every)
        if entry.weak and (entry.alias is not None or not has_distinctive_word(words)):
            return
        distinctive = " ".join(words)
        forms = [(distinctive, DISTINCTIVE), (significant, SIGNIFICANT), (entry.normalised, WHOLE)]
        if kind is PartyKind.PERSON:
            self._people.append(distinctive)
            people.append(number)
            if len(words) > FULL_NAME_WORDS:  # people leave out middle names and misspell the rest
                forms.append((f"{words[0]} {words[-1]}", DISTINCTIVE))
            variants = [" ".join(variant) for variant in nickname_variants(words)]
            self._nicknames += variants
            nicknames += [number] * len(variants)
        own = {self._spelling(form, bits) for form, bits in forms}
        spelling_ids += own
        entry_ids += [number] * len(own)

    def _spelling(self, form: str, bits: int) -> int:
        number = self._spellings.setdefault(without_digits_in_words(form), len(self._spellings))
        _add_bits(self._spelling_bits, number, bits)
        return number

    def close(self) -> None:
        """Packs what was added; nothing is added afterwards."""
        spelling_ids, entry_ids, self.form_of_entry, self.people_entries, self.nickname_entries = (
            np.array(ids, np.int32) for ids in self._ids
        )
        self.entry_counts = np.bincount(spelling_ids, minlength=len(self._spellings)).astype(np.int32)
        self.entry_ids = entry_ids[np.argsort(spelling_ids, kind="stable")]
        self.spellings, self.forms = PackedStrings.of(list(self._spellings)), PackedStrings.of(list(self._forms))
        self.people, self.nicknames = PackedStrings.of(self._people), PackedStrings.of(self._nicknames)
        self.form_flags, self.spelling_bits = (
            np.array(bits, np.uint8) for bits in (self._form_flags, self._spelling_bits)
        )
        self._spellings, self._forms, self._people, self._nicknames = {}, {}, [], []
        self._form_flags, self._spelling_bits, self._ids = [], [], ([], [], [], [], [])


def _add_bits(known: list[int], number: int, bits: int) -> None:
    """Adds bits to those of a number, which has some already or is the next one."""
    if number == len(known):
        known.append(0)
    known[number] |= bits


def parts_of(entries: Sequence[tuple[NameEntry, PartyKind]]) -> list[LayerPart]:
    """The parts of a layer of these entries, with the kinds of their parties; at least one part."""
    parts = []
    for begin in range(0, max(1, len(entries)), PART_SIZE):
        part = LayerPart()
        for number, (entry, kind) in enumerate(entries[begin : begin + PART_SIZE], begin):
            part.add(number, entry, kind)
        part.close()
        parts.append(part)
    return parts


def ngram_index(parts: Sequence[LayerPart]) -> tuple[NgramIndex, Offsets, Ids]:
    """The index of all spellings; the entries of spelling `n` are `ids[offsets[n]:offsets[n + 1]]`."""
    index = NgramIndex(
        PackedStrings.joined([part.spellings for part in parts]), np.concatenate([part.spelling_bits for part in parts])
    )
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.concatenate([part.entry_counts for part in parts]))])
    return index, offsets, np.concatenate([part.entry_ids for part in parts])


def word_index(parts: Sequence[LayerPart]) -> WordIndex:
    """The index of people's names and nicknames."""
    names = PackedStrings.joined([*(part.people for part in parts), *(part.nicknames for part in parts)])
    entries = [*(part.people_entries for part in parts), *(part.nickname_entries for part in parts)]
    return WordIndex(names, np.concatenate(entries), sum(len(part.people) for part in parts))


def compared_names(parts: Sequence[LayerPart], kinds: Iterable[PartyKind]) -> ComparedNames:
    """What the prefilter compares; `kinds` are those of the parties of all entries."""
    every = list(kinds)
    forms = PackedStrings.joined([part.forms for part in parts])
    before = np.cumsum([0, *(len(part.forms) for part in parts)]).astype(np.int32)
    return ComparedNames(
        NameKeys.of(forms),
        letters_of(forms),
        np.concatenate([part.form_flags for part in parts]),
        np.concatenate([part.form_of_entry + start for part, start in zip(parts, before, strict=False)]),
        np.array([UNMATCHED_WEIGHT[kind] for kind in every], np.float64),
        np.array([kind is PartyKind.PERSON for kind in every], np.bool_),
        np.full(len(forms), _NOT_KNOWN, np.uint8),
    )


def letters_of(names: PackedStrings) -> Offsets:
    """How many letters each name has, without the spaces between its words."""
    spaces = np.flatnonzero(names.data == SPACE)
    return np.diff(names.offsets - np.searchsorted(spaces, names.offsets))
