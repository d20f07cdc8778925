import re
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from screener.domain.policy import Policy
from screener.search.watchlist import Watchlist
from tests.support.builders import NO_SCORECARDS
from tests.support.worker_helpers import ORION
from topologies.delivery.watermark import Partition
from topologies.reference.snapshot import Reference
from topologies.settings import UsageError
from topologies.worker.health import HealthServer
from topologies.worker.metrics import Metrics

ALERTS = Path(__file__).resolve().parents[3] / "ops" / "prometheus" / "alerts.yml"


class State:
    """The state that a worker reports."""

    live, waiting_for = True, "the control topics are being read"


@pytest.fixture
def state() -> State:
    return State()


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
def server(state: State, metrics: Metrics) -> Iterator[HealthServer]:
    made = HealthServer("127.0.0.1", 0, metrics.registry, lambda: state.live, lambda: state.waiting_for)
    yield made
    made.close()


def get(server: HealthServer, path: str) -> tuple[int, str]:
    try:
        with urlopen(f"http://127.0.0.1:{server.port}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_ready_says_what_it_waiting_for_and_then_ok(server: HealthServer, state: State) -> None:
    """503 with the reason until the worker is ready, then 200."""
    assert get(server, "/health/ready") == (503, "the control topics are being read\n")
    state.waiting_for = ""
    assert get(server, "/health/ready") == (200, "ok\n")


def test_live_is_not_ready(server: HealthServer, state: State) -> None:
    """A worker that is waiting is alive; one that has failed is not."""
    assert get(server, "/health/live") == (200, "ok\n")
    state.live = False
    assert get(server, "/health/live")[0] == 503


def test_any_other_path_lists_the_right_ones(server: HealthServer) -> None:
    """Whoever guesses a path is told which exist."""
    assert get(server, "/") == (404, "/metrics, /health/live, /health/ready\n")


def test_a_port_in_use_is_one_line() -> None:
    """It names the port and the variable that sets another."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(
            UsageError, match=rf"^cannot listen on 127\.0\.0\.1:{port}: .*in use; set SCREENER_METRICS_PORT$"
        ):
            HealthServer("127.0.0.1", port, Metrics().registry, lambda: True, str)


def test_an_unknown_host_is_one_line() -> None:
    """An address that is not of this machine is a user's mistake, too."""
    with pytest.raises(UsageError, match=r"cannot listen on no-such-host\.invalid:0"):
        HealthServer("no-such-host.invalid", 0, Metrics().registry, lambda: True, str)


def test_every_metric_of_the_alerts_is_served(server: HealthServer, metrics: Metrics) -> None:
    """Every metric in alerts.yml is served under that name by a worker that has seen one event of each kind."""
    metrics.on_dead_letter("not JSON")
    metrics.on_lag(Partition("manifests.express", 0), 7)
    metrics._rejected.labels("INVALID_DATE")
    status, text = get(server, "/metrics")
    assert status == 200
    served = {sample.name for family in text_string_to_metric_families(text) for sample in family.samples}
    asked = set(re.findall(r"screener_\w+", ALERTS.read_text("utf-8")))
    assert asked
    assert asked <= served


def test_the_age_of_the_list_counts_from_its_closing(metrics: Metrics) -> None:
    """Without a list the age is infinite, so that the alert fires."""
    assert metrics.registry.get_sample_value("screener_list_age_seconds") == float("inf")
    assert metrics.registry.get_sample_value("screener_ready") == 0
    metrics.on_reference(Reference(Watchlist([ORION]), NO_SCORECARDS, Policy()), 1_000_000_000)
    age = metrics.registry.get_sample_value("screener_list_age_seconds")
    assert age is not None
    assert 7e8 < age < 1e10
    assert metrics.registry.get_sample_value("screener_ready") == 1
    assert metrics.registry.get_sample_value("screener_list_records") == 1
    assert (metrics.registry.get_sample_value("screener_automaton_bytes") or 0) > 0


def test_a_label_is_safe_whatever_it_holds(metrics: Metrics) -> None:
    """A reason with quotes and line breaks does not break the page."""
    metrics.on_dead_letter('a "quoted"\nreason\\')
    text = generate_latest(metrics.registry).decode()
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    assert any(sample.labels.get("reason") == 'a "quoted"\nreason\\' for sample in samples)
