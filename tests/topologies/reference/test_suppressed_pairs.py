import json
from datetime import UTC, datetime

import msgspec
import pytest

from screener.domain.decision import Hold
from screener.regime.hold_events import hold_events
from screener.regime.suppression import identity_of
from screener.screening import screen
from screener.search.watchlist import Watchlist
from tests.support.builders import NO_SCORECARDS, POLICY, manifest_of, party
from tests.support.worker_helpers import ORION, VESTA, encode, send, today
from topologies.kafka.topic_admin import touch_topics
from topologies.reference.suppressed_pairs import Pair, pair_of_hold, pair_of_party
from topologies.settings import Settings, UsageError

KADE = party("Orion Kade Trading")
PAIR = Pair(identity_of(KADE), KADE.name, ORION.id)
NOWHERE = Settings(kafka_bootstrap="127.0.0.1:9", connect_seconds=0.2)


def a_hold() -> Hold:
    now = datetime.now(UTC)
    given = manifest_of(today(KADE))
    (hold,) = hold_events(given, screen(given, Watchlist([ORION]), NO_SCORECARDS, POLICY, now), now, {})
    return hold


def test_a_hold_in_json_needs_no_broker() -> None:
    """The message itself, or the line that `screener screen` prints, even several of the same pair."""
    text = encode(a_hold()).decode()
    line = json.dumps({"topic": "holds", "message": json.loads(text)})
    for given in (text, line, f"{line}\n\n{text}\n"):
        assert pair_of_hold(given, NOWHERE) == PAIR


def test_a_hold_is_found_on_its_topic_by_either_id(embedded: str) -> None:
    """By the id of the event or of the hold; a record that cannot be read is passed over."""
    touch_topics(embedded)
    hold = a_hold()
    send(embedded, "holds", [(b"k", encode(hold)), (b"k", b"garbage " + hold.id.encode())])
    settings = Settings(kafka_bootstrap=embedded)
    assert pair_of_hold(f" {hold.id}\n", settings) == pair_of_hold(hold.hold, settings) == PAIR
    with pytest.raises(UsageError, match="--hold 'ffff' is no JSON, and no hold on topic holds has that id"):
        pair_of_hold("ffff", settings)


def test_an_officer_decides_one_pair_at_a_time() -> None:
    """Two holds for different listed parties are refused."""
    hold = a_hold()
    assert hold.match is not None
    other = msgspec.structs.replace(hold, match=msgspec.structs.replace(hold.match, listed_party=VESTA.id))
    with pytest.raises(UsageError, match="these are 2 pairs"):
        pair_of_hold(f"{encode(hold).decode()}\n{encode(other).decode()}", NOWHERE)


def test_a_party_may_leave_out_its_role() -> None:
    """Who it is does not depend on its role; a name it must have."""
    body = json.loads(encode(KADE))
    without = {key: value for key, value in body.items() if key != "role"}
    assert pair_of_party("f.json", json.dumps(without).encode(), ORION.id) == PAIR
    for wrong, words in ((b"{}", "name is empty"), (b"[]", "--party f.json"), (b"{", "--party f.json")):
        with pytest.raises(UsageError, match=words) as caught:
            pair_of_party("f.json", wrong, ORION.id)
        assert "\n" not in str(caught.value)
