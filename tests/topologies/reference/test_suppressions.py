from datetime import UTC, date, datetime, timedelta

import pytest

from screener.regime.suppression import Suppression, suppression
from tests.support.builders import party
from tests.support.worker_helpers import ORION, VESTA, send, snapshot
from topologies.kafka.topic_admin import touch_topics
from topologies.list_releases.lists_on_topic import read_lists_on_topic
from topologies.reference.suppressions import (
    publish_suppression,
    revoke_suppression,
    standings,
    suppressions_on_topic,
)
from topologies.settings import Settings, UsageError

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
TODAY = NOW.date()


def made(listed: str = ORION.id, until: date | None = None, decided: datetime = NOW) -> Suppression:
    return suppression(
        f"identity of {listed}", party("A").name, listed, "B", officer="C", reason="D", decided=decided, until=until
    )


@pytest.fixture
def settings(embedded: str) -> Settings:
    """An in-memory cluster with ORION and VESTA on the list."""
    touch_topics(embedded)
    send(embedded, "watchlist", snapshot(ORION, VESTA))
    return Settings(kafka_bootstrap=embedded, delivery_seconds=5)


def test_a_suppression_is_on_the_topic_until_it_is_revoked(settings: Settings) -> None:
    """A record that cannot be read is left out."""
    one, other = made(), made(VESTA.id)
    publish_suppression(one, settings)
    publish_suppression(other, settings)
    send(settings.kafka_bootstrap, "suppressions", [(b"x", b"garbage")])
    assert set(suppressions_on_topic(settings)) == {one, other}
    revoke_suppression(one.id, settings)
    assert list(suppressions_on_topic(settings)) == [other]


def test_each_standing_says_why_a_suppression_has_ended(settings: Settings) -> None:
    """The latest decision comes first."""
    yesterday = TODAY - timedelta(days=1)
    lasting, last_day = made(), made(VESTA.id, until=TODAY, decided=NOW - timedelta(days=1))
    past = made(VESTA.id, until=yesterday, decided=NOW - timedelta(days=2))
    gone = made("sam:gone", decided=NOW - timedelta(days=3))
    found = standings([gone, past, last_day, lasting], read_lists_on_topic(settings), TODAY)
    assert [each.ended for each in found] == [
        "",
        "",
        f"its date passed on {yesterday}",
        "the listed party is no longer on the list, or has changed",
    ]
    assert found[0].id == lasting.id


def test_a_broker_that_has_gone_is_one_line() -> None:
    """The line says that nothing has changed."""
    settings = Settings(kafka_bootstrap="127.0.0.1:9", delivery_seconds=0.2)
    with pytest.raises(UsageError, match="nothing has changed, run the command again") as caught:
        publish_suppression(made(), settings)
    assert "\n" not in str(caught.value)
