"""What devices do: a reporter's with a receipt, an officer's with keys. Honest, and careful as the real ones are.

Everything goes through the product's protocol and use cases; what was done is written into the ledger.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from msgspec import UNSET

from tests.cast import Person, a_report
from tests.stories.year.house import RELEASED, House
from tests.stories.year.ledger import RECOVERY, Case, Ledger, Longer, Told
from wbs.cases.access import Actor
from wbs.cases.assisted.taking_down import TakenDown
from wbs.cases.casework import NewMessage
from wbs.cases.clocks.history import TagChange
from wbs.cases.inside import InsideFile, OfficersFile
from wbs.cases.model import FINISHED, AgencyCode, CaseFile, CaseId, CaseName, Channel, KeyDigest, NewCase, UploadClaim
from wbs.cases.readers.changes import SentAccess, SentEntry, SentInsideKey
from wbs.cases.referral.model import Way
from wbs.cases.referral.referring import SentReferral, SentStatus, SentTransfer
from wbs.cases.reporters.arrivals import SentCase, SentEpoch, accept_case, accept_epoch, accept_message
from wbs.cases.reporters.keeping import UploadWriter, new_case
from wbs.cases.reporters.mailbox import find_case, material_of
from wbs.cases.reporters.retraction import accept_retraction, going_with
from wbs.cases.workflow import check_step
from wbs.crypto.approval import Approval, readers_digest, sign_approval
from wbs.crypto.compose import (
    Draft,
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
from wbs.crypto.directory import RECEIVING, REPLYING
from wbs.crypto.dossier import Dossier, open_as_officer, open_as_reporter
from wbs.crypto.encoding import b64url
from wbs.crypto.entries import DeclarationBody, InsideBody, InsideKind, Interest
from wbs.crypto.exclusions import Exclusion, is_excluded
from wbs.crypto.holding import signed_day
from wbs.crypto.inside import (
    InsideMaterial,
    InsideScope,
    SealedEntry,
    SealedInsideKey,
    compose_entry,
    compose_inside_key,
    inside_grant,
    is_key_sound,
    scope_of,
)
from wbs.crypto.insight import Insight, Need, open_inside
from wbs.crypto.messages import (
    Attachment,
    Kind,
    Purpose,
    RemovedBody,
    SealedBy,
    SealedMessage,
    Status,
    StatusBody,
    TextBody,
    digest_of,
)
from wbs.crypto.receipt import Receipt
from wbs.crypto.recipients import Chosen, choose_recipients, recipients_at
from wbs.crypto.records import REPORTER, DirectoryName, Head, author_text
from wbs.crypto.report import Intake, IntakeChannel, ReportBody
from wbs.crypto.retraction import Retracted, Retraction, sign_retraction
from wbs.errors import NobodyLeftError


@dataclass(frozen=True)
class View:
    """A case as an officer's device opened it."""

    file: OfficersFile
    dossier: Dossier
    insight: Insight


