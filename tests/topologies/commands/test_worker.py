import signal
import subprocess
import sys
import time

import pytest

from tests.support.worker_process import plain_environment


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("seconds", [0.1, 0.5, 1.2, 3.0])
def test_a_worker_that_is_told_to_stop_while_it_starts(number: signal.Signals, seconds: float, embedded: str) -> None:
    """During its imports, or while it waits for lists: it ends in time and without a traceback.

    SIGTERM is an orderly stop with exit code 0, as is Ctrl-C once it has begun.
    """
    environment = plain_environment(KAFKA_BOOTSTRAP=embedded, SCREENER_METRICS_PORT="0", SCREENER_CONNECT_SECONDS="2")
    process = subprocess.Popen(
        [sys.executable, "-m", "topologies.cli", "worker"], env=environment, stderr=subprocess.PIPE, text=True
    )
    with process:
        time.sleep(0.3 + seconds)
        process.send_signal(number)
        started = time.monotonic()
        _, err = process.communicate(timeout=30)
    assert time.monotonic() - started < 4
    assert "Traceback" not in err
    missing_topic = process.returncode == 2 and "does not exist" in err  # it was quicker than the signal
    assert missing_topic or process.returncode in ({0, 143} if number == signal.SIGTERM else {0, 130})
