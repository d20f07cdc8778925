"""Bytes -> a manifest or a rejection: valid manifests are decoded by type, others leniently, and nothing raises."""

import json
import re
import time
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.decoding import Decoder, Limits
from schemas.lenient_decoding import Rejection, salvage_manifest
from schemas.messages import ExpressManifest, PostalManifest
from screener.domain.consignment import Consignment, Mode, Party, PartyRole
from screener.domain.decision import Cause
from screener.domain.errors import ErrorCode
from screener.domain.manifest import Manifest
from tests.support.builders import (
    BUYER_ADDRESS,
    express,
    importer_number,
    listed,
    party,
    postal,
    screened,
    shipper,
)

ORION = listed("ORION KADE TRADING")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FIELDS = "identifier filed parties description quantity weight weight_unit value currency origin hts contents".split()
PARTY_FIELDS = "role name address identifiers phone email".split()


def manifest(*consignments: Consignment[Party], mode: Mode = Mode.EXPRESS) -> bytes:
    shape: Any = ExpressManifest if mode is Mode.EXPRESS else PostalManifest
    return msgspec.json.encode(shape(filer="SWIFT", manifest="M1", consignments=list(consignments)))


def read(body: bytes, mode: Mode = Mode.EXPRESS, limits: Limits | None = None) -> Manifest:
    found = Decoder(limits).decode(mode, body)
    assert isinstance(found, Manifest)
    return found


def refused(body: bytes | None, limits: Limits | None = None) -> Rejection:
    found = Decoder(limits).decode(Mode.EXPRESS, body)
    assert isinstance(found, Rejection)
    assert found.reason
    assert found.detail
    assert found.remedy
    return found


def with_consignments(text: str, head: str = "") -> bytes:
    return f'{{"filer":"SWIFT","manifest":"M1",{head}"consignments":[{text}]}}'.encode()


def plain(found: Manifest) -> Any:
    return msgspec.to_builtins(found.consignments)


def codes(found: Manifest, index: int = 0) -> list[ErrorCode]:
    return [each.code for each in found.problems.get(index, ())]


def test_a_valid_manifest_is_read_whole() -> None:
    """What was filed is what is screened: every field of consignment, party, address and identifier."""
    filed = express(shipper(), party(identifiers=[importer_number("12-3456789XX")], phone="+1 937 555 0100"))
    found = read(manifest(filed))
    assert (found.filer, found.number, found.mode, found.problems) == ("SWIFT", "M1", Mode.EXPRESS, {})
    assert plain(found) == msgspec.to_builtins([filed])


def test_a_postal_manifest_names_its_post() -> None:
    """The operator is the post; without one it stays empty, and the items are held for it."""
    assert read(with_consignments("", '"operator":"CNA",'), Mode.POSTAL).operator == "CNA"
    assert read(with_consignments(""), Mode.POSTAL).operator == ""
    assert read(with_consignments("", '"operator":7,'), Mode.POSTAL).operator == ""


def test_a_party_seen_before_is_the_same_object() -> None:
    """Its bytes are decoded once: what was found out about it is remembered under the object."""
    decoder = Decoder()
    first, second = (decoder.decode(Mode.EXPRESS, manifest(express())) for _ in range(2))
    assert isinstance(first, Manifest)
    assert isinstance(second, Manifest)
    assert first.consignments[0].parties[0] is second.consignments[0].parties[0]


def test_unknown_fields_are_ignored() -> None:
    """Contracts grow by addition, so an older reader ignores a newer field."""
    body = manifest(express()).replace(b'"description"', b'"seal":{"no":[1]},"description"')
    assert read(body).problems == {}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (None, "empty"),
        (b"", "empty"),
        (b"not json", "not JSON"),
        (b'{"filer":"SWIFT"', "not JSON"),
        (b"{} {}", "not JSON"),
        (b"[1]", "not a manifest"),
        (b"null", "not a manifest"),
        (b'"text"', "not a manifest"),
        (b"{}", "missing field"),
        (b'{"filer":"SWIFT","consignments":[]}', "missing field"),
        (b'{"filer":"","manifest":"M1","consignments":[]}', "missing field"),
        (b'{"filer":7,"manifest":"M1","consignments":[]}', "missing field"),
        (b'{"filer":"SWIFT","manifest":"M1"}', "missing field"),
        (b'{"filer":"SWIFT","manifest":"M1","shipments":[{}]}', "missing field"),
        (b'{"filer":"SWIFT","manifest":"M1","consignments":{}}', "missing field"),
        ('{"filer":"Société"}'.encode("latin-1"), "not UTF-8"),
        ('{"filer":"SWIFT"}'.encode("utf-16"), "not UTF-8"),
        ('{"filer":"SWIFT"}'.encode("utf-16-le"), "not JSON"),
        (b'\xef\xbb\xbf{"filer":"SWIFT"}', "not JSON"),
        (b"[" * 100_000, "too deep"),
        (b'{"filer":' * 100_000, "too deep"),
        (b'{"filer":"SWIFT","manifest":"M1","consignments":[{"hts":' + b"[" * 100_000, "too deep"),
        (b"1" * 5000, "not JSON"),
    ],
)
def test_what_is_no_manifest_is_refused_with_reason_and_remedy(body: bytes | None, reason: str) -> None:
    """Each kind of unreadable record has a reason of few words, a detail and a remedy."""
    assert refused(body).reason == reason


