"""The tier of a post and what it means for each item: inspection, a request for information, refusal."""

import pytest

from screener.domain.consignment import Mode
from screener.domain.decision import Cause
from screener.domain.policy import Family, Policy, TierPolicy
from screener.regime.assessment import Assessment
from screener.regime.post_measures import POST_CAUSES, add_post_measures
from tests.support.builders import (
    NOW,
    POLICY,
    causes,
    express,
    families,
    informed,
    listed,
    manifest_of,
    non_compliant_post,
    party,
    postal,
    s10,
    screened,
)

ORION = listed("ORION KADE TRADING")


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
def test_the_tier_of_a_post_decides_about_its_items(count: int, bare: Family, full: Family) -> None:
    """Inspection from 2 quarters; from 6 a request unless the information is there, and then inspection; from 8 refusal."""
    assert families(screened(manifest_of(postal()), scorecards=non_compliant_post(count))) == [bare]
    assert families(screened(manifest_of(informed()), scorecards=non_compliant_post(count))) == [full]
    assert families(screened(manifest_of(postal(), operator="DEA"), scorecards=non_compliant_post(count))) == [
        Family.CLEAR
    ]
    assert families(screened(manifest_of(express()), scorecards=non_compliant_post(count))) == [Family.CLEAR]


def test_each_element_of_information_is_needed() -> None:
    """From 6 quarters a single missing element leads to a request for information."""
    for field in ("hts", "origin", "currency"):
        item = informed()
        setattr(item, field, "")
        assert families(screened(manifest_of(item), scorecards=non_compliant_post(6))) == [Family.RFI]
    assert families(screened(manifest_of(postal(hts="940520")), scorecards=non_compliant_post(6))) == [Family.RFI]


def test_a_share_of_the_items_is_inspected() -> None:
    """One item in five of a post with 2 quarters, the most suspicious first; held items do not count."""
    items = [informed(s10(number)) for number in range(1, 11)]
    items[7].description = "decorated lamps, several goods"
    items[3].hts = ""
    found = families(screened(manifest_of(*items), scorecards=non_compliant_post(2)))
    assert found.count(Family.RFS) == 2
    assert found[3] is Family.RFS
    items[3].parties[1] = party("Orion Kade Trading")
    found = families(screened(manifest_of(*items), ORION, scorecards=non_compliant_post(2)))
    assert found[3] is Family.HOLD
    assert found.count(Family.RFS) == 2


def test_a_tier_whose_action_is_clear_changes_nothing() -> None:
    """The action of each tier is policy."""
    policy = Policy(tiers=(TierPolicy(quarters=2, section="5(b)", action=Family.CLEAR),))
    assert families(screened(manifest_of(postal()), scorecards=non_compliant_post(8), policy=policy)) == [Family.CLEAR]


@pytest.mark.parametrize("operator", ["cna", "CN", "CNAX", "C1", "123", "CNA\n"])
def test_items_of_an_unknown_post_are_held(operator: str) -> None:
    """Without an operator code no tier is known, so every item is held for information."""
    assert (
        causes(screened(manifest_of(postal(), postal(identifier=s10(2)), operator=operator)))
        == [Cause.NOT_ASSESSABLE] * 2
    )


def test_express_consignments_have_no_post_measures() -> None:
    """An express manifest is left alone, whatever its operator field says."""
    assessments: dict[int, Assessment] = {}
    manifest = manifest_of(express(), operator="CNA", mode=Mode.EXPRESS)
    add_post_measures(manifest, non_compliant_post(8), POLICY, NOW, assessments)
    assert assessments == {}


def test_every_action_of_a_tier_has_a_cause() -> None:
    """Each family but `clear`, which is no action."""
    assert set(POST_CAUSES) == set(Family) - {Family.CLEAR}


def test_the_reason_names_post_quarters_section_and_what_is_asked_for() -> None:
    """In words that an officer can read aloud."""
    (request,) = screened(postal(), scorecards=non_compliant_post(6)).decisions[0].reasons
    assert request.text == (
        "post CNA was non-compliant in 6 or more consecutive quarters (EO 13904 section 5(c)); "
        "please give hts, origin, value, contact"
    )
    (inspection,) = screened(informed(), scorecards=non_compliant_post(2)).decisions[0].reasons
    assert inspection.text.endswith("(EO 13904 section 5(b)); selected by rank")
    (inspection,) = screened(postal(), scorecards=non_compliant_post(2)).decisions[0].reasons
    assert inspection.text.endswith("; selected for no tariff number, no way to reach the recipient")


def test_a_tier_with_a_share_never_replaces_a_stricter_measure() -> None:
    """An item held for a listed party is not inspected instead, even where the whole mail is inspected."""
    policy = Policy(tiers=(TierPolicy(quarters=2, section="5(b)", action=Family.RFS, share=0.99),))
    items = [postal(party("Orion Kade Trading"), identifier=s10(1)), postal(identifier=s10(2))]
    found = screened(manifest_of(*items), ORION, scorecards=non_compliant_post(2), policy=policy)
    assert [reason.cause for reason in found.decisions[0].reasons] == [Cause.LISTED_PARTY]
    assert families(found) == [Family.HOLD, Family.RFS]


def test_an_item_with_all_information_is_exempt_where_section_5c_is_the_only_tier() -> None:
    """Then there is no lower tier that would apply instead."""
    policy = Policy(tiers=(TierPolicy(quarters=6, section="5(c)", action=Family.RFI, unless_information=True),))
    assert screened(informed(), scorecards=non_compliant_post(6), policy=policy).decisions == []
    assert families(screened(postal(), scorecards=non_compliant_post(6), policy=policy)) == [Family.RFI]
