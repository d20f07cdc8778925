"""The unit of screening: the consignments of one manifest, and what is decided of them."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct

from screener.domain.consignment import Consignment, Mode, Party
from screener.domain.decision import Decision, Hold, Versions
from screener.domain.errors import Problem
from screener.domain.policy import Family


class Manifest(Struct, gc=False):
    """The consignments of one manifest, decoded.

    `number` is the filer's own number of the manifest. `problems` holds what the decoder found wrong with a consignment, by its
    index; `manifest_problems` what it found wrong with the manifest itself.
    """

    mode: Mode
    filer: str
    number: str
    consignments: Sequence[Consignment[Party]]
    operator: str = ""
    problems: Mapping[int, Sequence[Problem]] = {}
    manifest_problems: Sequence[Problem] = ()


class ScreeningResult(Struct, gc=False):
    """What `screen` found: a decision for each consignment that is not plainly clear, in the order of the manifest.

    `suppressed_count` counts the resemblances that suppressions kept quiet.
    """

    consignment_count: int
    decisions: list[Decision]
    versions: Versions
    suppressed_count: int = 0

    @property
    def family_counts(self) -> dict[Family, int]:
        """How many consignments came to each family, clear ones too."""
        counts = dict.fromkeys(Family, 0)
        for decision in self.decisions:
            counts[decision.family] += 1
        counts[Family.CLEAR] += self.consignment_count - len(self.decisions)
        return counts


HoldsInPlace = Mapping[str, Sequence[Hold]]
"""The holds in place, by the identifier of their consignment."""

NO_HOLDS: HoldsInPlace = MappingProxyType({})


def consignment_key(mode: Mode, consignment: Consignment[Party]) -> str:
    """The key of a consignment, `mode:identifier:date`: identifiers are used again after a year."""
    return f"{mode}:{consignment.identifier}:{consignment.filed or ''}"
