"""Lanes and memory: bounded in number, in bytes and in time, and a flood of one kind takes nothing of another."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.portal.house import TurnedClock
from wbs.errors import BusyError
from wbs.portal.shares import GAP_SECONDS, SHARES, VISITS_AT_ONCE, Errand, Shares, Traffic
from wbs.web.bodies import Body
from wbs.web.holding import BodyRoom
from wbs.web.lanes import Lane, Precedence, Width


class Feed:
    """A body that comes in pieces, when the test says so."""

    def __init__(self, pieces: list[bytes]) -> None:
        self.pieces = pieces

    def read(self, _size: int) -> bytes:
        return self.pieces.pop(0) if self.pieces else b""


def test_as_many_are_worked_on_at_once_as_a_lane_is_wide():
    lane, inside, most = Lane(Width(at_once=3, waiting=50, seconds=30)), 0, 0
    lock = threading.Lock()
    gate = threading.Barrier(3)

    def act(_number: int) -> None:
        nonlocal inside, most
        with lane.turn():
            with lock:
                inside += 1
                most = max(most, inside)
            gate.wait(30)  # three at a time, or this never ends
            with lock:
                inside -= 1

    with ThreadPoolExecutor(30) as pool:
        list(pool.map(act, range(30)))
    assert most == 3


@pytest.mark.promise("P15")
def test_a_full_queue_refuses_at_once_and_lets_in_again_when_there_is_room():
    lane, entered, leave = Lane(Width(at_once=1, waiting=2, seconds=30)), threading.Event(), threading.Event()

    def keep() -> None:
        with lane.turn():
            entered.set()
            leave.wait(30)

    def enter() -> None:
        with lane.turn():
            pass

    with ThreadPoolExecutor(3) as pool:
        waiting = [pool.submit(keep)]
        assert entered.wait(30)
        waiting += [pool.submit(enter), pool.submit(enter)]
        while lane.crowding < 1:
            threading.Event().wait(0.001)
        with pytest.raises(BusyError):
            enter()
        leave.set()
        for one in waiting:
            one.result(30)
    enter()
    assert lane.crowding == 0


@pytest.mark.promise("P15")
def test_nobody_waits_longer_than_the_lane_says():
    lane = Lane(Width(at_once=1, waiting=5, seconds=0.01))
    with lane.turn(), pytest.raises(BusyError), lane.turn():
        pass
    with lane.turn():
        assert lane.crowding == 0


@pytest.mark.promise("P15")
def test_the_one_that_holds_most_for_longest_gives_way_and_its_bytes_are_gone():
    clock = TurnedClock()
    room = BodyRoom(100, clock)
    vandal, kept = room.enter(), [b"x" * 60]
    vandal.keep_in(kept)
    vandal.add(60)
    clock.seconds += 30
    honest = room.enter()
    honest.add(50)
    assert (kept, room.held, honest.held) == ([], 50, 50)
    with pytest.raises(BusyError):
        vandal.add(1)


@pytest.mark.promise("P15")
def test_whoever_is_worked_on_gives_way_to_nobody():
    room = BodyRoom(100, TurnedClock())
    first, second = room.enter(), room.enter()
    first.add(90)
    first.whole()
    with pytest.raises(BusyError):
        second.add(20)
    first.leave()
    first.leave()
    room.enter().add(100)
    assert room.held == 100


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 80), st.booleans()), max_size=60))
def test_never_more_is_held_than_there_is_room(steps: list[tuple[int, int, bool]]):
    room = BodyRoom(200, TurnedClock())
    holders = [room.enter() for _ in range(6)]
    for who, count, leaves in steps:
        try:
            holders[who].add(count)
        except BusyError:
            assert holders[who].is_out
        if leaves:
            holders[who].leave()
            holders[who] = room.enter()
        assert 0 <= room.held <= 200
        assert room.held == sum(one.held for one in holders if not one.is_out)


@pytest.mark.promise("P15")
def test_a_body_counts_while_it_is_read_and_a_file_on_its_way_to_the_store_does_not():
    clock = TurnedClock()
    room = BodyRoom(1_000, clock)
    holder = room.enter()
    environ = {"CONTENT_LENGTH": "300", "wsgi.input": Feed([b"a" * 100] * 3)}
    body = Body(environ, clock, holder=holder)
    pieces = body.pieces()
    next(pieces)
    assert room.held == 100
    body.pass_on()
    assert sum(map(len, pieces)) == 200
    assert room.held == 100


@pytest.mark.promise("P15")
def test_slow_senders_together_hold_no_more_than_the_room_and_an_honest_one_is_read():
    clock = TurnedClock()
    room = BodyRoom(10_000, clock)
    slow = [
        Body({"CONTENT_LENGTH": "4000", "wsgi.input": Feed([b"a" * 1_000] * 4)}, clock, holder=room.enter())
        for _ in range(50)
    ]
    reading = [body.pieces() for body in slow]
    refused = 0
    for _ in range(3):
        clock.seconds += 10
        for pieces in reading:
            try:
                next(pieces, b"")
            except BusyError:
                refused += 1
            assert room.held <= 10_000
    assert refused > 0
    honest = Body({"CONTENT_LENGTH": "500", "wsgi.input": Feed([b"h" * 500])}, clock, holder=room.enter())
    assert honest.read(1_000) == b"h" * 500
    assert room.held <= 10_000


@pytest.mark.promise("P15")
def test_whoever_gives_way_waits_for_a_gap_and_goes_on_without_one_in_the_end():
    precedence = Precedence()
    with precedence.first():
        assert not precedence.give_way(0.01)
    assert precedence.give_way(0)
    with ThreadPoolExecutor(1) as pool:
        with precedence.first():
            going = pool.submit(precedence.give_way, 30)
        assert going.result(30)


@pytest.mark.promise("P12")
@pytest.mark.promise("P15")
def test_a_flood_of_guesses_gives_way_and_a_single_guess_is_as_fast_as_a_right_receipt(monkeypatch: pytest.MonkeyPatch):
    waited: list[float] = []
    monkeypatch.setattr(Precedence, "give_way", lambda _self, seconds: waited.append(seconds))
    traffic = Traffic(TurnedClock(), Shares(dict.fromkeys(Errand, Width(at_once=1, waiting=9, seconds=30)), {}))

    def guess() -> None:
        with traffic.turn(Errand.GUESSES):
            pass

    with ThreadPoolExecutor(2) as pool:
        with traffic.turn(Errand.MAILBOX), traffic.turn(Errand.GUESSES):
            assert waited == []
            guesses = [pool.submit(guess) for _ in range(2)]
            while traffic.crowding(Errand.GUESSES) < 2 / 9:
                threading.Event().wait(0.001)
        for one in guesses:
            one.result(30)
    assert waited == [GAP_SECONDS]


@pytest.mark.promise("P15")
def test_one_receipt_takes_few_places_and_others_find_theirs():
    traffic, sender, other = Traffic(TurnedClock()), bytes(32), bytes([1]) * 32
    ready, leave = threading.Barrier(VISITS_AT_ONCE - 4 + 1), threading.Event()
    inside = ExitStack()
    with ThreadPoolExecutor(VISITS_AT_ONCE + 1) as pool:

        def wait() -> None:
            ready.wait(30)
            with traffic.visit(sender, is_known=True):
                leave.wait(30)

        for _ in range(4):  # as wide as the lane is
            inside.enter_context(traffic.visit(sender, is_known=True))
        waiting = [pool.submit(wait) for _ in range(VISITS_AT_ONCE - 4)]
        ready.wait(30)
        while traffic.crowding(Errand.MAILBOX) < (VISITS_AT_ONCE - 4) / SHARES.widths[Errand.MAILBOX].waiting:
            threading.Event().wait(0.001)
        with pytest.raises(BusyError), traffic.visit(sender, is_known=True):
            pytest.fail("one more came in")
        behind = pool.submit(_visited, traffic, other)
        inside.close()
        leave.set()
        assert behind.result(30)
        for one in waiting:
            one.result(30)
    assert _visited(traffic, sender), "who has left may come again"


def _visited(traffic: Traffic, mailbox_hash: bytes) -> bool:
    with traffic.visit(mailbox_hash, is_known=True):
        return True
