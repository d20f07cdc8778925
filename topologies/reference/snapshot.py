"""What manifests are screened against at one moment: immutable, and replaced as a whole."""

from msgspec import Struct

from screener.domain.decision import Versions
from screener.domain.policy import Policy
from screener.domain.scorecards import Scorecards
from screener.regime.suppression import NO_SUPPRESSIONS, Suppressions
from screener.search.watchlist import Watchlist


class Reference(Struct, frozen=True):
    """Everything that a decision depends on besides the consignment and the holds in place."""

    watchlist: Watchlist
    scorecards: Scorecards
    policy: Policy
    suppressions: Suppressions = NO_SUPPRESSIONS

    @property
    def versions(self) -> Versions:
        """The versions that every decision against this reference names."""
        return Versions(
            self.watchlist.version,
            self.scorecards.version,
            self.policy.version,
            suppressions=self.suppressions.version,
        )
