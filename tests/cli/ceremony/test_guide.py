"""The officials' guide, performed: every command of keys/README.md is run in its order, on a terminal, by people.

The people do what the guide asks of them: they compare the words on the screen with their own paper or screen before
they say yes. Nothing but the places of media and of the server's data is put in other words.
"""

import re
import shlex
import shutil
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from tests.browser.node import run_node
from tests.cli.ceremony.terminal import ROOT, Ended, run
from wbs.cases.officers.invitations import Invitations
from wbs.clock import RELEASED, SystemClock
from wbs.config import INVESTIGATOR_CREDENTIAL, TICKET_CREDENTIAL, read_credential
from wbs.crypto.directory import Role, receivers
from wbs.crypto.enrolment import Appointment, draft_enrolment, sign_enrolment, verify_enrolment
from wbs.crypto.keys import OfficerSecret
from wbs.crypto.root_key import open_root_key
from wbs.crypto.trust import TrustBook
from wbs.store.store import open_store
from wbs.web.documents import Documents

GUIDE = (ROOT / "keys" / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
DRAWN = re.compile(r"^    ((?:[a-z]+ ){6}[a-z]+)$", re.MULTILINE)
OWN = "frasa sandi milik saya sendiri"
ADMINISTRATOR = {
    "Id administrator pertama, misalnya admin-01 (Enter saja: nanti): ": "admin-01",
    "Nama masuk: ": "admin.landak",
    "Nama tampilan: ": "Administrator 01",
    "Unit: ": "Sekretariat",
}
PLACES = ("/media/", "/var/lib/wbs")
TODAY = max(SystemClock().today(), RELEASED)


@dataclass
class Ceremony:
    """The room, its media, and what the people in it know."""

    room: Path
    folder: Path = field(init=False)
    passphrases: dict[str, str] = field(default_factory=dict)
    """By the path of the key file."""
    requests: dict[str, str] = field(default_factory=dict)
    """Eight words on the officers' own screens, by officer."""
    officers: dict[str, OfficerSecret] = field(default_factory=dict)
    screens: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folder = self.room
        media = ("inspektur", "sekretaris", "irban", "bersama/baru", "sekretaris-2027", "inspektur-baru")
        for name in (*(f"media/{name}" for name in media), "var/lib"):
            (self.room / name).mkdir(parents=True)

    def place(self, text: str) -> str:
        for place in PLACES:
            text = text.replace(place, f"{self.room}{place}")
        return text

    def perform(self, line: str) -> None:
        """Do one line of the guide."""
        command, *arguments = shlex.split(self.place(line))
        if command == "cd":
            self.folder = Path(arguments[0])
        elif command == "mkdir":
            Path(arguments[0]).mkdir()
        elif command == "cp":
            for source in arguments[:-1]:
                shutil.copy(self._bring(Path(source)), arguments[-1])
        else:
            assert command == "wbs"
            ended = self._run([name for argument in arguments for name in self._expand(argument)])
            assert ended.code == 0, f"{line}\n{ended.screen}"

    def _expand(self, argument: str) -> list[str]:
        """Do what a shell does with a star."""
        found = sorted(path.name for path in self.folder.glob(argument)) if "*" in argument else []
        return found or [argument]

    def _run(self, arguments: list[str]) -> Ended:
        def person(question: str, screen: str) -> str:
            return self._answer(question, screen, arguments)

        ended = run(arguments, self.folder, person, {"WBS_DATA": str(self.room / "var/lib/wbs")})
        self.screens.append(ended.screen)
        return ended

    def _answer(self, question: str, screen: str, arguments: list[str]) -> str:
        key = self._key_of(arguments)
        if question.startswith("Frasa sandi baru"):
            return "" if key.endswith("root-inspektur.age") else OWN
        if question.startswith("Ketik sekali lagi"):
            drawn = DRAWN.search(screen)
            self.passphrases[key] = drawn[1] if drawn else OWN
            return self.passphrases[key]
        if question.startswith("Frasa sandi kunci induk"):
            return self.passphrases[self._opened(arguments)]
        if question in ADMINISTRATOR:
            return ADMINISTRATOR[question]
        assert "Ketik ya lalu Enter" in question, question
        return "ya" if self._agrees(question, screen) else "tidak"

    def _agrees(self, question: str, screen: str) -> bool:
        if "dibacakan petugasnya" in question:
            officer, words = re.findall(
                r"PERMINTAAN 61\.08 (\S+)$.*?delapan kata: ([a-z ]+)$", screen, re.MULTILINE | re.DOTALL
            )[-1]
            return bool(self.requests[officer] == words)
        if "berita acara di kertas" in question:
            paper = (self.room / "media/bersama/upacara-1/roots-00-1.txt").read_text(encoding="utf-8")
            return re.findall(r"Sidik jari instalasi: ([a-z ]+)$", screen, re.MULTILINE)[-1] in paper
        return "Tanda tangani" in question or "Samakah dengan catatan" in question

    @staticmethod
    def _opened(arguments: list[str]) -> str:
        return next(argument for argument in arguments if argument.endswith(".age"))

    @staticmethod
    def _key_of(arguments: list[str]) -> str:
        """Which key file a command writes."""
        if "--office" in arguments:
            office = arguments[arguments.index("--office") + 1].lower().replace(" ", "-")
            return f"{arguments[-1]}/root-{office}.age"
        return arguments[-1]

    def _bring(self, path: Path) -> Path:
        """Let an officer's browser make the request that the guide copies from the shared medium."""
        match = re.fullmatch(r"enrolment-61\.08-(.+)\.json", path.name)
        if match is not None and not path.exists():
            path.write_bytes(self._enrol(match[1], renews=match[1] in self.officers))
        return path

    def _enrol(self, officer: str, *, renews: bool) -> bytes:
        roles = [Role.ADMINISTRATOR] if officer.startswith("admin") else [Role.RECEIVER]
        post = Appointment(
            agency="61.08", officer=officer, label=officer.title(), unit="Tim", rank="inspectorate", roles=roles
        )
        new, day = OfficerSecret.generate(), TODAY.isoformat()
        if renews:
            old = self.officers[officer]
            draft = draft_enrolment(new, post, day, old.reader_key.public.digest)
            envelope = sign_enrolment(draft, new.signing_key, old.signing_key)
            listed = draft_enrolment(old, post, day).entry(day)
            self.requests[officer] = " ".join(verify_enrolment(envelope, listed).words)
        else:
            envelope = sign_enrolment(draft_enrolment(new, post, day), new.signing_key)
            self.requests[officer] = " ".join(verify_enrolment(envelope).words)
        self.officers[officer] = new
        return envelope


@pytest.fixture(scope="module")
def ceremony(tmp_path_factory: pytest.TempPathFactory) -> Ceremony:
    done = Ceremony(tmp_path_factory.mktemp("ceremony"))
    for block in BLOCKS:
        for line in block.splitlines():
            done.perform(line)
    return done


@pytest.fixture(scope="module")
def book(ceremony: Ceremony) -> TrustBook:
    return Documents(ceremony.room / "var/lib/wbs/keys").current().book


def test_the_guide_has_a_block_for_every_ceremony() -> None:
    titles = re.findall(r"^## (.+)$", GUIDE, re.MULTILINE)
    assert len(BLOCKS) == 9
    assert [title for title in titles if title.startswith("Upacara")] == [
        "Upacara 1: kunci dan akar",
        "Upacara 2: daftar penerima pertama",
        "Upacara 3: setiap kali petugas berubah, dan sebelum setahun",
        "Upacara 4: pejabat berganti",
    ]


@pytest.mark.promise("P05")
def test_at_its_end_the_server_has_the_directory_that_the_officials_signed(ceremony: Ceremony, book: TrustBook) -> None:
    newest = book.newest("61.08").document
    assert newest.version == 3
    assert [entry.id for entry in newest.readers] == ["penerima-01", "penerima-02", "admin-01", "penerima-03"]
    for entry in newest.readers:
        assert entry.public_reader_key() == ceremony.officers[entry.id].reader_key.public
    assert newest.reader("penerima-01").roles == [Role.RECEIVER, Role.REVIEWER]  # type: ignore[union-attr]
    assert (newest.grace_days, len(newest.channels)) == (90, 2)
    assert len(receivers(newest, TODAY + timedelta(days=1), RELEASED)) == 3


def test_the_officials_who_changed_rule_from_then_on(book: TrustBook) -> None:
    offices = ["Inspektur", "Inspektur Pembantu Khusus", "Sekretaris 2027"]
    for roots in (book.installation[-1], book.by_agency["61.08"].roots[-1]):
        assert (roots.document.version, sorted(entry.office for entry in roots.document.keys)) == (2, offices)
    assert book.agencies.document.version == 2
    assert book.agencies.document.governing("61.08", "staff") == "61.08"


@pytest.mark.promise("P18")
def test_no_passphrase_and_no_key_stands_on_a_screen_again_or_in_a_file(ceremony: Ceremony) -> None:
    written = {path: path.read_bytes() for path in ceremony.room.rglob("*") if path.is_file()}
    keys = {path: open_root_key(data, ceremony.passphrases[str(path)]) for path, data in written.items()
            if path.suffix == ".age"}  # fmt: skip
    assert len(keys) == 5
    secrets = {root.key.unsafe_seed() for root in keys.values()}
    assert len(secrets) == 4
    for path, data in written.items():
        assert not any(phrase.encode() in data for phrase in ceremony.passphrases.values()), path
        assert not any(secret in data for secret in secrets), path
    drawn = [screen for screen in ceremony.screens if DRAWN.search(screen)]
    for phrase in set(ceremony.passphrases.values()):
        assert sum(screen.count(phrase) for screen in ceremony.screens) == sum(phrase in one for one in drawn)
    assert len(drawn) == 2


def test_a_key_file_opens_with_the_age_library_of_the_formats_author(ceremony: Ceremony) -> None:
    path, passphrase = next(iter(ceremony.passphrases.items()))
    program = (
        'import { readFileSync } from "node:fs";'
        'import { Decrypter } from "age-encryption";'
        "const opener = new Decrypter();"
        "opener.addPassphrase(process.argv[2]);"
        'process.stdout.write(await opener.decrypt(readFileSync(process.argv[1]), "text"));'
    )
    opened = run_node(program, path, passphrase).decode()
    assert opened.startswith('{"day":')
    assert open_root_key(Path(path).read_bytes(), passphrase).key.public.text in opened


def test_key_files_are_their_owners_alone(ceremony: Ceremony) -> None:
    for path in ceremony.room.rglob("*.age"):
        assert path.stat().st_mode & 0o077 == 0


def test_the_server_was_founded_with_credentials_of_its_own(ceremony: Ceremony) -> None:
    folder = ceremony.room / "var/lib/wbs/credentials"
    assert read_credential(folder, TICKET_CREDENTIAL) != read_credential(folder, INVESTIGATOR_CREDENTIAL)


def test_the_first_administrator_is_invited_by_a_code_that_stands_on_one_screen_only(ceremony: Ceremony) -> None:
    codes = [
        code
        for screen in ceremony.screens
        for code in re.findall(r"^Kode undangan: ([A-Z2-7-]{19})$", screen, re.MULTILINE)
    ]
    store = open_store(f"sqlite:///{ceremony.room}/var/lib/wbs/wbs.sqlite")
    found = Invitations(store.enrolments).find(codes[0], now=SystemClock().now())
    store.close()
    assert len(codes) == 1
    assert (found.agency, found.officer, found.login) == ("61.08", "admin-01", "admin.landak")
    assert found.roles == {Role.ADMINISTRATOR}
    kept = b"".join(path.read_bytes() for path in (ceremony.room / "var").rglob("*") if path.is_file())
    assert codes[0].encode() not in kept
    assert codes[0].replace("-", "").lower().encode() not in kept


def test_what_is_to_be_printed_is_there_and_says_what_was_signed(ceremony: Ceremony, book: TrustBook) -> None:
    shared = ceremony.room / "media/bersama"
    for stem in ("upacara-1/roots-00-1", "upacara-1/roots-61.08-1", "upacara-2/directory-61.08-1"):
        text = (shared / f"{stem}.txt").read_text(encoding="utf-8")
        page = (shared / f"{stem}.html").read_text(encoding="utf-8")
        assert "<svg" in page
        assert "<script" not in page
        assert "Ditandatangani dengan kunci" in text
        assert "Ditandatangani dengan kunci" in page
    words = " ".join(book.installation[0].document.fingerprint_words())
    assert words in (shared / "upacara-1/roots-00-1.txt").read_text(encoding="utf-8")
