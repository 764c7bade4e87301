"""The findings of `wbs doctor`, one function each: what is said in both languages, and what to do about it.

For operators and officials; of a case they hold its number and nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from wbs.cases.model import AgencyCode
from wbs.cases.readers.hanging import Hanging
from wbs.cases.readers.shortages import Shortage
from wbs.crypto.directory import Directory
from wbs.crypto.records import case_number

WARN_DAYS = (120, 60, 30, 14)
"""How many days before a directory expires it is told: as a notice, twice as a warning, as an error."""
COSIGN_DAYS = 31
"""How old the newest checkpoint that an auditor signed may be."""
NAMED_CASES = 10


class Severity(StrEnum):
    """How bad it is; values appear in `--json`."""

    NOTICE = "notice"
    WARNING = "warning"
    ERROR = "error"


Texts = tuple[str, str]
"""Indonesian and English."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be."""

    code: str
    severity: Severity
    subject: str
    said: Texts
    remedy: Texts


@dataclass(frozen=True, slots=True)
class FileFact:
    """One file or folder on this computer, and which permission bits it must not have."""

    path: str
    mode: int
    forbidden: int


@dataclass(frozen=True, slots=True)
class JobFact:
    """How a nightly job last ended; None if it never did."""

    job: str
    ended: datetime | None
    done: bool


@dataclass(frozen=True, slots=True)
class LogFact:
    """An agency's audit log: how long it is, its newest checkpoint, and the newest one that an auditor signed."""

    agency: AgencyCode
    size: int
    checkpoint: tuple[int, datetime] | None
    signed: datetime | None


@dataclass(frozen=True, slots=True)
class RulesFact:
    """An agency's rules: which versions can be read, and the highest one that something else tells of."""

    agency: AgencyCode
    readable: frozenset[int]
    """Versions that are stored and can be read, each signed as that version or brought by the operator."""
    newest: int
    """The highest number that is stored; 0 if none is."""
    told: int
    """The highest number that the audit log, or a case whose days were computed with it, names."""


def unfounded(agency: str) -> Finding:
    """Say that an agency has no directory yet."""
    return Finding(
        "no-directory",
        Severity.WARNING,
        agency,
        (
            "belum ada daftar penerima: jalur laporan ini tertutup",
            "no directory yet: this channel is closed",
        ),
        (
            "pejabat menandatangani yang pertama (keys/README.md)",
            "officials sign the first one (keys/README.md)",
        ),
    )


def expiry_of(directory: Directory, left: int) -> Finding | None:
    """Say how long a directory still holds, from 120 days ahead; None before."""
    if left > WARN_DAYS[0]:
        return None
    remedy = (
        "pejabat memperbarui daftar penerima sekarang (keys/README.md)",
        "officials renew the directory now (keys/README.md)",
    )
    if left < -directory.grace_days:
        said = (
            f"daftar penerima kedaluwarsa {-left} hari: tertutup untuk laporan baru; perkara lama tetap dibaca",
            f"the directory expired {-left} days ago: closed to new reports; cases are still read",
        )
        return Finding("directory-expired", Severity.ERROR, directory.agency, said, remedy)
    if left < 0:
        rest = directory.grace_days + left
        said = (
            f"daftar penerima sudah lewat masa berlaku; jalur laporan akan tertutup {rest} hari lagi",
            f"the directory is past its day; the channel closes in {rest} days",
        )
        return Finding("directory-grace", Severity.ERROR, directory.agency, said, remedy)
    said = (f"daftar penerima berlaku {left} hari lagi", f"the directory expires in {left} days")
    severity = Severity.NOTICE
    if left <= WARN_DAYS[1]:
        severity = Severity.ERROR if left <= WARN_DAYS[-1] else Severity.WARNING
    return Finding("directory-expiring", severity, directory.agency, said, remedy)


def ahead(directory: Directory) -> Finding:
    """Say that a directory was issued on a day to come: it does not age until then."""
    return Finding(
        "directory-ahead",
        Severity.WARNING,
        directory.agency,
        (
            f"daftar penerima bertanggal {directory.issued}, hari yang belum tiba: berlaku lebih lama dari semestinya",
            f"the directory is dated {directory.issued}, a day to come: it holds for longer than it should",
        ),
        (
            "periksa jam server ini; bila benar, pejabat memperbarui daftar penerima dengan --day",
            "check this server's clock; if it is right, officials renew the directory with --day",
        ),
    )


def few_verifiers(agency: str, found: int) -> Finding:
    """Say that fewer than two officers receive and verify reports."""
    return Finding(
        "few-verifiers",
        Severity.WARNING,
        agency,
        (
            f"petugas penerima yang bertugas: {found}; satu orang saja dapat membiarkan laporan tergeletak",
            f"receivers in service: {found}; one person alone could let reports lie",
        ),
        (
            "undang penerima kedua dan terbitkan daftar penerima",
            "invite a second receiver and publish a directory",
        ),
    )


