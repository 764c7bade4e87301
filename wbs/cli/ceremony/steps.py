"""The commands that roots, directory and agencies share: show, sign, combine, check, publish, print."""

from collections.abc import Sequence
from pathlib import Path

import click

from wbs.cli.ceremony.records import Record, terminal_qr
from wbs.cli.ceremony.root_key import load_root_key
from wbs.cli.ceremony.shelf import read_document, read_shelf
from wbs.cli.ceremony.signing import (
    Memory,
    combine,
    entry_of,
    next_draft,
    publish,
    requests_beside,
    requests_for,
    require_anchor,
    require_known_roots,
    require_listed,
    require_remembered,
    sign_loaded,
    verify_folder,
    without_request,
)
from wbs.cli.ceremony.subjects import Ground, Loaded, Subject, ground_of, load, stem_of, tell
from wbs.cli.ceremony.telling import key_words
from wbs.cli.files import write_new
from wbs.cli.options import Command
from wbs.cli.passphrases import passphrase_options, source_of
from wbs.cli.speech import Speech, quoted, shown, slug, spoken
from wbs.clock import RELEASED, SystemClock
from wbs.crypto.directory import INSTALLATION, Directory, Roots, Standing, parse_day, standing
from wbs.crypto.drafts import holders
from wbs.crypto.root_key import Kind, document_words
from wbs.crypto.shape import serialise
from wbs.crypto.signing import Unverified
from wbs.crypto.trust import TrustBook
from wbs.errors import CeremonyError

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)

_AHEAD_DAYS = 7
"""A draft may be dated for the day on which it is published."""
_STANDINGS = {
    Standing.CURRENT: ("berlaku", "current"),
    Standing.RENEWAL_DUE: ("sudah waktunya diperbarui", "renewal is due"),
    Standing.GRACE: ("masa tenggang", "in grace"),
    Standing.EXPIRED: ("berakhir: pelaporan tertutup", "expired: the channel is closed"),
}


def documents_option(function: Command) -> Command:
    """Give a command `--documents`: the folder with the installation's documents."""
    return click.option(
        "--documents", "documents", type=FOLDER, help="Folder with the signed documents so far; else the file's own."
    )(function)


def yes_option(function: Command) -> Command:
    """Give a command `--yes`, for scripts."""
    return click.option("--yes", is_flag=True, help="Do not ask; for scripts.")(function)


def add_steps(group: click.Group, kind: Kind) -> None:
    """Give a group the shared commands for one kind of document."""
    for make in (_show, _sign, _combine, _check, _publish, _print):
        group.add_command(make(kind))


def write_draft(document: Subject, folder: Path, speech: Speech) -> Path:
    """Write a draft under the next free name and say what it is called."""
    warn_ahead(document, speech)
    path = next_draft(folder, stem_of(document))
    write_new(path, serialise(document))
    words = " ".join(document_words(serialise(document)))
    speech.say(f"\nRancangan ditulis: {path}", f"\nDraft written: {path}")
    speech.say(f"Kata naskah: {words}", f"Document words: {words}")
    return path


def present(one: Loaded, path: Path, documents: Path | None, more: Sequence[Path], speech: Speech) -> Ground:
    """Say a document in words, with the requests that lie beside it; give what it stands on."""
    ground = ground_of(one.document, read_shelf(documents or path.parent))
    requests = requests_for(one, ground, [*requests_beside(path), *more])
    speech.lines(tell(one, ground, requests, speech))
    warn_ahead(one.document, speech)
    return ground


def warn_ahead(document: Subject, speech: Speech) -> None:
    """Warn of a day of issue that is to come: until then the document does not age, and nobody is told to renew it."""
    if isinstance(document, Roots):
        return
    today = max(SystemClock().today(), RELEASED)
    days = (parse_day(document.issued) - today).days
    if days > _AHEAD_DAYS:
        speech.warn(
            f"tanggal penetapan {document.issued} masih {days} hari lagi menurut jam komputer ini ({today}). Bila jam "
            "ini benar, naskah ini berlaku selama itu lebih lama: buat rancangan baru dengan --day.",
            f"the day of issue {document.issued} is {days} days away by this computer's clock ({today}). If the clock "
            "is right, this document holds for so much longer: draft it anew with --day.",
        )


def _show(kind: Kind) -> click.Command:
    @click.command("show", help="Say a draft or a signed document in words.")
    @click.argument("document", type=FILE)
    @documents_option
    @click.option("--request", "requests", type=FILE, multiple=True, help="An enrolment request that lies elsewhere.")
    @spoken
    def show(*, speech: Speech, document: Path, documents: Path | None, requests: tuple[Path, ...]) -> None:
        one = load(document, kind)
        present(one, document, documents, requests, speech)
        if isinstance(one.document, Roots):
            click.echo(terminal_qr(one.document.fingerprint_text()))

    return show


