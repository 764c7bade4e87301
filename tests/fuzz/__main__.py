"""One coverage-guided round: `python -m tests.fuzz TARGET CORPUS [options of libFuzzer]`; `make fuzz` starts these.

The target `all` takes the first byte as the number of a target: one process that goes through every parser.
"""

import atheris

atheris.enabled_hooks.add("str")
with atheris.instrument_imports(include=["wbs", "tests.fuzz.targets"]):
    from tests.fuzz.rounds import fuzz
    from tests.fuzz.targets import TARGETS, every

fuzz({**TARGETS, "all": every()})
