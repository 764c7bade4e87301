"""The three documents in words: what stands in them, and what changes against the version before.

Whatever is signed stands in these lines (a test changes every member and looks for the difference). Foreign texts pass
through `quoted`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from wbs.cli.ceremony.changes import changed_agencies, changed_directory, changed_roots
from wbs.cli.speech import Speech, quoted
from wbs.crypto.directory import (
    Agencies,
    AgencyEntry,
    Custodian,
    Directory,
    ReaderEntry,
    Role,
    Roots,
    document_digest,
    parse_day,
)
from wbs.crypto.drafts import VALID_DAYS
from wbs.crypto.encoding import from_b64url
from wbs.crypto.enrolment import Enrolment, VerifiedEnrolment
from wbs.crypto.keys import OfficerVerifyKey, ReaderPublicKey, RootVerifyKey
from wbs.crypto.primitives import sha256
from wbs.crypto.receipt import fingerprint_words
from wbs.crypto.recovery import recovery_words
from wbs.crypto.root_key import document_words, root_key_words
from wbs.crypto.shape import Document, serialise

ROLE_NAMES: Mapping[Role, tuple[str, str]] = {
    Role.OPERATOR: ("operator sistem", "system operator"),
    Role.ADMINISTRATOR: ("administrator instansi", "agency administrator"),
    Role.RECEIVER: ("penerima laporan", "receiver"),
    Role.REVIEWER: ("penelaah", "reviewer"),
    Role.INVESTIGATOR: ("pemeriksa", "investigator"),
    Role.HEAD: ("pimpinan inspektorat", "head of the inspectorate"),
    Role.CUSTODIAN: ("pemegang identitas", "custodian of identities"),
    Role.PROTECTION: ("petugas perlindungan", "protection officer"),
    Role.LIAISON: ("penghubung SP4N-LAPOR!", "SP4N-LAPOR! liaison"),
    Role.AUDITOR: ("auditor", "auditor"),
    Role.LEADERSHIP: ("pimpinan daerah (angka saja)", "leaders of the region (figures only)"),
}
RANK_NAMES: Mapping[str, tuple[str, str]] = {
    "staff": ("pegawai", "staff"),
    "office-head": ("kepala perangkat daerah", "heads of the region's offices"),
    "leadership": ("pimpinan daerah, sekretaris daerah, atau DPRD", "leaders of the region, its secretary or council"),
    "inspectorate": ("orang inspektorat sendiri", "the inspectorate's own people"),
    "unknown": ("belum diketahui", "not known"),
}
"""Rank classes that the report form offers."""
Requests = Iterable[VerifiedEnrolment]
Asked = Mapping[tuple[str, str], VerifiedEnrolment]
"""Requests by the two keys that they ask for."""


def tell_head(document: Document, title: tuple[str, str], version: int, speech: Speech) -> list[str]:
    """Give the title, version, eight words and digest of a document."""
    payload = serialise(document)
    return [
        speech(f"{title[0]}, versi {version}", f"{title[1]}, version {version}"),
        _row(speech, "kata naskah", "document words", " ".join(document_words(payload))),
        _row(speech, "sidik naskah", "document digest", document_digest(payload)),
        _row(speech, "menggantikan", "replaces", _previous(document, speech)),
    ]


def tell_roots(roots: Roots, previous: Roots | None, speech: Speech) -> list[str]:
    """Say who rules an agency, and what changes."""
    title = (f"AKAR {roots.agency}", f"ROOTS OF {roots.agency}")
    lines = [
        *tell_head(roots, title, roots.version, speech),
        _row(speech, "sidik jari", "fingerprint", " ".join(roots.fingerprint_words())),
        _row(speech, "", "", roots.fingerprint_text()),
        speech(
            f"Setiap naskah instansi ini perlu {roots.threshold} tanda tangan dari {len(roots.keys)} kunci induk:",
            f"Every document of this agency needs {roots.threshold} signatures of {len(roots.keys)} root keys:",
        ),
        *(line for entry in roots.keys for line in _root_key(entry.office, entry.key)),
    ]
    if roots.recovery is not msgspec.UNSET:
        shares = roots.recovery
        lines.append(
            speech(
                f"Kunci pemulihan: {shares.threshold} dari {len(shares.holders)} pemegang bagian:",
                f"Recovery key: {shares.threshold} of {len(shares.holders)} holders of shares:",
            )
        )
        lines += [f"  - {quoted(one)}" for one in shares.holders]
    else:
        lines.append(speech("Kunci pemulihan: tidak ada pemegang bagian.", "Recovery key: no holders of shares."))
    return lines + changed_roots(roots, previous, speech) + roots_warnings(roots, speech)


def tell_directory(directory: Directory, previous: Directory | None, requests: Requests, speech: Speech) -> list[str]:
    """Say who reads, by which keys, until when, and what changes."""
    title = (f"DAFTAR PENERIMA {directory.agency}", f"DIRECTORY OF {directory.agency}")
    asked = {(one.document.reader_key, one.document.verify_key): one for one in requests}
    lines = [
        *tell_head(directory, title, directory.version, speech),
        _row(speech, "naskah akar", "roots document", directory.roots),
        _row(speech, "ditetapkan", "issued", directory.issued),
        _row(speech, "perbarui", "renew by", directory.renew_by),
        _row(speech, "berlaku s.d.", "expires", directory.expires),
        _row(speech, "tenggang", "grace", speech(f"{directory.grace_days} hari", f"{directory.grace_days} days")),
        _row(
            speech,
            "aturan",
            "policy",
            speech(
                f"paling sedikit {directory.policy.minimum_readers} penerima; "
                f"{directory.policy.opening_k} orang cukup untuk membuka",
                f"at least {directory.policy.minimum_readers} receivers; {directory.policy.opening_k} can open",
            ),
        ),
        *(_row(speech, "jalur lain", "other channel", f"{quoted(c.name)}: {quoted(c.address)}")
          for c in directory.channels),
        speech(f"PETUGAS ({len(directory.readers)})", f"OFFICERS ({len(directory.readers)})"),
        *(line for entry in directory.readers for line in _reader(entry, previous, asked, speech)),
        *_custodian(directory, previous, asked, speech),
        *_recovery(directory, previous, speech),
    ]  # fmt: skip
    return lines + changed_directory(directory, previous, speech) + directory_warnings(directory, speech)


def tell_agencies(agencies: Agencies, previous: Agencies | None, speech: Speech) -> list[str]:
    """Say which agencies there are, who receives reports about whom, and what changes."""
    title = ("DAFTAR INSPEKTORAT", "AGENCIES")
    return [
        *tell_head(agencies, title, agencies.version, speech),
        _row(speech, "naskah akar", "roots document", agencies.roots),
        _row(speech, "ditetapkan", "issued", agencies.issued),
        *(line for entry in agencies.agencies for line in _agency(entry, speech)),
        *changed_agencies(agencies, previous, speech),
        *agencies_warnings(agencies, speech),
    ]


def roots_warnings(roots: Roots, speech: Speech) -> list[str]:
    """Say which offices hold several keys: one person could sign for two."""
    names = Counter(" ".join(entry.office.casefold().split()) for entry in roots.keys)
    return [
        speech(
            f"PERINGATAN: {count} kunci atas jabatan {quoted(name)}: satu orang dapat menandatangani sebagai {count}.",
            f"WARNING: {count} keys of the office {quoted(name)}: one person could sign as {count}.",
        )
        for name, count in names.items()
        if count > 1
    ]


def directory_warnings(directory: Directory, speech: Speech) -> list[str]:
    """Say what a directory's signers should think about twice."""
    lines = []
    receivers = [
        entry
        for entry in directory.readers
        if Role.RECEIVER in entry.roles and (entry.until is msgspec.UNSET or entry.until >= directory.expires)
    ]
    if len(receivers) < directory.policy.minimum_readers:
        lines.append(
            speech(
                f"PERINGATAN: hanya {len(receivers)} penerima laporan bertugas sampai daftar ini berakhir; kurang dari "
                f"{directory.policy.minimum_readers} berarti pelaporan ditutup.",
                f"WARNING: only {len(receivers)} receivers serve until this directory expires; with fewer than "
                f"{directory.policy.minimum_readers} the channel closes.",
            )
        )
    days = (parse_day(directory.expires) - parse_day(directory.issued)).days
    if days > VALID_DAYS:
        lines.append(
            speech(
                f"PERINGATAN: daftar ini berlaku {days} hari; yang lazim {VALID_DAYS}. Petugas yang pergi tetap "
                "tercantum selama itu.",
                f"WARNING: this directory holds for {days} days; {VALID_DAYS} are usual. Who leaves stays listed for "
                "as long.",
            )
        )
    return lines


