import socket

from topologies.ports import FIRST_PORT, LAST_PORT, LOOPBACK, free_ports, is_free


def test_free_ports_are_different_and_free() -> None:
    """They lie below the range from which clients get theirs."""
    ports = free_ports(5)
    assert len(set(ports)) == 5
    for port in ports:
        assert FIRST_PORT <= port <= LAST_PORT
        with socket.create_server((LOOPBACK, port)):
            assert not is_free(port)
        assert is_free(port)
