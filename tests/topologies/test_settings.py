import confluent_kafka
import pytest

from topologies.delivery.client_config import consumer_config, producer_config
from topologies.settings import Settings, UsageError, kafka_given, load_settings


def test_without_variables_the_defaults_hold() -> None:
    """An empty environment gives the defaults in docs/operators.md; variables of other programs are none of ours."""
    assert load_settings({}) == Settings()
    assert load_settings({"PATH": "/bin", "KAFKA_HEAP_OPTS": "-Xmx1g"}) == Settings()


def test_a_variable_sets_its_setting() -> None:
    """Text becomes what the setting is: a number of records, seconds, a port."""
    given = load_settings(
        {
            "SCREENER_BATCH_RECORDS": "50",
            "SCREENER_COMMIT_SECONDS": "0.5",
            "SCREENER_METRICS_PORT": "0",
            "SCREENER_INSTANCE": "worker-1",
        }
    )
    assert (given.batch_records, given.commit_seconds, given.metrics_port, given.worker) == (50, 0.5, 0, "worker-1")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BATCH_RECORDS", "0"),
        ("BATCH_RECORDS", "-3"),
        ("BATCH_RECORDS", "many"),
        ("BATCH_RECORDS", "1.5"),
        ("BATCH_BYTES", "9" * 30),
        ("MAX_RECORD_BYTES", "2000000000"),
        ("METRICS_PORT", "65536"),
        ("METRICS_PORT", "-1"),
        ("METRICS_PORT", ""),
        ("SESSION_SECONDS", "0"),
        ("SESSION_SECONDS", "-1"),
        ("SESSION_SECONDS", "nan"),
        ("SESSION_SECONDS", "inf"),
        ("SESSION_SECONDS", "4000"),
        ("DELIVERY_SECONDS", "0.0001"),
        ("READY_SECONDS", "a minute"),
        ("CONNECT_SECONDS", "1\n2"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_the_variable(name: str, value: str) -> None:
    """The user reads which variable is wrong, its value and what is expected, in one line."""
    with pytest.raises(UsageError) as caught:
        load_settings({f"SCREENER_{name}": value})
    text = str(caught.value)
    assert text.startswith(f"SCREENER_{name}={value!r}: Expected ")
    assert "\n" not in text


def test_the_ends_of_the_ranges_are_taken_by_the_kafka_clients() -> None:
    """No value that the settings allow is one that librdkafka refuses with an error of its own."""
    for size, session, seconds in (("1", "6", "0.01"), ("1000000000", "3600", "3600")):
        given = load_settings(
            {
                "SCREENER_SESSION_SECONDS": session,
                "SCREENER_DELIVERY_SECONDS": seconds,
                "SCREENER_MAX_RECORD_BYTES": size,
            }
        )
        confluent_kafka.Producer(producer_config(given) | {"log_level": 0})
        confluent_kafka.Consumer(consumer_config(given) | {"log_level": 0}).close()


def test_an_unknown_variable_is_refused() -> None:
    """A misspelt setting would be a setting that does nothing."""
    with pytest.raises(
        UsageError, match=r"SCREENER_BATCH_RECORD is not a setting: see the settings in docs/operators\.md"
    ):
        load_settings({"SCREENER_BATCH_RECORD": "5", "SCREENER_BATCH_RECORDS": "5"})


def test_kafka_may_be_named_by_its_usual_variable() -> None:
    """KAFKA_BOOTSTRAP names the cluster; the screener's own variable comes before it; an empty one names none."""
    assert load_settings({"KAFKA_BOOTSTRAP": "kafka:9092"}).kafka_bootstrap == "kafka:9092"
    both = {"KAFKA_BOOTSTRAP": "kafka:9092", "SCREENER_KAFKA_BOOTSTRAP": "other:9092"}
    assert load_settings(both).kafka_bootstrap == "other:9092"
    assert load_settings({"KAFKA_BOOTSTRAP": ""}) == Settings()


@pytest.mark.parametrize(
    ("environ", "given"),
    [
        ({}, False),
        ({"KAFKA_BOOTSTRAP": ""}, False),
        ({"KAFKA_BOOTSTRAP": "127.0.0.1:9092"}, True),
        ({"SCREENER_KAFKA_BOOTSTRAP": "127.0.0.1:9092"}, True),
    ],
)
def test_a_kafka_at_the_default_address_counts_as_given(environ: dict[str, str], given: bool) -> None:  # noqa: FBT001 - pytest hands it over
    """Whoever names the default address wants that Kafka, and not one that the screener starts."""
    assert kafka_given(environ) is given


def test_a_worker_without_a_name_goes_by_its_host() -> None:
    """Every worker has a name in the logs of the broker."""
    assert load_settings({}).worker
