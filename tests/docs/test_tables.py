"""The tables of the guide are those of the code: settings, topics, metrics, alerts, dependencies, codes, families."""

import re
import tomllib
from typing import Any

import msgspec
import pytest
import yaml
from prometheus_client import CollectorRegistry, Metric

from screener.domain.consignment import Mode, PartyRole
from screener.domain.errors import OWN_CODES, ErrorCode
from screener.domain.policy import Family, Policy
from screener.domain.status_codes import HoldEvent, codes_of
from screener.regime.inspection import SUSPICIONS
from tests.docs.pages import CONTRACTS, PAGES, ROOT, read, section, table
from topologies.settings import PREFIX, Settings
from topologies.topics import TOPICS, YEARS, Topic
from topologies.worker.metrics import Metrics
from topologies.worker.supervisor import Supervisor

EMPTY = "(empty)"
OPERATORS, CARRIERS, OFFICERS = "docs/operators.md", "docs/carriers.md", "docs/officers.md"


def kept(topic: Topic) -> str:
    """How long the messages of a topic are kept, in the words of the table."""
    if topic.days is None:
        return "compacted"
    return f"{topic.days // YEARS} years" if topic.days % YEARS == 0 else f"{topic.days} days"


def families(registry: CollectorRegistry) -> dict[str, set[str]]:
    """The screener's metrics in a registry by the name that Prometheus sees, with their labels."""
    found: dict[str, set[str]] = {}
    for collector in set(registry._names_to_collectors.values()):  # the registry has no public way to ask for labels
        for metric in collector.describe() if hasattr(collector, "describe") else ():
            if metric.name.startswith("screener_"):
                found[seen_name(metric)] = set(getattr(collector, "_labelnames", ()))
    return found


def seen_name(metric: Metric) -> str:
    return f"{metric.name}_total" if metric.type == "counter" else metric.name


@pytest.fixture(scope="module")
def metrics() -> dict[str, set[str]]:
    return families(Metrics().registry)


