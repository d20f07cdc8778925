from datetime import date

import pytest

from screener.domain.consignment import Mode
from screener.domain.listed_party import PartyKind
from screener.domain.policy import Policy
from screener.matching.explanation import Terms
from screener.search.watchlist import Watchlist
from tests.support.builders import party
from tests.support.worker_helpers import ORION, VESTA, send, snapshot
from topologies.kafka.topic_admin import touch_topics
from topologies.reference.name_matching import AGAINST, explain_against, explain_matches, kind_of, lists_in_force
from topologies.settings import Settings, UsageError

TERMS = Terms(Policy(), Mode.EXPRESS, date(2026, 3, 2))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Wilmet Harst", PartyKind.PERSON),
        ("HARST GmbH", PartyKind.FIRM),
        ("Orion Kade Trading", PartyKind.FIRM),
        ("Orión Kade, S.A.", PartyKind.FIRM),
    ],
)
def test_a_legal_form_or_a_word_of_trade_makes_a_firm(name: str, kind: PartyKind) -> None:
    """Any other name is a person's."""
    assert kind_of(name) is kind


def test_a_name_far_from_the_listed_one_is_explained_too() -> None:
    """Against a single name a near miss has its evidence; against a list it is not found."""
    stranger = party("Wilmet Harst")
    explained = explain_against(stranger, "Orion Kade Trading", None, TERMS)
    assert explained.listed_party == AGAINST
    assert explained.score < 0.5
    assert explain_matches(stranger, Watchlist([ORION]), TERMS) == []


def test_the_best_match_comes_first() -> None:
    """Each match names its listed party."""
    (found,) = explain_matches(party(ORION.name), Watchlist([VESTA, ORION]), TERMS)
    assert found.listed_party == ORION.id


def test_the_lists_in_force_are_those_of_the_topic(embedded: str) -> None:
    """What cannot be read is counted and left out; without a list there is nothing to match against."""
    touch_topics(embedded)
    settings = Settings(kafka_bootstrap=embedded)
    with pytest.raises(UsageError, match="screener lists status"):
        lists_in_force(settings, None)
    send(embedded, "watchlist", [(b"sam:x", b"garbage"), *snapshot(ORION, VESTA)])
    found = lists_in_force(settings, None)
    assert {each.id for each in found.watchlist.parties} == {ORION.id, VESTA.id}
    assert found.refused == {"watchlist": 1, "policy": 0}
