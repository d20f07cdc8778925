"""What a manifest is screened against, carried through the stages of `screen`."""

from datetime import date, datetime
from typing import NamedTuple

from screener.domain.decision import Versions
from screener.domain.policy import Policy
from screener.regime.suppression import Suppressions
from screener.search.watchlist import Watchlist


class ScreeningContext(NamedTuple):
    """The list, the policy and the suppressions in force, their versions, and the moment of screening (`now`, in UTC)."""

    watchlist: Watchlist
    policy: Policy
    suppressions: Suppressions
    versions: Versions
    now: datetime

    @property
    def today(self) -> date:
        """The UTC day on which exclusions are judged."""
        return self.now.date()
