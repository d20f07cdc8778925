"""Bytewax: a Kafka source for both topics, one step on its batches, and a Kafka sink."""

from collections.abc import Iterable
from itertools import groupby

from bytewax import operators
from bytewax.connectors.kafka import KafkaSink, KafkaSinkMessage, KafkaSource, KafkaSourceMessage
from bytewax.dataflow import Dataflow
from bytewax.testing import run_main
from confluent_kafka import OFFSET_STORED

from load_tests.stream.peers.common import Screener
from topologies.delivery.record_batch import ConsumerRecord
from topologies.settings import Settings, load_settings
from topologies.topics import MANIFESTS


def create_flow(given: Settings) -> Dataflow:
    """Source -> screen -> sink. It starts at the group's committed offsets and commits none."""
    screener = Screener(given)

    def screen(messages: list[KafkaSourceMessage]) -> Iterable[KafkaSinkMessage]:
        for (topic, partition), run in groupby(messages, key=lambda each: (each.topic, each.partition)):
            records = [ConsumerRecord(each.offset, each.timestamp[1], each.key, each.value) for each in run]
            for each in screener.outcomes(topic, partition, records):
                yield KafkaSinkMessage(each.key, each.value, topic=each.topic)

    brokers = given.kafka_bootstrap.split(",")
    source = KafkaSource(
        brokers,
        [topic.name for topic in MANIFESTS],
        starting_offset=OFFSET_STORED,
        add_config={"group.id": given.group, "auto.offset.reset": "earliest"},
    )
    flow = Dataflow("screening")
    stream = operators.input("manifests", flow, source)
    outcomes = operators.flat_map_batch("screen", stream, screen)
    operators.output("outcomes", outcomes, KafkaSink(brokers, None, add_config={"compression.type": "lz4"}))
    return flow


if __name__ == "__main__":
    run_main(create_flow(load_settings()))
