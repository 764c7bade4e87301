"""Signed words on one case as it stands: approvals, parcels, retractions (docs/spec/referral.md, docs/spec/case.md)."""

from datetime import timedelta
from typing import Any

import msgspec

from tests.cast import ISSUED, PROVINCE, REGENCY, TODAY, a_report
from tests.crypto.makers import world as papers
from tests.crypto.makers.drawing import drawn
from tests.crypto.makers.kit import Area
from tests.crypto.scenario import encode
from tests.stories.simulator import readings
from wbs.crypto.approval import Approval, readers_digest
from wbs.crypto.compose import compose_access, compose_case, name_of, recipient
from wbs.crypto.directory import parse_day
from wbs.crypto.keys import CasePrivateKey
from wbs.crypto.messages import SealedBy, digest_of
from wbs.crypto.parcel import Complaint
from wbs.crypto.receipt import Receipt
from wbs.crypto.records import ReaderRef, verify_chain
from wbs.crypto.retraction import Retracted, Retraction
from wbs.crypto.shape import serialise
from wbs.crypto.signing import Unverified, sign, sign_payload

_APPROVALS = 'docs/spec/referral.md "To another agency": approval '
_PARCELS = 'docs/spec/referral.md "To SP4N-LAPOR!": parcel '
_REMOVALS = 'docs/spec/case.md "Rules": retraction '
_RECEIVER, _OTHER, _AUDITOR = (f"{REGENCY}/{name}" for name in ("penerima-01", "penerima-02", "pengawas-01"))
_STRANGER, _THERE = f"{REGENCY}/inspektur", f"{PROVINCE}/penerima-01"
_OTHER_DIGEST = "A" * 42 + "E"


class _House:
    """A case of two receivers and an auditor, and people who sign about it."""

    def __init__(self) -> None:
        self.world = papers.small_world(_RECEIVER, _OTHER, _AUDITOR, _STRANGER, _THERE)
        self.book = self.world.book()
        self.receipt = Receipt.generate()
        directory = self.book.newest(REGENCY)
        self.sealed = compose_case(
            report=a_report(),
            receipt=self.receipt,
            directory=directory,
            recipients=[
                recipient(REGENCY, reader, key)
                for reader, key in sorted(directory.reader_keys.items())
                if f"{REGENCY}/{reader}" in {_RECEIVER, _OTHER, _AUDITOR}
            ],
            sealed_by=SealedBy.BROWSER,
        )
        self.chain = verify_chain([self.sealed.record], self.book)
        self.heard = digest_of(self.sealed.message.sealed)
        self.there = readers_digest([one.name for one in readings(self.world.people[_THERE])])

    def given(self) -> dict[str, Any]:
        """Give what every question of this area shares."""
        documents = papers.given(self.world.documents(), self.world.anchor)
        return {**documents, "records": [encode(self.sealed.record)], "today": TODAY.isoformat()}

    def grown(self) -> dict[str, Any]:
        """Give the records after another reader was let in."""
        author = self.world.people[_RECEIVER]
        added = compose_access(
            author.secret.signing_key,
            author.ref,
            self.chain,
            CasePrivateKey.generate(),
            readings(self.world.people[_STRANGER])[0],
            newest=self.chain.records[-1],
            directories=[name_of(self.book.newest(REGENCY))],
            reason="telaah",
        )
        return {"records": [encode(self.sealed.record), encode(added.record)]}

    def approval(self, signer: str = _RECEIVER, **changes: Any) -> bytes:
        """Sign an approval; what is changed need not be allowed."""
        person = self.world.people[signer]
        members = {
            "case": self.chain.case,
            "record": self.chain.records[-1].digest,
            "to": PROVINCE,
            "readers": self.there,
            "author": person.ref,
            "day": TODAY.isoformat(),
        }
        return sign(Approval(**{**members, **changes}), person.secret.signing_key)

    def parcel(self, signer: str = _RECEIVER, **changes: Any) -> bytes:
        """Sign a parcel; what is changed need not be allowed."""
        person = self.world.people[signer]
        members = {
            "case": self.chain.case,
            "record": self.chain.records[-1].digest,
            "heard": self.heard,
            "author": person.ref,
            "day": TODAY.isoformat(),
            "nonce": "A" * 22,
            "title": "Jalan rusak",
            "content": "Jalan desa rusak sejak Januari.",
        }
        return sign(Complaint(**{**members, **changes}), person.secret.signing_key)

    def retraction(self, **changes: Any) -> Retraction:
        """Write a retraction of the report."""
        members = {"case": self.chain.case, "messages": [Retracted(seq=1, digest=self.heard)]}
        return Retraction(**{**members, **changes})


