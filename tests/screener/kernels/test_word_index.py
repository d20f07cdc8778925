"""Hashes of words, and the words that a name must have to be found."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from screener.kernels.packed_strings import PackedStrings
from screener.kernels.phonetic_codes import code
from screener.kernels.word_index import (
    FIRST_CODE,
    MAX_INITIALS,
    Text,
    add_row,
    hash_word,
    hash_words,
    set_initials_apart,
    split_initials,
)
from screener.names.phonetic_codes import phonetic_codes
from tests.support.phonetic_words import words_of_codes

NAME = st.lists(st.text("abkst", min_size=1, max_size=5), max_size=5).map(" ".join)


@given(st.lists(NAME, max_size=5))
def test_each_different_word_of_a_name_has_one_hash(names: list[str]) -> None:
    """In the order in which they come first; a hash shows the first code of its word."""
    codes = phonetic_codes(PackedStrings.of(names))
    hashes, offsets = np.empty(len(codes.data), np.uint64), np.zeros(len(names) + 1, np.int64)
    count = hash_words(codes.buffers, hashes, offsets)
    known: dict[bytes, int] = {}
    for at, words in enumerate(words_of_codes(codes)):
        different = list(dict.fromkeys(words))
        own = hashes[offsets[at] : offsets[at + 1]].tolist()
        assert len(own) == len(different)
        assert [hashed & int(FIRST_CODE) for hashed in own] == [word[0] for word in different]
        assert all(known.setdefault(word, hashed) == hashed for word, hashed in zip(different, own, strict=True))
    assert count == offsets[-1]
    assert len(set(known.values())) == len(known)


def text_of(name: str) -> Text:
    codes = phonetic_codes(PackedStrings.of([name]))
    return Text(0, codes.data, 0, len(codes.data))


def test_single_letters_are_initials() -> None:
    """Words of one letter are set apart from the others."""
    codes = phonetic_codes(PackedStrings.of(["j kastov d"]))
    hashes, offsets = np.empty(len(codes.data), np.uint64), np.zeros(2, np.int64)
    own = hashes[: hash_words(codes.buffers, hashes, offsets)]
    words, initials = np.empty(9, np.uint64), np.empty(9, np.uint64)
    assert set_initials_apart(own, words, initials) == (1, 2)
    assert words[0] == own[1]
    assert initials[:2].tolist() == [int(own[0] & FIRST_CODE), int(own[2] & FIRST_CODE)]


def test_a_short_word_may_be_initials_run_together() -> None:
    """`jc kastov` is somebody with more than two words; in a longer word nobody's initials are looked for."""
    words, initials = np.empty(9, np.uint64), np.empty(9, np.uint64)
    for name in ("va kastov", "kastov va"):
        text = text_of("kastov")
        assert split_initials(text_of(name), words, initials) == 2
        assert initials[:2].tolist() == [code("v"), code("a")]
        assert words[0] == np.uint64(hash_word(text.codes, text.begin, text.end))
    assert MAX_INITIALS == 3
    assert split_initials(text_of("adak kastov"), words, initials) == 0


def test_a_row_is_counted_where_there_is_no_room_for_it() -> None:
    """So the search notices that it has to go on with a larger table."""
    found = np.zeros((1, 2), np.int32)
    assert add_row(5, 6, found, 0) == 1
    assert add_row(7, 8, found, 1) == 2
    assert found.tolist() == [[5, 6]]
