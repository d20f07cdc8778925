from hypothesis import given
from hypothesis import strategies as st

from screener.domain.decision import Cause, Reason, outcome_id
from screener.domain.policy import Family
from tests.support.builders import express, holds, listed, manifest_of, party, screened, shipper

WORDS = st.lists(st.text(st.characters(exclude_characters="\x1f"), max_size=4), max_size=4)


@given(WORDS, WORDS)
def test_only_the_same_words_give_the_same_id(one: list[str], other: list[str]) -> None:
    """Words do not run into each other: `("ab", "c")` and `("a", "bc")` are two ids of 128 bits."""
    assert (outcome_id(*one) == outcome_id(*other)) is ((one or [""]) == (other or [""]))
    assert len(outcome_id(*one)) == 32


def test_an_id_is_the_same_for_ever() -> None:
    """Consumers drop duplicates by it, across versions of this program."""
    assert outcome_id("hold", "express:HB1:2026-07-01") == "b226c5b7664ef232017d1b7f4b6eeacb"


def test_a_reason_is_about_its_listed_party() -> None:
    """Without a match it is about nothing but its cause."""
    (decision,) = screened(express(party("Orion Kade Trading")), listed()).decisions
    assert decision.reasons[0].about == listed().id
    assert Reason(Family.RFI, Cause.NOT_ASSESSABLE, "cannot be assessed").about == ""


def test_a_hold_covers_every_party_that_matches_its_listed_party() -> None:
    """Shipper and consignee have the listed name: both are covered. A hold for missing data covers nobody."""
    kade = "Orion Kade Trading"
    (hold,) = holds(manifest_of(express(party(kade), shipper(kade))), listed())
    assert len(set(hold.identities)) == 2
    (request,) = holds(manifest_of(express(description="")))
    assert request.identities == ()
