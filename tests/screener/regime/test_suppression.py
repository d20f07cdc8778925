from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.domain.consignment import Address, Consignment, Identifier, IdentifierKind, Party, PartyRole
from screener.domain.decision import UNSUPPRESSED, Hold
from screener.domain.listed_party import ListedParty
from screener.domain.manifest import NO_HOLDS, HoldsInPlace, Manifest, ScreeningResult
from screener.domain.policy import Family
from screener.domain.status_codes import HoldEvent
from screener.regime.hold_events import hold_events
from screener.regime.suppression import NO_SUPPRESSIONS, Suppression, Suppressions, identity_of, suppression
from screener.screening import screen
from screener.search.watchlist import Watchlist
from tests.support.builders import (
    BUYER_ADDRESS,
    NO_SCORECARDS,
    NOW,
    POLICY,
    SENDER_ADDRESS,
    TODAY,
    by_identifier,
    express,
    importer_number,
    listed,
    manifest_of,
    party,
    shipper,
)
from tests.support.strategies import PARTIES

ORION = listed("ORION KADE TRADING")
ORION_TOO = listed("ORION KADE TRADING", id="sam:another record of the same name")
KADE = party("Orion Kade Trading")


def quiet(who: Party = KADE, entry: ListedParty = ORION, until: date | None = None) -> Suppression:
    """An officer's decision that `who` is not `entry`."""
    identity = identity_of(who)
    return suppression(
        identity, who.name, entry.id, entry.name, officer="A. Lind", reason="born later", decided=NOW, until=until
    )


def screened(
    given: Manifest | Consignment[Party],
    *entries: ListedParty,
    suppressions: Suppressions = NO_SUPPRESSIONS,
    in_place: HoldsInPlace = NO_HOLDS,
) -> ScreeningResult:
    given = given if isinstance(given, Manifest) else manifest_of(given)
    watchlist = Watchlist(entries)
    return screen(given, watchlist, NO_SCORECARDS, POLICY, NOW, in_place=in_place, suppressions=suppressions)


def events(given: Manifest, suppressions: Suppressions, in_place: HoldsInPlace = NO_HOLDS) -> list[Hold]:
    found = screened(given, ORION, suppressions=suppressions, in_place=in_place)
    return hold_events(given, found, NOW, in_place)


def test_a_pair_that_is_not_the_same_is_clear_and_counted() -> None:
    """No match, no hold, no notice, no decision at all: the consignment counts as clear, and the suppression is counted."""
    loud = screened(express(KADE), ORION)
    assert loud.family_counts[Family.HOLD] == 1
    found = screened(express(KADE), ORION, suppressions=Suppressions([quiet()]))
    assert found.decisions == []
    assert found.family_counts[Family.CLEAR] == 1
    assert found.suppressed_count == 1
    assert loud.suppressed_count == 0


def test_only_that_pair_is_quiet() -> None:
    """Another listed party of the same name still holds, and so does another party that resembles the same listed one."""
    given = Suppressions([quiet()])
    (decision,) = screened(express(KADE), ORION, ORION_TOO, suppressions=given).decisions
    assert [match.listed_party for match in decision.matches] == [ORION_TOO.id]
    elsewhere = party(KADE.name, address=Address(("9 Other Road",), city="Nantes", country="FR"))
    (decision,) = screened(express(elsewhere), ORION, suppressions=given).decisions
    assert decision.family is Family.HOLD
    (decision,) = screened(express(KADE, shipper(KADE.name)), ORION, suppressions=given).decisions
    assert [match.role for match in decision.matches] == [PartyRole.SHIPPER]


@pytest.mark.parametrize(
    "changed",
    [
        party("Orion Kade Tradings"),
        party("Orión Kade Trading"),
        party("Orion\u200b Kade Trad\u200bing"),
        party(KADE.name, address=SENDER_ADDRESS),
        party(KADE.name, address=msgspec.structs.replace(BUYER_ADDRESS, postcode="45403")),
        party(KADE.name, identifiers=[importer_number("12-3456789AB")]),
        party(KADE.name, phone="+1 937 555 0100"),
        party(KADE.name, email="orders@example.org"),
        msgspec.structs.replace(KADE, account="77"),
    ],
)
def test_a_new_name_address_or_number_is_a_new_identity(changed: Party) -> None:
    """Whatever the officer has not seen is not quiet: another letter, address, number, or a character that does not show."""
    assert identity_of(changed) != identity_of(KADE)