def make_approvals() -> Area:
    area = Area("approval")
    with drawn("approval"):
        house = _House()
        whole = {**house.given(), "approval": encode(house.approval())}
        area.accept("approval", "approval.verify", _APPROVALS + "by an officer who reads the case and replies", whole,
                    {"to": PROVINCE, "readers": house.there, "day": TODAY.isoformat()})  # fmt: skip
        for name, (comment, day) in _DAYS.items():
            changes = {"approval": encode(house.approval(day=day))}
            area.vary_accepted(name, "approval", _APPROVALS + comment, changes, {"day": day})
        for name, (expect, comment, changes) in _refused(house, 15).items():
            given = {"approval": encode(house.approval(**changes))}
            area.vary(expect, name, "approval", _APPROVALS + comment, given)
        late = _ahead(house)
        area.vary("trust", "over-by-directory", "approval", _APPROVALS + "by a clock behind the directory's day",
                  {**late, "approval": encode(house.approval(day=ISSUED))})  # fmt: skip
        area.vary("trust", "changed-since", "approval", _APPROVALS + "after another reader was let in", house.grown())
        area.vary("format", "no-readers", "approval", _APPROVALS + "without readers",
                  {"approval": encode(_without(house.approval(), "readers", house, Approval))})  # fmt: skip
        area.vary("format", "no-day-at-all", "approval", _APPROVALS + "without a day",
                  {"approval": encode(_without(house.approval(), "day", house, Approval))})  # fmt: skip
        area.vary("format", "parcel", "approval", _APPROVALS + "another kind of word",
                  {"approval": encode(house.parcel())})  # fmt: skip
    return area


def make_parcels() -> Area:
    area = Area("parcel")
    with drawn("parcel"):
        house = _House()
        whole = {**house.given(), "parcel": encode(house.parcel()), "heard": house.heard}
        area.accept("parcel", "parcel.verify", _PARCELS + "of the case as it stands", whole)
        last = {"parcel": encode(house.parcel(day=_before(7)))}
        area.vary_accepted("last-day", "parcel", _PARCELS + "on its last day", last, {"day": _before(7)})
        for name, (expect, comment, changes) in _refused(house, 8).items():
            changes.pop("readers", None)
            changes.pop("to", None)
            area.vary(expect, name, "parcel", _PARCELS + comment, {"parcel": encode(house.parcel(**changes))})
        area.vary("trust", "changed-since", "parcel", _PARCELS + "after another reader was let in", house.grown())
        area.vary("trust", "word-since", "parcel", _PARCELS + "after the reporter wrote", {"heard": _OTHER_DIGEST})
        area.vary("format", "no-day-at-all", "parcel", _PARCELS + "without a day",
                  {"parcel": encode(_without(house.parcel(), "day", house, Complaint))})  # fmt: skip
        area.vary("format", "no-heard", "parcel", _PARCELS + "without the reporter's word",
                  {"parcel": encode(_without(house.parcel(), "heard", house, Complaint))})  # fmt: skip
    return area


