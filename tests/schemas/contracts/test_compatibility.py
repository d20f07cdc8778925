"""A newer contract may only add to an older one."""

import subprocess
from copy import deepcopy
from typing import Any

import orjson
import pytest

from schemas.contracts.compatibility import breaks
from schemas.contracts.topic_contracts import CONTRACTS, Contract
from tests.support.contracts import ROOT, SCHEMAS


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.topic)
def test_contracts_grow_by_addition(contract: Contract) -> None:
    """The contract keeps everything that the committed one promises."""
    path = f"schemas/contracts/{contract.file}"
    command = ["git", "show", f"HEAD:{path}"]
    committed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    base = committed.stdout or (ROOT / path).read_text("utf-8")
    assert breaks(orjson.loads(base), SCHEMAS[contract.topic]) == []


def hold_schema() -> dict[str, Any]:
    return deepcopy(SCHEMAS["holds"])


def test_an_addition_breaks_nothing() -> None:
    """A new field that has a default, and a new value of an enumeration, are additions."""
    new = hold_schema()
    new["$defs"]["Hold"]["properties"]["officer"] = {"type": "string", "default": ""}
    new["$defs"]["Cause"]["enum"].append("new-cause")
    assert breaks(hold_schema(), new) == []


def test_a_removed_field_breaks() -> None:
    """A field that readers know may not go, however deep it lies."""
    new = hold_schema()
    del new["$defs"]["Versions"]["properties"]["policy"]
    assert breaks(hold_schema(), new) == ["/versions/policy: the field is gone"]


def test_a_changed_type_breaks() -> None:
    """A field keeps its type."""
    new = hold_schema()
    new["$defs"]["Hold"]["properties"]["filer"]["type"] = "integer"
    assert breaks(hold_schema(), new) == ["/filer: type was 'string' and is 'integer'"]


def test_a_newly_required_field_breaks() -> None:
    """A message that was valid yesterday is valid today."""
    new = hold_schema()
    new["$defs"]["Hold"]["required"].append("match")
    assert breaks(hold_schema(), new) == ["/match: the field is newly required"]


def test_a_value_that_is_gone_breaks() -> None:
    """An enumeration loses no value."""
    new = hold_schema()
    new["$defs"]["HoldEvent"]["enum"].remove("removed")
    assert breaks(hold_schema(), new) == ["/event: the value 'removed' is gone"]


def test_a_change_inside_a_list_or_an_alternative_breaks() -> None:
    """Items of lists and alternatives of a union are compared too."""
    new = hold_schema()
    new["$defs"]["Code"]["properties"]["code"]["type"] = "integer"
    new["$defs"]["Match"]["properties"]["score"]["type"] = "string"
    found = breaks(hold_schema(), new)
    assert "/codes/items/code: type was 'string' and is 'integer'" in found
    assert any(line.startswith("/match/anyOf/") for line in found)