def test_a_refusal_names_what_could_still_be_read() -> None:
    """The filer gets a receipt where the filer is legible."""
    assert refused(b'{"filer":"SWIFT","manifest":"M7","consignments":3}').filer == "SWIFT"
    assert refused(b'{"filer":"SWIFT","manifest":"M7","consignments":3}').manifest == "M7"


def test_an_empty_manifest_is_a_manifest() -> None:
    """An empty list of consignments was filed on purpose; a missing one was not."""
    assert read(with_consignments("")).consignments == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"identifier":7}', ErrorCode.INVALID_HOUSE_BILL_NBR),
        ('{"filed":"2026-02-30"}', ErrorCode.INVALID_DATE),
        ('{"filed":"0000-01-01"}', ErrorCode.INVALID_DATE),
        ('{"filed":"99999-01-01"}', ErrorCode.INVALID_DATE),
        ('{"filed":20260701}', ErrorCode.INVALID_DATE),
        ('{"quantity":"2"}', ErrorCode.INVALID_BILL_QTY),
        ('{"quantity":1.5}', ErrorCode.INVALID_BILL_QTY),
        ('{"weight":"heavy"}', ErrorCode.INVALID_WEIGHT),
        ('{"weight":NaN}', ErrorCode.INVALID_WEIGHT),
        ('{"weight":-Infinity}', ErrorCode.INVALID_WEIGHT),
        ('{"value":NaN}', ErrorCode.INVALID_VALUE),
        ('{"value":[1]}', ErrorCode.INVALID_VALUE),
        ('{"origin":null}', ErrorCode.INVALID_COUNTRY),
        ('{"parties":{}}', ErrorCode.INVALID_PARTY),
        ('{"parties":[7]}', ErrorCode.INVALID_PARTY),
        ('{"parties":[null]}', ErrorCode.INVALID_PARTY),
        ('{"parties":[{"name":"Tilda Marsh"}]}', ErrorCode.INVALID_PARTY_ROLE),
        ('{"parties":[{"role":"captain","name":"Tilda Marsh"}]}', ErrorCode.INVALID_PARTY_ROLE),
        ('{"parties":[{"role":"consignee","name":["Tilda"]}]}', ErrorCode.INVALID_NAME),
        ('{"parties":[{"role":"consignee","address":"12 Elm"}]}', ErrorCode.INVALID_FIELD),
        ('{"parties":[{"role":"consignee","identifiers":[{"kind":"shoe","value":"9"}]}]}', ErrorCode.INVALID_FIELD),
        ('{"hts":1}', ErrorCode.INVALID_FIELD),
        ("7", ErrorCode.INVALID_FIELD),
        ("null", ErrorCode.INVALID_FIELD),
        ("[]", ErrorCode.INVALID_FIELD),
    ],
)
def test_one_bad_field_costs_only_itself(text: str, code: ErrorCode) -> None:
    """The consignment keeps what could be read, with the code of what could not; its neighbour is untouched."""
    good = msgspec.json.encode(express()).decode()
    found = read(with_consignments(f"{good},{text},{good}"))
    assert codes(found, 1) == [code]
    assert set(found.problems) == {1}
    assert plain(found)[0] == plain(found)[2] == msgspec.to_builtins(express())


def test_a_party_of_unknown_role_is_still_screened() -> None:
    """A wrong word for the role hides nobody from the search."""
    body = with_consignments('{"identifier":"HB1","parties":[{"role":"captain","name":"Orion Kade Trading"}]}')
    (decision,) = screened(read(body), ORION).decisions
    assert decision.matches[0].role is PartyRole.OTHER


