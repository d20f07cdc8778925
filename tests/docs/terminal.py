"""Runs the command lines of a page as a reader would type them, and compares what they print with what the page shows.

The screener's own commands run in this process (a second saved each), workers and other programs in processes of their own.
"""

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from msgspec import Struct

from tests.docs.pages import ROOT, Block, blocks
from topologies.cli import main

PRINTED_BROKER, PRINTED_PORT = "127.0.0.1:9092", "9464"
"""The addresses in the guide, replaced by those of the broker and the free port of this run."""

KCAT = [sys.executable, str(Path(__file__).with_name("kcat.py"))]
"""Stands in for kcat where it is not installed."""

FILED, SCREENED = date(2026, 11, 27), date(2026, 11, 28)
"""When the consignments of examples/ were filed, and the day on which the guide screens them."""

OLD = timedelta(days=300)
"""A filing of a year ago is refused: from this age on the examples are filed today."""

TOOLS = frozenset({"cat", "cp", "date", "grep", "head", "sed", "sort", "tail"})
WAITING = re.compile(r"^\S.* \.\.\.\n", re.MULTILINE)
"""A line that says what a command waits for: on a terminal it is erased, and on a quick machine it is never printed."""

HELD, USAGE = 1, 2
PATIENCE_SECONDS = 90


class Printed(Struct, frozen=True):
    """What a command line printed, standard output and error together, and its exit code."""

    text: str
    code: int


class Terminal:
    """One reader's terminal: a folder, variables, and the programs left running in the background."""

    def __init__(self, folder: Path, bootstrap: str = "", port: int = 0) -> None:
        self._folder = folder
        self._bootstrap = bootstrap
        self._port = port
        self._running: list[subprocess.Popen[bytes]] = []

    def run(self, line: str) -> Printed:
        """Run one command line."""
        line = line.replace(PRINTED_BROKER, self._bootstrap or PRINTED_BROKER).replace(PRINTED_PORT, str(self._port))
        line = _dated_today(line, SCREENED)
        if "$(" in line:
            line = re.sub(r"\$\(([^)]*)\)", lambda found: self.run(found[1]).text.strip(), line)
        words = _words(line)
        if words[:1] == ["export"]:
            os.environ |= dict(os.path.expandvars(each).split("=", 1) for each in words[1:])
            return Printed("", 0)
        if words[-1:] == ["&"]:
            return self._start(words[:-1])
        given, shown, code = b"", b"", 0
        stages = _split(words)
        for number, stage in enumerate(stages):
            out, shown_beside, code = self._stage(stage, given, piped=number + 1 < len(stages))
            shown += shown_beside
            given = out
        text = (shown + given).decode("utf-8", "replace")
        return Printed(WAITING.sub("", text), code)

    def close(self) -> list[int]:
        """End what still runs in the background as a stop of a service would; the exit codes."""
        for process in self._running:
            process.terminate()
        try:
            return [process.wait(30) for process in self._running]
        finally:
            for process in self._running:
                process.kill()

    def _start(self, words: list[str]) -> Printed:
        if words[:2] == ["screener", "kafka"]:
            return Printed("", 0)  # the fixture has started it
        assert words[0] == "screener", words
        program = Path(sys.executable).with_name("screener")
        with (self._folder / "background.log").open("ab") as log:
            self._running.append(subprocess.Popen([program, *words[1:]], cwd=self._folder, stdout=log, stderr=log))
        return Printed("", 0)

    def _stage(self, words: list[str], given: bytes, *, piped: bool) -> tuple[bytes, bytes, int]:
        """The output to pass on, what was shown beside it, and the exit code."""
        words, source, target = _redirected(words)
        if source:
            given = (self._folder / source).read_bytes()
        variables = dict(each.split("=", 1) for each in words if re.match(r"[A-Z_]+=", each))
        call = words[len(variables) :]
        with patch.dict(os.environ, variables):
            out, beside, code = self._call(call, given, apart=piped or bool(target))
        if target:
            (self._folder / target).write_bytes(out)
            out = b""
        return out, beside, code

    def _call(self, call: list[str], given: bytes, *, apart: bool) -> tuple[bytes, bytes, int]:
        if call[0] == "screener":
            return _in_process(call[1:], given, apart=apart)
        if call[0] == "curl":
            return _fetched(call[-1]), b"", 0
        assert call[0] == "kcat" or call[0] in TOOLS, f"{call[0]}: no program that the guide may ask for"
        program = KCAT if call[0] == "kcat" and shutil.which("kcat") is None else call[:1]
        stderr = subprocess.PIPE if apart else subprocess.STDOUT
        done = subprocess.run(
            [*program, *call[1:]],
            cwd=self._folder,
            input=given,
            stdout=subprocess.PIPE,
            stderr=stderr,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        return done.stdout, done.stderr or b"", done.returncode


@contextlib.contextmanager
def terminal(page: str, folder: Path, bootstrap: str = "", port: int = 0) -> Iterator[Terminal]:
    """A terminal in `folder`, which holds `examples/` and the files that the page shows."""
    shutil.copytree(ROOT / "examples", folder / "examples")
    for path in (folder / "examples").glob("*.ndjson"):
        path.write_text(_dated_today(path.read_text("utf-8"), FILED), "utf-8")
    for block in blocks(page):
        if block.file:
            (folder / block.file).write_text(block.text, "utf-8")
    settings = {"SCREENER_METRICS_PORT": str(port), "SCREENER_LOG_LEVEL": "warning"}
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SCREENER_", "KAFKA_"))}
    if bootstrap:
        settings["KAFKA_BOOTSTRAP"] = bootstrap
    opened = Terminal(folder, bootstrap, port)
    with patch.dict(os.environ, environment | settings, clear=True), contextlib.chdir(folder):
        try:
            yield opened
        finally:
            codes = opened.close()
        assert not any(codes), (codes, (folder / "background.log").read_text("utf-8"))


def _dated_today(text: str, day: date) -> str:
    """`text`, with today for `day` once the examples are too old to be filed."""
    today = datetime.now(UTC).date()
    return text.replace(str(day), str(today)) if today - FILED > OLD else text


def differences(block: Block, opened: Terminal) -> list[str]:
    """Run a block; for each command that fails, or prints other things than the page shows, what is wrong."""
    wrong = []
    for command, shown in block.steps:
        printed = opened.run(command)
        where = f"{block.page}, block of line {block.line}: $ {command}"
        if not _may_end_so(printed, command, shown):
            wrong.append(f"{where}\nexit code {printed.code}:\n{printed.text}")
        elif shown and not agrees(shown, printed.text):
            wrong.append(f"{where}\nprints\n{printed.text}\nand not\n" + "\n".join(shown))
    return wrong


def _may_end_so(printed: Printed, command: str, shown: Sequence[str]) -> bool:
    """Exit code 0; 1 where something is held; 2 where the page shows the mistake."""
    if printed.code == HELD:
        return command.partition("|")[0].startswith("screener screen") or "| screener screen" in command
    return printed.code == 0 or (printed.code == USAGE and any(line.startswith("screener: ") for line in shown))


def agrees(shown: Sequence[str], printed: str) -> bool:
    """Whether a page shows what was printed: `...` alone on a line stands for any lines, within a line for any text.

    Durations, ids, dates, widths of tables and empty lines may differ.
    """
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "..." else ".*".join(map(re.escape, normal(line).split("..."))) + r"\n"
        for line in shown
        if line.strip()
    )
    lines = [normal(line) for line in printed.splitlines() if line.strip()]
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in lines)) is not None


