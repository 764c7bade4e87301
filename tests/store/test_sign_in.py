"""Sign-in at two workers at once, over one database: what one counts, the other knows."""

import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.cast import REGENCY
from tests.office import CHEAP, CountingHasher, Office
from tests.store.raw import together
from wbs.cases.model import AgencyCode, AuditAction, Failures
from wbs.cases.officers.second_factors import FREE_FAILURES
from wbs.cases.officers.sign_in import Proof, SignedIn, SignIn
from wbs.errors import SignInError
from wbs.store.store import Store, open_store

pytestmark = pytest.mark.promise("P23")


class AtOnce:
    """A worker's accounts: the first time, it waits with what it read until the other worker has read the same."""

    def __init__(self, store: Store, both_have_read: threading.Barrier) -> None:
        self._officers = store.officers
        self._both = both_have_read
        self._is_first = True

    def failures(self, agency: AgencyCode, officer: str) -> Failures:
        found = self._officers.failures(agency, officer)
        if self._is_first:
            self._is_first = False
            self._both.wait(30)
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._officers, name)


class Workers:
    """Two workers that answer at the same time."""

    def __init__(self, office: Office, second: Store) -> None:
        self.office = office
        self._stores = (office.store, second)

    def sign_in(self, *proofs: Proof) -> list[SignedIn | Exception]:
        """Let each worker take one proof, both at once."""
        both = threading.Barrier(len(proofs))
        doors = [
            SignIn(AtOnce(store, both), store.audit, CountingHasher(CHEAP), self.office.keys) for store in self._stores
        ]
        clock, book = self.office.clock, self.office.world.book()
        knocks = [
            partial(door.sign_in, proof, book=book, now=clock.now(), today=clock.today())
            for door, proof in zip(doors, proofs, strict=True)
        ]
        return list(together(*knocks))

    @property
    def count(self) -> int:
        return self.office.store.officers.failures(AgencyCode(REGENCY), "penerima-01").count

    @property
    def refusals(self) -> int:
        return sum(AuditAction.SIGN_IN_REFUSED.value in entry.decode() for entry in self.entries)

    @property
    def entries(self) -> list[bytes]:
        return self.office.store.audit.entries(AgencyCode(REGENCY), 0, 1000)


@pytest.fixture
def workers(url: str, tmp_path: Path) -> Iterator[Workers]:
    office, second = Office(tmp_path, url=url), open_store(url)
    yield Workers(office, second)
    second.close()
    office.close()


def wrong(office: Office) -> Proof:
    login = office.login()
    return Proof(login.login, login.auth, login.wrong_code(office.clock.now()))


def test_wrong_codes_at_two_workers_at_once_are_both_counted(workers: Workers) -> None:
    workers.sign_in(wrong(workers.office), wrong(workers.office))
    assert workers.count == workers.refusals == 2


def test_once_the_free_codes_are_used_up_only_one_of_two_workers_looks_at_a_code(workers: Workers) -> None:
    officer = (AgencyCode(REGENCY), "penerima-01")
    used_up = Failures(FREE_FAILURES, None)
    assert workers.office.store.officers.replace_failures(*officer, before=Failures(0, None), after=used_up)
    outcomes = workers.sign_in(wrong(workers.office), wrong(workers.office))
    assert all(isinstance(outcome, SignInError) for outcome in outcomes)
    assert workers.count == FREE_FAILURES + 1
    assert workers.refusals == 1


def test_a_right_code_beside_a_wrong_one_gets_in_only_if_it_was_looked_at_first(workers: Workers) -> None:
    office = workers.office
    officer = (AgencyCode(REGENCY), "penerima-01")
    used_up = Failures(FREE_FAILURES, None)
    assert office.store.officers.replace_failures(*officer, before=Failures(0, None), after=used_up)
    outcomes = workers.sign_in(office.login().proof(office.clock.now()), wrong(office))
    was_let_in = isinstance(outcomes[0], SignedIn)
    assert workers.refusals + was_let_in in {1, 2}
    assert workers.count == (workers.refusals if was_let_in else FREE_FAILURES + 1)
