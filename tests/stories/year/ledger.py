"""What was done in the simulated year, written down as it was done: the truth that the store is compared with."""

from dataclasses import dataclass, field
from datetime import date

from wbs.cases.model import FINISHED, CaseName, Channel
from wbs.crypto.messages import MatterClass, Outcome, Status
from wbs.crypto.receipt import Receipt
from wbs.crypto.report import Category

RECOVERY = "recovery"


@dataclass(frozen=True)
class Told:
    """One step of a case."""

    day: date
    status: Status
    handler: str
    until: date | None = None
    heard: int = 0
    """Number of the reporter's newest message when it was taken."""


@dataclass
class Longer:
    """More time that a head gave."""

    since: date
    until: date
    day: date


@dataclass(eq=False)
class Case:
    """Everything that happened to one case."""

    place: int
    name: CaseName
    receipt: Receipt
    stored: date
    channel: Channel
    shut_out: frozenset[str]
    """Officers by `agency/id`, and whole agencies, that its reporter or the rank of the accused keeps out."""
    shut_units: frozenset[tuple[str, str]]
    """Agency and name of units that are kept out, also with those who join them later."""
    readers: set[str]
    """Officers and recovery keys by the newest record, as `agency/id`."""
    steps: list[Told]
    words: list[date] = field(default_factory=list)
    replies: list[tuple[int, date]] = field(default_factory=list)
    """Number and day of every message of the reporter's that still is there."""
    matter_class: MatterClass | None = None
    outcome: Outcome | None = None
    category: Category | None = None
    is_duplicate: bool = False
    longer: list[Longer] = field(default_factory=list)
    recused: set[str] = field(default_factory=set)
    heads_taken_off: set[str] = field(default_factory=set)
    """Heads whom colleagues ever left out who had read until then."""
    heads_off: set[str] = field(default_factory=set)
    """Those of them whom nobody has let in again."""
    cleared: set[str] = field(default_factory=set)
    """Officers who declared that they have no conflict."""
    carriers: list[frozenset[str]] = field(default_factory=list)
    """Who handed it over to another agency, and approved that, since its reporter wrote last."""
    was_read: bool = False
    is_retracted: bool = False
    is_outside: bool = False
    """Whether it was passed on to somebody outside the installation."""
    is_proposed: bool = False
    consent: bool | None = None
    ended_by: int | None = None
    """Version of the rules at the moment at which it ended."""

    @property
    def status(self) -> Status:
        return self.steps[-1].status

    @property
    def handler(self) -> str:
        return self.steps[-1].handler

    @property
    def heard(self) -> int:
        """Number of the reporter's newest message after the report; 0 before the first."""
        return max((number for number, _ in self.replies), default=0)

    @property
    def is_over(self) -> bool:
        """Whether the agency that handles it has finished with it: a hand-over begins anew elsewhere."""
        return self.status in FINISHED and not self.was_handed_over

    @property
    def was_handed_over(self) -> bool:
        """Whether its newest step brought it to another agency."""
        return len(self.steps) > 1 and self.steps[-1].handler != self.steps[-2].handler

    @property
    def officers(self) -> set[str]:
        """Who reads, without recovery keys and without those who declared a conflict."""
        return {name for name in self.readers - self.recused if not name.endswith(f"/{RECOVERY}")}

    def keeps_out(self, officer: str) -> bool:
        return officer in self.shut_out or officer.partition("/")[0] in self.shut_out

    def keeps_out_some_of(self, agency: str) -> bool:
        return any(one.partition("/")[0] == agency for one in self.shut_out)


@dataclass
class Ledger:
    """All cases of the year, in the order in which they were stored."""

    cases: list[Case] = field(default_factory=list)
    happened: dict[str, int] = field(default_factory=dict)
    """How often each kind of thing was done."""
    touched: set[int] = field(default_factory=set)
    """Places of the cases in which something was done today."""

    def joins(self, agency: str, name: str, unit: str) -> None:
        """Note whom a unit that is kept out of cases gets later."""
        for case in self.cases:
            if (agency, unit) in case.shut_units:
                case.shut_out |= {name}

    def note(self, what: str, case: Case | None = None) -> None:
        self.happened[what] = self.happened.get(what, 0) + 1
        if case is not None:
            self.touched.add(case.place)
