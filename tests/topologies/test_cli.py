import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.worker_process import plain_environment
from topologies import cli
from topologies.commands import LazyGroup, screener
from topologies.sample.sam_csv import sam_csv
from topologies.settings import UsageError

NOBODY = {"KAFKA_BOOTSTRAP": "127.0.0.1:9", "SCREENER_CONNECT_SECONDS": "0.6"}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting from outside."""
    for name in [name for name in os.environ if name.startswith(("SCREENER_", "KAFKA_"))]:
        monkeypatch.delenv(name)


def run_screener(
    *arguments: str, variables: Mapping[str, str] | None = None, output: int = subprocess.PIPE
) -> subprocess.CompletedProcess[str]:
    """The command as a user runs it."""
    return subprocess.run(
        [sys.executable, "-m", "topologies.cli", *arguments],
        env=plain_environment(**variables or {}),
        stdout=output,
        stderr=subprocess.PIPE,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["scren"], "No such command 'scren'"),
        (["worker", "--fast"], "No such option: --fast"),
        (["worker", "now"], "unexpected extra argument"),
        (["run", "--consignments", "many"], "'many' is not a valid integer"),
        (["run", "--consignments", "5"], "5 is not in the range x>=100"),
        (["run", "--broker", "kakfa"], "'kakfa' is not a broker: choose embedded or kafka"),
        (["run", "--list", "sam.csv"], "give both --list FILE and --manifests FILE"),
        (["lists", "load"], "Missing argument"),
        (["lists", "load", "no-such.csv"], "no-such.csv: No such file or directory"),
        (["topics", "create", "--replication", "0"], "0 is not in the range x>=1"),
    ],
    ids=" ".join,
)
def test_a_mistake_is_one_line_and_exit_code_2(
    arguments: list[str], line: str, capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unknown command or option, a wrong value, a missing file: one line on stderr, nothing on stdout."""
    monkeypatch.chdir(tmp_path)
    assert cli.main(arguments) == 2
    out, err = capfd.readouterr()
    last = err.strip().splitlines()[-1]
    assert last.startswith("screener: ")
    assert line in last
    assert "Traceback" not in err
    assert out == ""


@pytest.mark.parametrize("arguments", [["worker"], ["topics", "create"]], ids=" ".join)
def test_no_broker_is_one_line_in_bounded_time(arguments: list[str]) -> None:
    """Nobody at the address: the wait is bounded, the line names address and remedy, and there is no traceback."""
    done = run_screener(*arguments, variables=NOBODY)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("screener: no Kafka broker answers at 127.0.0.1:9 after 0.6 s")


def test_lists_need_a_broker_unless_nothing_is_published(tmp_path: Path) -> None:
    """Without a broker a dry run shows the list, and a load is one line."""
    path = tmp_path / "sam.csv"
    path.write_bytes(sam_csv([]))
    assert run_screener("lists", "load", str(path), "--dry-run", variables=NOBODY).returncode in (0, 2)
    done = run_screener("lists", "load", str(path), variables=NOBODY)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("variables", "line"),
    [
        ({"SCREENER_BATCH_RECORDS": "many"}, "SCREENER_BATCH_RECORDS='many': Expected `int`"),
        ({"SCREENER_BATCHRECORDS": "1"}, "SCREENER_BATCHRECORDS is not a setting"),
        ({"SCREENER_LOG_FORMAT": "xml"}, "SCREENER_LOG_FORMAT='xml': use console or json"),
        ({"SCREENER_LOG_LEVEL": "loud"}, "SCREENER_LOG_LEVEL='loud': use"),
    ],
)
def test_a_wrong_setting_is_one_line(
    variables: dict[str, str], line: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker says which variable is wrong before it does anything."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert cli.main(["worker"]) == 2
    err = capfd.readouterr().err
    assert err.startswith(f"screener: {line}")
    assert err.count("\n") == 1


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["--version"]], ids=" ".join)
def test_a_reader_that_has_gone_ends_it_quietly(arguments: list[str]) -> None:
    """What `| head` does to a program: nothing is said about it."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = run_screener(*arguments, output=writing)
    finally:
        os.close(writing)
    assert done.stderr == ""
    assert done.returncode == 1


def test_without_a_command_the_help_is_shown(capfd: pytest.CaptureFixture[str]) -> None:
    """`screener` alone names its commands, and says by its exit code that it did nothing."""
    assert cli.main([]) == 2
    text = "".join(capfd.readouterr())
    for command in ("run", "worker", "lists", "topics", "kafka"):
        assert command in text
    assert "Traceback" not in text


@pytest.mark.parametrize(
    "arguments", [["-h"], ["lists", "-h"], ["lists", "load", "-h"], ["worker", "-h"], ["run", "-h"]]
)
def test_help_is_no_mistake(arguments: list[str]) -> None:
    """Whoever asks for help gets it, with exit code 0."""
    done = run_screener(*arguments)
    assert done.returncode == 0
    assert "Usage: screener" in done.stdout


def test_every_command_is_imported_when_it_is_used() -> None:
    """The table of commands names what exists, and each has a help text of its own."""
    for group in (screener, screener.commands["lists"]):
        assert isinstance(group, LazyGroup)
        for name, command in group.commands.items():
            assert command.name == name
            assert command.help
            assert group.lazy[name].line.endswith(".")


def test_help_does_not_import_the_search() -> None:
    """`screener --help` and `--version` answer at once: they load neither numba nor the Kafka client."""
    code = (
        "import sys; from topologies import cli\n"
        "for each in (['--help'], ['--version'], ['lists', '-h']): assert cli.main(each) == 0\n"
        "assert not {'numba', 'numpy', 'confluent_kafka', 'faust', 'rich'} & sys.modules.keys()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_a_mistake_of_many_lines_becomes_one(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the text holds, it is one line."""

    def refuse() -> None:
        raise UsageError("one\n  two\r\nthree")

    monkeypatch.setattr("topologies.commands.worker.load_settings", refuse)
    assert cli.main(["worker"]) == 2
    assert capfd.readouterr().err == "screener: one two three\n"


def test_an_interrupt_is_no_traceback(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends any command with exit code 130."""

    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("topologies.commands.worker.load_settings", interrupt)
    assert cli.main(["worker"]) == 130
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.kafka
def test_a_worker_whose_session_is_refused_ends_at_once(kafka: str) -> None:
    """A session below the brokers' least is the user's mistake: one line and exit code 2, not a worker that crashes."""
    done = run_screener("worker", variables={"KAFKA_BOOTSTRAP": kafka, "SCREENER_SESSION_SECONDS": "3"})
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("screener: SCREENER_SESSION_SECONDS=3: ")
    assert len(done.stderr.splitlines()) == 1
