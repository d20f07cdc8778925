import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.names.normalisation import normalise, normalised_words
from screener.names.scripts import alternative_transliteration


@pytest.mark.parametrize(
    ("text", "normalised"),
    [
        ("ACME Trading Co., Ltd.", "acme trading co ltd"),
        ("S.A. DE C.V.", "sa de cv"),
        ("J.Smith", "j smith"),
        ("O'Neil", "oneil"),
        ("AL-NU\u2019AYMI", "al nuaymi"),
        ("Łukasz Größe", "lukasz grosse"),
        ("Jose\u0301", "jose"),
        ("A\u200bcme \u2066Corp", "acme corp"),
        ("\u202eemcA\u202c Corp", "acme corp"),
        ("Vl\u0430dimir \u0420utin", "vladimir putin"),
        ("P@yP@l", "paypal"),
        ("习近平", "xijinping"),
        ("\uff21\uff23\uff2d\uff25", "acme"),
        ("Мухаммад", "mukhammad"),
        ("  two   spaces ", "two spaces"),
        ("", ""),
        ("***", ""),
        ("noivaT kslerB", "tavion brelsk"),
        ("OrvanikAG", "orvanik ag"),
        ("Orvanik \u0410\u041e", "orvanik ao"),
        ("\u0412. Orvanik", "b orvanik"),
        ("\u0412. \u041a\u0430\u0434\u0435", "v kade"),
        ("\u0414\u0436\u0430\u043c\u0430\u043b", "jamal"),
        ("\u039d\u03c4\u03bf\u03c5\u03bb\u03ac\u03bd", "dulan"),
        ("\u039c\u03c0\u03b1\u03bb\u03ac\u03c3", "balas"),
    ],
)
def test_a_name_folds_to_plain_words(text: str, normalised: str) -> None:
    """Case, marks, punctuation and hidden characters disappear; the words stay."""
    assert normalise(text) == normalised


@pytest.mark.parametrize(
    "text", ["iPod", "McAdam", "vElImIr", "eBAY", "PlanB", "SpA", "\u0441olA", "\u00e4\u00f6\u00fcA"]
)
def test_other_capitals_within_a_word_say_nothing(text: str) -> None:
    """A brand, a `Mc`, every other letter, or a capital after foreign letters: the word stays as it is."""
    assert normalise(text) == normalise(text.lower())


@given(st.lists(st.text()))
def test_folding_together_is_folding_one_by_one(texts: list[str]) -> None:
    """The one pass over a whole manifest gives what each name alone gives."""
    assert normalised_words(texts) == [normalise(text).split() for text in texts]


@given(st.text())
def test_a_folded_name_stays_as_it_is(text: str) -> None:
    """Folding again changes nothing, so list and manifest meet in one form."""
    once = normalise(text)
    assert normalise(once) == once
    assert "  " not in once
    assert once == once.strip()


@pytest.mark.parametrize("part", ["A", "a\u0430", ".a", "\u202e", "a@", "aaaB", "aaBB", "\u4e2d"])
def test_a_megabyte_folds_in_a_second(part: str) -> None:
    """No text makes folding look at its letters again and again."""
    began = time.perf_counter()
    normalise("\u00e9" + part * (1_000_000 // len(part)))
    assert time.perf_counter() - began < 1


def test_ten_thousand_marks_cost_little() -> None:
    """A hostile name of ten thousand combining marks folds to its letters."""
    assert normalise("e" + "\u0301" * 10_000 + "vil") == "evil"


@pytest.mark.parametrize(
    ("text", "otherwise"),
    [
        ("\u0425\u0430\u0441\u0430\u043d", "hasan"),
        ("\u0408\u043e\u0432\u0438\u0446\u0430", "jovica"),
        ("\u039b\u03b5\u03bf\u03bd\u03ac\u03c1\u03bd\u03c4\u03bf", "leonardo"),
        ("\u03a4\u03b6\u03b1\u03bc\u03ac\u03bb", "jamal"),
    ],
)
def test_letters_for_either_of_two_sounds_are_read_both_ways(text: str, otherwise: str) -> None:
    """Russian writes `h` and `kh` with one letter, and Greek `d` inside a word as `nt`: both readings are searched for."""
    other = alternative_transliteration(text)
    assert other is not None
    assert normalise(other) == otherwise != normalise(text)


@pytest.mark.parametrize("text", ["Hasan", "\u674e\u4f1f", "\u0418\u0432\u0430\u043d", ""])
def test_other_names_have_one_reading(text: str) -> None:
    """Where no letter stands for two sounds there is nothing else to search for."""
    assert alternative_transliteration(text) is None
