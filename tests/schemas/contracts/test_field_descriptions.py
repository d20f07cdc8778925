"""The docstring below a field describes it in the contracts."""

import pytest
from msgspec import Struct

from schemas.contracts.field_descriptions import field_descriptions
from schemas.messages import SnapshotMarker
from screener.domain.consignment import PostalItem


class Described(Struct):
    first: str
    """The first field,
    on two lines."""
    renamed: int = 0
    """The second field."""


class Inheriting(Described, rename="camel"):
    third_field: int = 0
    """The third field."""


class Silent(Described):
    fourth: int = 0


def test_a_description_is_the_docstring_below_the_field() -> None:
    """On one line, under the name that the field has on the wire."""
    assert field_descriptions(Described) == {"first": "The first field, on two lines.", "renamed": "The second field."}


def test_inherited_fields_are_described_too() -> None:
    """Where a base class declares a field, its docstring counts."""
    found = field_descriptions(Inheriting)
    assert (found["first"], found["thirdField"]) == ("The first field, on two lines.", "The third field.")
    assert {"filed", "contents"} <= field_descriptions(PostalItem).keys()


def test_a_field_without_a_docstring_fails_by_name() -> None:
    """`make contracts` stops there, so that no contract is published with a gap."""
    with pytest.raises(LookupError, match=r"Silent\.fourth"):
        field_descriptions(Silent)


def test_the_tag_of_a_record_is_described() -> None:
    """The field that distinguishes the records of one topic has no line in the type."""
    assert field_descriptions(SnapshotMarker)["type"] == "Kind of record, always `marker`."
