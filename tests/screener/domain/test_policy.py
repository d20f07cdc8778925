"""What a score leads to, by role and mode."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.domain.consignment import Address, Mode, PartyRole
from screener.domain.policy import STRICTNESS, Consequence, Family, Policy, Threshold
from tests.support.builders import listed, party, postal, screened
from tests.support.strategies import POLICIES

SHIPPER, CONSIGNEE = PartyRole.SHIPPER, PartyRole.CONSIGNEE
STRICT = Threshold(roles=frozenset({SHIPPER}), modes=frozenset({Mode.POSTAL}), hold_at=0.7, review_at=0.6)
SHIPPERS = Threshold(roles=frozenset({SHIPPER}), hold_at=0.8)
POLICY = Policy(hold_at=0.95, thresholds=(STRICT, SHIPPERS))


@pytest.mark.parametrize(
    ("score", "leads_to"),
    [
        (0.92, Consequence.HOLD),
        (0.919, Consequence.REVIEW),
        (0.65, Consequence.REVIEW),
        (0.649, Consequence.RECORDED),
        (0.5, Consequence.RECORDED),
        (0.499, Consequence.NOTHING),
    ],
)
def test_the_thresholds_themselves_count(score: float, leads_to: Consequence) -> None:
    """Held from 0.92, reviewed from 0.65, recorded from 0.5, and nothing below."""
    assert Policy().consequence(score, CONSIGNEE, Mode.EXPRESS) is leads_to


@pytest.mark.parametrize(
    ("role", "mode", "hold_at"),
    [
        (SHIPPER, Mode.POSTAL, 0.7),
        (SHIPPER, Mode.EXPRESS, 0.8),
        (CONSIGNEE, Mode.POSTAL, 0.95),
        (CONSIGNEE, Mode.EXPRESS, 0.95),
    ],
)
def test_the_first_threshold_for_role_and_mode_applies(role: PartyRole, mode: Mode, hold_at: float) -> None:
    """The narrower one comes first and wins; where none applies, the policy's own scores do."""
    assert POLICY.threshold(role, mode).hold_at == hold_at


def test_the_order_of_thresholds_decides() -> None:
    """If the wider one comes first, the narrower one is never reached."""
    assert Policy(thresholds=(SHIPPERS, STRICT)).threshold(SHIPPER, Mode.POSTAL) is SHIPPERS


def test_a_role_that_is_not_screened_leads_to_nothing() -> None:
    """Not even a score of 1."""
    policy = Policy(roles=frozenset({SHIPPER}))
    assert policy.consequence(1.0, CONSIGNEE, Mode.EXPRESS) is Consequence.NOTHING


def test_a_threshold_of_a_role_decides_whether_it_is_held() -> None:
    """The same weak name is held as a shipper's, where the policy is stricter, and not as a consignee's."""
    entry = listed("Velmora Kestrin", weak_name=True)
    policy = Policy(thresholds=(Threshold(roles=frozenset({SHIPPER}), hold_at=0.8),))
    families = [
        {
            each.family
            for each in screened(
                postal(party(entry.name, role, address=Address(("1 Rue Basse",), "Lyon", country="FR"))),
                entry,
                policy=policy,
            ).decisions
        }
        for role in (SHIPPER, CONSIGNEE)
    ]
    assert Family.HOLD in families[0]
    assert Family.HOLD not in families[1]


@pytest.mark.parametrize(
    ("agency", "expected"),
    [
        ("DHS-CBP", True),
        ("CBP", True),
        ("U.S. Customs and Border Protection", True),
        ("DHS-ICE", False),
        ("CBPX", False),
        ("", False),
        ("cbp", False),
    ],
)
def test_cbp_is_known_by_code_or_by_name(agency: str, expected: bool) -> None:  # noqa: FBT001 - a column of the table
    """A code must be exact; a name may be part of a longer one, in any case."""
    assert Policy().is_cbp(agency) is expected


def test_the_measure_depends_on_agency_and_role() -> None:
    """Another agency's exclusion has an action of its own; an importer of record matters only where CBP excluded it."""
    policy = Policy(cbp=Family.RFI, cbp_importer=Family.DNL, other_agency=Family.RFS)
    importer = PartyRole.IMPORTER_OF_RECORD
    assert [policy.measure(role, cbp=True) for role in (CONSIGNEE, importer)] == [Family.RFI, Family.DNL]
    assert [policy.measure(role, cbp=False) for role in (CONSIGNEE, importer)] == [Family.RFS, Family.RFS]


@given(POLICIES, st.floats(0, 1), st.floats(0, 1), st.sampled_from(PartyRole), st.sampled_from(Mode))
def test_a_higher_score_never_has_a_milder_consequence(
    policy: Policy, low: float, high: float, role: PartyRole, mode: Mode
) -> None:
    """Whatever the thresholds are, even where they are in the wrong order."""
    low, high = sorted((low, high))
    order = list(Consequence)
    milder, stricter = (order.index(policy.consequence(score, role, mode)) for score in (low, high))
    assert stricter <= milder


def test_families_are_ranked_from_clear_to_refusal() -> None:
    """clear < RFS < RFI < HOLD < DNL."""
    ranked = sorted(Family, key=STRICTNESS.__getitem__)
    assert ranked == [Family.CLEAR, Family.RFS, Family.RFI, Family.HOLD, Family.DNL]
