"""Snapshots of lists, read from files."""

from collections.abc import Sequence
from pathlib import Path

from schemas.lists import ListRefused, Snapshot, load
from topologies.settings import UsageError


def read_list_files(files: Sequence[Path]) -> list[Snapshot]:
    """The snapshots in `files`, one for each list. Raises `UsageError`, one line, for a file that cannot be read or is refused."""
    try:
        return load([(path.name, path.read_bytes()) for path in files])
    except OSError as error:
        raise UsageError(f"{error.filename}: {error.strerror}") from None
    except ListRefused as refused:
        raise UsageError(str(refused)) from None


def refuse_incomplete(snapshots: Sequence[Snapshot], remedy: str = "") -> None:
    """Raise `UsageError`, one line that ends in `remedy`, for the first snapshot that must not replace a list."""
    for snapshot in snapshots:
        if snapshot.incomplete:
            raise UsageError(f"{snapshot.list}: {snapshot.incomplete}{remedy}")
