"""`wbs keys recovery regrant`, `export`, `import`: cases let into new hands, here or by way of an offline computer.

Every case is one small step of its own: a run that was stopped is begun again, and passes over what is done.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import click

from wbs.cases.model import AgencyCode, CaseName, KeyDigest
from wbs.cases.readers.restoring import SentRecord, inside_of, names_of_cases, recovery_keys, store_restoration
from wbs.cases.reporters.mailbox import material_of
from wbs.cli.ceremony.telling import key_words
from wbs.cli.options import day_option, issue_day
from wbs.cli.recovery.case_lines import export_case, exported_cases, restored_cases, restored_line
from wbs.cli.recovery.restored import (
    agency_option,
    keys_option,
    load_book,
    restored_keys,
    root_option,
    say_match,
    share_options,
)
from wbs.cli.refusals import indonesian
from wbs.cli.speech import Speech, quoted, spoken
from wbs.clock import SystemClock
from wbs.config import PortalConfig
from wbs.crypto.directory import READING, parse_day
from wbs.crypto.records import ReaderRef, case_number
from wbs.crypto.recovery import RecoveryKeys
from wbs.crypto.restoring import MaterialSource, StoredCase, restore_case
from wbs.crypto.trust import TrustBook
from wbs.errors import CeremonyError, RefusedError, TrustError, WbsError
from wbs.store.store import Store, open_store

_SHOWN = 20
_FAILED = 1

Target = tuple[CaseName, MaterialSource]
Keep = Callable[[CaseName, Sequence[SentRecord]], int]


@dataclass(slots=True)
class Tally:
    """What a run did."""

    restored: int = 0
    unchanged: int = 0
    left_out: int = 0
    refused: list[tuple[CaseName, str]] = field(default_factory=list)


@click.command("regrant")
@agency_option
@keys_option
@root_option
@share_options
@click.option(
    "--reader", "readers", multiple=True, help="An officer who gets the cases: penerima-01, or 32/penerima-01."
)
@click.option("--reason", default="", help="Why, for everybody who reads the cases; the day is put before it.")
@click.option("--from", "source", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Exported cases.")
@click.option("--to", "target", type=click.Path(path_type=Path), help="Where to write what the server imports.")
@click.option("--anew", is_flag=True, help="A new key also where they read already, but cannot open the case.")
@day_option
@click.option("--yes", is_flag=True, help="Ask nothing; for scripts.")
@spoken
def regrant_command(  # noqa: PLR0913 - one for each option
    *,
    speech: Speech,
    agency: str,
    keys: Path,
    root: str | None,
    share_file: tuple[Path, ...],
    key_count: int,
    readers: tuple[str, ...],
    reason: str,
    source: Path | None,
    target: Path | None,
    anew: bool,
    day: str | None,
    yes: bool,
) -> None:
    """Let officers of the newest directory into every case that the recovery key reads.

    Without --from and --to it works on this computer's database.
    """
    if (source is None) != (target is None):
        raise CeremonyError("--from and --to belong together")
    book = load_book(speech, keys, root)
    when = issue_day(day, book.newest(agency).document.issued)
    refs = [_reader(agency, name, book, when) for name in readers]
    _show_readers(speech, refs, book)
    if source is None:
        speech.warn(
            "kunci pemulihan akan ada di ingatan komputer ini; dengan export dan import ia tetap luring",
            "the recovery key will be in this computer's memory; with export and import it stays offline",
        )
    found = restored_keys(speech, agency, book, share_file, key_count)
    say_match(speech, found.keys, book)
    newest = book.newest(agency).document
    speech.say(
        "Bandingkan kata kunci dengan halaman instansi atau berita acara: daftar yang lama memuat kunci yang lama.",
        "Compare the words of keys with the agency's page or the printed record: an old directory lists old keys.",
    )
    speech.require(
        f"Berikan semua perkara kepada mereka, menurut daftar penerima versi {newest.version} ({newest.issued})?",
        f"Give them all cases, by directory version {newest.version} ({newest.issued})?",
        yes=yes,
    )
    run = Run(speech, found.keys, book, refs, f"{when} {reason}".strip(), anew)
    _say_tally(speech, run.on_database() if source is None or target is None else run.offline(source, target))


@click.command("export")
@agency_option
@keys_option
@click.option("--to", "target", type=click.Path(path_type=Path), required=True, help="The file to write.")
@spoken
def export_command(*, speech: Speech, agency: str, keys: Path, target: Path) -> None:
    """Write every case that the agency's recovery key reads to one file, sealed as it is, for the offline computer."""
    book = load_book(speech, keys, None)
    digests = _digests(agency, book)
    count = 0
    with _database() as store, _whole_file(target) as write:
        for name in names_of_cases(store.cases, digests):
            line = export_case(store.inside, name, digests)
            if line is not None:
                write(line)
                count += 1
    speech.say(f"{count} perkara ditulis ke {target.name}.", f"{count} cases written to {target.name}.")


