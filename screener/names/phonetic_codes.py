"""Names as they sound: their phonetic codes, and both forms together."""

from msgspec import Struct

from screener.kernels.packed_strings import PackedStrings, empty_buffers
from screener.kernels.phonetic_codes import encode


def phonetic_codes(names: PackedStrings) -> PackedStrings:
    """The phonetic codes of normalised names, as `screener.kernels.phonetic_codes` numbers them.

    An `h` after a consonant is silent, and a doubled letter counts once, so `Mohammed Hussein` and `Mohamed Husein` are equal. It is not
    silent after the Arabic article (`Alhassan`, `Abdulhamid`). `dzh` is a Russian spelling of `j`.
    """
    out = empty_buffers(len(names.data), len(names))
    size = encode(names.buffers, out)
    return PackedStrings(out[0][:size], out[1])


class NameKeys(Struct, frozen=True):
    """Names by what they are compared by: their letters and their phonetic codes."""

    letters: PackedStrings
    codes: PackedStrings

    @classmethod
    def of(cls, names: PackedStrings) -> "NameKeys":
        """The keys of normalised names."""
        return cls(names, phonetic_codes(names))

    @property
    def size(self) -> int:
        """Bytes that they occupy."""
        return sum(array.nbytes for keys in (self.letters, self.codes) for array in keys.buffers)
