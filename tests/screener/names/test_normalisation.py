"""The normal form of names: what disappears, what stays, and that many names at once give the same as one by one."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.names.normalisation import normalise, normalise_all, normalised_words
from screener.names.scripts import alternative_transliteration

ANY_SPELLING = st.text() | st.text(st.sampled_from("aB1 .@'\n\u0416\u00e9-\u202e"), max_size=12)


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
def test_a_name_is_reduced_to_plain_words(text: str, normalised: str) -> None:
    """Case, marks, punctuation and hidden characters disappear; the words stay."""
    assert normalise(text) == normalised


@pytest.mark.parametrize(
    "text", ["iPod", "McAdam", "vElImIr", "eBAY", "PlanB", "SpA", "\u0441olA", "\u00e4\u00f6\u00fcA"]
)
def test_ordinary_capitals_do_not_matter(text: str) -> None:
    """A brand, a `Mc`, alternating capitals, or a capital after foreign letters: the word is not taken for a disguise."""
    assert normalise(text) == normalise(text.lower())


@given(st.lists(ANY_SPELLING, max_size=8))
def test_many_names_at_once_give_the_same_as_one_by_one(texts: list[str]) -> None:
    """One pass over a whole manifest gives what each name alone gives, line breaks within a name included."""
    packed = normalise_all(texts)
    assert [packed[at] for at in range(len(texts))] == [normalise(text) for text in texts]
    assert normalised_words(texts) == [normalise(text).split() for text in texts]


@given(ANY_SPELLING)
def test_normalising_twice_changes_nothing(text: str) -> None:
    """Any text has a normal form: ASCII letters and digits in lower case, single spaces between them."""
    once = normalise(text)
    assert normalise(once) == once
    assert once == " ".join(once.split())
    assert set(once) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")


@given(st.text(st.characters(max_codepoint=0x7F)))
def test_case_and_spaces_of_a_name_in_one_case_do_not_matter(text: str) -> None:
    """Names in capitals and in small letters have one normal form, with any spaces around them."""
    assert normalise(f" {text.upper()}\t") == normalise(text.lower())


@pytest.mark.parametrize("part", ["A", "a\u0430", ".a", "\u202e", "a@", "aaaB", "aaBB", "\u4e2d"])
def test_a_megabyte_is_normalised_in_a_second(part: str) -> None:
    """The time is linear in the length, whatever a filer sends."""
    began = time.process_time()
    normalise("\u00e9" + part * (1_000_000 // len(part)))
    assert time.process_time() - began < 1


def test_ten_thousand_marks_cost_little() -> None:
    """A hostile name with ten thousand combining marks is reduced to its letters."""
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
def test_letters_of_two_sounds_have_two_normal_forms(text: str, otherwise: str) -> None:
    """Russian writes `h` and `kh` with one letter, and Greek `d` inside a word as `nt`: both spellings are searched for."""
    other = alternative_transliteration(text)
    assert other is not None
    assert normalise(other) == otherwise != normalise(text)
