"""Who does what on which day of the year: drawn by a seed, so that a year can be played again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random  # noqa: TID251 - for a year that can be played again

from msgspec import UNSET

from tests.cast import PROVINCE, REGENCY
from tests.stories.year.devices import Devices
from tests.stories.year.house import AGENCIES, House
from tests.stories.year.ledger import Case, Ledger
from tests.stories.year.reckoning import result_due, run_of, turn_of
from wbs.cases.clocks.history import TagChange
from wbs.cases.referral.model import LAPOR, Way
from wbs.cases.reporters.mailbox import find_case
from wbs.cases.reporters.retraction import retractable
from wbs.cases.workflow import REASONS
from wbs.crypto.directory import REPLYING, Role
from wbs.crypto.entries import InsideKind, LinkBody, LinkedCase, NoteBody, Relation
from wbs.crypto.exclusions import Exclusion
from wbs.crypto.messages import (
    Consent,
    ConsentAnswer,
    MatterClass,
    Outcome,
    Proposal,
    Status,
    StatusBody,
    TextBody,
)
from wbs.crypto.report import Category, IntakeChannel
from wbs.crypto.takeover import TAKERS

DAY = timedelta(days=1)
END = (Status.CLOSED, Status.OUT_OF_SCOPE, Status.NOT_ACTIONABLE)
RUNNING = (Status.VERIFIED, Status.REVIEWED, Status.EXAMINED, Status.FOLLOW_UP)
SPAN = 21
"""Days on which a new case is worked on quickly; later less often."""


@dataclass
class Play:
    """One year."""

    house: House
    ledger: Ledger
    dice: Random

    def __post_init__(self) -> None:
        self.devices = Devices(self.house, self.ledger)
        self.plans = self._plans()
        self.channels = self._shuffled_channels()

    @property
    def today(self) -> date:
        return self.house.today

    def _shuffled_channels(self) -> list[IntakeChannel]:
        """Give every channel once before any comes again."""
        return self.dice.sample(list(IntakeChannel), len(IntakeChannel))

    # --- what is planned

    def _plans(self) -> dict[date, list[Callable[[], None]]]:
        """Say who joins and leaves, and which rules change, each in its season of the year."""
        planned: dict[date, list[Callable[[], None]]] = {}

        def on(month: int, act: Callable[[], None], later: int = 0) -> date:
            day = date(2026, month, 1 + self.dice.randrange(20)) + later * DAY
            planned.setdefault(day, []).append(act)
            return day

        def after(day: date, days: int, act: Callable[[], None]) -> None:
            planned.setdefault(day + days * DAY, []).append(act)

        on(2, lambda: self._joins(REGENCY, "penerima-04", Role.RECEIVER))
        term = on(4, lambda: self._ends(f"{REGENCY}/penerima-02", 20))
        after(term, 25, lambda: self.house.renews(REGENCY))
        on(6, lambda: self._leaves(f"{REGENCY}/pemeriksa-01", is_sudden=True))
        on(6, lambda: self._joins(REGENCY, "pemeriksa-02", Role.INVESTIGATOR))
        on(7, lambda: self._joins(PROVINCE, "penerima-05", Role.RECEIVER))
        on(8, lambda: self._leaves(f"{PROVINCE}/penerima-01", is_sudden=False))
        on(9, lambda: self._leaves(f"{REGENCY}/penerima-03", is_sudden=True))
        on(10, lambda: self._joins(REGENCY, "penerima-06", Role.RECEIVER))
        on(11, lambda: self.house.renews(PROVINCE))
        return planned

    def change_rules(self) -> None:
        """Change rules in the evening, so that the night's work is the first that knows them."""
        decrees = {
            date(2026, 3, 2): (REGENCY, {"changed": {date(2026, 3, 16): False, date(2026, 3, 28): True}}),
            date(2026, 5, 4): (PROVINCE, {"verify": 2, "examination": 45, "light": 10}),
            date(2026, 6, 29): (REGENCY, {"answer": 7, "examination": 50}),
            date(2026, 8, 10): (PROVINCE, {"week": frozenset({1, 2, 3, 4, 5, 6})}),
            date(2026, 10, 5): (REGENCY, {"changed": {date(2026, 10, 12): False, date(2026, 10, 17): True}}),
            date(2026, 11, 9): (PROVINCE, {"pauses": False}),
        }
        if self.today in decrees:
            agency, changes = decrees[self.today]
            law = self.house.law(agency)
            self.house.change_rules(agency, replace(law, **changes), "SKB 5 Tahun 2026")  # type: ignore[arg-type]
            self.ledger.note("rules")

    def _joins(self, agency: str, officer: str, role: Role) -> None:
        name = self.house.joins(agency, officer, role)
        self.ledger.joins(agency, name, self.house.world.people[name].unit)
        self.ledger.note("joined")
        for case in self._open(agency)[:6]:
            hand = self._hand(case)
            if hand is not None and self._may_come(name, case):
                self.devices.admit(hand, case, name)

    def _ends(self, name: str, days: int) -> None:
        self._settles(name)
        self.house.ends(name, self.today + days * DAY)
        self.ledger.note("term ends")

    def _leaves(self, name: str, *, is_sudden: bool) -> None:
        """Let somebody leave: known long before, and taken off every case, or from one day to the other."""
        agency = name.partition("/")[0]
        self._settles(name)
        if not is_sudden:
            for case in [case for case in self.ledger.cases if name in case.officers and case.handler == agency]:
                hand = self._hand(case, but=name)
                if hand is not None:
                    self.devices.change_readers(hand, case, self.devices.ready(hand, case), go=[name])
        self.house.leaves(name)
        self.ledger.note("left suddenly" if is_sudden else "left")

    def _settles(self, name: str) -> None:
        """Let two officers take over what nobody vouches for who stays, once this officer leaves.

        docs/decisions/0043: a transfer counts by whoever made or approved it, and for good once two have taken it over.
        """
        for case in self.ledger.cases:
            staying = [{one for one in hands if one != name and self.house.entry(one)} for hands in case.carriers]
            if all(staying) or case.is_retracted:
                continue
            if any(len(hands) < TAKERS for hands in case.carriers) or not self._take_over(case):
                self.devices.write(case, "Saya baca bahwa laporan ini pindah.")

    def _take_over(self, case: Case) -> bool:
        """Let two officers sign a new key who read the case where it is; False if there are not two."""
        serving = set(self.house.officers(case.handler, *REPLYING))
        hands = sorted(case.officers & self.devices.counted(case) & serving)[:TAKERS]
        if len(hands) < TAKERS:
            return False
        for taker in hands:
            self.devices.change_readers(taker, case, self.devices.look(taker, case))
        case.carriers.clear()
        self.ledger.note("taken over", case)
        return True

    # --- days

    def day(self) -> None:
        """Play one day."""
        for act in self.plans.get(self.today, []):
            act()
        self._arrivals()
        for case in list(self.ledger.cases):
            if case.is_retracted and case.status in END:
                continue
            self._as_reporter(case)
            if self.house.law(case.handler).works(self.today) or self._chance(0.02):
                self._as_officer(case)

    def _chance(self, share: float) -> bool:
        return self.dice.random() < share

    def _open(self, agency: str) -> list[Case]:
        return [case for case in self.ledger.cases if case.handler == agency and case.status not in END]

    # --- arrivals

    def _arrivals(self) -> None:
        if not self._chance(0.11):
            return
        agency = self.dice.choice([REGENCY, REGENCY, PROVINCE])
        rank = "staff"
        if agency == REGENCY and self._chance(0.15):
            rank = self.dice.choice(["inspectorate", "leadership"])
        exclusions = self._exclusions(agency) if self._chance(0.2) else []
        if self._chance(0.4):
            self._take_down(agency, rank, exclusions)
        else:
            files = self.dice.randrange(2)
            self.devices.report(agency, rank, exclusions, by_form=self._chance(0.5), files=files)

    def _exclusions(self, agency: str) -> list[Exclusion]:
        listed = self.house.book.newest(agency).document.readers
        if self._chance(0.3):
            return [Exclusion(agency=agency, unit=self.dice.choice(sorted({entry.unit for entry in listed})))]
        return [Exclusion(agency=agency, reader=self.dice.choice(sorted(entry.id for entry in listed)))]

    def _take_down(self, agency: str, rank: str, exclusions: Sequence[Exclusion]) -> None:
        # Not every desk is in the agency that the report is about.
        hand = self.dice.choice(self.house.officers(agency, Role.RECEIVER, Role.REVIEWER))
        came = max(date(2026, 1, 5), self.today - self.dice.choice([0, 0, 1, 4, 12]) * DAY)
        channel = self.channels.pop()
        if not self.channels:
            self.channels = self._shuffled_channels()
        self.devices.take_down(hand, agency, rank, exclusions, channel, came)

    # --- reporters

    def _as_reporter(self, case: Case) -> None:
        if case.is_retracted:
            return
        days = (self.today - case.steps[-1].day).days
        if not case.was_read and self._chance(0.02):
            self._take_back(case)
        elif case.status is Status.INCOMPLETE and self._chance(0.09):
            self.devices.write(case, "Fotonya ada pada bendahara.")
        elif case.status in END and days < SPAN and self._chance(0.01):
            self.devices.write(case, "Saya keberatan.", is_objection=True)
        elif case.is_proposed and case.consent is None and self._chance(0.15):
            self._answer_proposal(case)
        elif self._chance(0.004):
            self.devices.write(case, "Apakah ada kabar?")
            if self._chance(0.3):
                self._take_back(case)

    def _take_back(self, case: Case) -> None:
        reader = case.receipt.reader_key.public.digest
        file = find_case(self.house.store.cases, case.receipt.mailbox_hash, reader)
        assert file is not None
        numbers = retractable(file)
        if numbers:
            self.devices.take_back(case, self.dice.choice(numbers))

    def _answer_proposal(self, case: Case) -> None:
        dossier = self.devices.mailbox(case)
        asked = next(
            one.digest
            for one in reversed(dossier.messages)
            if isinstance(one.message.body, TextBody) and one.message.body.proposal is not UNSET
        )
        case.consent = self._chance(0.8)
        given = ConsentAnswer(asked=asked, given=Consent.YES if case.consent else Consent.NO)
        self.devices.write(case, "Setuju." if case.consent else "Jangan.", answer=given)

    # --- officers

    def _may_come(self, name: str, case: Case) -> bool:
        return name not in case.readers | case.recused and not case.keeps_out(name) and self.house.serves(name)

    def _hand(self, case: Case, but: str = "") -> str | None:
        """Choose who works on a case today: whoever never did so declares first whether there is a conflict."""
        agency = f"{case.handler}/"
        serving = self.house.officers(case.handler, *REPLYING)
        # Whoever was let in by somebody who has left since, with nobody's word after, is let in anew by the others.
        counted = case.officers & self.devices.counted(case)
        able = [name for name in sorted(counted) if name.startswith(agency) and name in serving and name != but]
        if not able:
            return None
        name = self.dice.choice(able)
        if name in case.cleared:
            return name
        if len(able) > 1 and len(case.recused) < 2 and self._chance(0.06):
            self.devices.declare(name, case, has_conflict=True)
            left = self._hand(case, but)
            if left is not None and self._chance(0.7):  # the others take the officer off with one press
                self.devices.ready(left, case)
            return left
        self.devices.declare(name, case, has_conflict=False)
        return name

    def _as_officer(self, case: Case) -> None:
        is_young = (self.today - run_of(case)[0].day).days < SPAN
        if not self._chance(0.17 if is_young else 0.06):
            return
        hand = self._hand(case)
        if hand is None:
            return
        if case.is_retracted:
            self._end(hand, case, Status.NOT_ACTIONABLE, "withdrawn")
            return
        acts = {
            Status.SUBMITTED: self._begin,
            Status.RECEIVED: self._begin,
            Status.INCOMPLETE: self._after_asking,
            Status.VERIFIED: self._go_on,
            Status.REVIEWED: self._go_on,
            Status.EXAMINED: self._go_on,
            Status.FOLLOW_UP: self._go_on,
            Status.POSTPONED: self._go_on,
            Status.REOPENED: self._go_on,
            Status.PASSED_ON: self._after_hand_over,
        }
        acts.get(case.status, self._after_the_end)(hand, case)

    def _begin(self, hand: str, case: Case) -> None:
        share = self.dice.random()
        if share < 0.12 and case.status is Status.SUBMITTED:
            self.devices.step(hand, case, StatusBody(status=Status.RECEIVED))
        elif share < 0.28:
            self._ask(hand, case)
        elif share < 0.38:
            self._hand_over(hand, case)
        elif share < 0.42:
            self._refer(hand, case)
        elif share < 0.47:
            self._end(hand, case, Status.OUT_OF_SCOPE, "private-matter")
        elif share < 0.5:
            self._postpone(hand, case)
        else:
            self._verify(hand, case)

    def _verify(self, hand: str, case: Case) -> None:
        kind = MatterClass.SUPERVISORY if self._chance(0.7) else MatterClass.NON_SUPERVISORY
        body = StatusBody(status=Status.VERIFIED, class_=kind)
        category = self.dice.choice(list(Category)) if self._chance(0.6) else UNSET
        self.devices.step(hand, case, body, TagChange(matter_class=kind, category=category))

    def _ask(self, hand: str, case: Case) -> None:
        body = StatusBody(status=Status.INCOMPLETE, reason="facts", text="Siapa yang menandatangani?")
        self.devices.step(hand, case, body)
        if case.place % 3 == 0 and not case.is_retracted:
            self.devices.write(case, "Kepala bidang.")
            self.ledger.note("answered at once")

    def _after_asking(self, hand: str, case: Case) -> None:
        run, law = run_of(case), self.house.law(case.handler)
        if self.today < turn_of(run, len(run) - 1, case.replies, law):
            if self._chance(0.15):
                self._ask(hand, case)
            return
        if case.matter_class is None or self._chance(0.2):
            self._verify(hand, case)
        else:
            self.devices.step(hand, case, StatusBody(status=Status.REVIEWED))

    def _go_on(self, hand: str, case: Case) -> None:
        acts: list[tuple[int, Callable[[str, Case], None]]] = [
            (9, self._advance),
            (4, self._say),
            (3, self._assign),
            (2, self._take_head_off),
            (3, self._note),
            (2, self._link),
            (2, self._extend),
            (1, self._hand_over),
            (1, self._postpone),
            (2, self._propose),
        ]
        if case.status is not Status.FOLLOW_UP:
            acts.append((2, self._ask))
        weights = [weight for weight, _ in acts]
        self.dice.choices([act for _, act in acts], weights)[0](hand, case)

    def _advance(self, hand: str, case: Case) -> None:
        if case.matter_class is None:
            self._verify(hand, case)
            return
        ways = {
            Status.VERIFIED: (Status.REVIEWED, Status.EXAMINED),
            Status.REVIEWED: (Status.EXAMINED, Status.CLOSED),
            Status.EXAMINED: (Status.FOLLOW_UP, Status.CLOSED, Status.NOT_ACTIONABLE),
            Status.FOLLOW_UP: (Status.EXAMINED, Status.CLOSED, Status.CLOSED),
            Status.POSTPONED: (Status.REVIEWED, Status.EXAMINED),
            Status.REOPENED: (Status.REVIEWED, Status.EXAMINED, Status.CLOSED),
        }
        then = self.dice.choice(ways[case.status])
        if then in END:
            self._end(hand, case, then, "handled-before")
        else:
            self.devices.step(hand, case, StatusBody(status=then))

    def _end(self, hand: str, case: Case, status: Status, reason: str) -> None:
        if status is Status.CLOSED:
            outcome = self.dice.choice([one for one in Outcome if one is not Outcome.OUT_OF_SCOPE])
            body = StatusBody(status=status, outcome=outcome, letter="Laporan Anda selesai kami tangani.")
            self.devices.step(hand, case, body, TagChange(outcome=outcome))
        else:
            assert reason in REASONS[status]
            self.devices.step(hand, case, StatusBody(status=status, reason=reason, text="Lihat penjelasan kami."))

    def _say(self, hand: str, case: Case) -> None:
        self.devices.say(hand, case, TextBody(text="Kami sedang memeriksa dokumen."))

    def _note(self, hand: str, case: Case) -> None:
        self.devices.inside(hand, case, InsideKind.NOTE, NoteBody(text="Minta berita acara."))

    def _assign(self, hand: str, case: Case) -> None:
        """Let an investigator, a reviewer, or somebody of the other agency in."""
        agency = case.handler if self._chance(0.85) else next(one for one in AGENCIES if one != case.handler)
        people = self.house.officers(agency, Role.INVESTIGATOR, Role.REVIEWER, Role.HEAD)
        able = [name for name in people if self._may_come(name, case)]
        if able:
            self.devices.admit(hand, case, self.dice.choice(able))

    def _take_head_off(self, hand: str, case: Case) -> None:
        """Leave the head out of what this officer's colleagues work on."""
        head = f"{case.handler}/inspektur"
        if head in case.officers - {hand}:
            self.devices.change_readers(hand, case, self.devices.ready(hand, case), go=[head])

    def _extend(self, hand: str, case: Case) -> None:
        """Let the head give a case more time, once."""
        law, head = self.house.law(case.handler), f"{case.handler}/inspektur"
        since = run_of(case)[0].day
        if case.status not in RUNNING or any(one.since == since for one in case.longer):
            return
        if head not in case.officers:
            if not self._may_come(head, case):
                return
            self.devices.admit(hand, case, head)
        if head not in case.cleared:
            self.devices.declare(head, case, has_conflict=False)
        due = result_due(case, law)
        count = law.light if case.matter_class is MatterClass.NON_SUPERVISORY else law.examination
        until = law.step(due, self.dice.randrange(1, count + 1))
        if until > self.today:
            kind = (case.matter_class or UNSET) if case.status is Status.VERIFIED else UNSET
            body = StatusBody(status=case.status, until=until.isoformat(), reason="many-facts", class_=kind)
            self.devices.step(head, case, body, TagChange(matter_class=kind))

    def _postpone(self, hand: str, case: Case) -> None:
        until = self.today + self.dice.randrange(3, 60) * DAY
        self.devices.step(hand, case, StatusBody(status=Status.POSTPONED, reason="expert", until=until.isoformat()))

    def _link(self, hand: str, case: Case) -> None:
        """Tie a case to one that came before, of which it may be a duplicate."""
        others = [one for one in self.ledger.cases if one.place < case.place and hand in one.officers]
        if others:
            other, is_same = self.dice.choice(others), self._chance(0.6)
            relation = Relation.DUPLICATE if is_same else Relation.RELATED
            link = LinkBody(relation=relation, other=LinkedCase(agency=other.name.agency, case=other.name.case))
            self.devices.inside(hand, case, InsideKind.LINK, link)
            self.devices.tag(hand, case, TagChange(is_duplicate=is_same))

    def _hand_over(self, hand: str, case: Case) -> None:
        to = next(agency for agency in AGENCIES if agency != case.handler)
        if case.status is not Status.FOLLOW_UP and to not in case.shut_out:
            self.devices.transfer(hand, case, to)

    def _refer(self, hand: str, case: Case) -> None:
        if case.status is not Status.FOLLOW_UP:
            self.devices.refer(hand, case, Way.LETTER, "Kejaksaan Negeri")

    def _propose(self, hand: str, case: Case) -> None:
        """Ask whether the matter may go to SP4N-LAPOR!, and hand it over once the reporter agreed."""
        if case.matter_class is not MatterClass.NON_SUPERVISORY or case.status is Status.FOLLOW_UP:
            return
        if not case.is_proposed:
            proposal = Proposal(title="Antrean pelayanan", content="Antrean di loket terlalu lama.")
            self.devices.say(hand, case, TextBody(text="Bolehkah kami teruskan?", proposal=proposal))
            case.is_proposed = True
        elif case.consent:
            self.devices.refer(hand, case, Way.LAPOR, LAPOR)

    def _after_hand_over(self, hand: str, case: Case) -> None:
        if case.is_outside:
            if self._chance(0.1):
                body = StatusBody(status=Status.PASSED_ON, to="Kejaksaan Negeri", reference="B-12/2026")
                self.devices.step(hand, case, body)
            elif self._chance(0.1):
                self.devices.step(hand, case, StatusBody(status=Status.REOPENED, reason="returned"))
        elif self._chance(0.15):
            self._hand_over(hand, case)
        else:
            self.devices.step(hand, case, StatusBody(status=Status.RECEIVED))

    def _after_the_end(self, hand: str, case: Case) -> None:
        objected = any(day > case.steps[-1].day for _, day in case.replies)
        if objected and self._chance(0.5):
            self.devices.step(hand, case, StatusBody(status=Status.REOPENED, reason="objection"))
        elif self._chance(0.05):
            self.devices.tag(hand, case, TagChange(category=self.dice.choice(list(Category))))
