"""A form that was posted twice: its case exists; whatever the second post says differently becomes a message."""

from collections.abc import Sequence

import msgspec
from flask_babel import gettext

from wbs.crypto.receipt import Receipt
from wbs.crypto.report import ReportBody
from wbs.errors import NotFoundError
from wbs.portal.kept import drop_file
from wbs.portal.labels import FIELDS
from wbs.portal.report_form import LONG
from wbs.portal.report_rows import row_text
from wbs.portal.seal_on_arrival import Correspondence
from wbs.portal.service import Portal
from wbs.portal.tickets import KeptFile


def keep_differences(portal: Portal, receipt: Receipt, report: ReportBody, files: Sequence[KeptFile]) -> bool:
    """Add what a repeated post says differently; give whether there was anything.

    Raises:
        NotFoundError: the case, or a file, is gone.
        StoreError: it could not be stored.
        RefusedError: the stored case is not genuine.
    """
    way = Correspondence(portal.store, receipt, portal.today().published.book)
    opened = way.open()
    if opened is None:
        raise NotFoundError("the case of a repeated form is gone")
    new = [file for file in files if not way.has_file(opened, file)]
    for file in files:
        if file not in new:
            drop_file(portal.store, file)
    parts = [part for part in _parts(report, opened.differing(report)) if not opened.has_said(part)]
    if not parts and not new:
        return False
    for part in parts or [""]:
        way.send(opened, part, new, portal.today().day)
        new = []
        opened = way.open() or opened
    return True


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
