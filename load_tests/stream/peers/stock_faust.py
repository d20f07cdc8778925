"""Stock Faust on its aiokafka driver: an agent for each topic, one event a record; outcomes go through `topic.send`."""

import logging
from tempfile import mkdtemp

import faust
from faust.types import StreamT

from load_tests.stream.peers.common import Screener
from topologies.delivery.record_batch import ConsumerRecord
from topologies.settings import Settings, load_settings
from topologies.topics import MANIFESTS, TOPICS


def create_app(given: Settings) -> faust.App:
    """The app as in Faust's documentation, except that its producer batches and its topics exist already."""
    for name in ("aiokafka", "faust", "mode"):
        logging.getLogger(name).setLevel(logging.WARNING)  # else they log debug records that nobody reads
    app = faust.App(
        given.group,
        broker=f"kafka://{given.kafka_bootstrap.partition(',')[0]}",
        topic_allow_declare=False,
        topic_disable_leader=True,
        web_enabled=False,
        datadir=mkdtemp(prefix="stock-faust-"),  # it needs a folder even without tables
        producer_linger=0.005,  # by default each record is a request
        producer_max_batch_size=256 * 1024,
    )
    screener = Screener(given)
    outputs = {topic.name: _raw(app, topic.name) for topic in TOPICS}
    for topic in MANIFESTS:

        async def agent(stream: StreamT[bytes]) -> None:
            async for event in stream.events():
                message = event.message
                record = ConsumerRecord(message.offset, int(message.timestamp * 1000), message.key, message.value)
                for each in screener.outcomes(message.topic, message.partition, [record]):
                    await outputs[each.topic].send(key=each.key, value=each.value)

        app.agent(_raw(app, topic.name), name=topic.name)(agent)
    return app


def _raw(app: faust.App, name: str) -> faust.TopicT:
    return app.topic(name, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw")


if __name__ == "__main__":
    faust.Worker(create_app(load_settings()), loglevel="warning").execute_from_commandline()
