"""A quick look at the words of a text and of a listed name: whether it is worth comparing them as they should be compared."""

from functools import cache
from itertools import product
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from screener.kernels.compilation import compiled
from screener.kernels.edit_budget import EDITS
from screener.kernels.packed_strings import BitMasks, Bytes, Ids, Offsets, PackedStrings
from screener.kernels.phonetic_codes import GAP, has_code
from screener.names.distinctive_words import STOPWORDS
from screener.names.nicknames import GIVEN_NAME_VARIANTS
from screener.names.phonetic_codes import NameKeys, phonetic_codes
from screener.names.word_lists import PARTICLES

Words: TypeAlias = tuple[Bytes, Offsets, Bytes, Offsets]
"""Names as compiled code takes them: their letters, and their codes."""

_Space: TypeAlias = tuple[Bytes, Bytes, BitMasks, NDArray[np.int64]]
"""Working space: two lines for letters and for codes, where each letter of a word stands, and four lists of words."""

_EDITS = np.array(EDITS, np.int64)
_MOST_SILENT = 2
_MOST_INITIALS = 3
_LONGEST_ABBREVIATION = 5
_SHORTEST_PART = 3
_LEAST_RATIO = 60
_LIGHT_PART = 1
_PAIR = 2
_WORD = 64
_MOST_WORDS = 32
_LONGEST = 512
_SPACE, _NINE = ord(" "), ord("9")
_ZERO, _ONE = np.uint64(0), np.uint64(1)
_ALL = ~_ZERO
_FNV, _PRIME, _MIDDLE = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3), np.uint64(20)
_TOGETHER, _PARTED = 0, 1
_LEAST_INITIAL, _LEAST_CONSONANTS, _LEAST_BARE, _SHORTEST_RUN = 3, 3, 2, 4
_LONGEST_RUN, _MOST_MISSING, _LONGEST_LIGHT, _LETTERS_A_MISSING_ONE = 4, 3, 12, 4
_OTHER_START, _MOST_UNLIKE = 5, 4
_A, _E, _H, _I, _L, _P, _S, _T, _U, _X, _Z = map(ord, "aehilpstuxz")
_OUTWEIGHS, _MUCH_MORE = 2.0, 1.5
_SEMIVOWEL = 1
_LEFT, _RIGHT, _ONE_REST, _OTHER_REST = 0, 1, 2, 3
_MOST_IN_ANY_ORDER = 3
_ORDERS = np.array([1, 1, 2, 6])
"""The orders of so many words: each is made from the one before it by changing two neighbours about."""


def _kinds() -> Bytes:
    """What Arabic and Hebrew make of each sound: 0 a vowel, `_SEMIVOWEL` what is written like one, else the number of a consonant."""
    kinds = np.arange(_SEMIVOWEL + 1, GAP + _SEMIVOWEL + 2, dtype=np.uint8)
    kinds[has_code("aiu")], kinds[has_code("v")], kinds[has_code("bfp")] = 0, _SEMIVOWEL, kinds[has_code("b")]
    return kinds


_KINDS = _kinds()
_HIDDEN, _SIBILANT, _VELAR, _DENTAL = 12, 11, 10, 9
_TWO, _THREE, _FOUR = np.uint64(2), np.uint64(3), np.uint64(4)


def _plain_sounds() -> Bytes:
    """The number of each sound, one for all vowels and one for `f` and `p`; an `h` is `_HIDDEN`."""
    numbers = np.full(GAP + 1, _HIDDEN, np.uint8)
    for number, letters in enumerate(("aiu", "fp", "b", "d", "l", "m", "n", "r", "v", "t", "k", "s")):
        numbers[has_code(letters)] = number
    return numbers


_PLAIN = _plain_sounds()


LOOSELY, AS_A_PERSON, BY_LOOKS = 0, 1, 2
"""How closely a pair is looked at; `BY_LOOKS` are other names of which no word means the same as another that looks unlike it."""

TEXT_WITHOUT, NAME_WITHOUT, TRANSLITERATED = 4, 8, 16
"""What is added where light words were left out of the text, or of the name: the other side may have them in a word.

And where either may be in letters that are not Latin: the full comparison transliterates them in a way of its own.
"""

_CLOSELY = 3


ANY_EDITS = 255
"""The edits of a row that is looked at otherwise than by the number of its edits."""


