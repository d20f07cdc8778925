"""The README is held against the code: a table, command or link that is not true fails here."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby, takewhile
from pathlib import Path

import click
import msgspec
import pytest
import yaml
from prometheus_client import CollectorRegistry, Metric

from load_tests.__main__ import load_tests
from schemas.decoding import Decoder
from screener.domain.consignment import Mode, PartyRole
from screener.domain.manifest import Manifest
from screener.domain.policy import Family, Policy
from screener.domain.scorecards import Scorecard, Scorecards
from screener.screening import screen
from screener.search.watchlist import Watchlist
from topologies.cli import main
from topologies.commands import screener
from topologies.settings import PREFIX, Settings
from topologies.topics import TOPICS, YEARS, Topic
from topologies.worker.metrics import Metrics
from topologies.worker.supervisor import Supervisor

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ("README.md", "CHANGELOG.md")
PROGRAMS: dict[str, click.Command] = {"screener": screener, "load_tests": load_tests}
REGISTRY_HOST = re.compile(
    r"pypi|files\.pythonhosted|npmjs|repo1?\.maven|artifactory|nexus|index-url|docker\.io", re.IGNORECASE
)
MACHINE_PATH = re.compile(r"(?<![\w.$}])/(?:work|home|root|tmp|opt|Users)/\w|[A-Z]:\\")
EMPTY = "(empty)"


@pytest.fixture(scope="module")
def readme() -> str:
    return (ROOT / "README.md").read_text("utf-8")


def section(text: str, heading: str) -> str:
    """The text below `## heading`, up to the next one."""
    return text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]


def rows(text: str, heading: str) -> list[list[str]]:
    """The rows of the first table below the line that begins with `heading`, its back quotes removed."""
    lines = text.split("\n")
    start = next(number for number, line in enumerate(lines) if line.startswith(f"| {heading} |"))
    table = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        table.append([cell.strip().strip("`") for cell in line.strip("|").split("|")])
    return table


def commands(text: str) -> Iterator[list[str]]:
    """Every command of the text, split into words: lines of a console after `$`, and back-quoted ones."""
    consoles = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    typed = [line[2:] for block in consoles for line in block.splitlines() if line.startswith("$ ")]
    quoted = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    for line in (*typed, *quoted):
        words = shlex.split(line, comments=True) if line.count("'") % 2 == 0 else line.split()
        for is_pipe, part in groupby(words, lambda word: word == "|"):
            call = list(takewhile(lambda word: word != ">", () if is_pipe else part))
            yield from ([call[_settings_before(call) :]] if len(call) > _settings_before(call) else [])


def _settings_before(words: list[str]) -> int:
    """How many words `NAME=value` stand before the command."""
    return len(list(takewhile(lambda word: re.fullmatch(r"[A-Z_]+=.*", word), words)))


def mistake(command: click.Command, words: list[str]) -> str:
    """What is wrong with a command line, going by the commands and options that exist; empty where nothing is."""
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.commands.get(words[0])
        if found is None:
            return f"no command {words[0]!r}"
        command, words = found, words[1:]
    try:
        command.make_context(command.name, list(words), resilient_parsing=False)
    except (click.exceptions.Exit, click.exceptions.NoArgsIsHelpError, click.MissingParameter):
        return ""  # it asks for help, or is named in passing without its arguments
    except click.ClickException as error:
        return error.format_message()
    return ""


def named(words: list[str]) -> tuple[click.Command, list[str]] | None:
    """The program of ours that a command line calls, with its arguments; None where it calls another."""
    if words[0].endswith("python") and words[1:3] == ["-m", "load_tests"]:
        return PROGRAMS["load_tests"], words[3:]
    return (PROGRAMS["screener"], words[1:]) if words[0] == "screener" else None


def kept(topic: Topic) -> str:
    """How long a topic's messages are kept, as the table says it."""
    if topic.days is None:
        return "compacted"
    return f"{topic.days // YEARS} years" if topic.days % YEARS == 0 else f"{topic.days} days"


def families(registry: CollectorRegistry) -> dict[str, set[str]]:
    """The screener's metrics in a registry by the name that Prometheus sees, with their labels."""
    found: dict[str, set[str]] = {}
    for collector in set(registry._names_to_collectors.values()):  # the registry has no public way to ask for labels
        for metric in collector.describe() if hasattr(collector, "describe") else ():
            if metric.name.startswith("screener_"):
                found[_seen_name(metric)] = set(getattr(collector, "_labelnames", ()))
    return found


def _seen_name(metric: Metric) -> str:
    return f"{metric.name}_total" if metric.type == "counter" else metric.name


@pytest.fixture(scope="module")
def metrics() -> dict[str, set[str]]:
    return families(Metrics().registry)


