"""`screener evaluate` as a user calls it."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.support.builders import listed
from topologies import cli
from topologies.sample.sam_csv import sam_csv

PAIRS = """name1,name2,is_match,trick
Salim Kastovenkko,Salim Kastovenko,true,misspelling
Wilmet Harst 123-45-6789,Ostrelle Tavik,true,none
Nahum Kestrin,Ludo Vantrosse,false,none
"""
QUERIES = 'list_name,query_name\nTavion Brelsk Orrin,"ORRIN, Tavion Brelsk"\n'
ADDRESSES = """[{"name": "one", "same_premises": true,
 "query": {"Line1": "58 Tarven Street"}, "index": {"Line1": "58 Tarven St"}},
 {"name": "two", "same_premises": false,
 "query": {"Line1": "58 Tarven Street"}, "index": {"Line1": "59 Tarven St"}}]"""
INNOCENTS = "full_name\nTavion Brelsk Orrin\nWilmet Harst\n"


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in (
        ("pairs.csv", PAIRS),
        ("queries.csv", QUERIES),
        ("addresses.json", ADDRESSES),
        ("people.csv", INNOCENTS),
    ):
        Path(name).write_text(text, "utf-8")
    Path("sam.csv").write_bytes(sam_csv([listed("Velmora Kestrin Trading GmbH")]))


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    assert cli.main(["evaluate", *arguments, "--json"]) == 0
    found: list[dict[str, Any]] = msgspec.json.decode(capsys.readouterr().out)
    return found


def test_pairs_are_told_in_figures(capsys: pytest.CaptureFixture[str]) -> None:
    """JSON has the four counts, the shares, the curve and the misses."""
    (found,) = told(capsys, "pairs.csv")
    assert found["tally"] == {"found": 1, "missed": 1, "wrong": 0, "apart": 1}
    assert (found["file"], found["precision"], found["recall"]) == ("pairs.csv", 1.0, 0.5)
    assert len(found["curve"]) == 26
    assert [miss["where"] for miss in found["misses"]] == ["line 3"]


def test_a_threshold_is_obeyed(capsys: pytest.CaptureFixture[str]) -> None:
    """At 1.0 a misspelled name is missed as well; without one the policy's review_at counts."""
    assert told(capsys, "pairs.csv", "--threshold", "1")[0]["tally"]["missed"] == 2
    Path("policy.json").write_text('{"review_at": 0.99}', "utf-8")
    (found,) = told(capsys, "pairs.csv", "--policy", "policy.json")
    assert (found["threshold"], found["tally"]["missed"]) == (0.99, 2)


@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_no_social_security_number_is_printed(flags: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """Neither in the tables nor in the JSON."""
    assert cli.main(["evaluate", "pairs.csv", *flags]) == 0
    out = capsys.readouterr().out
    assert "123-45" not in out
    assert "***-**-****" in out


def test_tables_say_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    """Counts, shares with their bounds, tricks, curve and misses, for people."""
    assert cli.main(["evaluate", "pairs.csv", "queries.csv", "addresses.json"]) == 0
    out = capsys.readouterr().out
    assert "2 true pairs, 1 found and 1 missed; 1 false pairs, 1 kept apart and 0 matched at threshold 0.65" in out
    assert "missed: 1" in out
    assert "1 of 1 queries found at threshold 0.65" in out
    assert "every pair of the same premises outranks every other pair" in out


def test_queries_tell_which_innocents_match(capsys: pytest.CaptureFixture[str]) -> None:
    """One of two innocent names is a listed one."""
    (found,) = told(capsys, "queries.csv", "--innocents", "people.csv")
    assert (found["recall"], found["innocents"]) == (1.0, 2)
    assert [each["name"] for each in found["matching"]] == ["Tavion Brelsk Orrin"]


def test_innocents_against_a_real_list(capsys: pytest.CaptureFixture[str]) -> None:
    """How many would be held and reviewed, without any labelled case."""
    (found,) = told(capsys, "--innocents", "people.csv", "--list", "sam.csv")
    assert (found["names"], found["held"], found["reviewed"]) == (2, 0, 0)


def test_innocents_are_held_by_the_thresholds_of_their_role(capsys: pytest.CaptureFixture[str]) -> None:
    """A name is a consignee's unless --role says otherwise, and the output says which; JSON tells each name."""
    Path("people.csv").write_text("name\nVelmora Kestrn Trading GmbH\n", "utf-8")
    Path("policy.json").write_text('{"thresholds": [{"roles": ["shipper"], "hold_at": 1.0}]}', "utf-8")
    arguments = ("--innocents", "people.csv", "--list", "sam.csv", "--policy", "policy.json")
    (found,) = told(capsys, *arguments)
    assert (found["role"], found["mode"], found["held"], found["reviewed"]) == ("consignee", "express", 1, 0)
    (found,) = told(capsys, *arguments, "--role", "shipper", "--mode", "postal")
    assert [(each["name"], each["leads_to"]) for each in found["outcomes"]] == [
        ("Velmora Kestrn Trading GmbH", "review")
    ]
    assert cli.main(["evaluate", *arguments, "--role", "shipper"]) == 0
    assert "1 names, each as shipper in mode express under policy default@" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ([], "nothing to evaluate: give CASES, or --list FILE with --innocents FILE"),
        (["gone.csv"], "gone.csv: No such file or directory"),
        (["bad.csv"], "bad.csv line 2, column is_match: 'perhaps'; write true or false"),
        (["pairs.csv", "--innocents", "pairs.csv"], "pairs.csv line 1: no column full_name or name"),
        (["pairs.csv", "--threshold", "2"], "2.0 is not in the range 0<=x<=1"),
    ],
    ids=" ".join,
)
def test_a_mistake_is_one_line_and_exit_code_2(
    arguments: list[str], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """File, line, column and remedy on stderr; nothing on stdout."""
    Path("bad.csv").write_text("name1,name2,is_match\nA,B,perhaps\n", "utf-8")
    assert cli.main(["evaluate", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.strip().splitlines()[-1].startswith("screener: ")
    assert line in err
