"""The examples in the guide do what their pages say."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
import pytest

from schemas.decoding import Decoder
from schemas.lists import load
from screener.comparison.corroboration import same_premises
from screener.domain.consignment import Address, Mode, PartyRole
from screener.domain.manifest import Manifest
from screener.domain.policy import Policy
from screener.domain.scorecards import Scorecard, Scorecards
from screener.names.distinctive_words import distinctive_words
from screener.names.normalisation import normalise, normalise_all
from screener.screening import screen
from screener.search.watchlist import Watchlist
from tests.docs.pages import PAGES, ROOT, blocks, read, table, typed
from topologies.cli import main

MATCHING, CARRIERS, OFFICERS, OPERATORS = (
    f"docs/{name}.md" for name in ("matching", "carriers", "officers", "operators")
)


def example(page: str, contract: str) -> str:
    """The first message of a page for a contract."""
    return next(block.text for block in blocks(page) if block.kind[:2] == ("json", contract))


def test_the_smallest_manifest_clears_on_its_day() -> None:
    """The smallest manifest clears, and without any of its fields it does not."""
    given = example(CARRIERS, "manifests.express")
    manifest = Decoder().decode(Mode.EXPRESS, given.encode())
    assert isinstance(manifest, Manifest)
    filed = manifest.consignments[0].filed
    assert filed
    now = datetime(filed.year, filed.month, filed.day, tzinfo=UTC)
    assert screen(manifest, Watchlist(()), Scorecards(), Policy(), now).decisions == []
    for field in msgspec.json.decode(given)["consignments"][0]:
        tree = msgspec.json.decode(given)
        del tree["consignments"][0][field]
        less = Decoder().decode(Mode.EXPRESS, msgspec.json.encode(tree))
        assert isinstance(less, Manifest)
        assert screen(less, Watchlist(()), Scorecards(), Policy(), now).decisions, field


def test_the_scorecard_has_the_key_that_the_page_gives() -> None:
    """The scorecard is read as one, of the post and quarter of the key beside it."""
    card = msgspec.json.decode(example(OPERATORS, "posts"), type=Scorecard)
    assert f"`{card.operator}:{card.quarter}`" in read(OPERATORS)


@pytest.mark.parametrize("page", [OPERATORS, MATCHING])
def test_the_policy_lowers_the_threshold_of_one_role_and_mode(page: str) -> None:
    """The policy is read as one, and its threshold counts for the role and mode that it names."""
    policy = msgspec.json.decode(example(page, "policy"), type=Policy)
    assert policy.threshold(PartyRole.IMPORTER_OF_RECORD, Mode.EXPRESS).hold_at < policy.hold_at


@pytest.mark.parametrize("row", table(OFFICERS, "What is held by name and number", "Kind"), ids=lambda row: row[0])
def test_each_kind_of_name_has_the_outcome_of_the_table(row: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A name that the manifest gives and a listed name come to the score, the consequence and the evidence of their row."""
    _, name, listed, outcome, evidence = row
    assert main(["match", name, "--against", listed]) == 0
    printed = capsys.readouterr().out
    consequence, score = outcome.split()
    found = re.match(r"(\w+) ([\d.]+)", printed)
    assert found, printed
    assert (found[1], f"{float(found[2]):.2f}") == (consequence, score), printed
    assert evidence in printed


def of_search(name: str) -> str:
    path = ROOT / "examples" / "sam.csv"
    (snapshot,) = load([(path.name, path.read_bytes())])
    watchlist = Watchlist(snapshot.parties)
    return ", ".join(sorted({watchlist.names[entry].name for _, entry in watchlist.hits(normalise_all([name]))}))


def of_comparison(pair: str, capsys: pytest.CaptureFixture[str]) -> str:
    name, listed = pair.split("` / `")
    assert main(["match", name, "--against", listed]) == 0
    return capsys.readouterr().out.split()[1]


def of_corroboration(pair: str) -> str:
    one, other = (address(text) for text in pair.split("` / `"))
    return "same premises" if same_premises(one, [other]) else ""


def address(text: str) -> Address:
    line, city, *postcode, country = text.split(", ")
    return Address((line,), city=city, postcode=" ".join(postcode), country=country)


STAGES: dict[str, Callable[[str], str]] = {
    "normalise": normalise,
    "distinctive words": lambda text: " ".join(distinctive_words(text.split())),
    "search": of_search,
    "corroborate": of_corroboration,
    "policy": lambda score: Policy().consequence(float(score), PartyRole.CONSIGNEE, Mode.EXPRESS).value,
}


@pytest.mark.parametrize("row", table(MATCHING, "The pipeline", "Stage"), ids=lambda row: row[0])
def test_each_stage_makes_of_its_example_what_the_page_says(row: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """One example before and after each stage of matching."""
    stage, before, after, _ = row
    made = of_comparison(before, capsys) if stage == "compare" else STAGES[stage](before)
    assert made == after


@pytest.mark.parametrize("row", table(MATCHING, "Disguises", "Disguise"), ids=lambda row: row[0])
def test_a_name_in_disguise_is_found(row: list[str]) -> None:
    """Each name that the table shows in disguise is compared with a listed one; nicknames have none in the examples."""
    for name in row[1].split("`, `"):
        assert of_search(name) or "Keldramin" in name, name


def test_every_file_of_the_examples_is_used() -> None:
    """Each file of examples/ is in a command of the guide."""
    used = {word for page in PAGES for line in typed(page) for word in line.split()}
    assert not [path.name for path in (ROOT / "examples").iterdir() if f"examples/{path.name}" not in used]
