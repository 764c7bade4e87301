"""What the server keeps of a file while it streams by: enough to say what the page would say, and never too much."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier, BoundedSemaphore, Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.files import building as b
from tests.files.mutating import good_files, hostile_files
from tests.files.test_inspection import bombs
from tests.portal.house import House, Reporter
from wbs.files.findings import MOST_FINDINGS, Checked, Finding, Format, Inspection, Kind
from wbs.files.inspection import HEAD_SIZE, TAIL_SIZE, inspect
from wbs.portal.file_texts import FINDING_TEXTS
from wbs.portal.looking import (
    LARGE_WINDOWS,
    LOOK_BYTES,
    PART_SIZE,
    UNSEEN,
    WHOLE_SIZE,
    WINDOWS,
    Looking,
    Window,
    as_look,
)
from wbs.portal.tickets import Look

PIECE = 64 * 1024


def streamed(window: Window, *parts: bytes) -> int:
    """Let a file stream by; give the most that was kept of it."""
    most = 0
    for part in parts:
        for start in range(0, len(part), PIECE):
            window.add(part[start : start + PIECE])
            most = max(most, window.held)
    return most


def looked(*parts: bytes, growing: int = 1) -> Inspection:
    """Look into a file that streams by."""
    window = Window(PART_SIZE, BoundedSemaphore(growing) if growing else exhausted())
    streamed(window, *parts)
    found = window.look()
    window.close()
    return found


def exhausted() -> BoundedSemaphore:
    semaphore = BoundedSemaphore(1)
    semaphore.acquire()
    return semaphore


def fail(error: Exception) -> None:
    raise error


def found_by(look: Look) -> list[tuple[str, str]]:
    return list(look.findings)


def as_page_says(file: bytes) -> tuple[str, list[tuple[str, str]]]:
    """What the page's script finds, which is what the whole file says (tests/files/test_both_halves.py)."""
    found = inspect(file)
    return found.checked, [(one.kind, one.value or "") for one in found.findings]


def test_the_portal_finds_in_every_vector_what_the_page_finds() -> None:
    looking = Looking(fail)
    for file in [*good_files(), *hostile_files(300, "portal")]:
        with looking.window() as window:
            streamed(window, file)
            look = looking.result(window)
        assert (look.checked, found_by(look)) == as_page_says(file)


def parts_of(window: Window) -> tuple[bytes, bytes]:
    """What is kept is the point."""
    kept = bytes(window._map[: window.held]) if window._map else b""  # noqa: SLF001
    return kept[:HEAD_SIZE], kept[HEAD_SIZE:]


@given(st.lists(st.integers(1, 3 * PIECE), max_size=40), st.booleans())
def test_pieces_of_any_size_keep_the_same_beginning_and_end(sizes: Iterable[int], grows: bool) -> None:  # noqa: FBT001 -- hypothesis
    file = (bytes(range(251)) * PIECE)[: 3 * PIECE]
    window = Window(PART_SIZE, BoundedSemaphore(1) if grows else exhausted())
    whole = bytearray()
    for size in sizes:
        window.add(file[:size])
        whole += file[:size]
    head, tail = parts_of(window)
    assert whole.startswith(head)
    assert whole.endswith(tail)
    assert head + tail == whole or len(tail) >= TAIL_SIZE


@pytest.mark.parametrize("more", [0, 1, PIECE - 1, PIECE, TAIL_SIZE, TAIL_SIZE + 1])
@pytest.mark.parametrize(("size", "growing"), [(PART_SIZE, 0), (WHOLE_SIZE, 1)])
def test_the_end_is_at_hand_wherever_a_file_ends(size: int, growing: int, more: int) -> None:
    window = Window(PART_SIZE, BoundedSemaphore(1) if growing else exhausted())
    streamed(window, bytes(size - 1), bytes(more), b"\1")
    head, tail = parts_of(window)
    assert len(head + tail) == size + more or len(tail) >= TAIL_SIZE
    assert tail[-1] == 1


@pytest.mark.promise("P16")
def test_a_file_of_a_hundred_megabytes_is_kept_only_in_part() -> None:
    growing = BoundedSemaphore(1)
    large, small = Window(PART_SIZE, growing), Window(PART_SIZE, exhausted())
    megabyte = bytes(1 << 20)
    assert streamed(large, *[megabyte] * 100) <= WHOLE_SIZE + PIECE
    assert large.held <= PART_SIZE
    assert growing.acquire(blocking=False)
    growing.release()
    assert streamed(small, *[megabyte] * 100) <= PART_SIZE + PIECE


