"""Builders for tests: a test names only what matters to it, and the rest is sound. All names are invented."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from screener.domain.consignment import (
    Address,
    Consignment,
    ExpressConsignment,
    Identifier,
    IdentifierKind,
    Mode,
    Party,
    PartyRole,
    PostalItem,
)
from screener.domain.decision import Cause, Hold
from screener.domain.identifiers import s10_check_digit
from screener.domain.listed_party import Alias, ListedParty, ListName, PartyKind
from screener.domain.manifest import NO_HOLDS, HoldsInPlace, Manifest, ScreeningResult
from screener.domain.policy import Family, Policy
from screener.domain.scorecards import Scorecard, Scorecards
from screener.regime.hold_events import hold_events
from screener.regime.suppression import NO_SUPPRESSIONS, Suppression, Suppressions, identity_of, suppression
from screener.screening import screen
from screener.search.watchlist import Watchlist

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
TODAY = NOW.date()
POLICY = Policy()
NO_SCORECARDS = Scorecards()
CBP = "DHS-CBP"

SENDER_ADDRESS = Address(("8 Quay Road",), city="Shenzhen", country="CN")
BUYER_ADDRESS = Address(("12 Elm Street",), city="Dayton", region="OH", postcode="45402", country="US")


def party(
    name: str = "Tilda Marsh",
    role: PartyRole = PartyRole.CONSIGNEE,
    *,
    address: Address = BUYER_ADDRESS,
    identifiers: Iterable[Identifier] = (),
    phone: str = "",
    email: str = "",
) -> Party:
    """A sound party; a consignee unless another role is given."""
    return Party(role, name, address, tuple(identifiers), phone, email)


def shipper(name: str = "Bluewater Lamps Factory", address: Address = SENDER_ADDRESS) -> Party:
    return party(name, PartyRole.SHIPPER, address=address)


def importer_number(value: str) -> Identifier:
    return Identifier(IdentifierKind.IMPORTER_NUMBER, value)


def s10(serial: int = 47312482, country: str = "CN") -> str:
    """A valid S10 item identifier."""
    text = f"{serial:08}"
    return f"RR{text}{s10_check_digit(text)}{country}"


def express(
    *parties: Party, identifier: str = "HB100001", filed: date | None = TODAY, description: str = "ceramic table lamps"
) -> ExpressConsignment[Party]:
    """A sound express consignment with the given parties; shipper and consignee are added where they are missing."""
    return ExpressConsignment[Party](
        identifier=identifier,
        filed=filed,
        parties=_completed(parties),
        description=description,
        quantity=2,
        weight=3.5,
        weight_unit="K",
        value=120.0,
        currency="USD",
        origin="CN",
    )


def postal(
    *parties: Party,
    identifier: str = "",
    description: str = "ceramic table lamps",
    hts: str = "",
    value: float = 40.0,
    filed: date = TODAY,
) -> PostalItem[Party]:
    """A sound postal item; without a tariff number unless one is given."""
    return PostalItem[Party](
        identifier=identifier or s10(),
        filed=filed,
        parties=_completed(parties),
        description=description,
        quantity=1,
        weight=0.4,
        weight_unit="K",
        value=value,
        currency="USD",
        origin="CN",
        hts=hts,
    )


def informed(identifier: str = "") -> PostalItem[Party]:
    """A postal item with all the information that section 5(c) asks for."""
    return postal(party(phone="+1 937 555 0100"), identifier=identifier, hts="940520")


def _completed(parties: Sequence[Party]) -> list[Party]:
    roles = {each.role for each in parties}
    missing = [] if PartyRole.SHIPPER in roles else [shipper()]
    return [*missing, *([] if PartyRole.CONSIGNEE in roles else [party()]), *parties]


def manifest_of(
    *consignments: Consignment[Party],
    number: str = "M1",
    operator: str = "",
    filer: str = "SWIFT",
    mode: Mode | None = None,
) -> Manifest:
    """A manifest of the mode of its first consignment, express if it has none."""
    is_postal = bool(consignments) and isinstance(consignments[0], PostalItem)
    mode = mode or (Mode.POSTAL if is_postal else Mode.EXPRESS)
    return Manifest(mode, filer, number, consignments, operator or ("CNA" if mode is Mode.POSTAL else ""))


def listed(
    name: str = "ORION KADE TRADING",
    *,
    id: str = "",  # noqa: A002 - the field's own name
    kind: PartyKind = PartyKind.FIRM,
    aliases: Iterable[str | Alias] = (),
    addresses: Iterable[Address] = (),
    identifiers: Iterable[Identifier] = (),
    agency: str = CBP,
    active: date | None = None,
    terminates: date | None = None,
    published: date | None = None,
    weak_name: bool = False,
) -> ListedParty:
    """A listed party: by default a firm that CBP excluded without end."""
    return ListedParty(
        id=id or f"sam:{name.casefold()}",
        list=ListName.SAM,
        name=name,
        kind=kind,
        aliases=tuple(Alias(alias) if isinstance(alias, str) else alias for alias in aliases),
        addresses=tuple(addresses),
        identifiers=tuple(identifiers),
        agency=agency,
        active=active,
        terminates=terminates,
        published=published,
        weak_name=weak_name,
    )


def quarters(count: int, last: str = "2026Q1") -> list[str]:
    """`count` quarters up to `last`, the newest first."""
    year, number = int(last[:4]), int(last[5])
    position = year * 4 + number - 1
    return [f"{(position - n) // 4}Q{(position - n) % 4 + 1}" for n in range(count)]


def scorecard(
    quarter: str, score: float = 10.0, *, operator: str = "CNA", published: datetime | None = None
) -> Scorecard:
    """A scorecard; by default its score is below the minimum, and it is published a month after its quarter."""
    position = int(quarter[:4]) * 4 + int(quarter[5])
    moment = datetime(position // 4, position % 4 * 3 + 1, 28, tzinfo=UTC)
    return Scorecard(operator, quarter, score, published or moment)


def non_compliant_post(count: int, operator: str = "CNA") -> Scorecards:
    """The scorecards of a post that was non-compliant in the last `count` quarters."""
    return Scorecards.of([scorecard(quarter, operator=operator) for quarter in quarters(count)], "p1")


def suppressed(who: Party, entry: ListedParty, until: date | None = None) -> Suppression:
    """An officer's decision that `who` is not `entry`."""
    return suppression(
        identity_of(who),
        who.name,
        entry.id,
        entry.name,
        officer="A. Lind",
        reason="born later",
        decided=NOW,
        until=until,
    )