class Devices:
    """Everybody's devices."""

    def __init__(self, house: House, ledger: Ledger) -> None:
        self.house = house
        self.ledger = ledger

    # --- reporters

    def report(
        self, agency: str, rank: str, exclusions: Sequence[Exclusion], *, by_form: bool, files: int = 0
    ) -> Case | None:
        """Send a report by the portal: sealed on the device, or on arrival; None if nobody may read it."""
        chosen = self._choose(agency, rank, exclusions)
        if chosen is None:
            return None
        today, receipt = self.house.today, Receipt.generate()
        kept = [self._upload(chosen.directory.document.agency, number) for number in range(files)]
        sealed = self._seal(chosen, a_report(rank=rank), receipt, [attachment for _, attachment in kept])
        claims = tuple(claim for claim, _ in kept)
        if by_form:
            new = new_case(sealed, receipt.mailbox_hash, claims, today)
        else:
            new = self._accepted(sealed, receipt, claims)
        assert self.house.store.cases.create_case(new) is None
        self.ledger.note("form" if by_form else "api")
        return self._noted(chosen, new, receipt, today)

    def take_down(
        self, name: str, agency: str, rank: str, exclusions: Sequence[Exclusion], channel: IntakeChannel, came: date
    ) -> Case | None:
        """Let an officer write a report down for somebody."""
        chosen, actor = self._choose(agency, rank, exclusions), self.actor(name)
        if chosen is None:
            return None
        receipt = Receipt.generate()
        intake = Intake(channel=channel, received=came.isoformat())
        sealed = self._seal(chosen, a_report(rank=rank, intake=intake), receipt)
        taken = TakenDown(_sent(sealed, receipt, ()), channel, came)
        today = self.house.today

        def accept(sent: SentCase) -> NewCase:
            return accept_case(sent, self.house.book, today, RELEASED)

        assert self.house.taking.take(actor, taken, accept, now=self.house.now, today=today)
        assert not self.house.taking.take(actor, taken, accept, now=self.house.now, today=today)
        new = new_case(sealed, receipt.mailbox_hash, (), today)
        self.ledger.note(channel.value)
        return self._noted(chosen, new, receipt, came, Channel(channel))

    def _choose(self, agency: str, rank: str, exclusions: Sequence[Exclusion]) -> Chosen | None:
        try:
            return choose_recipients(self.house.book, agency, rank, exclusions, self.house.today, RELEASED)
        except NobodyLeftError:
            self.ledger.note("nobody left")
            return None

    def _accepted(self, sealed: SealedCase, receipt: Receipt, claims: tuple[UploadClaim, ...]) -> NewCase:
        return accept_case(_sent(sealed, receipt, claims), self.house.book, self.house.today, RELEASED)

    def _seal(
        self, chosen: Chosen, report: ReportBody, receipt: Receipt, attachments: Sequence[Attachment] = ()
    ) -> SealedCase:
        return compose_case(
            report=report,
            receipt=receipt,
            directory=chosen.directory,
            recipients=chosen.recipients,
            sealed_by=SealedBy.BROWSER,
            attachments=attachments,
            excluded=chosen.excluded,
            custodian=chosen.custodian,
        )

    def _upload(self, agency: str, number: int) -> tuple[UploadClaim, Attachment]:
        writer = UploadWriter(self.house.store.cases, AgencyCode(agency), self.house.today)
        writer.write(b"bukti")
        writer.finish()
        attachment = Attachment(
            id=b64url(writer.claim.attachment),
            key=b64url(writer.key),
            name=f"{number}.bin",
            media_type="application/octet-stream",
            size=writer.size,
        )
        return writer.claim, attachment

    def _noted(
        self, chosen: Chosen, new: NewCase, receipt: Receipt, came: date, channel: Channel = Channel.PORTAL
    ) -> Case:
        case = Case(
            place=len(self.ledger.cases),
            name=new.name,
            receipt=receipt,
            stored=self.house.today,
            channel=channel,
            shut_out=frozenset(self._shut_out(chosen.excluded)),
            shut_units=frozenset((one.agency, one.unit) for one in chosen.excluded if isinstance(one.unit, str)),
            readers={f"{one.name.agency}/{one.name.reader}" for one in chosen.recipients},
            steps=[Told(came, Status.SUBMITTED, new.name.agency)],
            was_read=channel is not Channel.PORTAL,
        )
        self.ledger.cases.append(case)
        self.ledger.note("report", case)
        return case

    def _shut_out(self, excluded: Sequence[Exclusion]) -> Iterator[str]:
        for one in excluded:
            if one.is_whole:
                yield one.agency
            elif isinstance(one.reader, str):
                yield f"{one.agency}/{one.reader}"
            else:
                unit = one.unit
                for name, person in self.house.world.people.items():
                    if (person.agency, person.unit) == (one.agency, unit):
                        yield name

    def mailbox(self, case: Case) -> Dossier:
        """Open a case with its receipt."""
        return self._mailbox(case)[1]

    def counted(self, case: Case) -> set[str]:
        """Name everybody who reads a case by the newest record that honest programs count."""
        return {f"{agency}/{reader}" for agency, reader in self.mailbox(case).newest.readers}

    def _mailbox(self, case: Case) -> tuple[CaseFile, Dossier]:
        reader = case.receipt.reader_key.public.digest
        file = find_case(self.house.store.cases, case.receipt.mailbox_hash, reader)
        assert file is not None
        return file, open_as_reporter(material_of(file), case.receipt, self.house.book)

    def write(self, case: Case, text: str, *, is_objection: bool = False, **more: object) -> None:
        """Write to the officers; if somebody left meanwhile, under a new key."""
        self._renew_as_reporter(case)
        file, dossier = self._mailbox(case)
        body = TextBody(text=text, purpose=Purpose.OBJECTION if is_objection else UNSET, **more)  # type: ignore[arg-type]
        place = dossier.place_for(REPORTER, self.house.book)
        sealed = compose_message(case.receipt.signing_key, place, Draft(Kind.MESSAGE, body, SealedBy.BROWSER))
        self.house.store.cases.append_message(case.name, accept_message(sealed, file, (), self.house.today))
        case.replies.append((sealed.seq, self.house.today))
        case.carriers.clear()
        self.ledger.note("objection" if is_objection else "reply", case)

    def _renew_as_reporter(self, case: Case) -> None:
        _, dossier = self._mailbox(case)
        if not self._is_stale(dossier):
            return
        stay = [one for name in dossier.newest.readers if (one := self.recipient(*name, dossier)) is not None]
        people = [one for one in stay if one.name.reader != RECOVERY]
        if len(people) < self.house.law(case.handler).minimum:
            known = {(one.name.agency, one.name.reader) for one in stay}
            for name in self.house.officers(case.handler, *RECEIVING):
                agency, _, reader = name.partition("/")
                newcomer = self.recipient(agency, reader, dossier)
                if newcomer is not None and (agency, reader) not in known:
                    stay.append(newcomer)
        self.renew_with_receipt(case, stay)

    def renew_with_receipt(self, case: Case, readers: Sequence[Recipient]) -> None:
        """Give a case a new key for these readers, as whoever has the receipt may try."""
        file, dossier = self._mailbox(case)
        chosen = in_order(readers)
        epoch = compose_epoch(
            case.receipt.signing_key,
            REPORTER,
            dossier.chain,
            dossier.case_keys[dossier.chain.epochs],
            chosen,
            directories=self.names(chosen),
            heads=dossier.heads(),
        )
        new = accept_epoch(_sent_epoch(epoch), file, self.house.book, self.house.today)
        self.house.store.cases.start_epoch(new)
        self._now_read(case, chosen)
        self.ledger.note("epoch by a reporter", case)

    def take_back(self, case: Case, number: int) -> None:
        """Take a message back that nobody has opened; the report takes along what came after it."""
        file, dossier = self._mailbox(case)
        numbers = going_with(number, file)
        own = {one.message.seq: one.digest for one in dossier.messages if author_text(one.message.author) == REPORTER}
        body = RemovedBody(digests=[own[seq] for seq in numbers], own=list(numbers), reason="retracted")
        place = dossier.place_for(REPORTER, self.house.book)
        sealed = compose_message(case.receipt.signing_key, place, Draft(Kind.REMOVED, body, SealedBy.BROWSER))
        going = [Retracted(seq=seq, digest=own[seq]) for seq in numbers]
        signed = sign_retraction(case.receipt.signing_key, Retraction(case=case.name.case, messages=going))
        self.house.store.cases.retract(case.name, *accept_retraction(sealed, signed, file, self.house.today))
        case.replies = [(seq, day) for seq, day in case.replies if seq not in numbers]
        case.is_retracted = case.is_retracted or number == 1
        self.ledger.note("retraction", case)

    # --- officers

    def actor(self, name: str) -> Actor:
        actor = self.house.actor(name)
        assert actor is not None, name
        return actor

    def person(self, name: str) -> Person:
        return self.house.world.people[name]

    def look(self, name: str, case: Case) -> View:
        """Open a case and its inside, and read it."""
        file = self.house.casework.case_file(self.actor(name), case.name, now=self.house.now)
        case.was_read = True
        person, book = self.person(name), self.house.book
        key = person.secret.reader_key
        dossier = open_as_officer(material_of(file.case), key, person.ref, book)
        return View(file, dossier, open_inside(_inside(file.inside), dossier, key, person.ref, book))

    def ready(self, name: str, case: Case) -> View:
        """Open a case to write in it: with a key that nobody holds who has left, or declared a conflict."""
        view = self.look(name, case)
        if self._is_stale(view.dossier) or case.recused & case.readers:
            self.change_readers(name, case, view)
            view = self.look(name, case)
        return view

    def _is_stale(self, dossier: Dossier) -> bool:
        is_newest = dossier.newest.digest == dossier.chain.records[-1].digest
        return not is_newest or not is_key_sound(dossier.chain, dossier.newest, self.house.book)

    def change_readers(
        self, name: str, case: Case, view: View, come: Collection[str] = (), go: Collection[str] = ()
    ) -> None:
        """Give a case a new key: for those who stay, and as many receivers more as the policy asks."""
        dossier, gone = view.dossier, case.recused | set(go)
        wanted = {f"{agency}/{reader}" for agency, reader in dossier.newest.readers} - gone | set(come)
        found = {one: self._recipient(one, dossier) for one in sorted(wanted)}
        chosen = [one for one in found.values() if one is not None]
        handler = case.handler
        for more in [*self.house.officers(handler, *RECEIVING), *self.house.officers(handler, *REPLYING)]:
            own = [one for one in chosen if one.name.agency == case.handler and one.name.reader != RECOVERY]
            extra = self._recipient(more, dossier)
            if len(own) >= self.house.law(case.handler).minimum:
                break
            if extra is not None and more not in gone and extra.name not in [one.name for one in chosen]:
                chosen.append(extra)
        chosen = in_order(chosen)
        epoch, inside = self._epoch(name, case, view, chosen, dossier.heads())
        begun = self.house.changing.begin_epoch(
            self.actor(name),
            case.name,
            _sent_epoch(epoch),
            _sent_inside(inside),
            book=self.house.book,
            now=self.house.now,
            today=self.house.today,
        )
        assert begun
        self._now_read(case, chosen, by=name)
        self.ledger.note("epoch by an officer", case)

    def _epoch(
        self,
        name: str,
        case: Case,
        view: View,
        chosen: Sequence[Recipient],
        heads: Sequence[Head],
        approval: bytes | None = None,
    ) -> tuple[SealedRecord, SealedInsideKey]:
        person, dossier = self.person(name), view.dossier
        epoch = compose_epoch(
            person.secret.signing_key,
            person.ref,
            dossier.chain,
            dossier.case_keys[dossier.chain.epochs],
            chosen,
            directories=self.names(chosen, person.agency),
            heads=heads,
            approval=approval,
        )
        scope = InsideScope(case.name.case, epoch.epoch, epoch.digest, tuple(chosen))
        key = person.secret.signing_key
        inside = compose_inside_key(key, person.ref, scope, self.names([], person.agency), view.insight.newest_held)
        return epoch, inside

    def admit(self, name: str, case: Case, other: str) -> None:
        """Let one reader more in."""
        view = self.ready(name, case)
        if other in case.readers:
            return  # the new key, if one was due, has just let them in
        if view.insight.need is Need.KEY and view.insight.newest_held is not None:
            # Whoever came by a record alone would get no key to what was written inside before.
            self.change_readers(name, case, view, come=[other])
            return
        self.house.changing.add_reader(
            self.actor(name),
            case.name,
            self.access(name, view, other),
            book=self.house.book,
            now=self.house.now,
            today=self.house.today,
        )
        case.readers.add(other)
        case.heads_off.discard(other)
        self.ledger.note("access", case)

    def access(self, name: str, view: View, other: str) -> SentAccess:
        """Compose the record that lets a reader in; asks nobody whether it may."""
        agency, _, reader = other.partition("/")
        add = recipient(agency, reader, self.house.book.newest(agency).reader_keys[reader])
        person, dossier = self.person(name), view.dossier
        sealed = compose_access(
            person.secret.signing_key,
            person.ref,
            dossier.chain,
            dossier.case_keys[dossier.chain.epochs],
            add,
            newest=dossier.newest,
            directories=self.names([add], person.agency),
            reason="telaah",
        )
        held = view.insight.held.get(dossier.chain.epochs)
        inside = None if held is None else inside_grant(held, add.key)
        grant = sealed.grants[0]
        return SentAccess(
            sealed.record,
            (KeyDigest(grant.key), grant.sealed),
            None if inside is None else (KeyDigest(inside.key), inside.sealed),
        )

    def inside(
        self, name: str, case: Case, kind: InsideKind, body: InsideBody, interest: Interest | None = None
    ) -> None:
        """Write inside; the epoch's key is brought first if there is none."""
        view, person, key = self.ready(name, case), self.person(name), self.person(name).secret.signing_key
        if view.insight.need is Need.KEY:
            scope = scope_of(view.dossier.chain, view.dossier.newest, self.house.book)
            names = self.names([], person.agency)
            brought = compose_inside_key(key, person.ref, scope, names, view.insight.newest_held)
            sent = _sent_inside(brought)
            actor = self.actor(name)
            self.house.changing.bring_inside_key(actor, case.name, sent, book=self.house.book, now=self.house.now)
            view = self.look(name, case)
        place = view.insight.place_for(person.ref, view.dossier, self.house.book)
        entry = compose_entry(key, place, kind, body)
        self._write_inside(name, case, entry, interest)
        self.ledger.note(kind.value, case)

    def _write_inside(self, name: str, case: Case, entry: SealedEntry, interest: Interest | None) -> None:
        self.house.changing.write_inside(
            self.actor(name),
            case.name,
            SentEntry(entry.seq, entry.epoch, entry.sealed, interest),
            book=self.house.book,
            now=self.house.now,
            today=self.house.today,
            prove=lambda: None,
        )

    def declare(self, name: str, case: Case, *, has_conflict: bool) -> None:
        """Declare whether there is a conflict of interest; whoever has one is out at once."""
        interest = Interest.CONFLICT if has_conflict else Interest.NONE
        body = DeclarationBody(interest=interest, text="Saudara ipar terlapor." if has_conflict else UNSET)
        self.inside(name, case, InsideKind.DECLARATION, body, interest)
        (case.recused if has_conflict else case.cleared).add(name)
        self.ledger.note("recusal" if has_conflict else "no conflict", case)

    def say(self, name: str, case: Case, body: TextBody) -> None:
        """Write to the reporter in words."""
        sealed = self._message(name, self.ready(name, case), Kind.MESSAGE, body)
        message = NewMessage(sealed.seq, sealed.epoch, sealed.kind, sealed.sealed)
        self.house.casework.append(self.actor(name), case.name, message, now=self.house.now, today=self.house.today)
        case.words.append(self.house.today)
        self.ledger.note("words", case)

    def step(self, name: str, case: Case, body: StatusBody, tags: TagChange | None = None) -> None:
        """Take a step, with the tags that come with it."""
        view = self.ready(name, case)
        check_step(case.status, body)
        sealed = self._message(name, view, Kind.STATUS, body)
        until = date.fromisoformat(body.until) if isinstance(body.until, str) else None
        message = NewMessage(
            sealed.seq, sealed.epoch, sealed.kind, sealed.sealed, body.status, until=until, tags=tags or TagChange()
        )
        today = self.house.today
        self.house.casework.append(self.actor(name), case.name, message, now=self.house.now, today=today)
        is_longer = until is not None and body.status is not Status.POSTPONED
        case.steps.append(Told(today, body.status, case.handler, None if is_longer else until, case.heard))
        if is_longer and until is not None:
            case.longer.append(Longer(self._since(case), until, today))
        self._tagged(case, tags or TagChange())
        self._ended(case)
        self.ledger.note("longer" if is_longer else body.status.value, case)

    def _since(self, case: Case) -> date:
        from tests.stories.year.reckoning import run_of  # noqa: PLC0415

        return run_of(case)[0].day

    def _ended(self, case: Case) -> None:
        if case.status not in FINISHED:
            case.ended_by = None
        elif case.ended_by is None:
            case.ended_by = self.house.law(case.handler).version

    def tag(self, name: str, case: Case, tags: TagChange) -> None:
        """Set tags without a step."""
        self.look(name, case)
        self.house.casework.change_tags(self.actor(name), case.name, tags, now=self.house.now)
        self._tagged(case, tags)
        self.ledger.note("tags", case)

    def _tagged(self, case: Case, tags: TagChange) -> None:
        for tag, value in tags.changes().items():
            setattr(case, tag, value)

    def transfer(self, name: str, case: Case, to: str) -> bool:
        """Hand a case to another agency; False if too few may receive it there."""
        view = self.ready(name, case)
        excluded = view.dossier.chain.first.excluded
        try:
            _, receivers = recipients_at(self.house.book, to, excluded, self.house.today, RELEASED)
        except NobodyLeftError:
            return False
        chosen = [one for one in receivers if f"{one.name.agency}/{one.name.reader}" not in case.recused]
        people = [one for one in chosen if one.name.reader != RECOVERY]
        if len(people) < self.house.law(to).minimum:
            return False
        approved = self._approve(name, case, to, chosen)
        if approved is None:
            return False
        approver, approval = approved
        body = StatusBody(status=Status.PASSED_ON, to=f"Inspektorat {to}", reason="other-agency")
        check_step(case.status, body)
        status = self._message(name, view, Kind.STATUS, body)
        person = self.person(name)
        own = Head(author=person.ref, seq=status.seq, digest=digest_of(status.sealed))
        heads = sorted([*view.dossier.heads(but=name), own], key=lambda head: author_text(head.author))
        epoch, inside = self._epoch(name, case, view, chosen, heads, approval)
        sent = SentTransfer(
            reference=_reference(len(self.ledger.cases), len(case.steps), case.place),
            to=AgencyCode(to),
            status=SentStatus(status.seq, status.epoch, status.sealed),
            epoch=_sent_epoch(epoch),
            inside=_sent_inside(inside),
        )
        made = self.house.referring.transfer(
            self.actor(name), case.name, sent, book=self.house.book, now=self.house.now, today=self.house.today
        )
        assert made
        self._now_read(case, chosen, by=name)
        case.steps.append(Told(self.house.today, Status.PASSED_ON, to, heard=case.heard))
        case.is_outside = False
        case.ended_by = None
        case.carriers.append(frozenset({name, approver}) - {""})
        self.ledger.note(f"transfer to {to}", case)
        return True

    def _approve(self, name: str, case: Case, to: str, chosen: Sequence[Recipient]) -> tuple[str, bytes | None] | None:
        """Let a colleague who reads the case approve its transfer; None if one would have to be let in first."""
        serving = {one for one in self.house.officers(case.handler, *REPLYING) if one != name}
        able = sorted(serving & case.officers & self.counted(case))
        if not able:
            return None if serving else ("", None)
        chain = self.look(able[0], case).dossier.chain
        approval = Approval(
            case=chain.case,
            record=chain.records[-1].digest,
            to=to,
            readers=readers_digest([one.name for one in chosen]),
            author=self.person(able[0]).ref,
            day=signed_day(self.house.today, (case.handler, to), self.house.book).isoformat(),
        )
        envelope = sign_approval(self.person(able[0]).secret.signing_key, approval)
        self.house.approving.approve(
            self.actor(able[0]),
            case.name,
            envelope,
            book=self.house.book,
            now=self.house.now,
            today=self.house.today,
        )
        return able[0], envelope

    def refer(self, name: str, case: Case, way: Way, recipient_name: str) -> None:
        """Hand a case to somebody outside."""
        view = self.ready(name, case)
        body = StatusBody(status=Status.PASSED_ON, to=recipient_name, reason="public-service")
        check_step(case.status, body)
        sealed = self._message(name, view, Kind.STATUS, body)
        sent = SentReferral(
            reference=_reference(len(self.ledger.cases), len(case.steps), case.place),
            way=way,
            recipient=recipient_name,
            status=SentStatus(sealed.seq, sealed.epoch, sealed.sealed),
        )
        today = self.house.today
        assert self.house.referring.refer(self.actor(name), case.name, sent, now=self.house.now, today=today)
        case.steps.append(Told(today, Status.PASSED_ON, case.handler, heard=case.heard))
        case.is_outside = True
        self._ended(case)
        self.ledger.note(f"referral by {way.value}", case)

    def _message(self, name: str, view: View, kind: Kind, body: TextBody | StatusBody) -> SealedMessage:
        person = self.person(name)
        place = view.dossier.place_for(person.ref, self.house.book)
        return compose_message(person.secret.signing_key, place, Draft(kind, body, SealedBy.BROWSER))

    # --- both

    def recipient(self, agency: str, reader: str, dossier: Dossier) -> Recipient | None:
        """Give a reader under the newest directory's key, if it lists them in service and nobody excludes them."""
        directory = self.house.book.newest(agency)
        key = directory.reader_keys.get(reader)
        if key is None or is_excluded(agency, reader, directory, dossier.chain.first.excluded):
            return None
        entry = directory.entries.get(reader)
        if entry is not None and not (entry.serves(self.house.today) and entry.may(REPLYING)):
            return None
        return recipient(agency, reader, key)

    def _recipient(self, name: str, dossier: Dossier) -> Recipient | None:
        agency, _, reader = name.partition("/")
        return self.recipient(agency, reader, dossier)

    def names(self, chosen: Sequence[Recipient], *more: str) -> list[DirectoryName]:
        """Name the newest directories where these people and their author stand."""
        agencies = {one.name.agency for one in chosen} | set(more)
        return [name_of(self.house.book.newest(agency)) for agency in sorted(agencies)]

    def _now_read(self, case: Case, chosen: Sequence[Recipient], by: str = "") -> None:
        before, case.readers = case.readers, {f"{one.name.agency}/{one.name.reader}" for one in chosen}
        for name in before - case.readers - {by}:
            agency, _, officer = name.partition("/")
            if by and officer == "inspektur" and any(one.startswith(f"{agency}/") for one in case.readers):
                case.heads_taken_off.add(name)
                case.heads_off.add(name)
                self.ledger.note("head taken off", case)
        case.heads_off -= case.readers


