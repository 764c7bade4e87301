"""Reporters and an officer who use the service until it is gone, and write down what they were told.

Everything they choose comes from a generator with a seed; what the machine does meanwhile does not.
"""

import http.client
import json
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from tests.cast import Person
from tests.faults import chance
from tests.faults.ledger import Ledger, Sent, Told
from tests.faults.site import READERS, Site
from tests.faults.wire import Wire
from tests.files.building import chunk, png
from tests.portal.api.device import API, Device, SealedFile, material_of, seal_file
from tests.portal.house import House, Page, Reporter, a_form, multipart
from wbs.cases.model import CHUNK_LIMIT
from wbs.cases.officers.totp import step_of, totp_code
from wbs.crypto.bulk import AttachmentReader
from wbs.crypto.compose import Draft, compose_message
from wbs.crypto.dossier import open_as_officer
from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.messages import Kind, SealedBy, TextBody
from wbs.crypto.receipt import Receipt
from wbs.crypto.signin import derive

GONE = (OSError, http.client.HTTPException)
"""What a client meets when a server dies."""
SIZES = (17, 4_000, 70_000, 300_000, 1_300_000)
_WAY = {"Sec-Fetch-Site": "same-origin"}


class GiveUpError(Exception):
    """An answer after which somebody can do nothing more in this round."""


class Somebody(ABC):
    """Somebody with a generator of their own, until the service is gone."""

    def __init__(self, name: str, ledger: Ledger, seed: str) -> None:
        self.name, self.ledger = name, ledger
        self.random = chance(f"{seed} {name}")
        self.sizes: Sequence[int] = SIZES
        self._count = 0

    def go_on(self, stop: threading.Event) -> None:
        """Act until told to stop, or until a server is gone."""
        while not stop.is_set() and self.try_(self.act):
            pass

    def try_(self, act: Callable[[], None]) -> bool:
        """Do one thing; say whether it ended as it should."""
        # A page that says that it does not work has no form; an answer that says so has none of the wanted members.
        with suppress(*GONE, GiveUpError, AssertionError, KeyError):
            act()
            return True
        return False

    @abstractmethod
    def act(self) -> None:
        """Do one thing that this kind of person does."""

    def text(self, what: str) -> str:
        """Write something that nobody else writes."""
        self._count += 1
        return f"{what} {self.name} {self._count}."

    def files(self, most: int) -> dict[str, bytes]:
        count = self.random.choice(range(most + 1))
        return {f"berkas-{n}.bin": self.random.randbytes(self.random.choice(self.sizes)) for n in range(count)}


class DeviceOwner(Somebody):
    """Seals on the device: reports with files, replies with files, and takes replies back."""

    def __init__(self, name: str, ledger: Ledger, seed: str) -> None:
        super().__init__(name, ledger, seed)
        self.house: House | None = None
        self.own: list[tuple[Device, Told]] = []

    def act(self) -> None:
        if not self.own or self.random.random() < 0.4:
            self.report()
        elif self.random.random() < 0.7:
            self.reply(*self.random.choice(self.own[-6:]))
        else:
            self.take_back(*self.random.choice(self.own[-6:]))

    def _house(self) -> House:
        assert self.house is not None
        return self.house

    def report(self) -> None:
        device = Device(self._house())
        files = tuple(seal_file(content, name) for name, content in self.files(2).items())
        sealed = device.seal(files=files, what=self.text("Laporan"))
        sent = Sent(self._last("Laporan"), contents(files))
        told = Told(sent, device.receipt.mailbox_hash)

        def send() -> bool:
            now = replace(device, house=self._house())
            for file in files:
                if not resume(now, file):
                    break
            return self.ledger.answer(sent, now.send(sealed, files).status_code, 201, 200)

        sent.repeat = send
        self.ledger.begin(told)
        if send():
            self.own.append((device, told))

    def reply(self, device: Device, told: Told) -> None:
        now = replace(device, house=self._house())
        files = tuple(seal_file(content, name) for name, content in self.files(1).items())
        text = self.text("Balasan")
        message = now.compose(text, files)
        sent = Sent(text, contents(files))

        def send() -> bool:
            late = replace(device, house=self._house())
            for file in files:
                if not resume(late, file):
                    break
            return self.ledger.answer(sent, late.write(message, files).status_code, 201, 200)

        sent.repeat = send
        self.ledger.add(told, sent, told.replies)
        require(send())

    def take_back(self, device: Device, told: Told) -> None:
        now = replace(device, house=self._house())
        going = next((one for one in told.replies if one.is_acknowledged and one.text not in told.retractions), None)
        if going is None:
            return
        number = next((one.message.seq for one in now.open().messages if body_text(one.message) == going.text), None)
        require(number is not None)
        message = now.retraction(int(number or 0))
        body = now.retraction_body(message, int(number or 0))
        sent = Sent(f"Penarikan: {going.text}")

        def send() -> bool:
            late = replace(device, house=self._house())
            answer = late.client.post(f"{API}/mailbox/retractions", json=body, headers=late.headers)
            sent.is_refused = answer.status_code == http.client.CONFLICT and answer.get_json()["code"] == "opened"
            return self.ledger.answer(sent, answer.status_code, 201, 200) or sent.is_refused

        sent.repeat = send
        self.ledger.take_back(told, going, sent)
        require(send())

    def _last(self, what: str) -> str:
        return f"{what} {self.name} {self._count}."


