from pathlib import Path

import pytest

from topologies.kafka.broker import check_broker
from topologies.kafka.process import BrokerProcess
from topologies.kafka.server import KafkaServer
from topologies.settings import UsageError

VALUES = {
    "node_id": 1,
    "voters": "1@127.0.0.1:20001",
    "address": "127.0.0.1:20000",
    "controller": "127.0.0.1:20001",
    "data": "/data",
    "replication": 1,
    "in_sync": 1,
}


def test_the_properties_of_a_broker_are_the_template_with_its_values(tmp_path: Path) -> None:
    """A property of the caller comes last, where it overrides that of the template."""
    BrokerProcess(tmp_path, 1, 20000).configure(VALUES, {"node.id": "7"})
    lines = (tmp_path / "server.properties").read_text("utf-8").splitlines()
    assert "listeners=PLAINTEXT://127.0.0.1:20000,CONTROLLER://127.0.0.1:20001" in lines
    assert [line for line in lines if line.startswith("node.id=")][-1] == "node.id=7"
    assert not any("$" in line for line in lines)


def test_a_broker_that_does_not_run_may_be_told_to_end() -> None:
    """Killing, stopping or freezing it is no error, and there is nothing to wait for."""
    broker = BrokerProcess(Path("nowhere"), 1, 20000)
    for act in (broker.kill, broker.terminate, broker.pause, broker.resume, broker.check):
        act()
    assert broker.wait_until(0.0)
    assert broker.ended is None


@pytest.mark.kafka
def test_a_broker_that_cannot_start_reports_the_end_of_its_log(kafka: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A start that fails is one line with the broker's own words, and leaves nothing behind."""
    check_broker(kafka, 10)
    monkeypatch.setattr("topologies.kafka.process.HEAP", ("-Xmx1m",))
    server = KafkaServer()
    with pytest.raises(UsageError, match=r"ended with code 1; its log ends: .*heap") as caught:
        server.start()
    assert "\n" not in str(caught.value)
    assert server._directory is None
