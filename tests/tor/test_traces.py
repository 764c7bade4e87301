"""After everything that visitors did in this folder's tests, nothing of them or of their circuits is on the server."""

from pathlib import Path

import pytest

from tests.promises.canaries import files_in
from tests.tor.conftest import Street

pytestmark = pytest.mark.xdist_group("tor")
CIRCUITS = (b"fc00:dead:beef", b"\xfc\x00\xde\xad\xbe\xef\x4d\xad", b"dead:beef")
"""How a circuit's number would be written."""


@pytest.mark.promise("P10")
def test_nothing_of_a_circuit_or_of_a_visitor_is_in_any_log_or_database(street: Street):
    marks = {"User-Agent": "penjelajah-unik", "Accept-Language": "xx-tanda", "Referer": "http://asal.example/tanda"}
    assert street.reporter("traced").get("/lapor", **marks).status == 200
    words = street.reporter("traced").report().words
    assert words
    logs = [street.room / f"{name}.log" for name in ("haproxy", "portal", "investigator")]
    server = [street.room / "data", street.room / "credentials", *logs, street.operator.tor.log]
    found = [
        f"{mark!r} in {path}"
        for path in files_in(server)
        for mark in (*CIRCUITS, *(text.encode() for text in (*marks.values(), " ".join(words))))
        if mark in path.read_bytes()
    ]
    assert found == []
    assert [said_by(log) for log in logs] == [[], [], []]


def said_by(log: Path) -> list[str]:
    """What a server wrote after it had started."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return [line for line in lines if not line.startswith(("[NOTICE]", "[WARNING]"))]