def may_match(
    texts: NameKeys, names: NameKeys, pairs: Ids, closely: Bytes, edits: Bytes | None = None
) -> NDArray[np.bool_]:
    """For each row (text, name) of `pairs` whether the quick look leaves it open that they resemble each other.

    It does where one has every word of the other, and where the words left over are alike, one by one or run together; unless
    looked at `LOOSELY`, what has no counterpart must not outweigh the rest, as it would in their resemblance. Names of
    extraordinary length are left open. A row with other `edits` than `ANY_EDITS` is open only where the words left over, run together in
    any order, sound alike but for so many letters.
    """
    kept = np.empty(len(pairs), np.bool_)
    edits = np.full(len(pairs), ANY_EDITS, np.uint8) if edits is None else edits
    _look_at_all(_words(texts), _words(names), GAP, _known(), _KINDS, pairs, closely, edits, kept)
    return kept


def _words(names: NameKeys) -> Words:
    return *names.letters.buffers, *names.codes.buffers


@cache
def _known() -> BitMasks:
    """The signs of all pairs of names that may be one person's, and of light words as they sound, one or two, in an open table."""
    pairs = [(left, right) for left, others in GIVEN_NAME_VARIANTS.items() for right in others]
    short = sorted(word for word in STOPWORDS if len(word) == _PAIR)
    light = [
        *STOPWORDS,
        *map("".join, product(PARTICLES, [*PARTICLES, *short])),
        *map("".join, product(short, PARTICLES)),
    ]
    light_words = phonetic_codes(PackedStrings.of(light))
    signs = np.zeros(1 << (2 * (len(pairs) + len(light_words))).bit_length(), np.uint64)
    one, other = PackedStrings.of([left for left, _ in pairs]), PackedStrings.of([right for _, right in pairs])
    _enter(_FNV, one.data, one.offsets, other.data, other.offsets, signs)
    nothing = np.zeros(len(light_words) + 1, np.int64)
    _enter(_PRIME, light_words.data, light_words.offsets, light_words.data, nothing, signs)
    return signs


@compiled
def _enter(
    start: np.uint64, left: Bytes, left_begins: Offsets, right: Bytes, right_begins: Offsets, signs: BitMasks
) -> None:
    for pair in range(len(left_begins) - 1):
        sign = _more_sign(start, left, left_begins[pair], left_begins[pair + 1]) * _PRIME
        sign = _more_sign(sign, right, right_begins[pair], right_begins[pair + 1]) | _ONE
        at = np.int64((sign >> _MIDDLE) & np.uint64(len(signs) - 1))
        while signs[at] != _ZERO:
            at = (at + 1) & (len(signs) - 1)
        signs[at] = sign


@compiled
def _more_sign(sign: np.uint64, line: Bytes, begin: int, end: int) -> np.uint64:
    """A number for what has been read, hardly ever that of anything else (FNV-1a), with these letters read too."""
    for at in range(begin, end):
        sign = (sign ^ np.uint64(line[at])) * _PRIME
    return sign


@compiled
def _called_so(line: Bytes, one: int, one_end: int, other: int, other_end: int, signs: BitMasks) -> bool:
    return _is_known(_more_sign(_more_sign(_FNV, line, one, one_end) * _PRIME, line, other, other_end) | _ONE, signs)


@compiled
def _light(sounds: Bytes, begin: int, end: int, signs: BitMasks) -> bool:
    return _is_known((_more_sign(_PRIME, sounds, begin, end) * _PRIME) | _ONE, signs)


@compiled
def _is_known(sign: np.uint64, signs: BitMasks) -> bool:
    at = np.int64((sign >> _MIDDLE) & np.uint64(len(signs) - 1))
    while signs[at] != _ZERO:
        if signs[at] == sign:
            return True
        at = (at + 1) & (len(signs) - 1)
    return False


@compiled
def _edits_of(letters: int) -> int:
    return int(_EDITS[min(letters, len(_EDITS) - 1)])


@compiled
def _distance(line: Bytes, one: int, one_end: int, other: int, other_end: int, most: int, places: BitMasks) -> int:
    """Letters to change, put in, leave out or swap with their neighbour (optimal string alignment); beyond `most` some larger number.

    After H. Hyyro, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances", 2003. Words of more than
    64 letters count as equal: the look leaves them open. `places` is all zero before and after.
    """
    if one_end - one > other_end - other:
        one, one_end, other, other_end = other, other_end, one, one_end
    long = one_end - one
    if long > _WORD:
        return 0
    if other_end - other - long > most or long == 0:
        return other_end - other
    for at in range(one, one_end):
        places[line[at]] |= _ONE << np.uint64(at - one)
    up, down, same, before = _ALL, _ZERO, _ZERO, _ZERO
    last = _ONE << np.uint64(long - 1)
    edits = long
    for at in range(other, other_end):
        here = places[line[at]]
        swapped = ((~same & here) << _ONE) & before
        same = (((here & up) + up) ^ up) | here | down | swapped
        more, less = down | ~(same | up), same & up
        if more & last:
            edits += 1
        elif less & last:
            edits -= 1
        more, less = (more << _ONE) | _ONE, less << _ONE
        up, down, before = less | ~(same | more), more & same, here
    for at in range(one, one_end):
        places[line[at]] = _ZERO
    return edits


