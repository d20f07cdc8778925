from confluent_kafka import TopicPartition

from load_tests.stream import throughput
from load_tests.stream.throughput import Load, Sample


def test_what_was_done_by_the_first_sample_is_not_counted() -> None:
    """Throughput is of what came between samples; the steady part begins after the first quarter."""
    samples = [Sample(10.0, 20, 1.0), Sample(12.0, 25, 2.0), Sample(17.0, 100, 5.0)]
    load = Load(200, 100, 20_000, [TopicPartition("manifests.express", 0, 0)])
    found = throughput.figures("worker", 1, load, samples, holds=3, rss=1)
    assert found.seconds == 7.0
    assert found.records_per_second == round(80 / 7)
    assert found.per_second == round(200 * 80 / 7)
    assert found.steady_per_second == 200 * 15
    assert found.processor_microseconds == 200.0
