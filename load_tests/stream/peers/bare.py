"""A bare confluent-kafka loop: consume, screen, produce. It awaits no delivery; offsets are committed periodically."""

from confluent_kafka import Consumer, Message, Producer

from load_tests.stream.peers.common import Screener, stop_signal
from topologies.delivery.record_batch import ConsumerRecord
from topologies.settings import Settings, load_settings
from topologies.topics import MANIFESTS

FETCH_AT_ONCE = 500


def main() -> None:
    """Runs until SIGTERM."""
    given = load_settings()
    stopped, screener = stop_signal(), Screener(given)
    producer = Producer({"bootstrap.servers": given.kafka_bootstrap, "compression.type": "lz4", "acks": "all"})
    consumer = _consumer(given)
    while not stopped.is_set():
        for message in consumer.consume(FETCH_AT_ONCE, 0.1):
            if message.error() is None:
                _screen(screener, message, producer)
        producer.poll(0)
    producer.flush(10)
    consumer.close()


def _consumer(given: Settings) -> Consumer:
    consumer = Consumer(
        {"bootstrap.servers": given.kafka_bootstrap, "group.id": given.group, "auto.offset.reset": "earliest"}
    )
    consumer.subscribe([topic.name for topic in MANIFESTS])
    return consumer


def _screen(screener: Screener, message: Message, producer: Producer) -> None:
    record = ConsumerRecord(message.offset() or 0, message.timestamp()[1], message.key(), message.value())
    for each in screener.outcomes(message.topic() or "", message.partition() or 0, [record]):
        while True:
            try:
                producer.produce(each.topic, each.value, each.key)
                break
            except BufferError:
                producer.poll(0.01)


if __name__ == "__main__":
    main()
