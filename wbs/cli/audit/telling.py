"""Says what a check of the audit log proved, what it did not prove, and what does not match. Checks nothing itself."""

from collections.abc import Iterator
from dataclasses import dataclass

from wbs.cases.log.log_check import Fault, Finding, Verdict
from wbs.cli.speech import Speech, quoted, shown
from wbs.clock import moment_text
from wbs.crypto.checkpoint import Cosignature
from wbs.crypto.witness import Witness

_FAULTS = {
    Fault.MISSING: ("catatan nomor {place} tidak ada", "entry {place} is missing"),
    Fault.CHANGED: ("catatan nomor {place} bukan yang dulu ditulis", "entry {place} is not what was written"),
    Fault.FOREIGN: ("catatan nomor {place} bukan catatan instansi ini", "entry {place} is no entry of this agency"),
    Fault.TREE: (
        "akar pohon di basis data bukan akar catatannya",
        "the tree in the database is not that of the entries",
    ),
    Fault.NODE: (
        "hash bantu mulai catatan {place} salah; bukti di peramban akan gagal",
        "a helping hash from entry {place} on is wrong; proofs in the browser will fail",
    ),
    Fault.SHORTER: (
        "titik periksa {kept} memuat {place} catatan, jejak audit kurang dari itu",
        "the checkpoint {kept} covers {place} entries, the log holds fewer",
    ),
    Fault.OTHER: (
        "titik periksa {kept} atas {place} catatan pertama mempunyai akar lain",
        "the checkpoint {kept} over the first {place} entries has another root",
    ),
}


@dataclass(frozen=True, slots=True)
class Compared:
    """A checkpoint from outside, held against the log."""

    file: str
    size: int
    is_matching: bool
    witnesses: list[Witness]
    others: list[Cosignature]
    """Signatures that are no auditor's of the agency."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that was found out about one agency's log."""

    agency: str
    name: str
    verdict: Verdict
    compared: tuple[Compared, ...]
    badly_signed: tuple[int, ...]
    """Sizes of stored checkpoints with a stored signature that is no auditor's."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return self.verdict.is_whole and not self.badly_signed and not any(one.others for one in self.compared)


def tell(speech: Speech, outcome: Outcome) -> Iterator[str]:
    """Give the lines about one log."""
    verdict = outcome.verdict
    name = f" {quoted(outcome.name)}" if outcome.name else ""
    agency = shown(outcome.agency)  # from the database, where its owner writes what comes to mind
    yield speech(
        f"Jejak audit {agency}{name}: {verdict.size} catatan.",
        f"Audit log of {agency}{name}: {verdict.size} entries.",
    )
    yield from (_mismatch(speech, _fault(speech, finding)) for finding in verdict.findings)
    if verdict.passed_over:
        count = verdict.passed_over
        yield _mismatch(speech, speech(f"masih ada {count} kesalahan lain", f"{count} more faults"))
    for size in outcome.badly_signed:
        yield _mismatch(
            speech,
            speech(
                f"titik periksa {size} memuat tanda tangan yang bukan milik auditor",
                f"checkpoint {size} holds a signature that is no auditor's",
            ),
        )
    for one in outcome.compared:
        yield from _compared(speech, one)
    yield from _conclusion(speech, verdict) if outcome.is_whole else _alarm(speech)


def _mismatch(speech: Speech, what: str) -> str:
    return speech(f"  TIDAK COCOK: {what}.", f"  MISMATCH: {what}.")


def _fault(speech: Speech, finding: Finding) -> str:
    kept = ("di luar server", "kept outside") if finding.is_outside else ("di basis data", "in the database")
    return speech(*_FAULTS[finding.fault]).format(place=finding.place, kept=speech(*kept))


def _compared(speech: Speech, one: Compared) -> Iterator[str]:
    agreement = speech("cocok", "matches") if one.is_matching else speech("TIDAK COCOK", "MISMATCH")
    yield speech(
        f"  {quoted(one.file)}, {one.size} catatan pertama: {agreement}.",
        f"  {quoted(one.file)}, the first {one.size} entries: {agreement}.",
    )
    yield from (f"    {_witness(speech, witness)}" for witness in one.witnesses)
    for other in one.others:
        yield speech(
            f"    TIDAK COCOK: tanda tangan atas nama {quoted(other.name)} bukan milik auditor instansi ini.",
            f"    MISMATCH: the signature in the name of {quoted(other.name)} is not by an auditor of this agency.",
        )
    if not one.witnesses and not one.others:
        yield speech(
            "    Tanpa tanda tangan: hanya berarti bila Anda yakin menyimpan berkas ini sendiri.",
            "    Unsigned: it means something only if you are certain that you kept this file yourself.",
        )


def _witness(speech: Speech, witness: Witness) -> str:
    then, label = moment_text(witness.time), quoted(witness.label)
    left = "" if witness.is_current else speech(" (tidak lagi di daftar penerima)", " (no longer in the directory)")
    return speech(f"Ditandatangani {label}{left} pada {then}.", f"Signed by {label}{left} on {then}.")


def _alarm(speech: Speech) -> Iterator[str]:
    yield speech(
        "  Kesimpulan: jejak audit ini diubah atau rusak. Simpan basis data apa adanya dan hubungi auditor.",
        "  Conclusion: this log was changed or is damaged. Keep the database as it is and call the auditor.",
    )


def _conclusion(speech: Speech, verdict: Verdict) -> Iterator[str]:
    yield speech(
        "  Terbukti: catatan lengkap, berurutan, dan sama dengan hash dan titik periksa di basis data.",
        "  Proved: the entries are complete, in order, and those of the hashes and checkpoints in the database.",
    )
    proved, newer = verdict.proved, verdict.size - verdict.proved
    if proved:
        yield speech(
            f"  Terbukti: {proved} catatan pertama tidak berubah sejak titik periksa yang disimpan di luar server.",
            f"  Proved: the first {proved} entries have not changed since the checkpoint that was kept outside.",
        )
    if newer:
        which = speech("catatan sesudahnya", "later entries") if proved else speech("catatan", "entries")
        yield speech(
            f"  Tidak terbukti: {newer} {which}. Siapa pun yang menguasai basis data dapat menulis ulang",
            f"  Not proved: {newer} {which}. Whoever rules the database could have written them anew",
        )
        yield speech(
            "  semuanya sekaligus. Simpan titik periksa yang baru di luar server.",
            "  together with their tree. Keep a new checkpoint outside the server.",
        )
