"""What the makers share: one area's scenarios, collected in order."""

from collections.abc import Mapping
from typing import Any

from tests.crypto.operations import run
from tests.crypto.scenario import ACCEPTED, Scenario, Values, refusal
from wbs.errors import RefusedError


class Area:
    """Collects the scenarios of one area, each of which must behave as it says when it is made."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.scenarios: dict[str, Scenario] = {}

    def accept(
        self, name: str, operation: str, comment: str, given: Values, expected: Mapping[str, Any] | None = None
    ) -> None:
        """Add something that must be accepted; `expected` is what is known about the output from elsewhere."""
        output = run(operation, given)
        for member, value in (expected or {}).items():
            if output[member] != value:
                raise AssertionError(f"{self.name}/{name}: {member} is not as expected")
        self._add(Scenario(f"{self.name}/{name}", ACCEPTED, operation, comment, given, output))

    def state(self, name: str, operation: str, comment: str, given: Values, output: Values) -> None:
        """Add something that only the browser's half does; its output is known from how the input was made."""
        self._add(Scenario(f"{self.name}/{name}", ACCEPTED, operation, comment, given, output))

    def refuse(self, expect: str, name: str, operation: str, comment: str, given: Values) -> None:
        """Add something that must be refused, with the class of the refusal."""
        found = outcome(operation, given)
        if found != f"refused-{expect}":
            raise AssertionError(f"{self.name}/{name}: {found} instead of refused-{expect}")
        self._add(Scenario(f"{self.name}/{name}", found, operation, comment, given))

    def vary(self, expect: str, name: str, base: str, comment: str, changes: Values) -> None:
        """Add a variant of an accepted scenario: its input with some members replaced."""
        under = self.scenarios[f"{self.name}/{base}"]
        found = outcome(under.operation, {**under.input, **changes})
        if found != f"refused-{expect}":
            raise AssertionError(f"{self.name}/{name}: {found} instead of refused-{expect}")
        self._add(Scenario(f"{self.name}/{name}", found, under.operation, comment, changes, base=under.name))

    def vary_accepted(
        self, name: str, base: str, comment: str, changes: Values, expected: Mapping[str, Any] | None = None
    ) -> None:
        """Add a variant of an accepted scenario that is accepted, too."""
        under = self.scenarios[f"{self.name}/{base}"]
        output = run(under.operation, {**under.input, **changes})
        for member, value in (expected or {}).items():
            if output[member] != value:
                raise AssertionError(f"{self.name}/{name}: {member} is {output[member]!r}")
        self._add(Scenario(f"{self.name}/{name}", ACCEPTED, under.operation, comment, changes, output, base=under.name))

    def _add(self, scenario: Scenario) -> None:
        if scenario.name in self.scenarios:
            raise AssertionError(f"{scenario.name} stands twice")
        self.scenarios[scenario.name] = scenario


def outcome(operation: str, given: Values) -> str:
    """Run an operation and name what came of it."""
    try:
        run(operation, given)
    except RefusedError as error:
        return refusal(error)
    return ACCEPTED


def flipped(data: bytes, place: int, bit: int = 0) -> bytes:
    """Flip one bit of one byte."""
    changed = bytearray(data)
    changed[place] ^= 1 << bit
    return bytes(changed)
