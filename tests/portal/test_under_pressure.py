"""New cases while much is arriving: work where scripts run, waiting where they do not; known receipts never pay."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from altcha.v2 import Challenge, solve_challenge
from flask import Response
from werkzeug.test import TestResponse

from tests.cast import PROVINCE, shared_world
from tests.portal.api.device import API, Device, SealedFile, case_body, seal_file
from tests.portal.house import House, Page, Reporter, a_form, build, multipart
from tests.portal.test_files_that_tell import PHOTO
from wbs.cases.model import CHUNK_LIMIT
from wbs.cases.pressure import HASTE_SECONDS, LEAST_WAIT, MOST_WAIT, RETURN_SECONDS
from wbs.cases.space import Space
from wbs.crypto.compose import SealedCase
from wbs.crypto.encoding import b64url
from wbs.errors import BusyError
from wbs.portal.api import mailbox
from wbs.portal.app import TRAFFIC
from wbs.portal.forms import MAX_FILES
from wbs.portal.quotas import ROW_BYTES, Allowances
from wbs.portal.shares import Errand
from wbs.web.lanes import Lane, Width
from wbs.web.shapes import Answer

GIBI = 1 << 30
ROOMY, NO_UPLOADS, NO_CASES = (Space(free * GIBI, 1024 * GIBI) for free in (100, 1, 0))
TEXT = 'Ada "tanda kutip" & <kurung>\nserta baris kedua.'


@contextmanager
def full(house: House, kind: Errand) -> Iterator[None]:
    """Let nobody of a kind have a turn while the block runs."""
    lanes = house.app.extensions[TRAFFIC].lanes
    kept, lanes[kind] = lanes[kind], Lane(Width(at_once=0, waiting=1, seconds=0))
    yield
    lanes[kind] = kept


@pytest.fixture
def pressed(folder: Path) -> Iterator[House]:
    """A portal to which too much has come already: one case more than costs nothing."""
    made = build(folder, shared_world(), Allowances(easy_cases=2))
    for _ in range(2):
        Reporter(made.app).report()
    assert made.stored_cases() == 2
    yield made
    made.store.close()


def put(device: Device, sealed: SealedCase, proof: str = "", files: tuple[SealedFile, ...] = ()) -> TestResponse:
    headers = device.headers | ({"Work-Proof": proof} if proof else {})
    return device.client.put(f"{API}/cases/{sealed.case}", json=case_body(sealed, files), headers=headers)


def work(asked: TestResponse) -> str:
    """Solve what a server asks for."""
    told: dict[str, Any] = asked.get_json()
    found = solve_challenge(Challenge.from_dict(told["challenge"]))
    assert found is not None
    assert found.counter < told["tries"]
    solution = {"counter": found.counter, "derivedKey": found.derived_key}
    return b64url(msgspec.json.encode({"challenge": told["challenge"], "solution": solution}))


def wait(house: House, seconds: float) -> None:
    """Let time pass, but no allowance refill: only the clock that people read."""
    house.clock.turn(seconds=seconds)


def resend(reporter: Reporter, page: Page, **changes: str) -> Page:
    """Press the button of a page that asked to wait."""
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text)
    unescaped = [(name, value_of(value)) for name, value in fields]
    return reporter.post("/lapor", multipart([*unescaped, *changes.items()]))


def value_of(text: str) -> str:
    for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&#34;", '"'), ("&#39;", "'"), ("&amp;", "&")):
        text = text.replace(entity, char)
    return text


@pytest.mark.promise("P15")
def test_a_device_that_worked_gets_through_and_one_that_did_not_is_told_what_to_do(pressed: House):
    device = Device(pressed)
    sealed = device.seal()
    asked = put(device, sealed)
    assert (asked.status_code, asked.get_json()["code"]) == (503, "work")
    assert "Retry-After" in asked.headers
    assert put(device, sealed, work(asked)).status_code == 201


@pytest.mark.promise("P15")
def test_work_is_good_for_one_case_alone(pressed: House):
    device, vandal = Device(pressed), Device(pressed)
    sealed = device.seal()
    proof = work(put(device, sealed))
    assert put(vandal, vandal.seal(), proof).status_code == 503
    assert put(device, sealed, proof).status_code == 201
    assert put(device, sealed, proof).status_code == 200
    assert put(device, device.seal(title="Judul lain"), proof).status_code == 409
    assert pressed.stored_cases() == 3


@pytest.mark.promise("P15")
def test_what_was_stored_before_and_comes_again_makes_nothing_cheaper(pressed: House):
    device = Device(pressed)
    sealed = device.seal()
    proof = work(put(device, sealed))
    for _ in range(4):
        assert put(device, sealed, proof).status_code in {200, 201}
    assert Reporter(pressed.app).report().status == 503


@pytest.mark.promise("P15")
def test_two_processes_take_each_others_work_and_tickets_and_neither_takes_one_twice(pressed: House, folder: Path):
    other = build(folder, shared_world(), Allowances(easy_cases=2))
    for _ in range(2):
        Reporter(other.app).report()
    device = Device(pressed)
    there = Device(other, device.receipt)
    sealed = device.seal()
    proof = work(put(device, sealed))
    assert (put(there, sealed, proof).status_code, put(device, sealed, proof).status_code) == (201, 200)
    page = Reporter(pressed.app).report()
    wait(pressed, MOST_WAIT)
    wait(other, MOST_WAIT)
    first, again = resend(Reporter(other.app), page), resend(Reporter(pressed.app), page)
    assert (first.status, again.status, first.words) == (200, 200, again.words)
    assert pressed.stored_cases() == 6
    other.store.close()


@pytest.mark.promise("P15")
def test_old_work_is_asked_for_anew(pressed: House):
    device = Device(pressed)
    sealed = device.seal()
    proof = work(put(device, sealed))
    wait(pressed, 31 * 60)
    asked = put(device, sealed, proof)
    assert asked.status_code == 503
    assert put(device, sealed, work(asked)).status_code == 201


@pytest.mark.promise("P16")
@pytest.mark.parametrize("proof", ["x", "A" * 5_000, b64url(b'{"challenge":1}'), "%00", "=="])
def test_whatever_stands_in_the_proof_is_no_more_than_no_proof(pressed: House, proof: str):
    device = Device(pressed)
    assert put(device, device.seal(), proof).status_code == 503


def test_while_all_is_quiet_nobody_is_asked_for_anything(house: House):
    device = Device(house)
    assert put(device, device.seal()).status_code == 201
    assert Reporter(house.app).report().status == 200


@pytest.mark.promise("P15")
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_form_waits_its_time_with_everything_in_it_and_is_then_taken(pressed: House, prefix: str):
    reporter = Reporter(pressed.app, prefix)
    page = reporter.report([("foto.txt", "text/plain", b"isi")], what=TEXT, exclude="Irban Khusus (Inspektorat 61.08)")
    assert page.status == 503
    assert int(page.headers["Retry-After"]) >= LEAST_WAIT
    assert ("Not sent yet" if prefix else "Belum terkirim") in page.text
    early = resend(reporter, page)
    assert early.status == 503
    wait(pressed, MOST_WAIT)
    sent = resend(reporter, early)
    assert sent.status == 200, sent.text
    case = pressed.case(sent.words)
    assert case.report.what == TEXT
    assert case.files() == {"foto.txt": b"isi"}


@pytest.mark.promise("P15")
def test_whoever_wrote_for_a_while_has_waited_already(pressed: House):
    reporter = Reporter(pressed.app)
    ticket = reporter.get("/lapor/tanpa-skrip").ticket
    wait(pressed, MOST_WAIT)
    assert reporter.report(ticket=ticket).status == 200
    assert Reporter(pressed.app).report().status == 503


@pytest.mark.promise("P15")
def test_a_ticket_of_nothing_is_no_older_than_the_page_that_answers_it(pressed: House):
    reporter = Reporter(pressed.app)
    page = reporter.report(ticket="x" * 60)
    assert page.status == 422
    assert reporter.report(ticket=page.ticket).status == 503


@pytest.mark.promise("P15")
def test_pressing_early_costs_no_time(pressed: House):
    reporter = Reporter(pressed.app)
    page = reporter.report()
    whole = int(page.headers["Retry-After"])
    wait(pressed, whole - 10)
    early = resend(reporter, page)
    assert (early.status, early.headers["Retry-After"]) == (503, "10")
    wait(pressed, 10)
    assert resend(reporter, early).status == 200


@pytest.mark.promise("P15")
def test_a_form_that_has_waited_is_good_for_one_case(pressed: House):
    reporter = Reporter(pressed.app)
    page = reporter.report()
    wait(pressed, MOST_WAIT)
    first = resend(reporter, page)
    again = resend(reporter, page)
    assert (first.status, again.status, again.words) == (200, 200, first.words)
    assert pressed.stored_cases() == 3


@pytest.mark.promise("P15")
def test_a_form_that_was_away_too_long_waits_again_and_keeps_its_rank(pressed: House):
    reporter = Reporter(pressed.app)
    page = reporter.report()
    wait(pressed, RETURN_SECONDS + MOST_WAIT + 1)
    late = resend(reporter, page)
    assert late.status == 503
    wait(pressed, MOST_WAIT)
    assert resend(reporter, late).status == 200


def test_answers_can_be_changed_while_one_waits_and_the_time_goes_on(pressed: House):
    reporter = Reporter(pressed.app)
    page = resend(reporter, reporter.report(what=TEXT), drop="0")
    assert (page.status, page.value("what")) == (200, TEXT)
    wait(pressed, MOST_WAIT)
    assert reporter.post("/lapor", multipart(a_form(page.ticket, what="Lain."))).status == 200


@pytest.mark.promise("P15")
def test_forms_that_wait_leave_room_for_those_that_work_and_persistence_is_worth_something(folder: Path):
    house = build(folder, shared_world(), Allowances(easy_cases=1, waiting_cases=4))
    Reporter(house.app).report()
    pages = [Reporter(house.app).report() for _ in range(4)]
    wait(house, MOST_WAIT)
    answers = [resend(Reporter(house.app), page) for page in pages]
    assert [page.status for page in answers] == [200, 200, 503, 503]
    wait(house, MOST_WAIT)
    assert resend(Reporter(house.app), answers[2]).status == 200
    device = Device(house)
    sealed = device.seal()
    assert put(device, sealed, work(put(device, sealed))).status_code == 201
    house.store.close()


@pytest.mark.promise("P15")
@pytest.mark.promise("P11")
def test_the_page_that_asks_to_wait_sets_nothing_and_tells_nothing_of_who_waits(pressed: House):
    page = Reporter(pressed.app).report()
    assert "Set-Cookie" not in page.headers
    assert page.headers["Cache-Control"] == "no-store"
    assert "<script" not in page.text


@pytest.mark.promise("P15")
def test_known_receipts_pay_nothing_and_never_wait(pressed: House):
    reporter = Reporter(pressed.app)
    page = reporter.report()
    wait(pressed, MOST_WAIT)
    words = resend(reporter, page).words
    mailbox = reporter.mailbox(words)
    assert mailbox.status == 200
    assert reporter.reply(mailbox.ticket, "Tambahan.").status == 200
    assert pressed.case(words).texts() == ["Tambahan."]


@pytest.mark.promise("P15")
def test_one_agencys_flood_leaves_the_others_their_share(folder: Path):
    house = build(folder, shared_world(), Allowances(new_cases=4, upload_bytes=4 * CHUNK_LIMIT, share=0.5))
    file, second, third = (seal_file(bytes(CHUNK_LIMIT // 2)) for _ in range(3))
    for _ in range(2):
        device = Device(house)
        assert put(device, device.seal()).status_code == 201
    device = Device(house)
    assert put(device, device.seal()).status_code == 503
    assert put(device, device.seal(PROVINCE)).status_code == 201
    for one in (file, second):
        assert device.begin(one).status_code == 201
    answers = [device.patch(one, 0).status_code for one in (file, second)]
    assert device.begin(third, **{"Upload-Agency": PROVINCE}).status_code == 201
    assert answers.count(204) >= 1
    assert device.patch(third, 0).status_code == 204
    house.store.close()


@pytest.mark.promise("P15")
def test_a_disk_that_runs_full_refuses_uploads_first_then_new_cases_and_never_a_known_receipt(folder: Path):
    disk = [ROOMY]
    house = build(folder, shared_world(), look=lambda: disk[0])
    device, reporter = Device(house), Reporter(house.app)
    device.report()
    words = reporter.report().words

    def fill(space: Space) -> None:
        disk[0] = space
        house.clock.seconds += 10

    fill(NO_UPLOADS)
    assert device.begin(seal_file(b"x")).status_code == 503
    refused = reporter.report([("foto.txt", "text/plain", b"isi")], what=TEXT)
    assert (refused.status, refused.value("what"), refused.files) == (503, TEXT, [])
    assert reporter.report(ticket=refused.ticket, what=TEXT).status == 200
    fill(NO_CASES)
    late = Device(house)
    assert put(late, late.seal()).status_code == 503
    kept = reporter.report(what=TEXT)
    assert kept.status == 503
    assert "Ada &#34;tanda kutip&#34;" in kept.text
    assert device.write(device.compose("Tetap sampai.")).status_code == 201
    mailbox = reporter.mailbox(words)
    assert reporter.reply(mailbox.ticket, "Juga ini.", [("surat.txt", "text/plain", b"isi")]).status == 200
    assert house.case(words).files() == {"surat.txt": b"isi"}
    fill(ROOMY)
    assert resend(reporter, kept).status == 200
    assert device.begin(seal_file(b"x")).status_code == 201
    house.store.close()


@pytest.mark.promise("P15")
def test_files_of_forms_count_as_those_of_devices_do(folder: Path):
    house = build(folder, shared_world(), Allowances(upload_bytes=3 * ROW_BYTES))
    reporter = Reporter(house.app)
    page = reporter.report([("besar.bin", "application/octet-stream", bytes(100_000))], what=TEXT)
    assert (page.status, page.value("what")) == (503, TEXT)
    assert house.pending() == 0
    house.store.close()


@pytest.mark.promise("P15")
def test_what_a_request_held_in_memory_is_free_after_it_whatever_came_of_it(house: House, reporter: Reporter):
    reporter.report(what=TEXT)
    reporter.post("/lapor", b"--nonsense", length=500)
    Device(house).report()
    held = house.app.extensions[TRAFFIC].held
    assert held() == 0


@pytest.mark.promise("P15")
def test_a_file_that_was_discarded_in_a_crowd_is_not_sent_by_the_page_that_asks_to_wait(house: House):
    reporter = Reporter(house.app)
    page = reporter.report([("foto.txt", "text/plain", b"isi")], what="")
    wait(house, HASTE_SECONDS)
    assert page.files
    with full(house, Errand.HASTY):
        waiting = reporter.post("/lapor", multipart(a_form(page.ticket, what=TEXT, drop="1")))
    assert waiting.status == 503
    assert buttons(waiting) == ["1"]
    back = resend(reporter, waiting, drop="1")
    assert (back.status, back.value("what"), back.files) == (200, TEXT, [])
    assert house.stored_cases() == 0


@pytest.mark.promise("P15")
def test_a_crowd_sends_nothing_of_which_a_part_did_not_arrive_and_says_what(house: House):
    reporter = Reporter(house.app)
    ticket = reporter.get("/lapor/tanpa-skrip").ticket
    many = [(f"{number}.txt", "text/plain", b"isi") for number in range(MAX_FILES + 1)]
    with full(house, Errand.HASTY):
        waiting = reporter.post("/lapor", multipart(a_form(ticket, what=TEXT), many))
    assert waiting.status == 503
    assert f">{MAX_FILES}.txt</b>" in waiting.text
    assert buttons(waiting) == ["0"]
    back = resend(reporter, waiting, drop="0")
    assert (back.status, back.value("what"), len(back.files)) == (200, TEXT, MAX_FILES)
    words = reporter.report().words
    opened = reporter.mailbox(words)
    with full(house, Errand.MAILBOX):
        waiting = reporter.reply(opened.ticket, TEXT, many)
    assert (waiting.status, buttons(waiting)) == (503, ["0"])
    assert house.case(words).texts() == []


@pytest.mark.promise("P15")
def test_what_a_file_tells_is_told_after_waiting_even_if_another_was_accepted_before(house: House):
    reporter = Reporter(house.app, decides=False)
    told = reporter.report([PHOTO])
    assert told.asks
    wait(house, HASTE_SECONDS)
    with full(house, Errand.FORMS):
        waiting = reporter.post("/lapor", multipart(a_form(told.ticket, keep="1"), [PHOTO]))
    assert waiting.status == 503
    wait(house, MOST_WAIT)
    assert resend(reporter, waiting).asks
    assert house.stored_cases() == 0
    words = Reporter(house.app).report().words
    told = reporter.reply(reporter.mailbox(words).ticket, TEXT, [PHOTO])
    assert told.asks
    with full(house, Errand.MAILBOX):
        waiting = reporter.reply(told.ticket, TEXT, [PHOTO], keep="1")
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', waiting.text)
    assert reporter.post("/tanda-terima", multipart([(name, value_of(value)) for name, value in fields])).asks


@pytest.mark.promise("P10")
def test_a_refusal_because_of_a_crowd_is_no_error_and_writes_nothing(house: House, caplog: pytest.LogCaptureFixture):
    device = Device(house)
    with full(house, Errand.CASES):
        assert put(device, device.seal()).status_code == 503
    assert not caplog.records


def buttons(page: Page) -> list[str]:
    """Give what the page's buttons stand for; empty: to send."""
    found = re.findall(r"<button([^>]*)>", page.text)
    return [value.partition('value="')[2].partition('"')[0] for value in found]


@pytest.mark.promise("P15")
@pytest.mark.parametrize("path", ["", "/case"])
def test_a_guess_keeps_its_turn_until_its_whole_answer_is_made(
    house: House, path: str, monkeypatch: pytest.MonkeyPatch
):
    traffic = house.app.extensions[TRAFFIC]
    traffic.lanes[Errand.GUESSES] = Lane(Width(at_once=1, waiting=1, seconds=0))
    made, asked = mailbox.padded, []

    def padded(answer: Answer, size: int) -> Response:
        with pytest.raises(BusyError), traffic.turn(Errand.GUESSES):
            pass
        asked.append(size)
        return made(answer, size)

    monkeypatch.setattr(mailbox, "padded", padded)
    assert Device(house).get(path).status_code == 200
    assert len(asked) == 1
