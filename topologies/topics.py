"""Every topic, its key, partition count and retention: the only place that names them."""

from msgspec import Struct

DAY_MS = 24 * 60 * 60 * 1000
YEARS = 365


class Topic(Struct, frozen=True):
    """One topic as `screener topics create` makes it. `days` is None for a compacted topic.

    What workers write is `ours`: the broker's clock stamps it. A broker refuses a time an hour ahead of its own, and a
    worker whose clock is wrong would deliver nothing; nor shall a wrong clock decide when an outcome is deleted.
    """

    name: str
    key: str
    partitions: int
    days: int | None = None
    ours: bool = False

    @property
    def config(self) -> dict[str, str]:
        """The topic's configuration on the broker."""
        if self.days is None:
            return {"cleanup.policy": "compact", "min.cleanable.dirty.ratio": "0.1", "max.message.bytes": "16777216"}
        kept = {"cleanup.policy": "delete", "retention.ms": str(self.days * DAY_MS), "max.message.bytes": "16777216"}
        return kept | ({"message.timestamp.type": "LogAppendTime"} if self.ours else {})


EXPRESS = Topic("manifests.express", "filer code", 8, 75)
POSTAL = Topic("manifests.postal", "operator code of the post", 8, 75)
WATCHLIST = Topic("watchlist", "listed party id", 1)
ARCHIVE = Topic("watchlist.archive", "kind and id of the record", 1)
SUPPRESSIONS = Topic("suppressions", "suppression id", 1)
POSTS = Topic("posts", "operator code + quarter", 1)
POLICY = Topic("policy", "`policy`", 1)
HOLDS = Topic("holds", "consignment key", 8, 3 * YEARS, ours=True)
NOTICES = Topic("notices", "listed party id", 4, 3 * YEARS, ours=True)
RECEIPTS = Topic("receipts", "filer code", 8, 7 * YEARS, ours=True)
DEAD_LETTERS = Topic("dead-letters", "source topic", 4, 30, ours=True)
RESPONSES = Topic("information.responses", "consignment key", 8, 75)
DISPOSITIONS = Topic("dispositions", "consignment key", 8, 75)
SEIZURES = Topic("seizures", "post or operator", 4, 3 * YEARS)

TOPICS = (
    EXPRESS,
    POSTAL,
    WATCHLIST,
    ARCHIVE,
    POSTS,
    RESPONSES,
    DISPOSITIONS,
    SEIZURES,
    POLICY,
    SUPPRESSIONS,
    HOLDS,
    NOTICES,
    RECEIPTS,
    DEAD_LETTERS,
)
MANIFESTS = (EXPRESS, POSTAL)
OUTCOMES = (HOLDS, NOTICES, RECEIPTS, DEAD_LETTERS)