@click.command("import")
@agency_option
@keys_option
@click.option("--from", "source", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
@spoken
def import_command(*, speech: Speech, agency: str, keys: Path, source: Path) -> None:
    """Store what the offline computer signed; what is stored already is passed over."""
    book = load_book(speech, keys, None)
    tally = Tally()
    with _database() as store:
        for case in restored_cases(source):
            keep = _keeper(store, agency, book)
            _step(tally, case.name, lambda: (keep(case.name, case.sent_records()), 0))  # noqa: B023 - called at once
    _say_tally(speech, tally)


@dataclass(frozen=True, slots=True)
class Run:
    """One restoration of all cases."""

    speech: Speech
    keys: RecoveryKeys = field(repr=False)
    book: TrustBook = field(repr=False)
    readers: Sequence[ReaderRef]
    reason: str
    anew: bool = False
    """Whether also whoever reads already gets a new key."""

    def on_database(self) -> Tally:
        """Open, sign and store case by case in this computer's database."""
        digests = _digests(self.keys.agency, self.book)
        with _database() as store:
            names = list(names_of_cases(store.cases, digests))
            targets = ((name, _stored(store, name)) for name in names)
            return self._all(targets, _keeper(store, self.keys.agency, self.book), len(names))

    def offline(self, source: Path, target: Path) -> Tally:
        """Open and sign exported cases; write what the server imports, whole or not at all."""
        total = sum(1 for _ in exported_cases(source))
        with _whole_file(target) as write:

            def keep(name: CaseName, records: Sequence[SentRecord]) -> int:
                if records:
                    write(restored_line(name, records))
                return len(records)

            targets = ((case.name, case.stored) for case in exported_cases(source))
            return self._all(targets, keep, total)

    def _all(self, targets: Iterable[Target], keep: Keep, total: int) -> Tally:
        tally = Tally()
        label = self.speech("Memulihkan", "Restoring")
        with click.progressbar(targets, length=total, label=label, file=sys.stderr) as shown:
            for name, material in shown:
                _step(tally, name, lambda: self._restore(name, material, keep))  # noqa: B023 - called at once
        return tally

    def _restore(self, name: CaseName, material: MaterialSource, keep: Keep) -> tuple[int, int]:
        made = restore_case(self.keys, material, self.readers, self.book, self.reason, anew=self.anew)
        return keep(name, [SentRecord(one.sealed, one.inside) for one in made.records]), len(made.left_out)


def _step(tally: Tally, name: CaseName, work: Callable[[], tuple[int, int]]) -> None:
    """Do one case; what is wrong with it keeps nobody from the others."""
    try:
        stored, left_out = work()
    except (RefusedError, WbsError) as error:
        tally.refused.append((name, str(error)))
        return
    tally.left_out += left_out
    if stored:
        tally.restored += 1
    else:
        tally.unchanged += 1


def _keeper(store: Store, agency: str, book: TrustBook) -> Keep:
    clock = SystemClock()

    def keep(name: CaseName, records: Sequence[SentRecord]) -> int:
        if not records:
            return 0
        return store_restoration(store.cases, name, records, book, agency=AgencyCode(agency), now=clock.now())

    return keep


def _stored(store: Store, name: CaseName) -> MaterialSource:
    def give(reader_key: str) -> StoredCase | None:
        file = store.inside.officers_file(name, KeyDigest(reader_key))
        return None if file is None else StoredCase(material_of(file.case), inside_of(file.inside))

    return give


def _digests(agency: str, book: TrustBook) -> tuple[KeyDigest, ...]:
    digests = recovery_keys(AgencyCode(agency), book) if book.is_open(agency) else ()
    if not digests:
        raise TrustError("this agency's directories list no recovery key")
    return digests


def _reader(agency: str, name: str, book: TrustBook, day: str) -> ReaderRef:
    code, slash, reader = name.partition("/")
    ref = ReaderRef(agency=code if slash else agency, reader=reader if slash else name)
    entry = book.current_reader(ref.agency, ref.reader)
    if entry is None:
        raise TrustError(f"the newest directory does not list {ref.agency}/{ref.reader}")
    if not entry.may(READING) or not entry.serves(parse_day(day)):
        raise TrustError(f"{ref.agency}/{ref.reader} does not read cases today by the newest directory")
    return ref


def _show_readers(speech: Speech, refs: Sequence[ReaderRef], book: TrustBook) -> None:
    if not refs:
        speech.say(
            "Tidak ada petugas yang disebut: hanya kunci pemulihan yang baru yang diberi perkara.",
            "No officers named: only the newest recovery key is let into the cases.",
        )
    for ref in refs:
        entry = book.current_reader(ref.agency, ref.reader)
        if entry is not None:
            speech.lines([f"  + {ref.agency}/{ref.reader} {quoted(entry.label)}, {quoted(entry.unit)}"])
            speech.say(f"      kata kunci: {key_words(entry)}", f"      words of the keys: {key_words(entry)}")


def _say_tally(speech: Speech, tally: Tally) -> None:
    speech.say(
        f"{tally.restored} perkara dipulihkan, {tally.unchanged} sudah lengkap, {len(tally.refused)} ditolak;"
        f" {tally.left_out} kali seseorang tidak diberi karena dikecualikan.",
        f"{tally.restored} cases restored, {tally.unchanged} complete before, {len(tally.refused)} refused;"
        f" {tally.left_out} times somebody was left out as excluded.",
    )
    for name, why in tally.refused[:_SHOWN]:
        speech.warn(f"{case_number(name.case)}: {indonesian(why)}", f"{case_number(name.case)}: {why}")
    if tally.refused:
        sys.exit(_FAILED)


@contextmanager
def _database() -> Iterator[Store]:
    store = open_store(PortalConfig.from_environment(os.environ).database_url)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def _whole_file(path: Path) -> Iterator[Callable[[bytes], None]]:
    """Write lines to a new file that gets its name only when it is whole."""
    if path.exists():
        raise CeremonyError(f"{path.name} exists already; nothing is overwritten")
    draft = path.with_name(path.name + ".part")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:

        def write(line: bytes) -> None:
            file.write(line + b"\n")

        yield write
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