_VARIABLE = (
    (re.compile(r"\b\d[\d,.]* (?:s|ms|min|h|consignments/s)\b"), "N s"),
    (re.compile(r"\b[0-9a-f]{16}(?:[0-9a-f]{16})?\b"), "ID"),
    (re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z| UTC)?)?"), "DATE"),
    (re.compile(r"─+|━+"), "─"),
    (re.compile(r"\s+"), " "),
)


def normal(line: str) -> str:
    """A line without what differs from run to run."""
    for pattern, word in _VARIABLE:
        line = pattern.sub(word, line)
    return line.strip()


def _in_process(arguments: Sequence[str], given: bytes, *, apart: bool) -> tuple[bytes, bytes, int]:
    out, beside = io.BytesIO(), io.BytesIO()
    stdout = io.TextIOWrapper(out, "utf-8", write_through=True)
    stderr = io.TextIOWrapper(beside, "utf-8", write_through=True) if apart else stdout
    stdin = io.TextIOWrapper(io.BytesIO(given), "utf-8")
    with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr), patch.object(sys, "stdin", stdin):
        code = main(arguments)
    return out.getvalue(), beside.getvalue(), code


def _fetched(url: str) -> bytes:
    """The page at a local address, once it is there and answers 200."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - an address of this machine
                return bytes(answer.read())
        except urllib.error.URLError:
            assert time.monotonic() < deadline, f"{url} does not answer 200"
            time.sleep(0.2)


def _words(line: str) -> list[str]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|<>&")
    lexer.whitespace_split = True
    lexer.commenters = "#"
    return list(lexer)


def _split(words: Sequence[str]) -> list[list[str]]:
    stages: list[list[str]] = [[]]
    for word in words:
        if word == "|":
            stages.append([])
        else:
            stages[-1].append(word)
    return stages


def _redirected(words: list[str]) -> tuple[list[str], str, str]:
    """The words of a command without its redirections, and the files that it reads and writes."""
    source = target = ""
    kept: list[str] = []
    each = iter(words)
    for word in each:
        if word == "<":
            source = next(each)
        elif word == ">":
            target = next(each)
        else:
            kept.append(word)
    return kept, source, target
