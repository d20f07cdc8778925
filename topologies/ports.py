"""Free ports of loopback for the servers that this program starts."""

import secrets
import socket

LOOPBACK = "127.0.0.1"
# Below the range that systems hand to clients: no client takes the port of a server before it listens, or while it is down.
FIRST_PORT, LAST_PORT = 20_000, 29_999


def free_ports(count: int) -> list[int]:
    """`count` different ports on which nothing listens, chosen at random, so that two programs rarely choose the same."""
    chosen: set[int] = set()
    while len(chosen) < count:
        port = FIRST_PORT + secrets.randbelow(LAST_PORT - FIRST_PORT + 1)
        if port not in chosen and is_free(port):
            chosen.add(port)
    return list(chosen)


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of loopback."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port in TIME_WAIT is free
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True