def test_the_settings_table_has_every_setting_with_its_default(readme: str) -> None:
    """Variables, order and defaults of the table are those of the settings, and each has a meaning."""
    table = rows(section(readme, "Settings"), "Variable")
    fields = msgspec.structs.fields(Settings)
    assert [variable for variable, *_ in table] == [PREFIX + field.name.upper() for field in fields]
    for field, (variable, default, meaning) in zip(fields, table, strict=True):
        given = "" if default == EMPTY else default
        assert msgspec.convert(given, field.type, strict=False) == field.default, variable
        assert meaning, variable


def test_a_setting_in_seconds_or_bytes_says_so(readme: str) -> None:
    """The unit stands in the meaning wherever it stands in the name."""
    for variable, _, meaning in rows(section(readme, "Settings"), "Variable"):
        for unit in ("SECONDS", "BYTES", "RECORDS"):
            assert not variable.endswith(unit) or unit.lower() in meaning, variable


def test_the_topic_table_is_that_of_the_code(readme: str) -> None:
    """Name, key, partitions and retention of each topic are told as they are made."""
    table = rows(section(readme, "Topics"), "Topic")
    told = [tuple(row[:4]) for row in table]
    assert told == [(topic.name, topic.key.strip("`"), str(topic.partitions), kept(topic)) for topic in TOPICS]
    assert all(row[4] for row in table)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_exists(document: str) -> None:
    """Each command line of ours names commands, options and values that are accepted."""
    calls = [(words, call) for words in commands((ROOT / document).read_text("utf-8")) if (call := named(words))]
    assert calls
    assert not {" ".join(words): trouble for words, call in calls if (trouble := mistake(*call))}


def test_commands_are_found_in_consoles_and_in_running_text() -> None:
    """Variables before a command, pipes, redirections and remarks are no part of it; output is no command."""
    text = "```console\n$ A=b cat x | screener screen - > y   # why\nscreener: no\n```\nthen `make run`"
    assert list(commands(text)) == [["cat", "x"], ["screener", "screen", "-"], ["make", "run"]]


def test_every_option_in_back_quotes_exists(readme: str) -> None:
    """An option named in running text belongs to a command."""
    options = {option for command in _all_commands(screener) for param in command.params for option in param.opts}
    named_alone = set(re.findall(r"`(--[a-z-]+)", readme)) - {"--alter"}
    assert named_alone
    assert named_alone <= options


def _all_commands(command: click.Command) -> Iterator[click.Command]:
    yield command
    for each in command.commands.values() if isinstance(command, click.Group) else ():
        yield from _all_commands(each)


def test_every_command_of_the_screener_is_told(readme: str) -> None:
    """No command is left for the reader to find."""
    told = {" ".join(words) for words in commands(readme)}
    for name, command in screener.commands.items():
        subcommands = command.commands if isinstance(command, click.Group) else {"": command}
        for each in subcommands:
            full = f"screener {name} {each}".strip()
            assert any(line == full or line.startswith(f"{full} ") for line in told), full


@pytest.mark.parametrize(
    "line", ["nothing", "lists unload x.csv", "run --fast", "run --workers 0", "topics create --check=maybe"]
)
def test_a_wrong_command_would_be_seen(line: str) -> None:
    """The check above finds a command, an option and a value that do not exist."""
    assert mistake(screener, shlex.split(line))


def test_every_make_target_exists_and_is_told(readme: str) -> None:
    """What the README tells to make is in the Makefile, and the other way round."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    told = {words[1] for words in commands(readme) if words[0] == "make" and len(words) > 1}
    assert told == targets


def test_the_metrics_table_is_that_of_a_worker(readme: str, metrics: dict[str, set[str]]) -> None:
    """Every metric of a worker is in the table with its labels, and no other."""
    table = rows(section(readme, "Metrics and health"), "Metric")
    told = {name: set(re.findall(r"\w+", labels)) for name, labels, _ in table}
    assert told == metrics


def test_every_metric_named_exists(readme: str, metrics: dict[str, set[str]]) -> None:
    """A metric named anywhere in the README is one of a worker or of its supervisor."""
    supervisor = Supervisor(msgspec.structs.replace(Settings(), metrics_port=0), 0)
    supervisor._health.close()
    known = metrics.keys() | {
        _seen_name(metric) for each in (supervisor._restarts, supervisor._alive) for metric in each.describe()
    }
    assert set(re.findall(r"\bscreener_[a-z_]+\b", readme)) <= known


def test_alert_rules_name_only_metrics_that_exist(metrics: dict[str, set[str]]) -> None:
    """An alert on a metric that no worker has would never sound."""
    groups = yaml.safe_load((ROOT / "ops" / "prometheus" / "alerts.yml").read_text("utf-8"))["groups"]
    named_in_rules = {
        name for group in groups for rule in group["rules"] for name in re.findall(r"screener_\w+", rule["expr"])
    }
    assert named_in_rules
    assert {re.sub(r"_(bucket|sum|count)$", "", name) for name in named_in_rules} <= metrics.keys()


def test_every_dependency_is_named_with_its_reason(readme: str) -> None:
    """Run-time, build and development dependencies stand in the README, and the run-time table holds no other."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    run_time = {_distribution(each) for each in project["project"]["dependencies"]}
    text = section(readme, "Dependencies")
    table = rows(text, "Library")
    assert {library for library, _ in table} == run_time
    assert all(reason for _, reason in table)
    others = {_distribution(each) for group in project["dependency-groups"].values() for each in group}
    assert {name for name in others if not re.search(rf"\b{re.escape(name)}\b", text)} == set()


