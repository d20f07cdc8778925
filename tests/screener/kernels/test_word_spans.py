"""Words are found where `str.split` finds them, and removed by their hashes."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from screener.kernels.hashing import empty_table, insert_strings
from screener.kernels.packed_strings import PackedStrings, empty_buffers
from screener.kernels.word_spans import SPACE, mark_digits_in_words, next_word, remove_words

NAME = st.text("ab1 ", max_size=12)


@given(NAME)
def test_words_are_found_between_spaces(name: str) -> None:
    """However many spaces there are, also at both ends."""
    data, words, end = np.frombuffer(name.encode(), np.uint8), [], 0
    begin, end = next_word(data, 0, len(data), SPACE)
    while begin < end:
        words.append(name[begin:end])
        begin, end = next_word(data, end, len(data), SPACE)
    assert words == name.split()


@given(st.lists(NAME, max_size=6), st.sets(st.text("ab1", min_size=1, max_size=3), max_size=6), st.booleans())
def test_words_are_removed(names: list[str], words: set[str], initials: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    """Only those of the table; one letter at the head of a name is an initial, and stays where that is asked for."""
    packed, table = PackedStrings.of(names), empty_table(len(words))
    insert_strings(PackedStrings.of(sorted(words)).buffers, table)
    out, kept = empty_buffers(len(packed.data), len(names)), np.zeros(len(names), np.int64)
    size = remove_words(packed.buffers, table, initials, out, kept)
    left = PackedStrings(out[0][:size], out[1])
    expected = []
    for name in names:
        head = name.split()[0] if initials and name and name[0] in "ab" else ""
        first = len(head) == 1
        expected.append([word for at, word in enumerate(name.split()) if word not in words or (first and at == 0)])
    assert [left[number] for number in range(len(names))] == [" ".join(words) for words in expected]
    assert kept.tolist() == [len(words) for words in expected]


def test_names_with_digits_inside_words_are_marked() -> None:
    """`s3chin` may be a disguise; a number that is a word of its own is none."""
    names = PackedStrings.of(["igor s3chin", "7th street", "fund 12", "12 vega", "vega"])
    marked = np.zeros(len(names), np.bool_)
    mark_digits_in_words(names.buffers, marked)
    assert marked.tolist() == [True, True, False, False, False]
