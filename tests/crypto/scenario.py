"""The vector file: one scenario, read by Python and by the browser's half (tests/vectors/README.md)."""

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wbs.errors import (
    ForgedGrantError,
    FormatError,
    ReceiptError,
    RefusedError,
    SignatureError,
    TrustError,
    UnknownVersionError,
    UnsealError,
)

FOLDER = Path(__file__).parent.parent / "vectors"
ACCEPTED = "accepted"
# Families after their members: a forged grant is a trust error, too.
REFUSALS: tuple[tuple[type[RefusedError], str], ...] = (
    (FormatError, "refused-format"),
    (UnknownVersionError, "refused-version"),
    (UnsealError, "refused-seal"),
    (SignatureError, "refused-signature"),
    (ForgedGrantError, "refused-grant"),
    (TrustError, "refused-trust"),
    (ReceiptError, "refused-receipt"),
)
OUTCOMES = frozenset({ACCEPTED, *(name for _, name in REFUSALS)})
_HEADERS = ("expect", "operation", "comment", "base")

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One operation with its input and what must come of it."""

    name: str
    """Area and file name without its ending, such as `age/one-chunk`."""
    expect: str
    operation: str
    comment: str
    input: Values
    output: Values = field(default_factory=dict)
    base: str | None = None
    """Another scenario whose input stands under this one's: members that this one names replace those."""

    @property
    def area(self) -> str:
        return self.name.partition("/")[0]

    def text(self) -> str:
        """Write the file."""
        members = {"input": self.input} | ({"output": self.output} if self.expect == ACCEPTED else {})
        head = [(name, getattr(self, name)) for name in _HEADERS if getattr(self, name) is not None]
        lines = "".join(f"{name}: {value}\n" for name, value in head)
        return f"{lines}\n{json.dumps(members, ensure_ascii=False, indent=1)}\n"


def read(path: Path, folder: Path = FOLDER) -> Scenario:
    """Read one file; anything that is not exactly a vector file is an error."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    headers: dict[str, Any] = dict(line.split(": ", 1) for line in head.split("\n"))
    members = json.loads(body)
    name = path.relative_to(folder).with_suffix("").as_posix()
    outcome = headers["expect"]
    if outcome not in OUTCOMES or set(members) != {"input"} | ({"output"} if outcome == ACCEPTED else set()):
        raise ValueError(f"{name} is not a vector")
    return Scenario(name=name, **headers, **members)


def load(folder: Path = FOLDER) -> dict[str, Scenario]:
    """Read every vector under `folder`, by name."""
    return {scenario.name: scenario for scenario in (read(path, folder) for path in sorted(folder.glob("*/*.txt")))}


def whole_input(scenario: Scenario, scenarios: Mapping[str, Scenario]) -> dict[str, Any]:
    """Give a scenario's input on top of that of its base; a base has no base of its own."""
    if scenario.base is None:
        return dict(scenario.input)
    base = scenarios[scenario.base]
    if base.base is not None or base.expect != ACCEPTED:
        raise ValueError(f"{scenario.name} stands on something that cannot be a base")
    return {**base.input, **scenario.input}


def refusal(error: RefusedError) -> str:
    """Give the class of a refusal."""
    return next(name for kind, name in REFUSALS if isinstance(error, kind))


def areas(scenarios: Mapping[str, Scenario]) -> Iterator[tuple[str, int]]:
    """Count the scenarios of every area."""
    names = [scenario.area for scenario in scenarios.values()]
    return ((area, names.count(area)) for area in sorted(set(names)))


def encode(raw: bytes) -> str:
    """Write bytes as vectors do: base64url without padding. Not the product's own code, which is under test."""
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def decode(text: str) -> bytes:
    """Read bytes as vectors write them."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
