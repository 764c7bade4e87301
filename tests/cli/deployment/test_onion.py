"""`wbs deploy onion`: what it writes, what it leaves alone, what it refuses."""

import re
import shutil
import subprocess

import pytest

from tests.cli.deployment.conftest import ADDRESSES, Machine
from tests.needs import program
from wbs.crypto.onion import ClientPublicKey

WRITTEN = ("tor/wbs-onion.conf", "proxy/wbs-onion.cfg", "proxy/wbs-busy.http", "proxy/wbs-away.http")


def test_a_first_run_writes_everything_and_closes_the_officers_service_before_tor_starts(machine: Machine):
    done = machine.onion()
    assert done.exit_code == 0
    assert [machine.folder / name for name in WRITTEN if f"new: {machine.folder / name}" in done.output] == [
        machine.folder / name for name in WRITTEN
    ]
    assert [path.name for path in machine.clients.iterdir()] == ["wbs-nobody.auth"]
    assert "run this once more" in done.output


def test_files_and_folders_have_the_modes_that_their_readers_need(machine: Machine):
    machine.onion()
    assert {(machine.folder / name).stat().st_mode & 0o777 for name in WRITTEN} == {0o644}
    assert {path.stat().st_mode & 0o777 for path in (machine.clients, machine.clients.parent)} == {0o700}
    assert (machine.clients / "wbs-nobody.auth").stat().st_mode & 0o777 == 0o600


def test_tor_is_told_to_export_circuits_for_both_and_to_ask_reporters_for_work_in_a_flood(machine: Machine):
    machine.onion()
    lines = (machine.folder / WRITTEN[0]).read_text().split("HiddenServiceDir ")[1:]
    assert [part.splitlines()[0].rpartition("/")[2] for part in lines] == ["wbs-reporters", "wbs-officers"]
    assert all("\nHiddenServiceExportCircuitID haproxy\n" in part for part in lines)
    assert all("\nHiddenServiceMaxStreams 32\n" in part for part in lines)
    assert ["\nHiddenServicePoWDefensesEnabled 1\n" in part for part in lines] == [True, False]


@pytest.mark.promise("P24")
def test_tor_carries_nobody_of_this_machine_out_whatever_debian_says_first(machine: Machine):
    """Debian's defaults open a port and a socket that everybody may write to, which reach past every unit's filters."""
    machine.onion()
    fragment, defaults = machine.folder / WRITTEN[0], machine.folder / "defaults"
    defaults.write_text(f"SocksPort unix:{machine.folder}/socks WorldWritable\nSocksPort 9050\n")
    command = [program("tor"), "--defaults-torrc", str(defaults), "-f", str(fragment), "--dump-config", "short"]
    done = subprocess.run(
        [*command, "DataDirectory", str(machine.folder / "run")], capture_output=True, text=True, check=False
    )
    assert re.findall(r"^SocksPort .*$", done.stdout, re.MULTILINE) == ["SocksPort 0"], done.stdout


def test_a_second_run_changes_nothing(machine: Machine):
    machine.onion()
    before = machine.files()
    done = machine.onion()
    assert done.exit_code == 0
    assert done.output.count("unchanged: ") == len(WRITTEN)
    assert machine.files() == before


def test_a_dry_run_says_what_it_would_do_and_does_nothing(machine: Machine):
    done = machine.onion("--dry-run")
    assert done.exit_code == 0
    assert done.output.count("new: ") == len(WRITTEN) + 1
    assert f"new: {machine.clients}/wbs-nobody.auth" in done.output
    assert machine.files() == {}
    assert list((machine.folder / "data").iterdir()) == []


def test_what_an_earlier_run_wrote_is_renewed(machine: Machine):
    machine.onion()
    done = machine.onion("--reporters-port", "9090")
    assert done.exit_code == 0
    assert done.output.count("renewed: ") == 2
    assert "HiddenServicePort 80 127.0.0.1:9090" in (machine.folder / WRITTEN[0]).read_text()


@pytest.mark.parametrize("name", WRITTEN)
def test_what_a_person_changed_stays_and_nothing_else_is_written(machine: Machine, name: str):
    machine.onion()
    path = machine.folder / name
    path.write_text(path.read_text() + "# our own limit\n")
    before = machine.files()
    done = machine.onion("--reporters-port", "9090")
    assert done.exit_code == 1
    assert f"CHANGED BY A PERSON: {path}" in done.output
    assert machine.files() == before


@pytest.mark.parametrize("name", WRITTEN)
def test_with_replace_the_changed_file_is_kept_beside_the_new_one(machine: Machine, name: str):
    machine.onion()
    path = machine.folder / name
    path.write_text("quite another file\n")
    assert machine.onion("--replace").exit_code == 0
    assert path.with_name(f"{path.name}.before").read_text() == "quite another file\n"
    assert "quite another" not in path.read_text()
    path.write_text("changed once more\n")
    before = machine.files()
    assert machine.onion("--replace", "--reporters-port", "9090").exit_code == 1
    assert machine.files() == before


