"""Structured logs: JSON for programs, short lines for people, social security numbers masked in both."""

import logging
import sys
from typing import Any

import structlog

from screener.domain.identifiers import mask
from topologies.settings import Settings, UsageError

FORMATS = ("console", "json")
LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
QUIET = ("faust", "mode", "aiokafka", "asyncio")


def set_up(settings: Settings) -> None:
    """Send all logs to stderr in the format and from the level of the settings. Raises `UsageError` for unknown ones."""
    if settings.log_format not in FORMATS:
        raise UsageError(f"SCREENER_LOG_FORMAT={settings.log_format!r}: use {' or '.join(FORMATS)}")
    if settings.log_level not in LEVELS:
        raise UsageError(f"SCREENER_LOG_LEVEL={settings.log_level!r}: use {', '.join(LEVELS)}")
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer = _renderer(settings.log_format)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderer],
            foreign_pre_chain=shared,
        )
    )
    logging.basicConfig(handlers=[handler], level=LEVELS[settings.log_level], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, LEVELS[settings.log_level]))


def _renderer(name: str) -> list[Any]:
    if name == "json":
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(), _masked]
    # A plain traceback: the default one prints local variables, which may contain people's names and addresses.
    plain = structlog.dev.plain_traceback
    return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain), _masked]


def _masked(_: object, __: str, line: str) -> str:
    """Mask the rendered line, in which nested values and tracebacks are text too."""
    return mask(line)
