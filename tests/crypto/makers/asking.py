"""Questions to a custodian and their answers (docs/spec/identity.md, "Opening")."""

from typing import Any

import msgspec

from tests.cast import PROVINCE, REGENCY, RELEASED, TODAY, a_report
from tests.crypto.makers import world as papers
from tests.crypto.makers.drawing import drawn
from tests.crypto.makers.kit import Area
from tests.crypto.scenario import encode
from wbs.crypto.asking import (
    Disclosure,
    IdentityAnswer,
    IdentityRequest,
    answer_request,
    ask_identity,
)
from wbs.crypto.compose import compose_access, compose_case, name_of, recipient
from wbs.crypto.directory import Custodian
from wbs.crypto.identity import fill_identity, seal_identity
from wbs.crypto.keys import CasePrivateKey, CustodianPrivateKey, OfficerSecret
from wbs.crypto.messages import SealedBy, digest_of
from wbs.crypto.receipt import Receipt
from wbs.crypto.records import ReaderRef, verify_chain
from wbs.crypto.report import Contact
from wbs.crypto.seal import seal_document
from wbs.crypto.signing import sign

_OPENING = 'docs/spec/identity.md "Opening": '
_CUSTODIAN = ReaderRef(agency=REGENCY, reader="penyimpan")
_REASON = "Pelapor meminta perlindungan LPSK; surat permohonan memerlukan nama."
_CONTACT = Contact(name="Siti Contoh", phone="0812 0000 0000")
_RECEIVER, _OTHER, _AUDITOR = (f"{REGENCY}/{name}" for name in ("penerima-01", "penerima-02", "pengawas-01"))
_REVIEWER, _LEFT = f"{REGENCY}/penelaah-01", f"{REGENCY}/inspektur"


_DAYS = {"today": TODAY.isoformat(), "released": RELEASED.isoformat()}


class _Office:
    """A case whose reporter told an identity, and a directory that lists a custodian."""

    def __init__(self, *more: str) -> None:
        self.world = papers.small_world(_RECEIVER, _OTHER, _AUDITOR, f"{PROVINCE}/penerima-01", *more)
        self.custodian, self.stranger = OfficerSecret.generate(), OfficerSecret.generate()
        old = self.world.book().newest(REGENCY)
        keys = {
            "reader_key": self.custodian.reader_key.public.text,
            "verify_key": self.custodian.signing_key.public.text,
        }
        listed = Custodian(id=_CUSTODIAN.reader, label="Penyimpan", unit="Arsip Daerah", rank="staff", **keys)
        readers = [
            msgspec.structs.replace(entry, until="2027-12-31") if entry.id == "penerima-01" else entry
            for entry in old.document.readers
        ]
        changed = {"version": 2, "previous": old.digest, "custodian": listed, "readers": readers}
        self.world.publish(msgspec.structs.replace(old.document, **changed))
        self.book = self.world.book()
        self.key = CustodianPrivateKey.parse(self.custodian.reader_key.unsafe_text())
        self.receipt = Receipt.generate()
        self.sealed = compose_case(
            report=a_report(),
            receipt=self.receipt,
            directory=self.book.newest(REGENCY),
            recipients=[
                recipient(REGENCY, reader, key)
                for reader, key in sorted(self.book.newest(REGENCY).reader_keys.items())
                if reader == "penerima-01" or f"{REGENCY}/{reader}" == _LEFT
            ],
            sealed_by=SealedBy.BROWSER,
        )
        self.identity = seal_identity(self.key.public, self.sealed.case, _CONTACT, self.receipt.signing_key)

    def asked(self, name: str = _RECEIVER, **changes: Any) -> bytes:
        """Seal a question by an officer; what is changed need not be allowed."""
        person = self.world.people[name]
        members = {"case": self.sealed.case, "author": person.ref, "reason": _REASON, "identity": self.identity}
        request = IdentityRequest(**{**members, **changes})
        return seal_document(self.key.public, sign(request, person.secret.signing_key))

    def answer(self, question: bytes, **changes: Any) -> IdentityAnswer:
        members = {
            "case": self.sealed.case,
            "request": digest_of(question),
            "author": _CUSTODIAN,
            "to": self.world.people[_RECEIVER].ref,
            "disclosure": Disclosure.OPENED,
            "contact": _CONTACT,
            "directory": name_of(self.book.newest(REGENCY)),
        }
        return IdentityAnswer(**{**members, **changes})

    def answered(self, question: bytes, **changes: Any) -> bytes:
        """Seal an answer; what is changed need not be allowed."""
        asker = self.world.people[_RECEIVER].secret.reader_key.public
        return seal_document(asker, sign(self.answer(question, **changes), self.custodian.signing_key))


