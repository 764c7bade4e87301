"""What vectors ask about names: who of some lists a report may mean (docs/spec/names.md)."""

from collections.abc import Callable
from typing import Any

import msgspec

from tests.crypto.scenario import Values
from wbs.cases.conflicts.likeness import Writing, namesakes_among
from wbs.cases.conflicts.naming import Excludable
from wbs.crypto.exclusions import Exclusion
from wbs.crypto.report import Accused


def _compare(given: Values) -> dict[str, Any]:
    listed = [_excludable(one) for one in given["lists"]]
    return {"asked": [_asked(listed, given["agency"], one) for one in given["writings"]]}


def _asked(listed: list[Excludable], agency: str, writing: Values) -> list[str]:
    accused = msgspec.convert(writing["accused"], list[Accused])
    read = Writing(accused, writing.get("keep_from", ""), tuple(writing.get("story", ())))
    return [one.full_name for one in namesakes_among(listed, agency, read).all]


def _excludable(one: dict[str, str]) -> Excludable:
    who = {part: one[part] for part in ("reader", "unit") if part in one}
    return Excludable(one["name"], one["agency_name"], Exclusion(agency=one["agency"], **who))


NAMES: dict[str, Callable[[Values], dict[str, Any]]] = {"names.compare": _compare}
