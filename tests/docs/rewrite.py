"""`python -m tests.docs.rewrite PAGE ...` puts what the commands of a page really print into the page.

A session that agrees stays as it is, with its `...`, and so does a command after which the page shows nothing: write any word there
to get its output. Read the difference before it is committed.
"""

import difflib
import sys
import tempfile
from pathlib import Path

from tests.docs.pages import CONSOLE, CONSOLE_KAFKA, ROOT, Block, blocks, read
from tests.docs.terminal import Terminal, agrees, terminal
from topologies.kafka.server import KafkaServer
from topologies.ports import free_ports


def rewritten(block: Block, opened: Terminal) -> str:
    """The text of a block with the output of each of its commands."""
    lines = []
    for command, shown in block.steps:
        printed = opened.run(command).text
        lines += [f"$ {command}", *output(shown, printed)]
    return "\n".join(lines) + "\n"


def output(shown: list[str], printed: str) -> list[str]:
    """The lines to show: those of the page if they agree, else with each wrong one replaced by the most similar, else all."""
    if not shown or agrees(shown, printed):
        return shown
    real = printed.rstrip().splitlines()
    repaired = [line if any(agrees([line], each) for each in real) else most_similar(line, real) for line in shown]
    return repaired if agrees(repaired, printed) else real


def most_similar(line: str, real: list[str]) -> str:
    """The printed line that resembles a line of the page; the line itself if none does."""
    return next(iter(difflib.get_close_matches(line, real, 1, 0.4)), line)


def rewrite(page: str) -> None:
    """Rewrite the sessions of one page."""
    text = read(page)
    for kind in (CONSOLE, CONSOLE_KAFKA):
        sessions = [block for block in blocks(page) if block.kind == kind]
        if not sessions:
            continue
        with tempfile.TemporaryDirectory() as folder, KafkaServer() as server:
            bootstrap = server.bootstrap if kind == CONSOLE_KAFKA else ""
            with terminal(page, Path(folder), bootstrap, *free_ports(1)) as opened:
                for block in sessions:
                    text = text.replace(block.text, rewritten(block, opened))
    (ROOT / page).write_text(text, "utf-8")


if __name__ == "__main__":
    for each in sys.argv[1:]:
        rewrite(each)
