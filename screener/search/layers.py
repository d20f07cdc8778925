"""A part of a watchlist with its own indexes: they find whole names, misspelled ones, and names with more or fewer words."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from screener.comparison.name_score import lengths_differ_too_much
from screener.domain.listed_party import ListedParty
from screener.kernels.may_match import ANY_EDITS, ANY_TRANSLITERATED, TEXT_LACKS_STOPWORDS, Strictness
from screener.kernels.packed_strings import Ids, Offsets, PackedStrings
from screener.names.phonetic_codes import NameKeys
from screener.search.automaton import Automaton
from screener.search.layer_parts import ComparedNames, compared_names, letters_of, ngram_index, parts_of, word_index
from screener.search.name_entries import NameEntry
from screener.search.ngram_index import NgramIndex
from screener.search.prefilter import may_match
from screener.search.search_texts import DISTINCTIVE, WHOLE, SearchTexts
from screener.search.word_index import WordIndex

_ENTRIES = np.int64(1) << 32
"""More entries than a layer has."""


class Layer(Struct, frozen=True):
    """Name entries, numbered from `first`, and what finds them.

    `automaton` finds whole names; `ngrams` spellings within a few edits, where the entries of spelling `n` are
    `entry_ids[entry_offsets[n]:entry_offsets[n + 1]]`; `words` names of people with more or fewer words.
    """

    automaton: Automaton
    ngrams: NgramIndex
    entry_offsets: Offsets
    entry_ids: Ids
    words: WordIndex
    compared: ComparedNames
    first: int

    @classmethod
    def of(cls, names: Sequence[NameEntry], first: int, parties: Sequence[ListedParty]) -> "Layer":
        """The layer of these name entries, of which the first has the number `first`; they name parties by their numbers."""
        # a weak name counts only where it is the whole name
        weak = np.fromiter((entry.weak for entry in names), np.bool_, len(names))
        automaton = Automaton(PackedStrings.of([entry.normalised for entry in names]), whole=weak)
        kinds = [parties[entry.party].kind for entry in names]
        parts = parts_of(list(zip(names, kinds, strict=True)))
        layer = cls(automaton, *ngram_index(parts), word_index(parts), compared_names(parts, kinds), first)
        layer.hits(SearchTexts.of(PackedStrings.of(["a name"])))  # compiles the search now, not with the first manifest
        return layer

    @property
    def size(self) -> int:
        """Bytes that the automaton and the tables occupy."""
        indexes = (self.automaton, self.ngrams, self.words, self.compared)
        return sum(index.size for index in indexes) + self.entry_offsets.nbytes + self.entry_ids.nbytes

    def hits(self, texts: SearchTexts) -> set[tuple[int, int]]:
        """(number of the text, number of the name entry) for each hit that is worth a full comparison."""
        near = self.ngrams.candidates(texts.forms.codes, texts.form_bits)
        shared = texts.form_bits[near[:, 0]] & self.ngrams.forms[near[:, 1]]
        edits = np.where(shared & DISTINCTIVE, np.uint8(ANY_EDITS), self.ngrams.edits[near[:, 1]])
        lenient = np.full(len(near), Strictness.LENIENT, np.uint8)
        kept = may_match(texts.forms, self.ngrams.keys, near, lenient, edits)
        near, shared = near[kept], shared[kept]
        near[:, 0] = texts.owners[near[:, 0]]
        # these are not judged again by their significant words: a stopword of one of them may be misspelled
        by_whole_name = shared & (DISTINCTIVE | WHOLE) == WHOLE
        others = (
            self.automaton.hits(texts.whole),
            self.words.hits(texts.distinctive_codes),
            self._entries_of(near[~by_whole_name]),
        )
        hits = np.concatenate(
            [self._worth_comparing(texts, np.concatenate(others)), self._entries_of(near[by_whole_name])]
        )
        return set(zip(hits[:, 0].tolist(), (hits[:, 1] + self.first).tolist(), strict=True))

    def _entries_of(self, near: Ids) -> Ids:
        """(text, entry) for each (text, spelling)."""
        begins = self.entry_offsets[near[:, 1]]
        counts = self.entry_offsets[near[:, 1] + 1] - begins
        places = np.arange(counts.sum()) + np.repeat(begins - np.cumsum(counts) + counts, counts)
        return np.stack([np.repeat(near[:, 0], counts), self.entry_ids[places]], axis=1)

    def _worth_comparing(self, texts: SearchTexts, pairs: Ids) -> Ids:
        """The pairs (text, entry), each once, that lengths and prefilter leave."""
        text_ids, entry_ids = np.divmod(np.unique(pairs[:, 0] * _ENTRIES + pairs[:, 1]), _ENTRIES)
        pairs = np.stack([text_ids, entry_ids], axis=1)
        numbers, text = np.unique(pairs[:, 0], return_inverse=True)
        whole, significant = (names.take(numbers.astype(np.int64)) for names in (texts.whole, texts.significant))
        has_stopwords = np.diff(significant.offsets) < np.diff(whole.offsets)
        flags = np.where(has_stopwords, np.uint8(TEXT_LACKS_STOPWORDS), np.uint8(0))
        flags |= np.where(texts.ascii[numbers], np.uint8(0), np.uint8(ANY_TRANSLITERATED))
        form = self.compared.of_entry[pairs[:, 1]]
        unequal = lengths_differ_too_much(
            letters_of(significant)[text], self.compared.letters[form], self.compared.unmatched_weight[pairs[:, 1]]
        )
        pairs, form, text = pairs[~unequal], form[~unequal], text[~unequal]
        people = self.compared.people[pairs[:, 1]]
        # a name that several records have is judged once
        distinct = (text * len(self.compared.keys.letters) + form) * 2 + people
        _, first, which = np.unique(distinct, return_index=True, return_inverse=True)
        judged, people = np.stack([text[first], form[first]], axis=1).astype(np.int32), people[first]
        how = np.where(people, np.uint8(Strictness.PERSON), self.compared.strictness(judged[:, 1]))
        how = how | flags[judged[:, 0]] | self.compared.flags[judged[:, 1]]
        kept: Ids = pairs[may_match(NameKeys.of(significant), self.compared.keys, judged, how)[which]]
        return kept
