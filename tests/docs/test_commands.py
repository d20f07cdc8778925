"""Commands, options, make targets and output forms in the guide exist as they are printed."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from load_tests.__main__ import load_tests
from tests.docs.pages import CONSOLE_LONG, PAGES, ROOT, blocks, calls, commands, mistake, prose, read
from tests.docs.terminal import normal
from topologies.cli import main
from topologies.commands import screener

PROGRAMS: dict[str, click.Command] = {"screener": screener, "load_tests": load_tests}
OTHER_TOOLS = frozenset({"kafka-topics.sh"})
OPTIONS_OF_OTHERS = frozenset({"--alter", "--require-hashes"})


def ours(words: list[str]) -> tuple[click.Command, list[str]] | None:
    """The program of this project that a command line calls, with its arguments; None if it calls another."""
    if words[0].endswith("python") and words[1:3] == ["-m", "load_tests"]:
        return PROGRAMS["load_tests"], words[3:]
    return (PROGRAMS["screener"], words[1:]) if words[0] == "screener" else None


def printed_commands() -> list[list[str]]:
    return [words for page in PAGES for words in commands(page)]


@pytest.mark.parametrize("page", PAGES)
def test_every_command_is_accepted(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command line of the project names commands, options and values that exist, in sessions and in running text."""
    monkeypatch.chdir(tmp_path)
    wrong = {
        " ".join(words): trouble
        for words in commands(page)
        if (call := ours(words)) is not None and (trouble := mistake(*call))
    }
    assert not wrong


@pytest.mark.parametrize(
    "line", ["nothing", "lists unload x.csv", "run --fast", "run --workers 0", "topics create --check=maybe"]
)
def test_a_wrong_command_would_be_seen(line: str) -> None:
    """The check above finds a command, an option and a value that do not exist."""
    assert mistake(screener, shlex.split(line))


def test_calls_are_separated_from_what_surrounds_them() -> None:
    """Variables before a command, pipes, redirections, comments and `&` are not part of it."""
    line = "A=b cat x | screener screen - > y   # why"
    assert list(calls(line)) == [["cat", "x"], ["screener", "screen", "-"]]
    assert list(calls("screener worker &")) == [["screener", "worker"]]


def test_every_option_in_running_text_exists() -> None:
    """An option in back quotes belongs to a command."""
    options = {option for command in all_commands(screener) for param in command.params for option in param.opts}
    options |= {option for command in all_commands(load_tests) for param in command.params for option in param.opts}
    named = {option for page in PAGES for option in re.findall(r"`(--[a-z-]+)", prose(page))}
    assert named
    assert named <= options | OPTIONS_OF_OTHERS | {"--help", "--version"}


def all_commands(command: click.Command) -> Iterator[click.Command]:
    yield command
    for each in command.commands.values() if isinstance(command, click.Group) else ():
        yield from all_commands(each)


def test_every_command_of_the_screener_is_in_the_guide() -> None:
    """No command is left for the reader to find."""
    printed = {" ".join(words) for words in printed_commands()}
    for name, command in screener.commands.items():
        subcommands = command.commands if isinstance(command, click.Group) else {"": command}
        for each in subcommands:
            full = f"screener {name} {each}".strip()
            assert any(line == full or line.startswith(f"{full} ") for line in printed), full


def test_every_benchmark_and_every_scenario_is_in_the_guide() -> None:
    """Each command of the load tests, and each fault scenario, stands on a page."""
    text = read("docs/benchmarks.md") + read("docs/delivery.md")
    assert isinstance(load_tests, click.Group)
    assert not [name for name in load_tests.commands if f"python -m load_tests {name}" not in text]
    (scenario,) = (param for param in load_tests.commands["faults"].params if "--scenario" in param.opts)
    assert isinstance(scenario.type, click.Choice)
    assert not [name for name in scenario.type.choices if f"`{name}`" not in text]


def test_every_make_target_exists_and_is_in_the_guide() -> None:
    """Each target that the guide names is in the Makefile, and the other way round."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = {words[1] for words in printed_commands() if words[0] == "make" and len(words) > 1}
    assert named == targets


def test_sessions_that_are_not_run_call_only_what_is_checked_otherwise() -> None:
    """A long session calls make and the project's own programs, so that the tests above have looked at every line."""
    for page in PAGES:
        for block in blocks(page):
            for command, _ in block.steps if block.kind == CONSOLE_LONG else ():
                for words in calls(command):
                    assert words[0] in ("make", "bash", "screener") or ours(words) or words[0] in OTHER_TOOLS, command


def test_the_printed_run_has_the_form_of_a_real_one(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """What the guide shows of `make run` is printed by a shorter run too, names and numbers aside."""
    assert main(["run", "--consignments", "2000", "--out", str(tmp_path)]) == 0
    captured = capsys.readouterr()
    real = {form(line) for line in (captured.err + captured.out).splitlines()}
    shown = [
        line
        for page in PAGES
        for block in blocks(page)
        for command, lines in (block.steps if block.kind == CONSOLE_LONG else ())
        if command.startswith("make run")
        for line in lines
        if line.strip() and line.strip() != "..."
    ]
    assert shown
    assert not [line for line in shown if form(line) not in real]


REASONS = re.compile(r"^[a-z-]+(?= .* matches )|(?<=\(score ).*(?=\))|(?<=cannot be assessed: ).*|(?<=; selected ).*")
"""Which three holds of a family are shown differs from run to run, and with them what is found."""


def form(line: str) -> str:
    """A line with runs of words that have a capital letter or a figure as one `*`, and reasons likewise."""
    words = ["*" if re.search(r"[A-Z0-9]", word) else word for word in REASONS.sub("*", normal(line)).split()]
    return re.sub(r"\*(?: \*)+", "*", " ".join(words))
