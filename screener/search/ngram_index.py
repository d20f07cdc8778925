"""The candidate filter: pieces of names, at least one of which is in every text within a few edits of the name.

A name with `edits` k is cut into k + 1 disjoint pieces inside its words, those that are rarest on the list. An edit spoils one
piece at most, so a text within k edits (words in any order, run together or split) contains a piece letter for letter. That
is an Aho-Corasick automaton over pieces of two to five letters, unrolled: the state behind a letter is the number that
the last letters make, and a table tells which names have the piece that ends there.
"""

import numpy as np
from msgspec import Struct

from screener.kernels.compilation import compiled
from screener.kernels.packed_strings import BitMasks, Bytes, Ids, Offsets, PackedStrings
from screener.kernels.phonetic_codes import GAP
from screener.names.phonetic_codes import NameKeys
from screener.search.letter_signatures import LetterSignatures, letter_signatures
from screener.search.rare_ngrams import LONGEST, LONGEST_PIECE, PLACES, SHORTEST, cut_names
from screener.search.result_pages import all_pages

EDITS = ((5, 1), (10, 2), (20, 3))
"""(letters of a name, edits within which it is found); a shorter name is found only as it is spelled."""

_SPOILED = np.array([0, 3, 4, 6], np.int64)
"""The pairs that so many edits spoil, or make: two each, and three where two letters have changed places."""

_CLASSES = np.searchsorted(np.array([8, 11, 14, 17, 20, 24, 30]), np.arange(LONGEST + 1), side="right")
_MANY = int(_CLASSES[-1]) + 1
"""Names of about as many letters are in one class: by it the names of a piece are parted."""

_SIZE_AT, _EDITS_AT, _FORMS_AT, _SIZE_OF, _EDITS_OF = (np.uint64(number) for number in (51, 57, 59, 63, 3))
_LETTERS_OF = (np.uint64(1) << _SIZE_AT) - np.uint64(1)
"""A mark has the bits of the letters of a name, and above them its size, edits and forms: all that most candidates are judged by."""

ANY_FORM = 7
"""The forms of which a name may be one are bits of this; a text is compared with the names that have one of its own."""


class Postings(Struct, frozen=True):
    """The names of the piece of each place, in order of size.

    Few places have any: `taken` has a bit for each, and `before` tells how many are taken before each 64. The names in class `c` of the
    n-th place that is taken are those from `first[n * _MANY + c]` to the next. So the tables are small enough to stay near
    the processor. `marks` are those of the names posted; `largest` has, by the length of the pieces, the most letters of any of the names.
    """

    taken: BitMasks
    before: Ids
    first: Ids
    names: Ids
    marks: BitMasks
    largest: Offsets


class NgramIndex:
    """Finds the names that a text may be within `EDITS`. Never changed once it is built.

    Names are given by their letters; a name without pieces (two letters, say) is never found here.
    `edits` tells within how many edits each name is found, `spelt` how it is spelled and heard, `forms` of what it is a form.
    """

    __slots__ = ("_joints", "_pairs", "_postings", "edits", "forms", "spelt")

    def __init__(self, names: PackedStrings, forms: Bytes | None = None) -> None:
        self.spelt = NameKeys.of(names)
        self.forms = np.full(len(names), ANY_FORM, np.uint8) if forms is None else forms
        traits = letter_signatures(self.spelt.codes)
        self.edits, pieces = cut_names(self.spelt.codes, edits_of(traits.size))
        self._joints, self._pairs = traits.gaps, traits.inside
        self._postings = _postings(pieces, traits, self.edits, self.forms)

    @property
    def size(self) -> int:
        """Bytes that the tables occupy."""
        postings = self._postings
        tables = (
            postings.taken,
            postings.before,
            postings.first,
            postings.names,
            postings.marks,
            self._pairs,
            self._joints,
            self.edits,
            self.forms,
        )
        return sum(table.nbytes for table in tables) + self.spelt.size

    def near(self, sounds: PackedStrings, forms: Bytes | None = None) -> Ids:
        """(number of the text, number of the name), a row for each name that a text may be; `sounds` are the codes of the texts."""
        texts, postings = letter_signatures(sounds), self._postings
        which = np.full(len(sounds), ANY_FORM, np.uint64) if forms is None else forms.astype(np.uint64)

        def search(text: int, found: Ids) -> tuple[int, int]:
            return _search(
                sounds.data,
                sounds.offsets,
                text,
                GAP,
                texts.size,
                texts.letters,
                texts.inside,
                texts.anywhere,
                which,
                _REACH,
                PLACES,
                postings.taken,
                postings.before,
                postings.first,
                postings.names,
                postings.marks,
                postings.largest,
                self._pairs,
                self._joints,
                found,
            )

        return all_pages(search, len(sounds))


