"""The HTTP adapter: hands one complaint in, and looks whether it stands there as it was meant.

Sends the title and the content that the reporter agreed to, anonymous and secret, and nothing else: no case number, no
identity, no file. Follows no redirect, believes no answer that it was not asked to expect, and repeats none of it.
"""

import http.client
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, TypeVar
from urllib.parse import quote, urlsplit

import msgspec

from wbs.cases.referral.ports import NotSentError, OutletRefusedError, OutletUnclearError
from wbs.cli.outward.settings import LaporSettings
from wbs.crypto.parcel import Complaint

TIMEOUT_SECONDS = 30
MAX_ANSWER = 64 * 1024
"""Largest answer that is read, in bytes."""
_CREATE = "/complaints/complaint-lmw"
_SHOW = "/complaints/{id}/complaint"
_OK = range(200, 300)
_REFUSED = range(400, 500)
_LATER = frozenset({408, 409, 425, 429})
"""Refusals after which nobody can say whether something was stored."""

TrackingText = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9][A-Za-z0-9./-]{0,39}\Z")]
Flag = bool | int
ShapeT = TypeVar("ShapeT", bound=msgspec.Struct)


class Created(msgspec.Struct, frozen=True):
    """What is read of the answer to a complaint; other members are passed over."""

    complaint_id: TrackingText | int


class Shown(msgspec.Struct, frozen=True):
    """What is read of a complaint as it stands there."""

    is_anonymous: Flag
    is_secret: Flag


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: bytes


class LaporOutlet:
    """Implements `wbs.cases.referral.ports.Outlet` over HTTP."""

    def __init__(self, settings: LaporSettings) -> None:
        self._settings = settings

    def send(self, complaint: Complaint, today: date) -> str:
        """Hand in a complaint and give its tracking id.

        Raises:
            NotSentError: the server was not reached: nothing left.
            OutletRefusedError: the server answered that it does not take it.
            OutletUnclearError: no answer, one that says nothing, or a complaint that does not stand there anonymous and
                secret: somebody has to look.
        """
        answer = self._ask("POST", _CREATE, self._body(complaint, today))
        if answer.status in _REFUSED and answer.status not in _LATER:
            raise OutletRefusedError("the complaint was refused")
        if answer.status not in _OK:
            raise OutletUnclearError("the server did not say that it took the complaint")
        tracking = str(_read(answer.body, Created).complaint_id)
        self._require_hidden(tracking)
        return tracking

    def _body(self, complaint: Complaint, today: date) -> bytes:
        codes = self._settings.codes
        return msgspec.json.encode(
            {
                "title": complaint.title,
                "content": complaint.content,
                "channel": codes.channel,
                "classification_id": codes.classification_id,
                "disposition_id": codes.disposition_id,
                "category_id": codes.category_id,
                "location_id": codes.location_id,
                "date_of_incident": today.isoformat(),  # of the hand-over: the incident's could tell who saw it
                "tags_raw": "",
                "is_anonymous": 1,
                "is_secret": 1,
                "is_approval": 0,
                "attachments": [],
            }
        )

    def _require_hidden(self, tracking: str) -> None:
        shown = self._ask("GET", _SHOW.format(id=quote(tracking, safe="")), None)
        if shown.status not in _OK:
            raise OutletUnclearError("the complaint cannot be looked at")
        flags = _read(shown.body, Shown)
        if not flags.is_anonymous or not flags.is_secret:
            raise OutletUnclearError("the complaint does not stand there anonymous and secret")

    def _ask(self, method: str, path: str, body: bytes | None) -> _Answer:
        connection = self._connected()
        try:
            connection.request(method, self._path(path), body, self._headers(body))
            answer = connection.getresponse()
            data = answer.read(MAX_ANSWER + 1)
        except (OSError, http.client.HTTPException):
            raise OutletUnclearError("the connection broke before an answer came") from None
        finally:
            connection.close()
        if len(data) > MAX_ANSWER:
            raise OutletUnclearError("an answer that is too long")
        return _Answer(answer.status, data)

    def _connected(self) -> http.client.HTTPConnection:
        parts = urlsplit(self._settings.base)
        host, port = str(parts.hostname), parts.port
        connection: http.client.HTTPConnection
        if parts.scheme == "https":
            context = ssl.create_default_context()
            connection = http.client.HTTPSConnection(host, port, timeout=TIMEOUT_SECONDS, context=context)
        else:
            connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
        try:
            connection.connect()
        except OSError:
            connection.close()
            raise NotSentError("the server was not reached, or has no certificate that is trusted here") from None
        return connection

    def _path(self, path: str) -> str:
        return urlsplit(self._settings.base).path + path

    def _headers(self, body: bytes | None) -> Mapping[str, str]:
        sent = {
            "Authorization": self._settings.authorization,
            "token": self._settings.token,
            "Accept": "application/json",
            "User-Agent": "wbs",
        }
        return sent if body is None else {**sent, "Content-Type": "application/json"}


def _read(data: bytes, shape: type[ShapeT]) -> ShapeT:
    try:
        return msgspec.json.decode(data, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise OutletUnclearError("an answer of another form") from None
