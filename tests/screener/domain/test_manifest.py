from datetime import date

from hypothesis import given

from screener.domain.consignment import Mode
from screener.domain.listed_party import ListedParty
from screener.domain.manifest import Manifest, consignment_key
from screener.domain.policy import Family
from tests.support.builders import express, listed, manifest_of, party, postal, screened
from tests.support.strategies import LISTED, MANIFESTS


def test_the_key_names_mode_identifier_and_date() -> None:
    """Identifiers are used again after a year, and house waybills may look like S10 identifiers."""
    assert consignment_key(Mode.EXPRESS, express(identifier="HB1", filed=date(2026, 7, 1))) == "express:HB1:2026-07-01"
    assert consignment_key(Mode.POSTAL, postal(identifier="HB1")) == "postal:HB1:2026-07-01"
    assert consignment_key(Mode.EXPRESS, express(identifier="", filed=None)) == "express::"


def test_families_are_counted_with_the_clear_ones() -> None:
    """The counts of a receipt add up to the manifest, whether or not a clear consignment has a decision."""
    recorded = express(party("General Trading"))
    given_manifest = manifest_of(express(), express(description=""), express(party("Orion Kade Trading")), recorded)
    found = screened(given_manifest, listed(), listed("GENERAL TRADING", weak_name=True))
    assert len(found.decisions) == 3
    assert found.family_counts == {Family.CLEAR: 2, Family.RFS: 0, Family.RFI: 1, Family.HOLD: 1, Family.DNL: 0}


@given(MANIFESTS, LISTED)
def test_every_consignment_is_counted_once(manifest: Manifest, entries: list[ListedParty]) -> None:
    """Whatever the manifest holds."""
    found = screened(manifest, *entries)
    assert sum(found.family_counts.values()) == found.consignment_count == len(manifest.consignments)
    assert all(count >= 0 for count in found.family_counts.values())
