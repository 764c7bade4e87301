"""An office of officers for tests: the cast's world with accounts, a clock that stands still, a store on a disk.

Nothing here is the demonstration's: secrets are drawn for each world, Argon2 is as cheap as it gets.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec

from tests.cast import REGENCY, Person, World, a_report, found, recipients
from tests.databases import lay_empty
from wbs.cases.access import Actor, actor_of
from wbs.cases.casework import Casework
from wbs.cases.clocks.clockwork import Clockwork
from wbs.cases.model import (
    AgencyCode,
    CaseId,
    CaseName,
    KeyDigest,
    NewEpoch,
    Officer,
    OfficerState,
    StoredGrant,
    StoredRecord,
    UploadClaim,
)
from wbs.cases.officers.sign_in import Proof
from wbs.cases.officers.totp import step_of, totp_code
from wbs.cases.reporters.keeping import UploadWriter, new_case
from wbs.cases.rules.rulebook import RuleBook
from wbs.clock import WIB
from wbs.crypto.boxes import TOTP_SECRET_BYTES, ServiceKeys, encrypt_totp_secret
from wbs.crypto.compose import SealedCase, compose_case, compose_epoch, name_of
from wbs.crypto.directory import ReaderEntry, Role
from wbs.crypto.encoding import b64url
from wbs.crypto.keys import CasePrivateKey, OfficerSecret
from wbs.crypto.messages import Attachment, SealedBy
from wbs.crypto.primitives import PasswordHasher, random_bytes
from wbs.crypto.profiles import HashProfile
from wbs.crypto.receipt import Receipt
from wbs.crypto.records import verify_chain
from wbs.store.migrations import migrate
from wbs.store.store import Store, open_store

CHEAP = HashProfile(memory_kib=8, passes=1)
"""For tests only: no strength at all."""
MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""A Monday, nine o'clock in WIB."""


