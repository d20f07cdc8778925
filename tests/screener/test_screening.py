"""The whole flow: who is held and who is not, and that nothing raises, leaks or depends on what was seen before."""

import re
from copy import deepcopy
from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.receipts import Coordinates, dead_letter, receipt_of, unidentified
from screener.domain.consignment import Mode, Party, PartyRole
from screener.domain.listed_party import ListedParty
from screener.domain.manifest import Manifest
from screener.domain.policy import STRICTNESS, Family, Policy
from screener.domain.scorecards import Scorecards
from screener.regime.assessment import Assessment, not_assessable
from screener.regime.hold_events import hold_events
from screener.screening import decide, screen
from screener.search.watchlist import Watchlist
from tests.support.builders import (
    NO_SCORECARDS,
    NOW,
    POLICY,
    TODAY,
    by_identifier,
    express,
    families,
    holds,
    importer_number,
    listed,
    manifest_of,
    non_compliant_post,
    party,
    postal,
    screened,
)
from tests.support.strategies import LISTED, MANIFESTS, POLICIES, SCORECARDS, TIMES

ORION = listed("ORION KADE TRADING")
SSN = re.compile(r"\d{3}-\d{2}-\d{4}")
COORDINATES = Coordinates("manifests.express", 0, 0)


@pytest.mark.parametrize("role", PartyRole)
def test_every_role_is_screened(role: PartyRole) -> None:
    """The order names them all: whichever of them is listed, the consignment is held, in both modes."""
    who = party("Orion Kade Trading", role)
    assert families(screened(manifest_of(express(who)), ORION)) == [Family.HOLD]
    assert families(screened(manifest_of(postal(who)), ORION)) == [Family.HOLD]


def test_the_strictest_reason_decides() -> None:
    """It comes first in the decision, and the others are kept."""
    both = postal(party("Orion Kade Trading"), description="parts")
    (decision,) = screened(both, ORION, scorecards=non_compliant_post(8)).decisions
    assert decision.family is Family.DNL
    assert [reason.family for reason in decision.reasons] == [Family.DNL, Family.HOLD, Family.RFI]
    (decision,) = screened(both, ORION, scorecards=non_compliant_post(6)).decisions
    assert decision.family is Family.HOLD


def test_a_bad_consignment_affects_no_other() -> None:
    """The others are screened as if it were not there."""
    good, bad, held = (
        express(identifier="A1"),
        express(description="", identifier="A2"),
        express(party("Orion Kade Trading")),
    )
    assert families(screened(manifest_of(good, bad, held, good), ORION)) == [
        Family.CLEAR,
        Family.RFI,
        Family.HOLD,
        Family.CLEAR,
    ]


def test_an_exclusion_is_judged_on_the_utc_day() -> None:
    """Late evening in New York is already the next day: all workers go by the same day, wherever they run."""
    evening = datetime(2026, 7, 1, 22, tzinfo=timezone(timedelta(hours=-4)))
    begins = listed("ORION KADE TRADING", active=TODAY + timedelta(days=1))
    given = manifest_of(express(party("Orion Kade Trading")))
    assert screened(given, begins, now=evening).decisions
    assert not screened(given, begins, now=datetime(2026, 7, 1, 22, tzinfo=UTC)).decisions


def test_what_was_seen_before_changes_nothing() -> None:
    """A watchlist that remembers all parties or almost none, or that sees the manifest again, gives the same decisions."""
    people = [party(f"Person Number{n}" if n % 3 else "Orion Kade Trading") for n in range(40)]
    given = manifest_of(
        *(express(who, identifier=f"HB{n}", description=f"lamp type {n}") for n, who in enumerate(people))
    )
    fresh = screen(given, Watchlist([ORION]), NO_SCORECARDS, POLICY, NOW).decisions
    small = Watchlist([ORION], remember=4)
    assert len(fresh) == 14
    for _ in range(3):
        assert screen(given, small, NO_SCORECARDS, POLICY, NOW).decisions == fresh
    assert len(small.memory.parties) <= 80


def test_no_argument_is_changed() -> None:
    """The manifest stays as the decoder made it."""
    given = manifest_of(postal(party("Orion Kade Trading")), postal(description=""))
    before = deepcopy(msgspec.to_builtins(given.consignments))
    screened(given, ORION, scorecards=non_compliant_post(2))
    assert msgspec.to_builtins(given.consignments) == before


def test_a_plainly_clear_consignment_has_no_decision() -> None:
    """Unless it has a hold in place, which the next stage must repeat or remove."""
    assert screened(express()).decisions == []
    in_place = by_identifier(holds(manifest_of(express(description=""))))
    (decision,) = screened(manifest_of(express(), number="M2"), in_place=in_place).decisions
    assert (decision.family, decision.reasons) == (Family.CLEAR, ())


def test_decisions_are_in_the_order_of_the_manifest() -> None:
    """Whatever the order of the assessments; one without anything in it gives none."""
    manifest = manifest_of(express(identifier="A"), express(identifier="B"), express(identifier="C"))
    held = Assessment(reasons=[not_assessable([])])
    decisions = decide(manifest, {2: held, 1: Assessment(), 0: held}, {})
    assert [(each.index, each.consignment) for each in decisions] == [
        (0, "express:A:2026-07-01"),
        (2, "express:C:2026-07-01"),
    ]


def encoded(given: Manifest, entries: list[ListedParty], scorecards: Scorecards, policy: Policy, now: datetime) -> str:
    """Everything that the stream would publish about a manifest, as text."""
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
    """Whatever the types allow in a consignment, a list, a scorecard and a policy, there is a result."""
    encoded(given, entries, scorecards, policy, now)


SOCIAL = st.from_regex(r"[1-8][0-9]{2}-[0-9]{2}-[0-9]{4}", fullmatch=True)


@settings(max_examples=100)
@given(SOCIAL, st.sampled_from(["{}", "SSN {}", "n{}", "{}."]), st.booleans(), st.sampled_from(Mode))
def test_no_outcome_shows_a_social_security_number(number: str, form: str, on_list: bool, mode: Mode) -> None:  # noqa: FBT001 - drawn
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
    found = encoded(manifest_of(consignment), [entry], NO_SCORECARDS, POLICY, NOW)
    assert number not in found
    assert not SSN.search(found)
