"""An agency's accounts over HTTP: what an administrator sees and does, and whom it reaches."""

import pytest

from tests.cast import REGENCY
from tests.investigator.counter import Counter, decoded
from tests.office import Office

ADMINISTRATOR = f"{REGENCY}/inspektur"
RECEIVER = f"{REGENCY}/penerima-01"


@pytest.fixture
def counter(office: Office) -> Counter:
    office.change_roles_in_directory(ADMINISTRATOR, ["administrator"])
    return Counter(office)


def test_an_administrator_sees_the_accounts_of_the_agency_and_no_secret(counter: Counter) -> None:
    office = counter.office
    accounts = decoded(counter.signed_in(ADMINISTRATOR).get("/agency/accounts"))["accounts"]
    assert [account["id"] for account in accounts] == ["inspektur", "penelaah-01", "penerima-01", "penerima-02"]
    for account in accounts:
        person = office.world.people[f"{REGENCY}/{account['id']}"]
        assert account == {
            "id": person.id,
            "login": office.login(f"{REGENCY}/{person.id}").login,
            "label": f"Petugas {person.id}",
            "state": "active",
            "reader_key": person.secret.reader_key.public.digest,
        }


@pytest.mark.promise("P23")
def test_a_block_ends_every_session_and_shuts_the_door(counter: Counter) -> None:
    office = counter.office
    first, second = counter.signed_in(RECEIVER), counter.signed_in(RECEIVER)
    administrator = counter.signed_in(ADMINISTRATOR)
    assert administrator.post("/agency/accounts/penerima-01/block").status_code == 200
    for browser in (first, second):
        assert browser.get("/inbox").status_code == 401
    office.clock.pass_time(minutes=2)
    assert counter.browser().sign_in(office.login(RECEIVER), office).status_code == 401
    assert administrator.post("/agency/accounts/penerima-01/unblock").status_code == 200
    assert first.get("/inbox").status_code == 401
    office.clock.pass_time(minutes=2)
    assert counter.browser().sign_in(office.login(RECEIVER), office).status_code == 200


@pytest.mark.promise("P23")
def test_a_refused_sign_in_does_not_tell_that_an_account_is_blocked(counter: Counter) -> None:
    office = counter.office
    counter.signed_in(ADMINISTRATOR).post("/agency/accounts/penerima-01/block")
    office.clock.pass_time(minutes=2)
    blocked = counter.browser().sign_in(office.login(RECEIVER), office)
    wrong = counter.browser().sign_in(office.login(f"{REGENCY}/penerima-02"), office, auth="A" * 43)
    assert (blocked.status_code, blocked.data) == (wrong.status_code, wrong.data)


@pytest.mark.promise("P18")
@pytest.mark.parametrize("act", ["block", "unblock"])
def test_nobody_turns_the_own_account_or_one_that_is_not_there(counter: Counter, act: str) -> None:
    browser = counter.signed_in(ADMINISTRATOR)
    assert browser.post(f"/agency/accounts/inspektur/{act}").status_code == 403
    assert browser.post(f"/agency/accounts/nobody/{act}").status_code == 404
    assert browser.post(f"/agency/accounts/nobody%2Fpenerima-01/{act}").status_code == 404
    assert browser.get("/agency/accounts").status_code == 200


def test_a_block_takes_no_answer_but_an_empty_one(counter: Counter) -> None:
    browser = counter.signed_in(ADMINISTRATOR)
    assert browser.post("/agency/accounts/penerima-01/block", {"state": "active"}).status_code == 422
    assert browser.post("/agency/accounts/penerima-01/block", b"{").status_code in {400, 422}
    assert counter.signed_in(RECEIVER).get("/session").status_code == 200
