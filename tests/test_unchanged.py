"""Rearranging the code changes no finding and no decision: digests recorded on 28 November 2026, before the move into rooms."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random

import msgspec
import pytest

from load_tests.disguises.tricks import OF_FIRMS, OF_PEOPLE, Trick
from load_tests.inputs.lists import LISTS
from schemas.decoding import Decoder
from schemas.labelled_cases import read_cases, read_names
from schemas.lenient_decoding import Rejection
from screener.domain.consignment import Mode, Party, PartyRole
from screener.domain.decision import Decision
from screener.domain.listed_party import PartyKind
from screener.domain.policy import Policy
from screener.domain.scorecards import Scorecards
from screener.matching.evaluation import score_cases
from screener.matching.finder import find
from screener.matching.findings import Finding
from screener.screening import screen
from screener.search.watchlist import Watchlist
from topologies.list_releases.list_files import read_list_files
from topologies.sample.day import sample_day
from topologies.topics import POSTAL

PEOPLE = ("cases/names/innocent_people_us.csv", "cases/names/innocent_people_global.csv")
COMPANIES = "data/names/company_names_world.csv"
CASES = ("entity_checks.json", "name_pairs.csv", "un_list_and_queries.csv")
DISGUISED = 150
"""Listed names in each disguise."""

RECORDED = {
    "innocent people": "b478e5f3c0e068c8",
    "innocent companies": "1126a827e440929a",
    "disguised people": "b8877417fcd62dd8",
    "disguised firms": "3bad9beeadfdb435",
    "entity_checks.json": "9e6f0f99462b702e",
    "name_pairs.csv": "6ee28b77e97ecbe4",
    "un_list_and_queries.csv": "ee90b2ce43ce68f6",
    "labelled.csv": "605de0a450c169fb",
    "sample day": "2288885e36ce8def",
}


def digest(rows: object) -> str:
    return hashlib.sha256(json.dumps(rows, ensure_ascii=True).encode()).hexdigest()[:16]


def as_row(finding: Finding, watchlist: Watchlist) -> list[object]:
    weights = [each.weight for each in finding.evidence]
    listed = watchlist.parties[finding.listed].id
    return [listed, finding.matched, finding.score, weights, finding.weak, finding.by_identifier]


def findings(names: Iterable[str], watchlist: Watchlist) -> list[object]:
    distinct = list(dict.fromkeys(names))
    found = find([Party(PartyRole.CONSIGNEE, name) for name in distinct], watchlist)
    return [[distinct[at], [as_row(each, watchlist) for each in some]] for at, some in sorted(found.items())]


@pytest.fixture(scope="module")
def watchlist(shared: Path) -> Watchlist:
    """The Aho-Corasick automaton and the indexes over SAM and OFAC."""
    return Watchlist(
        party for snapshot in read_list_files([shared / name for name in LISTS]) for party in snapshot.parties
    )


def names_of(path: Path) -> list[str]:
    return read_names(path.name, path.read_bytes())


@pytest.mark.shared
def test_innocent_names_find_what_they_found(shared: Path, watchlist: Watchlist) -> None:
    """Some 90,000 innocent people and companies against SAM and OFAC: the same matches with the same weights."""
    people = [name for file in PEOPLE for name in names_of(shared / file)]
    assert digest(findings(people, watchlist)) == RECORDED["innocent people"]
    assert digest(findings(names_of(shared / COMPANIES), watchlist)) == RECORDED["innocent companies"]


@pytest.mark.shared
@pytest.mark.parametrize(
    ("kind", "tricks", "recorded"),
    [(PartyKind.PERSON, OF_PEOPLE, "disguised people"), (PartyKind.FIRM, OF_FIRMS, "disguised firms")],
)
def test_disguised_names_find_what_they_found(
    kind: PartyKind, tricks: dict[str, Trick], recorded: str, watchlist: Watchlist
) -> None:
    """Listed names in every disguise of `load_tests disguises`: the same matches with the same weights."""
    rng = Random(1)
    listed = sorted({party.name for party in watchlist.parties if party.kind is kind})
    disguised = [trick(rng, name) or "" for trick in tricks.values() for name in rng.sample(listed, DISGUISED)]
    assert digest(findings(disguised, watchlist)) == RECORDED[recorded]


def scores(path: Path) -> list[object]:
    scored = score_cases(read_cases(path.name, path.read_bytes()).cases)
    return [[each.case.where, each.score] for each in scored]


@pytest.mark.shared
@pytest.mark.parametrize("name", CASES)
def test_published_cases_score_what_they_scored(shared: Path, name: str) -> None:
    """Every labelled case has the score that it had."""
    assert digest(scores(shared / "cases" / "names" / name)) == RECORDED[name]


def test_own_cases_score_what_they_scored() -> None:
    """Likewise the project's own labelled set."""
    labelled = next(Path(__file__).parent.rglob("labelled.csv"))
    assert digest(scores(labelled)) == RECORDED["labelled.csv"]


def as_decided(decision: Decision) -> list[object]:
    matches = [
        [each.listed_party, each.role, each.party_name, each.score, [told.weight for told in each.evidence]]
        for each in decision.matches
    ]
    reasons = [[each.family, each.cause] for each in decision.reasons]
    problems = [[each.code, each.field, each.value] for each in decision.problems]
    notices = [[each.kind, each.basis, each.listed_party, str(each.due), each.late] for each in decision.notices]
    return [decision.consignment, decision.family, reasons, matches, problems, notices, list(decision.released)]


def decisions() -> Sequence[object]:
    day, decoder = sample_day(), Decoder()
    watchlist, scorecards = Watchlist(day.listed), Scorecards.of(day.scorecards, "sample")
    rows: list[object] = []
    for topic, _, value in day.manifests:
        manifest = decoder.decode(Mode.POSTAL if topic == POSTAL.name else Mode.EXPRESS, value)
        if isinstance(manifest, Rejection):
            rows.append("rejected")
            continue
        screened = screen(manifest, watchlist, scorecards, Policy(), day.now)
        rows.append([screened.consignment_count, [as_decided(each) for each in screened.decisions]])
    return rows


def test_a_sample_day_is_decided_as_it_was() -> None:
    """20,000 consignments: the same families, causes, matches, weights, problems and notices."""
    assert digest(msgspec.to_builtins(decisions())) == RECORDED["sample day"]
