"""One Kafka for all tests that need every topic to themselves."""

from collections.abc import Iterator

import pytest

from topologies.kafka_server import KafkaServer
from topologies.settings import UsageError


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