class StillClock:
    """A clock that moves only when it is told to."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.time = now
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.time

    def today(self) -> date:
        return self.time.astimezone(WIB).date()

    def ticks(self) -> float:
        return self.time.timestamp()

    def pass_time(self, **parts: float) -> None:
        self.time += timedelta(**parts)


class CountingHasher:
    """The real hasher at no cost, counting what it is asked."""

    def __init__(self, profile: HashProfile = CHEAP) -> None:
        self._inner = PasswordHasher(memory_kib=profile.memory_kib, passes=profile.passes)
        self.verified: list[str] = []
        self.hashed = 0

    def hash(self, secret: bytes) -> str:
        self.hashed += 1
        return self._inner.hash(secret)

    def verify(self, phc: str, secret: bytes) -> bool:
        self.verified.append(phc)
        return self._inner.verify(phc, secret)

    def is_outdated(self, phc: str) -> bool:
        return self._inner.is_outdated(phc)


@dataclass
class Login:
    """What one officer knows."""

    person: Person
    login: str
    auth: bytes = field(default_factory=lambda: random_bytes(32), repr=False)
    totp: bytes = field(default_factory=lambda: random_bytes(TOTP_SECRET_BYTES), repr=False)
    salt: bytes = field(default_factory=lambda: random_bytes(16))

    def code(self, now: datetime, drift: int = 0) -> str:
        return totp_code(self.totp, step_of(now) + drift)

    def wrong_code(self, now: datetime) -> str:
        right = {self.code(now, drift) for drift in (-1, 0, 1)}
        return next(text for text in ("000000", "111111", "222222", "333333") if text not in right)

    def proof(self, now: datetime, drift: int = 0) -> Proof:
        return Proof(self.login, self.auth, self.code(now, drift))


class Office:
    """A world, its accounts, its store."""

    def __init__(
        self,
        folder: Path,
        extra: Sequence[Person] = (),
        *,
        url: str = "",
        recovery: Sequence[str] = (),
        states: Mapping[str, OfficerState] | None = None,
    ) -> None:
        self.folder = folder
        self.world: World = found(extra, recovery=recovery)
        self.clock = StillClock()
        self.url = url or f"sqlite:///{folder / 'wbs.sqlite'}"
        if url:
            migrate(url)
        else:
            lay_empty(folder / "wbs.sqlite")
        self.store: Store = open_store(self.url)
        self.credential = random_bytes(32)
        self.keys = ServiceKeys.derive(self.credential)
        self.logins = {name: Login(person, login_of(person)) for name, person in self.world.people.items()}
        for name, login in self.logins.items():
            state = (states or {}).get(name, OfficerState.ACTIVE)
            self.store.officers.add_officer(self.account(login, state=state))

    def close(self) -> None:
        self.store.close()

    def account(self, login: Login, **changes: object) -> Officer:
        person = login.person
        hasher = PasswordHasher(memory_kib=CHEAP.memory_kib, passes=CHEAP.passes)
        fields: dict[str, object] = {
            "agency": AgencyCode(person.agency),
            "id": person.id,
            "login": login.login,
            "label": f"Petugas {person.id}",
            "roles": person.roles,
            "state": OfficerState.ACTIVE,
            "salt": login.salt,
            "auth_hash": hasher.hash(login.auth),
            "totp_box": encrypt_totp_secret(self.keys, person.agency, person.id, login.totp),
            "totp_step": 0,
            "wrapped_key": b"wrapped " + person.id.encode(),
            "reader_key": KeyDigest(person.secret.reader_key.public.digest),
        }
        return Officer(**{**fields, **changes})  # type: ignore[arg-type]

    def login(self, name: str = f"{REGENCY}/penerima-01") -> Login:
        return self.logins[name]

    def actor(self, name: str = f"{REGENCY}/penerima-01") -> Actor:
        person = self.world.people[name]
        officer = self.store.officers.officer(AgencyCode(person.agency), person.id)
        found_actor = actor_of(officer, self.world.book(), self.clock.today())
        assert found_actor is not None
        return found_actor

    def remove_from_directory(self, name: str) -> None:
        """Publish the next directory without this officer."""
        agency, _, reader = name.partition("/")
        self._republish(agency, [entry for entry in self._entries_of(agency) if entry.id != reader])

    def rekey_in_directory(self, name: str, secret: OfficerSecret | None = None) -> None:
        """Publish the next directory with another reader key for this officer."""
        other = secret or OfficerSecret.generate()
        self._change(name, reader_key=other.reader_key.public.text, verify_key=other.signing_key.public.text)

    def end_in_directory(self, name: str, until: date) -> None:
        """Publish the next directory in which this officer's time ends."""
        self._change(name, until=until.isoformat())

    def change_roles_in_directory(self, name: str, roles: list[str]) -> None:
        """Publish the next directory in which this officer has other roles."""
        self._change(name, roles=[Role(role) for role in roles])

    def _change(self, name: str, **changes: object) -> None:
        agency, _, reader = name.partition("/")
        entries = [
            msgspec.structs.replace(entry, **changes) if entry.id == reader else entry
            for entry in self._entries_of(agency)
        ]
        self._republish(agency, entries)

    def _entries_of(self, agency: str) -> list[ReaderEntry]:
        return self.world.book().newest(agency).document.readers

    def _republish(self, agency: str, entries: list[ReaderEntry]) -> None:
        old = self.world.book().newest(agency)
        self.world.publish(
            msgspec.structs.replace(
                old.document, version=old.document.version + 1, previous=old.digest, readers=entries
            )
        )

    def new_report(self, agency: str = REGENCY, files: Sequence[bytes] = ()) -> "SealedReport":
        """Seal a report and store it."""
        receipt = Receipt.generate()
        claims, attachments = [], []
        for number, content in enumerate(files):
            claim, attachment = self._upload(agency, f"{number}.bin", content)
            claims.append(claim)
            attachments.append(attachment)
        sealed = compose_case(
            report=a_report(),
            receipt=receipt,
            directory=self.world.book().newest(agency),
            recipients=recipients(self.world, agency),
            sealed_by=SealedBy.PORTAL,
            attachments=attachments,
        )
        self.store.cases.create_case(new_case(sealed, receipt.mailbox_hash, tuple(claims), self.clock.today()))
        return SealedReport(receipt, sealed, CaseName(AgencyCode(agency), CaseId(sealed.case)), tuple(attachments))

    def start_epoch_without(self, report: "SealedReport", name: str) -> None:
        """Give the case a fresh key that this officer is not granted; another receiver signs."""
        agency, _, reader = name.partition("/")
        chain = verify_chain([report.sealed.record], self.world.book())
        staying = [entry for entry in recipients(self.world, agency) if entry.name.reader != reader]
        signer = self.world.people[f"{agency}/{staying[0].name.reader}"]
        epoch = compose_epoch(
            signer.secret.signing_key,
            signer.ref,
            chain,
            CasePrivateKey.generate(),
            staying,
            directories=[name_of(self.world.book().newest(agency))],
            heads=[],
        )
        grants = tuple(StoredGrant(2, KeyDigest(grant.key), grant.sealed) for grant in epoch.grants)
        record = StoredRecord(epoch=2, place=1, digest=epoch.digest, envelope=epoch.record)
        self.store.cases.start_epoch(NewEpoch(report.name, record, epoch.previous_key or b"", grants))

    def _upload(self, agency: str, name: str, content: bytes) -> tuple[UploadClaim, Attachment]:
        writer = UploadWriter(self.store.cases, AgencyCode(agency), self.clock.today())
        writer.write(content)
        writer.finish()
        attachment = Attachment(
            id=b64url(writer.claim.attachment),
            key=b64url(writer.key),
            name=name,
            media_type="application/octet-stream",
            size=writer.size,
        )
        return writer.claim, attachment

    def entries(self, agency: str = REGENCY) -> list[bytes]:
        """All audit entries of an agency."""
        return self.store.audit.entries(AgencyCode(agency), 0, 1000)


@dataclass
class SealedReport:
    """A case that was just stored, with its reporter's receipt."""

    receipt: Receipt
    sealed: SealedCase
    name: CaseName
    attachments: tuple[Attachment, ...]


def casework_of(office: Office) -> Casework:
    """Give the use cases of casework as an application makes them."""
    store = office.store
    return Casework(store.cases, store.inside, store.audit, Clockwork(RuleBook(store.rules)))


def login_of(person: Person) -> str:
    return f"{person.id}.{person.agency}"