def make_retractions() -> Area:
    area = Area("retraction")
    with drawn("retraction"):
        house = _House()
        key, case = house.receipt.signing_key, house.chain.case
        given = {"key": key.public.text, "retraction": encode(sign(house.retraction(), key))}
        told = {"case": case, "messages": [{"seq": 1, "digest": house.heard}]}
        area.accept("retraction", "retraction.verify", _REMOVALS + "signed by the reporter", given, told)
        stranger, officer = Receipt.generate().signing_key, house.world.people[_RECEIVER].secret.signing_key
        rows: dict[str, tuple[str, str, bytes]] = {
            "by-stranger": ("signature", "signed with another receipt's key", sign(house.retraction(), stranger)),
            "by-officer": ("signature", "signed by an officer", sign(house.retraction(), officer)),
            "by-both": ("signature", "signed by the reporter and another one", sign(house.retraction(), key, stranger)),
            "by-nobody": ("format", "signed by nobody", sign(house.retraction())),
            "of-nothing": ("format", "of no message", sign(house.retraction(messages=[]), key)),
            "no-number": ("format", "of a message without a number",
                          sign(house.retraction(messages=[Retracted(seq=0, digest=house.heard)]), key)),
            "no-digest": ("format", "of a message without its digest",
                          sign(house.retraction(messages=[Retracted(seq=1, digest="")]), key)),
            "no-case": ("format", "of no case", sign(house.retraction(case="")  , key)),
            "extra": ("format", "with a member that there is not",
                      sign_payload(_with(house.retraction(), why="salah"), "wbs-retraction/v1", key)),
            "approval": ("format", "an approval instead", house.approval()),
            "removed": ("version", "of another version",
                        sign_payload(_with(house.retraction(), type="wbs-retraction/v2"), "wbs-retraction/v2", key)),
        }  # fmt: skip
        for name, (expect, comment, envelope) in rows.items():
            area.vary(expect, name, "retraction", _REMOVALS + comment, {"retraction": encode(envelope)})
        flipped = bytearray(sign(house.retraction(), key))
        at = bytes(flipped).index(b'"sig":"') + 10
        flipped[at] ^= 1
        area.vary("signature", "altered", "retraction", _REMOVALS + "with an altered signature",
                  {"retraction": encode(bytes(flipped))})  # fmt: skip
    return area


_DAYS = {
    "last-day": ("on its last day", (TODAY - timedelta(days=14)).isoformat()),
    "day-ahead": ("by a machine whose day is one ahead", (TODAY + timedelta(days=1)).isoformat()),
}


def _before(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def _refused(house: _House, over: int) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Give what nobody's word may be, for both kinds; `over` days are one too many."""
    mine, nobody = house.world.people[_RECEIVER].ref, ReaderRef(agency=REGENCY, reader="siapa")
    return {
        "by-no-reader": ("trust", "by an officer who does not read the case", {"signer": _STRANGER}),
        "by-no-replier": ("trust", "by an officer whose role does not reply", {"signer": _AUDITOR}),
        "by-other-agency": ("trust", "by an officer of another agency", {"signer": _THERE}),
        "by-nobody": ("trust", "by somebody whom no directory lists", {"author": nobody}),
        "in-anothers-name": ("signature", "in a colleague's name", {"signer": _OTHER, "author": mine}),
        "other-case": ("trust", "of another case", {"case": "b" * 51 + "q"}),
        "other-record": ("trust", "of records that are not the newest", {"record": _OTHER_DIGEST}),
        "over": ("trust", "whose days are over", {"day": _before(over)}),
        "ahead": ("trust", "of a day that is yet to come", {"day": _before(-2)}),
        "no-such-day": ("format", "of no calendar day", {"day": "2026-02-30"}),
        "not-a-day": ("format", "with a time for a day", {"day": "2026-11-21T10:00"}),
    }


def _ahead(house: _House) -> dict[str, Any]:
    """Give documents whose newest directory was issued later than the day of a clock that is behind."""
    old = house.book.newest(REGENCY)
    later = (parse_day(ISSUED) + timedelta(days=15)).isoformat()
    newer = msgspec.structs.replace(old.document, version=2, previous=old.digest, issued=later)
    house.world.publish(newer)
    documents = papers.given(house.world.documents(), house.world.anchor)
    house.world.directories[REGENCY].pop()
    return {**documents, "today": ISSUED}


def _with(document: msgspec.Struct, **members: Any) -> bytes:
    """Write a document with members that it does not have, in canonical form."""
    return msgspec.json.encode({**msgspec.json.decode(serialise(document)), **members}, order="sorted")


def _without(envelope: bytes, member: str, house: _House, shape: type[Approval | Complaint]) -> bytes:
    """Sign a document again without one of its members."""
    document = msgspec.json.decode(Unverified(envelope).payload)
    document.pop(member)
    payload = msgspec.json.encode(document, order="sorted")
    return sign_payload(payload, str(shape.__struct_config__.tag), house.world.people[_RECEIVER].secret.signing_key)
