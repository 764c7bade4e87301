"""Stories of P06: whom a report concerns gets no key of it, whoever helps: operator, officer, a swapped table."""

from collections.abc import Sequence
from dataclasses import replace

import msgspec
import pytest

from tests import cast
from tests.cast import PROVINCE, RELEASED, TODAY, Person, World
from tests.cast import REGENCY as LANDAK
from tests.stories.simulator import Officer, Reporter, Server, reading, readings
from wbs.crypto.ceremony import digest_of, sign_agencies
from wbs.crypto.compose import SealedRecord, compose_access, compose_epoch
from wbs.crypto.directory import INSTALLATION, Role, Route
from wbs.crypto.drafts import change_agency, draft_next_agencies
from wbs.crypto.exclusions import Exclusion
from wbs.crypto.keys import CasePrivateKey
from wbs.crypto.recipients import choose_recipients
from wbs.crypto.records import verify_chain
from wbs.crypto.trust import DocumentSet
from wbs.errors import ForgedGrantError, NobodyLeftError, RefusedError, SignatureError, TrustError

pytestmark = pytest.mark.promise("P06")
HEAD = "inspectorate"
UNIT = Exclusion(agency=LANDAK, unit="Irban Khusus")


@pytest.fixture
def world() -> World:
    third = Person(LANDAK, "penerima-03", frozenset({Role.RECEIVER}), "Irban Khusus")
    return cast.found([third], recovery=(LANDAK, PROVINCE))


@pytest.fixture
def server(world: World) -> Server:
    return Server(world)


@pytest.fixture
def reporter(server: Server, world: World) -> Reporter:
    return Reporter(server, world.anchor)


def officer(server: Server, name: str) -> Officer:
    return Officer(server, server.world.anchor, server.world.people[name])


def granted(server: Server, case: str) -> set[str]:
    return {key for grants in server.cases[case].grants.values() for key in grants}


def keys_of(world: World, people: Sequence[Person], *recovery: str) -> set[str]:
    shared = {world.recovery[agency].reader_key.public.digest for agency in recovery}
    return {person.secret.reader_key.public.digest for person in people} | shared


def test_the_office_of_an_accused_head_never_gets_a_grant(server: Server, reporter: Reporter, world: World) -> None:
    case = reporter.report(rank=HEAD).case
    home = [person for person in world.people.values() if person.agency == LANDAK]
    assert granted(server, case).isdisjoint(keys_of(world, home, LANDAK))
    above = officer(server, f"{PROVINCE}/penerima-01")
    assert above.open(case).messages
    for person in home:
        sealed = forced(above, case, person).record
        with pytest.raises(TrustError, match="excluded"):
            verify_chain([*server.cases[case].records, sealed], above.book())
        with pytest.raises(RefusedError):
            Officer(server, world.anchor, person).open(case)


def forced(by: Officer, case: str, person: Person) -> SealedRecord:
    """Make an access record as a changed program would: it looks at no exclusion."""
    dossier = by.open(case)
    return compose_access(
        by.key,
        by.person.ref,
        dossier.chain,
        dossier.case_keys[dossier.chain.epochs],
        reading(person),
        newest=dossier.newest,
        directories=by.names(*{by.person.agency, person.agency}),
        reason="telaah",
    )


def test_an_operator_who_adds_an_excluded_reader_is_found_out_by_everybody(
    server: Server, reporter: Reporter, world: World
) -> None:
    """The operator has an officer's genuine signature, and serves the record to all."""
    case = reporter.report(exclusions=[UNIT]).case
    accomplice, honest = (officer(server, f"{LANDAK}/{name}") for name in ("penerima-01", "penerima-02"))
    record = forced(accomplice, case, world.people[f"{LANDAK}/penelaah-01"]).record
    server.lie(lambda material: replace(material, records=(*material.records, record)))
    for client in (reporter.open, lambda: honest.open(case)):
        with pytest.raises(TrustError, match="excluded"):
            client()


def test_an_officer_who_begins_an_epoch_for_an_excluded_one_is_found_out_by_everybody(
    server: Server, reporter: Reporter, world: World
) -> None:
    case = reporter.report(exclusions=[UNIT]).case
    accomplice = officer(server, f"{LANDAK}/penerima-01")
    dossier = accomplice.open(case)
    friends = readings(accomplice.person, world.people[f"{LANDAK}/penerima-03"])
    directories = accomplice.names(LANDAK)
    sealed = compose_epoch(
        accomplice.key,
        accomplice.person.ref,
        dossier.chain,
        dossier.case_keys[1],
        friends,
        directories=directories,
        heads=dossier.heads(),
    )
    server.cases[case].keep(sealed)
    with pytest.raises(TrustError, match="excluded"):
        reporter.open()


