"""Argon2id at its lowest cost, on both sides at once, where a test is about something else.

Stretching a passphrase as version 1 does takes a browser two to three seconds, more than all the rest of most tests.
What is served stays as it was built: only the test's own browser reads other numbers.
"""

import re

import pytest
from playwright.sync_api import Route

from wbs.crypto import signin

FULL_COST = frozenset({"test_sign_in", "test_wrapped_key", "test_four_steps"})
"""Modules that pay in full, as the vectors do."""
WORKER = re.compile(r"/worker-[0-9a-z]+\.js$", re.IGNORECASE)
_MEMORY_KIB, _PASSES = 8, 1
_COST = re.compile(r"\bm:[\w$]+,t:[\w$]+,p:1,dkLen:32\b")


def cheapen(patch: pytest.MonkeyPatch) -> None:
    """Let this process stretch at the lowest cost."""
    patch.setattr(signin, "MEMORY_KIB", _MEMORY_KIB)
    patch.setattr(signin, "PASSES", _PASSES)


def serve_cheaper(route: Route) -> None:
    """Let a browser's worker stretch at the lowest cost."""
    answer = route.fetch()
    script, found = _COST.subn(f"m:{_MEMORY_KIB},t:{_PASSES},p:1,dkLen:32", answer.text())
    assert found == 1, "the worker stretches in another way than this test knows"
    route.fulfill(response=answer, body=script)
