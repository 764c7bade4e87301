"""When the reporter's side changes the key of a case, and for whom (docs/spec/case.md, rule 8).

What the browser's `staying.js` and `epochs.js` do. Asks the newest directories alone: whoever has left them, or is
excluded, is given no key. Opens nothing.
"""

from collections.abc import Container, Iterable, Iterator
from datetime import date

from wbs.crypto.compose import Recipient, name_of, recipient
from wbs.crypto.directory import RECOVERY_READER, effective_day, receivers
from wbs.crypto.exclusions import is_excluded
from wbs.crypto.handling import home_of
from wbs.crypto.records import REPORTER, DirectoryName, RecordChain, VerifiedRecord, maker_reads
from wbs.crypto.trust import TrustBook
from wbs.errors import ChannelClosedError

Name = tuple[str, str]


def is_epoch_due(chain: RecordChain, newest: VerifiedRecord, book: TrustBook) -> bool:
    """Say whether the key must change before anything more is written.

    The newest key is nobody's who counts, whoever made it has left the case, or somebody holds it who no longer stands
    in the newest directory with that key.
    """
    if chain.epochs != newest.document.epoch or not maker_reads(chain, newest):
        return True
    return any(_digest_now(name, book) != digest for name, digest in newest.readers.items())


def newly_listed(chain: RecordChain, newest: VerifiedRecord, book: TrustBook) -> frozenset[Name]:
    """Name those of the agency that handles the case who came onto its list since the report was sealed, or by name.

    Nobody asked the reporter about them: an accused who is made a receiver must get no key by waiting.
    """
    home = home_of(chain, newest)
    named = (name for name in chain.first.directories if name.agency == home)
    then = next((book.directory(name.agency, name.version, name.digest).entries for name in named), {})
    return frozenset(
        (home, entry.id)
        for entry in book.newest(home).document.readers
        if entry.id not in then or then[entry.id].label != entry.label
    )


def recipients_after(
    chain: RecordChain,
    newest: VerifiedRecord,
    book: TrustBook,
    today: date,
    released: date,
    barred: Container[Name] = frozenset(),
) -> tuple[list[Recipient], list[DirectoryName]]:
    """Choose who gets the new key, in record order, and name the directories where they stand.

    Everyone who read until now and still serves. If that leaves fewer than the policy of the agency asks that handles
    the case, those who receive new cases there join them, but nobody whom the reporter's own records gave the key and
    the newest record leaves out, unless nobody else is left.

    Args:
        chain: the verified records.
        newest: the newest of them that counts.
        book: all verified documents.
        today: the day, in WIB.
        released: day of this release.
        barred: who must not join; who reads already is not asked about.

    Raises:
        ChannelClosedError: nobody is left.
    """
    chosen = {name: one for name in newest.readers if (one := _serving(name, chain, book, today, released))}
    home = home_of(chain, newest)
    people = [name for name in chosen if name[1] != RECOVERY_READER]
    if len(people) < book.newest(home).document.policy.minimum_readers:
        found = _joining(home, chain, book, today, released, is_alone=not people)
        joining = {one.name.reader: one for one in found if (home, one.name.reader) not in barred}
        former = _former(chain, newest)
        fresh = {reader: one for reader, one in joining.items() if (home, reader) not in former}
        for reader, one in (fresh if fresh or people else joining).items():
            chosen.setdefault((home, reader), one)
    if not chosen:
        raise ChannelClosedError("nobody is left who could read")
    agencies = sorted({agency for agency, _ in chosen})
    return [chosen[name] for name in sorted(chosen)], [name_of(book.newest(agency)) for agency in agencies]


def _serving(name: Name, chain: RecordChain, book: TrustBook, today: date, released: date) -> Recipient | None:
    agency, reader = name
    if not book.is_open(agency):
        return None
    directory = book.newest(agency)
    key, entry = directory.reader_keys.get(reader), directory.entries.get(reader)
    if key is None or is_excluded(agency, reader, directory, chain.first.excluded):
        return None
    if entry is not None and not entry.serves(effective_day(today, released, directory.document.issued)):
        return None
    return recipient(agency, reader, key)


def _joining(
    home: str, chain: RecordChain, book: TrustBook, today: date, released: date, *, is_alone: bool
) -> Iterator[Recipient]:
    """Give those who receive cases; none if there are too few of them, as long as somebody else is left."""
    directory = book.newest(home)
    try:
        entries = receivers(directory.document, today, released)
    except ChannelClosedError:
        if is_alone:
            raise
        return
    for entry in entries:
        if not is_excluded(home, entry.id, directory, chain.first.excluded):
            yield recipient(home, entry.id, directory.reader_keys[entry.id])


def _former(chain: RecordChain, newest: VerifiedRecord) -> frozenset[Name]:
    """Name those whom the reporter's own records gave the key, and the newest record leaves out."""
    own: Iterable[VerifiedRecord] = (one for one in chain.records if one.document.author == REPORTER)
    return frozenset(name for record in own for name in record.readers) - newest.readers.keys()


def _digest_now(name: Name, book: TrustBook) -> str | None:
    agency, reader = name
    key = book.newest(agency).reader_keys.get(reader) if book.is_open(agency) else None
    return None if key is None else key.digest
