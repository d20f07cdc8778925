import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.support.worker_process import plain_environment
from topologies.commands import kafka as module
from topologies.commands.kafka import topics
from topologies.kafka.topic_admin import TopicStatus
from topologies.ports import free_ports
from topologies.settings import Settings

STATUSES = [TopicStatus("holds", "created", 8, 3), TopicStatus("notices", "right", 4, 3)]
DIFFERS = TopicStatus("receipts", "differs", 4, 3, ("partitions is 4, should be 8 or more: do this",))


def create(
    monkeypatch: pytest.MonkeyPatch, *statuses: TopicStatus, flags: tuple[str, ...] = ()
) -> tuple[int, str, str]:
    """Exit code, output and errors of `screener topics create` on a cluster with topics of these states."""
    monkeypatch.setattr(module, "load_settings", Settings)
    monkeypatch.setattr(module, "check_broker", lambda *_: None)
    monkeypatch.setattr(module, "ensure_topics", lambda *_, **__: list(statuses))
    done = CliRunner().invoke(topics, ["create", *flags])
    return done.exit_code, done.stdout, done.stderr


def test_topics_that_are_as_they_should_be_are_exit_code_0(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of all of them."""
    code, out, err = create(monkeypatch, *STATUSES)
    assert (code, err) == (0, "")
    assert "holds" in out
    assert "created" in out


def test_a_topic_that_differs_is_exit_code_1_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The remedy is on stderr; so is a missing topic one for --check."""
    code, _, err = create(monkeypatch, *STATUSES, DIFFERS)
    assert (code, err) == (1, "receipts: partitions is 4, should be 8 or more: do this\n")
    assert create(monkeypatch, TopicStatus("holds", "missing", 8, 3), flags=("--check",))[0] == 1


def test_json_has_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """One object a topic."""
    _, out, _ = create(monkeypatch, DIFFERS, flags=("--json",))
    assert '"differences"' in out


@pytest.mark.kafka
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_kafka_in_order(number: signal.Signals, kafka: str, tmp_path: Path) -> None:  # noqa: ARG001 - the jars are there
    """Exit code 0, and where the data stays."""
    (port,) = free_ports(1)
    command = [sys.executable, "-m", "topologies.cli", "kafka", "--port", str(port), "--directory", str(tmp_path)]
    with subprocess.Popen(
        command, env=plain_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith(f"Apache Kafka answers at 127.0.0.1:{port} after ")
        assert "screener topics create" in process.stdout.readline()
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (0, f"Kafka ends; its data stays in {tmp_path}.\n")
    assert "Traceback" not in err
