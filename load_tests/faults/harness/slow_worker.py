"""A worker whose screening takes ten times as long, and blocks the event loop as long."""

import sys
import time
from unittest.mock import patch

from topologies.delivery.record_batch import RecordBatch
from topologies.settings import load_settings
from topologies.worker import app, logs
from topologies.worker.screening_agent import BatchOutcomes, ScreeningAgent

TIMES = 10


class SlowScreening(ScreeningAgent):
    """Screening as on a processor with a tenth of the speed."""

    def screen_batch(self, batch: RecordBatch) -> BatchOutcomes:
        """The same outcomes, after ten times the time."""
        began = time.perf_counter()
        made = super().screen_batch(batch)
        time.sleep((TIMES - 1) * (time.perf_counter() - began))
        return made


def main() -> int:
    """Runs one worker until SIGTERM."""
    given = load_settings()
    logs.set_up(given)
    with patch.object(app, "ScreeningAgent", SlowScreening):
        return app.work(given)


if __name__ == "__main__":
    sys.exit(main())
