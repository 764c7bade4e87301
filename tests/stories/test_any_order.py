"""Whatever everybody does in whatever order, what was acknowledged can be read by whom it was meant for, and only them.

`make fuzz` gives it WBS_FUZZ_STORIES stories (400) of fifty steps each; every run of the tests a few, the same ones.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.stories.any_order import Service

HAPPENS = {
    *("report", "file", "claim", "swept", "reply", "taken back", "too late to take back", "words", "step"),
    *("forbidden step", "let in", "recused", "no conflict", "given", "refused", "left"),
    *("epoch by an officer", "epoch by a reporter"),
}
STORIES = int(os.environ.get("WBS_FUZZ_STORIES", "0"))


@pytest.mark.promise("P05")
@pytest.mark.promise("P06")
def test_in_any_order_whatever_was_acknowledged_is_there_for_its_readers_alone() -> None:
    phases = [Phase.generate, Phase.shrink] if STORIES else [Phase.generate]  # shrinking may take minutes
    run_state_machine_as_test(
        Service,
        settings=settings(
            max_examples=STORIES or 14,
            stateful_step_count=50 if STORIES else 30,
            derandomize=not STORIES,
            database=None,
            deadline=None,
            phases=phases,
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(dict(Service.happened))  # noqa: T201 - the long run tells what it did
    missing = HAPPENS - {name for name, count in Service.happened.items() if count}
    assert not missing, f"stories in which this never happened show nothing of it: {missing}"
