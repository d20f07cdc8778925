"""Section 3(a): a different name or address associated with a person whom CBP excluded gives a notice."""

from datetime import date, timedelta

import msgspec
import pytest

from screener.domain.consignment import Address, Party
from screener.domain.decision import Basis, Notice, NoticeKind
from screener.domain.listed_party import Alias, ListedParty
from screener.domain.policy import Policy
from screener.regime.reestablishment import due_date
from tests.support.builders import (
    BUYER_ADDRESS,
    NOW,
    POLICY,
    SENDER_ADDRESS,
    TODAY,
    express,
    importer_number,
    listed,
    manifest_of,
    party,
    screened,
)

NUMBER = importer_number("12-3456789XX")
ELSEWHERE = Address(("480 Harbor Boulevard",), city="Tampa", region="FL", country="US")
ORION = listed(
    "ORION KADE TRADING", addresses=[BUYER_ADDRESS], identifiers=[NUMBER], published=TODAY - timedelta(days=10)
)


def notices(
    who: Party, *entries: ListedParty, policy: Policy = POLICY, filer: str = "SWIFT", identifier: str = "HB1"
) -> list[Notice]:
    given = manifest_of(express(who, identifier=identifier), filer=filer)
    return [
        each
        for decision in screened(given, *(entries or (ORION,)), policy=policy).decisions
        for each in decision.notices
    ]


def test_another_name_with_a_listed_number_is_knowledge() -> None:
    """An exact identifier under a different name: the reporter knows."""
    (notice,) = notices(party("Sunrise Lamps", identifiers=[NUMBER]))
    assert notice.kind is NoticeKind.REESTABLISHMENT
    assert notice.basis is Basis.KNOWS
    assert notice.listed_party == ORION.id
    assert notice.reporter == "SWIFT"
    assert "different name" in notice.text
    assert [each.text for each in notice.evidence] == ["same importer-number: 12-3456789XX"]


def test_a_listed_name_at_an_unknown_address_is_reason_to_believe() -> None:
    """The name alone, elsewhere, is inferred evidence."""
    (notice,) = notices(party("Orion Kade Trading", address=ELSEWHERE))
    assert notice.basis is Basis.REASON_TO_BELIEVE
    assert "address that is not on the list" in notice.text


def test_a_listed_name_and_number_at_an_unknown_address_is_knowledge() -> None:
    """A number in addition to the name makes it certain, and the new address still counts."""
    (notice,) = notices(party("Orion Kade Trading", address=ELSEWHERE, identifiers=[NUMBER]))
    assert notice.basis is Basis.KNOWS
    assert "address that is not on the list" in notice.text


@pytest.mark.parametrize(
    "who",
    [
        party("Orion Kade Trading"),
        party("Orion Kade Trading", identifiers=[NUMBER]),
        party("Trading, Orion Kade", identifiers=[NUMBER]),
        party("ORION KADE TRADING", address=Address(("12 ELM STREET",), city="DAYTON", postcode="45402", country="US")),
    ],
)
def test_name_and_address_on_the_list_give_no_notice(who: Party) -> None:
    """Near-misses: the same name at the same premises is nothing new, in whatever spelling or order."""
    assert notices(who) == []


def test_without_a_street_on_the_list_no_address_is_new() -> None:
    """A street cannot contradict a record that gives only a town."""
    assert (
        notices(
            party("Orion Kade Trading", address=ELSEWHERE),
            listed("ORION KADE TRADING", addresses=[Address(city="Dayton")]),
        )
        == []
    )


def test_an_alias_is_no_different_name() -> None:
    """An alias of the listed party is not a different name; any other name is."""
    entry = listed("ORION KADE TRADING", aliases=["SUNRISE LAMPS"], identifiers=[NUMBER])
    assert notices(party("Sunrise Lamps", identifiers=[NUMBER]), entry) == []
    assert notices(party("Sunset Lamps", identifiers=[NUMBER]), entry)


def test_no_name_is_no_different_name() -> None:
    """A party without a name is held for its number and its missing name, but it has no different name."""
    assert notices(party("", identifiers=[NUMBER])) == []


def test_exclusions_by_other_agencies_give_no_such_notice() -> None:
    """Section 3 requires exclusion by CBP; the same facts with another agency lead to a hold only."""
    entry = listed("ORION KADE TRADING", addresses=[BUYER_ADDRESS], agency="DHS-ICE")
    given = express(party("Orion Kade Trading", address=ELSEWHERE))
    (decision,) = screened(given, entry).decisions
    assert decision.reasons
    assert decision.notices == ()


def test_a_match_too_weak_for_a_hold_is_for_review() -> None:
    """Between the two thresholds officers see the match; there is no due date and no hold."""
    policy = Policy(hold_at=0.95, review_at=0.4)
    entry = listed("GENERAL TRADING", weak_name=True)
    (notice,) = notices(party("General Trading"), entry, policy=policy)
    assert notice.kind is NoticeKind.REVIEW
    assert notice.due is None
    assert notices(party("General Trading"), entry, policy=Policy(hold_at=0.95, review_at=0.9)) == []


def test_a_weak_alias_alone_gives_no_notice_about_an_address() -> None:
    """A common word at another address is not a person who moved."""
    entry = listed("TILO BRANDT", aliases=[Alias("MARIA", weak=True)], addresses=[SENDER_ADDRESS])
    assert notices(party("Maria"), entry) == []


@pytest.mark.parametrize(
    ("published", "due", "late"),
    [
        (TODAY, TODAY + timedelta(days=60), False),
        (TODAY - timedelta(days=60), TODAY, False),
        (TODAY - timedelta(days=61), TODAY, True),
        (date(2001, 1, 1), TODAY, True),
        (None, TODAY + timedelta(days=60), False),
        (date.max, TODAY + timedelta(days=60), False),
    ],
)
def test_a_notice_is_due_sixty_days_after_publication(published: date | None, due: date, late: bool) -> None:  # noqa: FBT001 - a column of the table
    """60 days from the publication of the record, not from its active date; after that it is due at once and late."""
    entry = listed("ORION KADE TRADING", addresses=[BUYER_ADDRESS], active=date(2000, 1, 1), published=published)
    assert due_date(entry, POLICY, TODAY) == (due, late)
    (notice,) = notices(party("Orion Kade Trading", address=ELSEWHERE), entry)
    assert (notice.due, notice.late) == (due, late)
    assert notice.decided == NOW


def test_each_reporter_reports_a_new_identity_once() -> None:
    """The id depends on listed person, new identity and reporter: another consignment gives the same id."""
    who = party("Sunrise Lamps", identifiers=[NUMBER])
    (first,) = notices(who)
    assert notices(party("SUNRISE LAMPS", identifiers=[NUMBER]), identifier="HB2")[0].id == first.id
    assert notices(party("Sunset Lamps", identifiers=[NUMBER]))[0].id != first.id
    assert notices(party("Sunrise Lamps", address=ELSEWHERE, identifiers=[NUMBER]))[0].id != first.id
    assert notices(who, filer="OTHER")[0].id != first.id


def test_a_list_without_dates_counts_from_the_day_the_record_was_first_seen() -> None:
    """OFAC's lists and the denied persons list have no date of publication; where there is one, it is used."""
    seen = date(2026, 6, 1)
    without = msgspec.structs.replace(listed(), first_seen=seen)
    assert due_date(without, POLICY, TODAY) == (seen + timedelta(days=60), False)
    dated = msgspec.structs.replace(without, published=date(2026, 4, 1))
    assert due_date(dated, POLICY, TODAY) == (TODAY, True)
