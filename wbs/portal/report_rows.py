"""A report as rows of questions and answers, in the order of the form; the script of the mailbox has the same rows."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from wbs.crypto.report import Accused, Category, Contact, Reference, ReportBody
from wbs.portal.labels import CATEGORIES, MODES, RANKS, RELATIONS, TIMINGS

ROWS: Final = (
    *("title", "what", "accused", "rank", "keep_from", "where", "when", "timing", "how", "why", "loss", "relation"),
    *("danger", "accommodation", "identity_mode", "contact", "witnesses", "evidence_held_by", "reported_elsewhere"),
    "category",
)


def report_rows(report: ReportBody, labels: Mapping[Category, str]) -> list[tuple[str, str]]:
    """List what was answered: the member's name, and the answer as people read it, kinds by the agency's `labels`."""
    answered = (name for name in ROWS if getattr(report, name) is not msgspec.UNSET)
    return [(name, _named(report, name, labels)) for name in answered]


def row_text(report: ReportBody, name: str) -> str:
    """Give one answer as people read it; the member must be there."""
    value = getattr(report, name)
    make = _TEXTS.get(name)
    return str(value) if make is None else make(value)


def _named(report: ReportBody, name: str, labels: Mapping[Category, str]) -> str:
    own = labels.get(report.category) if name == "category" else None
    return row_text(report, name) if own is None else own


def _accused(people: list[Accused]) -> str:
    lines = (_joined(one.name, one.post, one.unit, _rank_of(one)) for one in people)
    return "\n".join(lines)


def _rank_of(accused: Accused) -> str:
    return "" if accused.rank is msgspec.UNSET else str(RANKS.get(accused.rank, accused.rank))


def _contact(contact: Contact) -> str:
    parts = (contact.name, contact.address, contact.occupation, contact.phone, contact.other)
    return "\n".join(part for part in parts if part is not msgspec.UNSET)


def _references(references: list[Reference]) -> str:
    return "\n".join(_joined(one.channel, one.number) for one in references)


def _joined(*parts: str | msgspec.UnsetType) -> str:
    return ", ".join(part for part in parts if part)


def _label(labels: Mapping[str, object]) -> Callable[[str], str]:
    return lambda value: str(labels.get(value, value))


_TEXTS: Mapping[str, Callable[[Any], str]] = {
    "accused": _accused,
    "contact": _contact,
    "reported_elsewhere": _references,
    "rank": _label(RANKS),
    "timing": _label(TIMINGS),
    "relation": _label(RELATIONS),
    "identity_mode": _label(MODES),
    "category": _label(CATEGORIES),
}
