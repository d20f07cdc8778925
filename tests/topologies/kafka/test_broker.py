import socket
import time

import pytest
from confluent_kafka import Producer

from topologies.kafka.broker import (
    EmbeddedBroker,
    admin_client,
    bootstrap_for,
    check_broker,
    check_session,
    is_embedded,
)
from topologies.settings import Settings, UsageError

NOBODY = "127.0.0.1:9"


def test_the_embedded_broker_accepts_messages(embedded: str) -> None:
    """A producer that knows only the address gets its message acknowledged."""
    delivered: list[object] = []
    producer = Producer({"bootstrap.servers": embedded, "log_level": 0})
    producer.produce("parcels", b"one", on_delivery=lambda error, message: delivered.append(error or message.value()))
    assert producer.flush(10) == 0
    assert delivered == [b"one"]


def test_embedded_brokers_are_separate() -> None:
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
def test_a_malformed_address_is_reported_like_a_dead_one(address: str) -> None:
    """An empty, unknown or malformed address: the same line."""
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


@pytest.mark.kafka
def test_a_session_that_no_broker_accepts_is_one_line(kafka: str) -> None:
    """Below and above what the brokers accept: one line with the setting, its value and the bounds; within them nothing."""
    for seconds in (5.9, 1801):
        with pytest.raises(
            UsageError, match=rf"SCREENER_SESSION_SECONDS={seconds}: the brokers at {kafka} accept 6 to 1800"
        ):
            check_session(kafka, seconds)
    check_session(kafka, 6)


def test_the_embedded_broker_accepts_any_session(embedded: str) -> None:
    """It is not asked for bounds, which it would not answer."""
    check_session(embedded, 0.5)
