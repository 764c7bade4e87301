"""Who may act: the newest directory decides, for the custodian as for everybody; a custodian reads no case."""

from dataclasses import replace

import msgspec
import pytest

from tests.cast import REGENCY
from tests.office import Office, casework_of
from wbs.cases.access import Actor, actor_of
from wbs.cases.model import AgencyCode, Officer, OfficerState
from wbs.cases.permissions import Act, acts_of
from wbs.crypto.directory import Custodian, Role
from wbs.errors import ForbiddenError

pytestmark = pytest.mark.promise("P18")

CUSTODIAN = f"{REGENCY}/inspektur"


def appoint(office: Office, *, gone: bool = False, reader_key: str = "") -> None:
    """Publish a directory in which this officer is the custodian and no reader, or nothing any more."""
    person, old = office.world.people[CUSTODIAN], office.world.book().newest(REGENCY)
    entry = Custodian(
        id=person.id,
        label="Pemegang identitas",
        unit=person.unit,
        rank="inspectorate",
        reader_key=reader_key or person.secret.reader_key.public.text,
        verify_key=person.secret.signing_key.public.text,
    )
    readers = [one for one in old.document.readers if one.id != person.id]
    changes = {"readers": readers, "custodian": msgspec.UNSET if gone else entry}
    office.world.publish(
        msgspec.structs.replace(old.document, version=old.document.version + 1, previous=old.digest, **changes)
    )


def account(office: Office) -> Officer:
    found = office.store.officers.officer(AgencyCode(REGENCY), "inspektur")
    assert found is not None
    return found


def actor(office: Office, **changes: object) -> Actor | None:
    officer = replace(account(office), **changes)  # type: ignore[arg-type]
    return actor_of(officer, office.world.book(), office.clock.today())


def test_the_custodian_acts_as_custodian_and_nothing_else(office: Office) -> None:
    appoint(office)
    found = actor(office)
    assert found is not None
    assert (found.label, found.roles) == ("Pemegang identitas", frozenset({Role.CUSTODIAN}))
    assert set(acts_of(found)) == {Act.USE_ACCOUNT, Act.SEE_AGENCY, Act.OPEN_IDENTITIES}


def test_a_custodian_opens_no_case_not_even_one_that_was_granted_before(office: Office) -> None:
    report = office.new_report()
    appoint(office)
    found, work = actor(office), casework_of(office)
    assert found is not None
    with pytest.raises(ForbiddenError):
        work.case_file(found, report.name, now=office.clock.now())
    with pytest.raises(ForbiddenError):
        work.inbox(found, None, now=office.clock.now())


def test_a_custodian_who_is_gone_blocked_or_holds_another_key_does_not_act(office: Office) -> None:
    appoint(office)
    assert actor(office, state=OfficerState.BLOCKED) is None
    other = office.world.people[f"{REGENCY}/penelaah-01"].secret.reader_key.public
    assert actor(office, reader_key=other.digest) is None
    appoint(office, gone=True)
    assert actor(office) is None


def test_no_other_id_is_taken_for_the_custodian(office: Office) -> None:
    appoint(office)
    for name in ("recovery", "reporter", "custodian", "inspektur-2"):
        assert actor(office, id=name) is None