@pytest.mark.promise("P16")
def test_thirty_two_posts_at_once_stay_within_the_sum_of_their_windows() -> None:
    looking, together = Looking(fail), Barrier(32)

    def post(number: int) -> tuple[int, Look]:
        with looking.window() as window:
            window.add(b.jpeg(b.segment(0xFE, b"%d" % number)))
            streamed(window, *[bytes(1 << 20)] * 5)
            held = window.held
            together.wait()
            return held, looking.result(window)

    with ThreadPoolExecutor(32) as pool:
        held, looks = zip(*pool.map(post, range(32)), strict=True)
    assert sum(one > PART_SIZE for one in held) == LARGE_WINDOWS
    assert sum(held) <= WINDOWS * PART_SIZE + LARGE_WINDOWS * (WHOLE_SIZE - PART_SIZE) <= 128 << 20
    assert [look.findings[0] for look in looks] == [("comment", str(number)) for number in range(32)]


def test_windows_beyond_the_limit_keep_nothing_and_say_so() -> None:
    looking = Looking(fail)
    photo = b.jpeg(b.segment(0xFE, b"Sari"))
    with ExitStack() as stack:
        windows = [stack.enter_context(looking.window()) for _ in range(WINDOWS + 1)]
        for window in windows:
            streamed(window, photo)
        assert looking.result(windows[0]).findings == (("comment", "Sari"),)
        assert windows[-1].held == 0
        assert looking.result(windows[-1]) == UNSEEN
    with looking.window() as later:
        streamed(later, photo)
        assert looking.result(later).findings == (("comment", "Sari"),)


def test_a_window_that_may_not_grow_sees_the_beginning_and_the_end() -> None:
    file = b.id3(b.frame(b"TPE1", b"\3Sari")) + b.SOUND + bytes(4 << 20) + b.id3v1(title=b"Rapat")
    whole, part = looked(file), looked(file, growing=0)
    assert whole == part == inspect(file)
    assert {one.kind for one in part.findings} == {Kind.AUTHOR, Kind.TITLE}


def test_room_to_grow_is_given_back() -> None:
    looking = Looking(fail)
    for _ in range(3 * LARGE_WINDOWS):
        with looking.window() as window:
            assert streamed(window, bytes(WHOLE_SIZE)) == WHOLE_SIZE
    with ExitStack() as stack:
        for _ in range(2 * LARGE_WINDOWS):
            assert streamed(stack.enter_context(looking.window()), bytes(WHOLE_SIZE + PIECE)) == WHOLE_SIZE


def test_a_recording_of_a_hundred_megabytes_is_read_at_its_end() -> None:
    moov = b.box(b"moov", b.mvhd(3_800_000_000), b.box(b"udta", b.apple_text(b"\xa9xyz", b"-6.1754+106.8272/")))
    parts = [b.box(b"ftyp", b"isom", bytes(4), b"isom"), ((98 << 20) + 8).to_bytes(4, "big") + b"mdat"]
    found = looked(*parts, *[bytes(1 << 20)] * 98, moov)
    assert (found.format, found.checked) == (Format.MP4, Checked.WHOLE)
    assert {one.kind for one in found.findings} == {Kind.POSITION, Kind.TIME}


def test_a_large_office_file_is_read_by_its_list_at_the_end() -> None:
    core = b"<cp:coreProperties><dc:creator>Sari</dc:creator></cp:coreProperties>"
    photo = b.jpeg(scan=b.jpeg()[-13:-2] + bytes(12 << 20))
    file = b.docx({"word/media/image1.jpeg": photo, "docProps/core.xml": core})
    found = looked(file)
    assert (found.format, found.checked) == (Format.DOCX, Checked.PART)
    assert Finding(Kind.AUTHOR, "Sari") in found.findings


def test_an_office_file_whose_list_lies_in_the_gap_is_read_by_what_comes_first() -> None:
    core = b"<cp:coreProperties><dc:creator>Sari</dc:creator></cp:coreProperties>"
    file = b.docx({"docProps/core.xml": core} | {f"x/{n}" + "n" * 60_000: b"" for n in range(220)})
    found = looked(file)
    assert len(file) > WHOLE_SIZE
    assert (found.format, found.checked) == (Format.DOCX, Checked.PART)
    assert found.findings == (Finding(Kind.AUTHOR, "Sari"),)


def test_a_large_pdf_is_read_at_both_ends() -> None:
    image = b.stream(bytes(12 << 20), b"/Subtype /Image /Filter /FlateDecode")
    whole = b.pdf(b"<< /Author (Sari) >>", image, b"<< /Author (Budi) >>")
    unknown = whole.replace(b"/Length %d" % (12 << 20), b"/Length 1 0 R")
    assert looked(whole).findings == looked(unknown).findings == inspect(whole).findings
    assert looked(unknown).checked is Checked.PART


