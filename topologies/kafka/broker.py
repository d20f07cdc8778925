"""The Kafka that a program uses: librdkafka's in-memory cluster, a server that it starts, or an existing cluster."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from confluent_kafka import KafkaError, KafkaException, Producer
from confluent_kafka.admin import (  # type: ignore[attr-defined]  # its documented names are not marked as exports
    AdminClient,
    ConfigResource,
    ResourceType,
)

from topologies.kafka.server import KafkaServer
from topologies.settings import Settings, UsageError

EMBEDDED = "embedded"
BROKERS = (EMBEDDED, "kafka")
ATTEMPT_SECONDS = 0.5
REQUEST_SECONDS = 5.0
EMBEDDED_CLUSTER_ID = "mockCluster"
"""The cluster id of librdkafka's in-memory cluster starts with this."""

SHORTEST_SESSION, LONGEST_SESSION = "group.min.session.timeout.ms", "group.max.session.timeout.ms"
UNANSWERED = "no Kafka broker answers at {bootstrap} after {seconds:g} s: {reason} (start one with `screener kafka`, or name yours in KAFKA_BOOTSTRAP=host:port)"


class EmbeddedBroker:
    """librdkafka's in-memory cluster of one broker, for demos and quick tests; other processes may use it too.

    A topic is created with 4 partitions when it is first used. A partition keeps its last 5 MiB or 100,000 messages, so a
    producer must not run ahead of the consumers by more. The cluster ends with this object.
    """

    def __init__(self) -> None:
        self._producer: Producer | None = None
        self.bootstrap = ""

    def __enter__(self) -> Self:
        self._producer = Producer({"bootstrap.servers": "unused", "test.mock.num.brokers": 1, "log_level": 0})
        broker = next(iter(self._producer.list_topics(timeout=10).brokers.values()))
        self.bootstrap = f"{broker.host}:{broker.port}"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._producer = None
        self.bootstrap = ""


def admin_client(bootstrap: str, errors: list[str] | None = None) -> AdminClient:
    """A client that writes nothing to stderr; the errors of its connections are appended to `errors`."""

    def note(error: KafkaError) -> None:
        if errors is not None:
            errors.append(error.str())

    config: dict[str, Any] = {"bootstrap.servers": bootstrap, "log_level": 0, "error_cb": note}
    return AdminClient(config)


def check_broker(bootstrap: str, seconds: float) -> None:
    """Return once a broker answers at `bootstrap`. Raises `UsageError`, one line with the reason, after `seconds`."""
    errors: list[str] = []
    client = admin_client(bootstrap, errors)
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        try:
            client.list_topics(timeout=min(left, ATTEMPT_SECONDS))
        except KafkaException:
            client.poll(0)  # delivers the errors of the connections
        else:
            return
    raise UsageError(
        UNANSWERED.format(bootstrap=bootstrap or "an empty address", seconds=seconds, reason=_reason(errors))
    )


def is_embedded(bootstrap: str) -> bool:
    """Whether `bootstrap` is an embedded broker, which must not be asked for configurations: it never answers."""
    try:
        cluster = admin_client(bootstrap).list_topics(timeout=REQUEST_SECONDS).cluster_id
    except KafkaException:
        return False
    return str(cluster).startswith(EMBEDDED_CLUSTER_ID)


def check_session(bootstrap: str, seconds: float) -> None:
    """Raises `UsageError`, one line, if the brokers accept no group member with this session timeout.

    Nothing is checked where the bounds are not known: on the embedded broker, or where the cluster forbids the request.
    """
    if is_embedded(bootstrap):
        return
    bounds = _session_bounds(bootstrap)
    if bounds is not None and not bounds[0] <= seconds * 1000 <= bounds[1]:
        least, most = (f"{bound / 1000:g}" for bound in bounds)
        raise UsageError(f"SCREENER_SESSION_SECONDS={seconds:g}: the brokers at {bootstrap} accept {least} to {most}")


def _session_bounds(bootstrap: str) -> tuple[int, int] | None:
    """The shortest and the longest session in milliseconds; None if the cluster does not say."""
    client = admin_client(bootstrap)
    try:
        broker = next(iter(client.list_topics(timeout=REQUEST_SECONDS).brokers))
        (answer,) = client.describe_configs([ConfigResource(ResourceType.BROKER, str(broker))]).values()
        found = answer.result(REQUEST_SECONDS)
        return int(found[SHORTEST_SESSION].value), int(found[LONGEST_SESSION].value)
    except (KafkaException, KeyError, StopIteration, TimeoutError):
        return None


@contextmanager
def bootstrap_for(broker: str, settings: Settings, existing: str = "") -> Iterator[str]:
    """The address of the Kafka that `broker` names, while the `with` block runs.

    `embedded` is a new in-memory cluster. `kafka` is the one at `existing`, else at the settings' `kafka_bootstrap` where
    that differs from its default, else a new server on free ports. Raises `UsageError` where it cannot be had.
    """
    if broker not in BROKERS:
        raise UsageError(f"{broker!r} is not a broker: choose {' or '.join(BROKERS)}")
    if not existing and settings.kafka_bootstrap != Settings().kafka_bootstrap:
        existing = settings.kafka_bootstrap
    if broker == EMBEDDED:
        with EmbeddedBroker() as embedded:
            yield embedded.bootstrap
    elif existing:
        check_broker(existing, settings.connect_seconds)
        yield existing
    else:
        with KafkaServer() as server:
            yield server.bootstrap


def _reason(errors: list[str]) -> str:
    """The most specific of librdkafka's errors, without the address and the time that it repeats."""
    specific = [error for error in errors if "brokers are down" not in error]
    if not specific:
        return "no answer"
    return specific[-1].partition(": ")[2].partition(" (after")[0] or specific[-1]
