"""A case between both applications: officers over their HTTP API, the reporter over the form or the API, one clock.

At each station `Case.stands` looks at everything that follows from where a case stands, and at what may not follow.
What is right is told here once more, apart from the product: days are counted one after the other, words stand as
people read them, and what may follow is read from the page of the specification.
"""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import holidays

from tests.cast import PROVINCE, REGENCY, Person
from tests.investigator.changer import Changer
from tests.investigator.client import path_of
from tests.investigator.counter import Counter, decoded
from tests.office import Office, SealedReport
from tests.portal.api.device import Device
from tests.portal.house import House, Page, Reporter, config_of
from wbs.cases.model import AgencyCode, CaseName
from wbs.cases.readers.shortages import find_shortages
from wbs.config import TICKET_CREDENTIAL, create_credential
from wbs.crypto.compose import Draft
from wbs.crypto.messages import Kind, SealedBy, Status, StatusBody
from wbs.crypto.receipt import Receipt
from wbs.portal.app import create_app

FIRST, SECOND, HEAD = f"{REGENCY}/penerima-01", f"{REGENCY}/penerima-02", f"{REGENCY}/inspektur"
THERE, THERE_TOO = f"{PROVINCE}/penerima-01", f"{PROVINCE}/penerima-02"
OFFICERS = (FIRST, SECOND, HEAD, THERE, THERE_TOO)
OURS, THEIRS = frozenset({FIRST, SECOND}), frozenset({THERE, THERE_TOO})
LANGUAGES = ("", "/en")
WORDS: Mapping[Status, tuple[str, str]] = {
    Status.SUBMITTED: ("Terkirim", "Sent"),
    Status.RECEIVED: ("Diterima", "Received"),
    Status.VERIFIED: ("Diverifikasi", "Verified"),
    Status.INCOMPLETE: ("Perlu dilengkapi", "More is needed from you"),
    Status.REVIEWED: ("Ditelaah", "Under review"),
    Status.EXAMINED: ("Dalam pemeriksaan", "Under examination"),
    Status.FOLLOW_UP: ("Tindak lanjut", "Follow-up"),
    Status.CLOSED: ("Selesai", "Finished"),
    Status.PASSED_ON: ("Diteruskan", "Passed on"),
    Status.OUT_OF_SCOPE: ("Bukan kewenangan kami", "Not within our authority"),
    Status.NOT_ACTIONABLE: ("Tidak dapat ditindaklanjuti", "Cannot be followed up"),
    Status.POSTPONED: ("Ditunda", "Postponed"),
    Status.REOPENED: ("Dibuka kembali", "Reopened"),
}
"""Where a case stands, as reporters read it in both languages."""
SPEC = Path(__file__).parents[2] / "docs" / "spec" / "workflow.md"
DAY = timedelta(days=1)


def working(day: date, count: int) -> date:
    """Give the `count`-th working day after a day, counting one day after the other."""
    while count:
        day += DAY
        count -= day.isoweekday() < 6 and day not in _free(day.year)
    return day


