"""What is said after a restore or a drill: what is there, and what only people can set right."""

from collections.abc import Iterator

from wbs.cases.model import AgencyCode
from wbs.cli.backup.restoring import Restored
from wbs.cli.speech import Speech, shown


def tell_found(speech: Speech, found: Restored) -> Iterator[str]:
    """Say what a backup held, and whether it fits together."""
    inspection, manifest = found.inspection, found.manifest
    yield speech(
        f"Cadangan tanggal {manifest.day}: {inspection.cases} perkara, {len(manifest.documents)} berkas naskah.",
        f"Backup of {manifest.day}: {inspection.cases} cases, {len(manifest.documents)} files of documents.",
    )
    for log in inspection.logs:
        state = speech("utuh", "whole") if log.is_whole else speech("TIDAK COCOK", "MISMATCH")
        yield speech(
            f"  jejak audit {log.agency}: {log.size} catatan, {state}",
            f"  audit log {log.agency}: {log.size} entries, {state}",
        )
    for name in inspection.damaged:
        yield speech(
            f"  RUSAK: catatan perkara {name.agency} {name.case} tidak terbukti dari naskah",
            f"  DAMAGED: the records of case {name.agency} {name.case} do not verify from the documents",
        )


def tell_duties(speech: Speech, found: Restored) -> Iterator[str]:
    """Say what only people can set right after a restore."""
    yield speech("Yang berlaku sekarang:", "What holds now:")
    for code in sorted(found.book.by_agency):
        if not found.book.is_open(code):
            continue
        newest = found.book.newest(code).document
        yield speech(
            f"  {code}: daftar penerima versi {newest.version}, {newest.issued}",
            f"  {code}: directory version {newest.version} of {newest.issued}",
        )
        for account in found.active.get(AgencyCode(code), ()):
            yield f"    {shown(account.id)}  {shown(account.label)}"
    yield speech(
        "Siapa yang dikeluarkan atau diblokir sesudah tanggal cadangan tercantum lagi di atas: salin naskah terbaru"
        " dan blokir akunnya SEBELUM layanan dijalankan (docs/backup.md).",
        "Whoever was removed or blocked after the backup's day stands above again: bring the newest documents and"
        " block the account BEFORE anything is started (docs/backup.md).",
    )
    yield speech(
        "Yang dicabut sesudahnya berlaku lagi: kode pemulihan, kunci sandi dan pengautentikasi yang hilang, frasa sandi"
        " lama. Minta petugas mencabutnya lagi.",
        "What was taken off since works again: recovery codes, lost passkeys and authenticators, old passphrases. Have"
        " officers take it off again.",
    )
    yield speech(
        "Jalankan `wbs audit verify --since` dengan titik periksa yang disimpan di luar: yang hilang sejak cadangan"
        " ditunjukkan di sana, dan auditor harus tahu.",
        "Run `wbs audit verify --since` with the checkpoints that were kept outside: what was lost since the backup"
        " shows there, and the auditors must know.",
    )
    for name in found.unknown:
        yield speech(
            f"TIDAK DIBLOKIR: {shown(name)}: akun itu tidak ada, atau sudah diblokir",
            f"NOT BLOCKED: {shown(name)}: there is no such account, or it was blocked already",
        )
