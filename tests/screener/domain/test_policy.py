"""What a score leads to, by role and mode."""

import pytest

from screener.domain.consignment import Address, Mode, PartyRole
from screener.domain.policy import Consequence, Family, Policy, Threshold
from tests.support.builders import listed, party, postal, screened

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
    """Held from 0.92, reviewed from 0.65, recorded from 0.5, and below nothing."""
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
def test_the_first_threshold_that_names_role_and_mode_counts(role: PartyRole, mode: Mode, hold_at: float) -> None:
    """The narrow one stands first and wins; whom none names has the policy's own scores."""
    assert POLICY.threshold(role, mode).hold_at == hold_at


def test_the_order_of_thresholds_decides() -> None:
    """With the wide one first the narrow one is never reached."""
    assert Policy(thresholds=(SHIPPERS, STRICT)).threshold(SHIPPER, Mode.POSTAL) is SHIPPERS


def test_a_role_that_is_not_screened_leads_to_nothing() -> None:
    """Not even a whole name counts there."""
    policy = Policy(roles=frozenset({SHIPPER}))
    assert policy.consequence(1.0, CONSIGNEE, Mode.EXPRESS) is Consequence.NOTHING


def test_a_threshold_of_a_role_decides_whether_it_is_held() -> None:
    """The same weak name is held as shipper, where the policy is stricter, and not as consignee."""
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
    ("agency", "cbp"),
    [
        ("DHS-CBP", True),
        ("CBP", True),
        ("U.S. Customs and Border Protection", True),
        ("DHS-ICE", False),
        ("CBPX", False),
        ("", False),
    ],
)
def test_cbp_is_recognised_by_code_or_name(agency: str, cbp: bool) -> None:  # noqa: FBT001 - a column of the table
    """The exact code or a part of the name is CBP; a longer code and another agency are not."""
    assert Policy().is_cbp(agency) is cbp
