"""Every topic with its key, partition count and retention. No other module names a topic."""

from msgspec import Struct

DAY_MS = 24 * 60 * 60 * 1000
YEARS = 365


class Topic(Struct, frozen=True):
    """One topic as `screener topics create` creates it. `days` is its retention, None for a compacted topic.

    Records of a topic that workers write (`broker_time`) get the time of the broker. It refuses a time more than an hour
    ahead of its own, so a worker with a wrong clock would deliver nothing; nor may a wrong clock decide when an outcome is
    deleted.
    """

    name: str
    key: str
    partitions: int
    days: int | None = None
    broker_time: bool = False

    @property
    def config(self) -> dict[str, str]:
        """The topic's configuration on the broker."""
        if self.days is None:
            return {"cleanup.policy": "compact", "min.cleanable.dirty.ratio": "0.1", "max.message.bytes": "16777216"}
        config = {"cleanup.policy": "delete", "retention.ms": str(self.days * DAY_MS), "max.message.bytes": "16777216"}
        return config | ({"message.timestamp.type": "LogAppendTime"} if self.broker_time else {})


EXPRESS = Topic("manifests.express", "filer code", 8, 75)
POSTAL = Topic("manifests.postal", "operator code of the post", 8, 75)
WATCHLIST = Topic("watchlist", "listed party id", 1)
ARCHIVE = Topic("watchlist.archive", "kind and id of the record", 1)
SUPPRESSIONS = Topic("suppressions", "suppression id", 1)
POSTS = Topic("posts", "operator code + quarter", 1)
POLICY = Topic("policy", "`policy`", 1)
HOLDS = Topic("holds", "consignment key", 8, 3 * YEARS, broker_time=True)
NOTICES = Topic("notices", "listed party id", 4, 3 * YEARS, broker_time=True)
RECEIPTS = Topic("receipts", "filer code", 8, 7 * YEARS, broker_time=True)
DEAD_LETTERS = Topic("dead-letters", "source topic", 4, 30, broker_time=True)
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
