"""`screener match` as a user calls it."""

import os
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from builders import listed

from screener.consignment import Address, Identifier, IdentifierKind
from topologies import cli
from topologies.sample.sam_csv import sam_csv

FIRM = "Velmora Kestrin Trading GmbH"


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of one firm, and no setting from outside."""
    for name in [name for name in os.environ if name.startswith(("SCREENER_", "KAFKA_"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    firm = listed(FIRM, addresses=[Address(("58 Tarven Street",), "Hamburg", country="DE")])
    Path("sam.csv").write_bytes(sam_csv([firm]))


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    assert cli.main(["match", *arguments, "--json"]) == 0
    found: list[dict[str, Any]] = msgspec.json.decode(capsys.readouterr().out)
    return found


@pytest.mark.parametrize(
    "arguments",
    [
        ("Velmora Kestrn Trading", "--against", FIRM),
        ("Velmora Kestrin", "--against", FIRM),
        ("Tavian Brelsk Orrin", "--against", "Tavion Brelsk Orrin", "--birth", "1970"),
        (FIRM, "--list", "sam.csv", "--address", "58 Tarven St", "--city", "Hamburg", "--country", "de"),
    ],
    ids=" ".join,
)
def test_printed_weights_add_up_to_the_printed_score(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever adds the lines up gets the last one."""
    assert cli.main(["match", *arguments]) == 0
    out = capsys.readouterr().out
    weights = [float(each) for each in re.findall(r"^  ([+-]\d\.\d{3})  ", out, re.MULTILINE)]
    score = re.findall(r"^  =(\d\.\d{3})  ", out, re.MULTILINE)
    assert weights
    assert [f"{sum(weights):.3f}"] == score


def test_a_match_against_a_list_says_what_it_leads_to(capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelled name is explained as JSON: score, both texts, evidence, consequence."""
    (found,) = told(capsys, "Velmora Kestrn Trading GmbH", "--list", "sam.csv")
    assert (found["matched_name"], found["leads_to"], found["seen"]) == (FIRM, "hold", True)
    assert any("kestrn ~ kestrin" in each["text"] for each in found["evidence"])
    assert "".join(piece["text"] for piece in found["manifest"]) == "Velmora Kestrn Trading GmbH"


def test_no_match_is_said_and_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 0: the question was answered."""
    assert cli.main(["match", "Wilmet Harst", "--list", "sam.csv"]) == 0
    assert capsys.readouterr().out == "no match for Wilmet Harst\n"


def test_a_near_miss_is_explained_against_one_name(capsys: pytest.CaptureFixture[str]) -> None:
    """What would not match says why."""
    (found,) = told(capsys, "Wilmet Harst", "--against", "Tavion Brelsk Orrin")
    assert (found["score"], found["leads_to"]) == (0.0, "nothing")
    assert found["evidence"]


@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_no_social_security_number_is_printed(flags: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """Neither in the name nor as a number, listed or not."""
    person = listed("Tavion Brelsk Orrin", identifiers=[Identifier(IdentifierKind.IMPORTER_NUMBER, "123-45-6789")])
    Path("sam.csv").write_bytes(sam_csv([person]))
    arguments = ["match", "Tavion Brelsk Orrin 123-45-6789", "--id", "importer-number=123-45-6789"]
    for source in (("--list", "sam.csv"), ("--against", "Tavion Brelsk Orrin")):
        assert cli.main([*arguments, *source, *flags]) == 0
        out = capsys.readouterr().out
        assert "6789" not in out
        assert "***" in out


def test_the_policy_of_the_file_decides(capsys: pytest.CaptureFixture[str]) -> None:
    """A stricter threshold for one role counts for this role alone."""
    Path("policy.json").write_text('{"thresholds": [{"roles": ["shipper"], "hold_at": 1.0}]}', "utf-8")
    arguments = ("Velmora Kestrn Trading", "--against", FIRM, "--policy", "policy.json")
    assert [told(capsys, *arguments, "--role", role)[0]["leads_to"] for role in ("shipper", "consignee")] == [
        "review",
        "hold",
    ]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ([FIRM], "what to match against? give --list FILE, --against NAME, or KAFKA_BOOTSTRAP=host:port"),
        ([FIRM, "--list", "sam.csv", "--against", "x"], "--against and --list: give one of them"),
        ([FIRM, "--against", "x", "--birth", "31/05/70"], "give a year or a date, 1970 or 1970-05-31"),
        ([FIRM, "--against", "x", "--id", "123-45-6789"], "--id ***-**-****: give KIND=VALUE"),
        ([FIRM, "--list", "gone.csv"], "gone.csv: No such file or directory"),
        ([FIRM, "--against", "x", "--role", "thief"], "'thief' is not one of"),
    ],
    ids=" ".join,
)
def test_a_mistake_is_one_line_and_exit_code_2(
    arguments: list[str], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The line says what to give; nothing on stdout."""
    assert cli.main(["match", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.strip().splitlines()[-1].startswith("screener: ")
    assert line in err
