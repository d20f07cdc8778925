"""The topics that have a typed message: key, types and direction of each."""

from msgspec import Struct

from schemas.messages import (
    DeadLetter,
    ExpressManifest,
    ListVersion,
    PostalManifest,
    Receipt,
    SnapshotMarker,
    VersionPart,
    WatchlistVersion,
)
from screener.domain.consignment import Party
from screener.domain.decision import Hold, Notice
from screener.domain.listed_party import ListedParty
from screener.domain.policy import Policy
from screener.domain.scorecards import Scorecard
from screener.regime.suppression import Suppression


class Contract(Struct, frozen=True):
    """The message of one topic: any one of `types`. `sent` is True where the screener writes the topic."""

    topic: str
    key: str
    types: tuple[type[Struct], ...]
    sent: bool = False
    compacted: bool = False

    @property
    def file(self) -> str:
        """The name of the file that holds the schema, beside this module."""
        return f"{self.topic}.json"


CONTRACTS: tuple[Contract, ...] = (
    Contract("manifests.express", "filer code", (ExpressManifest[Party],)),
    Contract("manifests.postal", "operator code of the post", (PostalManifest[Party],)),
    Contract("watchlist", "listed party id", (ListedParty, SnapshotMarker), compacted=True),
    Contract(
        "watchlist.archive",
        "kind and id of the record",
        (ListedParty, ListVersion, VersionPart, WatchlistVersion),
        compacted=True,
    ),
    Contract("posts", "operator code + quarter", (Scorecard,), compacted=True),
    Contract("policy", "`policy`", (Policy,), compacted=True),
    Contract("suppressions", "suppression id", (Suppression,), compacted=True),
    Contract("holds", "consignment key", (Hold,), sent=True),
    Contract("notices", "listed party id", (Notice,), sent=True),
    Contract("receipts", "filer code", (Receipt,), sent=True),
    Contract("dead-letters", "source topic", (DeadLetter,), sent=True),
)
"""Every topic that has a typed message."""
