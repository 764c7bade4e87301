"""An officer's client that changes who reads a case, and writes inside."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from werkzeug.test import TestResponse

from tests.cast import Person
from tests.investigator.client import Client, path_of
from tests.investigator.counter import Counter, decoded
from tests.office import SealedReport
from tests.stories.simulator import reading, readings
from wbs.crypto.approval import Approval, readers_digest, sign_approval
from wbs.crypto.compose import Recipient, SealedRecord, compose_access, compose_epoch, name_of, recipients_of
from wbs.crypto.directory import receivers
from wbs.crypto.dossier import Dossier, open_as_officer
from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.entries import DeclarationBody, InsideKind, Interest, NoteBody
from wbs.crypto.inside import (
    InsideMaterial,
    InsideScope,
    SealedEntry,
    SealedInsideKey,
    compose_entry,
    compose_inside_key,
    inside_grant,
    scope_of,
)
from wbs.crypto.insight import Insight, Need, open_inside
from wbs.crypto.messages import CaseMaterial, Kind, SealedGrant, SealedMessage
from wbs.crypto.records import DirectoryName

Body = dict[str, Any]


@dataclass(frozen=True)
class View:
    """A case and its inside, as an officer's client opened them."""

    dossier: Dossier
    inside: Insight


class Changer(Client):
    """Everything that an officer's page does to a case, without a page."""

    def __init__(self, counter: Counter, name: str) -> None:
        super().__init__(counter, name)
        self.name = name

    def look(self, report: SealedReport) -> View:
        """Open the case and its inside."""
        answer = decoded(self.browser.get(path_of(report)))
        return view_of(self, answer)

    def names(self, *people: Person) -> list[DirectoryName]:
        """Name the newest directories where these people stand."""
        agencies = sorted({self.person.agency, *(person.agency for person in people)})
        return [name_of(self.book.newest(agency)) for agency in agencies]

    def compose_epoch(self, report: SealedReport, *people: Person, **more: Any) -> SealedRecord:
        """Compose the next epoch for these officers."""
        dossier = self.look(report).dossier
        return compose_epoch(
            more.get("key", self.person.secret.signing_key),
            more.get("author", self.person.ref),
            dossier.chain,
            dossier.case_keys[dossier.chain.epochs],
            more.get("recipients", readings(*people)),
            directories=more.get("directories", self.names(*people)),
            heads=more.get("heads", dossier.heads()),
            approval=more.get("approval"),
        )

    def compose_inside(self, report: SealedReport, sealed: SealedRecord, *people: Person) -> SealedInsideKey:
        """Compose the inside key of an epoch that was just composed."""
        scope = InsideScope(report.name.case, sealed.epoch, sealed.digest, tuple(readings(*people)))
        before = self.look(report).inside.newest_held
        return compose_inside_key(self.person.secret.signing_key, self.person.ref, scope, self.names(), before)

    def epoch(self, report: SealedReport, *people: Person) -> Body:
        """Give the request that begins an epoch, with its inside key."""
        sealed = self.compose_epoch(report, *people)
        return {**epoch_body(sealed), "inside": inside_key_body(self.compose_inside(report, sealed, *people))}

    def compose_access(self, report: SealedReport, add: Recipient, **more: Any) -> SealedRecord:
        """Compose an access record."""
        dossier = self.look(report).dossier
        agencies = sorted({self.person.agency, add.name.agency})
        return compose_access(
            more.get("key", self.person.secret.signing_key),
            more.get("author", self.person.ref),
            dossier.chain,
            dossier.case_keys[dossier.chain.epochs],
            add,
            newest=dossier.newest,
            directories=more.get("directories", [name_of(self.book.newest(agency)) for agency in agencies]),
            reason="telaah",
        )

    def access(self, report: SealedReport, person: Person) -> Body:
        """Give the request that adds a reader, with the inside key if there is one."""
        add = reading(person)
        view = self.look(report)
        held = view.inside.held.get(view.dossier.epoch)
        body = access_body(self.compose_access(report, add))
        return body if held is None else {**body, "inside": grant_part(inside_grant(held, add.key))}

    def inside_key(self, report: SealedReport) -> Body:
        """Give the request that brings the newest epoch's inside key."""
        view = self.look(report)
        scope = scope_of(view.dossier.chain, view.dossier.newest, self.book)
        sealed = compose_inside_key(
            self.person.secret.signing_key, self.person.ref, scope, self.names(), view.inside.newest_held
        )
        return inside_key_body(sealed)

    def approval(self, report: SealedReport, to: str, **more: Any) -> Body:
        """Give the request that approves handing the case to another agency, to all receivers of it."""
        chain = self.look(report).dossier.chain
        readers = more.pop("readers", None) or [one.name for one in self.receivers(to)]
        said = {
            "case": chain.case,
            "record": chain.records[-1].digest,
            "to": to,
            "readers": readers_digest(readers),
            "author": self.person.ref,
            "day": self.counter.office.clock.today().isoformat(),
        }
        key = more.pop("key", self.person.secret.signing_key)
        return {"envelope": b64url(sign_approval(key, Approval(**{**said, **more})))}

    def receivers(self, agency: str) -> Sequence[Recipient]:
        """Give who of an agency would take a case over; nobody of one that there is not."""
        if not self.book.is_open(agency):
            return []
        directory, today = self.book.newest(agency), self.counter.office.clock.today()
        return recipients_of(directory, receivers(directory.document, today, today))

    def note(self, report: SealedReport, text: str) -> TestResponse:
        """Write a note, and bring the key first if there is none."""
        if self.look(report).inside.need is Need.KEY:
            assert self.post(report, "inside-keys", self.inside_key(report)).status_code == 201
        return self.post(report, "inside", entry_body(self.compose_note(report, text)))

    def declare(self, report: SealedReport, interest: Interest, text: str = "") -> TestResponse:
        """Declare something about a conflict of interest, and bring the key first if there is none."""
        if self.look(report).inside.need is Need.KEY:
            assert self.post(report, "inside-keys", self.inside_key(report)).status_code == 201
        body = {**entry_body(self.compose_declaration(report, interest, text)), "declares": interest}
        return self.post(report, "inside", body | ({"proof": self.proof()} if interest is Interest.CONFLICT else {}))

    def proof(self) -> dict[str, str]:
        """Prove that the officer is there, with a code that was not shown yet."""
        office = self.counter.office
        office.clock.pass_time(minutes=1)
        login = office.login(self.name)
        return {"auth": b64url(login.auth), "code": login.code(office.clock.now())}

    def compose_declaration(self, report: SealedReport, interest: Interest, text: str = "") -> SealedEntry:
        """Compose a declaration."""
        view = self.look(report)
        place = view.inside.place_for(self.person.ref, view.dossier, self.book)
        body = DeclarationBody(interest=interest, text=text or msgspec.UNSET)
        return compose_entry(self.person.secret.signing_key, place, InsideKind.DECLARATION, body)

    def compose_note(self, report: SealedReport, text: str) -> SealedEntry:
        """Compose a note."""
        view = self.look(report)
        place = view.inside.place_for(self.person.ref, view.dossier, self.book)
        return compose_entry(self.person.secret.signing_key, place, InsideKind.NOTE, NoteBody(text=text))

    def post(self, report: SealedReport, way: str, body: object) -> TestResponse:
        return self.browser.post(f"{path_of(report)}/{way}", body)


