"""The pages of the guide, taken apart: fenced blocks, commands, tables, headings and links."""

import re
import shlex
from collections.abc import Iterator
from itertools import groupby, takewhile
from pathlib import Path

import click
from msgspec import Struct

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = {path.stem for path in (ROOT / "schemas" / "contracts").glob("*.json")}
PARTY = "party"
"""A party as it is in a manifest: the one part of a message that the guide shows alone."""

PAGES = (
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").glob("*.md")),
)
CONSOLE = ("console",)
CONSOLE_KAFKA = ("console", "kafka")
CONSOLE_LONG = ("console", "long")
CONSOLES = (CONSOLE, CONSOLE_KAFKA, CONSOLE_LONG)
"""Sessions: run and compared; run against a real Kafka; too long to run: options and form of the output are checked."""

FLOW, TREE = ("text", "flow"), ("text", "tree")
"""Drawings: of topics, and of folders."""

_FENCE = re.compile(r"^```(.*)\n((?:(?!```).*\n)*)```$", re.MULTILINE)


class Block(Struct, frozen=True):
    """A fenced block: the words after its opening fence, its text, and where it begins."""

    page: str
    line: int
    kind: tuple[str, ...]
    text: str

    @property
    def steps(self) -> list[tuple[str, list[str]]]:
        """The commands of a console block, each with the lines printed after it."""
        found: list[tuple[str, list[str]]] = []
        continued = False
        for line in self.text.splitlines():
            if continued:
                command, _ = found[-1]
                found[-1] = (f"{command[:-1].rstrip()} {line.strip()}", [])
            elif line.startswith("$ "):
                found.append((line[2:], []))
            elif found:
                found[-1][1].append(line)
            continued = bool(found) and not found[-1][1] and found[-1][0].endswith("\\")
        return found

    @property
    def is_known(self) -> bool:
        """Whether a test looks at blocks of this kind."""
        match self.kind:
            case ("json", contract) | ("json", contract, _):
                return contract in CONTRACTS or contract == PARTY
            case ("csv", _):
                return True
            case _:
                return self.kind in (*CONSOLES, FLOW, TREE)

    @property
    def file(self) -> str:
        """The name of the file that the block holds for the sessions of its page; empty if it holds none."""
        match self.kind:
            case ("csv", name) | ("json", _, name):
                return name
            case _:
                return ""


def read(page: str) -> str:
    """The text of a page, named by its path from the root."""
    return (ROOT / page).read_text("utf-8")


def blocks(page: str) -> list[Block]:
    """The fenced blocks of a page, in order."""
    text = read(page)
    return [
        Block(page, text.count("\n", 0, found.start()) + 1, tuple(found[1].split()), found[2])
        for found in _FENCE.finditer(text)
    ]


def prose(page: str) -> str:
    """The text of a page without its fenced blocks."""
    return _FENCE.sub("", read(page))


def section(page: str, heading: str) -> str:
    """The text below a heading of any level, up to the next heading of the same or a higher level."""
    level, rest = re.split(rf"^(#+) {re.escape(heading)}\n", read(page), maxsplit=1, flags=re.MULTILINE)[1:]
    return re.split(rf"^#{{1,{len(level)}}} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def table(page: str, heading: str, column: str) -> list[list[str]]:
    """The rows of the first table below `heading` whose first column is called `column`, without back quotes."""
    lines = section(page, heading).split("\n")
    start = next(number for number, line in enumerate(lines) if line.startswith(f"| {column} |"))
    rows = takewhile(lambda line: line.startswith("|"), lines[start + 2 :])
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in rows]


def links(page: str) -> list[str]:
    """The targets of the links of a page."""
    return re.findall(r"\]\(([^)\s]+)\)", prose(page))


def anchors(page: str) -> set[str]:
    """The anchors that GitHub gives the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", read(page)), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def typed(page: str) -> list[str]:
    """The command lines of the sessions of a page."""
    return [command for block in blocks(page) if block.kind in CONSOLES for command, _ in block.steps]


def commands(page: str) -> Iterator[list[str]]:
    """Every command of a page split into words, those in sessions and those in back quotes."""
    quoted = re.findall(r"`([^`\n]+)`", prose(page))
    for line in (*typed(page), *quoted):
        yield from calls(line)


def calls(line: str) -> Iterator[list[str]]:
    """The commands of a line, without variables before it, pipes, redirections, comments, and `&` at the end."""
    words = shlex.split(line, comments=True) if line.count("'") % 2 == 0 else line.split()
    for is_pipe, part in groupby(words, lambda word: word == "|"):
        call = list(takewhile(lambda word: word not in (">", "<", "&"), () if is_pipe else part))
        variables = len(list(takewhile(lambda word: re.fullmatch(r"[A-Z_]+=.*", word), call)))
        if len(call) > variables:
            yield call[variables:]


def mistake(command: click.Command, words: list[str]) -> str:
    """What is wrong with a command line, judged by the commands and options that exist; empty if nothing is."""
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.commands.get(words[0])
        if found is None:
            return f"no command {words[0]!r}"
        command, words = found, words[1:]
    try:
        command.make_context(command.name, list(words), resilient_parsing=False)
    except (click.exceptions.Exit, click.exceptions.NoArgsIsHelpError, click.MissingParameter):
        return ""  # it asks for help, or is mentioned without its arguments
    except click.ClickException as error:
        return "" if _is_missing_file(error) else error.format_message()
    return ""


def _is_missing_file(error: click.ClickException) -> bool:
    """Whether a command only lacks a file, which the reader is to have."""
    return "does not exist" in error.format_message()
