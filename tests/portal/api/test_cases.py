"""New cases that a reporter's own device sealed."""

import json
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from tests.cast import PROVINCE, REGENCY, a_report, found, shared_world
from tests.portal.api.device import API, Device, case_body, seal_file
from tests.portal.house import House, Reporter, build
from wbs.cases.quotas import Allowance, Quota
from wbs.crypto.encoding import b64url
from wbs.crypto.report import Accused
from wbs.errors import BusyError
from wbs.portal.quotas import Allowances


@pytest.fixture
def device(house: House) -> Device:
    return Device(house)


def test_an_officer_reads_what_a_device_sealed(house: House, device: Device):
    photo = seal_file(b"\xff\xd8\xff" + b"x" * 1_500_000, "foto.jpg")
    device.report((photo,))
    case = house.case(device.receipt.unsafe_words())
    assert case.report == a_report()
    assert case.files() == {"foto.jpg": b"\xff\xd8\xff" + b"x" * 1_500_000}
    assert case.open().messages[0].message.sealed_by == "browser"
    assert case.open().findings == ()


def test_the_anchors_are_those_of_the_signed_documents(house: House, device: Device):
    anchors = device.client.get("/jangkar.json").get_json()
    agencies = house.world.book().agencies.document.agencies
    assert anchors == {
        "installation": house.world.anchor,
        "agencies": {entry.agency: entry.roots for entry in agencies},
    }


@pytest.mark.promise("P14")
def test_a_repeated_request_is_answered_as_done_and_stores_nothing_twice(house: House, device: Device):
    photo = seal_file(b"foto")
    device.upload(photo)
    sealed = device.seal(files=(photo,))
    assert device.send(sealed, (photo,)).status_code == 201
    again = device.send(sealed, (photo,))
    assert again.status_code == 200
    assert len(house.case(device.receipt.unsafe_words()).open().messages) == 1


def test_another_case_under_the_same_receipt_is_refused(device: Device):
    device.report()
    answer = device.send(device.seal(title="Judul lain"))
    assert (answer.status_code, answer.get_json()["code"]) == (409, "conflict")
    assert device.open().messages[0].message.body == a_report()


def test_a_case_is_not_taken_under_anyone_elses_receipt(house: House, device: Device):
    sealed = device.report()
    stranger = Device(house)
    assert stranger.send(sealed).status_code == 409
    assert stranger.get().get_json()["case"] != sealed.case


def test_a_case_sealed_before_a_newer_directory_has_to_be_sealed_again(folder: Path):
    late = build(folder, found())
    device = Device(late)
    sealed = device.seal()
    old = late.world.book().newest(REGENCY)
    late.world.publish(msgspec.structs.replace(old.document, version=2, previous=old.digest))
    (folder / "keys" / f"directory-{REGENCY}-2.json").write_bytes(late.world.directories[REGENCY][-1])
    assert device.book().newest(REGENCY).document.version == 2
    assert device.send(sealed).status_code == 409
    assert device.send(device.seal()).status_code == 201
    late.store.close()


def test_a_case_whose_files_are_gone_or_another_ones_is_refused_and_nothing_is_stored(house: House, device: Device):
    unfinished, foreign = seal_file(b"x" * 3_000_000), seal_file(b"y")
    device.begin(unfinished)
    device.patch(unfinished, 0)
    device.upload(foreign)
    stolen = replace(foreign, token=bytes(32))
    for file in (seal_file(b"never sent"), unfinished, stolen):
        sealed = device.seal(files=(file,))
        assert device.send(sealed, (file,)).status_code == 404
    assert house.store.cases.mailbox(device.receipt.mailbox_hash) is None