class _HandedOn(_Office):
    """An officer of the case let another one in; a directory lists one of those who may have done so no more."""

    def __init__(self, handed_by: str) -> None:
        super().__init__(_REVIEWER, _LEFT)
        people = self.world.people
        author = people[handed_by]
        first = self.book.by_agency[REGENCY].directories[0]
        chain = verify_chain([self.sealed.record], self.book)
        self.added = compose_access(
            author.secret.signing_key,
            author.ref,
            chain,
            CasePrivateKey.generate(),
            recipient(REGENCY, "penelaah-01", first.reader_keys["penelaah-01"]),
            newest=chain.records[-1],
            directories=[name_of(first)],
            reason="telaah",
        ).record
        gone = people.pop(_LEFT)
        newest = self.book.newest(REGENCY)
        left = [entry for entry in newest.document.readers if entry.id != gone.id]
        changed = {"version": 3, "previous": newest.digest, "readers": left}
        self.world.publish(msgspec.structs.replace(newest.document, **changed))

    def given(self) -> dict[str, Any]:
        """Give a question by whoever was let in."""
        return {
            **papers.given(self.world.documents(), self.world.anchor),
            "records": [encode(self.sealed.record), encode(self.added)],
            "key": self.key.unsafe_text(),
            "request": encode(self.asked(_REVIEWER)),
        }


class _Visited(_Office):
    """An officer of the case let somebody of another agency in."""

    def given(self) -> dict[str, Any]:
        """Give a question by the guest."""
        people, chain = self.world.people, verify_chain([self.sealed.record], self.book)
        added = compose_access(
            people[_RECEIVER].secret.signing_key,
            people[_RECEIVER].ref,
            chain,
            CasePrivateKey.generate(),
            recipient(PROVINCE, "penerima-01", self.book.newest(PROVINCE).reader_keys["penerima-01"]),
            newest=chain.records[-1],
            directories=[name_of(self.book.newest(agency)) for agency in (PROVINCE, REGENCY)],
            reason="telaah",
        ).record
        return {
            **papers.given(self.world.documents(), self.world.anchor),
            "records": [encode(self.sealed.record), encode(added)],
            "key": self.key.unsafe_text(),
            "request": encode(self.asked(f"{PROVINCE}/penerima-01")),
        }


def make() -> Area:
    area = Area("asking")
    with drawn("asking"):
        office = _Office()
        given = papers.given(office.world.documents(), office.world.anchor)
        _questions(area, office, given)
        _answers(area, office, given)
        _handed_on(area)
    return area


def _questions(area: Area, office: _Office, given: dict[str, Any]) -> None:
    person = office.world.people[_RECEIVER]
    request = IdentityRequest(case=office.sealed.case, author=person.ref, reason=_REASON, identity=office.identity)
    question = ask_identity(person.secret.signing_key, office.key.public, request)
    whole = {
        **given,
        **_DAYS,
        "records": [encode(office.sealed.record)],
        "key": office.key.unsafe_text(),
        "request": encode(question),
    }
    contact = msgspec.to_builtins(_CONTACT)
    area.accept(
        "question", "asking.question", _OPENING + "asked and opened", whole, {"reason": _REASON, "contact": contact}
    )
    filler = fill_identity(office.key.public)
    nothing = {"request": encode(office.asked(identity=filler))}
    area.vary_accepted("nothing-told", "question", _OPENING + "filler: nothing was told", nothing, {"contact": None})
    other = seal_identity(office.stranger.reader_key.public, office.sealed.case, _CONTACT, office.receipt.signing_key)
    elsewhere = {"request": encode(office.asked(identity=other))}
    area.vary_accepted(
        "other-custodians", "question", _OPENING + "sealed to another custodian", elsewhere, {"contact": None}
    )
    _refused_questions(area, office)


def _handed_on(area: Area) -> None:
    """Records count by themselves here: a custodian opens no messages."""
    reader = {"author": {"agency": REGENCY, "reader": "penelaah-01"}}
    let_in = "by an officer whom a colleague let in"
    area.vary_accepted("let-in", "question", _OPENING + let_in, _HandedOn(_RECEIVER).given(), reader)
    by_former = f"{let_in} who is listed no more"
    area.vary("trust", "by-guest", "question", f"{_OPENING}by a guest of another agency", _Visited().given())
    area.vary("trust", "let-in-by-former", "question", _OPENING + by_former, _HandedOn(_LEFT).given())


