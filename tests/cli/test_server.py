"""What a server keeps from its application and from whoever asks, where it listens, and what stops its start."""

import socket
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.servers import environment, free_port, wbs
from wbs.cli.files import write_once
from wbs.cli.main import COMMANDS
from wbs.cli.server import APPLICATIONS, address_of, discreet, require_free
from wbs.config import Bind
from wbs.errors import ConfigError


def served(environ: dict[str, Any]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """What an application gets to see, and the headers that leave."""
    seen: dict[str, Any] = {}
    left: list[tuple[str, str]] = []

    def app(inner: dict[str, Any], start: Any) -> Iterable[bytes]:
        seen.update(inner)
        start("200 OK", [("Content-Type", "text/plain")])
        return [b""]

    def start(_status: str, headers: list[tuple[str, str]], _exc_info: Any = None) -> None:
        left.extend(headers)

    list(discreet(app)(environ, start))
    return seen, left


@pytest.mark.promise("P10")
def test_an_application_never_sees_an_address() -> None:
    seen, _ = served({"REMOTE_ADDR": "203.0.113.7", "REMOTE_PORT": "4711", "PATH_INFO": "/"})
    assert seen == {"PATH_INFO": "/"}


def test_nobody_learns_what_answers() -> None:
    _, left = served({})
    assert ("Server", "") in left


def test_localhost_is_the_loopback_that_every_browser_tries() -> None:
    assert address_of(Bind("localhost", 8001)) == "127.0.0.1"
    assert address_of(Bind("192.0.2.1", 8001)) == "192.0.2.1"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_free_port_is_taken_and_one_in_use_is_not(host: str) -> None:
    port = free_port()
    require_free(Bind(host, port))
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        with pytest.raises(ConfigError, match=f"{host}:{port}"):
            require_free(Bind(host, port))


def test_a_program_on_the_other_loopback_is_noticed() -> None:
    """A browser that tries IPv6 first would reach that program under our name."""
    with socket.socket(socket.AF_INET6) as other:
        try:
            other.bind(("::1", 0))
        except OSError:
            pytest.skip("this machine has no IPv6 loopback")
        other.listen()
        with pytest.raises(ConfigError, match="over IPv6"):
            require_free(Bind("localhost", other.getsockname()[1]))


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(ConfigError):
        require_free(Bind("192.0.2.1", free_port()))


def test_a_port_that_was_just_given_up_is_free() -> None:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as granian does
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as client:
            accepted, _ = listener.accept()
            accepted.close()
            client.recv(1)
    require_free(Bind("127.0.0.1", port))


def test_both_applications_are_named() -> None:
    assert set(APPLICATIONS) == {"portal", "investigator"}


def test_the_command_lists_what_it_can(tmp_path: Path) -> None:
    shown = wbs("--help", env=environment(tmp_path)).stdout
    for name in COMMANDS:
        assert name in shown


def test_an_unknown_command_is_refused(tmp_path: Path) -> None:
    done = wbs("explode", env=environment(tmp_path))
    assert done.returncode == 2
    assert "No such command" in done.stderr


def test_maintenance_says_what_it_removed(tmp_path: Path) -> None:
    env = environment(tmp_path)
    assert wbs("maintain", env=env).returncode == 1
    assert wbs("migrate", env=env).stdout == "the database is up to date\n"
    said = wbs("maintain", env=env).stdout.splitlines()
    assert {"uploads: removed 0 pending uploads", "sessions: removed 0 sessions"} <= set(said)


def test_a_file_is_written_once(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_once(path, b"first")
    write_once(path, b"second")
    assert path.read_bytes() == b"first"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_a_half_written_draft_is_written_anew(tmp_path: Path) -> None:
    (tmp_path / "file.new").write_bytes(b"a long half of something else")
    write_once(tmp_path / "file", b"whole")
    assert (tmp_path / "file").read_bytes() == b"whole"
