"""The whole flow: who is held and why, who is not, and that nothing raises, leaks or depends on what was seen before."""

import re
from copy import deepcopy
from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.receipts import Coordinates, dead_letter, receipt_of, unidentified
from screener.domain.consignment import Mode, Party, PartyRole
from screener.domain.decision import Cause
from screener.domain.listed_party import ListedParty
from screener.domain.manifest import Manifest
from screener.domain.policy import STRICTNESS, Family, Policy, TierPolicy
from screener.domain.scorecards import Scorecards
from screener.regime.hold_events import hold_events
from screener.screening import screen
from screener.search.watchlist import Watchlist
from tests.support.builders import (
    NOW,
    POLICY,
    TODAY,
    express,
    importer_number,
    informed,
    listed,
    manifest_of,
    non_compliant_post,
    party,
    postal,
    s10,
    screened,
    shipper,
)
from tests.support.strategies import LISTED, MANIFESTS, POLICIES, SCORECARDS, TIMES

ORION = listed("ORION KADE TRADING")
SSN = re.compile(r"\d{3}-\d{2}-\d{4}")
COORDINATES = Coordinates("manifests.express", 0, 0)
NO_SCORECARDS = Scorecards()


def families(
    given: Manifest,
    *entries: ListedParty,
    scorecards: Scorecards = NO_SCORECARDS,
    policy: Policy = POLICY,
) -> list[Family]:
    found = screened(given, *entries, scorecards=scorecards, policy=policy)
    result = [Family.CLEAR] * found.consignment_count
    for decision in found.decisions:
        result[decision.index] = decision.family
    return result


def causes(
    given: Manifest,
    *entries: ListedParty,
    scorecards: Scorecards = NO_SCORECARDS,
    policy: Policy = POLICY,
) -> list[Cause]:
    found = screened(given, *entries, scorecards=scorecards, policy=policy)
    return [reason.cause for decision in found.decisions for reason in decision.reasons]


@pytest.mark.parametrize("role", PartyRole)
def test_every_role_is_screened(role: PartyRole) -> None:
    """The order names them all; whoever of them is listed, the consignment is held, in both modes."""
    who = party("Orion Kade Trading", role)
    assert families(manifest_of(express(who)), ORION) == [Family.HOLD]
    assert families(manifest_of(postal(who)), ORION) == [Family.HOLD]


def test_a_role_that_policy_leaves_out_is_not_screened() -> None:
    """Which roles count is policy."""
    policy = Policy(roles=frozenset({PartyRole.SHIPPER}))
    assert families(manifest_of(express(party("Orion Kade Trading", PartyRole.SELLER))), ORION, policy=policy) == [
        Family.CLEAR
    ]


def test_the_reason_can_be_read_aloud() -> None:
    """It names the role, both names, the agency, the score and the evidence, and accuses nobody."""
    (decision,) = screened(express(party("Orion Kade Trading")), ORION).decisions
    assert decision.reasons[0].text == (
        "consignee Orion Kade Trading matches ORION KADE TRADING, excluded by CBP "
        "(score 1.00: whole name is a listed name: ORION KADE TRADING)"
    )


def test_the_importer_of_record_is_a_cause_of_its_own() -> None:
    """Section 2: a person excluded by CBP as importer of record; as consignee it is section 1."""
    importer = party("Sunrise Lamps", PartyRole.IMPORTER_OF_RECORD, identifiers=[importer_number("12-3456789XX")])
    entry = listed("ORION KADE TRADING", identifiers=[importer_number("12 3456789XX")])
    assert causes(manifest_of(express(importer)), entry) == [Cause.LISTED_IMPORTER]
    assert causes(manifest_of(express(party("Orion Kade Trading"))), entry) == [Cause.LISTED_PARTY]


def test_cbp_stands_apart_from_other_agencies() -> None:
    """An exclusion by another agency is the weaker tier: its own action, no importer rule and no notice."""
    other = listed("ORION KADE TRADING", agency="DHS-ICE", addresses=[shipper().address])
    importer = express(party("Orion Kade Trading", PartyRole.IMPORTER_OF_RECORD))
    (decision,) = screened(importer, other).decisions
    assert [reason.cause for reason in decision.reasons] == [Cause.LISTED_PARTY]
    assert "excluded by DHS-ICE" in decision.reasons[0].text
    assert not decision.matches[0].cbp
    assert decision.notices == ()
    milder = Policy(other_agency=Family.RFS)
    assert families(manifest_of(importer), other, policy=milder) == [Family.RFS]
    assert families(manifest_of(importer), ORION, policy=milder) == [Family.HOLD]