def _sign(kind: Kind) -> click.Command:
    @click.command("sign", help="Sign a draft with one official's root key, after saying it in words.")
    @click.argument("draft", type=FILE)
    @click.option("--key", "key_file", type=FILE, required=True, help="The official's key file (.age).")
    @documents_option
    @click.option("--root", help="Fingerprint of the roots (43 characters), instead of comparing its words by eye.")
    @click.option("--request", "requests", type=FILE, multiple=True, help="An enrolment request that lies elsewhere.")
    @click.option("--without-request", is_flag=True, help="Accept new keys that no enrolment request asks for.")
    @click.option("--again", is_flag=True, help="Sign another document under a version that was never published.")
    @folder_or_draft_option
    @yes_option
    @passphrase_options
    @spoken
    def sign(  # noqa: PLR0913 - one argument per option
        *,
        speech: Speech,
        draft: Path,
        key_file: Path,
        documents: Path | None,
        root: str | None,
        requests: tuple[Path, ...],
        without_request: bool,
        again: bool,
        folder: Path | None,
        yes: bool,
        passphrase_file: Path | None,
        passphrase_fd: int | None,
    ) -> None:
        one = load(draft, kind)
        ground = present(one, draft, documents, requests, speech)
        if not without_request:
            _require_requests(one, ground, draft, requests)
        if root is not None:
            require_anchor(ground, root)
        key = load_root_key(key_file, source_of(speech, passphrase_file, passphrase_fd))
        require_listed(key, ground)
        memory = Memory.beside(key_file, key.key.public)
        require_remembered(memory, one, ground, again=again)
        require_known_roots(memory, one, read_shelf(documents or draft.parent))
        if root is None and not _knows_roots(memory, one):
            _ask_anchor(ground, one, speech, yes=yes)
        office = quoted(key.office)
        words = " ".join(document_words(one.payload))
        speech.say(f"\nKata naskah: {words}", f"\nDocument words: {words}")
        speech.require(f"Tanda tangani naskah ini sebagai {office}?", f"Sign this document as {office}?", yes=yes)
        target = (folder or draft.parent) / f"{one.stem}.signed-{slug(key.office)}.json"
        if target.exists():
            raise CeremonyError(f"{target.name} exists already; nothing is overwritten")
        memory.write(entry_of(one), key.key)
        write_new(target, sign_loaded(one, key.key))
        speech.say(f"Ditandatangani: {target}", f"Signed: {target}")

    return sign


def folder_or_draft_option(function: Command) -> Command:
    """Give a command `--out`, which is the draft's own folder if left out."""
    return click.option("--out", "folder", type=FOLDER, help="Folder for the new file; else the draft's own.")(function)


def _combine(kind: Kind) -> click.Command:
    @click.command("combine", help="Join the officials' signatures into the document that is published.")
    @click.argument("signed", type=FILE, nargs=-1, required=True)
    @documents_option
    @folder_or_draft_option
    @spoken
    def join(*, speech: Speech, signed: tuple[Path, ...], documents: Path | None, folder: Path | None) -> None:
        shelf = read_shelf(documents or signed[0].parent)
        one, envelope, silent = combine([read_document(path) for path in signed], kind, shelf)
        target = (folder or signed[0].parent) / f"{one.stem}.json"
        write_new(target, envelope)
        words = " ".join(document_words(one.payload))
        speech.say(f"Digabungkan: {target}", f"Combined: {target}")
        speech.say(f"Kata naskah: {words}", f"Document words: {words}")
        if silent:
            names = ", ".join(quoted(office) for office in silent)
            speech.say(f"Belum menandatangani: {names}", f"Did not sign: {names}")

    return join


def _check(_kind: Kind) -> click.Command:
    @click.command("check", help="Verify all documents of a folder, together with files that are to join them.")
    @click.argument("files", type=FILE, nargs=-1)
    @click.option("--documents", "documents", type=FOLDER, default=Path(), help="The folder; else the current one.")
    @click.option("--root", help="Fingerprint of the installation's roots (43 characters), from paper or a poster.")
    @spoken
    def check(*, speech: Speech, files: tuple[Path, ...], documents: Path, root: str | None) -> None:
        anchor = root or read_shelf(documents, files).roots(INSTALLATION)[0].document.fingerprint_text()
        book, _ = verify_folder(documents, files, anchor)
        if root is None:
            speech.warn(
                "sidik jari belum dibandingkan. Bandingkan delapan kata instalasi (00) dengan catatan di kertas.",
                "the fingerprint was not compared. Compare the eight words of the installation (00) with paper.",
            )
        speech.lines(summary(book, speech))

    return check


def _publish(_kind: Kind) -> click.Command:
    @click.command("publish", help="Copy documents into an installation's folder, if all of it verifies with them.")
    @click.argument("files", type=FILE, nargs=-1, required=True)
    @click.option("--into", "folder", type=FOLDER, required=True, help="The folder keys/ of the installation's data.")
    @spoken
    def publish_command(*, speech: Speech, files: tuple[Path, ...], folder: Path) -> None:
        book, new = publish(files, folder)
        for name in new:
            speech.say(f"Diterbitkan: {name}", f"Published: {name}")
        if not new:
            speech.say("Semua sudah terbit.", "Everything is published already.")
        speech.lines(summary(book, speech))

    return publish_command