@pytest.fixture(scope="module")
def alerts() -> list[Any]:
    groups = yaml.safe_load((ROOT / "ops" / "prometheus" / "alerts.yml").read_text("utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def test_the_settings_are_those_of_the_code() -> None:
    """Variables, order and defaults of the table are those of the settings, and each has a meaning."""
    rows = table(OPERATORS, "Settings", "Variable")
    fields = msgspec.structs.fields(Settings)
    assert [variable for variable, *_ in rows] == [PREFIX + field.name.upper() for field in fields]
    for field, (variable, default, meaning) in zip(fields, rows, strict=True):
        given = "" if default == EMPTY else default
        assert msgspec.convert(given, field.type, strict=False) == field.default, variable
        assert meaning, variable


def test_a_setting_in_seconds_or_bytes_says_so() -> None:
    """The meaning names the unit that the variable's name ends with."""
    for variable, _, meaning in table(OPERATORS, "Settings", "Variable"):
        for unit in ("SECONDS", "BYTES", "RECORDS"):
            assert not variable.endswith(unit) or unit.lower() in meaning, variable


def test_the_topics_are_those_of_the_code() -> None:
    """Name, key, partitions and retention of each topic are in the table as they are made."""
    rows = table(OPERATORS, "Topics", "Topic")
    assert [tuple(row[:4]) for row in rows] == [
        (topic.name, topic.key.strip("`"), str(topic.partitions), kept(topic)) for topic in TOPICS
    ]
    assert all(row[4] for row in rows)


def test_every_contract_is_linked() -> None:
    """The table of contracts has every file of the folder, with its topic."""
    rows = table("docs/formats.md", "Contracts", "Contract")
    assert {topic.strip("`") for _, topic, _ in rows} == CONTRACTS


def test_the_metrics_are_those_of_a_worker(metrics: dict[str, set[str]]) -> None:
    """Every metric of a worker is in the table with its labels, and no other."""
    rows = table(OPERATORS, "Metrics and health", "Metric")
    assert {name: set(re.findall(r"\w+", labels)) for name, labels, _ in rows} == metrics


def test_every_metric_in_the_guide_exists(metrics: dict[str, set[str]]) -> None:
    """A metric named on any page is one of a worker or of its supervisor."""
    supervisor = Supervisor(msgspec.structs.replace(Settings(), metrics_port=0), 0)
    supervisor._health.close()
    known = metrics.keys() | {
        seen_name(metric) for each in (supervisor._restarts, supervisor._alive) for metric in each.describe()
    }
    for page in PAGES:
        assert set(re.findall(r"\bscreener_[a-z_]+\b", read(page))) <= known, page


def test_the_alerts_are_those_of_prometheus(alerts: list[Any]) -> None:
    """Each alert is in the table with its severity, in the order of the file."""
    rows = table(OPERATORS, "Metrics and health", "Alert")
    assert [(name, severity) for name, severity, _ in rows] == [
        (rule["alert"], rule["labels"]["severity"]) for rule in alerts
    ]


def test_an_alert_names_only_metrics_that_exist(alerts: list[Any], metrics: dict[str, set[str]]) -> None:
    """An alert on a metric that no worker has would never fire."""
    named = {name for rule in alerts for name in re.findall(r"screener_\w+", str(rule["expr"]))}
    assert named
    assert {re.sub(r"_(bucket|sum|count)$", "", name) for name in named} <= metrics.keys()


def test_every_dependency_has_its_reason() -> None:
    """The run-time table has the run-time dependencies and no other; the others are on the page too."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    rows = table("docs/dependencies.md", "Run time", "Library")
    assert {library for library, _ in rows} == {distribution(each) for each in project["project"]["dependencies"]}
    assert all(reason for _, reason in rows)
    others = {distribution(each) for group in project["dependency-groups"].values() for each in group}
    text = section("docs/dependencies.md", "Build, development and benchmarks")
    assert {name for name in others if not re.search(rf"\b{re.escape(name)}\b", text)} == set()


def distribution(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9-]+", requirement)
    assert found
    return found[0]


def test_every_error_code_has_its_system_and_its_remedy() -> None:
    """The table for filers has every code, in the order of the code, and says whose it is."""
    rows = table(CARRIERS, "Error codes", "Code")
    assert [(code, system) for code, system, _ in rows] == [
        (code.value, "SCREENER" if code in OWN_CODES else "CAMIR") for code in ErrorCode
    ]
    assert all(remedy for *_, remedy in rows)


def test_families_and_their_codes_are_those_of_the_code() -> None:
    """Officers and carriers read the codes that holds carry, family by family."""
    assert [family for family, *_ in table(OFFICERS, "Families of measures", "Family")] == list(map(str, Family))
    for family, _, placed, still, removed in table(CARRIERS, "Correcting: the resubmission", "Family"):
        for event, cell in zip(HoldEvent, (placed, still, removed), strict=True):
            codes = [code.code for code in codes_of(Family(family), event, Mode.EXPRESS)]
            assert re.findall(r"\b(?:\d[HIJ]|R[IS]|C[DO])\b", cell) == codes, (family, event)


def test_every_role_is_named() -> None:
    """Filers can look up every role that a party may have."""
    text = section(CARRIERS, "The smallest manifest that clears")
    assert not [role for role in PartyRole if f"`{role}`" not in text and f'"{role}"' not in text]


def test_default_thresholds_and_tiers_are_those_of_the_policy() -> None:
    """The scores and quarters in the guide are the defaults."""
    policy = Policy()
    scores = {name.strip("`"): score for score, _, name in table("docs/matching.md", "Policy", "Score") if name}
    assert scores == {name: f"from {getattr(policy, name)}" for name in ("hold_at", "review_at", "record_at")}
    rows = table(OFFICERS, "Measures by post", "Quarters")
    assert [(row[0], row[3]) for row in rows] == [(f"{tier.quarters} or more", tier.section) for tier in policy.tiers]


def test_what_makes_an_item_suspicious_is_in_the_guide() -> None:
    """Each sign stands with its points."""
    text = section(OFFICERS, "Measures by post")
    assert not [words for words, points, _ in SUSPICIONS if f"{words} {points}" not in text]
