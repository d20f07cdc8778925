"""Apache Kafka in KRaft mode from its published jars, run on loopback and ended with the program that started it."""

import atexit
import secrets
import shutil
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

from topologies.kafka.jars import fetch_jars
from topologies.kafka.process import START_SECONDS, BrokerProcess
from topologies.ports import LOOPBACK, free_ports, is_free
from topologies.settings import UsageError

STOP_SECONDS = 15.0


class KafkaServer:
    """One broker, or three with every topic on all of them. `with KafkaServer() as server: server.bootstrap`.

    The data is kept in `directory`; without one it is in a temporary folder that is deleted with the server.
    Ports are free ones, or `port` and those that follow it. Brokers are counted from 0 in `kill`, `restart`, `pause`, `resume`.
    `properties` replace or extend those of every broker.
    """

    def __init__(
        self,
        brokers: int = 1,
        directory: Path | None = None,
        port: int | None = None,
        properties: Mapping[str, str] | None = None,
    ) -> None:
        if brokers not in (1, 3):
            raise UsageError(f"{brokers} brokers: a Kafka cluster here has 1 or 3")
        ports = list(range(port, port + 2 * brokers)) if port else free_ports(2 * brokers)
        self._ports, self._controllers = ports[:brokers], ports[brokers:]
        self._kept = directory
        self._own = properties or {}
        self._directory: Path | None = None
        self._brokers: list[BrokerProcess] = []

    @property
    def bootstrap(self) -> str:
        """The addresses of all brokers, `host:port,host:port`."""
        return ",".join(f"{LOOPBACK}:{port}" for port in self._ports)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start every broker and return once all serve; the jars are fetched first. Raises `UsageError` if one does not."""
        fetch_jars()
        for port in self._ports + self._controllers:
            if not is_free(port):
                raise UsageError(f"port {port} of {LOOPBACK} is taken: choose another with --port")
        self._directory = self._kept or Path(tempfile.mkdtemp(prefix="screener-kafka-"))
        atexit.register(self.stop)
        try:
            self._start_in(self._directory)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop every broker: in order if the data is kept, at once if it is deleted. May be called twice."""
        atexit.unregister(self.stop)
        if self._kept:
            self._end_in_order()
        for broker in self._brokers:
            broker.kill()
        if self._directory and not self._kept:
            shutil.rmtree(self._directory, ignore_errors=True)
        self._directory = None

    def watch(self) -> None:
        """Run until a broker ends; then raise `UsageError` with the end of its log."""
        while True:
            for broker in self._brokers:
                broker.check()
            time.sleep(0.5)

    def kill(self, index: int) -> None:
        """End one broker at once, as a power cut would (SIGKILL)."""
        self._brokers[index].kill()

    def restart(self, index: int, seconds: float = START_SECONDS) -> None:
        """Start one broker again after `kill`, on the same port and data; return when it serves.

        A killed broker may return only after its session at the controller has expired: 9 s.
        """
        self._brokers[index].kill()
        self._brokers[index].launch()
        self._brokers[index].wait(seconds)

    def pause(self, index: int) -> None:
        """Freeze one broker (SIGSTOP)."""
        self._brokers[index].pause()

    def resume(self, index: int) -> None:
        """Resume a frozen broker (SIGCONT)."""
        self._brokers[index].resume()

    def _start_in(self, directory: Path) -> None:
        self._brokers = [
            BrokerProcess(directory.resolve() / f"broker-{node_id}", node_id, port)
            for node_id, port in enumerate(self._ports, 1)
        ]
        for broker in self._brokers:
            broker.configure(self._properties(broker), self._own)
        cluster = "A" + secrets.token_urlsafe(16)[1:]  # an id that begins with a hyphen would read as an option
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda broker: broker.format(cluster), self._brokers))
        for broker in self._brokers:
            broker.launch()
        for broker in self._brokers:
            broker.wait()

    def _properties(self, broker: BrokerProcess) -> dict[str, object]:
        nodes = enumerate(self._controllers, 1)
        return {
            "node_id": broker.node_id,
            "voters": ",".join(f"{node_id}@{LOOPBACK}:{port}" for node_id, port in nodes),
            "address": broker.address,
            "controller": f"{LOOPBACK}:{self._controllers[broker.node_id - 1]}",
            "data": broker.data,
            "replication": len(self._ports),
            "in_sync": len(self._ports) // 2 + 1,
        }

    def _end_in_order(self) -> None:
        for broker in self._brokers:
            broker.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        # The last of three waits in vain for a quorum: it is then killed, and recovers its log at the next start.
        all(broker.wait_until(deadline) for broker in self._brokers)