def edits_of(letters: Offsets) -> Bytes:
    """The edits within which names of so many letters are found."""
    edits = np.zeros(len(letters), np.uint8)
    for least, allowed in EDITS:
        edits[letters >= least] = allowed
    return edits


def _reach() -> Offsets:
    """By the letters of a text: the fewest, and one more than the most, of a name that it may be within the name's edits."""
    size = np.arange(LONGEST + 1)
    edits = edits_of(size).astype(np.int64)
    fewest = [size[size + edits >= letters].min() for letters in size]
    most = [size[size - edits <= letters].max() + 1 for letters in size]
    return np.array([fewest, most])


_REACH = _reach()


def _postings(pieces: Ids, traits: LetterSignatures, edits: Bytes, forms: Bytes) -> Postings:
    size = np.minimum(traits.size, LONGEST).astype(np.uint64)
    marks = traits.letters | (size << _SIZE_AT) | (edits.astype(np.uint64) << _EDITS_AT)
    marks |= forms.astype(np.uint64) << _FORMS_AT
    first, many = np.zeros(int(PLACES[-1]) + 1, np.int32), int((pieces >= 0).sum())
    names, posted_marks = np.empty(many, np.int32), np.empty(many, np.uint64)
    _post(pieces, np.argsort(size, kind="stable"), marks, first, names, posted_marks)
    largest = np.zeros(LONGEST_PIECE + 1, np.int64)
    for length in range(SHORTEST, LONGEST_PIECE + 1):
        begin, end = first[PLACES[length]], first[PLACES[length + 1] - 1]
        largest[length] = ((posted_marks[begin:end] >> _SIZE_AT) & _SIZE_OF).max(initial=0)
    is_taken = np.zeros((len(first) // 64 + 1) * 64, np.bool_)
    is_taken[: len(first) - 1] = first[1:] > first[:-1]
    taken = np.packbits(is_taken, bitorder="little").view(np.uint64)
    before = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.bitwise_count(taken), dtype=np.int64)[:-1]])
    begins = first[np.flatnonzero(is_taken)]
    place = np.repeat(np.arange(len(begins)), np.diff(np.append(begins, many)))
    in_class = place * _MANY + _CLASSES[((posted_marks >> _SIZE_AT) & _SIZE_OF).astype(np.int64)]
    by_class = np.searchsorted(in_class, np.arange(len(begins) * _MANY + 1)).astype(np.int32)
    return Postings(taken, before.astype(np.int32), by_class, names, posted_marks, largest)


@compiled
def _post(pieces: Ids, order: Offsets, marks: BitMasks, first: Ids, posted: Ids, posted_marks: BitMasks) -> None:
    """Fill the postings: the names of each place, taken in `order`. `first` comes as zeros."""
    for name in range(len(pieces)):
        for row in range(pieces.shape[1]):
            if pieces[name, row] >= 0:
                first[pieces[name, row] + 1] += 1
    for place in range(1, len(first)):
        first[place] += first[place - 1]
    for at in range(len(order)):
        name = order[at]
        for row in range(pieces.shape[1]):
            place = pieces[name, row]
            if place >= 0:
                posted[first[place]] = name
                posted_marks[first[place]] = marks[name]
                first[place] += 1
    for place in range(len(first) - 1, 0, -1):
        first[place] = first[place - 1]
    first[0] = 0


@compiled
def _bits_in(word: np.uint64) -> int:
    word = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return int((word * np.uint64(0x0101010101010101)) >> np.uint64(56))