def test_a_bad_neighbour_hides_nobody() -> None:
    """A listed party in a manifest that is read leniently is found as well."""
    held = msgspec.json.encode(express(party("Orion Kade Trading"))).decode()
    found = screened(read(with_consignments(f'{held},{{"weight":"x"}}')), ORION)
    assert found.decisions[0].reasons[0].cause is Cause.LISTED_PARTY


PERSON = '{"role":"consignee","name":"Orion Kade Trading"}'


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('{"identifier":"A","identifier":"B"}', "identifier"),
        (f'{{"parties":[{PERSON}],"parties":[]}}', "parties"),
        (f'{{"parties":[{PERSON}],"p\\u0061rties":[]}}', "parties"),
        ('{"parties":[{"role":"consignee","name":"A","name":"B"}]}', "name"),
        ('{"parties":[{"role":"consignee","name":"A","\\u006eame":"B"}]}', "name"),
        ('{"parties":[{"role":"shipper","role":"consignee"}]}', "role"),
        ('{"parties":[{"role":"consignee","identifiers":[],"identifiers":[]}]}', "identifiers"),
        ('{"parties":[{"role":"consignee","identifiers":[{"kind":"uei","value":"A","value":"B"}]}]}', "value"),
        ('{"parties":[{"role":"consignee","address":{"lines":["1 Elm"],"lines":["2 Elm"]}}]}', "lines"),
        ('{"parties":[{"role":"consignee","address":{},"address":{}}]}', "address"),
        ('{"weight":"x","description":"a","description":"b"}', "description"),
        ('{"weight":"x","seal":{"no":1,"no":2}}', "no"),
    ],
)
def test_a_repeated_key_is_reported(text: str, key: str) -> None:
    """A second value must not slip in behind the first, at any level, also where the key is spelled with escapes."""
    found = read(with_consignments(text))
    reported = [each.field for each in found.problems[0] if each.code is ErrorCode.DUPLICATE_KEY]
    assert reported == [key]


@pytest.mark.parametrize("second", ['"consignments":[]', '"consign\\u006dents":[]'])
def test_consignments_given_twice_refuse_the_manifest(second: str) -> None:
    """Nobody can say which of two lists was meant."""
    body = with_consignments("{}").removesuffix(b"}") + f",{second}}}".encode()
    found = refused(body)
    assert found.reason == "duplicate key"
    assert found.filer == "SWIFT"


def test_text_that_looks_like_a_key_is_text() -> None:
    """A person called `name` and goods called `parties` are read leniently, without a problem."""
    found = read(
        manifest(express(party('"name"'), description='"parties"'), express(party("name"), description="parties"))
    )
    assert found.problems == {}
    assert found.consignments[0].description == '"parties"'
    assert found.consignments[1].parties[1].name == "name"


def test_half_a_character_is_replaced() -> None:
    """A lone surrogate cannot be sent on; whole pairs and escaped backslashes are left alone."""
    for escaped, expected in (
        (r"a\ud800b", "a\ufffdb"),
        (r"\udc00", "\ufffd"),
        (r"\ud83d\ude00", "\U0001f600"),
        (r"\\ud800", r"\ud800"),
        (r"\\ud801\udc00", "\\ud801\ufffd"),
        (r"\ud800\ud83d\ude00\ude00", "\ufffd\U0001f600\ufffd"),
    ):
        found = read(
            with_consignments(f'{{"description":"{escaped}","parties":[{{"role":"consignee","name":"{escaped}"}}]}}')
        )
        assert found.consignments[0].description == found.consignments[0].parties[0].name == expected
        assert msgspec.json.encode(found.consignments)


def test_wrong_fields_of_the_manifest_itself_are_reported() -> None:
    """A field of the wrong type costs only itself, and is reported."""
    found = read(with_consignments("{}", '"flight":7,"sent":"yesterday","purpose":"third",'))
    assert sorted(each.field for each in found.manifest_problems) == ["flight", "purpose", "sent"]


@pytest.mark.parametrize("spoiled", [b"", b'"flight":7,'])
def test_a_master_waybill_is_checked_by_both_decoders(spoiled: bytes) -> None:
    """Its check digit is checked whether or not something else is wrong."""
    head = f'{spoiled.decode()}"master_waybill":"217-08722684",'
    wrong = read(with_consignments("", head)).manifest_problems
    assert wrong[-1].code is ErrorCode.INVALID_MASTER_BILL_NBR
    right = read(with_consignments("", '"master_waybill":"217-08722685",'))
    assert right.manifest_problems == ()


