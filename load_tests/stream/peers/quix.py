"""Quix Streams: a streaming dataframe for each topic, one row a record; outcomes go to their topics."""

from collections.abc import Callable
from tempfile import mkdtemp

from quixstreams import Application, message_context
from quixstreams.models.serializers import SerializationContext, Serializer

from load_tests.stream.peers.common import Screener
from topologies.delivery.publisher import ProducerRecord
from topologies.delivery.record_batch import ConsumerRecord
from topologies.settings import Settings, load_settings
from topologies.topics import DEAD_LETTERS, HOLDS, MANIFESTS, NOTICES, RECEIPTS


class Value(Serializer):  # type: ignore[misc] # its base class is not installed with the screener
    """Serialises an outcome as its bytes."""

    def __call__(self, value: ProducerRecord, ctx: SerializationContext) -> bytes | None:  # noqa: ARG002 # Quix's signature
        """The bytes of an outcome."""
        return value.value


def create_app(given: Settings) -> Application:
    """The application, with its default of at-least-once delivery."""
    app = Application(
        given.kafka_bootstrap,
        consumer_group=given.group,
        auto_offset_reset="earliest",
        auto_create_topics=False,
        state_dir=mkdtemp(prefix="quix-"),
        producer_extra_config={"compression.type": "lz4"},
        loglevel="WARNING",
    )
    screener = Screener(given)
    outputs = {
        topic.name: app.topic(topic.name, value_serializer=Value())
        for topic in (HOLDS, NOTICES, RECEIPTS, DEAD_LETTERS)
    }
    for topic in MANIFESTS:
        frame = app.dataframe(app.topic(topic.name, value_deserializer="bytes"))
        frame = frame.apply(_step(screener), expand=True, metadata=True)
        frame = frame.to_topic(lambda value, _key, _time, _headers: outputs[value.topic], key=lambda value: value.key)
    return app


def _step(screener: Screener) -> Callable[..., list[ProducerRecord]]:
    def step(value: bytes, key: bytes, timestamp: int, _headers: object) -> list[ProducerRecord]:
        at = message_context()
        return screener.outcomes(at.topic, at.partition, [ConsumerRecord(at.offset, timestamp, key, value)])

    return step


if __name__ == "__main__":
    create_app(load_settings()).run()
