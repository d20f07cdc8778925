"""The table of aliases, identifiers and addresses on the officers' page: what comes of each row."""

from datetime import date

import pytest
from msgspec import Struct

from screener.domain.consignment import Address, Party, PartyRole
from screener.domain.decision import Basis
from screener.domain.listed_party import Alias, AliasKind, ListedParty
from screener.domain.policy import Family
from tests.docs.pages import table
from tests.support.builders import express, importer_number, listed, party, screened

HAMBURG = Address(("17 Hafengasse",), city="Hamburg", country="DE")
NANTES = Address(("3 Rue du Port",), city="Nantes", country="FR")
SHIPPER, IMPORTER = PartyRole.SHIPPER, PartyRole.IMPORTER_OF_RECORD


class Outcome(Struct, frozen=True):
    """What the page says of a row: the measure, the basis of its notice, and the score of the match that is recorded."""

    family: Family
    basis: Basis | None = None
    score: float | None = None
    evidence: str = ""


ROWS: dict[str, tuple[Party, Outcome]] = {
    "alias": (
        party("Kestrin Marine Supply", SHIPPER, address=HAMBURG),
        Outcome(Family.HOLD, evidence="whole name is a listed cross-reference alias"),
    ),
    "identifier": (
        party("Moonrise Lamps LLC", IMPORTER, identifiers=[importer_number("12-3456789AB")]),
        Outcome(Family.HOLD, Basis.KNOWS, 1.0, "same importer-number"),
    ),
    "other address": (
        party("Kestrin Marine Supply", SHIPPER, address=NANTES),
        Outcome(Family.HOLD, Basis.REASON_TO_BELIEVE),
    ),
    "weak alias alone": (
        party("Kestrin", SHIPPER, address=Address(("1 Main Street",), city="Anywhere")),
        Outcome(Family.RFI, score=0.5),
    ),
    "weak alias, same premises": (
        party("Kestrin", SHIPPER, address=HAMBURG),
        Outcome(Family.HOLD, evidence="same premises"),
    ),
    "not in force": (party("Velmora Kestrin Trading GmbH", SHIPPER, address=HAMBURG), Outcome(Family.CLEAR)),
}
"""A party for each row, and the outcome. A weak alias without a country is held for its missing country alone."""


def entry(*, ended: bool = False) -> ListedParty:
    return listed(
        "Velmora Kestrin Trading GmbH",
        aliases=[
            Alias("Kestrin Marine Supply", AliasKind.CROSS_REFERENCE),
            Alias("Kestrin", AliasKind.CROSS_REFERENCE, weak=True),
        ],
        addresses=[HAMBURG],
        identifiers=[importer_number("12-3456789AB")],
        terminates=date(2026, 1, 9) if ended else None,
    )


def test_every_row_is_tried() -> None:
    """The rows below are those of the page."""
    rows = table("docs/officers.md", "Aliases, identifiers and addresses", "Kind")
    assert [kind for kind, *_ in rows] == list(ROWS)


@pytest.mark.parametrize("kind", ROWS)
def test_each_row_has_its_outcome(kind: str) -> None:
    """A consignment with the party of a row comes to the measure, the notice and the score of that row."""
    given, outcome = ROWS[kind]
    decisions = screened(express(given), entry(ended=kind == "not in force")).decisions
    if outcome.family is Family.CLEAR:
        assert not decisions
        return
    (decision,) = decisions
    assert decision.family is outcome.family
    assert {notice.basis for notice in decision.notices} == ({outcome.basis} if outcome.basis else set())
    best = decision.matches[0]
    assert outcome.score in (None, best.score)
    assert any(outcome.evidence in each.text for each in best.evidence)


def test_a_weak_alias_in_another_country_is_not_even_recorded() -> None:
    """The country that contradicts it takes the match below the score from which it is recorded."""
    assert not screened(express(party("Kestrin", SHIPPER, address=NANTES)), entry()).decisions