@pytest.mark.parametrize("size", [WHOLE_SIZE - 1, WHOLE_SIZE, WHOLE_SIZE + 1, 20 << 20])
def test_a_large_photo_is_never_said_to_be_seen_if_its_middle_was_not(size: int) -> None:
    head = b.jpeg(b.segment(0xE1, b"Exif\0\0" + b.tiff([(0x10F, b.ASCII, b"Kamera\0")])))[:-2]
    found = looked(head, bytes(size - len(head) - 2), b"\xff\xd9")
    assert found.findings == (Finding(Kind.DEVICE, "Kamera"),)
    assert found.checked is (Checked.WHOLE if size <= WHOLE_SIZE else Checked.PART)


@given(st.sampled_from(good_files()), st.data())
def test_what_lies_between_head_and_tail_is_never_made_up(file: bytes, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(file)))
    second = data.draw(st.integers(first, len(file)))
    whole = {one.kind for one in inspect(file).findings}
    found = inspect(file[:first], len(file), file[second:])
    assert {one.kind for one in found.findings} <= whole | set(Kind) - {Kind.POSITION, Kind.SERIAL}


@pytest.mark.parametrize("name", bombs())
def test_a_bomb_that_streams_by_ends(name: str) -> None:
    file = bombs()[name]
    found = looked(file, bytes(9 << 20), file)
    assert len(found.findings) <= MOST_FINDINGS


def test_a_ticket_carries_no_more_than_its_share_and_names_the_rest_by_kind() -> None:
    long = [Finding(Kind.AUTHOR, "\U0001f4a9" * 119 + str(number % 10)) for number in range(40)]
    look = as_look(Inspection(Format.PDF, Checked.WHOLE, (*long, Finding(Kind.PATH, "C:\\Sari"), Finding(Kind.OTHER))))
    size = sum(len(kind) + len(value.encode()) for kind, value in look.findings)
    assert size <= LOOK_BYTES + sum(map(len, Kind))
    assert {kind for kind, _ in look.findings} == {"author", "path", "other"}
    assert look.checked == "part"
    assert look.must_be_told


def test_there_is_a_sentence_for_whatever_a_look_can_say() -> None:
    for checked in Checked:
        assert f"found-nothing-{checked}" in FINDING_TEXTS
        assert f"found-more-{checked}" in FINDING_TEXTS or checked in {Checked.WHOLE, Checked.UNKNOWN}
    assert {f"kind-{kind}" for kind in Kind} <= set(FINDING_TEXTS)


def test_an_unknown_file_never_has_findings_for_which_there_is_no_sentence() -> None:
    for file in hostile_files(500, "sentences"):
        found = inspect(file)
        assert found.checked is not Checked.UNKNOWN or not found.findings


def test_nothing_that_was_seen_shows_in_a_representation() -> None:
    window = Window(PART_SIZE, BoundedSemaphore(1))
    window.add(b"Sari")
    look = as_look(Inspection(Format.PDF, Checked.WHOLE, (Finding(Kind.AUTHOR, "Sari"),)))
    assert "Sari" not in f"{window!r}{look!r}"
    window.close()
    assert window.held == 0


def test_a_file_that_waits_too_long_for_its_turn_goes_by_unseen() -> None:
    looking = Looking(fail, patience=0.01)
    with looking.window() as first, looking.window() as second, ThreadPoolExecutor(1) as pool:
        begun, go = Event(), Event()

        def slow() -> Inspection:
            begun.set()
            go.wait()
            return Inspection(Format.JPEG, Checked.WHOLE, ())

        first.look = slow  # type: ignore[method-assign]
        streamed(second, b.jpeg())
        turn = pool.submit(looking.result, first)
        begun.wait()
        assert looking.result(second) == UNSEEN
        go.set()
        assert turn.result() == Look(Checked.WHOLE)
        assert looking.result(second) == Look(Checked.WHOLE)


def test_a_fault_of_the_parsers_costs_the_look_and_not_the_report(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> Inspection:
        raise ValueError("Sari Widyawati")

    monkeypatch.setattr("wbs.portal.looking.inspect", broken)
    careful = Reporter(house.app, decides=False)
    page = careful.report([("x.jpg", "image/jpeg", b.jpeg())])
    assert "tidak dapat diperiksa di sini" in page.told["x.jpg"]
    assert careful.report(ticket=page.ticket, keep="1").words
    assert "ValueError" in caplog.text
    assert "Sari" not in caplog.text
