from datetime import UTC, datetime

import pytest

from screener.domain.policy import Policy
from screener.domain.scorecards import Scorecards
from screener.regime.escalation import consecutive_quarters
from tests.topologies.sample.conftest import Readable
from topologies.sample.day import SampleDay
from topologies.sample.posts import POSTS, Post, sample_scorecards


@pytest.mark.parametrize("post", POSTS, ids=lambda post: post.code)
def test_scorecards_come_to_the_promised_quarters(day: SampleDay, readable: Readable, post: Post) -> None:
    """The scorecards of each post give the number of quarters that the plan relies on, and each post sends items."""
    cards = Scorecards.of(day.scorecards, "sample").by_operator.get(post.code, ())
    assert consecutive_quarters(cards, Policy(), day.now) == post.quarters
    assert any(body["consignments"] for _, body in readable if body.get("operator") == post.code)


@pytest.mark.parametrize("month", range(1, 13))
def test_a_day_of_any_month_has_the_same_tiers(month: int) -> None:
    """Scorecards are dated relative to the day that they are made for, so every tier exists in any season."""
    now = datetime(2027, month, 3, 15, 30, tzinfo=UTC)
    scorecards = Scorecards.of(sample_scorecards(now), "sample")
    found = {
        post.code: consecutive_quarters(scorecards.by_operator.get(post.code, ()), Policy(), now) for post in POSTS
    }
    assert found == {post.code: post.quarters for post in POSTS}


def test_scorecards_are_in_order_of_publication() -> None:
    """As they would arrive on the topic; a restatement comes after what it restates."""
    published = [card.published for card in sample_scorecards(datetime(2027, 5, 3, tzinfo=UTC))]
    assert published == sorted(published)