def _refused_questions(area: Area, office: _Office) -> None:
    case, other_case = office.sealed.case, "b" * 51 + "q"
    strange = Receipt.generate().signing_key
    moved = seal_identity(office.key.public, other_case, _CONTACT, office.receipt.signing_key)
    forged = seal_identity(office.key.public, case, _CONTACT, strange)
    reporters = ReaderRef(agency=REGENCY, reader="penerima-02")
    rows = {
        "by-no-reader": ("trust", "by an officer who does not read the case", office.asked(_OTHER)),
        "by-no-replier": ("trust", "by an officer whose role does not reply", office.asked(_AUDITOR)),
        "by-nobody": ("trust", "by somebody whom no directory lists",
                      office.asked(author=ReaderRef(agency=REGENCY, reader="siapa"))),
        "in-anothers-name": ("trust", "in the name of an officer who does not read the case",
                             office.asked(author=reporters)),
        "about-other-case": ("trust", "about another case", office.asked(case=other_case)),
        "identity-of-other-case": ("trust", "with the identity of another case", office.asked(identity=moved)),
        "identity-by-stranger": ("signature", "with an identity that another reporter signed",
                                 office.asked(identity=forged)),
        "no-reason": ("format", "without a reason", office.asked(reason="")),
        "long-reason": ("format", "with a reason of 301 characters", office.asked(reason="x" * 301)),
        "short-identity": ("format", "with an identity of another length", office.asked(identity="AAAA")),
    }  # fmt: skip
    for name, (expect, comment, sealed) in rows.items():
        area.vary(expect, name, "question", _OPENING + comment, {"request": encode(sealed)})
    signed_by_other = sign(
        IdentityRequest(
            case=case,
            author=office.world.people[_RECEIVER].ref,
            reason=_REASON,
            identity=office.identity,
        ),
        office.world.people[_OTHER].secret.signing_key,
    )
    request = {"request": encode(seal_document(office.key.public, signed_by_other))}
    area.vary("signature", "signed-by-another", "question", _OPENING + "signed by another officer", request)
    over = {"today": "2028-01-01"}
    area.vary("trust", "by-former", "question", _OPENING + "by an officer whose service is over", over)
    key = {"key": office.stranger.reader_key.unsafe_text()}
    area.vary("seal", "to-another-custodian", "question", _OPENING + "sealed to another custodian", key)


def _answers(area: Area, office: _Office, given: dict[str, Any]) -> None:
    person = office.world.people[_RECEIVER]
    question = office.asked()
    answer = answer_request(office.custodian.signing_key, person.secret.reader_key.public, office.answer(question))
    whole = {
        **given,
        "case": office.sealed.case,
        "me": msgspec.to_builtins(person.ref),
        "key": person.secret.reader_key.unsafe_text(),
        "question": encode(question),
        "answer": encode(answer),
    }
    contact = msgspec.to_builtins(_CONTACT)
    area.accept("answer", "asking.answer", _OPENING + "opened", whole, {"disclosure": "opened", "contact": contact})
    gone: dict[str, Any] = {"contact": msgspec.UNSET}
    rows = {
        "answer-nothing": {"disclosure": Disclosure.NOTHING, **gone},
        "answer-refused": {"disclosure": Disclosure.REFUSED, "reason": "Belum perlu.", **gone},
    }
    for name, changes in rows.items():
        sealed = {"answer": encode(office.answered(question, **changes))}
        area.vary_accepted(name, "answer", f"{_OPENING}{changes['disclosure']}", sealed)
    _refused_answers(area, office, question)


def _refused_answers(area: Area, office: _Office, question: bytes) -> None:
    gone: dict[str, Any] = {"contact": msgspec.UNSET}
    first = office.book.by_agency[REGENCY].directories[0]
    other = office.world.people[_OTHER].ref
    rows: dict[str, tuple[str, str, dict[str, Any]]] = {
        "answer-other-case": ("trust", "about another case", {"case": "b" * 51 + "q"}),
        "answer-other-question": ("trust", "to another question", {"request": digest_of(b"another")}),
        "answer-to-another": ("trust", "to another officer", {"to": other}),
        "answer-by-officer": ("trust", "by an officer who is no custodian", {"author": other}),
        "answer-before": ("trust", "under a directory without a custodian", {"directory": name_of(first)}),
        "answer-without-contact": ("format", "opened without a contact", gone),
        "answer-with-contact": ("format", "refused with a contact",
                                {"disclosure": Disclosure.REFUSED, "reason": "Belum perlu."}),
        "answer-without-reason": ("format", "refused without a reason", {"disclosure": Disclosure.REFUSED, **gone}),
        "answer-with-reason": ("format", "nothing told, with a reason",
                               {"disclosure": Disclosure.NOTHING, "reason": "Ya.", **gone}),
    }  # fmt: skip
    for name, (expect, comment, changes) in rows.items():
        sealed = {"answer": encode(office.answered(question, **changes))}
        area.vary(expect, name, "answer", _OPENING + comment, sealed)
    asker = office.world.people[_RECEIVER].secret.reader_key.public
    forged = seal_document(asker, sign(office.answer(question), office.stranger.signing_key))
    area.vary(
        "signature", "answer-forged", "answer", _OPENING + "not signed by the custodian", {"answer": encode(forged)}
    )
    key = {"key": office.world.people[_OTHER].secret.reader_key.unsafe_text()}
    area.vary("seal", "answer-to-others-key", "answer", _OPENING + "opened by somebody else", key)
