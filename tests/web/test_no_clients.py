"""No module of the web processes can ask anybody: what asks others runs in `wbs maintain`."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import wbs

SOURCE = Path(wbs.__file__).parent
ROOMS = ("portal", "investigator", "web", "store", "cases", "crypto", "files")
CLIENTS = {
    "http.client", "urllib.request", "urllib.robotparser", "smtplib", "ftplib", "imaplib", "poplib", "xmlrpc",
    "telnetlib", "requests", "httpx", "aiohttp", "urllib3", "subprocess", "asyncio",
}  # fmt: skip
SERVED = """
import sys, wbs.cli.server, wbs.portal.app, wbs.investigator.app
print(*sorted(name for name in {names!r} if name in sys.modules))
"""
OF_A_LIBRARY = {"http.client", "urllib.request", "asyncio", "subprocess"}
"""Standard modules that libraries below import without asking anybody; what the kernel sees is in tests/promises."""


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


@pytest.mark.promise("P24")
@pytest.mark.parametrize("room", ROOMS)
def test_no_module_of_a_web_process_imports_a_client(room: str) -> None:
    found = {(path.name, name) for path in (SOURCE / room).rglob("*.py") for name in imported(path) if name in CLIENTS}
    assert found == set()


@pytest.mark.promise("P24")
def test_one_module_of_the_web_makes_sockets_and_it_only_ends_them() -> None:
    using = {path for room in ROOMS for path in (SOURCE / room).rglob("*.py") if "socket" in set(imported(path))}
    assert using == {SOURCE / "web/connections.py"}
    assert "connect(" not in (SOURCE / "web/connections.py").read_text(encoding="utf-8")


@pytest.mark.promise("P24")
def test_both_applications_load_no_client_that_somebody_else_wrote() -> None:
    command = [sys.executable, "-c", SERVED.format(names=sorted(CLIENTS))]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=SOURCE.parent)
    assert set(done.stdout.split()) <= OF_A_LIBRARY
