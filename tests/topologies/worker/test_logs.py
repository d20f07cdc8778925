import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from topologies.settings import Settings, UsageError
from topologies.worker import logs

NUMBER = "123-45-6789"


@pytest.fixture(autouse=True)
def loggers() -> Iterator[None]:
    """Restore logging after each test."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    quiet = {name: logging.getLogger(name).level for name in logs.QUIET}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, old in quiet.items():
        logging.getLogger(name).setLevel(old)
    structlog.reset_defaults()


def lines(capfd: pytest.CaptureFixture[str]) -> list[str]:
    captured = capfd.readouterr()
    assert captured.out == ""
    return captured.err.splitlines()


def test_json_lines_parse(capfd: pytest.CaptureFixture[str]) -> None:
    """Each line is a JSON object with time, level, event and fields, whether it is our own or a library's."""
    logs.set_up(Settings(log_format="json"))
    structlog.get_logger("ours").info("ready", broker="127.0.0.1:9092", count=3)
    logging.getLogger("a.library").warning("commit of %s failed", "holds/3")
    ours, theirs = map(json.loads, lines(capfd))
    assert (ours["event"], ours["level"], ours["broker"], ours["count"]) == ("ready", "info", "127.0.0.1:9092", 3)
    assert ours["timestamp"].endswith("Z")
    assert (theirs["event"], theirs["level"]) == ("commit of holds/3 failed", "warning")


def test_an_error_with_its_traceback_is_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    """A program reads the log line by line."""
    logs.set_up(Settings(log_format="json"))
    try:
        int("no such thing")
    except ValueError:
        structlog.get_logger("ours").exception("it failed")
    (line,) = lines(capfd)
    assert "'no such thing'" in json.loads(line)["exception"]


@pytest.mark.parametrize("form", logs.FORMATS)
def test_no_social_security_number_is_logged(form: str, capfd: pytest.CaptureFixture[str]) -> None:
    """Numbers of the form NNN-NN-NNNN are masked in events, fields, nested fields, messages of libraries and tracebacks."""
    logs.set_up(Settings(log_format=form))
    log = structlog.get_logger("ours")
    log.warning("refused", value=f"filer {NUMBER}", nested={"key": [NUMBER]}, raw=NUMBER.encode())
    logging.getLogger("a.library").warning("cannot take %s", NUMBER)
    try:
        int(NUMBER)
    except ValueError as error:
        log.exception("it failed", error=error)
    text = "\n".join(lines(capfd))
    assert NUMBER not in text
    assert text.count("***-**-****") >= 6


def test_console_lines_are_for_people(capfd: pytest.CaptureFixture[str]) -> None:
    """Short lines, without colour codes if stderr is not a terminal."""
    logs.set_up(Settings())
    structlog.get_logger("ours").info("ready", broker="here")
    (line,) = lines(capfd)
    assert "ready" in line
    assert "broker=here" in line
    assert "\x1b" not in line


def test_lines_below_the_level_are_not_logged(capfd: pytest.CaptureFixture[str]) -> None:
    """At level warning no information is logged; Faust's own is logged at no level."""
    logs.set_up(Settings(log_level="warning"))
    structlog.get_logger("ours").info("ready")
    logs.set_up(Settings(log_level="info"))
    logging.getLogger("faust.worker").info("chatter")
    assert lines(capfd) == []


@pytest.mark.parametrize(
    ("given", "line"),
    [
        (Settings(log_format="xml"), "SCREENER_LOG_FORMAT='xml': use console or json"),
        (Settings(log_level="loud"), "SCREENER_LOG_LEVEL='loud': use debug, info, warning, error"),
    ],
)
def test_an_unknown_format_or_level_is_refused(given: Settings, line: str) -> None:
    """One line names the variable, its value and the allowed values."""
    with pytest.raises(UsageError, match=line):
        logs.set_up(given)


@pytest.mark.parametrize("form", logs.FORMATS)
def test_a_traceback_shows_no_local_variables(form: str, capfd: pytest.CaptureFixture[str]) -> None:
    """The variables of a function that failed may be somebody's name and address: they are not logged."""
    logs.set_up(Settings(log_format=form))
    address = "12 " + "Elm Street"
    try:
        int(address.replace("12 ", "no number "))
    except ValueError:
        structlog.get_logger("ours").exception("it failed")
    assert address not in "\n".join(lines(capfd))
