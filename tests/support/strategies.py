"""Arbitrary consignments, lists and posts, for property tests."""

from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

from screener.domain.consignment import (
    Address,
    Consignment,
    ContentLine,
    ExpressConsignment,
    Identifier,
    IdentifierKind,
    Mode,
    Party,
    PartyRole,
    PostalItem,
)
from screener.domain.listed_party import Alias, AliasKind, ListedParty, ListName, PartyKind
from screener.domain.manifest import Manifest
from screener.domain.policy import Family, Policy, Threshold, TierPolicy
from screener.domain.scorecards import Scorecard, Scorecards
from tests.support.builders import TODAY, importer_number, s10

TEXT = st.text(max_size=12) | st.sampled_from(
    ["", "Orion Kade", "ORION KADE LLC", "Maria", "***", "123-45-6789", "\n", "\x00", "'"]
)
COUNTRY = st.sampled_from(["", "US", "CN", "XX"]) | TEXT
NUMBERS = st.none() | st.floats()
IDENTIFIERS = st.builds(
    Identifier, st.sampled_from(IdentifierKind), TEXT | st.just("12-3456789XX"), COUNTRY
) | st.builds(importer_number, st.sampled_from(["123-45-6789", "123456789", "12-3456789XX"]))
ADDRESSES = st.builds(
    Address, st.lists(TEXT | st.just("12 Elm Street"), max_size=2).map(tuple), TEXT, TEXT, TEXT, COUNTRY
)
BIRTHS = st.sampled_from(["", "1970", "1970-05-31", "1970~", "1969/1971"]) | TEXT
PARTIES = st.builds(
    Party,
    st.sampled_from(PartyRole),
    TEXT,
    ADDRESSES,
    st.lists(IDENTIFIERS, max_size=2).map(tuple),
    TEXT,
    TEXT,
    TEXT,
    BIRTHS,
)
_WORDS = st.sampled_from(
    ["Tavion", "Tavian", "Brelsk", "B.", "Orrin", "OrrinBrelsk", "Kestrin", "Trading", "GmbH", "de"]
)
RESEMBLING_NAMES = st.lists(_WORDS, min_size=1, max_size=4).map(" ".join)
_PLACES = st.sampled_from([Address(), Address(("58 Tarven Street",), "Hamburg", country="DE"), Address(country="FR")])
_YEARS = st.sampled_from(["", "1970", "1931"])
_PHONE = "+1 937 555 0100"
RESEMBLING_PARTIES = st.builds(
    Party, st.sampled_from(PartyRole), RESEMBLING_NAMES, _PLACES, phone=st.sampled_from(["", _PHONE]), birth=_YEARS
)
RESEMBLING_LISTED = st.builds(
    ListedParty,
    RESEMBLING_NAMES,
    st.just(ListName.SAM),
    RESEMBLING_NAMES,
    st.sampled_from(PartyKind),
    aliases=st.lists(st.builds(Alias, RESEMBLING_NAMES, weak=st.booleans()), max_size=1).map(tuple),
    addresses=_PLACES.map(lambda place: (place,)),
    identifiers=st.sampled_from([(), (Identifier(IdentifierKind.PHONE, _PHONE),)]),
    births=_YEARS.map(lambda year: (year,)),
    weak_name=st.booleans(),
)
DATES = st.none() | st.dates() | st.just(TODAY)
COMMON: dict[str, Any] = {
    "identifier": TEXT | st.sampled_from(["HB1", s10()]),
    "filed": DATES,
    "parties": st.lists(PARTIES, max_size=3),
    "description": TEXT,
    "quantity": st.none() | st.integers(),
    "weight": NUMBERS,
    "weight_unit": st.sampled_from(["K", "L"]) | TEXT,
    "value": NUMBERS,
    "currency": TEXT,
    "origin": COUNTRY,
    "hts": TEXT,
}
EXPRESS = st.builds(ExpressConsignment[Party], **COMMON)
POSTAL = st.builds(
    PostalItem[Party], **COMMON, contents=st.lists(st.builds(ContentLine, TEXT, hs_code=TEXT), max_size=2).map(tuple)
)


def _batch(mode: Mode, consignments: list[Consignment[Party]], filer: str, operator: str) -> Manifest:
    return Manifest(mode, filer, "M1", consignments, operator)


MANIFESTS = st.builds(_batch, st.just(Mode.EXPRESS), st.lists(EXPRESS, max_size=3), TEXT, TEXT) | st.builds(
    _batch, st.just(Mode.POSTAL), st.lists(POSTAL, max_size=3), TEXT, st.just("CNA") | TEXT
)
LISTED = st.lists(
    st.builds(
        ListedParty,
        TEXT,
        st.sampled_from(ListName),
        TEXT,
        st.sampled_from(PartyKind),
        st.lists(st.builds(Alias, TEXT, st.sampled_from(AliasKind), st.booleans()), max_size=2).map(tuple),
        st.lists(ADDRESSES, max_size=2).map(tuple),
        st.lists(IDENTIFIERS, max_size=2).map(tuple),
        st.sampled_from(["DHS-CBP", "DHS-ICE", ""]),
        active=st.none() | st.dates(max_value=date(2026, 1, 1)),
        published=DATES,
        births=st.lists(BIRTHS, max_size=2).map(tuple),
        weak_name=st.booleans(),
    ),
    max_size=3,
)
QUARTERS = st.builds("{}Q{}".format, st.integers(2022, 2026), st.integers(1, 4))
SCORECARDS = st.lists(
    st.builds(
        Scorecard,
        st.just("CNA"),
        QUARTERS,
        st.floats(),
        st.datetimes(timezones=st.just(UTC)),
        st.none() | st.booleans(),
    ),
    max_size=12,
).map(lambda cards: Scorecards.of(cards, "p"))
SHARES = st.floats(0, 1)
FAMILIES = st.sampled_from(Family)
THRESHOLDS = st.builds(
    Threshold,
    roles=st.frozensets(st.sampled_from(PartyRole)),
    modes=st.frozensets(st.sampled_from(Mode)),
    hold_at=SHARES,
    review_at=SHARES,
    record_at=SHARES,
)
POLICIES = st.builds(
    Policy,
    hold_at=SHARES,
    review_at=SHARES,
    record_at=SHARES,
    thresholds=st.lists(THRESHOLDS, max_size=3).map(tuple),
    cbp=FAMILIES,
    cbp_importer=FAMILIES,
    other_agency=FAMILIES,
    roles=st.frozensets(st.sampled_from(PartyRole)),
    tiers=st.lists(
        st.builds(TierPolicy, st.integers(1, 4), st.just("5"), FAMILIES, SHARES, st.booleans()), max_size=3
    ).map(tuple),
    notice_days=st.integers(0, 1000),
)
TIMES = st.datetimes(datetime(2001, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