def test_an_epoch_that_forgets_the_exclusions_is_found_out(server: Server, reporter: Reporter, world: World) -> None:
    case = reporter.report(exclusions=[UNIT]).case
    accomplice = officer(server, f"{LANDAK}/penerima-01")
    dossier = accomplice.open(case)
    freed = replace(dossier.chain, first=msgspec.structs.replace(dossier.chain.first, excluded=[]))
    sealed = compose_epoch(
        accomplice.key,
        accomplice.person.ref,
        freed,
        CasePrivateKey.generate(),
        readings(accomplice.person, world.people[f"{LANDAK}/penerima-03"]),
        directories=accomplice.names(LANDAK),
        heads=dossier.heads(),
    )
    server.cases[case].keep(sealed)
    with pytest.raises(TrustError, match="never changes"):
        reporter.open()


def test_a_grant_without_a_record_opens_nothing_for_the_accused(
    server: Server, reporter: Reporter, world: World
) -> None:
    """An accomplice seals the true case key to the accused, and the server keeps it; only the record is missing."""
    case = reporter.report(exclusions=[UNIT]).case
    accused = world.people[f"{LANDAK}/penerima-03"]
    grant = forced(officer(server, f"{LANDAK}/penerima-01"), case, accused).grants[0]
    server.cases[case].grants[1][grant.key] = grant.sealed
    with pytest.raises(ForgedGrantError):
        Officer(server, world.anchor, accused).open(case)


def swapped(world: World, signers: int) -> DocumentSet:
    """A table that sends reports about Landak's head to Landak, signed by so many of the installation's officials."""
    book = world.book()
    table, roots = book.agencies.document, book.installation[-1].document
    entry = table.entry(LANDAK)
    assert entry is not None
    routes = [Route(rank=route.rank, agency=LANDAK) for route in entry.routes]
    changed = change_agency(draft_next_agencies(table, roots, cast.ISSUED), LANDAK, routes=routes)
    envelope = sign_agencies(changed, world.root_keys[INSTALLATION][:signers])
    return replace(world.documents(), agencies=[*world.agencies, envelope])


def test_a_routing_table_that_the_server_swaps_is_refused(server: Server, reporter: Reporter, world: World) -> None:
    for documents, refusal in (
        (swapped(world, 1), SignatureError),
        (replace(swapped(world, 2), agencies=swapped(world, 2).agencies[1:]), TrustError),
    ):
        server.documents = documents
        with pytest.raises(refusal):
            reporter.report(rank=HEAD)
    table = world.book().agencies.document
    forged = sign_agencies(
        msgspec.structs.replace(table, version=2, previous=digest_of(table)), world.root_keys[LANDAK][:2]
    )
    server.documents = replace(world.documents(), agencies=[*world.agencies, forged])
    with pytest.raises(SignatureError):
        reporter.report(rank=HEAD)


def test_a_directory_in_which_the_head_renames_units_lets_nobody_in(
    server: Server, reporter: Reporter, world: World
) -> None:
    """Two officials sign another directory after the report came: the excluded unit has another name in it."""
    case = reporter.report(exclusions=[UNIT]).case
    first = world.book().newest(LANDAK).document
    moved = [msgspec.structs.replace(entry, unit="Tim Penerima") for entry in first.readers]
    world.publish(msgspec.structs.replace(first, version=2, previous=digest_of(first), readers=moved))
    accomplice = officer(server, f"{LANDAK}/penerima-01")
    record = forced(accomplice, case, world.people[f"{LANDAK}/penelaah-01"]).record
    with pytest.raises(TrustError, match="excluded"):
        verify_chain([*server.cases[case].records, record], accomplice.book())


def test_an_exclusion_that_leaves_nobody_is_told_before_anything_is_sealed(
    server: Server, reporter: Reporter, world: World
) -> None:
    everybody = [Exclusion(agency=LANDAK, unit="Tim Penerima"), Exclusion(agency=PROVINCE, unit="Tim Penerima")]
    with pytest.raises(NobodyLeftError):
        choose_recipients(world.book(), LANDAK, "staff", everybody, TODAY, RELEASED)
    with pytest.raises(NobodyLeftError):
        reporter.report(exclusions=everybody)
    assert server.cases == {}