@pytest.mark.parametrize(
    "respelt",
    [
        party("ORION  KADE   TRADING "),
        party("Orion-Kade Trading."),
        party("orion kade trading", PartyRole.SELLER),
        party(KADE.name, address=Address(("12 ELM STREET,",), "dayton", "oh", "45402", "US")),
    ],
)
def test_case_spacing_punctuation_and_role_change_nobody(respelt: Party) -> None:
    """The same party written by another filer's system, or in another role, is the party that the officer judged."""
    assert identity_of(respelt) == identity_of(KADE)


def test_numbers_are_compared_without_their_spelling_and_order() -> None:
    """Hyphens and blanks of a number, and the order of several, change nothing; a telephone is one wherever it stands."""
    numbers = [importer_number("12-3456789AB"), Identifier(IdentifierKind.TAX_NUMBER, "DE 123", "DE")]
    again = [Identifier(IdentifierKind.TAX_NUMBER, "de123", "DE"), importer_number("12 3456789ab")]
    assert identity_of(party(identifiers=numbers)) == identity_of(party(identifiers=again))
    telephone = Identifier(IdentifierKind.PHONE, "+1 (937) 555-0100")
    assert identity_of(party(identifiers=[telephone])) == identity_of(party(phone="+1 937 555 0100"))


@given(PARTIES)
def test_any_party_has_an_identity_that_respelling_leaves_alone(who: Party) -> None:
    """Whatever a filer sends has an identity; doubled blanks and its role are no part of it."""
    respelt = msgspec.structs.replace(who, name=f"  {who.name.replace(' ', '   ')} ", role=PartyRole.OTHER)
    assert identity_of(respelt) == identity_of(who)


@given(PARTIES, st.sampled_from(["name", "phone", "account"]))
def test_a_letter_more_is_somebody_else(who: Party, field: str) -> None:
    """No two spellings that differ in a letter or digit share a suppression."""
    other = msgspec.structs.replace(who, **{field: getattr(who, field) + "7"})
    assert identity_of(other) != identity_of(who)


def test_it_ends_when_its_date_passes() -> None:
    """The last day counts; the day after, the hold is back."""
    for until, held in ((TODAY, 0), (TODAY - timedelta(days=1), 1), (None, 0)):
        found = screened(express(KADE), ORION, suppressions=Suppressions([quiet(until=until)]))
        assert found.family_counts[Family.HOLD] == held, until


def test_it_ends_when_the_listed_record_changes() -> None:
    """A record with other content has another id, and nobody has judged it."""
    changed = listed("ORION KADE TRADING", id="sam:the record with a new address")
    assert screened(express(KADE), changed, suppressions=Suppressions([quiet()])).family_counts[Family.HOLD] == 1


def test_what_is_not_in_force_is_not_counted() -> None:
    """A listing that has ended gives no match anyway, so nothing was kept quiet."""
    ended = listed(terminates=TODAY - timedelta(days=1))
    assert screened(express(KADE), ended, suppressions=Suppressions([quiet(entry=ended)])).suppressed_count == 0


def test_a_hold_in_place_is_removed_when_the_consignment_is_filed_again() -> None:
    """The officer's decision answers the hold: a resubmission removes it, once; the same manifest again changes nothing."""
    first = manifest_of(express(KADE))
    placed = events(first, NO_SUPPRESSIONS)
    given = Suppressions([quiet()])
    again = manifest_of(express(KADE), number="M2")
    (removed,) = events(again, given, by_identifier(placed))
    assert (removed.event, removed.hold) == (HoldEvent.REMOVED, placed[0].hold)
    assert removed.reason.startswith("an officer decided that they are not the same: ")
    assert [event.event for event in events(again, NO_SUPPRESSIONS, by_identifier(placed))] == [
        HoldEvent.STILL_IN_PLACE
    ]
    assert [event.id for event in events(first, given, by_identifier(placed))] == [placed[0].id]


def test_a_hold_stays_where_another_party_resembles_the_same_listed_one() -> None:
    """One of two parties was judged; the hold stands for the other."""
    first = manifest_of(express(KADE, shipper(KADE.name)))
    placed = events(first, NO_SUPPRESSIONS)
    again = manifest_of(express(KADE, shipper(KADE.name)), number="M2")
    assert [each.event for each in events(again, Suppressions([quiet()]), by_identifier(placed))] == [
        HoldEvent.STILL_IN_PLACE
    ]


