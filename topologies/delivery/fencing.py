"""A worker that the broker takes for another one of its name: when it may join again, and when it must end."""

import time
from collections import deque
from collections.abc import Callable

from confluent_kafka import KafkaError, KafkaException

MOST_TIMES, WITHIN_SECONDS = 3, 60.0
"""A broker that fails fences a worker once; two workers of one name fence each other every few seconds."""

# What no retry mends: the broker refuses these settings.
HOPELESS = frozenset(
    {
        KafkaError.INVALID_SESSION_TIMEOUT,
        KafkaError.INCONSISTENT_GROUP_PROTOCOL,
        KafkaError.GROUP_AUTHORIZATION_FAILED,
    }
)
_FENCED = KafkaError(KafkaError.FENCED_INSTANCE_ID).str()


class FencedError(Exception):
    """The consumer is fenced: librdkafka does nothing more with it, and a new one is needed."""


def require_hope(error: KafkaError) -> None:
    """Returns where librdkafka goes on by itself. Raises `FencedError`, else `KafkaException`, where it does not."""
    # An error that a message carries has the code `_FATAL`, and is not marked as fatal.
    if error.fatal() or error.code() == KafkaError._FATAL:  # noqa: SLF001 # its public name begins so
        if _FENCED in error.str():
            raise FencedError(error.str())
        raise KafkaException(error)
    if error.code() in HOPELESS:
        raise KafkaException(error)


class Fencings:
    """Counts how often the consumers of a worker were fenced of late.

    It happens to a worker that is alone with its name: when a coordinator has died, librdkafka ends the session by itself,
    forgets who it is, and still sends the new coordinator a heartbeat, which takes it for an impostor.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._times: deque[float] = deque(maxlen=MOST_TIMES)

    def count(self, instance: str) -> None:
        """Once more. Raises `KafkaException` with the remedy where it was so often that another worker must bear the name."""
        now = self._clock()
        if len(self._times) == MOST_TIMES and now - self._times[0] < WITHIN_SECONDS:
            said = f"another worker bears the name {instance}: give each worker a SCREENER_INSTANCE of its own"
            raise KafkaException(KafkaError(KafkaError.FENCED_INSTANCE_ID, said))
        self._times.append(now)