def test_an_action_of_clear_records_and_holds_nothing() -> None:
    """Policy may only record matches of other agencies: then there is a match, no reason and no hold event."""
    policy = Policy(other_agency=Family.CLEAR)
    given = manifest_of(express(party("Orion Kade Trading")))
    found = screened(given, listed("ORION KADE TRADING", agency="DHS-ICE"), policy=policy)
    assert [(decision.family, len(decision.matches)) for decision in found.decisions] == [(Family.CLEAR, 1)]
    assert hold_events(given, found, NOW, {}) == []


def test_a_match_too_weak_to_hold_is_recorded() -> None:
    """A weak name alone clears the consignment and stands in the decision."""
    (decision,) = screened(express(party("General Trading")), listed("GENERAL TRADING", weak_name=True)).decisions
    assert decision.family is Family.CLEAR
    assert [match.weak for match in decision.matches] == [True]


def test_the_stricter_wins() -> None:
    """Among all reasons the strictest decides and stands first; the others are kept."""
    both = postal(party("Orion Kade Trading"), description="parts")
    (decision,) = screened(both, ORION, scorecards=non_compliant_post(8)).decisions
    assert decision.family is Family.DNL
    assert [reason.family for reason in decision.reasons] == [Family.DNL, Family.HOLD, Family.RFI]
    (decision,) = screened(both, ORION, scorecards=non_compliant_post(6)).decisions
    assert decision.family is Family.HOLD


@pytest.mark.parametrize(
    ("count", "bare", "full"),
    [
        (1, Family.CLEAR, Family.CLEAR),
        (2, Family.RFS, Family.RFS),
        (5, Family.RFS, Family.RFS),
        (6, Family.RFI, Family.RFS),
        (7, Family.RFI, Family.RFS),
        (8, Family.DNL, Family.DNL),
    ],
)
def test_the_tier_of_a_post_measures_its_items(count: int, bare: Family, full: Family) -> None:
    """Inspection from 2 quarters; from 6 a request unless the information is there, and then inspection; from 8 refusal."""
    assert families(manifest_of(postal()), scorecards=non_compliant_post(count)) == [bare]
    assert families(manifest_of(informed()), scorecards=non_compliant_post(count)) == [full]
    assert families(manifest_of(postal(), operator="DEA"), scorecards=non_compliant_post(count)) == [Family.CLEAR]
    assert families(manifest_of(express()), scorecards=non_compliant_post(count)) == [Family.CLEAR]


def test_each_element_of_information_is_needed() -> None:
    """From 6 quarters an item is asked for whatever one element it lacks."""
    for field in ("hts", "origin", "currency"):
        item = informed()
        setattr(item, field, "")
        assert families(manifest_of(item), scorecards=non_compliant_post(6)) == [Family.RFI]
    assert families(manifest_of(postal(hts="940520")), scorecards=non_compliant_post(6)) == [Family.RFI]


def test_a_share_of_the_items_is_inspected() -> None:
    """One in five of a post with 2 quarters, the most suspicious first; held items are not counted in."""
    items = [informed(s10(number)) for number in range(1, 11)]
    items[7].description = "decorated lamps, several goods"
    items[3].hts = ""
    found = families(manifest_of(*items), scorecards=non_compliant_post(2))
    assert found.count(Family.RFS) == 2
    assert found[3] is Family.RFS
    items[3].parties[1] = party("Orion Kade Trading")
    found = families(manifest_of(*items), ORION, scorecards=non_compliant_post(2))
    assert found[3] is Family.HOLD
    assert found.count(Family.RFS) == 2


def test_a_tier_that_policy_leaves_unused_changes_nothing() -> None:
    """The action of each tier is policy."""
    policy = Policy(tiers=(TierPolicy(quarters=2, section="5(b)", action=Family.CLEAR),))
    assert families(manifest_of(postal()), scorecards=non_compliant_post(8), policy=policy) == [Family.CLEAR]


@pytest.mark.parametrize("operator", ["cna", "CN", "CNAX", "C1", "123", "CNA\n"])
def test_a_post_that_cannot_be_told_holds_its_items(operator: str) -> None:
    """Without a post there is no tier to know, so the items are asked for, not waved through."""
    assert causes(manifest_of(postal(), postal(identifier=s10(2)), operator=operator)) == [Cause.NOT_ASSESSABLE] * 2


def test_one_bad_consignment_costs_only_itself() -> None:
    """Its neighbours are screened as if it were not there."""
    good, bad, held = (
        express(identifier="A1"),
        express(description="", identifier="A2"),
        express(party("Orion Kade Trading")),
    )
    assert families(manifest_of(good, bad, held, good), ORION) == [Family.CLEAR, Family.RFI, Family.HOLD, Family.CLEAR]


