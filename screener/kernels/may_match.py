"""Whether two names are worth a full comparison: most candidates are not, and their words show that at little cost."""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from screener.kernels.compilation import allocating, compiled, inlined
from screener.kernels.compounds import (
    are_within_edits,
    exchange,
    has_part_of,
    is_compound_with,
    is_run_together,
    join_letters,
)
from screener.kernels.distances import LONGEST, are_alike, are_equal, edit_budget, edit_distance
from screener.kernels.packed_strings import Bytes, Ids
from screener.kernels.phonetic_codes import have_same_consonants
from screener.kernels.word_pairs import (
    Ends,
    Keys,
    NamePair,
    Rule,
    Vocabulary,
    add_name,
    are_similar,
    are_similar_without_article,
    has_only_letters,
    is_nickname,
    letters_of,
    may_be_initials,
    may_be_same_word,
)
from screener.kernels.word_spans import (
    LACKS_STOPWORDS,
    TRANSLITERATED,
    WORD,
    NameWords,
    Span,
    Words,
    length,
    set_word,
    word_at,
)


class Strictness(IntEnum):
    """How strictly a pair is judged by the words that have no counterpart."""

    LENIENT = 0
    """Not at all."""

    PERSON = 1
    """As names of a person, whose words may be initials of others."""

    LITERAL = 2
    """As other names, of which no word means the same as one that looks unlike it."""


class Comparison(NamedTuple):
    """How a pair is judged: a `Strictness`, the flags of both names, and the edits by which they may differ, or `ANY_EDITS`."""

    strictness: int
    text_flags: int
    name_flags: int
    edits: int


class Candidates(NamedTuple):
    """Pairs to be judged: a row (text, name) each, those of a text one after the other, and how, as the bits below and edits."""

    pairs: Ids
    how: Bytes
    edits: Bytes


STRICTNESS = 3
TEXT_LACKS_STOPWORDS, NAME_LACKS_STOPWORDS, ANY_TRANSLITERATED = 4, 8, 16
"""Bits of `Candidates.how`: the `Strictness`, and the flags of both names."""

ANY_EDITS = 255
"""The number of edits of a pair that is judged in other ways."""

_MAX_WORDS, _MAX_LETTERS = 32, 512
_LENIENT, _PERSON = int(Strictness.LENIENT), int(Strictness.PERSON)
_EDIT_DISTANCE, _WHOLE, _WORD_BY_WORD = (int(rule) for rule in (Rule.EDIT_DISTANCE, Rule.WHOLE, Rule.WORD_BY_WORD))
_PERSON_OUTWEIGHED, _OTHER_OUTWEIGHED = int(Rule.PERSON_OUTWEIGHED), int(Rule.OTHER_OUTWEIGHED)
_TEXT, _NAME, _TEXT_REST, _NAME_REST = range(4)
_MIN_WEIGHT, _OUTWEIGHS = 3, 2.0
_SHORT_WORD, _STOPWORD_EDITS = 2, 1


@allocating
def judge(
    texts: Keys, names: Keys, candidates: Candidates, vocabulary: Vocabulary, rules: int, kept: NDArray[np.bool_]
) -> None:
    """Writes to `kept` which candidates may match; names of extraordinary length always do."""
    pair = NamePair(
        np.empty(4 * _MAX_LETTERS, np.uint8),
        np.empty(4 * _MAX_LETTERS, np.uint8),
        np.zeros(256, np.uint64),
        np.empty(LONGEST, np.uint8),
        vocabulary,
        rules,
    )
    words = np.empty((4, _MAX_WORDS), WORD)
    text, text_end, text_count = -1, Ends(0, 0), 0
    for at in range(len(candidates.pairs)):
        number, name = int(candidates.pairs[at, 0]), int(candidates.pairs[at, 1])
        if letters_of(texts, number) + letters_of(names, name) > _MAX_LETTERS:
            kept[at] = True
            continue
        if number != text:
            text = number
            text_end, text_count = add_name(texts, text, pair, Ends(0, 0), words[_TEXT])
        end, name_count = add_name(names, name, pair, text_end, words[_NAME])
        how = comparison_of(candidates.how[at], candidates.edits[at])
        left = NameWords(words[_TEXT], text_count, how.text_flags)
        right = NameWords(words[_NAME], name_count, how.name_flags)
        kept[at] = may_match(pair, end, left, right, words, how)


