"""A server in memory that keeps what it is sent, and serves it as it is told to lie; and the clients it lies to.

Clients use the product's own composing and opening code and trust nothing but their anchor. A lie is a function from
what an honest server would serve to what is served instead.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from tests import cast
from tests.cast import Person, World
from wbs.crypto.compose import (
    Draft,
    Place,
    Recipient,
    SealedCase,
    SealedRecord,
    compose_access,
    compose_case,
    compose_epoch,
    compose_message,
    name_of,
    recipient,
)
from wbs.crypto.dossier import Dossier, open_as_officer, open_as_reporter
from wbs.crypto.exclusions import Exclusion
from wbs.crypto.keys import OfficerSigningKey, ReporterSigningKey
from wbs.crypto.messages import (
    Body,
    CaseMaterial,
    Kind,
    RemovedBody,
    SealedBy,
    SealedMessage,
    Status,
    StatusBody,
    TextBody,
)
from wbs.crypto.receipt import Receipt
from wbs.crypto.recipients import choose_recipients
from wbs.crypto.records import REPORTER, DirectoryName
from wbs.crypto.trust import DocumentSet, TrustBook, refuse_rollback, verify_documents

Lie = Callable[[CaseMaterial], CaseMaterial]


@dataclass
class StoredCase:
    """What a server keeps of one case."""

    case: str
    records: list[bytes]
    summary: bytes
    messages: list[SealedMessage]
    grants: dict[int, dict[str, bytes]]
    previous_keys: dict[int, bytes] = field(default_factory=dict)

    def keep(self, sealed: SealedRecord) -> None:
        """Keep a further record with its grants."""
        self.records.append(sealed.record)
        self.grants.setdefault(sealed.epoch, {}).update({grant.key: grant.sealed for grant in sealed.grants})
        if sealed.previous_key is not None:
            self.previous_keys[sealed.epoch] = sealed.previous_key

    def material(self, key: str) -> CaseMaterial:
        """Give the case to the reader whose key has this digest."""
        return CaseMaterial(
            case=self.case,
            records=tuple(self.records),
            grants={epoch: grants[key] for epoch, grants in self.grants.items() if key in grants},
            previous_keys=dict(self.previous_keys),
            summary=self.summary,
            messages=tuple(self.messages),
        )


@dataclass
class Server:
    """Serves documents and cases; honest until told otherwise."""

    world: World
    cases: dict[str, StoredCase] = field(default_factory=dict)
    lies: list[Lie] = field(default_factory=list)
    documents: DocumentSet | None = None
    """What is served instead of the world's documents."""

    def lie(self, lie: Lie) -> None:
        """Serve every case through this function from now on."""
        self.lies.append(lie)

    def published(self) -> DocumentSet:
        """Serve the documents."""
        return self.world.documents() if self.documents is None else self.documents

    def accept(self, sealed: SealedCase) -> StoredCase:
        """Keep a new case."""
        grants = {1: {grant.key: grant.sealed for grant in sealed.grants}}
        stored = StoredCase(sealed.case, [sealed.record], sealed.summary, [sealed.message], grants)
        self.cases[sealed.case] = stored
        return stored

    def serve(self, case: str, key: str) -> CaseMaterial:
        """Serve a case to the reader whose key has this digest."""
        material = self.cases[case].material(key)
        for lie in self.lies:
            material = lie(material)
        return material


@dataclass
class Client:
    """What both kinds of client share: an anchor, and a server they do not trust."""

    server: Server
    anchor: str

    def book(self) -> TrustBook:
        """Verify the documents that the server gives."""
        return verify_documents(self.server.published(), self.anchor)

    def names(self, *agencies: str) -> list[DirectoryName]:
        """Name the newest directories of some agencies, in record order."""
        book = self.book()
        return [name_of(book.newest(agency)) for agency in sorted(agencies)]


@dataclass
class Reporter(Client):
    """A reporter with a receipt, and nothing else that lasts."""

    receipt: Receipt = field(default_factory=Receipt.generate)
    case: str = ""

    @property
    def key(self) -> ReporterSigningKey:
        return self.receipt.signing_key

    def report(self, agency: str = cast.REGENCY, exclusions: Sequence[Exclusion] = (), **changes: object) -> SealedCase:
        """Send a report about somebody of an agency to those whom the rank and the exclusions leave."""
        report = cast.a_report(**changes)
        chosen = choose_recipients(self.book(), agency, report.rank, exclusions, cast.TODAY, cast.RELEASED)
        sealed = compose_case(
            report=report,
            receipt=self.receipt,
            directory=chosen.directory,
            recipients=chosen.recipients,
            sealed_by=SealedBy.BROWSER,
            excluded=chosen.excluded,
            custodian=chosen.custodian,
        )
        self.server.accept(sealed)
        self.case = sealed.case
        return sealed

    def open(self) -> Dossier:
        """Open the case with the receipt."""
        material = self.server.serve(self.case, self.receipt.reader_key.public.digest)
        return open_as_reporter(material, self.receipt, self.book())

    def say(self, text: str) -> SealedMessage:
        """Write to the officers, after reading what there is."""
        return self.send(a_text(text))

    def send(self, draft: Draft) -> SealedMessage:
        """Write at the place that the checked case gives."""
        place = self.open().place_for(REPORTER, self.book())
        sealed = compose_message(self.key, place, draft)
        self.server.cases[self.case].messages.append(sealed)
        return sealed

    def exclude_others(self, recipients: Sequence[Recipient], *agencies: str) -> SealedRecord:
        """Start the next epoch for these readers only."""
        dossier = self.open()
        sealed = compose_epoch(
            self.key,
            REPORTER,
            dossier.chain,
            dossier.case_keys[dossier.chain.epochs],
            recipients,
            directories=self.names(*agencies),
            heads=dossier.heads(),
        )
        self.server.cases[self.case].keep(sealed)
        return sealed