def _print(kind: Kind) -> click.Command:
    @click.command("print", help="Write a record to print: plain text, and a page with the QR code.")
    @click.argument("document", type=FILE)
    @documents_option
    @folder_or_draft_option
    @spoken
    def print_command(*, speech: Speech, document: Path, documents: Path | None, folder: Path | None) -> None:
        one = load(document, kind)
        ground = ground_of(one.document, read_shelf(documents or document.parent))
        requests = requests_for(one, ground, requests_beside(document))
        record = _record(one, ground, tell(one, ground, requests, speech), document, speech)
        for path in record.write((folder or document.parent) / one.stem):
            speech.say(f"Ditulis: {path}", f"Written: {path}")

    return print_command


def summary(book: TrustBook, speech: Speech) -> list[str]:
    """Say what a verified set holds, agency by agency."""
    installation = book.installation[-1].document
    lines = [
        speech("Semua naskah sah.", "All documents verify."),
        f"  {INSTALLATION:<6} {' '.join(installation.fingerprint_words())}  {installation.fingerprint_text()}",
    ]
    for entry in book.agencies.document.agencies:
        trust = book.by_agency[entry.agency]
        roots = trust.roots[-1].document
        lines.append(f"  {entry.agency:<6} {' '.join(roots.fingerprint_words())}  {quoted(entry.name)}")
        lines.append(f"         {_directory_line(trust.directories[-1].document, speech)}" if trust.directories else
                     "         " + speech("belum ada daftar penerima", "no directory yet"))  # fmt: skip
    return lines


def _directory_line(directory: Directory, speech: Speech) -> str:
    state = speech(*_STANDINGS[standing(directory, SystemClock().today(), RELEASED)])
    readers = len(directory.readers)
    return speech(
        f"daftar penerima versi {directory.version}: {readers} petugas, berlaku s.d. {directory.expires} ({state})",
        f"directory version {directory.version}: {readers} officers, expires {directory.expires} ({state})",
    )


def _record(one: Loaded, ground: Ground, lines: list[str], path: Path, speech: Speech) -> Record:
    roots = ground.rules[-1]
    codes = [(speech("Sidik naskah", "Document digest"), entry_of(one).digest)]
    if isinstance(one.document, Roots):
        codes.insert(0, (speech("Sidik jari", "Fingerprint"), one.document.fingerprint_text()))
    return Record(
        language=speech("id", "en"),
        title=speech(f"Berita acara {one.stem}", f"Record of {one.stem}"),
        lines=[*lines, *_key_words(one, speech), "", *_signed_by(path, roots, speech)],
        codes=codes,
        signatures=[shown(entry.office) for entry in roots.keys],
    )


def _key_words(one: Loaded, speech: Speech) -> list[str]:
    """List the words of every officer's keys, which the agency's page shows too: an old print finds a swapped key."""
    if not isinstance(one.document, Directory):
        return []
    title = speech("KATA KUNCI, seperti di halaman instansi", "WORDS OF KEYS, as on the agency's page")
    return [title, *(f"  {entry.id}: {key_words(entry)}" for entry in holders(one.document))]


def _signed_by(path: Path, roots: Roots, speech: Speech) -> list[str]:
    data = read_document(path)
    if not data.startswith(b'{"payload":'):
        return [speech("Naskah ini masih rancangan: belum ditandatangani.", "This is a draft: nobody signed it yet.")]
    signers = {key.text for key in Unverified(data).signers(frozenset(roots.verify_keys()))}
    names = [quoted(entry.office) for entry in roots.keys if entry.key in signers]
    return [speech(f"Ditandatangani dengan kunci: {', '.join(names)}", f"Signed with the keys of: {', '.join(names)}")]


def _require_requests(one: Loaded, ground: Ground, draft: Path, more: Sequence[Path]) -> None:
    if not isinstance(one.document, Directory):
        return
    requests = requests_for(one, ground, [*requests_beside(draft), *more])
    bare = without_request(one.document, ground.previous, requests)
    if bare:
        raise CeremonyError(f"no enrolment request asks for the keys of {', '.join(bare)}")


def _knows_roots(memory: Memory, one: Loaded) -> bool:
    return any(signed.kind == "roots" and signed.agency == one.agency for signed in memory.signed)


def _ask_anchor(ground: Ground, one: Loaded, speech: Speech, *, yes: bool) -> None:
    """Ask an official whose key does not remember the roots to compare them with paper.

    Raises:
        CeremonyError: nobody is asked (`--yes`), and no fingerprint was given either.
    """
    is_founding = isinstance(one.document, Roots) and ground.previous is None
    if yes and not is_founding:
        raise CeremonyError("with --yes, say which roots are meant by --root")
    words = " ".join(ground.rules[0].fingerprint_words())
    speech.require(
        f"\nSidik jari akar {one.agency}: {words}\nSamakah dengan catatan di kertas Anda?",
        f"\nFingerprint of the roots of {one.agency}: {words}\nIs it the one on your paper?",
        yes=yes,
    )
