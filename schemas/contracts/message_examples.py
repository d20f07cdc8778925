"""One example of every message, for readers of the contracts. All names and numbers are invented."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from msgspec import Struct

from schemas.messages import (
    DeadLetter,
    ErrorItem,
    ErrorSystem,
    ExpressManifest,
    ListVersion,
    PostalManifest,
    Receipt,
    SnapshotMarker,
    VersionPart,
    WatchlistVersion,
)
from screener.domain.consignment import (
    Address,
    ContentLine,
    ExpressConsignment,
    Identifier,
    IdentifierKind,
    Mode,
    Party,
    PartyRole,
    PostalItem,
)
from screener.domain.decision import Basis, Cause, Evidence, Hold, Match, Notice, NoticeKind, Versions
from screener.domain.listed_party import Alias, AliasKind, ListedParty, ListName, PartyKind
from screener.domain.policy import Family, Policy, Threshold
from screener.domain.scorecards import Scorecard
from screener.domain.status_codes import Code, HoldEvent
from screener.regime.suppression import suppression
from screener.search.list_deltas import Counts

_FILED, _SCREENED = date(2026, 11, 27), datetime(2026, 11, 28, 12, tzinfo=UTC)
_LOADED = datetime(2026, 11, 26, 6, 30, tzinfo=UTC)
_CONSIGNMENT = "express:QFX10000024:2026-11-27"
_LIST_VERSION, _WATCHLIST_VERSION = "9d0c3f2ab47e6a18", "fc1f867457f1f15d"
_LISTED_ID = "sam:fa22266e2e4092a9a74bf11a6feb0ebf"
_IDENTITY, _OTHER_IDENTITY = "5d0f6d1c8f1f4a0ea0b7c3f3f2b9d771", "9272b65063480c6e0d55b347eedb1941"
_VERSIONS = Versions(_WATCHLIST_VERSION, posts="33e984be9eec29fe", policy="2026-11", matcher="pieces-4")
_HAMBURG = Address(("17 Hafengasse",), "Hamburg", postcode="20457", country="DE")
_SHIPPER = Party(PartyRole.SHIPPER, "Velmora Kestrin Trading GmbH", _HAMBURG)
_CONSIGNEE = Party(
    PartyRole.CONSIGNEE,
    "Ada Lindqvist",
    Address(("104 Maple Avenue",), "Newark", "NJ", "07102", "US"),
    phone="+1 973 555 0142",
    email="ada@example.org",
)
_IMPORTER = Party(
    PartyRole.IMPORTER_OF_RECORD,
    "Moonrise Lamps LLC",
    identifiers=(Identifier(IdentifierKind.IMPORTER_NUMBER, "12-3456789AB"),),
)
_WHOLE_NAME = Evidence("whole name is a listed name: VELMORA KESTRIN TRADING GMBH", 1.0)

_LISTED = ListedParty(
    id=_LISTED_ID,
    list=ListName.SAM,
    name="VELMORA KESTRIN TRADING GMBH",
    kind=PartyKind.FIRM,
    aliases=(Alias("KESTRIN MARINE SUPPLY", AliasKind.CROSS_REFERENCE),),
    addresses=(Address(("17 HAFENGASSE",), "HAMBURG", postcode="20457", country="DE"),),
    identifiers=(Identifier(IdentifierKind.CAGE, "9ZZ01"),),
    agency="DHS-CBP",
    program="Reciprocal",
    exclusion_type="Ineligible (Proceedings Completed)",
    active=date(2026, 3, 2),
    published=date(2026, 10, 5),
)

_MESSAGES: tuple[Struct, ...] = (
    ExpressManifest[Party](
        filer="QFX",
        manifest="QFX-0001",
        consignments=[
            ExpressConsignment[Party](
                identifier="QFX10000024",
                filed=_FILED,
                parties=[_SHIPPER, _CONSIGNEE, _IMPORTER],
                description="six steel deck cleats",
                quantity=1,
                weight=4.1,
                weight_unit="K",
                value=85.0,
                currency="USD",
                origin="DE",
                hts="7326908688",
                pickup_location="Hamburg",
                verified_known_consignor=False,
                account_opened=date(2024, 5, 6),
            )
        ],
        sent=datetime(2026, 11, 27, 18, 30, tzinfo=UTC),
        master_waybill="999-12345675",
        flight="QF417",
        port="JFK",
    ),
    PostalManifest[Party](
        filer="XQC",
        manifest="XQC-26-0001",
        consignments=[
            PostalItem[Party](
                identifier="LX473124829CN",
                filed=_FILED,
                parties=[
                    Party(
                        PartyRole.SHIPPER,
                        "Bluewater Lamps Factory",
                        Address(("8 Quay Road",), "Shenzhen", country="CN"),
                    ),
                    _CONSIGNEE,
                ],
                description="silk lantern",
                quantity=1,
                weight=0.3,
                weight_unit="K",
                value=24.0,
                currency="USD",
                origin="CN",
                category="sale of goods",
                contents=(ContentLine("silk lantern", 1, 0.25, 24.0, "USD", "940550", "CN"),),
            )
        ],
        operator="XQC",
        sent=datetime(2026, 11, 27, 9, tzinfo=UTC),
        despatch="XQC000001",
        origin_office="CNSZXA",
        destination_office="USJFKA",
    ),
    _LISTED,
    SnapshotMarker(
        list=ListName.SAM,
        count=4_949,
        version=_LIST_VERSION,
        closed=_LOADED,
        source="SAM_Exclusions_Public_Extract_V2_26330.ZIP",
        name="2026-11 monthly",
        delta=Counts(added=60, changed=25, ended=40, kept=4_864),
    ),
    ListVersion(
        list=ListName.SAM,
        version=_LIST_VERSION,
        count=4_949,
        closed=_LOADED,
        parts=1,
        source="SAM_Exclusions_Public_Extract_V2_26330.ZIP",
        name="2026-11 monthly",
    ),
    VersionPart(list=ListName.SAM, version=_LIST_VERSION, number=0, ids=(_LISTED_ID,)),
    WatchlistVersion(version=_WATCHLIST_VERSION, lists={ListName.SAM: _LIST_VERSION}, closed=_LOADED),
    Scorecard("XQC", "2026Q3", 41.5, datetime(2026, 11, 2, 9, tzinfo=UTC)),
    Policy(
        version="2026-11",
        effective=date(2026, 11, 1),
        thresholds=(Threshold(roles=frozenset({PartyRole.SHIPPER}), modes=frozenset({Mode.POSTAL}), hold_at=0.95),),
    ),
    suppression(
        _OTHER_IDENTITY,
        "Tavion Orrin",
        "sam:3c6c742c35929f750e9eeff7b38c8e4b",
        "TAVION BRELSK ORRIN",
        officer="A. Lind",
        reason="another person: date of birth on the passport differs",
        decided=datetime(2026, 11, 27, 20, 15, tzinfo=UTC),
        until=date(2027, 6, 30),
    ),
    Hold(
        id="7b9fceddd9bcdec84ae032c0d968c91d",
        hold="45880f2e6563898efe4f33c2ab8f976d",
        event=HoldEvent.PLACED,
        family=Family.HOLD,
        codes=(Code("ACE", "1H"),),
        consignment=_CONSIGNMENT,
        mode=Mode.EXPRESS,
        filer="QFX",
        manifest="QFX-0001",
        cause=Cause.LISTED_PARTY,
        reason="shipper Velmora Kestrin Trading GmbH matches VELMORA KESTRIN TRADING GMBH, excluded by CBP",
        versions=_VERSIONS,
        decided=_SCREENED,
        match=Match(
            listed_party=_LISTED_ID,
            listed_name=_LISTED.name,
            list=ListName.SAM,
            agency="DHS-CBP",
            cbp=True,
            role=PartyRole.SHIPPER,
            party_name=_SHIPPER.name,
            matched_name=_LISTED.name,
            score=1.0,
            evidence=(_WHOLE_NAME,),
            party_identity=_IDENTITY,
        ),
    ),
    Notice(
        id="fee128043a9ee6da1360841337ec173b",
        kind=NoticeKind.REESTABLISHMENT,
        basis=Basis.KNOWS,
        listed_party=_LISTED_ID,
        listed_name=_LISTED.name,
        reporter="QFX",
        role=PartyRole.SHIPPER,
        party_name="Brightwick Cordage",
        party_address=str(_HAMBURG),
        consignment="express:QFX10000055:2026-11-27",
        text="a different name bears an identifier of a listed person",
        evidence=(Evidence("same cage: 9ZZ01", 1.0),),
        versions=_VERSIONS,
        decided=_SCREENED,
        due=date(2026, 12, 4),
        party_identity="d8517c0bf8e822e97d164e320a323149",
    ),
    Receipt(
        id="81f1520a777e59f8fe99c969f31f0004",
        filer="QFX",
        manifest="QFX-0001",
        mode=Mode.EXPRESS,
        consignments=4,
        cleared=2,
        rejected=1,
        outcomes={Family.CLEAR: 2, Family.RFI: 1, Family.HOLD: 1},
        codes=(Code("CAMIR", "SR"), Code("CAMIR", "SF")),
        versions=_VERSIONS,
        decided=_SCREENED,
        notices=1,
        recorded=2,
        errors=(
            ErrorItem(
                index=3,
                code="MISSING_WEIGHT",
                code_system=ErrorSystem.CAMIR,
                field="weight",
                value="",
                remedy="give the gross weight",
                consignment="express:QFX10000048:2026-11-27",
            ),
        ),
        error_count=1,
    ),
    DeadLetter(
        id="0c1f5b9ad1c84e0f9b8a6d2e7c35f410",
        topic="manifests.express",
        partition=3,
        offset=41,
        reason="not JSON",
        detail="unexpected end of data: line 1 column 16 (char 15)",
        remedy="send a manifest as UTF-8 JSON; the contract is in schemas/contracts/",
        size=15,
        seen=_SCREENED,
        key="QFX",
        sample='{"filer":"QFX",',
    ),
)

EXAMPLES: Mapping[str, Struct] = {type(each).__name__.partition("[")[0]: each for each in _MESSAGES}
"""The name of a message's type -> an example of it."""
