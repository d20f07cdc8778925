"""Each rule rejects pairs of names that the others keep, and none rejects equal names."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.kernels.may_match import ANY_EDITS, NAME_LACKS_STOPWORDS, TEXT_LACKS_STOPWORDS, Strictness
from screener.kernels.packed_strings import PackedStrings
from screener.kernels.word_pairs import ALL_RULES, Rule
from screener.names.phonetic_codes import NameKeys
from screener.search.prefilter import may_match

WORD = st.text("abdkmnorst", min_size=1, max_size=8)
NAME = st.lists(WORD, min_size=1, max_size=4).map(" ".join)
HOW = st.sampled_from(
    [strictness | flags for strictness in Strictness for flags in (0, TEXT_LACKS_STOPWORDS, NAME_LACKS_STOPWORDS)]
)
EDITS = st.sampled_from([ANY_EDITS, 0, 1, 2, 3])


def judged(texts: list[str], names: list[str], how: int, edits: int = ANY_EDITS, rules: int = ALL_RULES) -> list[bool]:
    """Whether each text may match the name of its number."""
    pairs = np.repeat(np.arange(len(texts), dtype=np.int32), 2).reshape(-1, 2)
    left, right = (NameKeys.of(PackedStrings.of(each)) for each in (texts, names))
    count = len(texts)
    kept = may_match(left, right, pairs, np.full(count, how, np.uint8), np.full(count, edits, np.uint8), rules)
    return [bool(each) for each in kept]


@given(NAME, NAME, HOW, EDITS)
def test_a_rule_less_never_rejects_more(text: str, name: str, how: int, edits: int) -> None:
    """Rules only reject; a pair that all of them keep is kept without any one of them."""
    if judged([text], [name], how, edits) == [True]:
        assert all(judged([text], [name], how, edits, ALL_RULES & ~rule) == [True] for rule in Rule)


@given(st.lists(NAME, min_size=1, max_size=4), HOW, EDITS, st.data())
def test_the_words_of_a_name_match_in_any_order(names: list[str], how: int, edits: int, data: st.DataObject) -> None:
    """All pairs are judged together, and each as if it were alone."""
    texts = [" ".join(data.draw(st.permutations(name.split()))) for name in names]
    assert judged(texts, names, how, edits) == [True] * len(names)


@pytest.mark.parametrize(
    ("rule", "text", "name", "how", "edits"),
    [
        (Rule.EDIT_DISTANCE, "orvanik limted", "orvanik mirado", Strictness.LENIENT, 1),
        (Rule.WHOLE, "jo ma", "jeanclaude mirodanovic", Strictness.LENIENT, ANY_EDITS),
        (Rule.WORD_BY_WORD, "tavion quorl", "tavion brelsk", Strictness.LENIENT, ANY_EDITS),
        (Rule.PERSON_OUTWEIGHED, "mohammad haris", "mohammad qasir", Strictness.PERSON, ANY_EDITS),
        (Rule.OTHER_OUTWEIGHED, "mohammad haris", "mohammad qasir", Strictness.LITERAL, ANY_EDITS),
    ],
)
def test_each_rule_rejects_on_its_own(rule: Rule, text: str, name: str, how: int, edits: int) -> None:
    """With all rules the pair is rejected; without this one it is kept."""
    assert judged([text], [name], how, edits) == [False]
    assert judged([text], [name], how, edits, ALL_RULES & ~rule) == [True]


def test_words_of_firms_are_not_outweighed_on_one_side_alone() -> None:
    """What is left over on one side only is judged by the full comparison."""
    assert judged(["vega"], ["vega orbital shipping lines"], Strictness.LITERAL) == [True]