@compiled
def _in_common(line: Bytes, one: int, one_end: int, other: int, other_end: int, places: BitMasks) -> int:
    """Letters of the longest common subsequence; `one` has no more than 64. After H. Hyyro, 2004."""
    for at in range(one, one_end):
        places[line[at]] |= _ONE << np.uint64(at - one)
    left = _ALL
    for at in range(other, other_end):
        met = left & places[line[at]]
        left = (left + met) | (left - met)
    many = 0
    for at in range(one, one_end):
        places[line[at]] = _ZERO
        many += (left >> np.uint64(at - one)) & _ONE == _ZERO
    return many


@compiled
def _half_alike(line: Bytes, one: int, one_end: int, other: int, other_end: int, places: BitMasks) -> bool:
    if one_end - one > other_end - other:
        one, one_end, other, other_end = other, other_end, one, one_end
    least = _LEAST_RATIO * (one_end - one + other_end - other)
    if 200 * (one_end - one) < least:
        return False
    return one_end - one > _WORD or 200 * _in_common(line, one, one_end, other, other_end, places) >= least


@compiled
def _same(line: Bytes, one: int, one_end: int, other: int, other_end: int) -> bool:
    if one_end - one != other_end - other:
        return False
    for at in range(one_end - one):  # noqa: SIM110 - compiled
        if line[one + at] != line[other + at]:
            return False
    return True


@compiled
def _holds(line: Bytes, one: int, one_end: int, other: int, other_end: int) -> bool:
    """Whether the first contains the second."""
    many = other_end - other
    for at in range(one, one_end - many + 1):  # noqa: SIM110 - compiled
        if _same(line, at, at + many, other, other_end):
            return True
    return False


@compiled
def _of_letters(line: Bytes, begin: int, end: int) -> bool:
    for at in range(begin, end):  # noqa: SIM110 - compiled
        if line[at] <= _NINE:
            return False
    return True


@compiled
def _abbreviates(line: Bytes, short: int, short_end: int, long: int, long_end: int) -> bool:
    if short_end - short > _LONGEST_ABBREVIATION:
        return False
    at = long
    for letter in range(short, short_end):
        while at < long_end and line[at] != line[letter]:
            at += 1
        if at == long_end:
            return False
        at += 1
    return True


@compiled
def _same_consonants(sounds: Bytes, one: int, one_end: int, other: int, other_end: int, kinds: Bytes) -> bool:
    """Whether two words agree as Arabic and Hebrew write them: in their consonants.

    There are three of these or nothing else. Where one of the words is written without a vowel two are enough, and `b`, `f` and
    `p` are one.
    """
    shorter, many, same, bare, bare_other = min(one_end - one, other_end - other), 0, True, True, True
    while True:
        while one < one_end and kinds[sounds[one]] <= _SEMIVOWEL:
            bare = bare and kinds[sounds[one]] == _SEMIVOWEL
            one += 1
        while other < other_end and kinds[sounds[other]] <= _SEMIVOWEL:
            bare_other = bare_other and kinds[sounds[other]] == _SEMIVOWEL
            other += 1
        if one == one_end or other == other_end:
            least = _LEAST_BARE if bare != bare_other else _LEAST_CONSONANTS
            enough = many >= min(least, shorter) and (same or bare != bare_other)
            return one == one_end and other == other_end and enough
        if kinds[sounds[one]] != kinds[sounds[other]]:
            return False
        same = same and sounds[one] == sounds[other]
        one, other, many = one + 1, other + 1, many + 1


@compiled
def _close(
    line: Bytes,
    sounds: Bytes,
    ones: NDArray[np.int64],
    one: int,
    others: NDArray[np.int64],
    other: int,
    known: BitMasks,
    kinds: Bytes,
    places: BitMasks,
) -> bool:
    """Whether two different words may be one: a few letters apart, heard alike, a nickname, an initial, an abbreviation."""
    begin, end, begin_other, end_other = ones[one, 0], ones[one, 1], others[other, 0], others[other, 1]
    allowed = _edits_of(max(end - begin, end_other - begin_other))
    edits = _distance(line, begin, end, begin_other, end_other, allowed + _MOST_SILENT, places)
    if edits <= allowed or _called_so(line, begin, end, begin_other, end_other, known):
        return True
    if not (_of_letters(line, begin, end) and _of_letters(line, begin_other, end_other)):
        return True
    sound, last, sound_other, last_other = ones[one, 2], ones[one, 3], others[other, 2], others[other, 3]
    if _same_consonants(sounds, sound, last, sound_other, last_other, kinds):
        return True
    if edits <= allowed + _MOST_SILENT and sounds[sound] == sounds[sound_other]:
        most = _edits_of(max(last - sound, last_other - sound_other))
        if _distance(sounds, sound, last, sound_other, last_other, most, places) <= most:
            return True
    if line[begin] != line[begin_other]:
        return False
    if end - begin > end_other - begin_other:
        begin, end, begin_other, end_other = begin_other, end_other, begin, end
    return end - begin <= _MOST_INITIALS or _abbreviates(line, begin, end, begin_other, end_other)


