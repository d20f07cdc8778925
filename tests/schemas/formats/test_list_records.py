"""Records of lists: ids by content, and quarantined rows that are safe to show."""

from datetime import date

import msgspec

from schemas.formats.list_records import Quarantined, quarantined, with_content_id
from screener.domain.listed_party import ListedParty, ListName

VEGA = ListedParty("", ListName.SAM, "VEGA WORKS")


def test_equal_content_has_an_equal_id() -> None:
    """The id names the list and hashes everything that the list says of the party."""
    assert with_content_id(VEGA) == with_content_id(VEGA)
    assert with_content_id(VEGA).id.startswith("sam:")
    assert len(with_content_id(VEGA).id) == len("sam:") + 32
    for change in ({"name": "VEGA WORK"}, {"reference": "S4TEST2"}, {"weak_name": True}):
        assert with_content_id(msgspec.structs.replace(VEGA, **change)).id != with_content_id(VEGA).id


def test_the_day_a_record_was_first_seen_does_not_change_its_id() -> None:
    """Nor does an id that it already has: only what the list says counts."""
    known = msgspec.structs.replace(VEGA, id="sam:1", first_seen=date(2026, 7, 1))
    assert with_content_id(known).id == with_content_id(VEGA).id


def test_a_quarantined_row_is_safe_to_show() -> None:
    """Social security numbers are masked in reason and text, and a long text is shortened."""
    found = quarantined(3, 'unknown classification "123-45-6789"', "123-45-6789," + "x" * 500)
    assert isinstance(found, Quarantined)
    assert (found.line, found.reason) == (3, 'unknown classification "***-**-****"')
    assert found.text.startswith("***-**-****,xxx")
    assert len(found.text) == 200
