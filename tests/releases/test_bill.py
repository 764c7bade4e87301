"""The bill of materials says what the locks say, all of it and nothing else; no licence is unknown."""

import base64
import getpass
import json
import re
import shutil
import socket
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

import pytest

from releases.bill import ALLOWED, ROOT, LicenceError, is_allowed, parts_of, write_bill

BILL = write_bill(ROOT)
TOLD = json.loads(BILL)
LOCKS = {name: (ROOT / "requirements" / name).read_text(encoding="utf-8") for name in ("run.txt", "dev.txt")}
NPM = json.loads((ROOT / "browser" / "package-lock.json").read_text(encoding="utf-8"))
_MEANT = {"MIT License": "MIT", "Apache Software License": "Apache-2.0", "BSD License": "BSD-"}


def components(kind: str) -> list[dict[str, Any]]:
    return [one for one in TOLD["components"] if one["purl"].startswith(f"pkg:{kind}/")]


def test_every_hash_of_both_python_locks_is_in_the_bill_and_no_other():
    written = {one["content"] for part in components("pypi") for one in part["hashes"]}
    assert written == {digest for lock in LOCKS.values() for digest in re.findall(r"sha256:([0-9a-f]{64})", lock)}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_version_of_a_python_lock_is_in_the_bill(lock: str):
    pins = set(re.findall(r"^([a-z0-9-]+)(?:\[[a-z]+\])?==([^ \\;]+)", LOCKS[lock], re.MULTILINE))
    assert len(pins) > 30
    assert pins <= {(part["name"], part["version"]) for part in components("pypi")}


def test_every_package_of_the_browsers_lock_is_in_the_bill_with_its_hash():
    locked = {
        (path.rpartition("node_modules/")[2], one["version"], base64.b64decode(one["integrity"][7:]).hex())
        for path, one in NPM["packages"].items()
        if path
    }
    assert locked == {(part["name"], part["version"], part["hashes"][0]["content"]) for part in components("npm")}


def test_what_runs_or_is_served_is_told_from_what_builds_and_tests():
    required = {part["name"] for part in TOLD["components"] if part["scope"] == "required"}
    assert {"flask", "cryptography", "@noble/post-quantum"} <= required
    assert required.isdisjoint({"pytest", "hatchling", "esbuild", "typescript"})


def test_the_bill_is_valid_and_says_nothing_of_the_machine_that_made_it():
    bare = {key: value for key, value in TOLD.items() if key != "components"}
    assert bare["bomFormat"] == "CycloneDX"
    assert bare["specVersion"] == "1.6"
    for word in (str(ROOT), socket.gethostname(), f"/{getpass.getuser()}/", "file://", "http://localhost"):
        assert word not in BILL.decode()


def test_the_same_locks_give_the_same_bytes():
    assert write_bill(ROOT) == BILL


def a_checkout(folder: Path) -> Path:
    (folder / "browser").mkdir()
    shutil.copytree(ROOT / "requirements", folder / "requirements")
    shutil.copy(ROOT / "browser" / "package-lock.json", folder / "browser")
    return folder


@pytest.mark.parametrize("licence", [None, "", "SSPL-1.0", "GPL-2.0-only", "MIT AND Proprietary", "Unknown"])
def test_a_licence_that_is_unknown_or_not_allowed_fails(tmp_path: Path, licence: str | None):
    root = a_checkout(tmp_path)
    path = root / "requirements" / "licences.json"
    known = json.loads(path.read_text())
    known.pop("flask")
    path.write_text(json.dumps(known if licence is None else {**known, "flask": licence}))
    with pytest.raises(LicenceError, match="flask"):
        parts_of(root)


def test_an_npm_package_without_a_licence_fails(tmp_path: Path):
    root = a_checkout(tmp_path)
    lock = json.loads(json.dumps(NPM))
    del lock["packages"]["node_modules/@noble/hashes"]["license"]
    (root / "browser" / "package-lock.json").write_text(json.dumps(lock))
    with pytest.raises(LicenceError, match="@noble/hashes"):
        parts_of(root)


def test_one_of_a_choice_is_enough_and_all_of_a_combination_are_needed():
    assert is_allowed("GPL-3.0-only OR MIT")
    assert is_allowed("MIT AND PSF-2.0")
    assert not is_allowed("MIT AND GPL-2.0-only")


def test_no_licence_is_written_down_for_what_no_lock_names():
    written = json.loads((ROOT / "requirements" / "licences.json").read_text(encoding="utf-8"))
    assert set(written) == {part.name for part in parts_of(ROOT) if part.kind == "pypi"}


def test_what_packages_say_of_themselves_is_what_is_written_down():
    for part in parts_of(ROOT):
        if part.kind == "pypi":
            for said in _said(part.name):
                assert said in part.licence, f"{part.name} says {said}"


def _said(name: str) -> list[str]:
    try:
        told = metadata(name)
    except PackageNotFoundError:  # for other machines
        return []
    if told["License-Expression"]:
        return [told["License-Expression"]]
    classifiers = [one.rpartition(" :: ")[2] for one in told.get_all("Classifier") or []]
    return [_MEANT[one] for one in classifiers if one in _MEANT]


def test_every_allowed_licence_is_in_use_or_our_own():
    used = {word for part in parts_of(ROOT) for word in re.findall(r"[A-Za-z0-9.-]+", part.licence)}
    assert ALLOWED - used <= {"AGPL-3.0-or-later"}
