import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from confluent_kafka import Producer, cimpl

from topologies.kafka import jars, server
from topologies.kafka.broker import (
    EmbeddedBroker,
    admin_client,
    bootstrap_for,
    check_broker,
    check_session,
    is_embedded,
)
from topologies.kafka.server import KafkaServer
from topologies.settings import Settings, UsageError

NOBODY = "127.0.0.1:9"


def test_the_embedded_broker_takes_messages(embedded: str) -> None:
    """A producer that knows only the address gets its message acknowledged."""
    delivered: list[object] = []
    producer = Producer({"bootstrap.servers": embedded, "log_level": 0})
    producer.produce("parcels", b"one", on_delivery=lambda error, message: delivered.append(error or message.value()))
    assert producer.flush(10) == 0
    assert delivered == [b"one"]


def test_embedded_brokers_are_apart() -> None:
    """What one in-memory cluster holds, another does not know."""
    with EmbeddedBroker() as one, EmbeddedBroker() as other:
        Producer({"bootstrap.servers": one.bootstrap, "log_level": 0}).list_topics("parcels", timeout=10)
        assert "parcels" in admin_client(one.bootstrap).list_topics(timeout=10).topics
        assert "parcels" not in admin_client(other.bootstrap).list_topics(timeout=10).topics


def test_an_embedded_broker_is_recognised(embedded: str) -> None:
    """A worker finds out by itself that it must not ask for configurations."""
    assert is_embedded(embedded)


@pytest.mark.kafka
def test_a_real_broker_is_not_taken_for_an_embedded_one(kafka: str) -> None:
    """Its limits are asked for."""
    assert not is_embedded(kafka)


def test_a_dead_address_is_one_line_in_bounded_time(capfd: pytest.CaptureFixture[str]) -> None:
    """Nobody at the address: one line with the address, the wait and the remedy, and nothing else on stderr."""
    started = time.monotonic()
    with pytest.raises(
        UsageError, match=r"no Kafka broker answers at 127\.0\.0\.1:9 after 1 s: .*refused.*KAFKA_BOOTSTRAP"
    ) as caught:
        check_broker(NOBODY, 1)
    assert time.monotonic() - started < 3
    assert "\n" not in str(caught.value)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("address", ["", "no-such-host.invalid:9092", "host:port"])
def test_an_address_that_is_none_is_the_same_one_line(address: str) -> None:
    """An empty, unknown or malformed address is told like a dead one."""
    with pytest.raises(UsageError, match="no Kafka broker answers at"):
        check_broker(address, 0.6)


def test_a_listener_that_is_not_kafka_does_not_count() -> None:
    """A port that is open and never answers is no broker."""
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(UsageError, match="no Kafka broker answers"):
        check_broker(f"127.0.0.1:{server.getsockname()[1]}", 0.6)


def test_embedded_is_chosen_by_name() -> None:
    """`embedded` gives the address of a new in-memory cluster, whatever the settings name."""
    with bootstrap_for("embedded", Settings(kafka_bootstrap=NOBODY)) as bootstrap:
        check_broker(bootstrap, 10)


def test_an_existing_kafka_is_used_and_checked() -> None:
    """`kafka` with an address uses that one, and says so in one line where nobody answers."""
    with EmbeddedBroker() as standing, bootstrap_for("kafka", Settings(), standing.bootstrap) as bootstrap:
        assert bootstrap == standing.bootstrap
    settings = Settings(kafka_bootstrap=NOBODY, connect_seconds=0.6)
    with pytest.raises(UsageError, match="no Kafka broker answers"), bootstrap_for("kafka", settings):
        pytest.fail("nobody answers there")


def test_an_unknown_broker_is_refused_with_the_choices() -> None:
    """A misspelt broker is a user's mistake that names the right words."""
    with pytest.raises(UsageError, match="choose embedded or kafka"), bootstrap_for("kakfa", Settings()):
        pytest.fail("there is no such broker")


@pytest.mark.parametrize("program", ["java", "mvn"])
def test_a_missing_program_names_its_remedy(program: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without Java or Maven the user reads what to install, in one line."""
    found = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: None if name == program else found(name) or f"/usr/bin/{name}")
    monkeypatch.setattr(jars, "LIBS", tmp_path)
    with pytest.raises(UsageError, match=rf"needs {program}: install .*embedded"):
        jars.fetch_jars()


def test_jars_that_went_missing_are_fetched_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The folder counts as whole only while it holds every jar that its list names, for this pom.xml."""
    monkeypatch.setattr(jars, "LIBS", tmp_path)
    assert not jars._whole()
    (tmp_path / "a.jar").touch()
    (tmp_path / "fetched.txt").write_text(f"{jars._version()}\na.jar\n")
    assert jars._whole()
    (tmp_path / "a.jar").unlink()
    assert not jars._whole()


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


@pytest.mark.kafka
def test_a_broker_that_cannot_start_tells_the_end_of_its_log(kafka: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A start that fails is one line with the broker's own words, and leaves nothing behind."""
    check_broker(kafka, 10)
    monkeypatch.setattr("topologies.kafka.process.HEAP", ("-Xmx1m",))
    server = KafkaServer()
    with pytest.raises(UsageError, match=r"ended with code 1; its log ends: .*heap") as caught:
        server.start()
    assert "\n" not in str(caught.value)
    assert server._directory is None


def _listens(bootstrap: str) -> bool:
    host, _, port = bootstrap.partition(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) == 0


@pytest.mark.kafka
def test_a_session_that_no_broker_takes_is_one_line(kafka: str) -> None:
    """Below and above what the brokers take: one line with the setting, its value and the bounds; within them nothing."""
    for seconds in (5.9, 1801):
        with pytest.raises(
            UsageError, match=rf"SCREENER_SESSION_SECONDS={seconds}: the brokers at {kafka} take 6 to 1800"
        ):
            check_session(kafka, seconds)
    check_session(kafka, 6)


def test_a_cluster_that_tells_no_bounds_is_not_refused(embedded: str) -> None:
    """The in-memory cluster takes any session."""
    check_session(embedded, 0.5)
