"""Many ASCII names are folded at once like each alone."""

from hypothesis import given
from hypothesis import strategies as st

from screener.names.ascii_folding import fold_lines
from screener.names.normalisation import normalise, normalise_all

LINE = st.text("aBc1 .-'@_$!", max_size=12)


@given(st.lists(LINE, min_size=1, max_size=6))
def test_many_names_are_folded_like_each(names: list[str]) -> None:
    """A name in which capitals end a word in small letters is marked and left to `normalise`; the others are done."""
    folded, capitals_last = fold_lines("\n".join(names), len(names))
    for at, name in enumerate(names):
        assert folded[at] == normalise(name) or capitals_last[at]


@given(st.lists(st.text(st.sampled_from("aB1 .\n\u0416\u00e9-"), max_size=12), max_size=6))
def test_names_of_any_script_are_normalised_together_like_each(names: list[str]) -> None:
    """Whatever the spaces, the scripts and the line breaks, a name stays one name with one space between its words."""
    packed = normalise_all(names)
    assert [packed[at] for at in range(len(names))] == [normalise(name) for name in names]
