"""The officers' onion service: found with a key of one's own, and by nobody else."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.servers import free_port
from tests.engines.firefox import Firefox
from tests.engines.preferences import SAFER, through_socks
from tests.needs import program
from tests.portal.form_walk import require_build
from tests.promises.canaries import files_in
from tests.tor.conftest import Street
from tests.tor.network import patience, wait_until_ready
from tests.tor.operator import REVOKE
from tests.tor.visitors import Onion, RefusedByTorError

pytestmark = pytest.mark.xdist_group("tor")
NO_KEY, UNKNOWN_KEY = 0xF4, 0xF5
"""Tor's answers where a service has clients, and this one brings no key, or none that counts."""


@contextmanager
def officers_browser(street: Street, name: str, private: str) -> Iterator[int]:
    """Run a tor of its own that holds an officer's key, as Tor Browser does; give its SOCKS port."""
    keys = street.room / "keys" / name
    keys.mkdir(mode=0o700, parents=True)
    (keys / "officers.auth_private").write_text(
        f"{street.officers.removesuffix('.onion')}:descriptor:x25519:{private}\n", encoding="ascii"
    )
    port = free_port()
    torrc = f"SocksPort 127.0.0.1:{port} ExtendedErrors\nClientOnionAuthDir {keys}\n"
    tor = street.network.join(name, torrc)
    try:
        wait_until_ready([tor])
        yield port
    finally:
        tor.end()


def knock(street: Street, socks: int) -> tuple[int, str]:
    """Ask the officers' service for its page; give the status, or tor's refusal, and what the page may do."""
    try:
        answer = Onion(socks, street.officers, "officer").get("/")
    except RefusedByTorError as error:
        return error.code, ""
    return answer.status_code, answer.headers["Content-Security-Policy"]


def knock_until(street: Street, name: str, private: str, wanted: int) -> str:
    """Come anew until the answer is the one that a change brings: a service publishes its list within seconds."""
    for number, _ in enumerate(patience(f"the service never answers {wanted:#x}")):
        with officers_browser(street, f"{name}-{number}", private) as socks:
            status, policy = knock(street, socks)
        if status == wanted:
            return policy
    raise AssertionError


def test_an_officers_browser_at_safer_with_the_key_gets_a_page_that_can_open_cases(
    street: Street, officers_key: str, tmp_path: Path
):
    require_build()
    with officers_browser(street, "browser", officers_key) as socks:
        firefox = Firefox("officer", program("firefox-esr"), SAFER, tmp_path, through_socks(socks))
        try:
            with firefox.visit() as visit:
                visit.goto(f"http://{street.officers}/")
                visit.wait_for("#login")
                assert visit.evaluate("[isSecureContext, typeof crypto.subtle]") == [True, "object"]
        finally:
            firefox.close()


def test_the_service_opens_to_a_key_that_was_added_and_to_nobody_after_it_was_revoked(
    street: Street, officers_key: str
):
    assert knock(street, street.socks)[0] == NO_KEY
    assert "script-src 'self'" in knock_until(street, "officer", officers_key, 200)
    street.operator.perform(REVOKE)
    knock_until(street, "former", officers_key, UNKNOWN_KEY)
    assert knock(street, street.socks)[0] == NO_KEY


def test_reporters_do_not_reach_the_officers_portal_by_its_name(street: Street):
    answer = street.onion("curious").get("/", headers={"Host": street.officers})
    assert answer.status_code == 400


def test_the_private_half_of_a_key_is_kept_nowhere_on_the_server(street: Street, officers_key: str):
    server = [street.room / name for name in ("data", "credentials", "etc", "var", "network/service")]
    holding = [path for path in files_in(server) if officers_key.lower().encode() in path.read_bytes().lower()]
    assert holding == []
