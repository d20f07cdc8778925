"""The sessions of the guide: each command line is run, and its output compared with what the page shows."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.pages import CONSOLE, CONSOLE_KAFKA, PAGES, blocks
from tests.docs.terminal import agrees, differences, terminal
from topologies.kafka.server import KafkaServer
from topologies.ports import free_ports
from topologies.settings import UsageError


def pages_with(kind: tuple[str, ...]) -> list[str]:
    return [page for page in PAGES if any(block.kind == kind for block in blocks(page))]


def run_sessions(page: str, kind: tuple[str, ...], folder: Path, bootstrap: str = "") -> list[str]:
    """What is wrong with the sessions of one kind on a page, run one after the other in one terminal."""
    with terminal(page, folder, bootstrap, *free_ports(1)) as opened:
        return [wrong for block in blocks(page) if block.kind == kind for wrong in differences(block, opened)]


@pytest.mark.parametrize("page", pages_with(CONSOLE))
def test_every_session_prints_what_the_page_shows(page: str, tmp_path: Path) -> None:
    """Sessions without a broker."""
    wrong = run_sessions(page, CONSOLE, tmp_path)
    assert not wrong, "\n\n".join(wrong)


@pytest.fixture
def new_kafka() -> Iterator[str]:
    """The address of a real Apache Kafka on which nothing has happened yet, as a reader has it."""
    server = KafkaServer()
    try:
        server.start()
    except UsageError as error:
        pytest.skip(str(error))
    try:
        yield server.bootstrap
    finally:
        server.stop()


@pytest.mark.kafka
@pytest.mark.parametrize("page", pages_with(CONSOLE_KAFKA))
def test_every_session_on_a_real_kafka_prints_what_the_page_shows(page: str, new_kafka: str, tmp_path: Path) -> None:
    """Sessions on a real Kafka, each page on a new one."""
    wrong = run_sessions(page, CONSOLE_KAFKA, tmp_path, new_kafka)
    assert not wrong, "\n\n".join(wrong)


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        (["a", "...", "z"], "a\nb\nc\nz\n", True),
        (["a ... c"], "a b b c\n", True),
        (["took 0.4 s"], "took 12.3 s\n", True),
        (["on 2026-11-24"], "on 2027-01-01\n", True),
        (["a"], "a\nb\n", False),
        (["3 held"], "4 held\n", False),
        (["...", "z"], "a\ny\n", False),
    ],
)
def test_a_difference_would_be_seen(shown: list[str], printed: str, same: bool) -> None:  # noqa: FBT001 - a row of the table
    """Only what is left out, durations, ids and dates may differ."""
    assert agrees(shown, printed) is same
