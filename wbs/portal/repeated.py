"""A form that was posted twice: its case exists; whatever the second post says differently becomes a message.

Unless it says differently who reads: then nothing of it may reach those to whom the first one went.
"""

from collections.abc import Sequence
from enum import StrEnum

import msgspec
from flask_babel import gettext

from wbs.crypto.receipt import Receipt
from wbs.crypto.report import ReportBody
from wbs.errors import NotFoundError
from wbs.portal.channels import Receiving
from wbs.portal.kept import drop_file
from wbs.portal.labels import FIELDS
from wbs.portal.report_form import LONG
from wbs.portal.report_rows import row_text
from wbs.portal.seal_on_arrival import Correspondence, Opened
from wbs.portal.service import Portal
from wbs.portal.tickets import KeptFile


class Repeated(StrEnum):
    """What became of a repeated post; values stand in the template."""

    SAME = "same"
    """It says nothing that was not stored."""
    ADDED = "added"
    OTHER_READERS = "other-readers"
    """It was to go to others than the first one, or leaves out somebody who reads that: nothing of it was stored."""


def keep_differences(
    portal: Portal, receipt: Receipt, report: ReportBody, files: Sequence[KeptFile], receiving: Receiving
) -> Repeated:
    """Add what a repeated post says differently; say what became of it.

    Args:
        portal: the application.
        receipt: of both posts.
        report: what the second one says.
        files: all that came with it.
        receiving: who would read it if it were the first.

    Raises:
        NotFoundError: the case, or a file, is gone.
        StoreError: it could not be stored.
        RefusedError: the stored case is not genuine.
    """
    way = Correspondence(portal.store, receipt, portal.today().published.book)
    opened = way.open()
    if opened is None:
        raise NotFoundError("the case of a repeated form is gone")
    if not _stays_among(opened, receiving):
        for file in files:
            drop_file(portal.store, file)  # those of the first post belong to its case, out of reach
        return Repeated.OTHER_READERS
    new = [file for file in files if not way.has_file(opened, file)]
    for file in files:
        if file not in new:
            drop_file(portal.store, file)
    parts = [part for part in _parts(report, opened.differing(report)) if not opened.has_said(part)]
    if not parts and not new:
        return Repeated.SAME
    for part in parts or [""]:
        way.send(opened, part, new, portal.today().day)
        new = []
        opened = way.open() or opened
    return Repeated.ADDED


def _stays_among(opened: Opened, receiving: Receiving) -> bool:
    """Say whether what is added now is read by nobody whom the second post keeps it from."""
    first = opened.dossier.chain.first
    return first.agency == receiving.directory.document.agency and set(receiving.excluded) <= set(first.excluded)


def _parts(report: ReportBody, changed: Sequence[str]) -> list[str]:
    """Write changed members as text, in pieces that fit a message."""
    if not changed:
        return []
    lines = [gettext("The form was sent a second time, with other answers:")]
    lines += [f"{FIELDS[name]}\n{_value(report, name)}" for name in changed if name in FIELDS]
    text = "\n\n".join(lines)
    return [text[start : start + LONG].strip() for start in range(0, len(text), LONG)]


def _value(report: ReportBody, name: str) -> str:
    if getattr(report, name) is msgspec.UNSET:
        return str(gettext("(left empty)"))
    return row_text(report, name)
