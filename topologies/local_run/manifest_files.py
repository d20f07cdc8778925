"""Manifests from files: NDJSON, a manifest a line, from disk or from standard input."""

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from topologies.settings import UsageError
from topologies.topics import EXPRESS, POSTAL

STDIN = Path("-")
_OPERATOR = re.compile(rb'"operator"\s*:\s*"([^"]*)"')
_FILER = re.compile(rb'"filer"\s*:\s*"([^"]*)"')
_CONSIGNMENT = b'"parties"'


class ManifestRecord(NamedTuple):
    """A manifest as it is sent to its topic."""

    topic: str
    key: str
    value: bytes


def lines_of(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines of a file that are not blank, with their numbers from 1. Raises `UsageError` if it cannot be read."""
    try:
        source = sys.stdin.buffer if path == STDIN else path.open("rb")
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    with source:
        for number, line in enumerate(source, 1):
            if line.strip():
                yield number, line.rstrip(b"\r\n")


def record_of(line: bytes) -> ManifestRecord:
    """A line as the record that a filer would send: postal if it names an operator, else express."""
    operator, filer = _OPERATOR.search(line), _FILER.search(line)
    key = operator or filer
    return ManifestRecord(
        (POSTAL if operator else EXPRESS).name, key[1].decode("utf-8", "replace") if key else "", line
    )


def read_records(paths: Iterable[Path]) -> Iterator[ManifestRecord]:
    """Every manifest of the files, in order."""
    for path in paths:
        for _, line in lines_of(path):
            yield record_of(line)


def count_consignments(paths: Iterable[Path]) -> int:
    """The approximate number of consignments in the files, for a progress bar. Raises `UsageError` for an unreadable file."""
    return sum(line.count(_CONSIGNMENT) for path in paths for _, line in lines_of(path))
