"""An officer's only copy of the key: replaced by its like, by one who knows it, once."""

import threading

import pytest

from tests.cast import REGENCY
from tests.office import Office
from wbs.cases.model import AgencyCode
from wbs.cases.officers.wrapped_keys import WrappedKeys
from wbs.crypto.encoding import b64url
from wbs.crypto.primitives import random_bytes, sha256
from wbs.crypto.signin import WRAPPED_SIZES
from wbs.errors import ConflictError, FormatError

COLLEAGUE = f"{REGENCY}/penerima-02"
SIZE = min(WRAPPED_SIZES)


class Safe:
    """Wrapped keys as an application replaces them."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.keys = WrappedKeys(office.store.officers)

    def stored(self, name: str = f"{REGENCY}/penerima-01") -> bytes:
        agency, _, officer = name.partition("/")
        found = self.office.store.officers.officer(AgencyCode(agency), officer)
        assert found is not None
        return found.wrapped_key

    def replace(self, wrapped: bytes, replaces: str | None = None) -> None:
        known = b64url(sha256(self.stored())) if replaces is None else replaces
        self.keys.replace(self.office.actor(), replaces=known, wrapped=wrapped, now=self.office.clock.now())


@pytest.fixture
def safe(office: Office) -> Safe:
    return Safe(office)


@pytest.mark.promise("P17")
def test_a_key_that_names_the_stored_one_replaces_it_and_leaves_a_trace(safe: Safe) -> None:
    wrapped, of_colleague = random_bytes(SIZE), safe.stored(COLLEAGUE)
    safe.replace(wrapped)
    assert safe.stored() == wrapped
    assert safe.stored(COLLEAGUE) == of_colleague
    assert [entry for entry in safe.office.entries() if b'"key-wrapped"' in entry and b"penerima-01" in entry]


def test_what_was_replaced_cannot_come_back_over_what_came_after(safe: Safe) -> None:
    first, digest_of_oldest = random_bytes(SIZE), b64url(sha256(safe.stored()))
    safe.replace(first)
    for late in (random_bytes(SIZE), random_bytes(SIZE + 1)):
        with pytest.raises(ConflictError):
            safe.replace(late, digest_of_oldest)
    assert safe.stored() == first


def test_a_repeat_whose_answer_was_lost_is_done_once(safe: Safe) -> None:
    wrapped, digest = random_bytes(SIZE), b64url(sha256(safe.stored()))
    safe.replace(wrapped, digest)
    before = len(safe.office.entries())
    safe.replace(wrapped, digest)
    assert safe.stored() == wrapped
    assert len(safe.office.entries()) == before


def test_the_digest_of_another_officers_key_replaces_nothing(safe: Safe) -> None:
    own, other = safe.stored(), safe.stored(COLLEAGUE)
    with pytest.raises(ConflictError):
        safe.replace(random_bytes(SIZE), b64url(sha256(other)))
    assert (safe.stored(), safe.stored(COLLEAGUE)) == (own, other)


@pytest.mark.parametrize("size", [0, 1, min(WRAPPED_SIZES) - 1, max(WRAPPED_SIZES) + 1, 100_000])
def test_what_is_not_as_long_as_a_wrapped_key_replaces_none(safe: Safe, size: int) -> None:
    kept = safe.stored()
    with pytest.raises(FormatError):
        safe.replace(bytes(size))
    assert safe.stored() == kept


def test_of_tabs_that_replace_one_key_at_once_one_wins_and_every_other_is_told(safe: Safe) -> None:
    new = [random_bytes(SIZE) for _ in range(8)]
    digest = b64url(sha256(safe.stored()))
    outcomes: list[bytes] = []
    start = threading.Barrier(len(new))

    def one_tab(wrapped: bytes) -> None:
        start.wait()
        try:
            safe.replace(wrapped, digest)
        except ConflictError:
            return
        outcomes.append(wrapped)

    tabs = [threading.Thread(target=one_tab, args=(wrapped,)) for wrapped in new]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert outcomes == [safe.stored()]
