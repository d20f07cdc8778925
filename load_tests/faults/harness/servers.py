"""The brokers of a fault run, the network before them, and the disk of the workers."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import randrange

from load_tests.faults.harness.proxy import HOST, Proxy
from topologies.kafka.server import KafkaServer
from topologies.ports import FIRST_PORT, LAST_PORT, is_free
from topologies.settings import UsageError

DISK_BYTES = 2 * 1024 * 1024
_MOUNT, _UNMOUNT = "/bin/mount", "/bin/umount"


def start_brokers(count: int, stack: ExitStack, *, proxied: bool) -> tuple[KafkaServer, Proxy | None]:
    """Starts brokers, which run until `stack` is closed, and a proxy to them where `proxied`.

    The proxy's listener advertises the proxy, so that clients which bootstrap there always connect through it.
    """
    if not proxied:
        return stack.enter_context(KafkaServer(count)), None
    port, controller, behind, before = _four_free_ports()
    properties = {
        "listeners": f"PLAINTEXT://{HOST}:{port},PROXIED://{HOST}:{behind},CONTROLLER://{HOST}:{controller}",
        "advertised.listeners": f"PLAINTEXT://{HOST}:{port},PROXIED://{HOST}:{before}",
        "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT",
    }
    server = stack.enter_context(KafkaServer(port=port, properties=properties))
    return server, stack.enter_context(Proxy(before, behind))


def can_mount() -> bool:
    """Whether this process may mount a disk."""
    return Path(_MOUNT).is_file() and os.geteuid() == 0


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """Mounts a disk of `DISK_BYTES`, in memory, on `folder`. Raises `UsageError` where that fails."""
    command = [_MOUNT, "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(folder)]
    mounted = subprocess.run(command, check=False, capture_output=True)
    if mounted.returncode:
        raise UsageError(f"disk-full cannot mount a small disk: {mounted.stderr.decode().strip()}; run it as root")
    try:
        yield
    finally:
        subprocess.run([_UNMOUNT, str(folder)], check=False)


def _four_free_ports() -> tuple[int, int, int, int]:
    """Four free ports in a row: a server takes the port that it is given and the next."""
    while True:
        first = randrange(FIRST_PORT, LAST_PORT - 3)
        if all(is_free(port) for port in range(first, first + 4)):
            return first, first + 1, first + 2, first + 3
