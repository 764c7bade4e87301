"""Somebody who is invited: makes keys, wraps them, asks the officials; by Python's own hand, and ready to lie."""

from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from tests.cast import Person
from tests.office import Login, Office
from wbs.crypto.directory import Role
from wbs.crypto.encoding import b64url
from wbs.crypto.enrolment import Appointment, draft_enrolment, sign_enrolment
from wbs.crypto.keys import OfficerSecret
from wbs.crypto.primitives import random_bytes
from wbs.crypto.signin import WRAPPED_SIZES

NEWCOMER = "penelaah-09"


def appointed(agency: str = "61.08", **changes: Any) -> Appointment:
    fields: dict[str, Any] = {
        "agency": agency,
        "officer": NEWCOMER,
        "label": "Wulan S.",
        "unit": "Irban Khusus",
        "rank": "inspectorate",
        "roles": [Role.REVIEWER],
    }
    return Appointment(**{**fields, **changes})


def invitation_of(appointment: Appointment, login: str = "wulan.s") -> dict[str, Any]:
    """What an administrator sends."""
    fields = {name: value for name, value in msgspec.to_builtins(appointment).items() if name != "agency"}
    return {**fields, "login": login}


@dataclass
class Newcomer:
    """Somebody with an invitation."""

    office: Office
    appointment: Appointment = field(default_factory=appointed)
    login: str = "wulan.s"
    secret: OfficerSecret = field(default_factory=OfficerSecret.generate)
    day: str = "2026-11-23"

    def __post_init__(self) -> None:
        person = Person(self.appointment.agency, self.appointment.officer, frozenset(self.appointment.roles))
        self.known = Login(replace(person, secret=self.secret), self.login)

    def request(self, **changes: Any) -> bytes:
        draft = draft_enrolment(self.secret, self.appointment, self.day)
        return sign_enrolment(msgspec.structs.replace(draft, **changes), self.secret.signing_key)

    def account(self, code: str, **changes: Any) -> dict[str, Any]:
        """What the browser sends to be enrolled."""
        return {
            "code": code,
            "salt": b64url(self.known.salt),
            "auth": b64url(self.known.auth),
            "totp": b64url(self.known.totp),
            "proof": self.known.code(self.office.clock.now()),
            "wrapped": b64url(random_bytes(min(WRAPPED_SIZES))),
            "request": b64url(self.request()),
            **changes,
        }

    def list_in_directory(self, **changes: Any) -> None:
        """Let the officials publish a directory with the newcomer's entry."""
        book, agency = self.office.world.book(), self.appointment.agency
        old = book.newest(agency)
        draft = draft_enrolment(self.secret, self.appointment, self.day)
        entry = msgspec.structs.replace(draft.entry("2026-11-20"), **changes)
        readers = [*(one for one in old.document.readers if one.id != entry.id), entry]
        self.office.world.publish(
            msgspec.structs.replace(
                old.document, version=old.document.version + 1, previous=old.digest, readers=readers
            )
        )
