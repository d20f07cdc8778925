"""Packed strings are the strings that were packed, whatever is cut out of them, joined or replaced."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.kernels.packed_strings import PackedStrings

STRINGS = st.lists(st.text("ab cd", max_size=8), max_size=8)


def unpacked(strings: PackedStrings) -> list[str]:
    return [strings[number] for number in range(len(strings))]


@given(st.lists(STRINGS, min_size=1, max_size=4))
def test_strings_are_packed_and_joined(parts: list[list[str]]) -> None:
    """In their order, empty ones too."""
    packed = [PackedStrings.of(part) for part in parts]
    assert [unpacked(part) for part in packed] == parts
    assert unpacked(PackedStrings.joined(packed)) == [string for part in parts for string in part]


@given(STRINGS, st.data())
def test_some_of_many_strings(strings: list[str], data: st.DataObject) -> None:
    """Some are taken by their numbers, in any order and again, or sliced."""
    packed = PackedStrings.of(strings)
    numbers = data.draw(st.lists(st.integers(0, len(strings) - 1), max_size=9)) if strings else []
    assert unpacked(packed.take(np.array(numbers, np.int64))) == [strings[number] for number in numbers]
    first = data.draw(st.integers(0, len(strings)))
    last = data.draw(st.integers(first, len(strings)))
    assert unpacked(packed.slice(first, last)) == strings[first:last]
    assert unpacked(packed.slice(first, last).take(np.arange(last - first))) == strings[first:last]


@given(STRINGS, st.data())
def test_some_strings_are_replaced(strings: list[str], data: st.DataObject) -> None:
    """The marked ones, by longer and shorter ones; the others stay."""
    which = data.draw(st.lists(st.booleans(), min_size=len(strings), max_size=len(strings)))
    replacements = [data.draw(st.text("xy", max_size=9)) if marked else "" for marked in which]
    expected = [new if marked else old for old, new, marked in zip(strings, replacements, which, strict=True)]
    packed, marks = PackedStrings.of(strings), np.array(which, np.bool_)
    given_in_order = PackedStrings.of([new for new, marked in zip(replacements, which, strict=True) if marked])
    assert unpacked(packed.replaced(marks, given_in_order)) == expected
    assert unpacked(packed.replaced_by(marks, replacements.__getitem__)) == expected


def test_only_ascii_is_packed() -> None:
    """A letter of two bytes would shift every later offset."""
    with pytest.raises(UnicodeEncodeError):
        PackedStrings.of(["caf\u00e9"])
