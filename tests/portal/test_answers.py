"""The page's script judges answers as the server judges those of the form without script, and makes the same report."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.browser.node import run_node
from tests.cast import PROVINCE, REGENCY
from tests.portal.house import WRITTEN_FIELDS, House
from wbs.cases.rules.ranks import Rank
from wbs.crypto.report import Affiliation, Category, IdentityMode, Timing
from wbs.errors import ChannelClosedError
from wbs.portal.channels import Channels
from wbs.portal.forms import Submission
from wbs.portal.report_form import MORE, REPORT_SHAPE, TYPED, CheckedReport, check_report, cleaned
from wbs.web.documents import Documents

PIECES = ("", "a", "kata ", "\n", "\r\n", "\r", "\t", "\x0b", "\x00", " ", "\u2028", "é", "\U0001d4b3", "0", "- ")
JUDGE = """
    import { cleaned, faults, reportOf } from "./src/reporter/report/answers.js";
    const { limits, cases } = JSON.parse(await new Response(process.stdin).text());
    const judged = cases.map(({ typed, closed }) => {
        const answers = cleaned(typed);
        const found = faults(answers, limits, (rank) => closed[rank].includes(answers.agency));
        return found.length > 0 ? { found } : { report: reportOf(answers) };
    });
    process.stdout.write(JSON.stringify(judged));
"""


CONTACT = ("person", "address", "occupation", "phone", "reach")
TEXTS = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
TYPED_ANSWERS = st.fixed_dictionaries(
    {name: TEXTS for name in TYPED if name not in {"title", "unit", "unit3", "elsewhere", "same", "exclude"}}
    | {
        name: st.one_of(TEXTS, TEXTS, TEXTS, st.sampled_from((80, 81, 120, 121)).map("x".__mul__))
        for name in ("title", "unit", "unit3")
    }
    | {"elsewhere": st.lists(st.sampled_from((*PIECES, ": ", "\n", "LAPOR: 1\n", "x" * 61)), max_size=8).map("".join)}
    | {name: st.one_of(TEXTS, TEXTS, TEXTS, st.sampled_from((120, 121)).map("\U0001d4b3".__mul__)) for name in CONTACT}
    | {name: st.one_of(TEXTS, TEXTS.map("isi".__add__)) for name in ("what", "where", "when")}
    | {
        "agency": st.sampled_from((REGENCY, PROVINCE, PROVINCE, "")),
        **{f"rank{number}": st.sampled_from([*Rank, Rank.STAFF, Rank.STAFF, Rank.STAFF]) for number in ("", *MORE)},
        "timing": st.sampled_from(["", *Timing]),
        "relation": st.sampled_from(["", *Affiliation]),
        "identity": st.sampled_from([IdentityMode.ANONYMOUS, IdentityMode.NAMED, IdentityMode.NAMED]),
        "same": st.just(""),
        "exclude": st.just(""),
        "category": st.sampled_from(list(Category)),
    }
)
"""What somebody typed: often whole, sometimes empty, long or odd."""


def closed(channels: Channels, rank: Rank) -> list[str]:
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
        # Which of several ranks decides is known to the worker of the page, which has the signed table.
        return {"report": msgspec.to_builtins(checked.report) | {"rank": checked.report.accused[0].rank}}
    kinds = [f"too-long-{flaw.limit}" if flaw.limit else flaw.message for flaw in checked.flaws]
    return {"found": [{"field": flaw.field, "kind": kind} for flaw, kind in zip(checked.flaws, kinds, strict=True)]}


@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # a form has many fields
@settings(max_examples=40, deadline=None, suppress_health_check=[*HealthCheck])
@given(values=st.lists(TYPED_ANSWERS, min_size=1, max_size=2))
def test_the_script_judges_as_the_server_does(house: House, values: list[dict[str, str]]):
    day = house.clock.today()
    channels = Channels(Documents(house.folder / "keys").current(), day, day)
    expected = [as_judged(check_report(cleaned(Submission(fields=value)), channels)) for value in values]
    limits = {name: REPORT_SHAPE.limits[name] for name in TYPED if name == "exclude" or name in WRITTEN_FIELDS}
    closed_ranks = {rank: closed(channels, rank) for rank in Rank}
    cases = [{"typed": value, "closed": closed_ranks} for value in values]
    judged = json.loads(run_node(JUDGE, given=json.dumps({"limits": limits, "cases": cases}).encode()))
    assert judged == expected
