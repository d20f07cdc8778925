"""Fencing: when a worker that the broker takes for another one of its name may rejoin, and when it must stop."""

import time
from collections import deque
from collections.abc import Callable

from confluent_kafka import KafkaError, KafkaException

MAX_FENCINGS, WITHIN_SECONDS = 3, 60.0
"""A failing broker fences a worker once; two workers of one name fence each other every few seconds."""

UNRECOVERABLE = frozenset(
    {
        KafkaError.INVALID_SESSION_TIMEOUT,
        KafkaError.INCONSISTENT_GROUP_PROTOCOL,
        KafkaError.GROUP_AUTHORIZATION_FAILED,
    }
)
"""The broker refuses the settings of the worker: retrying does not help."""
_FENCED = KafkaError(KafkaError.FENCED_INSTANCE_ID).str()


class FencedError(Exception):
    """The consumer is fenced: librdkafka will not use it any more, so a new one is needed."""


def raise_if_fatal(error: KafkaError) -> None:
    """Raise `FencedError`, or else `KafkaException`, for an error from which librdkafka does not recover by itself."""
    # An error that comes with a message has the code `_FATAL`, and is not marked as fatal.
    if error.fatal() or error.code() == KafkaError._FATAL:  # noqa: SLF001 # librdkafka's public name for it
        if _FENCED in error.str():
            raise FencedError(error.str())
        raise KafkaException(error)
    if error.code() in UNRECOVERABLE:
        raise KafkaException(error)


class Fencings:
    """Counts how often a worker was fenced recently.

    It happens even to a worker whose name is its own: after a coordinator dies librdkafka gives up its session and its
    member id, but still sends the new coordinator a heartbeat, which that one takes for another member's.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._times: deque[float] = deque(maxlen=MAX_FENCINGS)

    def count(self, instance: str) -> None:
        """Count one more. Raises `KafkaException` with the remedy where another worker must have the same name."""
        now = self._clock()
        if len(self._times) == MAX_FENCINGS and now - self._times[0] < WITHIN_SECONDS:
            reason = f"another worker has the name {instance}: give each worker a SCREENER_INSTANCE of its own"
            raise KafkaException(KafkaError(KafkaError.FENCED_INSTANCE_ID, reason))
        self._times.append(now)
