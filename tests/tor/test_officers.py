"""The officers' onion service: found with a key of one's own, and by nobody else."""

import time

import pytest

from tests.tor.conftest import Street
from tests.tor.control import as_control_key, control
from tests.tor.network import patience
from tests.tor.operator import REVOKE
from tests.tor.visitors import Onion, RefusedByTorError
from wbs.crypto.onion import new_client

pytestmark = pytest.mark.xdist_group("tor")
NO_KEY = 0xF4
"""Tor's answer where a service has clients and this is none of them."""
WRONG_KEY = 0xF5


def tell(street: Street, *commands: str) -> None:
    """Tell the visitors' tor something over its control port."""
    control(street.control, street.client.folder / "control_auth_cookie", *commands)


def knock(street: Street, visitor: str) -> int:
    """Ask the officers' service for its page; give the status, or tor's refusal."""
    try:
        return Onion(street.socks, street.officers, visitor).get("/").status_code
    except RefusedByTorError as error:
        return error.code


def knock_until(street: Street, visitor: str, wanted: int) -> None:
    """Knock until the answer is the one that a change brings: a service publishes its new list within seconds."""
    for number, _ in enumerate(patience(f"the service never answers {wanted:#x}")):
        if knock(street, f"{visitor}{number}") == wanted:
            return
        tell(street, f"HSFETCH {name_of(street)}")
        time.sleep(0.5)


def name_of(street: Street) -> str:
    return street.officers.removesuffix(".onion")


def with_key(street: Street, private: str) -> str:
    """The command that gives the visitors' tor a key."""
    return f"ONION_CLIENT_AUTH_ADD {name_of(street)} {as_control_key(private)}"


def without_key(street: Street) -> str:
    return f"ONION_CLIENT_AUTH_REMOVE {name_of(street)}"


def test_the_service_opens_to_a_key_that_was_added_and_to_nobody_after_it_was_revoked(
    street: Street, officers_key: str
):
    assert knock(street, "nobody") == NO_KEY
    wrong, _ = new_client()
    tell(street, with_key(street, wrong.unsafe_text()))
    knock_until(street, "stranger", WRONG_KEY)
    tell(street, with_key(street, officers_key))
    knock_until(street, "officer", 200)
    page = Onion(street.socks, street.officers, "officer").get("/")
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    street.operator.perform(REVOKE)
    knock_until(street, "former", WRONG_KEY)
    tell(street, without_key(street))
    knock_until(street, "nobody again", NO_KEY)


def test_reporters_do_not_reach_the_officers_portal_by_its_name(street: Street):
    answer = street.onion("curious").get("/", headers={"Host": street.officers})
    assert answer.status_code == 400


def test_the_private_half_of_a_key_is_kept_nowhere(street: Street, officers_key: str):
    files = [path for path in street.room.rglob("*") if path.is_file() and street.client.folder not in path.parents]
    holding = [path for path in files if officers_key.lower().encode() in path.read_bytes().lower()]
    assert holding == []