def one_is_enough(agency: str) -> Finding:
    """Say that the signed policy is content with one reader."""
    return Finding(
        "one-reader-enough",
        Severity.WARNING,
        agency,
        (
            "daftar penerima membolehkan laporan dibaca satu orang saja (minimum_readers 1)",
            "the directory is content with one reader of a report (minimum_readers 1)",
        ),
        (
            "pejabat menandatangani daftar penerima dengan minimum_readers 2 (keys/README.md)",
            "officials sign a directory with minimum_readers 2 (keys/README.md)",
        ),
    )


def channel_finding(short: Shortage, today: date) -> Finding:
    """Say that too few receive new reports."""
    return Finding(
        "channel-short",
        Severity.ERROR if short.day <= today else Severity.WARNING,
        short.agency,
        (
            f"penerima laporan: {short.found}, paling sedikit {short.minimum}; kurang mulai {short.day.isoformat()}",
            f"receivers of reports: {short.found}, at least {short.minimum}; too few from {short.day.isoformat()}",
        ),
        (
            "undang penerima baru dan terbitkan daftar penerima; buka blokir akun yang masih bertugas",
            "invite another receiver and publish a directory; unblock accounts that are still on duty",
        ),
    )


def cases_finding(agency: AgencyCode, shorts: Sequence[Shortage], today: date) -> Finding:
    """Say of an agency's cases that too few read them."""
    first = min(short.day for short in shorts)
    nobody = sum(1 for short in shorts if short.found == 0)
    urgent = sorted(shorts, key=lambda short: (short.day, short.found))[:NAMED_CASES]
    numbers = [case_number(short.case or "") for short in urgent]
    names = ", ".join([*numbers, *(["…"] if len(shorts) > NAMED_CASES else [])])
    return Finding(
        "cases-short",
        Severity.ERROR if nobody or first <= today else Severity.WARNING,
        agency,
        (
            f"{len(shorts)} perkara kekurangan pembaca mulai {first}, {nobody} di antaranya tanpa pembaca: {names}",
            f"{len(shorts)} cases run short of readers from {first}, {nobody} of them have none: {names}",
        ),
        (
            "petugas yang masih membaca menambah pembaca; tanpa pembaca: `wbs keys recovery regrant`",
            "an officer who still reads adds readers; where nobody does: `wbs keys recovery regrant`",
        ),
    )


def hanging_finding(agency: str, hanging: Sequence[Hanging]) -> Finding:
    """Say that cases which an agency handed over hang on the officers who did so."""
    stuck = sum(1 for one in hanging if not one.standing)
    urgent = sorted(hanging, key=lambda one: len(one.standing))[:NAMED_CASES]
    names = "; ".join(f"{case_number(one.name.case)} ({', '.join(one.standing)})" for one in urgent)
    return Finding(
        "transfers-hanging",
        Severity.ERROR if stuck else Severity.NOTICE,
        agency,
        (
            f"{len(hanging)} perkara bergantung pada petugas yang menyerahkannya, {stuck} sudah tanpa mereka: {names}",
            f"{len(hanging)} cases hang on the officers who handed them over, {stuck} on nobody any more: {names}",
        ),
        (
            "sebelum mereka keluar: dua petugas penerima perkara memberi kunci baru; bila terlanjur: keys/README.md",
            "before they leave: two officers of the other agency give a new key; if they have left: keys/README.md",
        ),
    )


def lost_finding(short: Shortage) -> Finding:
    """Say that the recovery key does not read every case."""
    return Finding(
        "not-restorable",
        Severity.WARNING,
        short.agency,
        (
            f"{short.found} perkara tidak dapat dipulihkan dengan kunci pemulihan sekarang",
            f"{short.found} cases cannot be restored with the present recovery key",
        ),
        (
            "kunci yang diganti: `wbs keys recovery regrant` dengan bagian kunci lama dan baru",
            "after the key was replaced: `wbs keys recovery regrant` with the shares of both keys",
        ),
    )


def no_recovery(agency: str) -> Finding:
    """Say that an agency has no last resort."""
    return Finding(
        "no-recovery",
        Severity.NOTICE,
        agency,
        (
            "tanpa kunci pemulihan: perkara hilang bila semua petugas kehilangan kunci",
            "no recovery key: cases are lost if every officer loses the key",
        ),
        ("`wbs keys recovery new`, lalu daftar penerima baru", "`wbs keys recovery new`, then a new directory"),
    )


