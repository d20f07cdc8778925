from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.domain.consignment import Address, Identifier, IdentifierKind, Party, PartyRole
from screener.domain.decision import UNSUPPRESSED
from screener.domain.listed_party import ListedParty
from screener.domain.manifest import ScreeningResult
from screener.domain.policy import Family
from screener.regime.suppression import NO_SUPPRESSIONS, Suppressions, identity_of, suppression
from tests.support.builders import (
    BUYER_ADDRESS,
    NOW,
    SENDER_ADDRESS,
    TODAY,
    express,
    importer_number,
    listed,
    party,
    screened,
    shipper,
    suppressed,
)
from tests.support.strategies import PARTIES

ORION = listed("ORION KADE TRADING")
ORION_TOO = listed("ORION KADE TRADING", id="sam:another record of the same name")
KADE = party("Orion Kade Trading")


def test_a_pair_that_is_not_the_same_is_clear_and_counted() -> None:
    """No match, hold, notice or decision: the consignment counts as clear, and the silenced finding is counted."""
    without = screened(express(KADE), ORION)
    assert without.family_counts[Family.HOLD] == 1
    found = screened(express(KADE), ORION, suppressions=Suppressions([suppressed(KADE, ORION)]))
    assert found.decisions == []
    assert found.family_counts[Family.CLEAR] == 1
    assert found.suppressed_count == 1
    assert without.suppressed_count == 0


def test_only_that_pair_is_suppressed() -> None:
    """Another listed party of the same name still holds, and so does another party that matches the same listed one."""
    given = Suppressions([suppressed(KADE, ORION)])
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
    """What the officer has not seen is not suppressed: another letter, address or number, or an invisible character."""
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
def test_case_spacing_punctuation_and_role_do_not_matter(respelt: Party) -> None:
    """The same party as another filer's system writes it, or in another role, is the party that the officer judged."""
    assert identity_of(respelt) == identity_of(KADE)


def test_the_spelling_and_order_of_numbers_do_not_matter() -> None:
    """Hyphens and blanks, and the order of several numbers, change nothing; a telephone number counts in either field."""
    numbers = [importer_number("12-3456789AB"), Identifier(IdentifierKind.TAX_NUMBER, "DE 123", "DE")]
    again = [Identifier(IdentifierKind.TAX_NUMBER, "de123", "DE"), importer_number("12 3456789ab")]
    assert identity_of(party(identifiers=numbers)) == identity_of(party(identifiers=again))
    telephone = Identifier(IdentifierKind.PHONE, "+1 (937) 555-0100")
    assert identity_of(party(identifiers=[telephone])) == identity_of(party(phone="+1 937 555 0100"))


@given(PARTIES)
def test_any_party_has_an_identity_that_respelling_leaves_alone(who: Party) -> None:
    """Whatever a filer sends has an identity; doubled blanks and the role are not part of it."""
    respelt = msgspec.structs.replace(who, name=f"  {who.name.replace(' ', '   ')} ", role=PartyRole.OTHER)
    assert identity_of(respelt) == identity_of(who)


@given(PARTIES, st.sampled_from(["name", "phone", "account"]))
def test_one_more_character_is_another_identity(who: Party, field: str) -> None:
    """Spellings that differ in a letter or digit never share a suppression."""
    other = msgspec.structs.replace(who, **{field: getattr(who, field) + "7"})
    assert identity_of(other) != identity_of(who)


def test_it_ends_when_its_date_passes() -> None:
    """The last day counts; the day after, the hold is back."""
    for until, held in ((TODAY, 0), (TODAY - timedelta(days=1), 1), (None, 0)):
        found = screened(express(KADE), ORION, suppressions=Suppressions([suppressed(KADE, ORION, until)]))
        assert found.family_counts[Family.HOLD] == held, until


def test_it_ends_when_the_listed_record_changes() -> None:
    """A record with other content has another id, which no officer has judged."""
    changed = listed("ORION KADE TRADING", id="sam:the record with a new address")
    assert (
        screened(express(KADE), changed, suppressions=Suppressions([suppressed(KADE, ORION)])).family_counts[
            Family.HOLD
        ]
        == 1
    )


def test_what_is_not_in_force_is_not_counted() -> None:
    """A listing that has ended gives no match anyway, so nothing was silenced."""
    ended = listed(terminates=TODAY - timedelta(days=1))
    assert screened(express(KADE), ended, suppressions=Suppressions([suppressed(KADE, ended)])).suppressed_count == 0


def test_a_match_and_a_notice_name_the_pair() -> None:
    """Holds and notices carry the identity that an officer's suppression needs."""
    elsewhere = listed(addresses=[Address(("1 Far Road",), city="Lima", country="PE")])
    (decision,) = screened(express(KADE), elsewhere).decisions
    assert decision.matches[0].party_identity == identity_of(KADE)
    assert [notice.party_identity for notice in decision.notices] == [identity_of(KADE)]


def test_the_version_depends_on_pairs_and_dates() -> None:
    """In any order, and not on words that decide nothing; every decision names the version."""
    one, other = suppressed(KADE, ORION), suppressed(shipper("Vesta"), ORION, TODAY)
    given = Suppressions([one, other])
    assert Suppressions([other, one]).version == given.version
    assert Suppressions([msgspec.structs.replace(one, reason="taller"), other]).version == given.version
    assert Suppressions([one]).version != given.version
    assert Suppressions([msgspec.structs.replace(one, until=TODAY), other]).version != given.version
    assert screened(express(KADE), ORION, suppressions=given).versions.suppressions == given.version
    assert screened(express(KADE), ORION).versions.suppressions == NO_SUPPRESSIONS.version == UNSUPPRESSED


def test_a_social_security_number_is_masked() -> None:
    """In names and in the officer's words alike."""
    made = suppressed(party("Kade 123-45-6789"), ORION)
    made = suppression("i", made.party_name, "sam:1", "X", officer="A", reason="SSN 123-45-6789", decided=NOW)
    assert "123-45-6789" not in repr(made)


@given(st.lists(st.sampled_from([ORION, ORION_TOO]), unique=True), st.lists(st.sampled_from([ORION, ORION_TOO])))
def test_suppressed_parties_never_compete(silenced: list[ListedParty], entries: list[ListedParty]) -> None:
    """A list without the suppressed parties gives the same decisions: they do not displace others."""
    given = Suppressions([suppressed(KADE, entry) for entry in silenced])
    rest = [entry for entry in entries if entry not in silenced]

    def matches(found: ScreeningResult) -> list[tuple[Family, list[str]]]:
        return [(each.family, [match.listed_party for match in each.matches]) for each in found.decisions]

    assert matches(screened(express(KADE), *entries, suppressions=given)) == matches(screened(express(KADE), *rest))


def test_suppressions_are_a_collection_of_distinct_pairs() -> None:
    """A later decision about a pair replaces the earlier one."""
    earlier, later = suppressed(KADE, ORION, TODAY), suppressed(KADE, ORION)
    given = Suppressions([earlier, suppressed(KADE, ORION_TOO), later])
    assert len(given) == 2
    assert set(given) == {later, suppressed(KADE, ORION_TOO)}