def test_outcomes_count_every_consignment() -> None:
    """Clear ones too: the counts of a receipt add up to the manifest."""
    found = screened(manifest_of(express(), express(description=""), express(party("Orion Kade Trading"))), ORION)
    assert found.family_counts == {Family.CLEAR: 1, Family.RFS: 0, Family.RFI: 1, Family.HOLD: 1, Family.DNL: 0}


def test_an_exclusion_is_judged_on_the_utc_day() -> None:
    """Late in the evening in New York it is the next day: one day for all workers, wherever they run."""
    evening = datetime(2026, 7, 1, 22, tzinfo=timezone(timedelta(hours=-4)))
    begins = listed("ORION KADE TRADING", active=TODAY + timedelta(days=1))
    given = manifest_of(express(party("Orion Kade Trading")))
    assert screened(given, begins, now=evening).decisions
    assert not screened(given, begins, now=datetime(2026, 7, 1, 22, tzinfo=UTC)).decisions


def test_what_was_seen_before_changes_nothing() -> None:
    """A watchlist that remembers everybody, almost nobody, or meets the manifest again, gives the same decisions."""
    people = [party(f"Person Number{n}" if n % 3 else "Orion Kade Trading") for n in range(40)]
    given = manifest_of(
        *(express(who, identifier=f"HB{n}", description=f"lamp type {n}") for n, who in enumerate(people))
    )
    fresh = screen(given, Watchlist([ORION]), Scorecards(), POLICY, NOW).decisions
    small = Watchlist([ORION], remember=4)
    assert len(fresh) == 14
    for _ in range(3):
        assert screen(given, small, Scorecards(), POLICY, NOW).decisions == fresh
    assert len(small.memory.parties) <= 80


def test_no_argument_is_changed() -> None:
    """Screening reads; the batch stays what the decoder made of it."""
    given = manifest_of(postal(party("Orion Kade Trading")), postal(description=""))
    before = deepcopy(msgspec.to_builtins(given.consignments))
    screened(given, ORION, scorecards=non_compliant_post(2))
    assert msgspec.to_builtins(given.consignments) == before


def encoded(given: Manifest, entries: list[ListedParty], scorecards: Scorecards, policy: Policy, now: datetime) -> str:
    """Everything that the stream would publish of a batch, as text."""
    found = screen(given, Watchlist(entries), scorecards, policy, now)
    letters = [dead_letter(rejection, COORDINATES, b"", now) for _, rejection in unidentified(given, found)]
    outcomes = [
        hold_events(given, found, now, {}),
        receipt_of(given, found, COORDINATES, now),
        letters,
        found.decisions,
    ]
    assert all(STRICTNESS[r.family] <= STRICTNESS[d.family] for d in found.decisions for r in d.reasons)
    assert sum(found.family_counts.values()) == found.consignment_count
    return msgspec.json.encode(outcomes).decode()


@settings(max_examples=150)
@given(MANIFESTS, LISTED, SCORECARDS, POLICIES, TIMES)
def test_screening_never_raises(
    given: Manifest, entries: list[ListedParty], scorecards: Scorecards, policy: Policy, now: datetime
) -> None:
    """Whatever a consignment, a list, a scorecard and a policy hold that their types allow, there is a decision."""
    encoded(given, entries, scorecards, policy, now)


SOCIAL = st.from_regex(r"[1-8][0-9]{2}-[0-9]{2}-[0-9]{4}", fullmatch=True)


@settings(max_examples=100)
@given(SOCIAL, st.sampled_from(["{}", "SSN {}", "n{}", "{}."]), st.booleans(), st.sampled_from(Mode))
def test_no_social_security_number_leaves(number: str, form: str, on_list: bool, mode: Mode) -> None:  # noqa: FBT001 - drawn
    """In the name, the address, the description or as the importer number, matched or malformed: no outcome shows it."""
    text = form.format(number)
    who = Party(
        PartyRole.CONSIGNEE,
        f"Tilda {text}",
        msgspec.structs.replace(party().address, lines=(text,), country=text),
        (importer_number(number), importer_number(text)),
    )
    make = postal if mode is Mode.POSTAL else express
    consignment = make(who, description=text)
    consignment.origin = text
    own = [importer_number(number)] if on_list else []
    entry = listed("ORION KADE TRADING", identifiers=own, addresses=[party().address])
    found = encoded(manifest_of(consignment), [entry], Scorecards(), POLICY, NOW)
    assert number not in found
    assert not SSN.search(found)
