"""What the vectors' operations on files mean in Python (tests/vectors/README.md)."""

from collections.abc import Callable
from typing import Any

from tests.crypto.scenario import Values, decode
from wbs.files.findings import Inspection
from wbs.files.inspection import inspect


def as_values(found: Inspection) -> dict[str, Any]:
    """Give an inspection as vectors write it."""
    findings = [{"kind": str(one.kind)} | ({} if one.value is None else {"value": one.value}) for one in found.findings]
    return {"format": str(found.format), "checked": str(found.checked), "findings": findings}


FILES: dict[str, Callable[[Values], dict[str, Any]]] = {
    "files.inspect": lambda given: as_values(inspect(decode(given["file"]))),
    "files.inspect-head": lambda given: as_values(inspect(decode(given["head"]), given["size"])),
}
BROWSER_ONLY = frozenset({"files.strip"})
"""Operations that only the browser's half has; their outputs are made by construction."""
