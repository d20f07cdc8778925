"""What a policy would do with innocent names: held, reviewed or recorded, and why."""

import pytest

from screener.domain.consignment import Mode, PartyRole
from screener.domain.decision import Evidence
from screener.domain.policy import Consequence, Family, Policy, Threshold
from screener.matching.innocent_names import MOST_CAUSES, kind_of_evidence, matching_names, screen_innocent_names
from screener.search.watchlist import Watchlist
from tests.support.builders import listed

NAME = "Velmora Kestrin Trading GmbH"
REVIEW_AT = Policy().review_at


def test_names_are_counted_by_what_they_lead_to() -> None:
    """One would be held, one leads to nothing; the cause has the listed party, the evidence and an example."""
    found = screen_innocent_names([NAME, "Wilmet Harst"], Watchlist([listed(NAME)]), Policy())
    assert (found.names, found.held, found.reviewed) == (2, 1, 0)
    (cause,) = found.causes
    assert (cause.listed, cause.evidence, cause.names, cause.example) == (NAME, "whole name is a listed name", 1, NAME)


def test_a_review_is_not_counted_as_a_hold() -> None:
    """A weak listed name alone is reviewed."""
    found = screen_innocent_names([NAME], Watchlist([listed(NAME, weak_name=True)]), Policy())
    assert (found.held, found.reviewed) == (0, 1)


@pytest.mark.parametrize(
    ("role", "mode", "leads_to"),
    [
        (PartyRole.CONSIGNEE, Mode.EXPRESS, Consequence.HOLD),
        (PartyRole.SHIPPER, Mode.EXPRESS, Consequence.REVIEW),
        (PartyRole.SHIPPER, Mode.POSTAL, Consequence.HOLD),
    ],
)
def test_the_thresholds_of_role_and_mode_apply(role: PartyRole, mode: Mode, leads_to: Consequence) -> None:
    """A higher threshold for express shippers turns their hold into a review, and nobody else's."""
    strict = Threshold(roles=frozenset({PartyRole.SHIPPER}), modes=frozenset({Mode.EXPRESS}), hold_at=1.0)
    watchlist, policy = Watchlist([listed(NAME)]), Policy(thresholds=(strict,))
    (outcome,) = screen_innocent_names(["Velmora Kestrn Trading GmbH"], watchlist, policy, role, mode).outcomes
    assert outcome.leads_to is leads_to


def test_a_role_that_is_not_screened_leads_to_nothing() -> None:
    """The policy decides which roles are screened."""
    shippers_only = Policy(roles=frozenset({PartyRole.SHIPPER}))
    found = screen_innocent_names([NAME], Watchlist([listed(NAME)]), shippers_only)
    assert (found.held, found.reviewed, found.recorded, found.outcomes) == (0, 0, 0, ())


def test_a_match_of_an_agency_that_holds_nobody_is_recorded() -> None:
    """It would be in the decision, but is no cause of a hold or review."""
    watchlist = Watchlist([listed(NAME, agency="GSA")])
    found = screen_innocent_names([NAME], watchlist, Policy(other_agency=Family.CLEAR))
    assert (found.held, found.reviewed, found.recorded, found.causes) == (0, 0, 1, ())


def test_the_most_severe_outcome_of_a_name_counts() -> None:
    """Recorded for one agency's party of the same name, held for another's."""
    watchlist = Watchlist([listed(NAME, id="sam:gsa", agency="GSA"), listed(NAME, id="sam:cbp")])
    (outcome,) = screen_innocent_names([NAME], watchlist, Policy(other_agency=Family.CLEAR)).outcomes
    assert outcome.leads_to is Consequence.HOLD


def test_the_most_frequent_causes_come_first() -> None:
    """Two names match the first party, one each of the others; the rest of a long list is cut."""
    names = [f"{word} Kestrin Velmoor" for word in ("Aldo", "Brenk", "Castor", "Drosk", "Elmar", "Falk", "Gorm")]
    names += [f"{word} Brelsk Ostrelle" for word in ("Hald", "Ivor", "Jorn", "Kelm", "Lodo", "Milo", "Norg")]
    names += [f"{word} Tavik Quillorane" for word in ("Orvo", "Pelm", "Quast", "Rusk", "Sorrel", "Tovar", "Ulmo")]
    found = screen_innocent_names([*names, names[-1].upper()], Watchlist(map(listed, names)), Policy())
    assert found.held == len(names) + 1
    assert len(found.causes) == MOST_CAUSES
    assert (found.causes[0].listed, found.causes[0].names, found.causes[0].example) == (names[-1], 2, names[-1])


def test_matching_names_are_those_from_the_threshold_on() -> None:
    """An innocent name below the threshold does not match."""
    watchlist = Watchlist([listed(NAME, weak_name=True)])
    assert [name for name, _ in matching_names(["Wilmet Harst", NAME], watchlist, REVIEW_AT)] == [NAME]
    assert matching_names([NAME], watchlist, 1.0) == []


def test_the_kind_of_the_strongest_evidence_leaves_out_what_it_quotes() -> None:
    """Causes are grouped by kind, so no name may be in it."""
    assert kind_of_evidence([Evidence("same country: US", 0.05), Evidence("same words: vega", 0.6)]) == "same words"
    assert (
        kind_of_evidence([Evidence("resembles a listed name, Vega: same words: vega", 1.0)])
        == "resembles a listed name"
    )
