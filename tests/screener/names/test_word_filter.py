"""Words of a table are removed from many names at once."""

from hypothesis import given
from hypothesis import strategies as st

from screener.kernels.packed_strings import PackedStrings
from screener.names.distinctive_words import all_distinctive, all_significant, distinctive_words, significant_words
from screener.names.word_filter import WordFilter

WORDS = st.sampled_from(
    "orvanik vega kade co ltd the bank intl dr al first 7th s3chin m1ra tr16 5 a us cvs health limted corporatoin".split()
)
NAMES = st.lists(st.lists(WORDS, max_size=5).map(" ".join), max_size=8)


def unpacked(names: PackedStrings) -> list[str]:
    return [names[number] for number in range(len(names))]


@given(NAMES)
def test_many_names_have_the_words_that_each_has_alone(names: list[str]) -> None:
    """Stopwords go; generic words stay where hardly anything else is left."""
    packed = PackedStrings.of(names)
    assert unpacked(all_significant(packed)) == [" ".join(significant_words(name.split())) for name in names]
    assert unpacked(all_distinctive(packed)) == [" ".join(distinctive_words(name.split())) for name in names]


@given(NAMES, st.sets(WORDS))
def test_only_the_words_of_the_table_are_removed(names: list[str], table: set[str]) -> None:
    """No other word goes, and the words that are left are counted."""
    kept, counts = WordFilter(table).removed_from(PackedStrings.of(names))
    left = [[word for word in name.split() if word not in table] for name in names]
    assert unpacked(kept) == [" ".join(words) for words in left]
    assert counts.tolist() == [len(words) for words in left]


def test_an_initial_stays() -> None:
    """One letter at the head of a name is an initial, be it the Spanish `y` or no; a digit is none."""
    kept, _ = WordFilter({"y", "5"}, initials=True).removed_from(PackedStrings.of(["y kastov", "kastov y", "5 kastov"]))
    assert unpacked(kept) == ["y kastov", "kastov", "kastov"]
