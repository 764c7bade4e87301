"""Taking back over the API what no officer was given; officers read with Python, by the same store."""

import pytest

from tests.portal.api.device import Device, seal_file
from tests.portal.house import House
from wbs.cases.model import KeyDigest
from wbs.crypto.messages import Kind, RemovedBody


@pytest.fixture
def device(house: House) -> Device:
    return Device(house)


def opens(house: House, device: Device) -> None:
    """Let an officer ask for the case, as the officers' page does."""
    case = house.case(device.receipt.unsafe_words())
    assert house.store.inside.give_out(case.name, KeyDigest(case.person.secret.reader_key.public.digest)) is not None


@pytest.mark.promise("P08")
def test_what_nobody_opened_goes_and_both_sides_are_told_so_by_a_signature(house: House, device: Device):
    file = seal_file(b"salah kirim")
    device.report()
    device.upload(file)
    assert device.write(device.compose("Nama saya Budi.", (file,)), (file,)).status_code == 201
    assert device.get().get_json()["served"] == 0
    note = device.retraction(2)
    assert device.retract(note, 2).status_code == 201
    assert device.retract(note, 2).status_code == 200
    for dossier in (device.open(), house.case(device.receipt.unsafe_words()).open()):
        assert dossier.findings == ()
        assert [one.message.kind for one in dossier.messages] == [Kind.REPORT, Kind.REMOVED]
        body = dossier.messages[1].message.body
        assert isinstance(body, RemovedBody)
        assert (body.own, body.reason) == ([2], "retracted")
    assert device.get(f"/attachments/{file.id}").status_code == 404
    assert b"salah kirim" not in house.stored_bytes()
    assert device.write(device.compose("Ini yang benar.")).status_code == 201
    assert house.case(device.receipt.unsafe_words()).open().findings == ()


def test_a_whole_report_goes_and_only_that_it_did_is_left(house: House, device: Device):
    device.report()
    device.write(device.compose("Tambahan."))
    assert device.retract(device.retraction(1), 1).status_code == 409
    assert device.retract(device.retraction(1, 2), 1, 2).status_code == 201
    dossier = house.case(device.receipt.unsafe_words()).open()
    assert (dossier.findings, dossier.summary) == ((), None)
    assert [one.message.kind for one in dossier.messages] == [Kind.REMOVED]
    assert device.open().findings == ()


def test_what_an_officer_was_given_stays_and_the_answer_says_why(house: House, device: Device):
    device.report()
    opens(house, device)
    assert device.get().get_json()["served"] == 1
    answer = device.retract(device.retraction(1), 1)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "opened")
    assert len(device.open().messages) == 1
    device.write(device.compose("Lupa: jangan hubungi saya."))
    assert device.retract(device.retraction(2), 2).status_code == 201


@pytest.mark.parametrize("numbers", [(), (0,), (2, 2), (2, 1), (9,), (3,)], ids=str)
def test_numbers_that_are_none_are_refused_and_nothing_goes(device: Device, numbers: tuple[int, ...]):
    device.report()
    device.write(device.compose("Tambahan."))
    assert device.retract(device.retraction(2), *numbers).status_code in {409, 422}
    assert len(device.open().messages) == 2


def test_a_removal_of_an_older_state_is_signed_again(house: House, device: Device):
    device.report()
    device.write(device.compose("Satu."))
    old = device.retraction(2)
    device.write(device.compose("Dua."))
    assert device.retract(old, 2).status_code == 409
    assert device.retract(device.retraction(2), 2).status_code == 201
    assert house.case(device.receipt.unsafe_words()).texts() == ["Dua."]


def test_a_removal_under_a_key_that_is_not_the_newest_takes_nothing_back(house: House, device: Device):
    device.report()
    device.write(device.compose("Satu."))
    body = device.retraction_body(device.retraction(2), 2) | {"epoch": 2}
    answer = device.client.post("/api/v1/mailbox/retractions", json=body, headers=device.headers)
    assert answer.status_code == 409
    assert house.case(device.receipt.unsafe_words()).texts() == ["Satu."]


@pytest.mark.promise("P12")
def test_another_mailbox_and_no_mailbox_take_nothing_back(house: House, device: Device):
    device.report()
    device.write(device.compose("Tambahan."))
    note = device.retraction(2)
    stranger = Device(house)
    assert stranger.retract(note, 2).status_code == 404
    stranger.report()
    assert stranger.retract(note, 2).status_code == 409
    assert len(device.open().messages) == 2
