"""A worker under libfaketime, which answers `clock_nanosleep` until a time of the true monotonic clock with an error."""

import select
import sys
from unittest.mock import patch

from topologies import app, logs, settings


def sleep(seconds: float) -> None:
    """As `time.sleep`, by a call that libfaketime leaves alone."""
    select.select([], [], [], max(0.0, seconds))


def main() -> int:
    """One worker, until SIGTERM."""
    given = settings.load()
    logs.set_up(given)
    with patch("time.sleep", sleep):
        return app.work(given)


if __name__ == "__main__":
    sys.exit(main())