def agencies_warnings(agencies: Agencies, speech: Speech) -> list[str]:
    """Say which reports would go to the accused themselves, or nowhere."""
    lines = []
    for entry in agencies.agencies:
        targets = {route.rank: route.agency for route in entry.routes}
        if targets.get("inspectorate") == entry.agency:
            lines.append(
                speech(
                    f"PERINGATAN: laporan tentang orang inspektorat {entry.agency} diterima inspektorat itu sendiri.",
                    f"WARNING: reports about the inspectorate {entry.agency} go to that inspectorate itself.",
                )
            )
        for rank in RANK_NAMES.keys() - targets.keys():
            name = speech(*RANK_NAMES[rank])
            lines.append(
                speech(
                    f"PERINGATAN: laporan di {entry.agency} tentang {name} ({rank}) tidak diterima siapa pun.",
                    f"WARNING: nobody receives reports at {entry.agency} about {name} ({rank}).",
                )
            )
    return sorted(lines)


def key_words(entry: ReaderEntry | Custodian) -> str:
    """Give eight words for the two keys of an entry: SHA-256("wbs/v1/officer keys" ‖ 0 ‖ reader key ‖ verify key)."""
    reader, verify = ReaderPublicKey.parse(entry.reader_key).raw, OfficerVerifyKey.parse(entry.verify_key).raw
    return " ".join(fingerprint_words(sha256(b"wbs/v1/officer keys\0", reader, verify)))