@inlined
def comparison_of(how: int, edits: int) -> Comparison:
    """What the bits of `Candidates` mean."""
    transliterated = TRANSLITERATED if how & ANY_TRANSLITERATED else 0
    text_flags = transliterated | (LACKS_STOPWORDS if how & TEXT_LACKS_STOPWORDS else 0)
    name_flags = transliterated | (LACKS_STOPWORDS if how & NAME_LACKS_STOPWORDS else 0)
    return Comparison(int(np.int64(how & STRICTNESS)), text_flags, name_flags, int(np.int64(edits)))


@inlined
def may_match(pair: NamePair, end: Ends, text: NameWords, name: NameWords, words: Words, how: Comparison) -> bool:
    """Whether two names may match; `words` has room for the words that only one of them has."""
    if max(text.size, name.size) == _MAX_WORDS:
        return True
    once = how.edits != ANY_EDITS
    count = write_unmatched(pair.letters, text, name, words[_TEXT_REST], once)
    other_count = write_unmatched(pair.letters, name, text, words[_NAME_REST], once)
    one = NameWords(words[_TEXT_REST], count, text.flags)
    other = NameWords(words[_NAME_REST], other_count, name.flags)
    if once:
        return are_within_edits(pair, end.codes, one, other, how.edits) or not pair.rules & _EDIT_DISTANCE
    if is_outweighed(pair, text, name, how.strictness):
        return False
    nothing_in_common = one.size == text.size > 1
    if nothing_in_common and pair.rules & _WHOLE and not are_alike_as_a_whole(pair, end.letters, one, other):
        return False
    if one.size > other.size:
        one, other = other, one
    return match_word_by_word(pair, end.letters, one, other) or not pair.rules & _WORD_BY_WORD


@compiled
def write_unmatched(letters: Bytes, own: NameWords, others: NameWords, rest: Words, once: bool) -> int:  # noqa: FBT001 - a kernel
    """Writes the words that are not among the others to `rest`; how many. Where `once`, each of the others counts for one word."""
    count = 0
    for at in range(own.size):
        word = word_at(own.words, at)
        wanted, met = 1, 0
        for before in range(at if once else 0):
            wanted += are_equal(letters, word.letters, word_at(own.words, before).letters)
        for other in range(others.size):
            met += are_equal(letters, word.letters, word_at(others.words, other).letters)
            if met == wanted:
                break
        if met < wanted:
            set_word(rest, count, word)
            count += 1
    return count


@compiled
def is_before_by_ending(letters: Bytes, one: Span, other: Span) -> bool:
    """Whether a word, read backwards, comes before another in the alphabet."""
    at, other_at = one.end, other.end
    while at > one.begin and other_at > other.begin:
        at -= 1
        other_at -= 1
        if letters[at] != letters[other_at]:
            return bool(letters[at] < letters[other_at])
    return other_at > other.begin


@compiled
def sort_by_endings(letters: Bytes, words: NameWords) -> None:
    """Sorts words by their letters read backwards."""
    for at in range(1, words.size):
        to = at
        while to and is_before_by_ending(
            letters, word_at(words.words, to).letters, word_at(words.words, to - 1).letters
        ):
            exchange(words.words, to, to - 1)
            to -= 1


@compiled
def are_alike_joined(pair: NamePair, end: int, one: NameWords, other: NameWords) -> bool:
    """Whether the words of both names, as they stand, make similar texts."""
    middle = join_letters(pair.letters, other, end, separated=True)
    last = join_letters(pair.letters, one, middle, separated=True)
    return are_alike(pair.letters, Span(end, middle), Span(middle, last), pair.positions)


