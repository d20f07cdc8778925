"""The files of `examples/`: what the screener makes of each consignment in them. All names and numbers are invented."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas.decoding import Decoder
from screener.domain.decision import Basis, Decision, NoticeKind
from screener.domain.manifest import Manifest
from screener.domain.policy import Family
from screener.screening import screen
from topologies.local_run.manifest_files import lines_of, record_of
from topologies.reference.files import reference_of
from topologies.reference.snapshot import Reference
from topologies.worker.outcomes import MODE_OF_TOPIC

EXAMPLES = Path(__file__).parents[1] / "examples"
NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
SUPPRESSIONS = EXAMPLES / "suppressions.json"

CLEAR, RFS, RFI, HOLD = Family.CLEAR, Family.RFS, Family.RFI, Family.HOLD
EXPECTED = {
    "QFX10000017": (CLEAR, ()),
    "QFX10000024": (HOLD, ()),
    "QFX10000031": (CLEAR, (NoticeKind.REVIEW,)),
    "QFX10000048": (RFI, ()),
    "QFX10000055": (HOLD, (NoticeKind.REESTABLISHMENT,)),
    "QFX10000062": (CLEAR, ()),
    "LX202600113DE": (CLEAR, ()),
    "LX202600250DE": (HOLD, ()),
    "LX202600422VN": (RFS, ()),
    "LX202600569VN": (RFI, ()),
}
"""Identifier -> the measure, and the kinds of the notices that come with it."""


def reference(suppressions: Path | None = None) -> Reference:
    return reference_of([EXAMPLES / "sam.csv"], EXAMPLES / "scorecards.json", suppressions=suppressions)


def decisions(given: Reference) -> dict[str, Decision | None]:
    """The decision on every consignment of both manifest files, None where it is plainly clear."""
    found: dict[str, Decision | None] = {}
    for name in ("express.ndjson", "postal.ndjson"):
        for _, line in lines_of(EXAMPLES / name):
            manifest = Decoder().decode(MODE_OF_TOPIC[record_of(line).topic], line)
            assert isinstance(manifest, Manifest)
            screened = screen(
                manifest, given.watchlist, given.scorecards, given.policy, NOON, suppressions=given.suppressions
            )
            made = {each.index: each for each in screened.decisions}
            found |= {each.identifier: made.get(index) for index, each in enumerate(manifest.consignments)}
    return found


def outcomes(made: Mapping[str, Decision | None]) -> dict[str, tuple[Family, tuple[NoticeKind, ...]]]:
    return {
        identifier: (each.family, tuple(notice.kind for notice in each.notices)) if each else (CLEAR, ())
        for identifier, each in made.items()
    }


@pytest.fixture(scope="module")
def screened() -> dict[str, Decision | None]:
    return decisions(reference())


def test_each_consignment_of_the_examples_has_its_outcome(screened: dict[str, Decision | None]) -> None:
    """One is held, one is for review, one lacks data, and others are clear, in each mode."""
    assert outcomes(screened) == EXPECTED


@pytest.mark.parametrize(
    ("identifier", "words"),
    [
        ("QFX10000024", "shipper Velmora Kestrin Trading GmbH matches VELMORA KESTRIN TRADING GMBH, excluded by CBP"),
        ("QFX10000048", "give the gross weight"),
        ("LX202600250DE", "shipper Kestrin Marine Supply matches VELMORA KESTRIN TRADING GMBH"),
        ("LX202600422VN", "section 5(b)"),
        ("LX202600569VN", "please give hts, origin, value, contact"),
    ],
)
def test_a_measure_says_why(screened: dict[str, Decision | None], identifier: str, words: str) -> None:
    """The first reason names the listed party, the missing field or the section of the order."""
    made = screened[identifier]
    assert made is not None
    assert words in made.reasons[0].text


def test_a_new_name_with_a_listed_number_is_an_attempt_at_reestablishment(
    screened: dict[str, Decision | None],
) -> None:
    """The notice of EO 13904 section 3(a) rests on knowledge and is due 60 days after the list published the firm."""
    made = screened["QFX10000055"]
    assert made is not None
    (notice,) = made.notices
    assert (notice.basis, str(notice.due), notice.late) == (Basis.KNOWS, "2026-12-04", False)


def test_an_expired_exclusion_holds_nothing(screened: dict[str, Decision | None]) -> None:
    """Ostraven Gadget Works is on the list until January 2026 only, so its consignment of November is clear."""
    assert any(each.name == "OSTRAVEN GADGET WORKS LLC" for each in reference().watchlist.parties)
    assert screened["QFX10000062"] is None


def test_the_suppression_silences_the_review_and_nothing_else() -> None:
    """An officer judged one pair; every other decision stays as it is."""
    assert outcomes(decisions(reference(SUPPRESSIONS))) == EXPECTED | {"QFX10000031": (CLEAR, ())}