class FormFiller(Somebody):
    """Fills in the form without scripts, and replies in the mailbox."""

    def __init__(self, name: str, ledger: Ledger, seed: str) -> None:
        super().__init__(name, ledger, seed)
        self.house: House | None = None
        self.own: list[tuple[list[str], Told]] = []

    def act(self) -> None:
        if not self.own or self.random.random() < 0.6:
            self.report()
        else:
            self.reply(*self.random.choice(self.own[-6:]))

    def _reporter(self) -> Reporter:
        assert self.house is not None
        return self.house.reporter()

    def report(self) -> None:
        ticket = self._reporter().get("/lapor").ticket
        files = self._pictures()
        sent = Sent(self.text("Formulir"), files)
        told = Told(sent)
        body = multipart(a_form(ticket, what=sent.text), [(name, "image/png", data) for name, data in files.items()])

        def send() -> bool:
            page = self._reporter().post("/lapor", body)
            if page.words:
                told.mailbox = Receipt.parse(" ".join(page.words)).mailbox_hash
                if not sent.is_acknowledged:
                    self.own.append((page.words, told))
            return self.ledger.answer(sent, _status(page, bool(page.words)), 200)

        sent.repeat = send
        self.ledger.begin(told)
        require(send())

    def reply(self, words: list[str], told: Told) -> None:
        ticket = self._reporter().mailbox(words).ticket
        files = self._pictures()
        sent = Sent(self.text("Susulan"), files)
        fields = [("ticket", ticket), ("message", sent.text)]
        body = multipart(fields, [(name, "image/png", data) for name, data in files.items()])

        def send() -> bool:
            page = self._reporter().post("/tanda-terima", body)
            return self.ledger.answer(sent, _status(page, sent.text in page.text), 200)

        sent.repeat = send
        self.ledger.add(told, sent, told.replies)
        require(send())

    def _pictures(self) -> dict[str, bytes]:
        """Files that tell nothing, so that the portal asks nothing about them."""
        content = png(chunk(b"IDAT", self.random.randbytes(self.random.choice(self.sizes))))
        return {"bukti.png": content} if self.random.random() < 0.5 else {}


