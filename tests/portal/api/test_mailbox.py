"""The mailbox over the API: what it gives, takes, and how alike a wrong token looks."""

import sqlite3

import msgspec
import pytest

from tests.cast import REGENCY, a_report, found
from tests.portal.api.device import API, Device, material_of, seal_file
from tests.portal.house import House, build, publish
from wbs.crypto.bulk import AttachmentReader
from wbs.crypto.dossier import open_as_reporter
from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.messages import Status
from wbs.crypto.primitives import random_bytes
from wbs.errors import TrustError
from wbs.portal.seal_on_arrival import Decoy


@pytest.fixture
def device(house: House) -> Device:
    return Device(house)


def test_the_reporter_opens_what_the_portal_gives(device: Device):
    sealed = device.report()
    dossier = device.open()
    assert dossier.chain.case == sealed.case
    assert dossier.messages[0].message.body == a_report()
    assert dossier.findings == ()


def test_a_reply_arrives_and_an_answer_with_a_file_comes_back(house: House, device: Device):
    device.report()
    case = house.case(device.receipt.unsafe_words())
    case.say(status=Status.RECEIVED, text="Laporan diterima.")
    case.say("Apakah masih berlangsung?")
    assert [opened.message.kind for opened in device.open().messages] == ["report", "status", "message"]
    file = seal_file(b"foto kedua")
    device.upload(file)
    assert device.write(device.compose("Ya.", (file,)), (file,)).status_code == 201
    assert case.texts() == ["Ya."]
    assert case.files() == {"bukti.bin": b"foto kedua"}
    assert case.open().findings == ()


def test_a_file_comes_back_as_it_was_sealed(device: Device):
    content = random_bytes(1_300_000)
    file = seal_file(content)
    device.report((file,))
    answer = device.get(f"/attachments/{file.id}")
    assert (answer.status_code, answer.content_length) == (200, len(file.data))
    reader = AttachmentReader(from_b64url(file.id), from_b64url(file.attachment.key), len(content))
    assert reader.update(answer.data) + reader.finalize() == content
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.promise("P10")
def test_a_file_that_the_store_cannot_give_whole_ends_early_and_is_logged_once_not_each_time(
    house: House, device: Device, caplog: pytest.LogCaptureFixture
):
    file = seal_file(random_bytes(1_300_000))
    device.report((file,))
    with sqlite3.connect(house.folder / "wbs.sqlite") as connection:
        connection.execute("DELETE FROM chunks WHERE n = 1")
    for _ in range(3):
        answer = device.get(f"/attachments/{file.id}")
        assert (answer.content_length, len(answer.data)) == (len(file.data), 1 << 20)
    assert caplog.text.count("internal error") == len(caplog.records) == 1
    assert file.id not in caplog.text


def test_the_days_of_the_inspectorate_come_along(device: Device):
    device.report()
    sent = device.get().get_json()
    assert sent["received"] == "2026-11-23"
    assert sent["received"] < sent["due"]["verify"] < sent["due"]["answer"] < sent["due"]["result"]


@pytest.mark.promise("P12")
def test_a_wrong_token_looks_like_a_right_one_without_news(house: House, device: Device):
    device.report()
    stranger = Device(house)
    for path in ("", "/case"):
        right, wrong = device.get(path), stranger.get(path)
        assert (right.status_code, len(right.data)) == (wrong.status_code, len(wrong.data)) == (200, len(right.data))
        named = dict(right.headers), dict(wrong.headers)
        assert named[0] == named[1]
        assert right.get_json().keys() == wrong.get_json().keys()
    with pytest.raises(TrustError, match="did not begin"):
        open_as_reporter(material_of(stranger.get().get_json()), stranger.receipt, stranger.book())


@pytest.mark.promise("P12")
def test_the_index_has_one_size_whatever_the_case(house: House, device: Device):
    device.report()
    before = len(device.get("").data)
    case = house.case(device.receipt.unsafe_words())
    for number in range(12):
        case.say(f"Pesan {number}")
    index = device.get("")
    assert len(index.data) == before == 8192
    assert index.get_json()["newest"] == [
        {"author": f"{REGENCY}/penerima-01", "seq": 12},
        {"author": "reporter", "seq": 1},
    ]


@pytest.mark.promise("P12")
def test_a_token_with_a_digest_of_nobody_is_a_wrong_token(device: Device):
    sealed = device.report()
    answer = device.client.get(f"{API}/mailbox/case", headers={**device.headers, "Mailbox-Reader": b64url(bytes(32))})
    assert answer.get_json()["case"] != sealed.case


@pytest.mark.promise("P16")
@pytest.mark.parametrize("header", ["Authorization", "Mailbox-Reader"])
@pytest.mark.parametrize("value", ["", "AAAA", "Bearer AAAA", "Bearer é"])
def test_headers_that_cannot_be_are_refused(device: Device, header: str, value: str):
    answer = device.client.get(f"{API}/mailbox", headers={**device.headers, header: value})
    assert answer.status_code == 422


