"""What the mailbox's page says, on the reporter's own device, of a server that lies: the stories of tests/stories."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import pytest

from tests import cast
from tests.cast import PROVINCE, REGENCY, World
from tests.engines.fleet import Fleet
from tests.engines.visit import Visit
from tests.portal.form_walk import require_build
from tests.portal.house import build
from tests.portal.mailbox_walk import LOOK, MailboxWalk
from tests.portal.stage import Sent, Stage
from tests.portal.test_in_a_browser import serving
from tests.stories.simulator import Lie, Officer, Reporter, Server, a_text, also, instead, readings, without
from wbs.crypto.ceremony import digest_of
from wbs.crypto.compose import compose_epoch, compose_message
from wbs.crypto.directory import Directory
from wbs.crypto.encoding import b64, b64url, from_b64url
from wbs.crypto.keys import CasePrivateKey, OfficerSecret
from wbs.crypto.messages import CaseMaterial, Grant, SealedMessage, Status
from wbs.crypto.padding import GRANT_CLASS
from wbs.crypto.receipt import Receipt
from wbs.crypto.records import REPORTER
from wbs.crypto.seal import seal_document
from wbs.crypto.shape import parse, serialise
from wbs.crypto.signing import Envelope, Unverified

FIRST, SECOND = f"{REGENCY}/penerima-01", f"{REGENCY}/penerima-02"
TAMPERED = "This case is not as you left it"
NOBODY = "No mailbox opens with these 12 words"
UNTRUSTED = "The list of receivers is not genuine"


@dataclass
class Scene:
    """A reporter with a case, an officer who has answered twice, a server to lie with, and the page."""

    stage: Stage
    walk: MailboxWalk
    officer: Officer

    @property
    def server(self) -> Server:
        return self.stage.server

    @property
    def reporter(self) -> Reporter:
        return self.stage.reporter

    @property
    def messages(self) -> list[SealedMessage]:
        return self.server.cases[self.reporter.case].messages

    def enter(self) -> None:
        self.walk.ask()
        self.walk.enter(self.reporter.receipt.unsafe_words())

    def findings(self) -> list[str]:
        """Open the mailbox; give the headings of what is wrong."""
        self.enter()
        self.walk.case()
        return self.walk.notices()

    def text(self) -> str:
        return self.walk.visit.text("#isi")


@pytest.fixture
def world() -> World:
    return cast.found()


@pytest.fixture
def visit(fleet: Fleet) -> Iterator[Visit]:
    with fleet.engine("chromium").visit() as opened:
        yield opened


@pytest.fixture
def scene(world: World, folder: Path, visit: Visit) -> Iterator[Scene]:
    require_build()
    server = Server(world)
    reporter = Reporter(server, world.anchor)
    reporter.report()
    officer = Officer(server, world.anchor, world.people[FIRST])
    officer.tell(reporter.case, Status.RECEIVED)
    officer.say(reporter.case, "Mohon kirim foto papan.")
    house = build(folder, world)
    stage = Stage(house, server, reporter)
    with serving(house) as site:
        yield Scene(stage, MailboxWalk(visit, site, "/en"), officer)
    house.store.close()


def reordered(material: CaseMaterial) -> CaseMaterial:
    return replace(material, messages=material.messages[::-1])


def cut(material: CaseMaterial) -> CaseMaterial:
    """Serve the newest message without its end."""
    last = material.messages[-1]
    return replace(material, messages=(*material.messages[:-1], replace(last, sealed=last.sealed[:-20])))


def flipped(material: CaseMaterial) -> CaseMaterial:
    """Serve the newest message with one bit changed."""
    last = material.messages[-1]
    changed = bytes([*last.sealed[:-1], last.sealed[-1] ^ 1])
    return replace(material, messages=(*material.messages[:-1], replace(last, sealed=changed)))


def swapped(material: CaseMaterial) -> CaseMaterial:
    """Serve the officer's two messages in each other's places."""
    report, first, second = material.messages
    return replace(
        material, messages=(report, replace(first, sealed=second.sealed), replace(second, sealed=first.sealed))
    )


def renamed(material: CaseMaterial) -> CaseMaterial:
    """Serve the officer's newest message as another officer's."""
    return replace(material, messages=(*material.messages[:-1], replace(material.messages[-1], author=SECOND, seq=1)))


def another_summary(material: CaseMaterial) -> CaseMaterial:
    return replace(material, summary=material.summary[:-1] + bytes([material.summary[-1] ^ 1]))


MISSING, CANNOT_OPEN = "A message is missing", "A message cannot be opened"
LIES: dict[str, tuple[Lie, list[str]]] = {
    "honest": (lambda material: material, []),
    "reorders": (reordered, []),
    "drops": (without((FIRST, 1)), [MISSING]),
    "drops the report": (without((REPORTER, 1)), [MISSING]),
    "replays": (lambda one: replace(one, messages=(*one.messages, one.messages[-1])), ["A message lies here twice"]),
    "cuts": (cut, [CANNOT_OPEN]),
    "flips a bit": (flipped, [CANNOT_OPEN]),
    "swaps": (swapped, ["A message from another place", "A message from another place"]),
    "renames": (renamed, ["A message from another place"]),
    "changes the title": (another_summary, ["The title of the case was changed"]),
}


@pytest.mark.promise("P08")
@pytest.mark.parametrize("name", LIES)
def test_what_the_server_does_to_messages_is_told(scene: Scene, name: str):
    lie, expected = LIES[name]
    scene.server.lie(lie)
    assert scene.findings() == expected
    if name in {"honest", "reorders"}:
        assert "All messages are whole and in order: you 1, the inspectorate 2." in scene.text()
        assert [text.split("\n")[0] for text in scene.walk.messages()] == [
            "The report you sent",
            f"Inspektorat {REGENCY}: Received",
            f"Inspektorat {REGENCY}",
        ]
    else:
        assert "All messages are whole" not in scene.text()


@pytest.mark.promise("P09")
def test_a_reply_that_an_officer_did_not_sign_is_not_shown(scene: Scene):
    place = scene.officer.open(scene.reporter.case).place_for(scene.officer.person.ref, scene.officer.book())
    stranger = OfficerSecret.generate().signing_key
    scene.server.lie(also(compose_message(stranger, place, a_text("Cabut laporan Anda."))))
    assert scene.findings() == ["A signature is not genuine"]
    assert "Cabut laporan" not in scene.text()
    assert "It concerns message number 3 of Petugas penerima-01." in scene.text()


@pytest.mark.promise("P09")
@pytest.mark.parametrize("person", [f"{PROVINCE}/penerima-01", f"{REGENCY}/penelaah-01"])
def test_a_reply_by_an_officer_who_does_not_read_the_case_is_not_shown(scene: Scene, person: str):
    outsider = scene.server.world.people[person]
    place = scene.officer.open(scene.reporter.case).place_for(scene.officer.person.ref, scene.officer.book())
    directory = scene.officer.names(outsider.agency)[0]
    place = replace(place, author=outsider.ref, seq=1, previous=None, directory=directory)
    scene.server.lie(also(compose_message(outsider.secret.signing_key, place, a_text("Cabut laporan Anda."))))
    assert scene.findings() == ["A message by someone who may not reply"]
    assert "Cabut laporan" not in scene.text()


@pytest.mark.promise("P09")
def test_words_that_the_reporter_did_not_write_are_not_shown(scene: Scene):
    place = replace(scene.reporter.open().place_for(REPORTER, scene.reporter.book()))
    forged = compose_message(Receipt.generate().signing_key, place, a_text("Saya mencabut laporan."))
    scene.server.lie(also(forged))
    assert scene.findings() == ["A signature is not genuine"]
    assert "mencabut" not in scene.text()
    assert "It concerns your own message number 2." in scene.text()
    assert "You cannot write here now" in scene.text()
    assert scene.walk.visit.evaluate("document.querySelector('#balasan').getClientRects().length") == 0


@pytest.mark.promise("P08")
def test_a_second_answer_in_one_place_is_a_fork(scene: Scene):
    place = scene.officer.open(scene.reporter.case).place_for(scene.officer.person.ref, scene.officer.book())
    one = compose_message(scene.officer.key, place, a_text("Ya."))
    other = compose_message(scene.officer.key, place, a_text("Tidak."))
    scene.server.lie(also(one, other))
    assert scene.findings() == ["The order of messages does not fit"]


@pytest.mark.promise("P08")
def test_a_withheld_newest_message_is_missed_by_a_page_that_has_shown_it(scene: Scene):
    assert scene.findings() == []
    scene.server.lie(without((FIRST, 2)))
    scene.walk.visit.click(LOOK)
    scene.walk.visit.wait_until("document.querySelector('[data-part=notices] h2') !== null")
    assert scene.walk.notices() == [MISSING]
    assert "It concerns message number 2 of Petugas penerima-01." in scene.text()


@pytest.mark.promise("P08")
def test_a_withheld_newest_message_is_missed_once_a_later_one_refers_to_it(scene: Scene):
    scene.reporter.say("Ini fotonya.")
    scene.server.lie(without((FIRST, 2)))
    assert scene.findings() == [MISSING]


@pytest.mark.promise("P08")
def test_a_message_that_the_server_took_and_threw_away_is_missed_at_once(scene: Scene):
    assert scene.findings() == []
    scene.stage.drops = True
    scene.walk.write("Ini fotonya.")
    scene.walk.visit.wait_until("document.querySelector('[data-part=notices] h2') !== null")
    assert scene.walk.notices() == [MISSING]
    assert "It concerns your own message number 2." in scene.text()
    assert "You cannot write here now" in scene.text()


@pytest.mark.promise("P02")
def test_an_epoch_that_the_server_signed_opens_nothing(scene: Scene):
    dossier = scene.reporter.open()
    trap = compose_epoch(
        Receipt.generate().signing_key,
        REPORTER,
        dossier.chain,
        CasePrivateKey.generate(),
        readings(scene.officer.person),
        directories=scene.officer.names(REGENCY),
        heads=(),
    )
    scene.server.cases[scene.reporter.case].keep(trap)
    scene.enter()
    assert_nothing_is_shown(scene)


@pytest.mark.promise("P02", "P05")
def test_a_grant_of_a_key_that_the_server_knows_opens_nothing(scene: Scene):
    digest = scene.reporter.open().chain.records[0].digest
    reader = scene.reporter.receipt.reader_key.public
    forged = Grant(
        case=scene.reporter.case,
        epoch=1,
        record=digest,
        reader=reader.digest,
        key=CasePrivateKey.generate().unsafe_text(),
    )
    sealed = seal_document(reader, serialise(forged), GRANT_CLASS)
    scene.server.lie(lambda material: replace(material, grants={1: sealed}))
    scene.enter()
    assert_nothing_is_shown(scene)


def without_grants(sent: Sent) -> Sent:
    return sent | {"grants": []}


def of_another_name(sent: Sent) -> Sent:
    return sent | {"case": "a" * 52}


def without_records(sent: Sent) -> Sent:
    return sent | {"records": []}


def with_nonsense(sent: Sent) -> Sent:
    return sent | {"messages": [{"author": 7, "seq": "x", "epoch": None, "kind": [], "sealed": "AA", "day": 1}]}


def with_other_days(sent: Sent) -> Sent:
    return sent | {"received": "<b>kemarin</b>"}


def without_members(_sent: Sent) -> Sent:
    return {}


def of_version_2(sent: Sent) -> Sent:
    """Serve a first record of a version that this client does not know, as somebody would who has every key."""
    envelope = parse(from_b64url(sent["records"][0]["envelope"]), Envelope)
    payload = Unverified(from_b64url(sent["records"][0]["envelope"])).payload.replace(b"wbs-epoch/v1", b"wbs-epoch/v0")
    other = serialise(msgspec.structs.replace(envelope, payload=b64(payload)))
    return sent | {"records": [{"envelope": b64url(other)}]}


@pytest.mark.promise("P02", "P08")
@pytest.mark.parametrize(
    "twist",
    [
        without_grants,
        of_another_name,
        without_records,
        with_nonsense,
        with_other_days,
        without_members,
        of_version_2,
    ],
)
def test_a_case_that_does_not_fit_the_words_is_not_shown(scene: Scene, twist: Callable[[Sent], Sent]):
    scene.stage.twists.append(twist)
    scene.enter()
    assert_nothing_is_shown(scene)


def assert_nothing_is_shown(scene: Scene) -> None:
    scene.walk.visit.wait_for("#apa")
    assert TAMPERED in scene.text()
    assert "Mohon kirim foto" not in scene.walk.visit.html
    assert scene.walk.visit.count("#kasus") == 0
    assert scene.walk.visit.value("#words") == ""


@pytest.mark.promise("P02", "P12")
def test_a_case_of_somebody_else_is_no_mailbox_of_these_words(scene: Scene):
    """Also one that was made anew around other keys of the reporter: nobody can tell it from another's."""
    other = Reporter(scene.server, scene.server.world.anchor)
    other.report(where="Tempat lain")
    scene.stage.reporter = replace(scene.reporter, case=other.case)
    scene.enter()
    scene.walk.visit.wait_for("#kosong")
    assert NOBODY in scene.text()
    assert "Tempat lain" not in scene.walk.visit.html


