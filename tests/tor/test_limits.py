"""A flood comes from circuits, so circuits are what is limited."""

import http.client
import threading
from collections import Counter

import pytest

from tests.portal.house import SAME_ORIGIN, form_type, multipart
from tests.tor.conftest import Street
from tests.tor.visitors import Onion

pytestmark = pytest.mark.xdist_group("tor")
ALLOWED = 300
"""Requests of one circuit in ten seconds (wbs/cli/deployment/writing.py)."""
POSTS = 40
"""Posts of one circuit in a minute."""


def flood(street: Street, counted: Counter[int], until: threading.Event) -> None:
    """Ask for one thing again and again, on one connection of one circuit."""
    connection = street.onion("flood").connection()
    while not until.is_set():
        try:
            connection.request("GET", "/jangkar.json")
            answer = connection.getresponse()
            answer.read()
            counted[answer.status] += 1
        except (OSError, http.client.HTTPException):
            counted[0] += 1
        if counted[429] + counted[0] > 20 or counted[200] > 5 * ALLOWED:
            until.set()
    connection.close()


@pytest.mark.promise("P15")
def test_a_flood_from_one_circuit_is_refused_while_another_circuit_is_served(street: Street):
    counted: Counter[int] = Counter()
    full = threading.Event()
    threads = [threading.Thread(target=flood, args=(street, counted, full)) for _ in range(6)]
    for thread in threads:
        thread.start()
    assert full.wait(60), "nothing was refused"
    honest = [street.onion("honest").get(path).status_code for path in ("/", "/lapor", "/bantuan")]
    same = street.onion("flood").get("/jangkar.json")
    for thread in threads:
        thread.join()
    assert counted[429] > 0
    assert counted[200] <= 2 * ALLOWED  # the ten seconds slide
    assert honest == [200, 200, 200]
    assert same.status_code == 429
    assert "Terlalu banyak permintaan" in same.get_data(as_text=True)
    assert "default-src 'none'" in same.headers["Content-Security-Policy"]


def guess(onion: Onion, times: int) -> list[int]:
    """Try a wrong receipt again and again, on one connection; give the statuses."""
    body = multipart([("receipt", " ".join(["abaikan"] * 12))])
    connection, statuses = onion.connection(), []
    for _ in range(times):
        connection.request("POST", "/tanda-terima", body, {"Content-Type": form_type(), **SAME_ORIGIN})
        answer = connection.getresponse()
        answer.read()
        statuses.append(answer.status)
    connection.close()
    return statuses


@pytest.mark.promise("P12", "P15")
def test_a_circuit_that_guesses_receipts_is_refused_while_others_open_theirs(street: Street):
    words = street.reporter("owner").report().words
    guesses = guess(street.onion("guesser"), POSTS + 5)
    assert set(guesses[:POSTS]) == {422}
    assert guesses[-1] == 429
    assert street.reporter("owner").mailbox(words).status == 200