def test_a_hold_stays_until_each_of_its_parties_was_judged() -> None:
    """Two parties resemble one listed party: one was judged, and the other's new name does not free the consignment."""
    other = shipper(KADE.name)
    placed = events(manifest_of(express(KADE, other)), NO_SUPPRESSIONS)
    assert [set(hold.identities) for hold in placed] == [{identity_of(KADE), identity_of(other)}]
    renamed = express(KADE, shipper("Sunrise Lamps"))
    again, third = (manifest_of(renamed, number=name) for name in ("M2", "M3"))
    stays = events(again, Suppressions([quiet()]), by_identifier(placed))
    assert [(each.event, each.hold) for each in stays] == [(HoldEvent.STILL_IN_PLACE, placed[0].hold)]
    both = Suppressions([quiet(), quiet(other)])
    assert [each.event for each in events(third, both, by_identifier(stays))] == [HoldEvent.REMOVED]
    one = Suppressions([quiet(other)])
    assert [each.event for each in events(third, one, by_identifier(stays))] == [HoldEvent.STILL_IN_PLACE]


def test_a_party_that_took_another_name_is_remembered_beside_one_that_came_again() -> None:
    """The hold goes on for both: to judge the party that came again does not free the other."""
    other = shipper(KADE.name)
    placed = events(manifest_of(express(KADE, other)), NO_SUPPRESSIONS)
    again = manifest_of(express(KADE, shipper("Sunrise Lamps")), number="M2")
    stays = events(again, NO_SUPPRESSIONS, by_identifier(placed))
    assert [set(hold.identities) for hold in stays] == [{identity_of(KADE), identity_of(other)}]
    third = manifest_of(express(KADE, shipper("Sunrise Lamps")), number="M3")
    assert [each.event for each in events(third, Suppressions([quiet()]), by_identifier(stays))] == [
        HoldEvent.STILL_IN_PLACE
    ]


def test_a_decision_that_has_ended_removes_no_hold() -> None:
    """Past its date, or revoked before the consignment is filed again, it answers nothing."""
    placed = events(manifest_of(express(KADE)), NO_SUPPRESSIONS)
    again = manifest_of(express(KADE), number="M2")
    for ended in (Suppressions([quiet(until=TODAY - timedelta(days=1))]), NO_SUPPRESSIONS):
        assert [each.event for each in events(again, ended, by_identifier(placed))] == [HoldEvent.STILL_IN_PLACE]


def test_a_match_and_a_notice_name_the_pair() -> None:
    """The identity on a hold and on a notice is the one that an officer's decision is kept under."""
    elsewhere = listed(addresses=[Address(("1 Far Road",), city="Lima", country="PE")])
    (decision,) = screened(express(KADE), elsewhere).decisions
    assert decision.matches[0].party_identity == identity_of(KADE)
    assert [notice.party_identity for notice in decision.notices] == [identity_of(KADE)]


def test_the_version_tells_decisions_apart() -> None:
    """Pairs and dates make the version, in any order; words that decide nothing do not; a decision names it."""
    one, other = quiet(), quiet(shipper("Vesta"), until=TODAY)
    given = Suppressions([one, other])
    assert Suppressions([other, one]).version == given.version
    assert Suppressions([msgspec.structs.replace(one, reason="taller"), other]).version == given.version
    assert Suppressions([one]).version != given.version
    assert Suppressions([msgspec.structs.replace(one, until=TODAY), other]).version != given.version
    assert screened(express(KADE), ORION, suppressions=given).versions.suppressions == given.version
    assert screened(express(KADE), ORION).versions.suppressions == NO_SUPPRESSIONS.version == UNSUPPRESSED


def test_a_social_security_number_is_masked() -> None:
    """In names and in an officer's words alike."""
    made = quiet(party("Kade 123-45-6789"))
    made = suppression("i", made.party_name, "sam:1", "X", officer="A", reason="SSN 123-45-6789", decided=NOW)
    assert "123-45-6789" not in repr(made)


@given(st.lists(st.sampled_from([ORION, ORION_TOO]), unique=True), st.lists(st.sampled_from([ORION, ORION_TOO])))
def test_what_is_suppressed_never_competes(quieted: list[ListedParty], entries: list[ListedParty]) -> None:
    """A list without the quieted parties decides the same as a list with them: they take nobody's place."""
    given = Suppressions([quiet(entry=entry) for entry in quieted])
    rest = [entry for entry in entries if entry not in quieted]

    def told(found: ScreeningResult) -> list[tuple[Family, list[str]]]:
        return [(each.family, [match.listed_party for match in each.matches]) for each in found.decisions]

    assert told(screened(express(KADE), *entries, suppressions=given)) == told(screened(express(KADE), *rest))
