"""The page's script judges answers as the server judges those of the form without script, and makes the same report."""

import json
import random
from typing import Any

import msgspec

from tests.browser.node import run_node
from tests.cast import PROVINCE, REGENCY
from tests.portal.house import House
from wbs.crypto.report import Category
from wbs.errors import ChannelClosedError
from wbs.portal.channels import Channels, Rank
from wbs.portal.forms import Submission
from wbs.portal.report_form import REPORT_SHAPE, TYPED, CheckedReport, check_report, cleaned
from wbs.web.documents import Documents

ROUNDS = 400
PIECES = ("", "", "a", "kata ", "\n", "\r\n", "\r", "\t", "\x0b", "\x00", " ", "\u2028", "é", "𝒳", "0", "- ")
JUDGE = """
    import { cleaned, faults, reportOf } from "./src/reporter/report/answers.js";
    const { limits, cases } = JSON.parse(await new Response(process.stdin).text());
    const judged = cases.map(({ typed, closed }) => {
        const answers = cleaned(typed);
        const found = faults(answers, limits, closed);
        return found.length > 0 ? { found } : { report: reportOf(answers) };
    });
    process.stdout.write(JSON.stringify(judged));
"""


def typed(chance: random.Random) -> dict[str, str]:
    """What somebody typed: mostly whole, sometimes empty, long or odd."""
    values = {name: "".join(chance.choices(PIECES, k=chance.choice((0, 1, 3, 60)))) for name in TYPED}
    for name in ("what", "who", "where", "when"):
        values[name] = chance.choice((values[name], f"isi {values[name]}"))
    if chance.random() < 0.1:
        name = chance.choice(("title", "unit", "loss"))
        values[name] = "x" * (REPORT_SHAPE.limits[name] + chance.choice((0, 1)))
    values["agency"] = chance.choice((REGENCY, PROVINCE, PROVINCE, ""))
    return values | {"rank": chance.choice(list(Rank)), "category": chance.choice(list(Category))}


def closed(channels: Channels, rank: str) -> list[str]:
    """Where nobody may read about a rank, as the page states it on the card."""
    codes = []
    for choice in channels.choices:
        try:
            channels.receiving(choice.code, rank)
        except ChannelClosedError:
            codes.append(choice.code)
    return codes


def as_judged(checked: CheckedReport) -> dict[str, Any]:
    if checked.report is not None:
        return {"report": msgspec.to_builtins(checked.report)}
    kinds = [f"too-long-{flaw.limit}" if flaw.limit else flaw.message for flaw in checked.flaws]
    return {"found": [{"field": flaw.field, "kind": kind} for flaw, kind in zip(checked.flaws, kinds, strict=True)]}


def test_the_script_judges_as_the_server_does(house: House):
    day = house.clock.today()
    channels = Channels(Documents(house.folder / "keys").current(), day, day)
    chance = random.Random(20261123)  # noqa: S311 - the same cases every time, nothing secret
    values = [typed(chance) for _ in range(ROUNDS)]
    expected = [as_judged(check_report(cleaned(Submission(fields=value)), channels)) for value in values]
    limits = {name: REPORT_SHAPE.limits[name] for name in TYPED if name not in {"agency", "rank", "category"}}
    cases = [{"typed": value, "closed": closed(channels, value["rank"])} for value in values]
    judged = json.loads(run_node(JUDGE, given=json.dumps({"limits": limits, "cases": cases}).encode()))
    assert judged == expected
    assert {next(iter(one)) for one in judged} == {"found", "report"}
