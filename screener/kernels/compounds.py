"""Words that are run together: whether one word may be made up of several words of another name."""

import numpy as np

from screener.kernels.compilation import compiled, inlined
from screener.kernels.distances import LONGEST, edit_distance, has_within
from screener.kernels.hashing import FNV_START, ONE, contains, extend_hash
from screener.kernels.packed_strings import Bytes, copy_bytes
from screener.kernels.phonetic_codes import GAP, has_code
from screener.kernels.word_pairs import NamePair, Rule
from screener.kernels.word_spans import (
    LACKS_STOPWORDS,
    SPACE,
    TRANSLITERATED,
    NameWords,
    Span,
    Word,
    Words,
    length,
    set_word,
    word_at,
)

_SHORTEST_COMPOUND, _SHORTEST_PART, _MAX_PARTS, _MAX_STOPWORD = 4, 3, 4, 12
_MAX_BETWEEN = 4
_COMPOUND, _COMPOUND_ENDS, _COMPOUND_SEQUENCE = (
    int(rule) for rule in (Rule.COMPOUND, Rule.COMPOUND_ENDS, Rule.COMPOUND_SEQUENCE)
)
_MAX_IN_ANY_ORDER = 3
_ORDERS = np.array([1, 1, 2, 6])
"""How many orders so many words have; each order comes from the one before by exchanging two neighbours."""

_ZERO, _ONE = np.uint64(0), np.uint64(1)
_X = ord("x")
_DENTAL, _VELAR, _SIBILANT, _SILENT = 9, 10, 11, 12


def _sound_classes() -> Bytes:
    """The class of each code: one for all vowels, one for `f` and `p`; `h` is `_SILENT`."""
    classes = np.full(GAP + 1, _SILENT, np.uint8)
    for number, letters in enumerate(("aiu", "fp", "b", "d", "l", "m", "n", "r", "v", "t", "k", "s")):
        classes[has_code(letters)] = number
    return classes


_CLASSES = _sound_classes()


@compiled
def is_stopword(pair: NamePair, begin: int, end: int) -> bool:
    """Whether `codes[begin:end]` is a stopword, or two of them."""
    return contains(extend_hash(FNV_START, pair.codes, begin, end) | ONE, pair.vocabulary.stopwords)


@compiled
def is_compound_with(pair: NamePair, whole: Word, parts: NameWords, part: int) -> bool:
    """Whether a word may be run together from a part and words beside it, or stopwords where these were left out.

    Where words meet, a sound that both have may be there once.
    """
    codes = whole.codes
    if length(whole.letters) < _SHORTEST_COMPOUND:
        return False
    if not has_within(pair.codes, codes, word_at(parts.words, part).codes):
        return False
    if not pair.rules & _COMPOUND:
        return True
    longest = _MAX_STOPWORD if parts.flags & LACKS_STOPWORDS else 1
    for begin in range(codes.begin, min(codes.end, codes.begin + longest)):
        if begin == codes.begin or is_stopword(pair, codes.begin, begin) or is_stopword(pair, codes.begin, begin + 1):
            for end in range(codes.end, max(begin, codes.end - longest), -1):
                if end == codes.end or is_stopword(pair, end, codes.end) or is_stopword(pair, end - 1, codes.end):
                    rest = Word(whole.letters, Span(begin, end))
                    needed = 1 if length(rest.codes) == length(codes) else 0
                    if is_made_up(pair, rest, parts, part, needed):
                        return True
    return False


@compiled
def is_made_up(pair: NamePair, whole: Word, parts: NameWords, part: int, needed: int) -> bool:
    """Whether a part, with at least `needed` words beside it, may make up a word, to judge by its ends and the sequence of its sounds."""
    codes = pair.codes
    for first in range(max(0, part - _MAX_PARTS + 1), part + 1):
        same_begin = same_end = False
        for last in range(first, min(parts.size, first + _MAX_PARTS)):
            word = word_at(parts.words, last).codes
            same_begin = same_begin or codes[whole.codes.begin] == codes[word.begin]
            same_end = same_end or codes[whole.codes.end - 1] == codes[word.end - 1]
            if (
                last >= part
                and last - first >= needed
                and ((same_begin and same_end) or not pair.rules & _COMPOUND_ENDS)
                and are_in_sequence(pair, whole, parts, Span(first, last + 1))
            ):
                return True
    return False


@compiled
def are_in_sequence(pair: NamePair, whole: Word, parts: NameWords, run: Span) -> bool:
    """Whether the sounds of a word follow one another as those of the parts in `run` do, with stopwords between these.

    The first part may come last, and the last one first: Chinese names that are run together begin with the surname.
    """
    if not pair.rules & _COMPOUND_SEQUENCE:
        return True
    if parts.flags & TRANSLITERATED or length(whole.codes) >= LONGEST or has_x(pair.letters, whole.letters):
        return True
    for part in range(run.begin, run.end):
        if has_x(pair.letters, word_at(parts.words, part).letters):
            return True
    size = write_classes(pair.codes, whole.codes, pair.classes)
    for at in range(size):
        pair.positions[pair.classes[at]] |= _ONE << np.uint64(at)
    made_up = False
    for turn in (0, 1, length(run) - 1):
        made_up = made_up or make_up(pair, parts, run, turn, size)
    for sound in range(_SILENT):
        pair.positions[sound] = _ZERO
    return made_up


