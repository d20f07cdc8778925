"""The librdkafka settings of the worker's consumer and producer."""

import logging
from typing import Any

from topologies.settings import Settings

# The broker answers a fetch once it has this many bytes, or after this long: a few large answers a second, not thousands.
FETCH_MIN_BYTES, FETCH_WAIT_MS = 16 * 1024, 15
# Bounds on what is fetched ahead, so that a backlog does not fill memory. The first record of an answer arrives however large
# it is, and answers are compressed: 1 MiB expands to 5 to 10 of manifests, and librdkafka checks its queue only between answers.
# An answer has room for 16 partitions; if one could fill it, librdkafka would consume its backlog before asking for the next.
FETCH_PARTITION_BYTES = 256 * 1024
FETCH_MAX_BYTES = 16 * FETCH_PARTITION_BYTES
FETCH_QUEUE_KILOBYTES = 16 * 1024

PRODUCE_QUEUE_MESSAGES = 200_000
PRODUCE_QUEUE_KILOBYTES = 64 * 1024
BATCH_BYTES = 1_000_000
FRAMING_BYTES = 100

library_logger = logging.getLogger("topologies.delivery.librdkafka")
library_logger.setLevel(logging.CRITICAL)  # it repeats itself many times a second; what matters also reaches `error_cb`


def consumer_config(settings: Settings) -> dict[str, Any]:
    """The consumer: no automatic commits, bounded fetching, a static member where the worker has a name.

    The outcomes are not written in transactions, so reading uncommitted records loses nothing, and works on every broker.
    """
    session_ms = int(settings.session_seconds * 1000)
    config = {
        "group.id": settings.group,
        "enable.auto.commit": False,
        "enable.auto.offset.store": False,
        "auto.offset.reset": "earliest",
        "enable.partition.eof": True,
        "isolation.level": "read_uncommitted",
        "partition.assignment.strategy": "roundrobin",
        "session.timeout.ms": session_ms,
        "heartbeat.interval.ms": min(3000, session_ms // 6),
        "max.poll.interval.ms": max(300_000, session_ms),
        "fetch.min.bytes": FETCH_MIN_BYTES,
        "fetch.wait.max.ms": FETCH_WAIT_MS,
        "fetch.queue.backoff.ms": 10,
        "queued.max.messages.kbytes": FETCH_QUEUE_KILOBYTES,
        "fetch.message.max.bytes": FETCH_PARTITION_BYTES,
        "fetch.max.bytes": FETCH_MAX_BYTES,
        "receive.message.max.bytes": 2 * max(FETCH_MAX_BYTES, settings.max_record_bytes) + 1_000_000,
    }
    return config | _connection(settings) | ({"group.instance.id": settings.instance} if settings.instance else {})


def producer_config(settings: Settings, largest_batch: int | None = None) -> dict[str, Any]:
    """The producer: idempotent, acknowledged by every in-sync replica, with Java's partitioner and a bounded queue.

    `largest_batch` is the size in bytes that every topic accepts, where it is known: a broker refuses a batch as a whole, and
    the records that are then sent again arrive behind later ones of their key.
    """
    config = {
        "enable.idempotence": True,
        "acks": "all",
        "compression.type": "lz4",
        "linger.ms": 5,
        "batch.size": max(1, min(BATCH_BYTES, (largest_batch or BATCH_BYTES) - FRAMING_BYTES)),
        "partitioner": "murmur2_random",
        "queue.buffering.max.messages": PRODUCE_QUEUE_MESSAGES,
        "queue.buffering.max.kbytes": max(PRODUCE_QUEUE_KILOBYTES, 2 * settings.max_record_bytes // 1024),
        "message.max.bytes": max(1_000_000, settings.max_record_bytes),
        "delivery.timeout.ms": int(settings.delivery_seconds * 1000),
    }
    return config | _connection(settings)


def _connection(settings: Settings) -> dict[str, Any]:
    return {
        "bootstrap.servers": settings.kafka_bootstrap,
        "client.id": settings.worker,
        "socket.timeout.ms": 10_000,
        "socket.keepalive.enable": True,
        "reconnect.backoff.max.ms": 1_000,
        # After a broker dies its partitions get a new leader within seconds, and librdkafka has asked once, too early.
        "topic.metadata.refresh.interval.ms": 10_000,
    }
