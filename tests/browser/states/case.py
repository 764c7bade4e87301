"""One case: what it shows, files, replies, steps, the export."""

from playwright.sync_api import FilePayload, expect

from tests.browser.desk import PENERIMA, three_cases
from tests.browser.states.inbox import inbox_with_a_refused_case
from tests.browser.states.onlooker import LONG_TITLE, TITLE, Onlooker, State, many_cases
from tests.browser.test_case import alter, lie
from tests.browser.test_changing import HEAD, OTHER, admitted
from tests.cast import a_report
from tests.investigator.counter import publish
from wbs.crypto.messages import Status, StatusBody, TextBody

UNBROKEN = "rekaman" * 30 + ".m4a"
NOTE: FilePayload = {"name": "surat tugas.pdf", "mimeType": "application/pdf", "buffer": b"%PDF" * 500_000}


def case_that_a_head_may_give_more_time(hand: Onlooker) -> None:
    report = hand.desk.file_report()
    hand.desk.officer_says(report, StatusBody(status=Status.EXAMINED))
    admitted(hand.desk, report, OTHER, HEAD)
    hand.sign_in(HEAD)
    hand.open_case(TITLE)
    hand.see("#extend-until")


def case(hand: Onlooker) -> None:
    many_cases(hand.desk)
    hand.sign_in()
    hand.open_case(TITLE)


def case_long(hand: Onlooker) -> None:
    report = hand.desk.file_report(
        a_report(
            title=LONG_TITLE,
            what="Kuitansi bernomor urut.\n\n" + "Hotel itu sudah tutup sejak tahun lalu. " * 30,
            how="x" * 400,
            loss="Sekitar Rp120 juta",
            witnesses="Bendahara\nSopir",
        ),
        files=[(UNBROKEN, bytes(3_000_000)), ("kosong.txt", b"")],
    )
    hand.desk.officer_says(report, StatusBody(status=Status.INCOMPLETE, text="Apakah ada kuitansi lain?"))
    hand.desk.reporter_says(report, "y" * 300, [("kuitansi.jpg", b"\xff\xd8" * 999)])
    hand.desk.officer_says(report, TextBody(text="Terima kasih.\n" * 12))
    hand.sign_in()
    hand.open_case(LONG_TITLE)


def case_overdue(hand: Onlooker) -> None:
    hand.desk.file_report()
    hand.desk.clock.pass_time(days=40)
    hand.sign_in()
    hand.open_case(TITLE)


def case_finished(hand: Onlooker) -> None:
    report = hand.desk.file_report()
    hand.desk.officer_says(report, StatusBody(status=Status.RECEIVED))
    hand.desk.officer_says(report, StatusBody(status=Status.CLOSED, text="Sudah selesai diperiksa."))
    hand.sign_in()
    hand.open_case(TITLE)


def case_opening(hand: Onlooker) -> None:
    three_cases(hand.desk)
    hand.sign_in()
    hand.page.route("**/api/v1/cases/*/*", lambda _: None)
    hand.page.get_by_role("button", name=TITLE).click()
    hand.see(".crumb")


def case_with_findings(hand: Onlooker) -> None:
    three_cases(hand.desk)

    def harm(body: dict[str, list[dict[str, object]]]) -> None:
        alter(body)
        body["messages"] = [message for message in body["messages"] if message["seq"] != 2]

    lie(hand.page, "**/api/v1/cases/*/*", harm)
    hand.sign_in()
    hand.open_case(TITLE)
    hand.see(".line .note.bad")


def case_with_another_status(hand: Onlooker) -> None:
    three_cases(hand.desk)
    lie(hand.page, "**/api/v1/cases/*/*", lambda body: body.update(status="closed"))
    hand.sign_in()
    hand.open_case(TITLE)
    hand.see(".side .broken")


def case_refused(hand: Onlooker) -> None:
    inbox_with_a_refused_case(hand)
    lie(hand.page, "**/api/v1/cases/*/*", lambda body: body["records"].clear())
    hand.press(".refused .open")
    hand.see(".note.bad")


def case_that_cannot_be_read(hand: Onlooker) -> None:
    three_cases(hand.desk)
    hand.sign_in()
    hand.page.route("**/api/v1/cases/*/*", lambda route: route.abort())
    hand.page.get_by_role("button", name=TITLE).click()
    hand.see(".title .mono")


