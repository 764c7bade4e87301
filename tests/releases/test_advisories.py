"""Nothing is green because nobody was asked."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from releases.advisories import ROOT, Told, ask_npm, ask_python, record, verdict
from releases.bill import parts_of

PARTS = parts_of(ROOT)
PYTHON = [part for part in PARTS if part.kind == "pypi"]
NPM = [part for part in PARTS if part.kind == "npm"]


def audited(**vulns: list[dict[str, str]]) -> str:
    told = [{"name": part.name, "version": part.version, "vulns": vulns.get(part.name, [])} for part in PYTHON]
    return json.dumps({"dependencies": told})


def npm_says(total: int, **found: dict[str, str]) -> str:
    return json.dumps({"vulnerabilities": found, "metadata": {"dependencies": {"total": total}}})


def test_all_packages_asked_about_without_a_finding_is_good():
    told = [ask_python(PARTS, lambda *_: audited()), ask_npm(PARTS, lambda *_: npm_says(len(NPM)))]
    assert verdict(told, is_strict=True) == 0
    assert [str(one).startswith("nothing known") for one in told] == [True, True]


def test_a_known_weakness_fails_whether_strict_or_not():
    python = ask_python(PARTS, lambda *_: audited(flask=[{"id": "PYSEC-2099-1"}]))
    assert python.known == ("flask PYSEC-2099-1",)
    assert verdict([python], is_strict=False) == verdict([python], is_strict=True) == 1
    npm = ask_npm(PARTS, lambda *_: npm_says(len(NPM), esbuild={"severity": "high"}))
    assert verdict([npm], is_strict=False) == 1


def test_one_package_that_was_passed_over_fails():
    answer = json.loads(audited())
    answer["dependencies"] = [
        {"name": one["name"], "skip_reason": "Dependency not found"} if one["name"] == "cryptography" else one
        for one in answer["dependencies"]
    ]
    told = ask_python(PARTS, lambda *_: json.dumps(answer))
    assert told.unasked == ("cryptography",)
    assert verdict([told], is_strict=True) == 2


def test_an_answer_about_another_version_is_none():
    told = ask_python(PARTS, lambda *_: audited().replace('"version": "3.1.3"', '"version": "3.1.2"'))
    assert "flask" in told.unasked


@pytest.mark.parametrize("answer", ["", "{}", "[]", '{"dependencies": null}', '{"message": "405 Method Not Allowed"}'])
def test_an_answer_that_is_none_fails(answer: str):
    told = [ask_python(PARTS, lambda *_: answer), ask_npm(PARTS, lambda *_: answer)]
    assert all(one.unasked for one in told)
    assert verdict(told, is_strict=True) == 2


def test_fewer_packages_than_the_lock_has_fails():
    assert verdict([ask_npm(PARTS, lambda *_: npm_says(len(NPM) - 1))], is_strict=True) == 2


def test_sources_that_nobody_reaches_are_a_failure_of_the_command_itself():
    nowhere = "http://127.0.0.1:9"
    env = {**os.environ, "HTTPS_PROXY": nowhere, "HTTP_PROXY": nowhere, "https_proxy": nowhere, "http_proxy": nowhere}
    env |= {"NO_PROXY": "", "no_proxy": "", "npm_config_registry": nowhere, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "releases.advisories"]
    strict = subprocess.run([*command, "--strict"], env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    assert strict.returncode == 2, strict.stdout + strict.stderr
    assert strict.stdout.count("NOT ASKED") == 2


def test_what_was_asked_is_recorded(tmp_path: Path):
    path = tmp_path / "advisories.md"
    path.write_text("| day | source | result |\n|---|---|---|\n")
    record(path, [Told("PyPI", 3), Told("npm", 2, unasked=("no answer: OSError",))])
    last = path.read_text().splitlines()[-2:]
    assert "nothing known of 3 packages" in last[0]
    assert "NOT ASKED" in last[1]