def test_a_wrong_token_writes_nothing_and_takes_nothing(house: House, device: Device):
    file = seal_file(b"foto")
    device.report((file,))
    message = device.compose("Ya.")
    stranger = Device(house)
    assert stranger.write(message).status_code == 404
    assert stranger.get(f"/attachments/{file.id}").status_code == 404
    assert stranger.begin_epoch({"record": "AAAA", "previous_key": "AAAA", "grants": []}).status_code == 404
    assert len(device.open().messages) == 1


def test_a_repeated_message_is_answered_as_done(device: Device):
    device.report()
    message = device.compose("Ya.")
    assert device.write(message).status_code == 201
    assert device.write(message).status_code == 200
    assert len(device.open().messages) == 2


def test_a_message_that_something_came_before_has_to_be_signed_again(device: Device):
    device.report()
    late = device.compose("Yang kedua.")
    assert device.write(device.compose("Yang pertama.")).status_code == 201
    assert device.write(late).status_code == 409
    assert device.write(device.compose("Yang kedua.")).status_code == 201
    assert device.open().findings == ()


@pytest.mark.promise("P16")
@pytest.mark.parametrize(
    "changes",
    [
        {"seq": 0},
        {"seq": "2"},
        {"epoch": 0},
        {"sealed": "AAAA"},
        {"sealed": "é"},
        {"kind": "message"},
        {"uploads": None},
    ],
)
def test_what_is_not_a_sealed_message_is_refused(device: Device, changes: dict[str, object]):
    device.report()
    assert device.write(device.compose("Ya."), **changes).status_code == 422
    assert len(device.open().messages) == 1


def test_a_message_for_another_epoch_has_to_be_signed_again(device: Device):
    device.report()
    assert device.write(device.compose("Ya."), epoch=2).status_code == 409


class Renewed:
    """A portal whose agency has lost one receiver and gained another since the report."""

    def __init__(self, folder) -> None:  # type: ignore[no-untyped-def]
        self.house = build(folder, found())
        self.device = Device(self.house)
        self.device.report()
        world = self.house.world
        old = world.book().newest(REGENCY)
        policy = msgspec.structs.replace(old.document.policy, minimum_readers=1)
        readers = [one for one in old.document.readers if one.id != "penerima-01"]
        document = msgspec.structs.replace(old.document, version=2, previous=old.digest, readers=readers, policy=policy)
        world.publish(document)
        publish(world, folder / "keys")
        (folder / "keys" / "tick").touch()
        assert self.device.book().newest(REGENCY).document.version == 2


@pytest.fixture
def renewed(folder):  # type: ignore[no-untyped-def]
    made = Renewed(folder)
    yield made
    made.house.store.close()


@pytest.mark.promise("P07")
def test_the_reporter_begins_an_epoch_without_whoever_is_gone(renewed: Renewed):
    device = renewed.device
    body = device.epoch_body()
    assert device.begin_epoch(body).status_code == 201
    assert device.begin_epoch(body).status_code == 200
    assert device.open().epoch == 2
    assert device.write(device.compose("Hanya untuk yang masih bertugas.")).status_code == 201
    words = device.receipt.unsafe_words()
    assert not renewed.house.case(words, f"{REGENCY}/penerima-01").may_open
    staying = renewed.house.case(words, f"{REGENCY}/penerima-02")
    assert staying.texts() == ["Hanya untuk yang masih bertugas."]
    assert staying.open().findings == ()


def test_an_epoch_that_does_not_follow_is_refused(renewed: Renewed):
    device = renewed.device
    first, second = device.epoch_body(), device.epoch_body()
    assert device.begin_epoch(first).status_code == 201
    assert device.begin_epoch(second).status_code == 409
    assert device.open().epoch == 2


@pytest.mark.promise("P16")
@pytest.mark.parametrize("member", ["record", "previous_key", "grants"])
def test_what_is_not_an_epoch_is_refused(renewed: Renewed, member: str):
    body = renewed.device.epoch_body()
    value = body["grants"][1:] if member == "grants" else "AAAA"
    assert renewed.device.begin_epoch({**body, member: value}).status_code == 422
    assert renewed.device.open().epoch == 1


@pytest.mark.promise("P15")
def test_a_message_that_the_case_has_no_room_for_is_refused(device: Device, monkeypatch: pytest.MonkeyPatch):
    device.report()
    message = device.compose("Terlalu banyak.")
    monkeypatch.setattr("wbs.cases.room.MESSAGE_BYTES", 0)
    assert device.write(message).status_code == 422
    assert len(device.open().messages) == 1
    monkeypatch.undo()
    assert device.write(message).status_code == 201


@pytest.mark.promise("P12")
@pytest.mark.parametrize("path", ["", "/case"])
def test_what_a_new_day_asks_for_is_made_for_right_and_wrong_tokens_alike(
    house: House, device: Device, path: str, monkeypatch: pytest.MonkeyPatch
):
    device.report()
    made = []
    monkeypatch.setattr("wbs.portal.service.Decoy", lambda *given: made.append(given) or Decoy(*given))
    for asking in (device, Device(house)):
        house.clock.turn(days=1)
        made.clear()
        assert asking.get(path).status_code == 200
        assert len(made) == 1
