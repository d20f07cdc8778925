from datetime import UTC, date, datetime

from screener.domain.decision import Versions
from screener.domain.policy import Policy
from screener.regime.context import ScreeningContext
from screener.regime.suppression import NO_SUPPRESSIONS
from screener.search.watchlist import Watchlist


def test_exclusions_are_judged_on_the_utc_day_of_screening() -> None:
    """A second before midnight it is still the day before."""
    now = datetime(2026, 7, 1, 23, 59, 59, tzinfo=UTC)
    context = ScreeningContext(Watchlist(()), Policy(), NO_SUPPRESSIONS, Versions("w", "s", "p"), now)
    assert context.today == date(2026, 7, 1)
