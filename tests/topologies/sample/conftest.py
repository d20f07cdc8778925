from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from screener.domain.consignment import Mode
from topologies.local_run.manifest_files import ManifestRecord
from topologies.sample.day import SampleDay, sample_day
from topologies.topics import POSTAL

Readable = list[tuple[ManifestRecord, dict[str, Any]]]


@pytest.fixture(scope="session")
def day() -> SampleDay:
    """The day of 20,000 consignments that `screener run` streams."""
    return sample_day()


@pytest.fixture(scope="session")
def readable(day: SampleDay) -> Readable:
    """Its manifests that can be read, each with its JSON."""
    return [(record, body) for record in day.manifests if (body := readable_body(record.value)) is not None]


def readable_body(value: bytes) -> dict[str, Any] | None:
    """The JSON of a record, or None if it is not a manifest."""
    try:
        body = msgspec.json.decode(value)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return body if isinstance(body, dict) and "manifest" in body else None


def mode_of(record: ManifestRecord) -> Mode:
    """The mode of a record's consignments."""
    return Mode.POSTAL if record.topic == POSTAL.name else Mode.EXPRESS


def parties(readable: Readable) -> Iterator[tuple[str, dict[str, Any]]]:
    """(consignment key, party) for every party that can be read."""
    for record, body in readable:
        for each in body["consignments"]:
            if isinstance(each["parties"], list):
                key = f"{mode_of(record)}:{each.get('identifier')}:{each.get('filed')}"
                yield from ((key, party) for party in each["parties"])
