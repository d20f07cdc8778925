"""A manifest as it is produced to Kafka."""

from typing import NamedTuple


class ManifestRecord(NamedTuple):
    """A record as a topic takes it."""

    topic: str
    key: str
    value: bytes
