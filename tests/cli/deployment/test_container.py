"""What `wbs deploy container` writes. No image is built: the text is read, and HAProxy judges the proxy's part."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from click.testing import CliRunner, Result

from tests.cli.deployment.test_https import SETTINGS, lay_certificate
from tests.needs import program
from wbs.cli.main import main

KEY = "c2F0dSBrdW5jaSB1bnR1ayBwZW5ndW5qdW5n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("WBS_")]:
        monkeypatch.delenv(name)
    return tmp_path


def deploy(folder: Path, **settings: str) -> Result:
    environment = {**SETTINGS, "WBS_DATA": "/srv/wbs", **settings}
    return CliRunner().invoke(main, ["deploy", "container", "--folder", str(folder), "--en"], env=environment)


def composed(folder: Path) -> dict[str, Any]:
    done = deploy(folder)
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = yaml.safe_load((folder / "compose.yaml").read_text())
    return found


@pytest.mark.parametrize("name", ["portal", "investigator", "maintain", "front"])
def test_every_container_is_closed(folder: Path, name: str) -> None:
    service = composed(folder)["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["ulimits"]["core"] == 0
    assert service["mem_limit"] == service["memswap_limit"], "nothing is swapped"
    assert service["pids_limit"] > 0


@pytest.mark.promise("P24")
def test_the_portals_are_on_a_network_that_leads_nowhere_and_jobs_on_none(folder: Path) -> None:
    found = composed(folder)
    assert found["networks"]["inside"]["internal"] is True
    assert [list(found["services"][name]["networks"]) for name in ("portal", "investigator")] == [["inside"]] * 2
    assert found["services"]["maintain"]["network_mode"] == "none"
    assert "ports" not in found["services"]["portal"]


def test_each_container_is_a_user_of_its_own_and_has_its_own_secret(folder: Path) -> None:
    services = composed(folder)["services"]
    users = [services[name]["user"] for name in ("portal", "investigator", "maintain")]
    assert len(set(users)) == 3
    assert (services["portal"]["secrets"], services["investigator"]["secrets"]) == (["portal-ticket"], ["investigator"])
    assert "secrets" not in services["maintain"]
    image = (folder / "Containerfile").read_text()
    assert re.search(r"^USER (?!0|root)", image, re.MULTILINE)
    assert "--require-hashes" in image


def test_the_proxy_in_its_container_takes_what_was_written(folder: Path) -> None:
    composed(folder)
    lay_certificate(folder)
    text = (folder / "haproxy/wbs-https.cfg").read_text()
    assert "server application 10.89.77.2:8000" in text
    assert "server application 10.89.77.3:8001" in text
    here = folder / "here.cfg"
    here.write_text(text.replace("/usr/local/etc/haproxy", str(folder / "haproxy")))
    done = subprocess.run(
        [program("haproxy"), "-c", "-f", str(here)],
        env={**os.environ, "WBS_VISITORS_KEY": KEY, "CREDENTIALS_DIRECTORY": str(folder)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_it_may_be_run_again_and_leaves_what_a_person_changed(folder: Path) -> None:
    composed(folder)
    assert deploy(folder).output.count("unchanged") == 5
    path = folder / "compose.yaml"
    path.write_text(path.read_text().replace("read_only: true", "read_only: false", 1))
    assert deploy(folder).exit_code == 1


def test_a_portal_that_is_not_behind_https_is_refused(folder: Path) -> None:
    done = deploy(folder, WBS_INVESTIGATOR_HTTPS="0")
    assert done.exit_code == 1
    assert "both portals stand behind HTTPS" in done.output
    assert list(folder.iterdir()) == []
