"""What the guide for watching says is so."""

import re
from pathlib import Path

from tests.portal.house import TurnedClock
from wbs.cli.main import main
from wbs.cli.metrics.meter import REFUSALS, Meter

GUIDE = (Path(__file__).parents[3] / "docs" / "watching.md").read_text(encoding="utf-8")


def test_the_guide_names_every_count_and_no_other():
    clock = TurnedClock()
    meter = Meter(clock)
    for status in (200, *REFUSALS):
        meter.leave("page", status, meter.enter())
    clock.turn(days=1)
    told = set(re.findall(r"^# TYPE (\w+)", meter.text(1), re.MULTILINE))
    assert told == set(re.findall(r"^\| `(wbs_\w+)", GUIDE, re.MULTILINE))


def test_the_command_of_the_guide_is_there():
    [line] = re.findall(r"^wbs (\w+) (--\w+)$", GUIDE, re.MULTILINE)
    command = main.get_command(None, line[0])  # type: ignore[arg-type]
    assert command is not None
    assert line[1] in {option for one in command.params for option in one.opts}
