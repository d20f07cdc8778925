"""Receipts and dead letters: every manifest is answered, with counts, errors and remedies."""

import re
from datetime import timedelta

from schemas.lenient_decoding import Rejection
from schemas.messages import MAX_RECEIPT_ERRORS
from schemas.receipts import (
    CODES_OF_RECEIPT,
    WHOLE_MANIFEST,
    Coordinates,
    clear_receipt,
    dead_letter,
    error_receipt,
    receipt_of,
    unidentified,
)
from screener.domain.consignment import Mode
from screener.domain.manifest import Manifest
from tests.support.builders import NOW, express, listed, manifest_of, party, screened

COORDINATES = Coordinates("manifests.express", 3, 41, "SWIFT")
ORION = listed("ORION KADE TRADING")
REJECTION = Rejection("not JSON", "near 123-45-6789", "send JSON")


def mixed() -> Manifest:
    """A held, a clear and a faulty consignment, and one that nothing identifies."""
    held = express(party("Orion Kade Trading"), identifier="HB1")
    faulty = express(party(""), identifier="HB3")
    return manifest_of(held, express(identifier="HB2"), faulty, express(identifier="", filed=None))


def test_a_receipt_counts_every_consignment_once() -> None:
    """By its strictest measure; clear ones too."""
    given = mixed()
    found = receipt_of(given, screened(given, ORION), COORDINATES, NOW)
    assert (found.consignments, found.cleared, found.rejected) == (4, 1, 2)
    assert found.outcomes == {"clear": 1, "RFI": 2, "HOLD": 1}
    assert (found.recorded, found.codes) == (1, CODES_OF_RECEIPT)


def test_an_error_names_field_remedy_and_the_system_of_its_code() -> None:
    """The filer's own system knows CAMIR codes; the others are marked as the screener's."""
    given = mixed()
    errors = receipt_of(given, screened(given, ORION), COORDINATES, NOW).errors
    found = {(each.index, each.code, each.code_system.value) for each in errors}
    assert (2, "MISSING_CNE_NAME", "CAMIR") in found
    assert (3, "INVALID_DATE", "SCREENER") in found
    assert all(each.field and each.remedy for each in errors)


def test_a_receipt_lists_a_limited_number_of_errors_and_counts_all() -> None:
    """A broken export must not make a message that the broker refuses."""
    given = manifest_of(*[express(party(""), identifier=f"HB{n}") for n in range(MAX_RECEIPT_ERRORS + 5)])
    found = receipt_of(given, screened(given), COORDINATES, NOW)
    assert (len(found.errors), found.error_count) == (MAX_RECEIPT_ERRORS, MAX_RECEIPT_ERRORS + 5)


def test_the_short_receipt_of_a_clear_manifest_equals_the_long_one() -> None:
    """The fast path skips the counting, and nobody can tell."""
    given = manifest_of(express(identifier="HB1"), express(identifier="HB2"))
    result = screened(given, ORION)
    assert clear_receipt(given, result.versions, COORDINATES, NOW) == receipt_of(given, result, COORDINATES, NOW)


def test_an_unreadable_record_gets_a_receipt_with_one_error() -> None:
    """Without the codes that promise an assessment; the record's key is the filer where the record names none."""
    versions = screened(express()).versions
    found = error_receipt(Mode.EXPRESS, REJECTION, COORDINATES, versions, NOW)
    (error,) = found.errors
    assert (found.filer, found.codes, found.consignments, found.outcomes) == ("SWIFT", (), 0, {})
    assert (error.index, error.field, error.value) == (WHOLE_MANIFEST, "not JSON", "near ***-**-****")
    named = Rejection("duplicate key", "", "", "QFX", "M7")
    assert error_receipt(Mode.EXPRESS, named, COORDINATES, versions, NOW).filer == "QFX"


def test_a_replay_writes_the_same_ids() -> None:
    """The id depends on the coordinates, not on the time; another offset is another receipt."""
    given = manifest_of(express())
    result = screened(given)
    first, again = (receipt_of(given, result, COORDINATES, now) for now in (NOW, NOW + timedelta(hours=1)))
    other = receipt_of(given, result, Coordinates("manifests.express", 3, 42), NOW)
    assert first.id == again.id != other.id
    assert dead_letter(REJECTION, COORDINATES, b"{", NOW).id == dead_letter(REJECTION, COORDINATES, b"{", NOW).id
    assert dead_letter(REJECTION, COORDINATES, b"{", NOW, 0).id != dead_letter(REJECTION, COORDINATES, b"{", NOW, 1).id


def test_a_dead_letter_shows_a_masked_beginning() -> None:
    """Never the whole payload, and no social security number in it: not cut in two, and not in UTF-16 either."""
    for text in ("SSN 123-45-6789 ", "x" * 505 + "123-45-6789", "x" * 500 + "123-45-6789 and on"):
        for encoding in ("utf-8", "utf-16"):
            letter = dead_letter(REJECTION, COORDINATES, text.encode(encoding) * 3, NOW)
            assert len(letter.sample) <= 512
            assert not re.search(r"\d", letter.sample)
            assert "123" not in letter.detail


def test_a_consignment_without_a_key_goes_to_the_dead_letters() -> None:
    """Nothing can be held under no name; the reasons say what is missing."""
    given = mixed()
    ((decision, rejection),) = unidentified(given, screened(given, ORION))
    assert (decision.index, rejection.reason) == (3, "no consignment key")
    assert "MISSING_HOUSE_BILL_NBR" in rejection.detail
