"""Names with more or fewer words are found, as by a search that tries every name."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screener.kernels.packed_strings import PackedStrings
from screener.names.phonetic_codes import phonetic_codes
from screener.search import result_pages
from screener.search.word_index import WordIndex
from tests.support.phonetic_words import words_of_codes

WORDS = st.sampled_from(["kado", "vemi", "orin", "tus", "balk", "k", "o", "dree"])
NAMES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)


def sounds(name: str) -> list[bytes]:
    return words_of_codes(phonetic_codes(PackedStrings.of([name])))[0]


def built(names: Sequence[str], called: Sequence[str] = ()) -> WordIndex:
    entries = np.arange(len(names) + len(called), dtype=np.int32)
    return WordIndex(PackedStrings.of([*names, *called]), entries, len(names))


def hits(names: Sequence[str], texts: Sequence[str], called: Sequence[str] = ()) -> set[tuple[int, int]]:
    return {
        (text, entry) for text, entry in built(names, called).hits(phonetic_codes(PackedStrings.of(texts))).tolist()
    }


@settings(max_examples=400, deadline=None)
@given(st.lists(NAMES, max_size=8), st.lists(NAMES, max_size=5))
def test_every_name_of_which_a_text_has_all_words_is_found(names: list[str], texts: list[str]) -> None:
    """And every name that has all words of a text and more, where the text has two of them."""
    found = hits(names, texts)
    for number, text in enumerate(texts):
        own = sounds(text)
        for entry, name in enumerate(names):
            words = set(sounds(name))
            enough = len(words) >= 2 and len(own) >= 2
            if enough and words <= set(own):
                assert (number, entry) in found, (text, name)
            if enough and all(len(word) > 1 for word in own) and set(own) < words:
                assert (number, entry) in found, (text, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("velimir anders kastov", "velimir kastov"),
        ("velimir kastov", "velimir anders kastov"),
        ("v kastov", "velimir kastov"),
        ("va kastov", "velimir anders kastov"),
        ("blmr kstn", "belimir kasten"),
        ("almndr kstv", "mundir kastov"),
    ],
)
def test_people_leave_out_names_and_shorten_them(text: str, name: str) -> None:
    """More names, fewer, initials alone and run together, and names as Arabic and Hebrew write them."""
    assert hits([name], [text]) == {(0, 0)}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("velimir", "velimir kastov"),
        ("velimir kastov", "velimir"),
        ("x kastov", "velimir kastov"),
        ("", "velimir kastov"),
    ],
)
def test_one_word_is_no_name_in_common(text: str, name: str) -> None:
    """Two words are needed on either side, and initials that are those of a word."""
    assert hits([name], [text]) == set()


def test_what_people_are_called_is_found_as_a_whole_only() -> None:
    """`Bill Kastov` is found, and within more words; a part of a nickname's full form is not."""
    names, called = ["william orin kastov"], ["bill orin kastov"]
    assert (0, 1) in hits(names, ["bill orin kastov tus"], called)
    assert (0, 1) not in hits(names, ["bill kastov"], called)


def test_a_search_goes_on_where_there_was_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts with more hits than fit at once are searched again with more room: none is lost, none is there twice."""
    names, texts = (
        [f"orin kado {'bdfgklm'[number % 7]}{'aeiou'[number % 5]}l" for number in range(35)],
        ["orin kado"] * 4,
    )
    at_once = hits(names, texts)
    monkeypatch.setattr(result_pages, "PAGE_ROWS", 3)
    found = built(names).hits(phonetic_codes(PackedStrings.of(texts))).tolist()
    assert {(text, entry) for text, entry in found} == at_once
    assert len(at_once) == 4 * 35
