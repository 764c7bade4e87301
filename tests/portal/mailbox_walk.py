"""The mailbox with scripts, as a reporter uses it, in any engine; and cases that a device sealed before."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from tests.cast import REGENCY
from tests.engines.visit import Visit
from tests.portal.api.device import Device, SealedFile
from tests.portal.house import House, OfficersCase, publish
from wbs.cases.model import AttachmentId, UploadClaim
from wbs.cases.reporters.keeping import stored_message
from wbs.crypto.boxes import token_hash
from wbs.crypto.ceremony import digest_of
from wbs.crypto.compose import Draft, compose_message
from wbs.crypto.directory import Directory
from wbs.crypto.encoding import from_b64url
from wbs.crypto.messages import Kind, SealedBy, TextBody
from wbs.crypto.shape import parse
from wbs.crypto.signing import Unverified

OPEN, SEND, LOOK, CLOSE = ("[data-act=open]", "#balasan [data-act=send]", "[data-act=look]", "[data-act=close]")
IDLE = """(minutes) => {
    const real = Date.now;
    Date.now = () => real() + minutes * 60_000;
    document.dispatchEvent(new Event("visibilitychange"));
}"""


def officer_sends(case: OfficersCase, device: Device, text: str, file: SealedFile) -> None:
    """Let an officer write with a file, as the officers' page does."""
    device.upload(file)
    place = case.open().place_for(case.person.ref, case.house.world.book())
    draft = Draft(Kind.MESSAGE, TextBody(text=text), SealedBy.BROWSER, (file.attachment,))
    sealed = compose_message(case.person.secret.signing_key, place, draft)
    claim = UploadClaim(AttachmentId(from_b64url(file.id)), token_hash(file.token))
    message = stored_message(sealed, case.house.clock.today())
    case.house.store.cases.append_message(case.name, message, claims=(claim,))


def leaves(house: House, person: str) -> None:
    """Publish a directory without an officer."""
    old = parse(Unverified(house.world.directories[REGENCY][-1]).payload, Directory)
    readers = [entry for entry in old.readers if entry.id != person]
    policy = msgspec.structs.replace(old.policy, minimum_readers=1)
    house.world.publish(
        msgspec.structs.replace(old, version=old.version + 1, previous=digest_of(old), readers=readers, policy=policy)
    )
    publish(house.world, house.folder / "keys")


@dataclass(frozen=True, slots=True)
class MailboxWalk:
    """What a reporter does with the mailbox."""

    visit: Visit
    site: str
    prefix: str = ""

    def ask(self) -> None:
        """Go to the page that asks for the words."""
        self.visit.goto(f"{self.site}{self.prefix}/tanda-terima")
        self.visit.wait_until("document.querySelector('#menunggu') === null")

    def enter(self, words: Sequence[str] | str) -> None:
        """Type words that are on the list, and press the button."""
        self.visit.fill("#words", words if isinstance(words, str) else " ".join(words))
        self.visit.wait_until("document.querySelector('#words-e').hidden")  # taking it away moves the button
        self.visit.click(OPEN)

    def open(self, words: Sequence[str]) -> str:
        """Open a mailbox; give what it shows."""
        self.ask()
        self.enter(words)
        return self.case()

    def case(self) -> str:
        """Wait until a case is shown; give what it shows."""
        self.visit.wait_for("#kasus")
        return self.visit.text("#kasus")

    def write(self, text: str, *files: Path) -> None:
        """Write a reply and send it."""
        if text:
            self.visit.fill("#message", text)
        if files:
            self.visit.set_files("#files", *files)
        self.visit.click(SEND)

    def sent(self) -> str:
        """Wait until the page says that the message has arrived."""
        self.visit.wait_for("#sukses")
        return self.visit.text("#kasus")

    def messages(self) -> list[str]:
        found: list[str] = self.visit.evaluate("[...document.querySelectorAll('.msg')].map((one) => one.innerText)")
        return found

    def notices(self) -> list[str]:
        """Headings of what is said to be wrong."""
        found: list[str] = self.visit.evaluate(
            "[...document.querySelectorAll('[data-part=notices] h2')].map((one) => one.innerText)"
        )
        return found

    def wait_idle(self, minutes: float = 15.1) -> None:
        """Let the page believe that time has passed without use."""
        self.visit.evaluate(IDLE, minutes)