@compiled
def has_x(letters: Bytes, word: Span) -> bool:
    """Whether a word has an `x`, which is one code and two sounds."""
    for at in range(word.begin, word.end):  # noqa: SIM110 - compiled
        if letters[at] == _X:
            return True
    return False


@compiled
def write_classes(codes: Bytes, word: Span, classes: Bytes) -> int:
    """Writes the sound classes of a word so that words that sound alike have the same; how many.

    Neighbours of one class count once, and next to an `s` no `k` or `t` counts, as in `sch` and `tz`.
    """
    count = 0
    for at in range(word.begin, word.end):
        sound = _CLASSES[codes[at]]
        if sound == _SILENT or (count and classes[count - 1] == sound):
            continue
        if count and classes[count - 1] == _SIBILANT and sound in (_VELAR, _DENTAL):
            continue
        while sound == _SIBILANT and count and classes[count - 1] in (_VELAR, _DENTAL):
            count -= 1
        if not (count and classes[count - 1] == sound):
            classes[count] = sound
            count += 1
    return count


@compiled
def make_up(pair: NamePair, parts: NameWords, run: Span, turn: int, size: int) -> bool:
    """Whether the parts in `run`, of which `turn` move from the head to the end, make up a word of so many sound classes.

    `positions` has the places of each class in that word. Bit `n` of `reached` is set where the parts so far may be its first `n` classes.
    """
    classes, reached, before = pair.classes, _ONE, np.uint8(_SILENT)
    for number in range(length(run)):
        word = word_at(parts.words, run.begin + (number + turn) % length(run)).codes
        count = write_classes(pair.codes, Span(word.begin, min(word.end, word.begin + LONGEST)), classes)
        if number:
            if count and classes[0] >= _DENTAL and _DENTAL <= before < _SILENT:
                return True  # `alt sen`, `als chen`: their sounds merge
            if parts.flags & LACKS_STOPWORDS:
                skipped = reached
                for shift in range(1, _MAX_BETWEEN + 1):
                    skipped |= reached << np.uint64(shift)
                reached = skipped
        for at in range(count):
            places = pair.positions[classes[at]]
            stays = reached & (places << _ONE) if number and at == 0 else _ZERO
            reached = ((reached & places) << _ONE) | stays
            before = classes[at]
    return bool((reached >> np.uint64(size)) & _ONE != _ZERO)


@compiled
def join_letters(letters: Bytes, words: NameWords, start: int, separated: bool) -> int:  # noqa: FBT001 - a kernel
    """Writes the words in order behind `start`, with a space between them where `separated`; where they end."""
    end = start
    for at in range(words.size):
        if separated and at:
            letters[end] = SPACE
            end += 1
        word = word_at(words.words, at).letters
        end = copy_bytes(letters, word.begin, word.end, letters, end)
    return end


@compiled
def join_codes(codes: Bytes, words: NameWords, start: int) -> int:
    """Writes the phonetic codes of the words behind `start`, run together; where they end."""
    end = start
    for at in range(words.size):
        word = word_at(words.words, at).codes
        end = copy_bytes(codes, word.begin, word.end, codes, end)
    return end


@inlined
def exchange(words: Words, one: int, other: int) -> None:
    """Exchanges two words."""
    first, second = word_at(words, one), word_at(words, other)
    set_word(words, one, second)
    set_word(words, other, first)


@compiled
def are_within_edits(pair: NamePair, end: int, one: NameWords, other: NameWords, edits: int) -> bool:
    """Whether the words that each name has alone sound alike but for so many edits, run together in some order."""
    middle = join_codes(pair.codes, one, end)
    last = join_codes(pair.codes, other, middle)
    if abs((middle - end) - (last - middle)) > edits:
        return False
    if match_in_some_order(pair, end, one, other, edits):
        return True
    return min(one.size, other.size) > 1 and match_in_some_order(pair, end, other, one, edits)


@compiled
def match_in_some_order(pair: NamePair, end: int, words: NameWords, others: NameWords, edits: int) -> bool:
    """Whether up to three words in any order, or more words as they stand, run together sound like others but for so many edits."""
    middle = join_codes(pair.codes, others, end)
    orders = _ORDERS[words.size] if words.size <= _MAX_IN_ANY_ORDER else 1
    for turn in range(orders):
        last = join_codes(pair.codes, words, middle)
        distance = edit_distance(pair.codes, Span(end, middle), Span(middle, last), edits, pair.positions)
        if distance <= edits:
            return True
        if orders > 1:  # after the last exchange the words stand as they did
            exchange(words.words, turn % (words.size - 1), turn % (words.size - 1) + 1)
    return False


@compiled
def has_part_of(letters: Bytes, word: Span, others: NameWords) -> bool:
    """Whether one of the others is a part of the word, or the word of it."""
    if length(word) < _SHORTEST_PART:
        return False
    for at in range(others.size):
        other = word_at(others.words, at).letters
        if length(other) >= _SHORTEST_PART and (has_within(letters, word, other) or has_within(letters, other, word)):
            return True
    return False


@compiled
def is_run_together(codes: Bytes, whole: NameWords, parts: NameWords) -> bool:
    """Whether the first word of `whole` has all words of the other name within it."""
    for at in range(parts.size):
        if not has_within(codes, word_at(whole.words, 0).codes, word_at(parts.words, at).codes):
            return False
    return True