@pytest.mark.promise("P16")
@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("agency", PROVINCE),
        ("agency", "9"),
        ("agency", None),
        ("record", ""),
        ("record", "AAAA"),
        ("record", "not base64!"),
        ("record", 7),
        ("grants", []),
        ("grants", {}),
        ("grants", [{"key": "AA", "sealed": "AA"}]),
        ("summary", "AAAA"),
        ("summary", "A" * 20_000),
        ("report", "AAAA"),
        ("report", ""),
        ("uploads", [{"id": "AA", "token": "AA"}]),
        ("uploads", [{"id": b64url(bytes(16)), "token": b64url(bytes(32))}] * 11),
        ("extra", 1),
    ],
)
def test_what_is_not_a_sealed_case_is_refused_without_a_trace(house: House, device: Device, member: str, value: object):
    sealed = device.seal()
    answer = device.send(sealed, **{member: value})
    assert answer.status_code in {409, 422}
    assert answer.content_type == "application/problem+json"
    assert sealed.case not in answer.text
    assert house.store.cases.mailbox(device.receipt.mailbox_hash) is None


@pytest.mark.promise("P16")
@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer AAAA", "Basic AAAA", f"Bearer {b64url(bytes(33))}", f"Token {b64url(bytes(32))}"],
)
def test_without_a_mailbox_token_nothing_is_taken(device: Device, header: str):
    sealed = device.seal()
    answer = device.client.put(f"{API}/cases/{sealed.case}", json=case_body(sealed), headers={"Authorization": header})
    assert answer.status_code == 422


@pytest.mark.promise("P16")
@pytest.mark.parametrize("case", ["a" * 52, "A" * 52, "a", "..", "a" * 53])
def test_a_case_stands_at_its_own_address_only(house: House, device: Device, case: str):
    sealed = device.seal()
    answer = device.client.put(f"{API}/cases/{case}", json=case_body(sealed), headers=device.headers)
    assert answer.status_code in {404, 405, 422}
    assert house.store.cases.mailbox(device.receipt.mailbox_hash) is None


@pytest.mark.promise("P16")
@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'{"agency":"61.08","agency":"61.08"}', b"\xff\xfe", b"[" * 999]
)
def test_what_is_no_json_object_is_refused(device: Device, body: bytes):
    answer = device.client.put(
        f"{API}/cases/{'a' * 52}", data=body, headers=device.headers, content_type="application/json"
    )
    assert answer.status_code in {411, 422}


@pytest.mark.promise("P16")
@pytest.mark.parametrize("name", ["agency", "report", "key"])
def test_a_member_that_stands_twice_is_refused_whatever_it_says(house: House, device: Device, name: str):
    sealed = device.seal()
    body = case_body(sealed)
    value = body["grants"][0]["key"] if name == "key" else body[name]
    text, twice = json.dumps(body), f'"{name}": "{value}"'
    assert text.count(twice) == 1
    answer = device.client.put(
        f"{API}/cases/{sealed.case}",
        data=text.replace(twice, f"{twice}, {twice}"),
        headers=device.headers,
        content_type="application/json",
    )
    assert answer.status_code == 422
    assert house.store.cases.mailbox(device.receipt.mailbox_hash) is None
    assert device.send(sealed).status_code == 201


def test_another_kind_of_body_or_a_packed_one_is_refused(device: Device):
    sealed = device.seal()
    path = f"{API}/cases/{sealed.case}"
    plain = device.client.put(path, data=b"{}", headers=device.headers, content_type="text/plain")
    packed = device.client.put(path, json={}, headers={**device.headers, "Content-Encoding": "gzip"})
    assert (plain.status_code, packed.status_code) == (415, 415)


def test_a_body_that_is_too_large_is_refused_before_it_is_read(device: Device):
    answer = device.client.put(
        f"{API}/cases/{'a' * 52}",
        data=b" " * (4 << 20) + b"{}",
        headers=device.headers,
        content_type="application/json",
    )
    assert answer.status_code == 413


@pytest.mark.promise("P16")
def test_a_request_from_another_site_is_refused(device: Device):
    sealed = device.seal()
    headers = {**device.headers, "Sec-Fetch-Site": "cross-site"}
    answer = device.client.put(f"{API}/cases/{sealed.case}", json=case_body(sealed), headers=headers)
    assert answer.status_code == 403


