"""What is wrong with a live installation: answers, machine, configuration; facts in, findings out."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbs.cases.doctor.deployed import Drift, Telling, check_drift, check_telling
from wbs.cases.doctor.findings import Severity
from wbs.cases.doctor.machine import (
    ClockFact,
    DiskFact,
    ProcessFact,
    SwapFact,
    check_clock,
    check_disks,
    check_processes,
    check_swap,
)
from wbs.cases.doctor.services import Answer, check_answer

NOW, RELEASED = datetime(2026, 11, 22, 12, tzinfo=UTC), date(2026, 1, 1)
GOOD = Answer(
    service="portal",
    https=False,
    headers={
        "content-security-policy": (
            "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none';"
            " require-trusted-types-for 'script'; trusted-types 'none'; style-src 'self'"
        ),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-embedder-policy": "require-corp",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), microphone=()",
        "cache-control": "no-store",
        "server": "",
    },
)


def test_our_own_answer_is_well() -> None:
    assert check_answer(GOOD) == []


@pytest.mark.parametrize("name", sorted(GOOD.headers.keys() - {"server"}))
def test_a_header_that_is_missing_is_named(name: str) -> None:
    headers = {key: value for key, value in GOOD.headers.items() if key != name}
    [finding] = check_answer(replace(GOOD, headers=headers))
    assert finding.severity is Severity.ERROR
    assert finding.said[1].endswith(f": {name}")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("server", "nginx"),
        ("set-cookie", "id=1"),
        ("etag", '"1"'),
        ("strict-transport-security", "max-age=1"),
        ("content-security-policy", GOOD.headers["content-security-policy"] + "; script-src 'unsafe-inline'"),
        ("content-security-policy", GOOD.headers["content-security-policy"] + "; img-src https://cdn.example"),
        ("referrer-policy", "unsafe-url"),
        ("cache-control", "public"),
    ],
)
def test_a_header_that_somebody_added_or_loosened_is_named(name: str, value: str) -> None:
    [finding] = check_answer(replace(GOOD, headers={**GOOD.headers, name: value}))
    assert finding.said[1].endswith(f": {name}")


def test_over_https_the_answer_asks_to_come_back_by_it() -> None:
    [finding] = check_answer(replace(GOOD, https=True))
    assert finding.said[1].endswith(": strict-transport-security")


@given(st.integers(0, 1 << 42), st.integers(1, 1 << 42))
def test_less_room_is_never_less_bad(free: int, whole: int) -> None:
    order = {(): 0, (Severity.WARNING,): 1, (Severity.ERROR,): 2}

    def bad(left: int) -> int:
        return order[tuple(found.severity for found in check_disks([DiskFact("/", left, whole)]))]

    assert bad(free // 2) >= bad(free)
    assert bad(0) == 2
    assert bad(64 << 30) == 0


def test_swap_in_the_clear_is_told_and_encrypted_swap_is_not() -> None:
    found = check_swap([SwapFact("/dev/sda2", encrypted=False), SwapFact("/dev/dm-0", encrypted=True)])
    assert [finding.subject for finding in found] == ["/dev/sda2"]


@pytest.mark.parametrize(
    ("process", "codes"),
    [
        (ProcessFact("portal", 994, 0), []),
        (ProcessFact("portal", 994, None), ["core-dumps"]),
        (ProcessFact("portal", 994, 1), ["core-dumps"]),
        (ProcessFact("portal", 0, 0), ["runs-as-root"]),
    ],
)
def test_whom_a_process_runs_as_and_what_a_crash_would_write_is_told(process: ProcessFact, codes: list[str]) -> None:
    assert [finding.code for finding in check_processes([process])] == codes


def test_a_clock_that_lies_behind_what_was_stored_is_worse_than_one_that_nobody_sets() -> None:
    later = NOW + timedelta(hours=1)
    assert check_clock(ClockFact(synchronised=True, newest=NOW), NOW, RELEASED) == []
    assert [found.code for found in check_clock(ClockFact(synchronised=True, newest=later), NOW, RELEASED)] == [
        "clock-behind"
    ]
    assert [found.code for found in check_clock(ClockFact(synchronised=False, newest=NOW), NOW, RELEASED)] == [
        "clock-unset"
    ]
    old = datetime(1970, 1, 2, tzinfo=UTC)
    assert [found.code for found in check_clock(ClockFact(synchronised=True, newest=None), old, RELEASED)] == [
        "clock-behind"
    ]


def test_a_changed_file_is_worse_than_an_older_one_and_both_name_the_command() -> None:
    found = check_drift({"/etc/a": Drift.CHANGED, "/etc/b": Drift.OLDER}, "wbs deploy systemd")
    assert [finding.severity for finding in found] == [Severity.WARNING, Severity.NOTICE]
    assert all("wbs deploy systemd" in text for finding in found for text in finding.remedy)


@pytest.mark.parametrize("telling", list(Telling))
def test_a_configuration_that_tells_or_is_not_used_is_an_error(telling: Telling) -> None:
    [finding] = check_telling([(telling, "/etc/x")])
    assert (finding.severity, finding.subject) == (Severity.ERROR, "/etc/x")
