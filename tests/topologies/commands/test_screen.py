import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from screener.domain.consignment import Consignment, Mode, Party, PostalItem
from screener.domain.scorecards import Scorecard
from tests.support.builders import TODAY, express, listed, postal, s10, shipper
from topologies import cli
from topologies.sample.sam_csv import sam_csv

DAY = TODAY.isoformat()
LISTED = listed("ORION KADE TRADING", active=date(2025, 1, 1))


def line(*consignments: Consignment[Party], manifest: str = "M1") -> bytes:
    body: dict[str, Any] = {"filer": "SWIFT", "manifest": manifest, "consignments": consignments}
    if isinstance(consignments[0], PostalItem):
        body["operator"] = "CNA"
    return msgspec.json.encode(body)


CLEAR = line(express())
HELD = line(express(shipper("Orion Kade Trading")))


class Screening:
    """`screener screen` in a folder of its own, with a small list and the given files."""

    def __init__(self, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
        self._capfd = capfd
        self.folder = folder
        self.errors = ""
        self.list = self.file("list.csv", sam_csv([LISTED]))

    def file(self, name: str, *lines: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(b"".join(line + b"\n" for line in lines))
        return path

    def __call__(self, *arguments: object) -> int:
        given = ["screen", "--list", str(self.list), "--date", DAY, *map(str, arguments)]
        code = cli.main(given)
        captured = self._capfd.readouterr()
        self.lines, self.errors = captured.out.splitlines(), captured.err
        return code

    def messages(self, topic: str) -> list[dict[str, Any]]:
        lines = [msgspec.json.decode(line) for line in self.lines]
        return [each["message"] for each in lines if each["topic"] == topic]


@pytest.fixture
def screening(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Screening:
    return Screening(tmp_path, capfd)


def test_all_clear_is_exit_code_0(screening: Screening) -> None:
    """A file in which nobody is listed gives a receipt for each manifest, and nothing else."""
    assert screening(screening.file("a.ndjson", CLEAR, b"", CLEAR)) == 0
    assert [receipt["cleared"] for receipt in screening.messages("receipts")] == [1, 1]
    assert len(screening.lines) == 2
    assert "2 clear" in screening.errors


def test_a_hold_is_exit_code_1(screening: Screening) -> None:
    """A listed shipper is held, and the hold says why."""
    assert screening(screening.file("a.ndjson", CLEAR, HELD)) == 1
    (hold,) = screening.messages("holds")
    assert hold["family"] == "HOLD"
    assert "ORION KADE TRADING" in hold["reason"]
    assert hold["decided"].startswith(DAY)
    assert "1 HOLD" in screening.errors


def test_a_line_that_is_no_manifest_becomes_a_dead_letter_and_the_rest_goes_on(screening: Screening) -> None:
    """A dead letter names the file and the line; the lines after it are screened."""
    path = screening.file("a.ndjson", CLEAR, b"{not JSON", b'"\xff"', CLEAR)
    assert screening(path) == 1
    letters = screening.messages("dead-letters")
    assert [(each["topic"], each["offset"], each["reason"]) for each in letters] == [
        (str(path), 2, "not JSON"),
        (str(path), 3, "not UTF-8"),
    ]
    assert len(screening.messages("receipts")) == 4
    assert "2 clear" in screening.errors


def test_a_consignment_that_nothing_names_becomes_a_dead_letter(screening: Screening) -> None:
    """Without identifier and date there is no key to hold it by; it is told all the same."""
    assert screening(screening.file("a.ndjson", line(express(identifier="", filed=None)))) == 1
    (letter,) = screening.messages("dead-letters")
    assert (letter["offset"], letter["index"]) == (1, 0)


def test_the_order_is_that_of_the_files_with_any_number_of_processes(screening: Screening) -> None:
    """Three processes print to the byte what one prints, files of very different length included."""
    files = [
        screening.file(
            f"{number}.ndjson", *[line(express(identifier=f"HB{number}"), manifest=f"M{number}")] * (60 - 9 * number)
        )
        for number in range(6)
    ]
    assert screening(*files, "--jobs", 1) == 0
    alone = screening.lines
    assert screening(*files, "--jobs", 3) == 0
    assert screening.lines == alone
    assert [receipt["manifest"] for receipt in screening.messages("receipts")][:61:60] == ["M0", "M1"]


def test_several_processes_add_up(screening: Screening) -> None:
    """The summary and the exit code count what every process found."""
    files = [screening.file(f"{number}.ndjson", CLEAR, HELD, b"no") for number in range(4)]
    assert screening(*files, "--jobs", 2, "--json-summary") == 1
    summary = msgspec.json.decode(screening.errors)
    assert (summary["manifests"], summary["consignments"], summary["dead_letters"]) == (12, 8, 4)
    assert summary["families"]["HOLD"] == 4


def test_a_resubmission_in_the_same_file_meets_the_hold(screening: Screening) -> None:
    """The second manifest repeats the hold of the first one; another file begins anew."""
    again = line(express(shipper("Orion Kade Trading")), manifest="M2")
    assert screening(screening.file("a.ndjson", HELD, again), screening.file("b.ndjson", again)) == 1
    assert [hold["event"] for hold in screening.messages("holds")] == ["placed", "still-in-place", "placed"]


def test_the_screening_day_decides_what_is_in_force(screening: Screening) -> None:
    """Before an exclusion began it holds nothing."""
    early = express(shipper("Orion Kade Trading"), filed=date(2024, 12, 1))
    path = screening.file("a.ndjson", line(early))
    assert cli.main(["screen", "--list", str(screening.list), "--date", "2024-12-02", str(path)]) == 0
    assert cli.main(["screen", "--list", str(screening.list), "--date", "2025-01-02", str(path)]) == 1


@pytest.mark.parametrize("form", ["array", "lines"])
def test_scorecards_and_policy_bring_measures(screening: Screening, form: str) -> None:
    """A post that is refused by the given policy has its items held, whichever way the scorecards are written."""
    card = Scorecard("CNA", "2026Q1", 10.0, datetime(2026, 5, 1, tzinfo=UTC))
    cards = screening.file("posts", msgspec.json.encode([card] if form == "array" else card))
    policy = screening.file("policy.json", b'{"tiers": [{"quarters": 1, "section": "5(d)", "action": "DNL"}]}')
    items = screening.file("a.ndjson", line(postal(), postal(identifier=s10(47312483))))
    assert screening(items, "--posts", cards, "--policy", policy) == 1
    assert {hold["family"] for hold in screening.messages("holds")} == {"DNL"}
    assert screening.messages("receipts")[0]["mode"] == Mode.POSTAL
    assert screening(items, "--posts", cards) == 0


MISTAKES: Sequence[tuple[Sequence[str], bytes, str]] = [
    (("none.ndjson",), b"", "none.ndjson: No such file or directory"),
    ((".",), b"", ".: is a directory"),
    (("a.ndjson", "--list", "none.csv"), b"", "none.csv: No such file or directory"),
    (("a.ndjson", "--list", "input"), b"a,b\n1,2", "input:"),
    (("a.ndjson", "--list", "input"), b"", "input:"),
    (("a.ndjson", "--policy", "input"), b'{"hold_at": 2}', "input: hold_at is 2: "),
    (("a.ndjson", "--policy", "input"), b'{"hold_att": 1}', "'hold_att' is not a field of it; use version"),
    (
        ("a.ndjson", "--policy", "input"),
        b'{"tiers": [{"quarters": 0, "section": "", "action": "RFI"}]}',
        "tiers[0].quarters is 0",
    ),
    (("a.ndjson", "--policy", "input"), b"{", "give UTF-8 JSON"),
    (("a.ndjson", "--policy", "none.json"), b"", "none.json: No such file or directory"),
    (("a.ndjson", "--posts", "input"), b'{"operator": "cna"}', 'input line 1: operator is "cna"'),
    (
        ("a.ndjson", "--posts", "input"),
        b'[{"operator": "CNA"}]',
        "input item 1: Object missing required field `quarter`",
    ),
    (("a.ndjson", "--posts", "input"), b"[1", "input: "),
    (("a.ndjson", "--posts", "input"), b"", "holds no scorecard"),
    (("a.ndjson", "--date", "2026-02-30"), b"", "'--date'"),
    (("a.ndjson", "--jobs", "0"), b"", "'--jobs'"),
    (("-", "-"), b"", "standard input can be read once"),
]


@pytest.mark.parametrize(("arguments", "content", "words"), MISTAKES)
def test_a_mistake_is_one_line_before_anything_is_printed(
    screening: Screening, monkeypatch: pytest.MonkeyPatch, arguments: Sequence[str], content: bytes, words: str
) -> None:
    """Exit code 2, one line that says what to do, and no outcome."""
    monkeypatch.chdir(screening.folder)
    screening.file("a.ndjson", HELD)
    screening.file("input", content)
    assert screening(*arguments) == 2
    assert screening.lines == []
    (mistake,) = [line for line in screening.errors.splitlines() if not line.endswith(" ...")]
    assert words in mistake


def test_a_number_like_a_social_security_number_is_masked_in_an_error(screening: Screening) -> None:
    """What a user mistyped is shown, but not such a number."""
    path = screening.file("a.ndjson", HELD)
    policy = screening.file("policy.json", b'{"hold_at": "123-45-6789"}')
    assert screening(path, "--policy", policy) == 2
    assert "hold_at" in screening.errors
    assert "123-45-6789" not in screening.errors


def test_quiet_says_nothing_on_standard_error(screening: Screening) -> None:
    """With --quiet only the outcomes and the exit code speak."""
    assert screening(screening.file("a.ndjson", HELD), "--quiet") == 1
    assert screening.errors == ""


def program(screening: Screening, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "topologies.cli", "screen", "--list", str(screening.list), "--date", DAY, *arguments]


def test_standard_input_is_read(screening: Screening) -> None:
    """`-` reads manifests from a pipe; the coordinates say so."""
    done = subprocess.run(program(screening, "-"), check=False, input=HELD + b"\nno\n", capture_output=True)
    assert done.returncode == 1
    topics = [msgspec.json.decode(each)["topic"] for each in done.stdout.splitlines()]
    assert topics == ["holds", "receipts", "dead-letters", "receipts"]
    assert b'"topic":"-"' in done.stdout


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_reader_that_goes_away_ends_it_quietly(screening: Screening, jobs: str) -> None:
    """`screener screen ... | head -1` prints a line and no error; exit code 1, since not all was told."""
    files = [str(screening.file(f"{number}.ndjson", *[HELD] * 400)) for number in range(4)]
    with subprocess.Popen(
        program(screening, *files, "--jobs", jobs), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline().startswith(b'{"topic":')
        running.stdout.close()
        assert all(line.endswith(b" ...\n") for line in running.stderr.readlines())
        assert running.wait(20) == 1
