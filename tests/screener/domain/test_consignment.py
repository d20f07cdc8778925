"""The types of a consignment: what is equal, what is left out of a message, how an address is printed."""

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given

from screener.domain.consignment import Address, ExpressConsignment, Mode, Moment, Party, PartyRole, PostalItem
from tests.support.strategies import EXPRESS, POSTAL


def test_two_parties_with_equal_content_are_two_parties() -> None:
    """Parties are compared by identity, so that findings can be cached by object; addresses are compared by content."""
    one, other = (Party(PartyRole.SHIPPER, "Orion Kade", Address(city="Dayton")) for _ in range(2))
    assert one != other
    assert len({one, other}) == 2
    assert one.address == other.address


def test_an_address_is_printed_without_its_empty_parts() -> None:
    """Street lines first, then city, region, postcode and country."""
    assert (
        str(Address(("12 Elm Street", "Unit 5"), "Dayton", "OH", country="US"))
        == "12 Elm Street, Unit 5, Dayton, OH, US"
    )
    assert str(Address()) == ""


def test_fields_that_are_not_given_are_left_out_of_a_message() -> None:
    """An empty consignment is an empty object, so that messages stay small."""
    assert msgspec.json.encode(ExpressConsignment[Party]()) == b"{}"
    assert msgspec.json.encode(Party(PartyRole.SELLER)) == b'{"role":"seller"}'


@given(EXPRESS | POSTAL)
def test_a_consignment_has_lists_of_its_own(consignment: ExpressConsignment[Party] | PostalItem[Party]) -> None:
    """The default list of parties is not shared between consignments."""
    fresh = type(consignment)()
    fresh.parties.append(Party(PartyRole.OTHER))
    assert type(consignment)().parties == []


def test_a_moment_needs_an_offset_from_utc() -> None:
    """A time without a zone could mean any of 24 hours."""
    read = msgspec.json.Decoder(Moment).decode
    assert read(b'"2026-07-01T12:00:00Z"') == datetime(2026, 7, 1, 12, tzinfo=UTC)
    with pytest.raises(msgspec.ValidationError):
        read(b'"2026-07-01T12:00:00"')


def test_modes_and_roles_are_words_on_the_wire() -> None:
    """A message names a mode or role by the value that the contract lists."""
    assert msgspec.json.encode([Mode.EXPRESS, PartyRole.IMPORTER_OF_RECORD]) == b'["express","importer-of-record"]'
