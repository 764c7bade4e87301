"""The tus endpoint: creation, parts, resumption, termination, and what it refuses."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from tests.cast import shared_world
from tests.portal.api.device import API, TUS, Device, SealedFile, seal_file
from tests.portal.house import House, build
from wbs.cases.model import CHUNK_LIMIT
from wbs.cases.reporters.uploads import DEFAULT_FILE_LIMIT
from wbs.crypto.bulk import encrypted_size
from wbs.crypto.encoding import b64url
from wbs.crypto.primitives import random_bytes
from wbs.portal.quotas import ROW_BYTES, Allowances


@pytest.fixture
def device(house: House) -> Device:
    return Device(house)


@pytest.fixture
def file() -> SealedFile:
    return seal_file(random_bytes(2_500_000))


def test_the_endpoint_says_what_it_can(device: Device):
    answer = device.client.options(f"{API}/uploads")
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Extension"] == "creation,termination"
    assert int(answer.headers["Tus-Max-Size"]) > 2 << 30


def test_an_upload_is_begun_and_resumed_where_it_stands(device: Device, file: SealedFile):
    begun = device.begin(file)
    assert (begun.status_code, begun.headers["Location"]) == (201, f"{API}/uploads/{file.id}")
    assert device.head(file).headers["Upload-Offset"] == "0"
    first = device.patch(file, 0)
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, str(CHUNK_LIMIT))
    head = device.head(file)
    assert (head.headers["Upload-Offset"], head.headers["Upload-Length"]) == (str(CHUNK_LIMIT), str(len(file.data)))
    assert head.headers["Cache-Control"] == "no-store"
    for answer in (begun, first, head):
        assert answer.headers["Tus-Resumable"] == "1.0.0"
        assert answer.data == b""


def test_beginning_again_after_a_lost_answer_says_where_it_stands(device: Device, file: SealedFile):
    device.begin(file)
    device.patch(file, 0)
    again = device.begin(file)
    assert (again.status_code, again.headers["Upload-Offset"]) == (201, str(CHUNK_LIMIT))


def test_a_part_at_another_place_is_a_conflict(device: Device, file: SealedFile):
    device.begin(file)
    device.patch(file, 0)
    assert device.patch(file, 0).status_code == 409
    assert device.patch(file, 2 * CHUNK_LIMIT).status_code == 409


def test_a_part_that_breaks_off_leaves_nothing(device: Device, file: SealedFile):
    device.begin(file)
    environ = {"CONTENT_LENGTH": str(CHUNK_LIMIT), "wsgi.input": BytesIO(file.data[:1000])}
    answer = device.client.patch(
        f"{API}/uploads/{file.id}",
        headers={**file.headers, "Upload-Offset": "0"},
        content_type="application/offset+octet-stream",
        environ_overrides=environ,
    )
    assert answer.status_code == 400
    assert device.head(file).headers["Upload-Offset"] == "0"


def test_an_upload_that_was_ended_is_gone(house: House, device: Device, file: SealedFile):
    device.upload(file)
    assert device.client.delete(f"{API}/uploads/{file.id}", headers=file.headers).status_code == 204
    assert device.head(file).status_code == 404
    assert house.pending() == 0


@pytest.mark.promise("P16")
@pytest.mark.parametrize("method", ["head", "patch", "delete"])
def test_without_its_token_there_is_no_upload(device: Device, file: SealedFile, method: str):
    device.begin(file)
    headers = {**TUS, "Upload-Token": b64url(bytes(32)), "Upload-Offset": "0"}
    kind = "application/offset+octet-stream"
    for id_ in (file.id, b64url(bytes(16))):
        answer = device.client.open(
            f"{API}/uploads/{id_}",
            method=method.upper(),
            headers=headers,
            content_type=kind,
            data=file.data[:CHUNK_LIMIT],
        )
        assert answer.status_code == 404
    assert device.head(file).headers["Upload-Offset"] == "0"


@pytest.mark.promise("P16")
@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"Tus-Resumable": ""}, 412),
        ({"Tus-Resumable": "0.2.2"}, 412),
        ({"Upload-Length": ""}, 422),
        ({"Upload-Length": "-1"}, 422),
        ({"Upload-Length": "5000"}, 422),
        ({"Upload-Length": "9" * 15}, 422),
        ({"Upload-Length": "9" * 16}, 422),
        ({"Upload-Length": "5e3"}, 422),
        ({"Upload-Metadata": "filename d29ybGQ="}, 422),
        ({"Upload-Defer-Length": "1"}, 422),
        ({"Upload-Concat": "partial"}, 422),
        ({"Upload-Token": ""}, 422),
        ({"Upload-Token": "AAAA"}, 422),
        ({"Upload-Id": ""}, 404),
        ({"Upload-Id": "AAAA"}, 404),
        ({"Upload-Agency": "99"}, 422),
        ({"Upload-Agency": ""}, 422),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_what_does_not_begin_an_upload_is_refused(
    house: House, device: Device, file: SealedFile, changes: dict[str, str], status: int
):
    answer = device.begin(file, **changes)
    assert answer.status_code == status
    assert house.pending() == 0
    if status == 412:
        assert answer.headers["Tus-Version"] == "1.0.0"


@pytest.mark.promise("P16")
@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"Tus-Resumable": "0.2.2"}, 412),
        ({"Upload-Offset": "x"}, 422),
        ({"Upload-Offset": "-1"}, 422),
        ({"Content-Encoding": "gzip"}, 415),
    ],
)
def test_what_is_not_a_part_is_refused(device: Device, file: SealedFile, changes: dict[str, str], status: int):
    device.begin(file)
    assert device.patch(file, 0, **changes).status_code == status
    assert device.head(file).headers["Upload-Offset"] == "0"


def test_a_part_of_another_kind_or_size_is_refused(device: Device, file: SealedFile):
    device.begin(file)
    path, headers = f"{API}/uploads/{file.id}", {**file.headers, "Upload-Offset": "0"}
    kind = "application/offset+octet-stream"
    sizes = {0: 411, 1: 422, CHUNK_LIMIT - 1: 422, CHUNK_LIMIT + 1: 413}
    for size, status in sizes.items():
        answer = device.client.patch(path, data=file.data[:size], headers=headers, content_type=kind)
        assert answer.status_code == status, size
    other = device.client.patch(path, data=file.data[:CHUNK_LIMIT], headers=headers, content_type="text/plain")
    assert other.status_code == 415


def test_pending_uploads_go_a_day_after_their_last_part(house: House, device: Device, file: SealedFile):
    device.begin(file)
    house.clock.turn(days=1)
    device.patch(file, 0)
    swept = house.store.cases.sweep_uploads(house.clock.today(), 100)
    assert (swept, house.pending()) == (0, 1)
    house.clock.turn(days=1)
    assert house.store.cases.sweep_uploads(house.clock.today(), 100) == 1
    assert device.head(file).status_code == 404


def test_uploads_beyond_their_quota_have_to_wait_and_go_on_where_they_stand(folder: Path, file: SealedFile):
    house = build(folder, shared_world(), Allowances(upload_bytes=CHUNK_LIMIT + ROW_BYTES))
    device = Device(house)
    assert device.begin(file).status_code == 201
    assert device.patch(file, 0).status_code == 204
    assert device.patch(file, CHUNK_LIMIT).status_code == 503
    assert device.begin(seal_file(b"x")).status_code == 503
    assert device.head(file).headers["Upload-Offset"] == str(CHUNK_LIMIT)
    house.clock.seconds += 86_400
    assert device.patch(file, CHUNK_LIMIT).status_code == 204
    house.store.close()


@pytest.mark.promise("P15")
def test_whoever_only_announces_uploads_uses_up_nobodys_quota(folder: Path, file: SealedFile):
    house = build(folder, shared_world(), Allowances(upload_bytes=8 << 30))
    vandal, device = Device(house), Device(house)
    longest = {"Upload-Length": str(encrypted_size(DEFAULT_FILE_LIMIT))}
    for _ in range(8):
        assert vandal.begin(seal_file(b"x"), **longest).status_code == 201
        assert vandal.begin(file, **longest).status_code == 201
    device.upload(seal_file(b"foto"))
    house.store.close()


@pytest.mark.promise("P15")
def test_parts_that_are_not_stored_use_up_nobodys_quota(folder: Path, file: SealedFile):
    house = build(folder, shared_world(), Allowances(upload_bytes=len(file.data) + 2 * ROW_BYTES))
    vandal, device = Device(house), Device(house)
    device.begin(file)
    for _ in range(4):
        assert vandal.patch(replace(file, token=bytes(32)), 0).status_code == 404
        assert device.patch(file, CHUNK_LIMIT).status_code == 409
    device.upload(file)
    house.store.close()
