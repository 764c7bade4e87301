"""`wbs deploy client-key`: one key for each officer; its private half is shown once."""

import os
import pwd
import re

import pytest

from tests.cli.deployment.conftest import ADDRESSES, Machine
from wbs.crypto.onion import new_client


@pytest.fixture
def closed(machine: Machine) -> Machine:
    """A machine whose officers' service is set up."""
    assert machine.onion().exit_code == 0
    machine.give_addresses()
    return machine


def private_in(output: str) -> str:
    found = re.search(r"\b[A-Z2-7]{52}\b", output)
    assert found is not None
    return found[0]


def test_a_key_is_shown_once_with_the_address_and_only_its_public_half_is_kept(closed: Machine):
    said = closed.key("add", "penerima-01").output
    private = private_in(said)
    assert f"http://{ADDRESSES['wbs-officers']}/" in said
    stored = (closed.clients / "penerima-01.auth").read_text()
    assert re.fullmatch(r"descriptor:x25519:[A-Z2-7]{52}\n", stored)
    assert not [path for path, data in closed.files().items() if private.encode() in data.upper()]


def test_the_file_is_tors_alone(closed: Machine):
    closed.key("add", "penerima-01")
    found = (closed.clients / "penerima-01.auth").stat()
    assert (found.st_mode & 0o777, found.st_uid) == (0o600, closed.clients.stat().st_uid)


def test_an_officer_who_made_the_key_hands_over_the_public_half_alone(closed: Machine):
    _, public = new_client()
    done = closed.key("add", "penerima-01", "--public", public.text.upper())
    assert done.exit_code == 0
    assert "Private key" not in done.output
    assert (closed.clients / "penerima-01.auth").read_text() == public.line


def test_one_key_opens_for_one_name_only(closed: Machine):
    _, public = new_client()
    closed.key("add", "penerima-01", "--public", public.text)
    assert closed.key("add", "penerima-02", "--public", public.text).exit_code == 1
    assert closed.key("add", "penerima-01").exit_code == 1


def test_names_are_listed_without_the_key_that_nobody_holds_and_broken_files_are_named(closed: Machine):
    closed.key("add", "penerima-02")
    closed.key("add", "penerima-01")
    (closed.clients / "rusak.auth").write_text("descriptor:x25519:short\n")
    assert closed.key("list").output.splitlines() == [
        "penerima-01",
        "penerima-02",
        "rusak (broken file: tor ignores it)",
    ]


def test_who_leaves_is_taken_off_and_the_service_stays_closed_when_the_last_has_left(closed: Machine):
    closed.key("add", "penerima-01")
    assert closed.key("revoke", "penerima-01").exit_code == 0
    assert closed.key("list").output == ""
    assert [path.name for path in closed.clients.iterdir()] == ["wbs-nobody.auth"]
    assert closed.key("revoke", "penerima-01").exit_code == 1


def test_the_key_that_nobody_holds_is_nobodys_to_give_or_take(closed: Machine):
    assert closed.key("add", "wbs-nobody").exit_code == 1
    assert closed.key("revoke", "wbs-nobody").exit_code == 1


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "a/b", "A", "a b", "-a", "a-", "x" * 41, "ä", "a\n"])
def test_a_name_that_is_no_file_name_is_refused(closed: Machine, name: str):
    before = closed.files()
    assert closed.key("add", "--", name).exit_code != 0
    assert closed.files() == before


def test_no_key_is_made_for_a_service_that_is_open_to_everybody(machine: Machine):
    done = machine.key("add", "penerima-01")
    assert done.exit_code == 1
    assert "wbs deploy onion first" in done.output
    assert machine.files() == {}


@pytest.mark.parametrize("user", ["tidak-ada", "Root", "a b"])
def test_a_user_whom_the_machine_does_not_know_is_refused(closed: Machine, user: str):
    before = closed.files()
    assert closed.run("client-key", "add", "penerima-01", user=user).exit_code == 1
    assert closed.files() == before


def test_who_is_neither_root_nor_tors_user_is_told_whom_to_be(closed: Machine, monkeypatch: pytest.MonkeyPatch):
    user = pwd.getpwuid(os.geteuid()).pw_name
    monkeypatch.setattr("os.geteuid", lambda: 4_000_000)
    done = closed.run("client-key", "add", "penerima-01", user=user)
    assert done.exit_code == 1
    assert "run this as root" in done.output
