"""An explanation shows which words of both texts agree, what follows from the score, and why."""

import pytest
from hypothesis import given

from screener.domain.consignment import Address, Mode, PartyRole
from screener.domain.listed_party import PartyKind
from screener.domain.policy import Consequence, Policy
from screener.matching.explanation import Segment, Terms, explain, segments
from screener.matching.findings import Finding
from screener.matching.scoring import compare
from tests.support.builders import TODAY, listed, party
from tests.support.strategies import RESEMBLING_NAMES


@given(RESEMBLING_NAMES, RESEMBLING_NAMES)
def test_the_segments_make_up_the_text(name: str, matched: str) -> None:
    """No character of either text is lost or changed."""
    sides = segments(name, matched, listed(matched, kind=PartyKind.PERSON))
    assert tuple("".join(piece.text for piece in side) for side in sides) == (name, matched)


def test_an_unmatched_word_is_marked() -> None:
    """Words that agree are marked, and so is the one that does not."""
    name = "Tavion Brelsk Orrin"
    manifest, listing = segments("Tavion Brelsk", name, listed(name, kind=PartyKind.PERSON))
    assert all(piece.agrees for piece in manifest if piece.text.strip())
    assert Segment("Orrin", agrees=False) in listing


def test_an_explanation_gives_the_consequence_and_its_reason() -> None:
    """A whole name leads to a hold; an exclusion not in force, or a pair that the search does not find, to nothing."""
    query, target = (
        party("Tavion Brelsk Orrin", address=Address()),
        listed("Tavion Brelsk Orrin", kind=PartyKind.PERSON),
    )
    found = compare(query, target)
    assert explain(query, target, found, Terms(Policy(), Mode.EXPRESS, TODAY)).leads_to is Consequence.HOLD
    unseen = explain(query, target, found, Terms(Policy(), Mode.EXPRESS, TODAY), seen=False)
    assert unseen.leads_to is Consequence.NOTHING
    assert "would not find this pair" in unseen.because
    ended = listed(target.name, kind=target.kind, terminates=TODAY.replace(year=TODAY.year - 1))
    explained = explain(query, ended, found, Terms(Policy(), Mode.EXPRESS, TODAY))
    assert (explained.leads_to, explained.because) == (Consequence.NOTHING, f"the exclusion is not in force on {TODAY}")


def test_a_social_security_number_in_a_name_is_masked() -> None:
    """The text of the manifest is shown without it."""
    target = listed("Tavion Brelsk Orrin", kind=PartyKind.PERSON)
    manifest, _ = segments("Tavion Brelsk 123-45-6789", target.name, target)
    assert "123-45" not in "".join(piece.text for piece in manifest)


def test_a_word_without_meaning_is_not_marked() -> None:
    """Punctuation carries no meaning, beside a name or alone."""
    manifest, listing = segments("Tavion & Brelsk", "Tavion Orrin", listed("Tavion Orrin", kind=PartyKind.PERSON))
    assert Segment("&") in manifest
    assert Segment("Orrin", agrees=False) in listing
    empty = segments("***", "Tavion", listed("Tavion", kind=PartyKind.PERSON))
    assert empty == ((Segment("***"),), (Segment("Tavion", agrees=False),))


def test_a_role_that_is_not_screened_is_the_reason() -> None:
    """The policy decides which roles are screened."""
    query, target = (
        party("Tavion Brelsk Orrin", address=Address()),
        listed("Tavion Brelsk Orrin", kind=PartyKind.PERSON),
    )
    policy = Policy(roles=frozenset({PartyRole.SHIPPER}))
    explained = explain(query, target, compare(query, target), Terms(policy, Mode.EXPRESS, TODAY))
    assert explained.because == "the policy does not screen the role consignee"


@pytest.mark.parametrize(
    ("score", "leads_to", "because"),
    [
        (0.4, Consequence.NOTHING, "below 0.50, the lowest score that is recorded"),
        (0.6, Consequence.RECORDED, "below 0.70, the lowest score that is reviewed"),
        (0.8, Consequence.REVIEW, "review from 0.70, a hold from 0.90"),
        (0.9, Consequence.HOLD, "a hold from 0.90"),
    ],
)
def test_the_score_is_compared_with_the_thresholds(score: float, leads_to: Consequence, because: str) -> None:
    """The reason names the threshold that the score reaches or misses."""
    target = listed("Tavion Brelsk Orrin", kind=PartyKind.PERSON)
    finding = Finding(0, target.name, score, (), weak=False, by_identifier=False)
    policy = Policy(record_at=0.5, review_at=0.7, hold_at=0.9)
    explained = explain(party("Tavion Brelsk"), target, finding, Terms(policy, Mode.EXPRESS, TODAY))
    assert (explained.leads_to, explained.because) == (leads_to, because)
