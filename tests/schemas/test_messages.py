"""The messages of the topics: what is written can be read, also by an older reader and from an older writer."""

import msgspec
import orjson
import pytest
from msgspec import Struct

from schemas.contracts.message_examples import EXAMPLES
from schemas.contracts.topic_contracts import CONTRACTS
from schemas.messages import ExpressManifest, ListVersion, Purpose, SnapshotMarker, VersionPart, WatchlistVersion
from screener.domain.consignment import Party
from screener.domain.listed_party import ListName

TYPES = {kind.__name__: kind for contract in CONTRACTS for kind in contract.types}


@pytest.mark.parametrize(("name", "kind"), TYPES.items())
def test_a_message_survives_writing_and_reading(name: str, kind: type[Struct]) -> None:
    """Field by field, times and enumerations included."""
    message = EXAMPLES[name]
    read = msgspec.json.decode(msgspec.json.encode(message), type=kind)
    assert msgspec.to_builtins(read, order="deterministic") == msgspec.to_builtins(message, order="deterministic")


@pytest.mark.parametrize(("name", "kind"), TYPES.items())
def test_an_older_reader_ignores_a_newer_field(name: str, kind: type[Struct]) -> None:
    """Contracts grow by addition, so readers and writers may be upgraded in any order."""
    newer = orjson.loads(msgspec.json.encode(EXAMPLES[name])) | {"field_of_a_later_release": {"x": [1]}}
    msgspec.json.decode(orjson.dumps(newer), type=kind)


def test_the_smallest_manifest_is_a_first_filing() -> None:
    """Filer, number and consignments are enough; default values are not written."""
    manifest = msgspec.json.decode(b'{"filer":"QFX","manifest":"1","consignments":[]}', type=ExpressManifest[Party])
    assert manifest.purpose is Purpose.ORIGINAL
    assert msgspec.json.encode(manifest) == b'{"filer":"QFX","manifest":"1","consignments":[]}'


def test_the_type_field_distinguishes_the_records_of_one_topic() -> None:
    """A reader of `watchlist.archive` decodes any of its records without knowing the key."""
    records = (ListVersion, VersionPart, WatchlistVersion)
    for kind in records:
        body = msgspec.json.encode(EXAMPLES[kind.__name__])
        assert type(msgspec.json.decode(body, type=ListVersion | VersionPart | WatchlistVersion)) is kind
    with pytest.raises(msgspec.ValidationError, match="type"):
        msgspec.json.decode(body, type=SnapshotMarker)


def test_a_marker_needs_a_time_with_its_offset() -> None:
    """A time without an offset from UTC is refused: nobody could order it."""
    marker = b'{"type":"marker","list":"sam","count":1,"version":"v","closed":"2026-07-01T00:00:00%s"}'
    assert msgspec.json.decode(marker % b"+02:00", type=SnapshotMarker).list is ListName.SAM
    with pytest.raises(msgspec.ValidationError, match="timezone"):
        msgspec.json.decode(marker % b"", type=SnapshotMarker)