@pytest.mark.promise("P02")
def test_nothing_that_was_sealed_lies_open_in_the_store(house: House, device: Device):
    canary = "kanari-perangkat-7f3a"
    file = seal_file(canary.encode() * 1000, f"{canary}.txt")
    device.report((file,), title=canary, what=canary, accused=[Accused(name=canary, unit=canary)], where=canary)
    stored = house.stored_bytes()
    assert canary.encode() not in stored
    for word in device.receipt.unsafe_words():
        assert f" {word} ".encode() not in stored
    for secret in (device.receipt.unsafe_secret(), device.receipt.mailbox_token):
        assert secret not in stored


def test_new_cases_beyond_their_quota_wait_while_known_receipts_go_on(folder: Path):
    house = build(folder, shared_world(), Allowances(new_cases=2))
    device, second = Device(house), Device(house)
    device.report()
    Device(house).report()
    refused = second.send(second.seal())
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "30")
    assert device.write(device.compose("Masih berlangsung.")).status_code == 201
    house.clock.seconds += 43_200
    assert second.send(second.seal()).status_code == 201
    house.store.close()


def test_a_channel_that_closed_meanwhile_sends_its_client_for_the_documents(house: House, device: Device):
    sealed = device.seal()
    house.clock.turn(days=3650)
    answer = device.send(sealed)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "conflict")
    assert house.store.cases.mailbox(device.receipt.mailbox_hash) is None


@pytest.mark.promise("P15")
def test_one_quota_holds_for_all_ways_of_reporting_and_nothing_typed_is_lost(folder: Path):
    house = build(folder, shared_world(), Allowances(new_cases=1))
    first, second = Reporter(house.app), Reporter(house.app)
    ticket = first.get("/lapor").ticket
    assert first.report(ticket=ticket).status == 200
    refused = second.report(what="Yang ini harus tetap ada.")
    assert refused.status == 503
    assert "Yang ini harus tetap ada." in refused.text
    device = Device(house)
    assert device.send(device.seal()).status_code == 503
    assert first.report(ticket=ticket).status == 200
    house.clock.seconds += 86_400
    assert second.report(ticket=refused.ticket, what="Yang ini harus tetap ada.").status == 200
    house.store.close()


@pytest.mark.promise("P15")
def test_a_report_that_is_stored_is_found_again_whatever_strangers_have_used_up(folder: Path):
    house = build(folder, shared_world(), Allowances(new_cases=1))
    device, stranger = Device(house), Device(house)
    sealed = device.report()
    assert stranger.send(stranger.seal()).status_code == 503
    assert device.send(sealed).status_code == 200
    assert device.send(device.seal(title="Judul lain")).status_code == 409
    house.store.close()


@pytest.mark.promise("P15")
def test_what_is_not_stored_uses_up_nobodys_quota_of_new_cases(folder: Path):
    house = build(folder, shared_world(), Allowances(new_cases=2))
    vandal, device = Device(house), Device(house)
    sealed, other = vandal.report(), vandal.seal(title="Judul lain")
    stranger = Device(house)
    without_file, file = stranger.seal(), seal_file(b"never sent")
    for _ in range(3):
        assert vandal.send(sealed).status_code == 200
        assert vandal.send(other).status_code == 409
        assert stranger.send(without_file, (file,)).status_code == 404
    assert device.send(device.seal()).status_code == 201
    house.store.close()


def test_a_quota_refills_steadily_and_never_beyond_its_amount():
    quota = Quota(Allowance(10, 100.0), 0.0)
    quota.take(10, 0.0)
    with pytest.raises(BusyError):
        quota.take(1, 9.9)
    quota.take(1, 10.0)
    quota.take(10, 1_000.0)
    with pytest.raises(BusyError):
        quota.take(1, 500.0)
