"""A manifest as it is screened, and the result of screening it."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct

from screener.domain.consignment import Consignment, Mode, Party
from screener.domain.decision import Decision, Hold, Versions
from screener.domain.errors import Problem
from screener.domain.policy import Family


class Manifest(Struct, gc=False):
    """The consignments of one manifest, decoded."""

    mode: Mode
    """How all its consignments travel."""
    filer: str
    """Filer code of the carrier, or of the post that filed it."""
    number: str
    """The filer's own number of the manifest."""
    consignments: Sequence[Consignment[Party]]
    """Every consignment, sound or not, in the order of the manifest."""
    operator: str = ""
    """Operator code of the post; empty for express manifests."""
    problems: Mapping[int, Sequence[Problem]] = {}
    """What the decoder found wrong with consignments, by their index."""
    manifest_problems: Sequence[Problem] = ()
    """What the decoder found wrong with the manifest itself."""


class ScreeningResult(Struct, gc=False):
    """What screening one manifest gives: a decision for each consignment that is not plainly clear, in its order."""

    consignment_count: int
    """Number of consignments in the manifest."""
    decisions: list[Decision]
    """The decisions; a consignment without one is clear."""
    versions: Versions
    """Versions of everything that the decisions depend on."""
    suppressed_count: int = 0
    """Number of findings that officers' suppressions silenced."""

    @property
    def family_counts(self) -> dict[Family, int]:
        """The number of consignments of each family, clear ones included."""
        counts = dict.fromkeys(Family, 0)
        for decision in self.decisions:
            counts[decision.family] += 1
        counts[Family.CLEAR] += self.consignment_count - len(self.decisions)
        return counts


HoldsInPlace = Mapping[str, Sequence[Hold]]
"""The last event of each hold in place, by the identifier of its consignment."""

NO_HOLDS: HoldsInPlace = MappingProxyType({})


def consignment_key(mode: Mode, consignment: Consignment[Party]) -> str:
    """The key of a consignment, `mode:identifier:date of filing`: identifiers are used again after a year."""
    return f"{mode}:{consignment.identifier}:{consignment.filed or ''}"
