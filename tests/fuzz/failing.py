"""A round of targets that fail, to see that a round would tell: never a parser of ours."""

import atheris

with atheris.instrument_imports(include=["tests.fuzz.planted"]):
    from tests.fuzz import planted
    from tests.fuzz.rounds import fuzz
    from tests.fuzz.targets import Target

fuzz({name: Target(getattr(planted, name), lambda: [b"good"], largest=64) for name in planted.PARSERS})
