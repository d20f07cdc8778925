"""Fixtures that reach outside the process, and the rule that nothing may be skipped under CI=true."""

import os
from collections.abc import Generator, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

from topologies.kafka.broker import EmbeddedBroker, check_broker
from topologies.kafka.server import KafkaServer
from topologies.settings import UsageError

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("SHARED", ROOT.parent / "shared"))
IN_CI = os.environ.get("CI") == "true"

hypothesis.settings.register_profile("local", deadline=None)
hypothesis.settings.register_profile("quick", deadline=None, max_examples=20)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if IN_CI else "local")


@cache
def _group(file: str) -> str:
    """The tests that one process runs one after the other: load and fault runs, other tests of Kafka, and otherwise those of a file.

    A fault run wants the machine nearly for itself, so there is never more than one of them, beside other tests.
    """
    if "mark.kafka" not in (ROOT / file).read_text("utf-8"):
        return file
    return "kafka under load" if file.startswith("tests/load_tests/") else "kafka"


class GroupScheduling(LoadScopeScheduling):  # type: ignore[misc] # xdist ships no types
    """Gives each group of tests to one process. xdist's own `loadgroup` does not work with pytest 9.2."""

    def _split_scope(self, nodeid: str) -> str:
        return _group(nodeid.partition("::")[0])


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> GroupScheduling:
    """How pytest-xdist divides the tests among processes."""
    return GroupScheduling(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long groups come first: what runs beside them is short, and nobody waits for a long one at the end."""
    items.sort(key=lambda item: not _group(item.nodeid.partition("::")[0]).startswith("kafka"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Under CI=true a skipped test is a failed test: what was not tried was not shown."""
    report = yield
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"not run, which CI=true does not allow: {reason}"
    return report


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference data: beside the checkout, or where the variable SHARED says."""
    if not SHARED.is_dir():
        pytest.skip("no reference data beside the checkout: put it at ../shared, or name its folder in SHARED")
    return SHARED


@pytest.fixture(scope="session")
def kafka() -> Iterator[str]:
    """The address of a real Apache Kafka: KAFKA_BOOTSTRAP, else one that this fixture starts for the session."""
    existing = os.environ.get("KAFKA_BOOTSTRAP")
    if existing:
        check_broker(existing, 10)
        yield existing
        return
    server = KafkaServer()
    try:
        server.start()
    except UsageError as error:
        pytest.skip(str(error))
    try:
        yield server.bootstrap
    finally:
        server.stop()


@pytest.fixture(scope="session")
def own_kafka() -> Iterator[KafkaServer]:
    """A real Apache Kafka whose topics a test may empty: never one that somebody else named."""
    server = KafkaServer()
    try:
        server.start()
    except UsageError as error:
        pytest.skip(str(error))
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
def embedded() -> Iterator[str]:
    """The address of a new, empty in-memory cluster."""
    with EmbeddedBroker() as broker:
        yield broker.bootstrap
