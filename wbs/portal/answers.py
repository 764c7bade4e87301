"""Makes a report of cleaned answers; the script of the report page has the same rules (`answers.js`)."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from wbs.cases.rules.ranks import Rank
from wbs.crypto.report import (
    Accused,
    Affiliation,
    Category,
    Contact,
    IdentityMode,
    Reference,
    ReportBody,
    Timing,
    title_of,
)

LINE_CHARS: Final = 120
ADDRESS_CHARS: Final = 300
_MAX_REFERENCES = 10


def report_of(values: Mapping[str, str], more: Sequence[str], *, agency: str, rank: str) -> ReportBody:
    """Make a report of answers in which nothing is missing, too long or unknown.

    Args:
        values: cleaned answers.
        more: what the names of fields about further persons end with.
        agency: the area that was chosen.
        rank: of whoever is reported, the one that decides who reads.
    """
    mode = IdentityMode(values["identity"] or IdentityMode.ANONYMOUS)
    return ReportBody(
        title=values["title"] or title_of(values["what"]),
        what=values["what"],
        accused=people_of(values, more),
        rank=rank,
        where=values["where"],
        region=agency,
        when=values["when"],
        timing=Timing(values["timing"]) if values["timing"] else msgspec.UNSET,
        category=Category(values["category"] or Category.OTHER),
        how=values["how"] or msgspec.UNSET,
        why=values["why"] or msgspec.UNSET,
        loss=values["loss"] or msgspec.UNSET,
        witnesses=values["witnesses"] or msgspec.UNSET,
        evidence_held_by=values["held"] or msgspec.UNSET,
        reported_elsewhere=references_of(values["elsewhere"]) or msgspec.UNSET,
        relation=Affiliation(values["relation"]) if values["relation"] else msgspec.UNSET,
        danger=values["danger"] or msgspec.UNSET,
        accommodation=values["accommodation"] or msgspec.UNSET,
        keep_from=values["keep_from"] or msgspec.UNSET,
        identity_mode=mode,
        contact=(contact_of(values) if mode is IdentityMode.NAMED else None) or msgspec.UNSET,
    )


def people_of(values: Mapping[str, str], more: Sequence[str]) -> list[Accused]:
    """Give everybody who is reported: the first, and of the others those of whom something was written."""
    return [
        Accused(
            name=values["who" + number] or msgspec.UNSET,
            post=values["post" + number] or msgspec.UNSET,
            unit=values["unit" + number] or msgspec.UNSET,
            rank=values["rank" + number] or Rank.UNKNOWN,
        )
        for number in ("", *more)
        if not number or any(values[name + number] for name in ("who", "post", "unit"))
    ]


def references_of(text: str) -> list[Reference] | None:
    """Read where else a matter was reported: one line each, the number after a colon; None if it is too much."""
    found = []
    for line in filter(None, (line.strip() for line in text.replace("\t", " ").split("\n"))):
        channel, _, number = (part.strip() for part in line.partition(": "))
        if not channel:
            continue
        if len(channel) > LINE_CHARS or len(number) > LINE_CHARS:
            return None
        found.append(Reference(channel=channel, number=number or msgspec.UNSET))
    return found if len(found) <= _MAX_REFERENCES else None


def contact_of(values: Mapping[str, str]) -> Contact | None:
    """Give who the reporter is; None for whoever stays anonymous, whatever was typed before that was chosen."""
    mode = values["identity"] or IdentityMode.ANONYMOUS
    if mode not in {IdentityMode.CONFIDENTIAL, IdentityMode.NAMED} or not values["person"]:
        return None
    return Contact(
        name=values["person"],
        address=values["address"] or msgspec.UNSET,
        occupation=values["occupation"] or msgspec.UNSET,
        phone=values["phone"] or msgspec.UNSET,
        other=values["reach"] or msgspec.UNSET,
    )
