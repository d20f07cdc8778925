"""Files of labelled cases and of innocent names, and how well the matcher does on them."""

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from schemas.labelled_cases import CaseLayout, CasesRefused, LabelledCases, read_cases, read_names
from screener.domain.identifiers import mask
from screener.matching.address_ranking import RankedPair, is_separated, rank_addresses
from screener.matching.evaluation import Evaluation, evaluate_cases
from screener.matching.innocent_names import matching_names
from screener.search.watchlist import Watchlist
from topologies.settings import UsageError


class InnocentMatch(Struct, frozen=True):
    """An innocent name that matches, and the listed name that it matches."""

    name: str
    listed: str
    score: float


class QueryEvaluation(Struct, frozen=True):
    """How many queries find their listed name, and the innocent names that match the same list."""

    evaluation: Evaluation
    innocents: int
    matching: tuple[InnocentMatch, ...]


class AddressRanking(Struct, frozen=True):
    """Pairs of addresses, the likeliest first; `outranks`: every pair of the same premises is above every other pair."""

    outranks: bool
    pairs: tuple[RankedPair, ...]


def evaluate_file(
    cases: LabelledCases, innocents: Sequence[str], threshold: float
) -> Evaluation | QueryEvaluation | AddressRanking:
    """Evaluate the cases of a file at a threshold; innocent names are matched against the listed names of queries."""
    if cases.layout is CaseLayout.ADDRESSES:
        ranked = rank_addresses(cases.addresses)
        return AddressRanking(is_separated(ranked), tuple(ranked))
    found = evaluate_cases(cases.cases, threshold)
    if cases.layout is not CaseLayout.QUERIES:
        return found
    watchlist = Watchlist({case.listed.id: case.listed for case in cases.cases}.values())
    matching = tuple(
        InnocentMatch(mask(name), watchlist.parties[each.listed].name, each.score)
        for name, each in matching_names(innocents, watchlist, threshold)
    )
    return QueryEvaluation(found, len(innocents), matching)


def read_case_file(path: Path) -> LabelledCases:
    """The labelled cases of a file. Raises `UsageError`, one line, for one that cannot be read."""
    data = _read(path)
    try:
        return read_cases(path.name, data)
    except CasesRefused as refused:
        raise UsageError(str(refused)) from None


def read_name_files(paths: Sequence[Path]) -> list[str]:
    """The names of all files, in order. Raises `UsageError`, one line, for a file that cannot be read."""
    try:
        return [name for path in paths for name in read_names(path.name, _read(path))]
    except CasesRefused as refused:
        raise UsageError(str(refused)) from None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
