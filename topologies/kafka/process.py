"""One broker of Apache Kafka as a process: its folder, its storage, and the signals that fault runs send it."""

import signal
import subprocess
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from string import Template

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from topologies.kafka.guarded_process import Process, kill_guarded, start_guarded
from topologies.kafka.jars import LIBS, OPS, require
from topologies.ports import LOOPBACK
from topologies.settings import UsageError

FORMAT_SECONDS = 60
START_SECONDS = 60.0
LOG_LINES = 3
HEAP = ("-Xms256m", "-Xmx512m", "-XX:+UseSerialGC")
BRIEF = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")  # for a program that runs a second


class BrokerProcess:
    """The broker that keeps properties, data and log in the folder `home` and listens on `port` of loopback."""

    def __init__(self, home: Path, node_id: int, port: int) -> None:
        self.home = home
        self.node_id = node_id
        self.address = f"{LOOPBACK}:{port}"
        self._process: Process | None = None

    @property
    def data(self) -> Path:
        """The folder of the broker's storage."""
        return self.home / "data"

    @property
    def ended(self) -> int | None:
        """The code with which the broker ended by itself; None while it runs, or after `kill`."""
        return self._process.poll() if self._process else None

    def configure(self, values: Mapping[str, object], own: Mapping[str, str]) -> None:
        """Write the broker's properties from the template in ops/kafka/ and `values`; those in `own` override them."""
        self.data.mkdir(parents=True, exist_ok=True)
        template = Template((OPS / "server.properties").read_text("utf-8"))
        lines = [
            template.substitute(values),
            *(f"{name}={value}" for name, value in own.items()),
        ]  # the last one counts
        (self.home / "server.properties").write_text("\n".join(lines) + "\n", "utf-8")

    def format(self, cluster: str) -> None:
        """Prepare the storage for the cluster of that id, unless it was prepared before. Raises `UsageError`."""
        if (self.data / "meta.properties").exists():
            return
        arguments = ("format", "-t", cluster, "-c", str(self.home / "server.properties"))
        done = subprocess.run(  # noqa: S603 - a fixed program, no shell
            _java(BRIEF, "kafka.tools.StorageTool", arguments),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=FORMAT_SECONDS,
            check=False,
        )
        if done.returncode:
            raise UsageError(f"Kafka cannot format {self.data}: {_end(done.stdout + done.stderr)}")

    def launch(self) -> None:
        """Start the broker and return at once; `wait` returns when it serves."""
        command = _java(HEAP, "kafka.Kafka", (str(self.home / "server.properties"),))
        with (self.home / "kafka.log").open("ab") as log:
            self._process = start_guarded(command, log)

    def wait(self, seconds: float = START_SECONDS) -> None:
        """Return once the broker serves. Raises `UsageError` with the end of its log after `seconds`, or if it has ended."""
        deadline = time.monotonic() + seconds
        while not self._serves():
            self.check()
            if time.monotonic() > deadline:
                raise UsageError(f"Kafka does not answer at {self.address} after {seconds:g} s; {self._log_end()}")
            time.sleep(0.1)

    def check(self) -> None:
        """Raise `UsageError` with the end of its log if the broker has ended by itself."""
        if self.ended is not None:
            raise UsageError(f"the Kafka broker at {self.address} ended with code {self.ended}; {self._log_end()}")

    def kill(self) -> None:
        """End the broker at once, as a power cut would (SIGKILL). One that does not run is no error."""
        process, self._process = self._process, None
        if process is not None:
            kill_guarded(process)

    def terminate(self) -> None:
        """Ask the broker to stop in order (SIGTERM), even if it is frozen."""
        self._signal(signal.SIGCONT)
        self._signal(signal.SIGTERM)

    def wait_until(self, deadline: float) -> bool:
        """Wait for the broker to end, until that time of the monotonic clock at most; whether it has ended."""
        try:
            if self._process:
                self._process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            return False
        return True

    def pause(self) -> None:
        """Freeze the broker (SIGSTOP)."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Resume a frozen broker (SIGCONT)."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self._process and self.ended is None:
            self._process.send_signal(number)

    def _serves(self) -> bool:
        client = AdminClient({"bootstrap.servers": self.address, "log_level": 0})
        try:
            return self.node_id in client.list_topics(timeout=1).brokers
        except KafkaException:
            return False

    def _log_end(self) -> str:
        return f"its log ends: {_end((self.home / 'kafka.log').read_bytes())}"


def _java(options: Iterable[str], main: str, arguments: Iterable[str]) -> list[str]:
    logging = f"-Dlog4j2.configurationFile={OPS / 'log4j2.properties'}"
    return [require("java"), *options, logging, "-cp", f"{LIBS}/*", main, *arguments]


def _end(output: bytes) -> str:
    lines = output.decode(errors="replace").strip().splitlines()
    return " | ".join(lines[-LOG_LINES:]) or "(empty)"