def case_for_a_reader_only(hand: Onlooker) -> None:
    hand.desk.file_report()
    hand.desk.change_roles_in_directory(PENERIMA, ["protection"])
    publish(hand.desk)
    hand.sign_in()
    hand.open_case(TITLE)
    hand.see(".blk .note.warn")


def download_running(hand: Onlooker) -> None:
    case(hand)
    hand.page.route("**/attachments/*", lambda _: None)
    hand.press(".ev .act button")
    hand.see(".ev progress")


def download_done(hand: Onlooker) -> None:
    case(hand)
    with hand.page.expect_download():
        hand.press(".ev .act button")
    hand.see(".digest")


def download_failed(hand: Onlooker) -> None:
    case(hand)
    hand.page.route("**/attachments/*", lambda route: route.fulfill(body=b"x" * 300))
    hand.press(".ev .act button")
    expect(hand.page.locator(".told").first).not_to_have_text("")


def reply_with_flaws(hand: Onlooker) -> None:
    case(hand)
    hand.send()
    hand.see(".error")


def reply_with_files(hand: Onlooker) -> None:
    case(hand)
    hand.page.locator("#reply-text").fill("Terima kasih.")
    hand.page.locator("#reply-files").set_input_files([NOTE, {**NOTE, "name": UNBROKEN}])
    expect(hand.page.locator(".files li")).to_have_count(2)


def reply_being_sent(hand: Onlooker) -> None:
    reply_with_files(hand)
    hand.page.route("**/uploads/*/1", lambda _: None)
    hand.send()
    hand.see(".work-panel progress")


def reply_sent(hand: Onlooker) -> None:
    case(hand)
    hand.page.locator("#reply-text").fill("Terima kasih.")
    hand.send()
    hand.see(".note.ok")


def reply_not_sent(hand: Onlooker) -> None:
    case(hand)
    hand.page.route("**/messages", lambda route: route.abort())
    hand.page.locator("#reply-text").fill("Terima kasih.")
    hand.send()
    hand.see(".error")


def verifying_without_answers(hand: Onlooker) -> None:
    many_cases(hand.desk)
    hand.sign_in()
    hand.open_case("Pungutan meja lapak")
    hand.choose_step(Status.VERIFIED)
    hand.press("[aria-labelledby=step-title] button.go")
    hand.see(".error")


def step_that_ends_asks(hand: Onlooker) -> None:
    case(hand)
    hand.choose_step(Status.NOT_ACTIONABLE)
    hand.page.locator("#step-reason").select_option("too-little")
    hand.page.locator("#step-text").fill("Tidak ada yang dapat diperiksa.")
    hand.page.locator("#step-title ~ fieldset input[type=checkbox]").check()
    hand.see("#letter-text")
    hand.press("[aria-labelledby=step-title] button.go")
    hand.see("dialog")


def leaving_asks(hand: Onlooker) -> None:
    case(hand)
    hand.page.locator("#reply-text").fill("Belum selesai")
    hand.press(".crumb .link")
    hand.see("dialog")


def export_asks(hand: Onlooker) -> None:
    case(hand)
    hand.press(".side > .row button")
    hand.see("dialog")


def export_running(hand: Onlooker) -> None:
    export_asks(hand)
    hand.page.route("**/attachments/*", lambda _: None)
    hand.press("dialog button.go")
    hand.see("dialog progress")


def export_done(hand: Onlooker) -> None:
    export_asks(hand)
    with hand.page.expect_download():
        hand.press("dialog button.go")
    hand.see("dialog h3")


def export_failed(hand: Onlooker) -> None:
    export_asks(hand)
    hand.page.route("**/attachments/*", lambda route: route.fulfill(body=b"x" * 300))
    hand.press("dialog button.go")
    hand.see("dialog [role=alert]")


STATES: tuple[State, ...] = (
    case_that_a_head_may_give_more_time,
    case,
    case_long,
    case_overdue,
    case_finished,
    case_opening,
    case_with_findings,
    case_with_another_status,
    case_refused,
    case_that_cannot_be_read,
    case_for_a_reader_only,
    download_running,
    download_done,
    download_failed,
    reply_with_flaws,
    reply_with_files,
    reply_being_sent,
    reply_sent,
    reply_not_sent,
    verifying_without_answers,
    step_that_ends_asks,
    leaving_asks,
    export_asks,
    export_running,
    export_done,
    export_failed,
)
