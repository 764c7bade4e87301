"""What a machine does to the service: kills, power cuts, full disks, failing disks, wrong clocks (decisions/0053).

`make test` runs a seeded part of every rule here, `make faults` all of it.
"""

import os
from random import Random  # noqa: TID251 - chooses what breaks, and can be chosen again; nothing secret

IS_LONG = os.environ.get("WBS_FAULTS") == "long"
"""Whether everything runs, as in `make faults`."""
SEED = int(os.environ.get("WBS_FAULTS_SEED", "53"))


def as_many(short: int, long: int) -> int:
    """Give how often to try something: `short` in every run of the tests, `long` in `make faults`."""
    return long if IS_LONG else short


def chance(name: str) -> Random:
    """Give a generator that chooses the same again under the same seed."""
    return Random(f"{SEED} {name}")  # noqa: S311 - as above
