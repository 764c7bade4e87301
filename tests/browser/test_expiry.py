"""Both halves judge a directory's dates alike, on every day around its boundaries and with every wrong clock."""

import json
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import expect

from tests import cast
from tests.browser.hand import Hand
from tests.browser.node import run_node
from tests.cast import REGENCY, a_report
from wbs.crypto.directory import ReaderEntry, Role, receivers
from wbs.crypto.expiry import expiry
from wbs.errors import ChannelClosedError

pytestmark = pytest.mark.promise("P05")

JUDGE = """
    import { receivers } from "./src/protocol/channels.js";
    import { expiry } from "./src/protocol/expiry.js";
    const cases = JSON.parse(await new Response(process.stdin).text());
    const receiving = (...given) => {
        try { return receivers(...given).map(({ id }) => id); } catch { return null; }
    };
    const judged = cases.map(([directory, today, released]) => {
        const found = expiry(directory, today, released);
        return [found, receiving(directory, today, released)];
    });
    process.stdout.write(JSON.stringify(judged));
"""
DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@st.composite
def directories(draw: st.DrawFn) -> dict[str, Any]:
    """A directory of any age, with readers who come and go, as JSON has it."""
    base = cast.shared_world().book().newest(REGENCY).document
    days = sorted(draw(st.lists(DAYS, min_size=3, max_size=3)))
    issued, renew_by, expires = (day.isoformat() for day in days)
    readers = [draw(services(entry)) for entry in base.readers]
    changed = msgspec.structs.replace(
        base,
        issued=issued,
        renew_by=renew_by,
        expires=expires,
        grace_days=draw(st.integers(0, 365)),
        readers=readers,
        policy=msgspec.structs.replace(base.policy, minimum_readers=draw(st.integers(1, 3))),
    )
    found: dict[str, Any] = msgspec.to_builtins(changed)
    return found


@st.composite
def services(draw: st.DrawFn, entry: ReaderEntry) -> ReaderEntry:
    since, until = sorted((draw(DAYS), draw(DAYS)))
    roles = draw(st.lists(st.sampled_from(Role), min_size=1, max_size=3, unique=True))
    last = draw(st.sampled_from([until.isoformat(), msgspec.UNSET]))
    return msgspec.structs.replace(entry, since=since.isoformat(), until=last, roles=roles)


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, Any], str, str]:
    """A directory, a clock near one of its boundaries or anywhere, and the day of a release."""
    directory = draw(directories())
    boundary = date.fromisoformat(directory[draw(st.sampled_from(["issued", "renew_by", "expires"]))])
    offset = draw(st.sampled_from([0, 14, 30, 60, 120, -directory["grace_days"]])) + draw(st.integers(-1, 1))
    near = boundary - timedelta(days=offset)
    today = draw(st.one_of(st.just(near), DAYS))
    released = draw(st.one_of(st.just(date(2020, 1, 1)), st.just(near), DAYS))
    return directory, today.isoformat(), released.isoformat()


def as_judged(directory: dict[str, Any], today: str, released: str) -> list[Any]:
    document = msgspec.convert(directory, type(cast.shared_world().book().newest(REGENCY).document))
    days = (date.fromisoformat(today), date.fromisoformat(released))
    found = expiry(document, *days)
    told = {
        "standing": found.standing.value,
        "daysLeft": found.days_left,
        "notice": None if found.notice is None else found.notice.value,
        "renewBy": found.renew_by.isoformat(),
        "expires": found.expires.isoformat(),
        "closes": found.closes.isoformat(),
    }
    try:
        return [told, [entry.id for entry in receivers(document, *days)]]
    except ChannelClosedError:
        return [told, None]


@settings(max_examples=10, deadline=None, suppress_health_check=[*HealthCheck])
@given(st.lists(cases(), min_size=40, max_size=80))
def test_both_halves_judge_dates_alike(given_cases: list[tuple[dict[str, Any], str, str]]) -> None:
    judged = json.loads(run_node(JUDGE, given=json.dumps(given_cases).encode()))
    assert judged == [as_judged(*case) for case in given_cases]


def test_both_halves_agree_on_every_day_around_every_boundary() -> None:
    directory = msgspec.to_builtins(cast.shared_world().book().newest(REGENCY).document)
    expires = date.fromisoformat(directory["expires"])
    days = [expires + timedelta(days=off) for off in range(-130, directory["grace_days"] + 10)]
    given_cases = [(directory, day.isoformat(), "2020-01-01") for day in days]
    given_cases += [(directory, "2020-01-01", day.isoformat()) for day in days]
    judged = json.loads(run_node(JUDGE, given=json.dumps(given_cases).encode()))
    assert judged == [as_judged(*case) for case in given_cases]


def test_an_officer_reads_and_answers_in_the_browser_four_years_after_the_end(hand: Hand) -> None:
    hand.desk.file_report(a_report(title="Papan proyek dan berita acara"))
    hand.desk.clock.pass_time(days=4 * 365)
    hand.sign_in()
    expect(hand.page.locator(".note.expiry.bad")).to_contain_text("Membaca dan membalas")
    hand.open_case("Papan proyek dan berita acara")
    expect(hand.page.locator(".note.expiry")).to_have_count(0)
    hand.reply("Laporan Anda tetap kami tangani.")
    hand.wait_until_sent()
    [report] = hand.desk.store.cases.inbox((hand.desk.actor().reader_keys), hand.desk.actor().name, None).rows
    assert report.newest == {"reporter": 1, f"{REGENCY}/penerima-01": 1}