def _distribution(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9-]+", requirement)
    assert found
    return found[0]


def test_families_and_roles_are_told(readme: str) -> None:
    """The families stand in their order, and every party role is named."""
    table = rows(section(readme, "What is held, and why"), "Family")
    assert [family for family, *_ in table] == [family.value for family in Family]
    assert all(f"`{role}`" in readme or f'"{role}"' in readme for role in PartyRole if role is not PartyRole.OTHER)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(document: str) -> None:
    """A link inside the project points to a file, a link inside the page to a heading."""
    text = (ROOT / document).read_text("utf-8")
    headings = {
        re.sub(r"[^a-z0-9 -]", "", line.lower()).replace(" ", "-")
        for line in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }
    targets = re.findall(r"\]\(([^)]+)\)", text)
    assert targets
    for target in targets:
        if target.startswith("#"):
            assert target[1:] in headings, target
        elif "://" not in target:
            assert (ROOT / target).exists(), target


def test_the_drawn_tree_exists(readme: str) -> None:
    """Each file and folder of the layout is where it is drawn."""
    drawn = re.search(r"```text\n(screener/.*?)```", section(readme, "Developing"), re.DOTALL)
    assert drawn
    folder = Path()
    for line in drawn[1].splitlines():
        name = line.split()[0]
        if not line.startswith(" "):
            folder = Path(name)
        path = ROOT / (folder / name if line.startswith(" ") else name)
        assert path.exists(), name


@pytest.mark.parametrize("document", DOCUMENTS)
def test_no_registry_and_no_path_of_a_machine(document: str) -> None:
    """The text is true on every machine."""
    text = (ROOT / document).read_text("utf-8")
    assert not REGISTRY_HOST.search(text)
    assert not MACHINE_PATH.search(text)


def test_the_two_commands_stand_in_the_first_screen(readme: str) -> None:
    """Somebody who reads twenty lines knows what it is and how to try it."""
    first = "\n".join(readme.splitlines()[:21])
    assert "$ make run" in first
    assert "$ make test" in first


def test_the_example_manifest_clears_on_its_day(readme: str) -> None:
    """What the README calls the smallest manifest that clears is decoded and cleared, and without any field it is not."""
    found = next(block for block in json_examples(readme) if '"consignments"' in block)
    batch = Decoder().decode(Mode.EXPRESS, found.encode())
    assert isinstance(batch, Manifest)
    filed = batch.consignments[0].filed
    assert filed
    now = datetime(filed.year, filed.month, filed.day, tzinfo=UTC)
    assert screen(batch, Watchlist(()), Scorecards(), Policy(), now).decisions == []
    for field in msgspec.json.decode(found)["consignments"][0]:
        manifest = msgspec.json.decode(found)
        del manifest["consignments"][0][field]
        less = Decoder().decode(Mode.EXPRESS, msgspec.json.encode(manifest))
        assert isinstance(less, Manifest)
        assert screen(less, Watchlist(()), Scorecards(), Policy(), now).decisions, field


def test_the_example_scorecard_is_one(readme: str) -> None:
    """The scorecard of the README is read as one, of the quarter whose key stands beside it."""
    card = msgspec.json.decode(next(block for block in json_examples(readme) if '"quarter"' in block), type=Scorecard)
    assert f"`{card.operator}:{card.quarter}`" in readme


def test_the_printed_explanations_are_what_is_printed(readme: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each session of `screener match` in the README is run again, and prints the same."""
    sessions = re.findall(r"\$ screener match (.+--against.+)\n((?:(?!```|\$).*\n)+)", readme)
    assert sessions
    for call, printed in sessions:
        assert main(["match", *shlex.split(call)]) == 0
        assert [line for line in capsys.readouterr().out.splitlines() if line] == printed.splitlines(), call


def test_the_example_policy_is_one(readme: str) -> None:
    """The policy of the README is read as one, and its threshold counts for the role and mode that it names."""
    found = next(block for block in json_examples(readme) if '"hold_at"' in block)
    policy = msgspec.json.decode(found, type=Policy)
    assert policy.threshold(PartyRole.IMPORTER_OF_RECORD, Mode.EXPRESS).hold_at < policy.hold_at


def json_examples(text: str) -> list[str]:
    return re.findall(r"```json\n(.*?)```", text, re.DOTALL)