def test_records_and_manifests_have_a_limit() -> None:
    """What is larger is refused with its size and the remedy; what is just as large is read."""
    body = manifest(express(), express(identifier="HB2"))
    assert refused(body, Limits(record_bytes=len(body) - 1)).reason == "oversized"
    assert str(len(body)) in refused(body, Limits(record_bytes=len(body) - 1)).detail
    assert read(body, limits=Limits(record_bytes=len(body))).problems == {}
    assert refused(body, Limits(consignments=1)).reason == "too many consignments"
    assert refused(body, Limits(consignments=1)).filer == "SWIFT"


def test_a_large_record_is_read_in_seconds() -> None:
    """Two megabytes in one name: read, held for the name, and found to contain a listed name or not, without delay."""
    began = time.process_time()
    for name in ("Orion Kade Trading " * 110_000, "x" * 2_000_000):
        given = read(manifest(express(party(name, address=BUYER_ADDRESS))))
        (decision,) = screened(given, listed("ORION KADE TRADING", addresses=[BUYER_ADDRESS])).decisions
        assert ErrorCode.INVALID_NAME in {each.code for each in decision.problems}
    assert time.process_time() - began < 5


@pytest.mark.parametrize("spoil", [b"", b'"flight":7,'])
def test_fifty_thousand_consignments_take_seconds(spoil: bytes) -> None:
    """A manifest of 50,000 consignments, all people different, decoded by type and leniently."""
    number = 50_000
    one = msgspec.json.encode(express(shipper("SELLER-NAME"), party("BUYER-NAME"))).decode()
    named = re.compile("HB100001|SELLER-NAME|BUYER-NAME")
    parts = [named.sub(rf"\g<0> {n}x", one) for n in range(number)]
    body = with_consignments(",".join(parts), spoil.decode())
    began = time.process_time()
    found = screened(read(body, limits=Limits(record_bytes=len(body))), ORION)
    assert time.process_time() - began < 10
    assert found.consignment_count == number
    assert found.decisions == []


@given(st.binary(max_size=200), st.sampled_from(Mode))
def test_no_bytes_raise(body: bytes, mode: Mode) -> None:
    """Any bytes give a manifest or a rejection."""
    assert isinstance(Decoder().decode(mode, body), Manifest | Rejection)


@given(JSON, st.sampled_from(Mode))
def test_no_json_raises(tree: Any, mode: Mode) -> None:
    """Any JSON value gives a manifest or a rejection."""
    assert isinstance(Decoder().decode(mode, json.dumps(tree).encode()), Manifest | Rejection)


CONSIGNMENTS = JSON | st.dictionaries(
    st.sampled_from(FIELDS),
    JSON | st.lists(st.dictionaries(st.sampled_from(PARTY_FIELDS), JSON, max_size=4), max_size=2),
    max_size=5,
)


@given(st.lists(CONSIGNMENTS, max_size=3), st.sampled_from(Mode), JSON)
def test_no_consignment_raises_or_vanishes(consignments: list[Any], mode: Mode, other: Any) -> None:
    """Whatever the list of consignments contains, none is lost in decoding, and each can be screened."""
    tree = {"filer": "SWIFT", "manifest": "M1", "consignments": consignments, "flight": other, "operator": other}
    found = read(json.dumps(tree).encode(), mode)
    result = screened(found, ORION)
    assert result.consignment_count == len(consignments)
    assert msgspec.json.encode(result.decisions)


NAMES = st.text(st.characters(codec="utf-8"), max_size=8)


@given(
    st.lists(st.builds(express, st.builds(party, NAMES), identifier=NAMES, description=NAMES), max_size=3),
    st.lists(st.builds(postal, st.builds(party, NAMES), identifier=NAMES, description=NAMES, hts=NAMES), max_size=3),
)
def test_both_decoders_read_the_same_consignments(express: list[Any], postal: list[Any]) -> None:
    """For a valid manifest both decoders give the same result."""
    for mode, consignments in ((Mode.EXPRESS, express), (Mode.POSTAL, postal)):
        body = manifest(*consignments, mode=mode)
        lenient = salvage_manifest(mode, body)
        assert isinstance(lenient, Manifest)
        assert plain(lenient) == plain(read(body, mode)) == msgspec.to_builtins(consignments)
        assert lenient.problems == {}
