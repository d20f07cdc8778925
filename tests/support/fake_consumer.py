"""A librdkafka consumer without a broker, for the tests of delivery."""

from collections.abc import Callable

from confluent_kafka import KafkaError, KafkaException, Message, TopicPartition

from topologies.delivery.watermark import Partition

END = 100


class FakeConsumer:
    """Answers from what the test sets.

    `commits` are the committed offsets; the first `unanswered` requests for them time out; `low` is the first offset of every
    partition, None where the broker does not answer. Each request that times out takes its whole time on the clock `now`.
    """

    def __init__(self, commits: list[int] | None = None, unanswered: int = 0, low: int | None = 7) -> None:
        self.commits, self.unanswered, self.low = commits or [], unanswered, low
        self.cached_end = END
        self.now = 0.0
        self.requests = 0
        self.sent: list[dict[Partition, int]] = []
        self.messages: list[Message] = []
        self.paused: list[bool] = []
        self.on_poll: Callable[[], None] = lambda: None

    def committed(self, partitions: list[TopicPartition], *, timeout: float) -> list[TopicPartition]:
        self.requests += 1
        if self.requests <= self.unanswered:
            self._time_out(timeout)
        return [TopicPartition(at.topic, at.partition, o) for at, o in zip(partitions, self.commits, strict=True)]

    def get_watermark_offsets(
        self, _: TopicPartition, *, timeout: float = 0.0, cached: bool = False
    ) -> tuple[int, int]:
        if self.low is None:
            self._time_out(timeout)
        return self.low or 0, self.cached_end if cached else END

    def commit(self, offsets: list[TopicPartition], *, asynchronous: bool) -> list[TopicPartition] | None:
        self.sent.append({Partition(at.topic, at.partition): at.offset for at in offsets})
        return None if asynchronous else offsets

    def poll(self, _: float) -> Message | None:
        self.on_poll()
        return self.messages.pop(0) if self.messages else None

    def consume(self, count: int, _: float) -> list[Message]:
        taken, self.messages = self.messages[:count], self.messages[count:]
        return taken

    def pause(self, _: list[TopicPartition]) -> None:
        self.paused.append(True)

    def resume(self, _: list[TopicPartition]) -> None:
        self.paused.append(False)

    def close(self) -> None:
        pass

    def _time_out(self, seconds: float) -> None:
        self.now += seconds
        raise KafkaException(KafkaError(KafkaError._TIMED_OUT))


class FakeMessage:
    """A consumed record of a manifest topic, or an error in its place."""

    def __init__(
        self, at: Partition, offset: int, value: bytes | None = b"{}", error: KafkaError | None = None
    ) -> None:
        self._at, self._offset, self._value, self._error = at, offset, value, error

    def error(self) -> KafkaError | None:
        return self._error

    def topic(self) -> str:
        return self._at.topic

    def partition(self) -> int:
        return self._at.partition

    def offset(self) -> int:
        return self._offset

    def timestamp(self) -> tuple[int, int]:
        return (1, 1_700_000_000_000)

    def key(self) -> bytes | None:
        return None

    def value(self) -> bytes | None:
        return self._value

    def __len__(self) -> int:
        return len(self._value or b"")
