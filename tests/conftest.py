"""Fixtures that reach outside the process, and the rule that nothing may be skipped under CI=true."""

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import hypothesis
import pytest

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


def _group(item: pytest.Item) -> str:
    """The tests that one process runs one after the other: load and fault runs, other tests of Kafka, and otherwise those of a file.

    A fault run wants the machine for itself, so there is never more than one of them beside other tests.
    """
    if item.get_closest_marker("kafka") is None:
        return str(item.path)
    return "kafka under load" if item.path.is_relative_to(ROOT / "tests" / "load_tests") else "kafka"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests come first: what runs beside them is short, and nobody waits for a long one at the end."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    items.sort(key=lambda item: item.get_closest_marker("kafka") is None)


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
