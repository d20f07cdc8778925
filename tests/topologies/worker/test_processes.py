import subprocess
import sys
import time
from pathlib import Path

import pytest

from topologies.settings import Settings, UsageError, load_settings
from topologies.worker.processes import Process, raise_if_ended, stop_all, worker_environment

OBEDIENT = "import time; time.sleep(60)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)"
)


def started(code: str) -> Process:
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)


def test_a_worker_gets_the_settings_that_it_needs() -> None:
    """Its own name and port, the broker and the session of the given settings; its pages are on loopback."""
    environment = worker_environment(Settings(kafka_bootstrap="here:9", session_seconds=6), "w1", 12_345)
    given = load_settings({name: value for name, value in environment.items() if name.startswith("SCREENER_")})
    assert (given.kafka_bootstrap, given.session_seconds) == ("here:9", 6)
    assert (given.instance, given.metrics_host, given.metrics_port) == ("w1", "127.0.0.1", 12_345)


def test_a_process_that_does_not_stop_is_killed() -> None:
    """All share one deadline; the ids of the killed ones are returned."""
    obedient, stubborn = started(OBEDIENT), started(STUBBORN)
    assert stubborn.stdout is not None
    assert obedient.stdout is not None
    with obedient.stdout, stubborn.stdout:
        assert stubborn.stdout.readline() == b"ready\n"
        start = time.monotonic()
        assert stop_all([stubborn, obedient], 0.3) == [stubborn.pid]
        assert time.monotonic() < start + 10
    assert obedient.returncode is not None
    assert stubborn.returncode is not None


def test_a_worker_that_has_ended_is_reported_with_its_last_line(tmp_path: Path) -> None:
    """One line with the exit code and the log; nothing while all of them run."""
    log = tmp_path / "workers.log"
    log.write_text("one\nno broker answers\n", encoding="utf-8")
    with started("raise SystemExit(2)") as ended, started(OBEDIENT) as running:
        raise_if_ended([running], log)
        ended.wait()
        with pytest.raises(
            UsageError, match=r"^a worker ended with exit code 2: no broker answers \(see .*workers\.log\)$"
        ):
            raise_if_ended([running, ended], log)
        running.kill()