@cache
def _free(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("ID", categories=("public", "government"), years=year)


@cache
def may_follow() -> Mapping[Status, frozenset[Status]]:
    """Read what may follow from the specification's page."""
    section = SPEC.read_text().partition("## Steps")[2].partition("Exits:")
    exits = _statuses(section[2].partition(".")[0])
    rows = re.findall(r"^\| (`[^|]+) \| (`[^|]+) \|$", section[0], re.MULTILINE)
    found = {
        now: _statuses(then) | (exits if "exits" in then else frozenset())
        for left, then in rows
        for now in _statuses(left)
    }
    assert set(found) == set(Status)
    return found


def _statuses(text: str) -> frozenset[Status]:
    return frozenset(Status(word) for word in re.findall(r"`([a-z-]+)`", text))


@dataclass
class Place:
    """One installation with both applications."""

    office: Office
    counter: Counter
    house: House

    @property
    def today(self) -> date:
        return self.office.clock.today()

    def pass_days(self, count: int) -> None:
        self.office.clock.pass_time(days=count)

    def until(self, day: date) -> None:
        """Let time pass up to a day."""
        self.pass_days((day - self.today).days)

    def report_by_api(self, **report: Any) -> "Case":
        """Let a reporter's own program send a report."""
        device = Device(self.house)
        device.report(**report)
        return self._case(device.receipt)

    def report_by_form(self, **report: str) -> "Case":
        """Let a browser without scripts send a report."""
        words = self.house.reporter().report(**report).words
        return self._case(Receipt.parse(" ".join(words)))

    def _case(self, receipt: Receipt) -> "Case":
        found = self.office.store.cases.mailbox(receipt.mailbox_hash)
        assert found is not None
        device = Device(self.house, receipt)
        sealed: Any = None  # nobody here keeps what was sent
        return Case(self, device, SealedReport(receipt, sealed, CaseName(AgencyCode(REGENCY), found.case), ()))


def opened_place(folder: Path, extra: Sequence[Person] = ()) -> Iterator[Place]:
    """Open both applications over one store and one clock, and close them."""
    office = Office(folder, extra)
    counter = Counter(office)
    config = config_of(folder)
    create_credential(config.credentials, TICKET_CREDENTIAL)
    clock: Any = office.clock
    app = create_app(config, office.store, clock)
    yield Place(office, counter, House(office.world, folder, office.store, clock, app))
    office.close()


@dataclass
class Case:
    """One case, its reporter and its officers."""

    place: Place
    device: Device
    report: SealedReport
    _clients: dict[str, Changer] = field(default_factory=dict)
    _signed_in: dict[str, date] = field(default_factory=dict)

    # --- officers

    def officer(self, name: str = FIRST) -> Changer:
        """Give an officer's client; signs in again on a new day."""
        place = self.place
        if name not in self._clients:
            self._clients[name] = Changer(place.counter, name)
        elif self._signed_in[name] != place.today:
            place.office.clock.pass_time(minutes=2)  # a code counts once, and others may have signed in with this one
            answer = self._clients[name].browser.sign_in(place.office.login(name), place.office)
            assert answer.status_code == 200
        self._signed_in[name] = place.today
        return self._clients[name]

    def people(self, *names: str) -> list[Person]:
        """Give officers by their names."""
        return [self.place.office.world.people[name] for name in names]

    def step(self, status: Status, by: str = FIRST, **body: Any) -> None:
        """Take a step as the officers' page does: signed and sealed, with its tags beside it."""
        told = StatusBody(status=status, **{"class_" if name == "class" else name: text for name, text in body.items()})
        tags = {name: body[name] for name in ("class", "outcome") if name in body}
        more = {"until": body["until"]} if "until" in body else {}
        answer = self._send(by, told, status, tags=tags, **more)
        assert answer.status_code == 201, answer.text

    def _send(self, by: str, told: StatusBody, status: str, **more: Any) -> Any:
        officer = self.officer(by)
        sealed = officer.seal(officer.look(self.report).dossier, Draft(Kind.STATUS, told, SealedBy.BROWSER))
        return officer.send(self.report, sealed, status=status, **more)

    # --- what follows from where it stands

    def stands(
        self,
        status: Status,
        *,
        waits: tuple[str, date] | None,
        bucket: str,
        readers: frozenset[str] = OURS,
        by: str = FIRST,
        says: Sequence[tuple[str, str]] = (),
        **more: Any,
    ) -> None:
        """Look at everything on the day of a step, let the day pass, and look at the figures.

        Args:
            status: where it stands.
            waits: what officers must do next, and the last day for it; None if nothing.
            bucket: where figures count it.
            readers: who opens it; every other officer is told that there is none.
            by: an officer of the agency that handles it.
            says: what the reporter reads beside it, in both languages.
            more: tags, and the reporter's own days.
        """
        self._mailbox_says(status, says)
        self._days_are_told(more)
        self._is_read_by(readers, status)
        answer = self._inbox_says(status, waits, by)
        tags = {name: more.get(name) for name in ("class", "outcome")}
        assert {name: answer["tags"][name] for name in tags} == tags
        assert answer["tags"]["is_duplicate"] == more.get("is_duplicate", False)
        self._nothing_else_follows(status, by)
        self.place.pass_days(1)
        self._is_counted(bucket, by)

    def pages(self) -> list[Page]:
        """The reporter's mailbox in both languages, without scripts."""
        words = self.device.receipt.unsafe_words()
        return [Reporter(self.place.house.app, prefix).mailbox(words) for prefix in LANGUAGES]

    def _mailbox_says(self, status: Status, says: Sequence[tuple[str, str]]) -> None:
        for number, page in enumerate(self.pages()):
            heading = re.search(r'<h2 id="st">([^<]*)</h2>', page.text)
            assert heading is not None
            assert heading[1] == WORDS[status][number]
            assert "note bad" not in page.text, "something is not as it should be"
            text = html.unescape(page.text)
            assert [words[number] for words in says if words[number] not in text] == []

    def _days_are_told(self, more: Mapping[str, Any]) -> None:
        due = self.device.get().get_json()["due"]
        for name in ("complete", "objection"):
            assert due[name] == (more[name].isoformat() if name in more else None), name

    def _is_read_by(self, readers: frozenset[str], status: Status) -> None:
        for name in OFFICERS:
            answer = self.officer(name).browser.get(path_of(self.report))
            assert answer.status_code == (200 if name in readers else 404), name
            if name in readers:
                view = self.officer(name).look(self.report)
                assert view.dossier.findings == ()
                assert _signed_status(view.dossier.messages) == status
        store, world = self.place.office.store, self.place.office.world
        assert find_shortages(store.upkeep, world.book(), self.place.today) == []

    def _inbox_says(self, status: Status, waits: tuple[str, date] | None, by: str) -> Any:
        officer = self.officer(by)
        [row] = decoded(officer.browser.get("/inbox"))["rows"]
        told = (row["clock"], row["due"])
        assert told == ((None, None) if waits is None else (waits[0], waits[1].isoformat()))
        answer = decoded(officer.browser.get(path_of(self.report)))
        assert row["status"] == answer["status"] == status
        assert row["handler"] == answer["handler"] == officer.person.agency
        return answer

    def _nothing_else_follows(self, status: Status, by: str) -> None:
        """Try every step that the specification's page does not name; none leaves anything behind."""
        officer = self.officer(by)
        sealed = officer.seal(
            officer.look(self.report).dossier,
            Draft(Kind.STATUS, StatusBody(status=Status.RECEIVED), SealedBy.BROWSER),
        )
        before = self._everything(officer)
        allowed = may_follow()[status]
        for then in Status:
            tags = {"class": "supervisory"}
            if then in allowed and not (then is Status.PASSED_ON is not status):
                continue
            answer = officer.send(self.report, sealed, status=then, tags=tags)
            unseen = then is Status.SUBMITTED or then in allowed
            assert (answer.status_code, answer.json["code"]) == ((422, "refused") if unseen else (409, "conflict"))
        assert self._everything(officer) == before

    def _everything(self, officer: Changer) -> tuple[Any, Any]:
        history = self.place.office.store.cases.history(self.report.name)
        return decoded(officer.browser.get(path_of(self.report))), history

    def _is_counted(self, bucket: str, by: str) -> None:
        """Look at the figures of an agency: it received one report, however often that came back."""
        told = decoded(self.officer(by).browser.get("/figures/own"))
        assert told["day"] == (self.place.today - DAY).isoformat()
        assert {name: count for name, count in told["buckets"].items() if count} == {bucket: 1}
        assert told["received"] == 1


def _signed_status(messages: Sequence[Any]) -> Status:
    steps = [one.message.body.status for one in messages if isinstance(one.message.body, StatusBody)]
    return steps[-1] if steps else Status.SUBMITTED
