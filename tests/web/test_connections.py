import socket
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass

import pytest

from wbs.web.connections import ConnectionWarden, Tolerance


class Turned:
    seconds = 0.0

    def ticks(self) -> float:
        return self.seconds


@dataclass
class Line:
    """A client and the server's end of its connection, watched."""

    listener: socket.socket
    client: socket.socket
    server: socket.socket
    warden: ConnectionWarden
    clock: Turned

    def is_open(self) -> bool:
        try:
            return self.client.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False


@pytest.fixture
def line() -> Iterator[Line]:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port = listener.getsockname()[1]
        client = socket.create_connection(("127.0.0.1", port))
        server, _ = listener.accept()
        clock = Turned()
        warden = ConnectionWarden(port, clock, Tolerance(window=60, least=1000, crowd=2, crowded_window=5))  # type: ignore[arg-type]
        yield Line(listener, client, server, warden, clock)
        client.close()
        with suppress(OSError):
            server.close()


def test_a_connection_that_stands_still_is_ended_after_the_window(line: Line):
    assert line.warden.look() == 0
    line.clock.seconds = 59
    assert line.warden.look() == 0
    assert line.is_open()
    line.clock.seconds = 61
    assert line.warden.look() == 1
    assert not line.is_open()
    assert line.server.recv(10) == b""


def test_a_connection_that_trickles_is_ended_too(line: Line):
    for _ in range(7):
        line.client.send(b"x" * 10)
        line.server.recv(100)
        line.warden.look()
        line.clock.seconds += 10
    assert not line.is_open()


def test_a_connection_that_receives_enough_stays(line: Line):
    for _ in range(20):
        line.client.send(b"x" * 2000)
        line.server.recv(4000)
        assert line.warden.look() == 0
        line.clock.seconds += 50
    assert line.is_open()


def test_a_connection_that_is_sent_enough_stays(line: Line):
    for _ in range(20):
        line.server.send(b"x" * 2000)
        line.client.recv(4000)
        assert line.warden.look() == 0
        line.clock.seconds += 50


def test_in_a_crowd_patience_is_shorter(line: Line):
    address = line.listener.getsockname()
    others = [(socket.create_connection(address), line.listener.accept()[0]) for _ in range(3)]
    line.warden.look()
    line.clock.seconds = 6
    assert line.warden.look() == 4
    assert not line.is_open()
    for ends in others:
        for end in ends:
            end.close()


def test_connections_to_other_ports_and_outgoing_ones_are_left_alone(line: Line):
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        outgoing = socket.create_connection(other.getsockname())
        incoming, _ = other.accept()
        with closing(outgoing), closing(incoming):
            line.warden.look()
            line.clock.seconds = 1000
            assert line.warden.look() == 1
            outgoing.send(b"still here")
            assert incoming.recv(100) == b"still here"


def test_a_started_warden_looks_by_itself_until_it_is_stopped(line: Line):
    port = line.listener.getsockname()[1]
    warden = ConnectionWarden(port, line.clock, Tolerance(window=0, interval=0.01))  # type: ignore[arg-type]
    warden.start()
    assert line.server.recv(10) == b""
    warden.stop()