@compiled
def are_alike_as_a_whole(pair: NamePair, end: int, one: NameWords, other: NameWords) -> bool:
    """Whether names that have no word in common are alike, with the words of one as they stand, backwards or sorted by their endings.

    Few names are. Changes the order of the words.
    """
    if are_alike_joined(pair, end, one, other):
        return True
    for at in range(one.size // 2):
        exchange(one.words, at, one.size - 1 - at)
    if are_alike_joined(pair, end, one, other):
        return True
    if one.size <= 2:  # noqa: PLR2004 - two words have two orders
        return False
    sort_by_endings(pair.letters, one)
    sort_by_endings(pair.letters, other)
    return are_alike_joined(pair, end, one, other)


@compiled
def match_word_by_word(pair: NamePair, end: int, fewer: NameWords, more: NameWords) -> bool:
    """Whether every word of the name with fewer words may be one of the other, or all words run together may be the same.

    Two-letter words are not required to match.
    """
    letters = pair.letters
    for at in range(fewer.size):
        word = word_at(fewer.words, at)
        found = length(word.letters) <= _SHORT_WORD and fewer.size > 1
        for other in range(more.size):
            if found:
                break
            found = may_be_same_word(pair, word, word_at(more.words, other))
        if not found:
            middle = join_letters(letters, fewer, end, separated=False)
            last = join_letters(letters, more, middle, separated=False)
            limit = edit_budget(max(middle - end, last - middle)) + _STOPWORD_EDITS
            distance = edit_distance(letters, Span(end, middle), Span(middle, last), limit, pair.positions)
            return distance <= limit or has_part_of(letters, word.letters, more)
    return True


@compiled
def may_agree(pair: NamePair, one: NameWords, at: int, other: NameWords, other_at: int, person: bool) -> bool:  # noqa: FBT001 - a kernel
    """Whether two words may agree in any way in which words of names do, alone or as parts of others."""
    letters, word, other_word = pair.letters, word_at(one.words, at), word_at(other.words, other_at)
    if not (has_only_letters(letters, word.letters) and has_only_letters(letters, other_word.letters)):
        return True
    if are_similar(pair, word, other_word):
        return True
    if (other.flags & LACKS_STOPWORDS and are_similar_without_article(pair, word, other_word)) or (
        one.flags & LACKS_STOPWORDS and are_similar_without_article(pair, other_word, word)
    ):
        return True
    if is_compound_with(pair, word, other, other_at) or is_compound_with(pair, other_word, one, at):
        return True
    if is_nickname(pair, word, other_word) or have_same_consonants(pair.codes, word.codes, other_word.codes):
        return True
    return person and (
        may_be_initials(letters, word.letters, other_word.letters, other)
        or may_be_initials(letters, other_word.letters, word.letters, one)
    )


@compiled
def weigh(pair: NamePair, one: NameWords, other: NameWords, person: bool) -> tuple[int, int]:  # noqa: FBT001 - a kernel
    """The most letters that the words of `one` with a counterpart in `other` may count, and the letters of those without."""
    agreed = apart = 0
    for at in range(one.size):
        letters = length(word_at(one.words, at).letters)
        most = 0
        for other_at in range(other.size):
            if may_agree(pair, one, at, other, other_at, person):
                most = max(most, _MIN_WEIGHT, letters, length(word_at(other.words, other_at).letters))
        agreed += most
        apart += 0 if most else letters
    return agreed, apart


@compiled
def is_outweighed(pair: NamePair, text: NameWords, name: NameWords, strictness: int) -> bool:
    """Whether the words without a counterpart have so many letters that these are different names."""
    rule = _PERSON_OUTWEIGHED if strictness == _PERSON else _OTHER_OUTWEIGHED
    if strictness == _LENIENT or not pair.rules & rule:
        return False
    if text.size > 1 and name.size == 1 and is_run_together(pair.codes, name, text):
        return False
    if text.size == 1 and is_run_together(pair.codes, text, name):
        return False
    person = strictness == _PERSON
    agreed, apart = weigh(pair, text, name, person)
    name_agreed, name_apart = weigh(pair, name, text, person)
    return apart > 0 and name_apart > 0 and min(agreed, name_agreed) < _OUTWEIGHS * max(apart, name_apart)
