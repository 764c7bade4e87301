"""What the store holds, opened with an officer's keys and held against what people sent and were told."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from bench.installation import AGENCY
from tests.faults.ledger import Ledger, Sent, Told
from tests.faults.site import READERS, Site
from tests.portal.house import House, OfficersCase
from tests.store.raw import query
from wbs.cases.log.audit import parse_entry
from wbs.cases.model import AgencyCode, AttachmentId, AuditAction, CaseId, CaseName, KeyDigest
from wbs.cases.reporters.mailbox import material_of
from wbs.crypto.bulk import AttachmentReader
from wbs.crypto.dossier import Dossier
from wbs.crypto.encoding import from_b64url
from wbs.crypto.merkle import Frontier, leaf_hash
from wbs.crypto.messages import Attachment, Kind, TextBody
from wbs.crypto.report import ReportBody
from wbs.store.store import Store

READER = READERS[1]
"""An officer who opens nothing otherwise, so that nothing counts as given out that was not."""
GRANTS = len(READERS) + 1
"""One for each officer and one for the reporter."""
_HALVES = {
    "mailboxes without a case": "SELECT count(*) FROM mailboxes m WHERE NOT EXISTS (SELECT 1 FROM cases c"
    " WHERE c.agency = m.agency AND c.case_id = m.case_id)",
    "cases without a mailbox": "SELECT count(*) FROM cases c WHERE NOT EXISTS (SELECT 1 FROM mailboxes m"
    " WHERE c.agency = m.agency AND c.case_id = m.case_id)",
    "cases without all grants": "SELECT count(*) FROM cases c WHERE (SELECT count(*) FROM grants g"
    " WHERE g.agency = c.agency AND g.case_id = c.case_id AND g.in_force) <> :grants",
    "cases without their record": "SELECT count(*) FROM cases c WHERE (SELECT count(*) FROM records r"
    " WHERE r.agency = c.agency AND r.case_id = c.case_id) <> 1",
    "cases that are in no inbox": "SELECT count(*) FROM cases c WHERE (SELECT count(*) FROM inbox i"
    " WHERE i.agency = c.agency AND i.case_id = c.case_id) <> :grants",
    "cases without their first step": "SELECT count(*) FROM cases c WHERE NOT EXISTS (SELECT 1 FROM case_steps s"
    " WHERE s.agency = c.agency AND s.case_id = c.case_id)",
    "chunks that neither a case nor an upload knows": "SELECT count(*) FROM chunks k WHERE NOT EXISTS (SELECT 1"
    " FROM uploads u WHERE u.attachment = k.attachment AND u.shelf = k.shelf) AND NOT EXISTS (SELECT 1 FROM"
    " attachments a WHERE a.attachment = k.attachment AND a.shelf = k.shelf)",
    "files that a case and an upload both have": "SELECT count(*) FROM attachments a WHERE EXISTS (SELECT 1 FROM"
    " uploads u WHERE u.attachment = a.attachment)",
    "files with missing bytes": "SELECT count(*) FROM attachments a WHERE a.length <> (SELECT"
    " coalesce(sum(length(k.data)), 0) FROM chunks k WHERE k.attachment = a.attachment AND k.shelf = a.shelf)",
}


@dataclass
class Findings:
    """What is wrong: everything is empty after any fault, or the promise is broken."""

    lost: list[str] = field(default_factory=list)
    """Acknowledged, and not there or not whole."""
    half: list[str] = field(default_factory=list)
    """There in part."""
    other: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.half or self.other)


class Examination:
    """Looks at one installation again and again."""

    def __init__(self, site: Site, ledger: Ledger) -> None:
        self._site, self._ledger = site, ledger
        self._log: list[bytes] = []
        self._known: dict[str, Dossier] = {}
        self._known_files: dict[bytes, bytes] = {}
        self.opened = 0

    def at(self, site: Site, ledger: Ledger) -> "Examination":
        """Look at another state, without opening again what is the same there."""
        other = Examination(site, ledger)
        other._known, other._known_files = self._known, self._known_files
        return other

    def look(self, texts: Iterable[str]) -> Findings:
        """Look at the cases of these reports, and at what holds for all rows."""
        store = self._site.store()
        try:
            findings = Findings(half=self._halves())
            self._look_at_log(store, findings)
            house = self._site.house(0, store)
            names = {bytes(row[0]): CaseName(AgencyCode(row[1]), CaseId(row[2])) for row in self._mailboxes()}
            found = self._by_text(house, names, set(texts), findings)
            for text in texts:
                self._look_at(self._ledger.cases[text], found.get(text, []), findings)
        finally:
            store.close()
        return findings

    def sweep(self, today: date) -> int:
        """Do what the nightly job does on the day after next; give how many chunks are then left without a case."""
        store = self._site.store()
        try:
            while store.cases.sweep_uploads(today + timedelta(days=1), 100):
                pass
        finally:
            store.close()
        alone = "SELECT count(*) FROM chunks k WHERE NOT EXISTS (SELECT 1 FROM attachments a WHERE"
        return int(query(self._site.url, f"{alone} a.attachment = k.attachment AND a.shelf = k.shelf)")[0][0])

    def _mailboxes(self) -> list[tuple[bytes, str, str]]:
        return [(row[0], row[1], row[2]) for row in query(self._site.url, "SELECT * FROM mailboxes")]

    def _halves(self) -> list[str]:
        found = {what: query(self._site.url, statement, grants=GRANTS)[0][0] for what, statement in _HALVES.items()}
        return [f"{count} {what}" for what, count in found.items() if count]

    def _by_text(
        self, house: House, names: dict[bytes, CaseName], texts: set[str], findings: Findings
    ) -> dict[str, list[OfficersCase]]:
        """Open cases that may be the ones of these reports: known by their mailbox, or by nobody so far."""
        known = {told.mailbox: text for text, told in self._ledger.cases.items() if told.mailbox}
        person = house.world.people[READER]
        found: dict[str, list[OfficersCase]] = {}
        for mailbox, name in names.items():
            if mailbox in known and known[mailbox] not in texts:
                continue
            case = OfficersCase(house, name, person)
            text = self._text_of(case)
            if text not in self._ledger.cases:
                findings.half.append(f"a case that opens to nothing that was sent: {text}")
            found.setdefault(text, []).append(case)
        return found

    def _text_of(self, case: OfficersCase) -> str:
        bodies = [one.message.body for one in self._open(case).messages if one.message.kind is Kind.REPORT]
        return bodies[0].what if bodies and isinstance(bodies[0], ReportBody) else ""

    def _look_at(self, told: Told, cases: list[OfficersCase], findings: Findings) -> None:
        text = told.report.text
        if not cases:
            findings.lost += [one.text for one in told.everything() if one.is_acknowledged]
            return
        if len(cases) > 1:
            findings.other.append(f"{text} stands {len(cases)} times")
        dossier = self._open(cases[0])
        if dossier.findings:
            findings.half.append(f"{text}: {dossier.findings}")
        there = _texts_of(dossier)
        self._look_at_messages(told, there, findings)
        self._look_at_files(told, cases[0], [one for one in told.replies if there[one.text]], findings)

    def _look_at_messages(self, told: Told, there: Counter[str], findings: Findings) -> None:
        may_be_gone = set(told.retractions)
        for sent in (*told.replies, *told.answers):
            count = there.pop(sent.text, 0)
            taken = told.retractions.get(sent.text)
            if count > 1:
                findings.other.append(f"{sent.text} stands {count} times")
            if count and taken is not None and taken.is_acknowledged:
                findings.lost.append(taken.text)
            if count and sent.is_refused:
                findings.other.append(f"{sent.text} stands though it was refused")
            if not count and sent.is_acknowledged and sent.text not in may_be_gone:
                findings.lost.append(sent.text)
            there[sent.text] = count
        known = {sent.text for sent in (*told.replies, *told.answers)}
        findings.half += [f"{told.report.text}: {text}" for text in +there if text not in known]

    def _look_at_files(self, told: Told, case: OfficersCase, replies: list[Sent], findings: Findings) -> None:
        wanted = files_of([told.report, *replies])
        if self._files_of(case) != wanted:
            findings.half.append(f"{told.report.text}: its files are not the ones that were sent")
        linked = "SELECT count(*) FROM attachments WHERE agency = :agency AND case_id = :case"
        listed = query(self._site.url, linked, agency=case.name.agency, case=case.name.case)[0][0]
        if listed != len(wanted):
            findings.half.append(f"{told.report.text}: {listed} files are linked, {len(wanted)} are named")

    def _open(self, case: OfficersCase) -> Dossier:
        """Open a case with an officer's keys; the same bytes once."""
        key = KeyDigest(case.person.secret.reader_key.public.digest)
        file = case.house.store.cases.case_file(case.name, key)
        if file is None:
            raise AssertionError("an officer's grant is not there")
        known = repr(material_of(file))
        if known not in self._known:
            self.opened += 1
            self._known[known] = case.open()
        return self._known[known]

    def _files_of(self, case: OfficersCase) -> list[bytes]:
        """Every file of a case, decrypted, in order of their contents."""
        return sorted(
            self._decrypted(case, file) for found in self._open(case).messages for file in found.message.attachments
        )

    def _decrypted(self, case: OfficersCase, file: Attachment) -> bytes:
        chunks = case.house.store.cases.attachment(case.name, AttachmentId(from_b64url(file.id)))
        if chunks is None:
            return b""
        stored = b"".join(chunks)
        if stored not in self._known_files:
            reader = AttachmentReader(from_b64url(file.id), from_b64url(file.key), file.size)
            self._known_files[stored] = reader.update(stored) + reader.finalize()
        return self._known_files[stored]

    def _look_at_log(self, store: Store, findings: Findings) -> None:
        """The log only grows, its root is that of its entries, and every answer of an officer has an entry."""
        agency = AgencyCode(AGENCY)
        size, root = store.audit.size_and_root(agency)
        entries = store.audit.entries(agency, 0, size + 1000)
        tree = Frontier(0, [])
        for entry in entries:
            tree = tree.append(leaf_hash(entry))
        if (size, root) != (len(entries), tree.root()) or entries[: len(self._log)] != self._log:
            findings.other.append("the audit log is not what it was, or not whole")
        self._log = entries
        answers = query(self._site.url, "SELECT count(*) FROM messages WHERE author <> 'reporter'")[0][0]
        noted = sum(parse_entry(entry).action == AuditAction.MESSAGE_SENT for entry in entries)
        if noted != answers:
            findings.half.append(f"{answers} answers of officers, {noted} entries about them")


def _texts_of(dossier: Dossier) -> Counter[str]:
    bodies = [one.message.body for one in dossier.messages if one.message.kind is Kind.MESSAGE]
    return Counter(str(body.text or "") for body in bodies if isinstance(body, TextBody))


def files_of(sent: list[Sent]) -> list[bytes]:
    return sorted(content for one in sent for content in one.files.values())
