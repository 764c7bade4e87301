"""`wbs demo` and `wbs serve` as processes: what they print, what they refuse, and that nothing of them stays behind."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.cast import a_report
from tests.cli.servers import (
    answers,
    children_of,
    environment,
    first_line,
    on_free_ports,
    running,
    wait_for,
    wait_until_silent,
    wbs,
)
from wbs.cases.model import KeyDigest
from wbs.cases.reporters.keeping import new_case
from wbs.cli.demonstration.scenes import scenes
from wbs.clock import RELEASED, SystemClock
from wbs.crypto.compose import compose_case, recipients_of
from wbs.crypto.directory import receivers
from wbs.crypto.encoding import from_b64url
from wbs.crypto.messages import SealedBy
from wbs.crypto.receipt import Receipt
from wbs.store.store import open_store
from wbs.web.documents import Documents

pytestmark = pytest.mark.xdist_group("servers")


class Demo:
    """One demonstration that serves, and what it printed."""

    def __init__(self, data: Path, env: dict[str, str], printed: Any, pid: int) -> None:
        self.data, self.env, self.printed, self.pid = data, env, printed, pid


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    data = tmp_path_factory.mktemp("demo") / "data"
    env = on_free_ports(data)
    with running("demo", "--json", env=env) as process:
        printed = first_line(process)
        wait_for(printed["portal"])
        wait_for(printed["investigator"])
        yield Demo(data, env, printed, process.pid)


def test_the_line_has_everything_that_a_program_needs(demo: Demo) -> None:
    printed = demo.printed
    assert printed.keys() == {"portal", "investigator", "fingerprint", "officers", "receipts"}
    assert printed["portal"] == f"http://{demo.env['WBS_PORTAL_BIND']}"
    assert printed["investigator"] == f"http://{demo.env['WBS_INVESTIGATOR_BIND']}"
    assert len(from_b64url(printed["fingerprint"])) == 32
    assert [officer["agency"] for officer in printed["officers"]] == [
        *(["61.08"] * 8 + ["61"] * 7),
        *(code for code in ("61.71", "64", "63", "11.04") for _ in range(5)),
    ]
    for officer in printed["officers"]:
        assert officer.keys() == {"agency", "login", "name", "passphrase", "totp_secret", "totp_code"}
        assert len(officer["passphrase"].split()) == 7
        assert len(officer["totp_code"]) == 6
    assert len({officer["login"] for officer in printed["officers"]}) == 35
    assert len(printed["receipts"]) == 6


def test_the_fingerprint_is_that_of_the_published_roots(demo: Demo) -> None:
    book = Documents(demo.data / "keys").current().book
    assert book.installation[0].document.fingerprint_text() == demo.printed["fingerprint"]


def test_both_applications_answer_and_do_not_say_by_what(demo: Demo) -> None:
    for url in (demo.printed["portal"], demo.printed["investigator"]):
        status, headers = wait_for(url)
        assert status in {200, 503}
        assert headers.get("server", "") == ""
        assert "Content-Security-Policy" in {name.title() for name in headers}


def test_its_secrets_are_the_owners_alone(demo: Demo) -> None:
    for folder in ("demo", "credentials", "keys"):
        assert (demo.data / folder).stat().st_mode & 0o077 == 0
        for path in (demo.data / folder).iterdir():
            assert path.stat().st_mode & 0o077 == 0


@pytest.mark.promise("P01")
def test_no_server_process_leaves_a_core(demo: Demo) -> None:
    servers = children_of(demo.pid)
    assert len(servers) >= 4
    for pid in servers:
        limits = Path(f"/proc/{pid}/limits").read_text()
        [line] = [line for line in limits.splitlines() if line.startswith("Max core file size")]
        assert line.split()[4:6] == ["0", "0"]


@pytest.mark.promise("P01")
def test_no_secret_stands_in_environments_or_command_lines(demo: Demo) -> None:
    secrets = [officer["passphrase"] for officer in demo.printed["officers"]]
    for pid in [demo.pid, *children_of(demo.pid)]:
        shown = Path(f"/proc/{pid}/environ").read_bytes() + Path(f"/proc/{pid}/cmdline").read_bytes()
        assert not [secret for secret in secrets if secret.encode() in shown]


def test_wbs_serve_refuses_the_folder_of_a_demonstration(demo: Demo) -> None:
    for application in ("portal", "investigator"):
        done = wbs("serve", application, env=on_free_ports(demo.data))
        assert done.returncode == 1
        assert done.stderr.startswith("wbs: error: ")
        assert "demonstration" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_port_in_use_is_a_clear_error(demo: Demo, tmp_path: Path) -> None:
    env = {**on_free_ports(tmp_path / "other"), "WBS_PORTAL_BIND": demo.env["WBS_PORTAL_BIND"]}
    done = wbs("demo", env=env)
    assert done.returncode == 1
    assert demo.env["WBS_PORTAL_BIND"] in done.stderr
    assert "in use" in done.stderr
    assert not (tmp_path / "other").exists()


def test_slow_headers_do_not_keep_a_connection(demo: Demo) -> None:
    host, _, port = demo.env["WBS_PORTAL_BIND"].rpartition(":")
    with socket.create_connection((host, int(port)), timeout=30) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        rest = b""
        while data := slow.recv(4096):
            rest += data
    assert b"200 OK" not in rest


def test_a_second_start_finds_the_cases_and_the_keys_again(tmp_path: Path) -> None:
    env = on_free_ports(tmp_path)
    with running("demo", "--json", env=env) as process:
        first = first_line(process)
        wait_for(first["portal"])
    assert not answers(first["portal"])
    store = open_store(f"sqlite:///{tmp_path / 'wbs.sqlite'}")
    book = Documents(tmp_path / "keys").current().book
    directory = book.newest("61.08")
    chosen = receivers(directory.document, SystemClock().today(), RELEASED)
    receipt = Receipt.generate()
    sealed = compose_case(
        report=a_report(),
        receipt=receipt,
        directory=directory,
        recipients=recipients_of(directory, chosen),
        sealed_by=SealedBy.PORTAL,
    )
    store.cases.create_case(new_case(sealed, receipt.mailbox_hash, (), date(2026, 11, 23)))
    store.close()
    with running("demo", "--json", env=env) as process:
        second = first_line(process)
        wait_for(second["portal"])
    for officer in (*first["officers"], *second["officers"]):
        officer.pop("totp_code")
    assert first == second
    store = open_store(f"sqlite:///{tmp_path / 'wbs.sqlite'}")
    reader = KeyDigest(directory.reader_keys["penerima-01"].digest)
    page = store.cases.inbox([reader], ("61.08", "penerima-01"), None)  # type: ignore[arg-type]
    store.close()
    assert sorted(row.name.case for row in page.rows).count(sealed.case) == 1
    assert len(page.rows) == 1 + sum(scene.report.rank == "staff" for scene in scenes())


def test_the_text_has_three_officers_of_the_first_agency_and_the_words(tmp_path: Path) -> None:
    env = on_free_ports(tmp_path)
    with running("demo", "--json", env=env) as process:
        printed = first_line(process)
    with running("demo", env={**env, "PYTHONUNBUFFERED": "1"}) as process:
        assert process.stdout is not None
        text = ""
        while "Ctrl-C" not in text:
            text += process.stdout.readline()
    shown = [f"{post}01.landak" for post in ("penerima", "pengelola", "auditor")]
    for officer in printed["officers"]:
        for member in ("login", "passphrase", "totp_secret"):
            assert (officer[member] in text) == (officer["login"] in shown)
    assert printed["fingerprint"] in text
    words = Documents(tmp_path / "keys").current().book.installation[0].document.fingerprint_words()
    assert " ".join(words) in text


def test_a_folder_of_another_installation_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    done = wbs("demo", env=on_free_ports(tmp_path))
    assert done.returncode == 1
    assert "not a demonstration" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["keys"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_when_it_ends_its_servers_end(demo: Demo, tmp_path: Path, number: signal.Signals) -> None:
    # The folder is copied so that nothing need be founded anew.
    data = tmp_path / "data"
    copy(demo.data, data)
    with running("demo", "--json", env=on_free_ports(data)) as process:
        printed = first_line(process)
        wait_for(printed["portal"])
        wait_for(printed["investigator"])
        servers = children_of(process.pid)
        process.send_signal(number)
        code = process.wait(timeout=60)
    assert code == (-number if number == signal.SIGKILL else 0)
    wait_until_silent(printed["portal"])
    wait_until_silent(printed["investigator"])
    deadline = time.monotonic() + 60
    while any(alive(pid) for pid in servers):
        assert time.monotonic() < deadline, "a server outlived the demonstration"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def copy(source: Path, target: Path) -> None:
    """Copy keys, credentials and secrets; the accounts are made again from the same secrets."""
    for path in source.rglob("*"):
        if path.is_file() and path.parent != source:
            place = target / path.relative_to(source)
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            place.touch(mode=0o600)
            place.write_bytes(path.read_bytes())


def test_when_a_server_ends_by_itself_the_demonstration_ends_and_says_so(demo: Demo, tmp_path: Path) -> None:
    data = tmp_path / "data"
    copy(demo.data, data)
    with running("demo", "--json", env=on_free_ports(data)) as process:
        printed = first_line(process)
        wait_for(printed["portal"])
        os.kill(children_of(process.pid)[0], signal.SIGKILL)
        assert process.wait(timeout=60) == 1
    assert not answers(printed["investigator"])


def test_serving_without_a_database_is_a_clear_error(tmp_path: Path) -> None:
    for application in ("portal", "investigator"):
        done = wbs("serve", application, env=on_free_ports(tmp_path))
        assert done.returncode == 1
        assert done.stderr.startswith("wbs: error: there is no database")
        assert "Traceback" not in done.stderr


def test_an_installation_that_is_no_demonstration_is_served(demo: Demo, tmp_path: Path) -> None:
    copy(demo.data, tmp_path)
    for path in (tmp_path / "demo").iterdir():
        path.unlink()
    (tmp_path / "demo").rmdir()
    env = on_free_ports(tmp_path)
    assert wbs("migrate", env=env).returncode == 0
    for application in ("portal", "investigator"):
        with running("serve", application, env=env) as process:
            url = f"http://{env['WBS_PORTAL_BIND' if application == 'portal' else 'WBS_INVESTIGATOR_BIND']}"
            assert wait_for(url)[0] in {200, 503}
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=60) == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WBS_PORTAL_BIND", "8000"),
        ("WBS_INVESTIGATOR_BIND", "localhost:99999"),
        ("WBS_DATABASE_URL", "mysql://localhost/x"),
        ("WBS_UNKNOWN", "1"),
        ("WBS_INVESTIGATOR_HTTPS", "yes"),
    ],
)
def test_a_wrong_variable_is_a_clear_error(tmp_path: Path, name: str, value: str) -> None:
    done = wbs("demo", env=environment(tmp_path, **{name: value}))
    assert done.returncode == 1
    assert done.stderr.startswith("wbs: error: ")
    assert "Traceback" not in done.stderr
