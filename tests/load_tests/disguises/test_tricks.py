from random import Random

from load_tests.disguises.tricks import letter_wrong, split


def test_a_trick_that_does_not_apply_returns_none() -> None:
    """A name without three letters in a row has none to be wrong, and a short word is not split."""
    assert letter_wrong(Random(1), "A B") is None
    assert split(Random(1), "Al Bo") is None
