"""The units that `wbs deploy systemd` writes, judged by systemd's own tools, which need no running systemd.

What the services can and cannot do under them is tried in tests/machine/.
"""

import os
import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.needs import program
from wbs.cli.jobs import JOBS, OUTWARD
from wbs.cli.main import main

ROOT = Path(__file__).parent.parent.parent.parent
DATA = "/var/lib/wbs"
SQLITE = {"WBS_DATA": DATA, "WBS_DATABASE_URL": f"sqlite:///{DATA}/store/wbs.sqlite"}
SERVICES = (
    "wbs-portal@", "wbs-investigator@", "wbs-maintain", "wbs-backup", "wbs-notices", "wbs-referrals",
)  # fmt: skip
MOST = 2.0
"""How exposed a service may be by `systemd-analyze security`, which counts to 10."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("WBS_")]:
        monkeypatch.delenv(name)
    for name in ("units", "users"):
        (tmp_path / name).mkdir()
    return tmp_path


def deploy(folder: Path, *more: str, **settings: str) -> Result:
    places = ["--units-folder", str(folder / "units"), "--users-folder", str(folder / "users")]
    return CliRunner().invoke(main, ["deploy", "systemd", *places, "--en", *more], env={**SQLITE, **settings})


def unit(folder: Path, name: str) -> str:
    return (folder / "units" / f"{name}.service").read_text(encoding="utf-8")


def lines(folder: Path, name: str, key: str) -> list[str]:
    return re.findall(rf"^{key}=(.*)$", unit(folder, name), re.MULTILINE)


def exposure(path: Path) -> float:
    command = [program("systemd-analyze"), "security", "--offline=yes", "--no-pager", str(path)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    found = re.search(r"Overall exposure level for \S+ ([0-9.]+) ", said)
    assert found, said
    return float(found[1])


@pytest.mark.parametrize("name", SERVICES)
def test_systemd_calls_no_service_more_exposed_than_the_documents_say(folder: Path, name: str) -> None:
    deploy(folder)
    found = exposure(folder / "units" / f"{name}.service")
    assert found <= MOST
    told = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    assert f"| `{name}.service` | {found} |" in told


def test_systemd_understands_every_unit(folder: Path) -> None:
    deploy(folder, "--program", "/bin/true")
    for path in sorted((folder / "units").iterdir()):
        if "@" in path.name:
            path.rename(path.with_name(path.name.replace("@", "@onion")))
    units = sorted(map(str, (folder / "units").iterdir()))
    done = subprocess.run(
        [program("systemd-analyze"), "verify", "--man=no", *units],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert [line for line in done.stderr.splitlines() if "wbs" in line] == []
    assert done.returncode == 0


def test_every_service_is_a_user_of_its_own_that_the_first_file_makes(folder: Path) -> None:
    deploy(folder)
    users = {name: lines(folder, name, "User") for name in SERVICES}
    apart = ("wbs-portal@", "wbs-investigator@", "wbs-maintain", "wbs-backup")
    assert len({user for name in apart for user in users[name]}) == len(apart)
    made = (folder / "users/wbs.conf").read_text()
    assert all(f"\nu {user} -" in made for [user] in users.values())


@pytest.mark.promise("P24")
@pytest.mark.parametrize("name", ["wbs-portal@", "wbs-investigator@"])
def test_web_processes_reach_the_loopback_and_nothing_else(folder: Path, name: str) -> None:
    deploy(folder)
    loopback = ["127.0.0.1 ::1"]  # without the rest of 127.0.0.0/8, where resolvers listen
    assert (lines(folder, name, "IPAddressDeny"), lines(folder, name, "IPAddressAllow")) == (["any"], loopback)
    deploy(folder, WBS_DATABASE_URL="postgresql://wbs-portal@192.0.2.7/wbs")
    assert lines(folder, name, "IPAddressAllow") == ["127.0.0.1 ::1 192.0.2.7"]


def test_a_database_by_name_is_refused_because_a_name_must_be_asked_for(folder: Path) -> None:
    done = deploy(folder, WBS_DATABASE_URL="postgresql://wbs@db.example/wbs")
    assert done.exit_code == 1
    assert "by its address, not by a name" in done.output
    assert list((folder / "units").iterdir()) == []


def test_nightly_jobs_have_no_network_but_those_that_send(folder: Path) -> None:
    deploy(folder, WBS_DATABASE_URL="postgresql:///wbs?host=/run/postgresql")
    assert lines(folder, "wbs-maintain", "PrivateNetwork") == ["yes"]
    [command] = lines(folder, "wbs-maintain", "ExecStart")
    left = set(JOBS) - set(re.findall(r"--without (\S+)", command))
    assert left == set(JOBS) - OUTWARD
    sent = {
        job for name in ("wbs-notices", "wbs-referrals") for job in lines(folder, name, "ExecStart")[0].split()[-1:]
    }
    assert sent == OUTWARD
    deploy(folder, WBS_DATABASE_URL="postgresql://wbs@127.0.0.1/wbs")
    assert (lines(folder, "wbs-maintain", "PrivateNetwork"), lines(folder, "wbs-maintain", "IPAddressAllow")) == (
        [],
        ["127.0.0.1"],
    )


def test_secrets_are_given_to_the_service_that_needs_them(folder: Path) -> None:
    deploy(folder)
    assert lines(folder, "wbs-portal@", "LoadCredential") == ["portal-ticket:/etc/wbs/credentials/portal-ticket"]
    assert lines(folder, "wbs-investigator@", "LoadCredential") == ["investigator:/etc/wbs/credentials/investigator"]
    assert lines(folder, "wbs-notices", "LoadCredential") == []
    deploy(folder, WBS_MAIL_LOGIN="wbs")
    assert lines(folder, "wbs-notices", "LoadCredential") == ["mail-password:/etc/wbs/credentials/mail-password"]


def test_a_sqlite_file_beside_the_signed_documents_is_refused(folder: Path) -> None:
    done = deploy(folder, WBS_DATABASE_URL=f"sqlite:///{DATA}/wbs.sqlite")
    assert done.exit_code == 1
    assert "a folder of its own" in done.output


@pytest.mark.parametrize("option", ["--program", "--settings"])
@pytest.mark.parametrize("path", ["/opt/x y", "/opt/%h", "opt/wbs", "/opt/../x", "/opt/x\nUser=root"])
def test_what_would_mean_something_in_a_unit_is_refused(folder: Path, option: str, path: str) -> None:
    assert deploy(folder, option, path).exit_code == 1
    assert list((folder / "units").iterdir()) == []


def test_a_unit_that_a_person_changed_stays(folder: Path) -> None:
    deploy(folder)
    path = folder / "units/wbs-maintain.service"
    path.write_text(path.read_text() + "Nice=19\n")
    done = deploy(folder)
    assert done.exit_code == 1
    assert "CHANGED BY A PERSON" in done.output
    assert deploy(folder, "--replace").exit_code == 0
    assert path.with_name("wbs-maintain.service.before").exists()
