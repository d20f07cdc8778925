import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from confluent_kafka import cimpl

from topologies.kafka import server
from topologies.kafka.broker import admin_client, check_broker
from topologies.kafka.server import KafkaServer
from topologies.settings import UsageError


def test_a_taken_port_is_refused_before_anything_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A port that somebody listens on is named, with the option that chooses another."""
    monkeypatch.setattr(server, "fetch_jars", lambda: None)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=rf"port {port} of 127\.0\.0\.1 is taken: .*--port"):
            KafkaServer(port=port).start()


def test_two_brokers_are_refused() -> None:
    """A cluster of two survives the loss of neither, so it is not offered."""
    with pytest.raises(UsageError, match="1 or 3"):
        KafkaServer(2)


@pytest.mark.kafka
def test_the_real_kafka_answers(kafka: str) -> None:
    """The server that ops/kafka/ describes serves clients."""
    check_broker(kafka, 10)


@pytest.mark.kafka
def test_kafka_ends_with_the_program_that_started_it(kafka: str, tmp_path: Path) -> None:
    """A program killed outright leaves no broker behind."""
    check_broker(kafka, 10)  # so that the jars are there
    program = (
        "import pathlib, sys, time; from topologies.kafka.server import KafkaServer;"
        "server = KafkaServer(directory=pathlib.Path(sys.argv[1]));"
        "server.start(); print(server.bootstrap, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        bootstrap = process.stdout.readline().strip()
        check_broker(bootstrap, 10)
        os.kill(process.pid, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while _listens(bootstrap) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not _listens(bootstrap)


@pytest.mark.kafka
def test_kafka_keeps_its_data_in_a_named_directory(kafka: str, tmp_path: Path) -> None:
    """A topic made before a stop is there after the next start on the same directory, on other ports."""
    check_broker(kafka, 10)
    with KafkaServer(directory=tmp_path) as server:
        client = admin_client(server.bootstrap)
        client.create_topics([cimpl.NewTopic("parcels", 1, 1)])["parcels"].result(10)
    assert (tmp_path / "broker-1" / "kafka.log").exists()
    with KafkaServer(directory=tmp_path) as server:
        assert "parcels" in admin_client(server.bootstrap).list_topics(timeout=10).topics


def _listens(bootstrap: str) -> bool:
    host, _, port = bootstrap.partition(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) == 0