def view_of(client: Client, answer: Any) -> View:
    """Open a case answer with an officer's keys."""
    key, ref, book = client.person.secret.reader_key, client.person.ref, client.book
    dossier = open_as_officer(material(answer), key, ref, book)
    return View(dossier, open_inside(inside_material(answer["inside"]), dossier, key, ref, book))


def material(answer: Any) -> CaseMaterial:
    """Read the case out of a case answer."""
    return CaseMaterial(
        case=answer["case"],
        records=tuple(from_b64url(record["envelope"]) for record in answer["records"]),
        grants={grant["epoch"]: from_b64url(grant["sealed"]) for grant in answer["grants"]},
        previous_keys={key["epoch"]: from_b64url(key["sealed"]) for key in answer["previous_keys"]},
        summary=from_b64url(answer["summary"]),
        messages=tuple(
            SealedMessage(one["author"], one["seq"], one["epoch"], Kind(one["kind"]), from_b64url(one["sealed"]))
            for one in answer["messages"]
        ),
    )


def inside_material(inside: Any) -> InsideMaterial:
    """Read the inside out of a case answer."""
    return InsideMaterial(
        keys=tuple(from_b64url(key["envelope"]) for key in inside["keys"]),
        grants={grant["epoch"]: from_b64url(grant["sealed"]) for grant in inside["grants"]},
        previous_keys={key["epoch"]: from_b64url(key["sealed"]) for key in inside["previous_keys"]},
        entries=tuple(
            SealedEntry(one["author"], one["seq"], one["epoch"], from_b64url(one["sealed"]))
            for one in inside["entries"]
        ),
    )


def grant_part(grant: SealedGrant) -> Body:
    return {"key": grant.key, "sealed": b64url(grant.sealed)}


def grant_parts(grants: Sequence[SealedGrant]) -> list[Body]:
    return [grant_part(grant) for grant in grants]


def epoch_body(sealed: SealedRecord) -> Body:
    return {
        "record": b64url(sealed.record),
        "previous_key": b64url(sealed.previous_key or b""),
        "grants": grant_parts(sealed.grants),
    }


def access_body(sealed: SealedRecord) -> Body:
    return {"record": b64url(sealed.record), "grant": grant_part(sealed.grants[0])}


def inside_key_body(sealed: SealedInsideKey) -> Body:
    body = {"record": b64url(sealed.record), "grants": grant_parts(sealed.grants)}
    return body if sealed.previous_key is None else {**body, "previous_key": b64url(sealed.previous_key)}


def entry_body(sealed: SealedEntry) -> Body:
    return {"seq": sealed.seq, "epoch": sealed.epoch, "sealed": b64url(sealed.sealed)}
