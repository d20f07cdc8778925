"""Names keep their letters beside their phonetic codes."""

from screener.kernels.packed_strings import PackedStrings
from screener.names.phonetic_codes import NameKeys, phonetic_codes


def test_keys_are_letters_and_codes_of_the_same_names() -> None:
    """Both have one string a name, and the size counts the bytes of all four arrays."""
    names = PackedStrings.of(["mohamed husein", "mohammed hussein", ""])
    keys = NameKeys.of(names)
    assert len(keys.letters) == len(keys.codes) == 3
    assert keys.codes[0] == keys.codes[1]
    assert keys.size == sum(array.nbytes for array in (*names.buffers, *phonetic_codes(names).buffers))
