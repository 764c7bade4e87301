"""Programs that a machine may lack: skip with the line that installs them, or fail under WBS_TEST_ALL=1."""

import os
import shutil
from typing import NoReturn

import pytest

INSTALL = {
    "chromium": "apt-get install chromium",
    "firefox-esr": "apt-get install firefox-esr",
    "initdb": "apt-get install postgresql",
    "psql": "apt-get install postgresql",
    "strace": "apt-get install strace",
    "haproxy": "apt-get install haproxy",
    "systemd-analyze": "apt-get install systemd",
    "nsenter": "apt-get install util-linux",
    "unshare": "apt-get install util-linux",
    "tor": "apt-get install tor",
    "tor-gencert": "apt-get install tor",
}
_ELSEWHERE = ("/usr/lib/postgresql/17/bin", "/usr/lib/postgresql/16/bin", "/usr/lib/postgresql/15/bin")


def program(name: str) -> str:
    """Give a program's path; skip the test if it is missing, or fail it if everything must run."""
    found = shutil.which(name) or shutil.which(name, path=os.pathsep.join(_ELSEWHERE))
    return found or missing(f"needs {name}: {INSTALL[name]}")


def missing(reason: str) -> NoReturn:
    """Skip, or fail if WBS_TEST_ALL=1."""
    if os.environ.get("WBS_TEST_ALL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