@pytest.mark.promise("P02", "P05")
@pytest.mark.parametrize("lie", ["other roots", "unsigned directory", "nothing"])
def test_documents_that_the_anchors_do_not_know_open_nothing(scene: Scene, lie: str):
    honest = scene.server.world.documents()
    directory = honest.directories[REGENCY][0]
    payload = Unverified(directory).payload.replace(b'"grace_days":60', b'"grace_days":99')
    altered = serialise(msgspec.structs.replace(parse(directory, Envelope), payload=b64(payload)))
    scene.server.documents = {
        "other roots": cast.found().documents(),
        "unsigned directory": replace(honest, directories={**honest.directories, REGENCY: [altered]}),
        "nothing": replace(honest, agencies=[]),
    }[lie]
    scene.enter()
    scene.walk.visit.wait_for("#t-untrusted-h")
    assert UNTRUSTED in scene.text()
    assert scene.walk.visit.count("#kasus") == 0
    assert "Mohon kirim foto" not in scene.walk.visit.html


@pytest.mark.promise("P05")
def test_a_directory_that_goes_back_while_the_page_is_open_stops_it(scene: Scene, world: World):
    first = world.documents()
    old = first.directories[REGENCY][-1]
    document = parse(Unverified(old).payload, Directory)
    scene.server.documents = replace(first, directories={code: [*chain] for code, chain in first.directories.items()})
    world.publish(msgspec.structs.replace(document, version=2, previous=digest_of(document)))
    newer, scene.server.documents = scene.server.documents, None
    assert scene.findings() == []
    scene.server.documents = newer
    scene.walk.write("Ini fotonya.")
    scene.walk.visit.wait_until("document.querySelector('#balasan #t-untrusted-h') !== null")
    assert [one.author for one in scene.messages].count(REPORTER) == 1
    assert scene.walk.visit.value("#message") == "Ini fotonya."


@pytest.mark.promise("P08")
def test_a_message_of_another_case_is_told(scene: Scene):
    other = Reporter(scene.server, scene.server.world.anchor)
    other.report()
    sealed = scene.officer.say(other.case, "Untuk orang lain.")
    scene.server.lie(instead(FIRST, 2, replace(sealed, seq=2)))
    assert scene.findings() == [CANNOT_OPEN]
    assert "orang lain" not in scene.text()


def test_lies_are_parsed_as_text(scene: Scene):
    """Whatever a message says is written as text: markup in it makes no element."""
    scene.officer.say(scene.reporter.case, '<img src=x onerror="alert(1)"><b id="masuk">tebal</b>')
    assert scene.findings() == []
    assert '<b id="masuk">' in scene.text()
    assert scene.walk.visit.count("#masuk") == 0