class Officer(Somebody):
    """Signed in once; reads the inbox, opens cases, answers."""

    def __init__(self, site: Site, ledger: Ledger, seed: str, who: str = READERS[0]) -> None:
        super().__init__("petugas", ledger, seed)
        self._site = site
        self._person: Person = site.world.people[who]
        self._login = f"{self._person.id.replace('-', '')}.ukur"
        self._headers = {**_WAY, "Content-Type": "application/json"}
        self.wire: Wire | None = None

    def sign_in(self) -> None:
        """Begin a session, which is to outlive every kill."""
        account = self._site.secrets.accounts[self._login]
        salt = self.ask("POST", "/sign-in/salt", {"login": self._login})[1]["salt"]
        proof = {"login": self._login, "auth": b64url(derive(account.passphrase, from_b64url(salt)).auth)}
        code = totp_code(account.totp, step_of(self.now()))
        status, answer = self.ask("POST", "/sign-in", {**proof, "code": code})
        assert status == http.client.OK, answer
        self._headers["X-CSRF-Token"] = answer["csrf"]

    def now(self) -> Any:
        return self._site.house(0, None).clock.now()  # type: ignore[arg-type]

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        assert self.wire is not None
        client = self.wire.test_client(use_cookies=False)
        data = None if body is None else json.dumps(body).encode()
        answer = client.open(API + path, method=method, data=data, headers=self._headers)
        cookie = answer.headers.get("Set-Cookie", "")
        if cookie.startswith("__Host-wbs="):
            self._headers["Cookie"] = cookie.partition(";")[0]
        return answer.status_code, answer.get_json(silent=True)

    def act(self) -> None:
        status, inbox = self.ask("GET", "/inbox")
        require(status == http.client.OK)
        if not inbox["rows"]:
            return
        row = self.random.choice(inbox["rows"])
        where = f"/cases/{row['agency']}/{row['case']}"
        status, file = self.ask("GET", where)
        require(status == http.client.OK)
        self._answer(where, file)

    def _answer(self, where: str, file: dict[str, Any]) -> None:
        book = self._site.world.book()
        dossier = open_as_officer(material_of(file), self._person.secret.reader_key, self._person.ref, book)
        first = next((one for one in dossier.messages if one.author == "reporter" and one.message.seq == 1), None)
        told = None if first is None else self.ledger.cases.get(str(getattr(first.message.body, "what", "")))
        if told is None:
            raise AssertionError("a case that nobody sent")
        sent = Sent(self.text("Jawaban"))
        draft = Draft(Kind.MESSAGE, TextBody(text=sent.text), SealedBy.BROWSER)
        place = dossier.place_for(self._person.ref, book)
        message = compose_message(self._person.secret.signing_key, place, draft)
        body = {"seq": message.seq, "epoch": message.epoch, "kind": message.kind, "sealed": b64url(message.sealed)}

        def send() -> bool:
            status, _ = self.ask("POST", f"{where}/messages", {**body, "uploads": []})
            return self.ledger.answer(sent, status, 201)

        def send_again() -> bool:
            """A message that stands already is a conflict: the officer's page then finds it in the case."""
            status, _ = self.ask("POST", f"{where}/messages", {**body, "uploads": []})
            if status != http.client.CONFLICT:
                return self.ledger.answer(sent, status, 201)
            found = {one["sealed"] for one in self.ask("GET", where)[1]["messages"]}
            return self.ledger.answer(sent, 201 if body["sealed"] in found else status, 201)

        sent.repeat = send_again
        self.ledger.add(told, sent, told.answers)
        require(send())


def require(condition: object) -> None:
    if not condition:
        raise GiveUpError


def contents(files: tuple[SealedFile, ...]) -> dict[str, bytes]:
    """Give what sealed files hold, by name; their data is padded and encrypted, so it is opened again."""
    return {file.attachment.name: opened(file) for file in files}


def opened(file: SealedFile) -> bytes:
    reader = AttachmentReader(from_b64url(file.id), from_b64url(file.attachment.key), file.attachment.size)
    return reader.update(file.data) + reader.finalize()


def resume(device: Device, file: SealedFile) -> bool:
    """Bring an upload to its end from where the server has it; give whether it is whole or was taken over."""
    state = device.head(file)
    if state.status_code == http.client.NOT_FOUND:
        if device.begin(file).status_code != http.client.CREATED:
            return False
        state = device.head(file)
    offset = int(state.headers.get("Upload-Offset", len(file.data)))
    while offset < len(file.data):
        if device.patch(file, offset).status_code != http.client.NO_CONTENT:
            return False
        offset += CHUNK_LIMIT
    return True


def body_text(message: Any) -> str:
    return str(getattr(message.body, "text", "") or "")


def _status(page: Page, is_done: bool) -> int:  # noqa: FBT001 - what the page shows
    return page.status if is_done or page.status >= 500 else 0