def screened(
    given: Manifest | Consignment[Party],
    *entries: ListedParty,
    scorecards: Scorecards = NO_SCORECARDS,
    policy: Policy = POLICY,
    now: datetime = NOW,
    in_place: HoldsInPlace = NO_HOLDS,
    suppressions: Suppressions = NO_SUPPRESSIONS,
) -> ScreeningResult:
    """The result of screening a manifest, or a single consignment, against the given listed parties."""
    manifest = given if isinstance(given, Manifest) else manifest_of(given)
    watchlist = Watchlist(entries)
    return screen(manifest, watchlist, scorecards, policy, now, in_place=in_place, suppressions=suppressions)


def families(result: ScreeningResult) -> list[Family]:
    """The family of every consignment, in order, clear ones included."""
    found = [Family.CLEAR] * result.consignment_count
    for decision in result.decisions:
        found[decision.index] = decision.family
    return found


def causes(result: ScreeningResult) -> list[Cause]:
    """The cause of every reason, in order."""
    return [reason.cause for decision in result.decisions for reason in decision.reasons]


def holds(
    manifest: Manifest,
    *entries: ListedParty,
    scorecards: Scorecards = NO_SCORECARDS,
    policy: Policy = POLICY,
    in_place: HoldsInPlace = NO_HOLDS,
    suppressions: Suppressions = NO_SUPPRESSIONS,
) -> list[Hold]:
    """The hold events of a manifest."""
    result = screened(
        manifest, *entries, scorecards=scorecards, policy=policy, in_place=in_place, suppressions=suppressions
    )
    return hold_events(manifest, result, NOW, in_place)


def by_identifier(events: Iterable[Hold]) -> dict[str, list[Hold]]:
    """Hold events as the holds in place that the next manifest meets, by the identifier of their consignment."""
    in_place: dict[str, list[Hold]] = {}
    for hold in events:
        in_place.setdefault(hold.consignment.split(":")[1], []).append(hold)
    return in_place
