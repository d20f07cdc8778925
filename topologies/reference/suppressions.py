"""Suppressions on their compacted topic: read, written, revoked, and whether each still has an effect."""

import contextlib
from collections.abc import Iterable
from datetime import date

import msgspec

from screener.regime.suppression import Suppression, Suppressions
from topologies.delivery.publisher import DeliveryFailed
from topologies.kafka.compacted_topics import publish, read_to_end
from topologies.list_releases.lists_on_topic import ListsOnTopic
from topologies.reference.control_topics import SuppressionsInForce
from topologies.reference.files import Standing
from topologies.settings import Settings, UsageError
from topologies.topics import SUPPRESSIONS


def suppressions_on_topic(settings: Settings) -> Suppressions:
    """Every suppression that was not revoked. Raises `UsageError` where no broker answers or the topic does not exist."""
    in_force = SuppressionsInForce()
    on_topic = read_to_end(settings.kafka_bootstrap, SUPPRESSIONS.name, connect_seconds=settings.connect_seconds)
    for key, value in on_topic.items():
        with contextlib.suppress(msgspec.MsgspecError):  # a worker refuses it too, and counts it
            in_force.apply(key, value)
    return in_force.suppressions()


def standings(suppressions: Iterable[Suppression], lists: ListsOnTopic, today: date) -> list[Standing]:
    """Each suppression with the reason why it has ended, if it has; the latest decision first."""
    ordered = sorted(suppressions, key=lambda each: (each.decided, each.id), reverse=True)
    return [Standing(**msgspec.structs.asdict(each), ended=_ended(each, lists, today)) for each in ordered]


def publish_suppression(suppression: Suppression, settings: Settings) -> None:
    """Put a suppression into force. Raises `UsageError` where the broker does not acknowledge it."""
    _publish(suppression.id, msgspec.json.encode(suppression), settings)


def revoke_suppression(suppression_id: str, settings: Settings) -> None:
    """End a suppression. Raises `UsageError` where the broker does not acknowledge it."""
    _publish(suppression_id, None, settings)


def _ended(suppression: Suppression, lists: ListsOnTopic, today: date) -> str:
    if not suppression.in_force(today):
        return f"its date passed on {suppression.until}"
    return "" if lists.find(suppression.listed_party) else "the listed party is no longer on the list, or has changed"


def _publish(key: str, value: bytes | None, settings: Settings) -> None:
    records = [(key.encode(), value)]
    try:
        publish(settings.kafka_bootstrap, SUPPRESSIONS.name, records, delivery_seconds=settings.delivery_seconds)
    except DeliveryFailed as failed:
        raise UsageError(f"{failed}; nothing has changed, run the command again") from None
