"""One line a measure: name, figure, unit, target, and whether it is met."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value beside what it should be."""

    name: str
    value: float
    unit: str
    target: float | None = None
    is_ceiling: bool = True

    @property
    def is_met(self) -> bool:
        """Whether the target is kept; without one there is nothing to miss."""
        if self.target is None:
            return True
        return self.value <= self.target if self.is_ceiling else self.value >= self.target

    def line(self) -> str:
        """Write the line."""
        sign = "<=" if self.is_ceiling else ">="
        target = "-" if self.target is None else f"{sign}{self.target:g}"
        return f"{self.name:<44} {self.value:>12.3f} {self.unit:<10} {target:<10} {'ok' if self.is_met else 'short'}"


def at_most(name: str, value: float, unit: str, target: float) -> Figure:
    """A value that should stay below its target."""
    return Figure(name, value, unit, target)


def at_least(name: str, value: float, unit: str, target: float) -> Figure:
    """A value that should reach its target."""
    return Figure(name, value, unit, target, is_ceiling=False)


def reported(name: str, value: float, unit: str) -> Figure:
    """A value without a target."""
    return Figure(name, value, unit)