@compiled
def _letters_fit(mark: np.uint64, has: np.uint64, fewest: int, beyond: int) -> bool:
    """Whether the number and the letters of a name leave it open that a text is within its edits; told by one sign, as few are."""
    edits, size = np.int64((mark >> _EDITS_AT) & _EDITS_OF), np.int64((mark >> _SIZE_AT) & _SIZE_OF)
    lost, made = _bits_in(mark & _LETTERS_OF & ~has), _bits_in(has & ~mark)
    return bool(((edits - lost) | (edits - made) | (size - fewest) | (beyond - 1 - size)) >= 0)


@compiled
def _pairs_fit(
    inside: BitMasks, anywhere: BitMasks, text: int, pairs: BitMasks, name: int, edits: int, joints: int
) -> bool:
    """Whether the pairs of letters leave it open that a text is within `edits` of a name.

    Every text that is within them is kept, whatever the order of its words and whether they are run together or split: where
    words are run together, each joint makes a pair of letters that the name has not.
    """
    lost = made = 0
    for at in range(pairs.shape[1]):
        lost += _bits_in(pairs[name, at] & ~anywhere[text, at])
        made += _bits_in(inside[text, at] & ~pairs[name, at])
    return bool(lost <= _SPOILED[edits] and made <= _SPOILED[edits] + joints)


@compiled
def _without_gaps(codes: Bytes, begin: int, end: int, gap: int, closed: Bytes) -> int:
    many = 0
    for at in range(begin, end):
        if codes[at] != gap:
            closed[many] = codes[at]
            many += 1
    return many


@compiled
def _known(name: int, found: Ids, since: int, many: int) -> bool:
    for row in range(since, many):  # noqa: SIM110 - compiled
        if found[row, 1] == name:
            return True
    return False


@compiled
def _search(  # noqa: C901 - a call with so many tables costs more than what is done here
    codes: Bytes,
    begins: Offsets,
    from_text: int,
    gap: int,
    sizes: Offsets,
    letters: BitMasks,
    inside: BitMasks,
    anywhere: BitMasks,
    forms: BitMasks,
    reach: Offsets,
    places: Offsets,
    taken: BitMasks,
    before: Ids,
    first: Ids,
    posted: Ids,
    marks: BitMasks,
    largest: Offsets,
    pairs: BitMasks,
    joints: Offsets,
    found: Ids,
) -> tuple[int, int]:
    """Write (text, name) to `found`, a row each; how many, and the text to go on with where `found` is full."""
    closed = np.empty(max(1, len(codes)), np.uint8)
    many = 0
    for text in range(from_text, len(begins) - 1):
        run = _without_gaps(codes, begins[text], begins[text + 1], gap, closed)
        size = min(sizes[text], reach.shape[1] - 1)
        fewest, beyond, has, since = reach[0, size], reach[1, size], letters[text], many
        begin, end = _CLASSES[fewest], _CLASSES[beyond - 1] + 1
        for at in range(run):
            number = np.int64(closed[at])
            for read in range(2, min(len(largest) - 1, run - at) + 1):
                number = number * gap + closed[at + read - 1]
                if fewest > largest[read]:
                    continue
                place = places[read] + number
                word, bit = taken[place >> 6], np.uint64(place & 63)
                if not (word >> bit) & np.uint64(1):
                    continue
                rank = (before[place >> 6] + _bits_in(word & ((np.uint64(1) << bit) - np.uint64(1)))) * _MANY
                for post in range(first[rank + begin], first[rank + end]):
                    mark = marks[post]
                    if not (mark >> _FORMS_AT) & forms[text] or not _letters_fit(mark, has, fewest, beyond):
                        continue
                    name, edits = posted[post], int((mark >> _EDITS_AT) & _EDITS_OF)
                    if not _pairs_fit(inside, anywhere, text, pairs, name, edits, joints[name]):
                        continue
                    if not _known(name, found, since, many):
                        if many == len(found):
                            return since, text
                        found[many, 0], found[many, 1] = text, name
                        many += 1
    return many, len(begins) - 1
