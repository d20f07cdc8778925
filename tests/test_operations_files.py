import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from topologies.settings import PREFIX, Settings, load_settings

ROOT = Path(__file__).resolve().parent.parent
PROMETHEUS = ROOT / "ops" / "prometheus"
METRICS: dict[str, set[str]] = {
    "screener_consignments_total": set(),
    "screener_outcomes_total": {"family", "mode"},
    "screener_latency_seconds": {"le"},
    "screener_lag_records": set(),
    "screener_list_age_seconds": set(),
    "screener_list_records": set(),
    "screener_automaton_bytes": set(),
    "screener_rejected_total": {"code"},
    "screener_dead_letters_total": {"reason"},
    "screener_dropped_messages_total": set(),
    "screener_stalls_total": set(),
    "screener_ready": set(),
    "up": {"job"},
}
EVERY_SERVICE = {
    "kafka": {"image", "restart", "ports", "volumes", "environment", "healthcheck"},
    "topics": {"build", "image", "command", "depends_on", "environment"},
    "worker-1": {"build", "image", "restart", "stop_grace_period", "depends_on", "environment", "expose"},
    "worker-2": {"build", "image", "restart", "stop_grace_period", "depends_on", "environment", "expose"},
    "prometheus": {"image", "restart", "ports", "volumes", "depends_on"},
}
WORKERS = ("worker-1", "worker-2")


@pytest.fixture
def compose() -> Any:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))


