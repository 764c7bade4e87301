"""`wbs verify-site` and `wbs release` from the outside: over a real connection, with a list that maintainers signed."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import wbs
from tests.cast import shared_world
from tests.cli.servers import free_port
from tests.cli.site.sites import Site
from tests.databases import lay_empty
from tests.portal.house import publish
from tests.portal.served import killable
from wbs.cli.main import main
from wbs.cli.site import command
from wbs.cli.site.released import digests_of, unlike
from wbs.config import TICKET_CREDENTIAL, create_credential
from wbs.crypto import release
from wbs.crypto.keys import ReleaseSigningKey
from wbs.crypto.release import list_release, sign_list

KEY = ReleaseSigningKey.generate()
PASSPHRASE = "satu dua tiga empat lima enam"
GUIDE = (Path(__file__).parents[3] / "docs" / "verify-site.md").read_text(encoding="utf-8")
TOR = ("127.0.0.1", 9050)
WORDS = shared_world().book().installation[0].document.fingerprint_words()


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("room")
    (made / "list.json").write_bytes(sign_list(list_release(wbs.__version__, "abc", digests_of()), KEY))
    (made / "passphrase").write_text(PASSPHRASE + "\n")
    return made


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A portal in a process of its own."""
    data = tmp_path_factory.mktemp("site") / "data"
    data.mkdir()
    lay_empty(data / "wbs.sqlite")
    publish(shared_world(), data / "keys")
    create_credential(data.parent / "credentials", TICKET_CREDENTIAL)
    port = free_port()
    with killable(data, port):
        yield f"http://127.0.0.1:{port}"


def verify(room: Path, url: str, *more: str, key: str = KEY.public.text):
    """Run the command here, as far as it goes without another process."""
    arguments = ["verify-site", url, "--list", str(room / "list.json"), "--key", key, "--en"]
    return CliRunner().invoke(main, [*arguments, "--fingerprint", shared_world().anchor, *more])


@pytest.mark.promise("P21")
def test_an_honest_site_over_a_real_connection_is_the_same(room: Path, site: str):
    done = verify(room, site)
    assert done.exit_code == 0, done.output
    assert "all the same" in done.output
    assert "one visitor alone" in done.output


def test_a_site_with_another_setting_is_told_apart(room: Path, site: str):
    done = verify(room, site, "--exit", "https://example.com/", "--json")
    assert done.exit_code == 1
    assert {finding["where"] for finding in json.loads(done.output)["findings"]} == {"GET /keluar", "GET /en/keluar"}


def test_a_list_by_somebody_else_is_refused(room: Path, site: str):
    done = verify(room, site, key=ReleaseSigningKey.generate().public.text)
    assert done.exit_code == 2
    assert "not signed" in done.output


def test_a_site_that_nobody_serves_cannot_be_examined(room: Path):
    done = verify(room, f"http://127.0.0.1:{free_port()}")
    assert done.exit_code == 2
    assert "cannot be examined" in done.output


def test_an_onion_service_is_never_asked_without_tor(room: Path):
    done = verify(room, "http://2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion")
    assert done.exit_code == 2
    assert "--socks" in done.output


def test_a_program_that_is_not_the_listed_one_compares_nothing(tmp_path: Path):
    changed = {**digests_of(), "wbs/__init__.py": "0" * 64}
    (tmp_path / "list.json").write_bytes(sign_list(list_release(wbs.__version__, "abc", changed), KEY))
    done = verify(tmp_path, "http://127.0.0.1:1")
    assert done.exit_code == 2
    assert "wbs/__init__.py" in done.output


def test_the_guide_shows_commands_that_work(room: Path, honest: Site, officers: Site, monkeypatch):
    lines = re.findall(r"^wbs (verify-site .*)$", GUIDE, re.MULTILINE)
    assert len(lines) == 2
    for line, site in zip(lines, (honest, officers), strict=True):
        monkeypatch.setattr(command, "Visitor", lambda _, socks, site=site: site if socks == TOR else None)
        monkeypatch.setattr(command, "SystemClock", lambda site=site: site.clock)
        real = {"http://ADDRESS.onion": site.place.origin, "wbs-release.json": str(room / "list.json")}
        real |= {"KEY": KEY.public.text, "WORDS": " ".join(WORDS)}
        done = CliRunner().invoke(main, [real.get(part, part) for part in shlex.split(line)])
        assert done.exit_code == 0, done.output


@pytest.mark.parametrize("act", ["changed", "added", "removed"])
def test_every_file_of_the_program_counts(tmp_path: Path, act: str):
    folder = tmp_path / "wbs" / "portal"
    folder.mkdir(parents=True)
    for name in ("app.py", "page.html"):
        (folder / name).write_text(name)
    (folder / "app.pyc").write_text("a cache")
    listed = digests_of(tmp_path / "wbs")
    assert set(listed) == {"wbs/portal/app.py", "wbs/portal/page.html"}
    match act:
        case "changed":
            (folder / "app.py").write_text("app.py ")
        case "added":
            (folder / "more.py").write_text("")
        case "removed":
            (folder / "app.py").unlink()
    assert len(unlike(listed, tmp_path / "wbs")) == 1


def test_two_maintainers_sign_one_list(room: Path, tmp_path: Path, monkeypatch):
    assert release.SCRYPT_LOG_N == 18
    monkeypatch.setattr(release, "SCRYPT_LOG_N", 4)  # files of keys that are not kept may be cheap
    passphrase = ("--passphrase-file", str(room / "passphrase"), "--en")
    keys = []
    for holder in ("satu", "dua"):
        made = CliRunner().invoke(main, ["release", "key", "--holder", holder, "--out", str(tmp_path), *passphrase])
        assert made.exit_code == 0, made.output
        keys.append(next(line.strip() for line in made.output.splitlines() if "ed25519:" in line))
    (tmp_path / "release.json").write_bytes(list_release("0.1.0", "abc", {"wbs/a.py": "0" * 64, "b.whl": "1" * 64}))
    for holder, source, target in (("satu", "release.json", "one.json"), ("dua", "one.json", "both.json")):
        places = ["--key-file", str(tmp_path / f"release-{holder}.age"), "--out", str(tmp_path / target)]
        signed = CliRunner().invoke(main, ["release", "sign", str(tmp_path / source), *places, *passphrase])
        assert signed.exit_code == 0, signed.output
    named = [part for key in keys for part in ("--key", key)]
    shown = CliRunner().invoke(main, ["release", "show", str(tmp_path / "both.json"), *named])
    assert all(key in shown.output for key in keys)
    assert f"{'1' * 64}  b.whl" in shown.output
    stranger = ReleaseSigningKey.generate().public.text
    assert CliRunner().invoke(main, ["release", "show", str(tmp_path / "both.json"), "--key", stranger]).exit_code