@compiled
def _parted(line: Bytes, begin: int, end: int, gap: int, words: NDArray[np.int64], column: int) -> int:
    """Write where the words of `line[begin:end]` begin and end to two columns of `words`; how many, at most all its rows."""
    many, at = 0, begin
    while at < end and many < len(words):
        while at < end and line[at] == gap:
            at += 1
        start = at
        while at < end and line[at] != gap:
            at += 1
        if at > start:
            words[many, column], words[many, column + 1] = start, at
            many += 1
    return many


@compiled
def _not_in(
    line: Bytes,
    words: NDArray[np.int64],
    many: int,
    others: NDArray[np.int64],
    other_many: int,
    rest: NDArray[np.int64],
    once: int,
) -> int:
    """Write to `rest` those words that are not among the others, or not so often where each of these counts `once`; how many."""
    left = 0
    for at in range(many):
        wanted, met = 1, 0
        for before in range(at if once else 0):
            wanted += _same(line, words[at, 0], words[at, 1], words[before, 0], words[before, 1])
        for other in range(other_many):
            met += _same(line, words[at, 0], words[at, 1], others[other, 0], others[other, 1])
            if met == wanted:
                break
        if met < wanted:
            for side in range(words.shape[1]):
                rest[left, side] = words[at, side]
            left += 1
    return left


@compiled
def _join(line: Bytes, words: NDArray[np.int64], many: int, parted: int, start: int) -> int:
    """Write the words to `line` from `start` on, in order, with a space between them where `parted`; where they end."""
    end = start
    for at in range(many):
        if parted and at:
            line[end] = _SPACE
            end += 1
        for letter in range(words[at, 0], words[at, 1]):
            line[end] = line[letter]
            end += 1
    return end


@compiled
def _exchange(words: NDArray[np.int64], one: int, other: int) -> None:
    for side in range(words.shape[1]):
        words[one, side], words[other, side] = words[other, side], words[one, side]


@compiled
def _ends_before(line: Bytes, one: int, one_end: int, other: int, other_end: int) -> bool:
    """Whether a word read backwards stands before another in the alphabet."""
    while one_end > one and other_end > other:
        one_end -= 1
        other_end -= 1
        if line[one_end] != line[other_end]:
            return bool(line[one_end] < line[other_end])
    return other_end > other


@compiled
def _by_last_letters(line: Bytes, words: NDArray[np.int64], many: int) -> None:
    """Put the words in the order in which they stand in the alphabet when read backwards."""
    for at in range(1, many):
        to = at
        while to and _ends_before(line, words[to, 0], words[to, 1], words[to - 1, 0], words[to - 1, 1]):
            _exchange(words, to, to - 1)
            to -= 1


