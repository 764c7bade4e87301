"""What a server's process holds: nothing that only another command needs, and no memory that it has done with."""

import ctypes
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cast import shared_world
from tests.cli.officials import publish
from tests.cli.servers import environment
from tests.databases import lay_empty
from wbs.cli.server import APPLICATIONS
from wbs.config import INVESTIGATOR_CREDENTIAL, TICKET_CREDENTIAL, create_credential

OF_NEITHER = {
    # what changes schemas, and the driver of a database that is not used
    *("alembic", "mako", "wbs.store.migrations", "psycopg"),
    # other commands, and what they alone need
    *("shamir_mnemonic", "smtplib", "wbs.cli.ceremony", "wbs.cli.demo", "wbs.cli.demonstration", "wbs.cli.deployment"),
    *("wbs.cli.doctor", "wbs.cli.outward", "wbs.cli.recovery", "wbs.cli.upkeep"),
    # what checks passkeys, before one is used
    *("OpenSSL", "cbor2", "webauthn", "wbs.crypto.authenticators"),
    # the holidays of other countries
    "holidays.countries",
    # what only developers have
    *("hypothesis", "playwright", "pytest", "unittest"),
}
OF_ONE = {
    "portal": {"pyotp", "wbs.investigator"},
    "investigator": {"wbs.files", "wbs.portal"},
}
MADE = """
import os, sys
import wbs.cli.serve
from wbs.cli.server import APPLICATIONS, rehearse
one = APPLICATIONS[sys.argv[1]]
rehearse(one.configure(os.environ), one.factory)
print(*sys.modules, sep="\\n")
"""
HASHED = """
import threading
from pathlib import Path
from wbs.crypto.primitives import PasswordHasher
from wbs.crypto.profiles import OFFICER_SIGN_IN
from wbs.web.process import spare_memory

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

def hash_twice():
    for _ in range(2):
        hasher.hash(bytes(32))
    ready.wait()
    done.wait()

spare_memory()
hasher = PasswordHasher(memory_kib=OFFICER_SIGN_IN.memory_kib, passes=1)
before = resident()
ready, done = threading.Barrier(5), threading.Event()
threads = [threading.Thread(target=hash_twice) for _ in range(4)]
for thread in threads: thread.start()
ready.wait()
print(resident() - before)
done.set()
"""


def output_of(script: str, *arguments: str, env: dict[str, str]) -> list[str]:
    run = subprocess.run(
        [sys.executable, "-c", script, *arguments], env=env, capture_output=True, text=True, check=True
    )
    return run.stdout.splitlines()


@pytest.mark.parametrize("application", APPLICATIONS)
def test_a_server_imports_nothing_that_only_others_need(application: str, tmp_path: Path) -> None:
    lay_empty(tmp_path / "wbs.sqlite")
    publish(shared_world(), tmp_path / "keys")
    for name in (TICKET_CREDENTIAL, INVESTIGATOR_CREDENTIAL):
        create_credential(tmp_path / "credentials", name)
    imported = set(output_of(MADE, application, env=environment(tmp_path)))
    assert APPLICATIONS[application].factory.partition(":")[0] in imported
    assert not imported & (OF_NEITHER | OF_ONE[application])


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallopt"), reason="another C library than glibc")
def test_what_passphrases_were_hashed_in_goes_back_while_their_threads_live_on(tmp_path: Path) -> None:
    (growth,) = output_of(HASHED, env=environment(tmp_path))
    assert int(growth) < 19 << 20