def test_nothing_is_written_through_a_link(machine: Machine):
    outside = machine.folder / "outside"
    outside.write_text("somebody's\n")
    (machine.folder / WRITTEN[0]).symlink_to(outside)
    done = machine.onion("--replace")
    assert done.exit_code == 1
    assert outside.read_text() == "somebody's\n"


@pytest.mark.parametrize("broken", ["", "descriptor:x25519:short\n"])
def test_a_key_of_nobody_that_tor_cannot_read_is_made_anew(machine: Machine, broken: str):
    machine.onion()
    (machine.clients / "wbs-nobody.auth").write_text(broken)
    assert machine.key("add", "penerima-01").exit_code == 1
    machine.onion()
    assert ClientPublicKey.parse_line((machine.clients / "wbs-nobody.auth").read_text().strip())


@pytest.mark.parametrize("name", ["wbs-officers", "wbs-officers/authorized_clients"])
def test_a_folder_of_tors_that_leads_elsewhere_is_refused(machine: Machine, name: str):
    elsewhere = machine.folder / "elsewhere"
    elsewhere.mkdir(mode=0o755)
    link = machine.folder / "data" / name
    link.parent.mkdir(mode=0o700, exist_ok=True)
    link.symlink_to(elsewhere)
    assert machine.onion().exit_code == 1
    assert machine.key("add", "penerima-01").exit_code == 1
    assert list(elsewhere.iterdir()) == []


def test_what_is_no_address_is_not_shown_as_one(machine: Machine):
    machine.onion()
    machine.give_addresses()
    (machine.folder / "data/wbs-reporters/hostname").write_text("root:$6$secret\n")
    done = machine.onion()
    assert done.exit_code == 1
    assert "secret" not in done.output


def test_a_folder_of_clients_that_others_can_read_is_refused(machine: Machine):
    machine.onion()
    machine.clients.chmod(0o750)
    assert machine.onion().exit_code == 1


def test_the_addresses_and_what_the_applications_need_are_said_once_tor_has_made_them(machine: Machine):
    machine.onion()
    machine.give_addresses()
    said = machine.onion().output
    reporters, officers = ADDRESSES["wbs-reporters"], ADDRESSES["wbs-officers"]
    assert f"WBS_PORTAL_HOSTS={reporters}" in said
    assert f"WBS_PORTAL_ONION_ADDRESS={reporters}" in said
    assert f"WBS_INVESTIGATOR_ORIGIN=http://{officers}" in said


def test_torrc_is_asked_for_the_line_until_it_stands_at_its_end(machine: Machine):
    torrc = machine.folder / "tor/torrc"
    line = f"%include {machine.folder / WRITTEN[0]}"
    assert line in machine.onion().output
    torrc.write_text(f"SocksPort 0\n# {line}\n")
    assert "at the end of torrc" in machine.onion().output
    torrc.write_text(f"SocksPort 0\n{line}\n")
    assert "at the end of torrc" not in machine.onion().output
    torrc.write_text(f"{line}\nhiddenservicePort 22 127.0.0.1:22\n")
    assert "at the end of torrc" in machine.onion().output


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WBS_PORTAL_HTTPS", "1"),
        ("WBS_INVESTIGATOR_HTTPS", "1"),
        ("WBS_PORTAL_BIND", "127.0.0.1:8080"),
        ("WBS_PORTAL_BIND", "127.0.0.1:8001"),
        ("WBS_NOT_KNOWN", "1"),
    ],
)
def test_an_installation_that_limits_could_not_protect_is_refused(machine: Machine, name: str, value: str):
    machine.monkeypatch.setenv(name, value)
    assert machine.onion().exit_code == 1
    assert machine.files() == {}


def test_an_application_that_others_reach_past_the_proxy_is_refused(machine: Machine):
    machine.monkeypatch.setenv("WBS_PORTAL_BIND", "0.0.0.0:8000")
    machine.monkeypatch.setenv("WBS_PORTAL_HOSTS", "lapor.example")
    done = machine.onion()
    assert done.exit_code == 1
    assert "gone round" in done.output
    assert machine.files() == {}


@pytest.mark.parametrize(
    "folder", ["relative", "/etc/tor/x\nUser root", "/etc/tor/../x", "/etc/tor/a b", "/etc/tor/#x"]
)
def test_a_place_that_would_mean_something_in_a_configuration_is_refused(machine: Machine, folder: str):
    assert machine.onion("--tor-folder", folder).exit_code == 1
    assert machine.onion("--proxy-user", "haproxy\n    chroot /").exit_code == 1
    assert machine.files() == {}


def test_tor_and_the_proxy_take_what_was_written(machine: Machine):
    machine.onion("--proxy-user", "") if shutil.which("haproxy") is None else machine.onion()
    torrc = machine.folder / "torrc"
    torrc.write_text(f"DataDirectory {machine.folder / 'own'}\n%include {machine.folder / WRITTEN[0]}\n")
    for command in (
        [program("tor"), "--verify-config", "-f", str(torrc)],
        [program("haproxy"), "-c", "-f", str(machine.folder / WRITTEN[1])],
    ):
        checked = subprocess.run(command, capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stdout + checked.stderr