def drill_due(agency: str, last: date | None, due_days: int) -> Finding:
    """Say that the shares were not proved for too long, or never."""
    never = last is None
    return Finding(
        "drill-due",
        Severity.WARNING,
        agency,
        (
            "bagian kunci pemulihan belum pernah diuji"
            if never
            else f"latihan pemulihan terakhir {last}, jatuh tempo tiap {due_days} hari",
            "the shares of the recovery key were never proved"
            if never
            else f"the last recovery drill was on {last}; one is due every {due_days} days",
        ),
        (
            "`wbs keys recovery drill` pada komputer luring, lalu salin pernyataannya ke folder dokumen",
            "`wbs keys recovery drill` on an offline computer, then copy its statement to the documents' folder",
        ),
    )


def job_missing(fact: JobFact) -> Finding:
    """Say that a nightly job does not run."""
    when = fact.ended
    return Finding(
        "maintenance-missing",
        Severity.WARNING,
        fact.job,
        (
            "belum pernah berjalan" if when is None else f"terakhir berjalan {when.date().isoformat()}",
            "has never run" if when is None else f"last ran on {when.date().isoformat()}",
        ),
        ("jalankan `wbs maintain` tiap malam", "run `wbs maintain` every night"),
    )


def job_failed(fact: JobFact) -> Finding:
    """Say that a nightly job fails."""
    return Finding(
        "maintenance-failed",
        Severity.ERROR,
        fact.job,
        ("gagal pada malam terakhir", "failed last night"),
        ("jalankan `wbs maintain` dan baca alasannya", "run `wbs maintain` and read why"),
    )


def log_finding(log: LogFact) -> Finding:
    """Say that an audit log grew without a checkpoint."""
    return Finding(
        "checkpoint-old",
        Severity.WARNING,
        log.agency,
        ("catatan audit bertambah tanpa titik periksa", "the audit log grew without a checkpoint"),
        ("jalankan `wbs maintain`; lalu `wbs audit verify`", "run `wbs maintain`, then `wbs audit verify`"),
    )


def shorter_finding(log: LogFact) -> Finding:
    """Say that an audit log holds less than it did."""
    return Finding(
        "audit-log",
        Severity.ERROR,
        log.agency,
        (
            "jejak audit lebih pendek daripada titik periksanya: diubah atau rusak",
            "the audit log is shorter than its checkpoint: it was changed or is damaged",
        ),
        (
            "simpan basis data apa adanya, jalankan `wbs audit verify`, hubungi auditor",
            "keep the database as it is, run `wbs audit verify`, call the auditor",
        ),
    )


def rules_finding(fact: RulesFact) -> Finding:
    """Say that versions of an agency's rules are gone, or are not what was signed."""
    missing = sorted(set(range(1, max(fact.newest, fact.told) + 1)) - fact.readable)
    names = ", ".join([*map(str, missing[:NAMED_CASES]), *(["…"] if len(missing) > NAMED_CASES else [])])
    return Finding(
        "rules-missing",
        Severity.ERROR,
        fact.agency,
        (
            f"versi aturan hilang atau bukan yang ditandatangani: {names}",
            f"versions of the rules are gone, or are not what was signed: {names}",
        ),
        (
            "simpan basis data apa adanya, jalankan `wbs audit verify`; pengelola menyimpan aturan lagi",
            "keep the database as it is, run `wbs audit verify`; an administrator stores the rules again",
        ),
    )


def unsigned_finding(log: LogFact) -> Finding:
    """Say that no auditor signed a checkpoint lately."""
    return Finding(
        "checkpoint-unsigned",
        Severity.NOTICE,
        log.agency,
        (
            f"{COSIGN_DAYS} hari tanpa tanda tangan auditor pada titik periksa",
            f"no auditor signed a checkpoint for {COSIGN_DAYS} days",
        ),
        (
            "auditor membuka halaman Audit dan menandatangani, atau mencetak `wbs audit checkpoint`",
            "an auditor signs on the Audit page, or prints `wbs audit checkpoint`",
        ),
    )


def file_finding(fact: FileFact) -> Finding:
    """Say that others may read or write a file."""
    return Finding(
        "permissions",
        Severity.ERROR,
        fact.path,
        (
            f"izin {fact.mode:04o} membolehkan pengguna lain",
            f"its permissions {fact.mode:04o} let other users in",
        ),
        (
            f"chmod {fact.mode & ~fact.forbidden:04o} {fact.path}",
            f"chmod {fact.mode & ~fact.forbidden:04o} {fact.path}",
        ),
    )


def demonstration(folder: str) -> Finding:
    """Say that a demonstration's secrets lie here."""
    return Finding(
        "demonstration",
        Severity.ERROR,
        folder,
        (
            "rahasia peragaan ada di sini: siapa pun yang membacanya dapat membuka semua perkara",
            "a demonstration's secrets are here: whoever reads them opens every case",
        ),
        (
            "jangan pakai pemasangan ini untuk laporan sungguhan; bangun yang baru dengan `wbs init`",
            "do not use this installation for real reports; set up a new one with `wbs init`",
        ),
    )