def in_order(chosen: Sequence[Recipient]) -> list[Recipient]:
    return sorted(chosen, key=lambda one: (one.name.agency, one.name.reader))


def _sent(sealed: SealedCase, receipt: Receipt, claims: tuple[UploadClaim, ...]) -> SentCase:
    return SentCase(
        name=CaseName(AgencyCode(sealed.agency), CaseId(sealed.case)),
        mailbox_hash=receipt.mailbox_hash,
        record=sealed.record,
        grants={KeyDigest(grant.key): grant.sealed for grant in sealed.grants},
        summary=sealed.summary,
        message=sealed.message,
        claims=claims,
    )


def _sent_epoch(sealed: SealedRecord) -> SentEpoch:
    grants = {KeyDigest(grant.key): grant.sealed for grant in sealed.grants}
    return SentEpoch(sealed.record, sealed.previous_key or b"", grants)


def _sent_inside(sealed: SealedInsideKey) -> SentInsideKey:
    grants = {KeyDigest(grant.key): grant.sealed for grant in sealed.grants}
    return SentInsideKey(sealed.record, grants, sealed.previous_key)


def _inside(file: InsideFile) -> InsideMaterial:
    return InsideMaterial(
        keys=tuple(key.envelope for key in file.keys),
        grants={grant.epoch: grant.sealed for grant in file.grants},
        previous_keys={key.epoch: key.previous_key for key in file.keys if key.previous_key is not None},
        entries=tuple(SealedEntry(one.author, one.seq, one.epoch, one.sealed) for one in file.entries),
    )


_LETTERS = "abcdefghjkmnpqrstuvwxyz"


def _reference(*numbers: int) -> str:
    number, text = sum(one * 997**place for place, one in enumerate(numbers, 1)), ""
    for _ in range(8):
        number, rest = divmod(number, len(_LETTERS))
        text += _LETTERS[rest]
    return text
