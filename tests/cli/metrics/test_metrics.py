"""An operator sees how a process fares, and nobody sees a single visitor by reading that often."""

import http.client
import re
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import shared_world
from tests.cli.servers import environment, free_port, wait_for
from tests.cli.servers import running as run_server
from tests.databases import lay_empty
from tests.portal.house import TurnedClock, publish
from wbs.cli.metrics.meter import CROWD, REFUSALS, Meter, at_most, crowd, kind_of
from wbs.cli.metrics.serving import expose, metered
from wbs.config import TICKET_CREDENTIAL, create_credential
from wbs.errors import ConfigError

LINE = re.compile(r'(# TYPE [a-z_]+ gauge|[a-z_]+(\{([a-z]+="[a-z0-9.-]+",?)+\})? [0-9]+)\Z')
MEMORY = 50 << 20


def visit(meter: Meter, status: int = 200, kind: str = "page") -> None:
    meter.leave(kind, status, meter.enter())


@pytest.mark.promise("P10")
def test_whoever_reads_all_the_time_sees_no_visitor_come_or_go():
    clock = TurnedClock()
    meter = Meter(clock)
    before = meter.text(MEMORY)
    seen = set()
    for status in (200, 303, 404, 422, 413, 503, 500):
        entered = meter.enter()
        seen.add(meter.text(MEMORY))
        meter.leave("form", status, entered)
        seen.add(meter.text(MEMORY))
        clock.turn(minutes=5)
        clock.seconds += 300
    assert seen == {before}


@pytest.mark.promise("P10")
@given(st.integers(1, 400), st.integers(1, 400))
def test_days_that_nobody_could_tell_apart_by_one_visitor_look_the_same_within_a_class(one: int, other: int):
    texts = []
    for count in (one, other):
        clock = TurnedClock()
        meter = Meter(clock)
        for _ in range(count):
            visit(meter)
        clock.turn(days=1)
        texts.append(meter.text(MEMORY))
    assert (texts[0] == texts[1]) == (at_most(one) == at_most(other))


def test_a_day_is_told_when_it_is_over_rounded_up():
    clock = TurnedClock()
    meter = Meter(clock)
    for _ in range(13):
        visit(meter)
    entered = meter.enter()
    clock.seconds += 5
    meter.leave("api", 201, entered)
    assert "last_day" not in meter.text(MEMORY)
    clock.turn(days=1)
    told = meter.text(MEMORY)
    assert 'wbs_answers_last_day{kind="page",status="2xx"} 20' in told
    assert 'wbs_answers_last_day{kind="api",status="2xx"} 10' in told
    assert 'wbs_answers_within_last_day{seconds="1"} 20' in told
    assert "wbs_all_answers_last_day 20" in told


def test_a_flood_shows_while_it_lasts():
    clock = TurnedClock()
    meter = Meter(clock)
    for _ in range(CROWD - 1):
        visit(meter, 429)
    assert 'wbs_refused_this_hour{kind="too-many"} 0' in meter.text(MEMORY)
    for _ in range(2_000):
        visit(meter, 429)
    assert 'wbs_refused_this_hour{kind="too-many"} 1000' in meter.text(MEMORY)
    clock.seconds += 3_600
    assert 'wbs_refused_this_hour{kind="too-many"} 0' in meter.text(MEMORY)


@pytest.mark.promise("P10")
def test_what_a_visit_takes_in_memory_shows_to_nobody_who_reads_all_the_time():
    clock = TurnedClock()
    meter = Meter(clock)
    before = meter.text(MEMORY)
    assert meter.text(MEMORY + (200 << 20)) == before
    clock.seconds += 3_600
    assert meter.text(MEMORY + (200 << 20)) != before


def test_a_crowd_inside_shows():
    meter = Meter(TurnedClock())
    for _ in range(340):
        meter.enter()
    assert "wbs_inside 100\n" in meter.text(MEMORY)


@given(st.integers(0, 10**7))
def test_classes_hold_what_they_say(count: int):
    assert count <= at_most(count) <= max(10, count * 2.5)
    assert crowd(count) <= count
    assert crowd(count) == 0 or crowd(count) >= CROWD


def test_every_line_is_such_as_prometheus_reads():
    clock = TurnedClock()
    meter = Meter(clock)
    for status in (200, 404, *REFUSALS):
        visit(meter, status)
    clock.turn(days=1)
    text = meter.text(MEMORY)
    assert text.endswith("\n")
    assert [line for line in text.splitlines() if not LINE.match(line)] == []


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("GET", "/lapor", "page"),
        ("POST", "/lapor", "form"),
        ("PUT", "/api/v1/cases/x", "api"),
        ("GET", "/static/a.js", "static"),
    ],
)
def test_kinds_name_no_address(method: str, path: str, kind: str):
    assert kind_of(method, path) == kind


def test_an_answer_counts_once_and_one_that_fails_too():
    clock = TurnedClock()
    meter = Meter(clock)

    def app(environ, start):
        if environ["PATH_INFO"] == "/broken":
            raise ZeroDivisionError
        start("200 OK", [])
        return [b"x"]

    counted = metered(app, meter)
    for path in ("/", "/", "/broken"):
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path}
        try:
            body = counted(environ, lambda *_: None)
            assert list(body) == [b"x"]
            body.close()
            body.close()
        except ZeroDivisionError:
            assert path == "/broken"
    clock.turn(days=1)
    told = meter.text(MEMORY)
    assert 'status="2xx"} 10' in told
    assert 'status="5xx"} 10' in told
    assert meter.enter() == clock.seconds


def read(path: Path) -> tuple[str, str]:
    """Ask as `curl --unix-socket` does."""
    connection = http.client.HTTPConnection("localhost")
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.connect(str(path))
    connection.request("GET", "/metrics")
    answer = connection.getresponse()
    return answer.headers["Content-Type"], answer.read().decode()


def test_the_socket_is_for_its_owner_and_group_and_answers_whoever_may_open_it(tmp_path: Path):
    gone = tmp_path / "portal-4194305.sock"
    gone.touch()
    path = expose(tmp_path, "portal", Meter(TurnedClock()))
    assert path.stat().st_mode & 0o777 == 0o660
    assert not gone.exists()
    for _ in range(3):
        kind, text = read(path)
        assert kind.startswith("text/plain; version=0.0.4")
        assert "wbs_up 1\n" in text


def test_whoever_says_nothing_keeps_nobody_else_waiting_for_ever(tmp_path: Path):
    path = expose(tmp_path, "portal", Meter(TurnedClock()))
    with socket.socket(socket.AF_UNIX) as silent:
        silent.connect(str(path))
        assert "wbs_up 1" in read(path)[1]


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(ConfigError, match="WBS_METRICS"):
        expose(tmp_path / "none", "portal", Meter(TurnedClock()))


def test_a_server_has_a_socket_for_each_process_only_if_asked(tmp_path: Path):
    data, metrics = tmp_path / "data", tmp_path / "metrics"
    data.mkdir()
    metrics.mkdir()
    lay_empty(data / "wbs.sqlite")
    publish(shared_world(), data / "keys")
    create_credential(data / "credentials", TICKET_CREDENTIAL)
    bind = f"127.0.0.1:{free_port()}"
    with run_server("serve", "portal", env=environment(data, WBS_PORTAL_BIND=bind, WBS_METRICS=str(metrics))):
        wait_for(f"http://{bind}/jangkar.json")
        found = sorted(metrics.iterdir())
        assert found
        assert all("wbs_up 1" in read(path)[1] for path in found)
        assert not list(data.rglob("*.sock"))