@pytest.fixture
def alerts() -> list[dict[str, Any]]:
    groups = yaml.safe_load((PROMETHEUS / "alerts.yml").read_text("utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


@pytest.fixture
def dockerfile() -> list[list[str]]:
    """The instructions of the Dockerfile, continued lines joined, split into words."""
    text = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    return [line.split() for line in text.splitlines() if line and not line.startswith("#")]


def environment(service: dict[str, Any]) -> dict[str, str]:
    return {str(name): str(value) for name, value in service.get("environment", {}).items()}


def test_every_service_says_what_it_needs(compose: Any) -> None:
    """Kafka, the topics, two workers and Prometheus are there, each with its keys."""
    assert compose["services"].keys() == EVERY_SERVICE.keys()
    lacking = {name: keys - compose["services"][name].keys() for name, keys in EVERY_SERVICE.items()}
    assert not {name: keys for name, keys in lacking.items() if keys}


def test_every_mount_and_volume_exists(compose: Any) -> None:
    """A mounted file is in the checkout, and a named volume is declared."""
    for service in compose["services"].values():
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            assert (ROOT / source).is_file() if source.startswith("./") else source in compose["volumes"]


def test_every_dependency_is_a_service(compose: Any) -> None:
    """Nothing waits for a service that is not there, and the workers wait for the topics."""
    services = compose["services"]
    for service in services.values():
        assert set(service.get("depends_on", [])) <= services.keys()
    for worker in WORKERS:
        assert services[worker]["depends_on"]["topics"] == {"condition": "service_completed_successfully"}


def test_every_setting_in_the_stack_is_one(compose: Any, dockerfile: list[list[str]]) -> None:
    """The variables of the compose file and the image are read without complaint by the settings."""
    baked = dict(
        word.split("=", 1)
        for line in dockerfile
        if line[0] == "ENV"
        for word in line[1:]
        if word.startswith("SCREENER_")
    )
    assert baked.keys() <= {PREFIX + name.upper() for name in Settings.__struct_fields__}
    for name in ("topics", *WORKERS):
        given = load_settings(baked | environment(compose["services"][name]))
        assert given.kafka_bootstrap == "kafka:9092"
        assert given.metrics_host == "0.0.0.0"  # noqa: S104 - in a container, Prometheus comes from outside


def test_workers_have_names_of_their_own(compose: Any) -> None:
    """Two workers of one name would push each other out of the group."""
    names = [environment(compose["services"][worker])["SCREENER_INSTANCE"] for worker in WORKERS]
    assert len(set(names)) == len(WORKERS)


def test_nothing_is_published_beyond_this_machine(compose: Any) -> None:
    """Ports of the stack are open on loopback only: neither Kafka nor Prometheus asks who comes."""
    ports = [port for service in compose["services"].values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_kafka_of_the_stack_takes_what_the_workers_send(compose: Any) -> None:
    """The largest record fits, and topics come from `screener topics create` alone."""
    broker = environment(compose["services"]["kafka"])
    assert int(broker["KAFKA_MESSAGE_MAX_BYTES"]) >= Settings().max_record_bytes
    assert int(broker["KAFKA_REPLICA_FETCH_MAX_BYTES"]) >= Settings().max_record_bytes
    assert broker["KAFKA_AUTO_CREATE_TOPICS_ENABLE"] == "false"


def test_prometheus_scrapes_every_worker(compose: Any) -> None:
    """Each worker is a target on the port that it listens on, and the alerts are loaded."""
    config = yaml.safe_load((PROMETHEUS / "prometheus.yml").read_text("utf-8"))
    targets = {
        target for job in config["scrape_configs"] for group in job["static_configs"] for target in group["targets"]
    }
    assert targets == {f"{name}:{environment(compose['services'][name])['SCREENER_METRICS_PORT']}" for name in WORKERS}
    assert config["rule_files"] == ["alerts.yml"]


def test_alerts_name_only_metrics_that_exist(alerts: list[dict[str, Any]]) -> None:
    """A misspelt metric or label would be an alert that never sounds."""
    for rule in alerts:
        names = {_base(name) for name in re.findall(r"\b(?:screener_\w+|up)\b", rule["expr"])}
        assert names, rule["alert"]
        assert names <= METRICS.keys(), rule["alert"]
        grouped = {
            label.strip() for labels in re.findall(r"by \(([^)]*)\)", rule["expr"]) for label in labels.split(",")
        }
        assert grouped <= {"instance"}.union(*(METRICS[name] for name in names)), rule["alert"]


def test_every_alert_says_what_to_do(alerts: list[dict[str, Any]]) -> None:
    """An alert has a severity, what it means and the first thing to do, under a name of its own."""
    for rule in alerts:
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert rule["annotations"].keys() == {"summary", "action"}
    assert len({rule["alert"] for rule in alerts}) == len(alerts)


@pytest.mark.parametrize(
    "metric",
    [
        "screener_list_age_seconds",
        "screener_lag_records",
        "screener_ready",
        "screener_dead_letters_total",
        "screener_dropped_messages_total",
        "screener_stalls_total",
    ],
)
def test_what_must_not_go_unseen_has_an_alert(alerts: list[dict[str, Any]], metric: str) -> None:
    """An old list, a lag, a worker not ready, dead letters, lost messages and stalls each sound an alert."""
    assert any(metric in rule["expr"] for rule in alerts)


def test_the_image_copies_files_that_exist_and_are_sent(dockerfile: list[list[str]]) -> None:
    """Each COPY source is in the checkout and let through by .dockerignore."""
    sources = [source for line in dockerfile if line[0] == "COPY" for source in line[1:-1]]
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    assert set(sources) == allowed
    assert all((ROOT / source).exists() for source in sources)


def test_the_image_runs_the_worker_as_nobody_special(dockerfile: list[list[str]]) -> None:
    """Pinned by hashes, not root, with a health check, and the worker as its command."""
    lines = {line[0]: " ".join(line[1:]) for line in dockerfile}
    assert lines["FROM"] == "python:3.11-slim"
    assert lines["USER"] not in ("root", "0")
    assert any("--require-hashes" in line and "requirements.lock" in line for line in dockerfile)
    assert json.loads(lines["CMD"]) == ["screener", "worker"]
    check = json.loads(lines["HEALTHCHECK"].partition("CMD ")[2])
    assert "/health/live" in check[-1]
    compile(check[-1], "HEALTHCHECK", "exec")


def test_the_image_holds_every_package_of_the_wheel(dockerfile: list[list[str]]) -> None:
    """The wheel that the image builds finds all that pyproject.toml names."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    copied = {source for line in dockerfile if line[0] == "COPY" for source in line[1:-1]}
    packages = set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])
    assert packages | set(project["project"]["license-files"]) | {project["project"]["readme"]} <= copied


def test_kafka_is_of_one_version(compose: Any) -> None:
    """The stack runs the Kafka that the tests run."""
    version = re.search(
        r"kafka_2\.13</artifactId>\s*<version>([\d.]+)<", (ROOT / "ops" / "kafka" / "pom.xml").read_text("utf-8")
    )
    assert version
    assert compose["services"]["kafka"]["image"] == f"apache/kafka:{version[1]}"


def test_ci_runs_the_tests_with_nothing_skipped() -> None:
    """.ci/run can be executed, says CI=true and ends with `make test`."""
    script = ROOT / ".ci" / "run"
    text = script.read_text("utf-8")
    assert script.stat().st_mode & 0o111
    assert "CI=true" in text
    assert "exec make test" in text.splitlines()[-1]


def _base(metric: str) -> str:
    return re.sub(r"_(bucket|sum|count)$", "", metric)