@compiled
def _alike_as_a_whole(
    line: Bytes, end: int, one: NDArray[np.int64], one_many: int, other: NDArray[np.int64], many: int, places: BitMasks
) -> bool:
    """Whether names that have no word in common are alike, read forwards, backwards or by their last letters: few are."""
    middle = _join(line, other, many, _PARTED, end)
    if _half_alike(line, end, middle, middle, _join(line, one, one_many, _PARTED, middle), places):
        return True
    for at in range(one_many // 2):
        _exchange(one, at, one_many - 1 - at)
    if _half_alike(line, end, middle, middle, _join(line, one, one_many, _PARTED, middle), places):
        return True
    if one_many <= _PAIR:
        return False
    _by_last_letters(line, one, one_many)
    _by_last_letters(line, other, many)
    middle = _join(line, other, many, _PARTED, end)
    return _half_alike(line, end, middle, middle, _join(line, one, one_many, _PARTED, middle), places)


@compiled
def _part_of(line: Bytes, one: int, one_end: int, others: NDArray[np.int64], many: int) -> bool:
    """Whether one word may be run together from another and more."""
    if one_end - one < _SHORTEST_PART:
        return False
    for at in range(many):
        other, other_end = others[at, 0], others[at, 1]
        if other_end - other >= _SHORTEST_PART and (
            _holds(line, one, one_end, other, other_end) or _holds(line, other, other_end, one, one_end)
        ):
            return True
    return False


@compiled
def _one_by_one(
    end: int,
    one: NDArray[np.int64],
    one_many: int,
    other: NDArray[np.int64],
    many: int,
    known: BitMasks,
    kinds: Bytes,
    space: _Space,
) -> bool:
    """Whether every word of the side with fewer is close to one of the other side, or all are alike run together.

    One of two letters says too little to be asked for.
    """
    line, sounds, places, _ = space
    for at in range(one_many):
        close = one[at, 1] - one[at, 0] <= _PAIR and one_many > 1
        for against in range(many):
            if _close(line, sounds, one, at, other, against, known, kinds, places):
                close = True
                break
        if not close:
            middle = _join(line, one, one_many, _TOGETHER, end)
            last = _join(line, other, many, _TOGETHER, middle)
            most = _edits_of(max(middle - end, last - middle)) + _LIGHT_PART
            return _distance(line, end, middle, middle, last, most, places) <= most or _part_of(
                line, one[at, 0], one[at, 1], other, many
            )
    return True


@compiled
def _stands_for(line: Bytes, short: int, short_end: int, word: int, words: NDArray[np.int64], many: int) -> bool:
    """Whether a short word may be the initials of words of the other side, one of them the word that begins at `word`."""
    if short_end - short > _MOST_INITIALS:
        return False
    its_own = False
    for letter in range(short, short_end):
        its_own = its_own or line[letter] == line[word]
        begins = False
        for at in range(many):
            begins = begins or line[words[at, 0]] == line[letter]
        if not begins:
            return False
    return its_own


@compiled
def _alike(
    line: Bytes,
    sounds: Bytes,
    ones: NDArray[np.int64],
    one: int,
    others: NDArray[np.int64],
    other: int,
    places: BitMasks,
) -> bool:
    """Whether two words are spelled or heard so much alike that they may be one, as the resemblance of words is reckoned."""
    begin, end, begin_other, end_other = ones[one, 0], ones[one, 1], others[other, 0], others[other, 1]
    sound, last, sound_other, last_other = ones[one, 2], ones[one, 3], others[other, 2], others[other, 3]
    longest = max(end - begin, end_other - begin_other)
    allowed = _edits_of(longest)
    starts_alike = sounds[sound] == sounds[sound_other]
    edits = _distance(line, begin, end, begin_other, end_other, allowed, places)
    if edits <= allowed and 10 * edits + (0 if starts_alike else _OTHER_START) <= _MOST_UNLIKE * longest:
        return True
    may_start_alike = starts_alike or _starts_oddly(line, begin, end) or _starts_oddly(line, begin_other, end_other)
    return may_start_alike and _distance(sounds, sound, last, sound_other, last_other, allowed, places) <= allowed


@compiled
def _alike_behind_article(
    line: Bytes,
    sounds: Bytes,
    ones: NDArray[np.int64],
    one: int,
    others: NDArray[np.int64],
    other: int,
    without: int,
    places: BitMasks,
) -> bool:
    """Whether one word has an Arabic article run on to it that the other one had apart, and is heard like that."""
    begin, sound, last = ones[one, 0], ones[one, 2], ones[one, 3]
    if not without & (TEXT_WITHOUT | NAME_WITHOUT) or last - sound <= _SHORTEST_RUN:
        return False
    if line[begin + 1] != _L or line[begin] not in (_A, _E, _I, _U):
        return False
    allowed = _edits_of(last - sound - _PAIR)
    return _distance(sounds, sound + _PAIR, last, others[other, 2], others[other, 3], allowed, places) <= allowed


@compiled
def _starts_oddly(line: Bytes, begin: int, end: int) -> bool:
    """Whether a word begins with a sound for which there are other letters: `ph`, `x` and `hs`, `ts` and `tz`."""
    if line[begin] == _X:
        return True
    if end - begin < _PAIR or line[begin] not in (_P, _H, _T):
        return False
    return line[begin + 1] in (_H, _S, _Z)


@compiled
def _runs_into(
    line: Bytes,
    sounds: Bytes,
    wholes: NDArray[np.int64],
    whole: int,
    parts: NDArray[np.int64],
    part: int,
    many: int,
    without: int,
    known: BitMasks,
    places: BitMasks,
) -> bool:
    """Whether a word may be run together from another and words beside that, or light ones where these were left out.

    Where they meet, a sound that both have is there once.
    """
    begin, end = wholes[whole, 2], wholes[whole, 3]
    if wholes[whole, 1] - wholes[whole, 0] < _SHORTEST_RUN:
        return False
    if not _holds(sounds, begin, end, parts[part, 2], parts[part, 3]):
        return False
    light = _LONGEST_LIGHT if without & (TEXT_WITHOUT | NAME_WITHOUT) else 1
    for start in range(begin, min(end, begin + light)):
        if start == begin or _light(sounds, begin, start, known) or _light(sounds, begin, start + 1, known):
            for finish in range(end, max(start, end - light), -1):
                lighter = finish == end or _light(sounds, finish, end, known) or _light(sounds, finish - 1, end, known)
                if lighter and _makes_up(
                    line,
                    sounds,
                    wholes,
                    whole,
                    start,
                    finish,
                    parts,
                    part,
                    many,
                    1 if finish - start == end - begin else 0,
                    without,
                    places,
                ):
                    return True
    return False


@compiled
def _makes_up(
    line: Bytes,
    sounds: Bytes,
    wholes: NDArray[np.int64],
    whole: int,
    start: int,
    finish: int,
    parts: NDArray[np.int64],
    part: int,
    many: int,
    beside: int,
    without: int,
    places: BitMasks,
) -> bool:
    """Whether a part, and at least so many words `beside` it, may make up what is heard from `start` to `finish`.

    Some letters may be silent or missing.
    """
    for first in range(max(0, part - _LONGEST_RUN + 1), part + 1):
        letters, begins, ends = np.int64(0), False, False
        for last in range(first, min(many, first + _LONGEST_RUN)):
            begin, end = parts[last, 2], parts[last, 3]
            missing = max(1, (end - begin) // _LETTERS_A_MISSING_ONE)  # where words meet, what is doubled counts once
            if end - begin <= _WORD and _in_common(sounds, begin, end, start, finish, places) < end - begin - missing:
                break
            letters += end - begin
            begins = begins or sounds[start] == sounds[begin]
            ends = ends or sounds[finish - 1] == sounds[end - 1]
            if (
                (begins and ends)
                and last >= part
                and last - first >= beside
                and -_MOST_SILENT <= finish - start - letters <= _MOST_MISSING * (last - first)
                and _in_a_row(line, sounds, wholes, whole, start, finish, parts, first, last, without)
            ):
                return True
    return False


@compiled
def _row_of(sounds: Bytes, begin: int, end: int, row: Bytes) -> int:
    """Write the sounds of a word to `row` so that two words that are heard alike have the same, but for an `x`; how many.

    What is doubled counts once, vowels are one, and next to an `s` no `k` or `t` counts: `sch` and `tz` are heard so.
    """
    many = 0
    for at in range(begin, end):
        sound = _PLAIN[sounds[at]]
        if sound == _HIDDEN or (many and row[many - 1] == sound):
            continue
        if many and row[many - 1] == _SIBILANT and sound in (_VELAR, _DENTAL):
            continue
        while sound == _SIBILANT and many and row[many - 1] in (_VELAR, _DENTAL):
            many -= 1
        if not (many and row[many - 1] == sound):
            row[many] = sound
            many += 1
    return many


@compiled
def _in_a_row(
    line: Bytes,
    sounds: Bytes,
    wholes: NDArray[np.int64],
    whole: int,
    start: int,
    finish: int,
    parts: NDArray[np.int64],
    first: int,
    last: int,
    without: int,
) -> bool:
    """Whether the sounds of the whole follow one another as those of the parts do, light words between these.

    The first part may be the last one, and the last the first: Chinese names, unparted, begin with the surname.
    """
    if without & TRANSLITERATED or finish - start >= _WORD or _has_x(line, wholes[whole, 0], wholes[whole, 1]):
        return True
    for part in range(first, last + 1):
        if _has_x(line, parts[part, 0], parts[part, 1]):
            return True
    row, where = np.empty(_WORD, np.uint8), np.zeros(_HIDDEN, np.uint64)
    length = _row_of(sounds, start, finish, row)
    for at in range(length):
        where[row[at]] |= _ONE << np.uint64(at)
    many = last - first + 1
    for turned in (0, 1, many - 1):  # noqa: SIM110 - compiled
        if _reaches(sounds, parts, first, many, turned, without, where, length, row):
            return True
    return False


@compiled
def _reaches(
    sounds: Bytes,
    parts: NDArray[np.int64],
    first: int,
    many: int,
    turned: int,
    without: int,
    where: BitMasks,
    length: int,
    row: Bytes,
) -> bool:
    """Whether the parts, from the one `turned` on, are the whole: `reached` has a bit for each number of its sounds that those so far may be."""
    reached, before = _ONE, np.uint8(_HIDDEN)
    for number in range(many):
        part = first + (number + turned) % many
        heard = _row_of(sounds, parts[part, 2], min(parts[part, 3], parts[part, 2] + _WORD), row)
        if number:
            if heard and row[0] >= _DENTAL and _DENTAL <= before < _HIDDEN:
                return True  # `alt sen`, `als chen`: they are heard together
            if without:
                reached |= (reached << _ONE) | (reached << _TWO) | (reached << _THREE) | (reached << _FOUR)
        for at in range(heard):
            stays = reached & (where[row[at]] << _ONE) if number and at == 0 else _ZERO
            reached = ((reached & where[row[at]]) << _ONE) | stays
            before = row[at]
    return bool((reached >> np.uint64(length)) & _ONE != _ZERO)


@compiled
def _has_x(line: Bytes, begin: int, end: int) -> bool:
    for at in range(begin, end):  # noqa: SIM110 - compiled
        if line[at] == _X:
            return True
    return False


@compiled
def _may_agree(
    space: _Space,
    ones: NDArray[np.int64],
    one: int,
    one_many: int,
    others: NDArray[np.int64],
    other: int,
    other_many: int,
    known: BitMasks,
    kinds: Bytes,
    closely: np.uint8,
    without: int,
    other_without: int,
) -> bool:
    """Whether two words may agree in whatever way words of names do, alone or as parts of another."""
    line, sounds, places, _ = space
    begin, end, begin_other, end_other = ones[one, 0], ones[one, 1], others[other, 0], others[other, 1]
    if not (_of_letters(line, begin, end) and _of_letters(line, begin_other, end_other)):
        return True
    if _alike(line, sounds, ones, one, others, other, places):
        return True
    if _alike_behind_article(line, sounds, ones, one, others, other, other_without, places) or _alike_behind_article(
        line, sounds, others, other, ones, one, without, places
    ):
        return True
    if _runs_into(line, sounds, ones, one, others, other, other_many, other_without, known, places) or _runs_into(
        line, sounds, others, other, ones, one, one_many, without, known, places
    ):
        return True
    if _called_so(line, begin, end, begin_other, end_other, known) or _same_consonants(
        sounds, ones[one, 2], ones[one, 3], others[other, 2], others[other, 3], kinds
    ):
        return True
    return closely == AS_A_PERSON and (
        _stands_for(line, begin, end, begin_other, others, other_many)
        or _stands_for(line, begin_other, end_other, begin, ones, one_many)
    )


@compiled
def _weigh(
    space: _Space,
    ones: NDArray[np.int64],
    one_many: int,
    others: NDArray[np.int64],
    other_many: int,
    known: BitMasks,
    kinds: Bytes,
    closely: np.uint8,
    without: int,
    other_without: int,
) -> tuple[int, int]:
    """The most letters that the words of one side with a counterpart on the other may count, and the letters of those without."""
    agreed = apart = 0
    for one in range(one_many):
        own = int(ones[one, 1] - ones[one, 0])
        most = 0
        for other in range(other_many):
            if _may_agree(
                space, ones, one, one_many, others, other, other_many, known, kinds, closely, without, other_without
            ):
                most = max(most, _LEAST_INITIAL, own, int(others[other, 1] - others[other, 0]))
        agreed += most
        apart += 0 if most else own
    return agreed, apart


@compiled
def _are_run_together(space: _Space, many: int, name_many: int) -> bool:
    """Whether a name of one word has all words of the other in it."""
    _, sounds, _, words = space
    whole, parts, parts_many = words[_LEFT], words[_RIGHT], name_many
    if many > 1:
        whole, parts, parts_many = words[_RIGHT], words[_LEFT], many
    for at in range(parts_many):  # noqa: SIM110 - compiled
        if not _holds(sounds, whole[0, 2], whole[0, 3], parts[at, 2], parts[at, 3]):
            return False
    return True


@compiled
def _outweighed(space: _Space, many: int, name_many: int, known: BitMasks, kinds: Bytes, closely: np.uint8) -> bool:
    """Whether the words without a counterpart have so many letters that the names are different ones.

    People go by more or fewer names: there it takes such words on both sides.
    """
    words = space[3]
    if min(many, name_many) == 1 and _are_run_together(space, many, name_many):
        return False
    text, name = int(closely & (TEXT_WITHOUT | TRANSLITERATED)), int(closely & (NAME_WITHOUT | TRANSLITERATED))
    closely &= _CLOSELY
    agreed, apart = _weigh(space, words[_LEFT], many, words[_RIGHT], name_many, known, kinds, closely, text, name)
    name_agreed, name_apart = _weigh(
        space, words[_RIGHT], name_many, words[_LEFT], many, known, kinds, closely, name, text
    )
    agreed, most = min(agreed, name_agreed), max(apart, name_apart)
    if apart and name_apart:
        return agreed < _OUTWEIGHS * most
    return closely == BY_LOOKS and most > _MUCH_MORE * agreed


@compiled
def _take_in(
    names: Words, name: int, gap: int, space: _Space, long: int, heard: int, side: int
) -> tuple[int, int, int]:
    """Write a name behind what the lines hold, and where its words stand; where its letters and sounds end, and how many words."""
    line, sounds, _, words = space
    end, all_heard = long, heard
    for at in range(names[1][name], names[1][name + 1]):
        line[end] = names[0][at]
        end += 1
    for at in range(names[3][name], names[3][name + 1]):
        sounds[all_heard] = names[2][at]
        all_heard += 1
    many = _parted(line, long, end, _SPACE, words[side], 0)
    _parted(sounds, heard, all_heard, gap, words[side], 2)
    return end, all_heard, many


@compiled
def _look_at(
    end: int,
    heard: int,
    many: int,
    name_many: int,
    known: BitMasks,
    kinds: Bytes,
    closely: np.uint8,
    edits: int,
    space: _Space,
) -> bool:
    """Whether it is left open that the text and the name that were taken in resemble each other."""
    line, sounds, places, words = space
    if max(many, name_many) == _MOST_WORDS:
        return True
    one, other = words[_ONE_REST], words[_OTHER_REST]
    once = edits != ANY_EDITS
    one_many = _not_in(line, words[_LEFT], many, words[_RIGHT], name_many, one, once)
    other_many = _not_in(line, words[_RIGHT], name_many, words[_LEFT], many, other, once)
    if once:
        return _is_near(sounds, heard, one, one_many, other, other_many, edits, places)
    if closely & _CLOSELY != LOOSELY and _outweighed(space, many, name_many, known, kinds, closely):
        return False
    if one_many == many > 1 and not _alike_as_a_whole(line, end, one, one_many, other, other_many, places):
        return False
    if one_many > other_many:
        one, one_many, other, other_many = other, other_many, one, one_many
    return _one_by_one(end, one, one_many, other, other_many, known, kinds, space)


@compiled
def _run_together(sounds: Bytes, words: NDArray[np.int64], many: int, start: int) -> int:
    """Write the sounds of the words to the line from `start` on; where they end."""
    end = start
    for at in range(many):
        for sound in range(words[at, 2], words[at, 3]):
            sounds[end] = sounds[sound]
            end += 1
    return end


@compiled
def _sounds_in(words: NDArray[np.int64], many: int) -> int:
    heard = 0
    for at in range(many):
        heard += words[at, 3] - words[at, 2]
    return int(heard)


@compiled
def _is_near(
    sounds: Bytes,
    begin: int,
    one: NDArray[np.int64],
    one_many: int,
    other: NDArray[np.int64],
    other_many: int,
    edits: int,
    places: BitMasks,
) -> bool:
    """Whether words of one side alone, run together, are within so many edits of those of the other."""
    if abs(_sounds_in(one, one_many) - _sounds_in(other, other_many)) > edits:
        return False
    if _in_some_order(sounds, begin, one, one_many, other, other_many, edits, places):
        return True
    several = min(one_many, other_many) > 1
    return several and _in_some_order(sounds, begin, other, other_many, one, one_many, edits, places)


@compiled
def _in_some_order(
    sounds: Bytes,
    begin: int,
    words: NDArray[np.int64],
    many: int,
    others: NDArray[np.int64],
    other_many: int,
    most: int,
    places: BitMasks,
) -> bool:
    """Whether up to three words, in whatever order, or more as they stand, run together sound like others."""
    middle = _run_together(sounds, others, other_many, begin)
    orders = _ORDERS[many] if many <= _MOST_IN_ANY_ORDER else 1
    for turn in range(orders):
        last = _run_together(sounds, words, many, middle)
        if _distance(sounds, begin, middle, middle, last, most, places) <= most:
            return True
        if orders > 1:  # after the last of them the words stand as they did
            _exchange(words, turn % (many - 1), turn % (many - 1) + 1)
    return False


@compiled
def _letters(names: Words, name: int) -> int:
    return int(names[1][name + 1] - names[1][name])


@compiled
def _look_at_all(
    texts: Words,
    names: Words,
    gap: int,
    known: BitMasks,
    kinds: Bytes,
    pairs: Ids,
    closely: Bytes,
    edits: Bytes,
    kept: NDArray[np.bool_],
) -> None:
    space = (
        np.empty(4 * _LONGEST, np.uint8),
        np.empty(4 * _LONGEST, np.uint8),
        np.zeros(256, np.uint64),
        np.empty((4, _MOST_WORDS, 4), np.int64),
    )
    text, long, heard, many = -1, 0, 0, 0
    for at in range(len(pairs)):
        name = int(pairs[at, 1])
        if _letters(texts, int(pairs[at, 0])) + _letters(names, name) > _LONGEST:
            kept[at] = True
            continue
        if pairs[at, 0] != text:  # the pairs of a text stand together
            text = int(pairs[at, 0])
            long, heard, many = _take_in(texts, text, gap, space, 0, 0, _LEFT)
        end, all_heard, name_many = _take_in(names, name, gap, space, long, heard, _RIGHT)
        kept[at] = _look_at(end, all_heard, many, name_many, known, kinds, closely[at], int(edits[at]), space)