def role_names(roles: Iterable[Role], speech: Speech) -> str:
    """Name roles, the code's own name behind each."""
    return ", ".join(f"{speech(*ROLE_NAMES[role])} ({role})" for role in roles)


def _row(speech: Speech, indonesian: str, english: str, value: str) -> str:
    return f"  {speech(indonesian, english):<16}{value}"


def _previous(document: Any, speech: Speech) -> str:
    previous = document.previous
    return speech("tidak ada (naskah pertama)", "nothing (the first)") if previous is msgspec.UNSET else str(previous)


def _root_key(office: str, key: str) -> Iterator[str]:
    yield f"  - {quoted(office)}"
    yield f"      {' '.join(root_key_words(RootVerifyKey.parse(key)))}"
    yield f"      {key}"


def _reader(entry: ReaderEntry, previous: Directory | None, asked: Asked, speech: Speech) -> Iterator[str]:
    until = "" if entry.until is msgspec.UNSET else speech(f" sampai {entry.until}", f" until {entry.until}")
    yield f"  - {entry.id}: {quoted(entry.label)}, {quoted(entry.unit)}, {entry.rank}"
    yield f"      {role_names(entry.roles, speech)}"
    yield "      " + speech(f"bertugas sejak {entry.since}{until}", f"serves since {entry.since}{until}")
    yield f"      {_keys(entry, None if previous is None else previous.reader(entry.id), asked, speech)}"
    request = asked.get((entry.reader_key, entry.verify_key))
    if request is not None and _post(request.document) != _post(entry):
        wanted = request.document
        post = f"{quoted(wanted.label)}, {quoted(wanted.unit)}, {wanted.rank}; {role_names(wanted.roles, speech)}"
        yield speech(f"      BERBEDA DARI PERMINTAANNYA: {post}", f"      DIFFERS FROM ITS REQUEST: {post}")


def _post(one: ReaderEntry | Enrolment) -> tuple[str, str, str, tuple[Role, ...]]:
    return one.label, one.unit, one.rank, tuple(one.roles)


def _keys(
    entry: ReaderEntry | Custodian,
    old: ReaderEntry | Custodian | None,
    asked: Asked,
    speech: Speech,
) -> str:
    if old is not None and (old.reader_key, old.verify_key) == (entry.reader_key, entry.verify_key):
        return speech("kunci: seperti versi sebelumnya", "keys: as in the version before")
    request = asked.get((entry.reader_key, entry.verify_key))
    if request is not None:
        words = " ".join(request.words)
        return speech(f"KUNCI BARU, kata permintaan: {words}", f"NEW KEYS, words of the request: {words}")
    return speech(
        f"KUNCI BARU TANPA PERMINTAAN, kata kunci: {key_words(entry)}",
        f"NEW KEYS WITHOUT A REQUEST, words of the keys: {key_words(entry)}",
    )


def _custodian(directory: Directory, previous: Directory | None, asked: Asked, speech: Speech) -> Iterator[str]:
    custodian = directory.custodian
    if custodian is msgspec.UNSET:
        yield speech("PEMEGANG IDENTITAS: tidak ada", "CUSTODIAN: none")
        return
    old = msgspec.UNSET if previous is None else previous.custodian
    yield speech("PEMEGANG IDENTITAS", "CUSTODIAN")
    yield f"  - {custodian.id}: {quoted(custodian.label)}, {quoted(custodian.unit)}, {custodian.rank}"
    yield f"      {_keys(custodian, None if old is msgspec.UNSET else old, asked, speech)}"


def _recovery(directory: Directory, previous: Directory | None, speech: Speech) -> Iterator[str]:
    recovery = directory.recovery
    if recovery is msgspec.UNSET:
        yield speech("KUNCI PEMULIHAN: tidak ada", "RECOVERY KEY: none")
    elif previous is not None and previous.recovery == recovery:
        yield speech("KUNCI PEMULIHAN: seperti versi sebelumnya", "RECOVERY KEY: as in the version before")
    else:
        words = " ".join(recovery_words(recovery))
        yield speech(f"KUNCI PEMULIHAN BARU, delapan kata: {words}", f"NEW RECOVERY KEY, eight words: {words}")


def _agency(entry: AgencyEntry, speech: Speech) -> Iterator[str]:
    parent = speech("tidak ada", "none") if entry.parent is msgspec.UNSET else entry.parent
    yield f"- {entry.agency} {quoted(entry.name)}"
    yield _row(speech, "instansi atasan", "parent", parent)
    yield _row(speech, "sidik jari akar", "roots", " ".join(fingerprint_words(from_b64url(entry.roots))))
    yield _row(speech, "", "", entry.roots)
    for route in entry.routes:
        yield "  " + speech(
            f"laporan tentang {_rank(route.rank, speech)} diterima {route.agency}",
            f"reports about {_rank(route.rank, speech)} go to {route.agency}",
        )


def _rank(rank: str, speech: Speech) -> str:
    names = RANK_NAMES.get(rank)
    return rank if names is None else f"{speech(*names)} ({rank})"
