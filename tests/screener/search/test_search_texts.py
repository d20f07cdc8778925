"""Names are searched for whole, by their significant words and by their distinctive words."""

from hypothesis import given
from hypothesis import strategies as st

from screener.kernels.packed_strings import PackedStrings
from screener.names.distinctive_words import distinctive_words, significant_words
from screener.names.phonetic_codes import phonetic_codes
from screener.search.search_texts import (
    DISTINCTIVE,
    SIGNIFICANT,
    WHOLE,
    SearchTexts,
    without_digits_in_words,
)

WORDS = st.sampled_from(
    "orvanik vega kade co ltd the bank intl dr al first 7th s3chin m1ra tr16 5 a us cvs health limted corporatoin".split()
)
NAMES = st.lists(st.lists(WORDS, max_size=5).map(" ".join), max_size=8)


@given(NAMES)
def test_every_form_of_a_name_is_searched_for_once(names: list[str]) -> None:
    """The bits say which forms are the same; digits within words are read as letters."""
    texts = SearchTexts.of(PackedStrings.of(names))
    forms = {
        (int(texts.owners[at]), bit): texts.forms.letters[at]
        for at in range(len(texts.owners))
        for bit in (DISTINCTIVE, SIGNIFICANT, WHOLE)
        if texts.form_bits[at] & bit
    }
    for number, name in enumerate(names):
        words = name.split()
        for bit, form in (
            (DISTINCTIVE, distinctive_words(words)),
            (SIGNIFICANT, significant_words(words)),
            (WHOLE, words),
        ):
            assert forms[number, bit] == without_digits_in_words(" ".join(form))
    codes, expected = texts.distinctive_codes, phonetic_codes(texts.forms.letters)
    assert [codes[at] for at in range(len(names))] == [expected[at] for at in range(len(names))]


def test_letters_that_digits_stand_for_are_searched_for() -> None:
    """`s3chin` is `sechin`; numbers that are words of their own stay."""
    assert without_digits_in_words("igor s3chin 12") == "igor sechin 12"