@dataclass
class Officer(Client):
    """An officer with a secret, an anchor, and the lowest directory version it accepts."""

    person: Person
    lowest_version: int = 1
    lowest_digest: str | None = None

    @property
    def key(self) -> OfficerSigningKey:
        return self.person.secret.signing_key

    def book(self) -> TrustBook:
        """Verify the documents, and refuse what goes back behind what was verified before."""
        book = super().book()
        directory = book.newest(self.person.agency)
        refuse_rollback(directory, self.lowest_version, self.lowest_digest)
        self.lowest_version, self.lowest_digest = directory.document.version, directory.digest
        return book

    def open(self, case: str) -> Dossier:
        """Open a case."""
        key = self.person.secret.reader_key
        return open_as_officer(self.server.serve(case, key.public.digest), key, self.person.ref, self.book())

    def say(self, case: str, text: str) -> SealedMessage:
        """Write to the reporter."""
        return self.send(case, a_text(text))

    def tell(self, case: str, status: Status) -> SealedMessage:
        """Tell a status."""
        return self.send(case, Draft(Kind.STATUS, StatusBody(status=status), SealedBy.BROWSER))

    def remove(self, case: str, *digests: str) -> SealedMessage:
        """Say that items were removed when due."""
        body = RemovedBody(digests=list(digests), reason="retention")
        return self.send(case, Draft(Kind.REMOVED, body, SealedBy.BROWSER))

    def send(self, case: str, draft: Draft) -> SealedMessage:
        """Write at the place that the checked case gives."""
        sealed = compose_message(self.key, self.place(case), draft)
        self.server.cases[case].messages.append(sealed)
        return sealed

    def place(self, case: str) -> Place:
        """Give the place of the next message."""
        return self.open(case).place_for(self.person.ref, self.book())

    def admit(self, case: str, other: Person, *agencies: str) -> SealedRecord:
        """Add a reader."""
        dossier = self.open(case)
        sealed = compose_access(
            self.key,
            self.person.ref,
            dossier.chain,
            dossier.case_keys[dossier.chain.epochs],
            reading(other),
            newest=dossier.newest,
            directories=self.names(*(agencies or {self.person.agency, other.agency})),
            reason="telaah",
        )
        self.server.cases[case].keep(sealed)
        return sealed

    def start_epoch(self, case: str, *people: Person) -> SealedRecord:
        """Start the next epoch for these officers and the reporter."""
        dossier = self.open(case)
        sealed = compose_epoch(
            self.key,
            self.person.ref,
            dossier.chain,
            dossier.case_keys[dossier.chain.epochs],
            readings(*people),
            directories=self.names(*{self.person.agency, *(one.agency for one in people)}),
            heads=dossier.heads(),
        )
        self.server.cases[case].keep(sealed)
        return sealed


def reading(person: Person) -> Recipient:
    """Name an officer as a reader, with the officer's own key."""
    return recipient(person.agency, person.id, person.secret.reader_key.public)


def readings(*people: Person) -> list[Recipient]:
    """Name several officers, in record order."""
    return sorted(map(reading, people), key=lambda one: (one.name.agency, one.name.reader))


def a_text(text: str) -> Draft:
    """Draft a plain message."""
    body: Body = TextBody(text=text)
    return Draft(Kind.MESSAGE, body, SealedBy.BROWSER)


def without(*authors_and_numbers: tuple[str, int]) -> Lie:
    """Withhold messages."""
    return lambda material: replace(
        material,
        messages=tuple(one for one in material.messages if (one.author, one.seq) not in authors_and_numbers),
    )


def also(*messages: SealedMessage) -> Lie:
    """Serve further messages behind the honest ones."""
    return lambda material: replace(material, messages=(*material.messages, *messages))


def instead(author: str, seq: int, message: SealedMessage) -> Lie:
    """Serve another message for one place."""
    return lambda material: replace(
        material,
        messages=tuple(message if (one.author, one.seq) == (author, seq) else one for one in material.messages),
    )
