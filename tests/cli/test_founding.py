"""A founded installation verifies from its anchor, its officers sign in, and founding it again changes nothing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.office import CHEAP, CountingHasher
from wbs.cases.access import actor_of
from wbs.cases.model import AgencyCode
from wbs.cases.officers.sign_in import Proof, SignIn
from wbs.cases.officers.totp import step_of, totp_code
from wbs.cases.rules.documents import parse_rules
from wbs.cli.demo_rules import demonstration_rules
from wbs.cli.founding import Founded, first_day, found_installation, renew_directories
from wbs.cli.plan import LANDAK, PROVINCE, InstallationPlan, demonstration
from wbs.cli.secrets import Secrets, draw_secrets, parse_secrets, serialise_secrets
from wbs.clock import RELEASED
from wbs.config import INVESTIGATOR_CREDENTIAL, TICKET_CREDENTIAL, read_credential
from wbs.crypto.boxes import ServiceKeys
from wbs.crypto.directory import Role, Standing, receivers, standing
from wbs.crypto.encoding import from_b64url
from wbs.crypto.keys import OfficerSecret
from wbs.crypto.shape import serialise
from wbs.crypto.signin import WrapContext, derive, unwrap
from wbs.errors import ChannelClosedError, FormatError
from wbs.store.migrations import migrate
from wbs.store.store import Store, open_store
from wbs.web.documents import Documents
from wbs.web.regions.table import load_regions

TODAY = max(date(2026, 11, 23), RELEASED)


def small() -> InstallationPlan:
    """The demonstration with two officers an agency: their passphrases are stretched in earnest."""
    agencies = demonstration().agencies[:2]
    return InstallationPlan(tuple(replace(agency, officers=agency.officers[:2]) for agency in agencies))


class Place:
    """A data folder in which something is founded."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"sqlite:///{folder / 'wbs.sqlite'}"
        migrate(self.url)
        self.store: Store = open_store(self.url)
        self.plan = small()
        self.secrets: Secrets = draw_secrets(self.plan, TODAY.isoformat())

    def found(self) -> Founded:
        return found_installation(
            self.plan,
            self.secrets,
            keys=self.folder / "keys",
            credentials=self.folder / "credentials",
            store=self.store.officers,
            profile=CHEAP,
        )

    def snapshot(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted((self.folder / "keys").iterdir())}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    made = Place(tmp_path_factory.mktemp("founding"))
    made.found()
    yield made
    made.store.close()


def test_its_documents_verify_from_its_anchor(place: Place) -> None:
    book = Documents(place.folder / "keys").current().book
    assert set(book.by_agency) == {LANDAK, PROVINCE}
    assert (
        book.installation[0].document.fingerprint_text() == (place.folder / "keys" / "anchor.txt").read_text().strip()
    )


def test_it_takes_reports_from_its_first_day_on(place: Place) -> None:
    book = Documents(place.folder / "keys").current().book
    for agency in (LANDAK, PROVINCE):
        directory = book.newest(agency).document
        assert standing(directory, TODAY, RELEASED) is Standing.CURRENT
        assert len(receivers(directory, TODAY, RELEASED)) == 2


def test_nobody_judges_their_own_leaders(place: Place) -> None:
    agencies = Documents(place.folder / "keys").current().book.agencies.document
    assert agencies.governing(LANDAK, "staff") == LANDAK
    for rank in ("leadership", "inspectorate", "unknown"):
        assert agencies.governing(LANDAK, rank) == PROVINCE
    for rank in ("staff", "unknown"):
        assert agencies.governing(PROVINCE, rank) == PROVINCE
    for rank in ("leadership", "inspectorate"):
        with pytest.raises(ChannelClosedError):
            agencies.governing(PROVINCE, rank)


def test_the_demonstration_has_the_regions_of_the_source_documents_with_receivers_and_rules() -> None:
    agencies, regions = demonstration().agencies, load_regions()
    assert [agency.code for agency in agencies] == [LANDAK, PROVINCE, "61.71", "64", "63", "11.04"]
    for agency in agencies:
        region = regions.find(agency.code)
        assert region is not None
        assert agency.name == f"Inspektorat {region.full_name}"
        assert sum(Role.RECEIVER in officer.roles for officer in agency.officers) == 2
        assert parse_rules(serialise(demonstration_rules(agency)), agency.code).letterhead


@pytest.mark.promise("P06")
def test_in_the_demonstration_nobody_reads_about_the_own_leaders_and_aceh_goes_outside() -> None:
    for agency in demonstration().agencies:
        routes = dict(agency.routes)
        assert agency.code not in {routes.get("leadership"), routes.get("inspectorate")}
    assert dict(demonstration().agencies[-1].routes) == {"staff": "11.04"}


def test_every_threshold_is_two_of_three(place: Place) -> None:
    book = Documents(place.folder / "keys").current().book
    for roots in (book.installation[-1], *(trust.roots[-1] for trust in book.by_agency.values())):
        assert (roots.document.threshold, len(roots.document.keys)) == (2, 3)


def test_its_officers_sign_in_and_unlock_the_key_that_the_directory_lists(place: Place) -> None:
    book = Documents(place.folder / "keys").current().book
    keys = ServiceKeys.derive(read_credential(place.folder / "credentials", INVESTIGATOR_CREDENTIAL))
    sign_in = SignIn(place.store.officers, place.store.audit, CountingHasher(), keys)
    plan = place.plan.officers[0]
    account = place.secrets.accounts[plan.login]
    now = datetime(TODAY.year, TODAY.month, TODAY.day, 3, tzinfo=UTC)
    stretched = derive(account.passphrase, sign_in.salt(plan.login))
    proof = Proof(plan.login, stretched.auth, totp_code(account.totp, step_of(now)))
    signed_in = sign_in.sign_in(proof, book=book, now=now, today=TODAY)
    context = WrapContext(
        installation=book.installation[0].document.fingerprint_text(),
        agency=plan.agency,
        officer=plan.id,
        reader_key=signed_in.actor.reader_key,
    )
    wrapped = unwrap(stretched, signed_in.wrapped_key, context)
    secret = OfficerSecret(from_b64url(wrapped.secret))
    assert secret.reader_key.public == book.newest(plan.agency).reader_keys[plan.id]
    assert wrapped.directory == book.newest(plan.agency).digest
    assert wrapped.agency == book.by_agency[plan.agency].roots[0].document.fingerprint_text()


def test_founding_again_changes_nothing(place: Place) -> None:
    before = place.snapshot(), place.store.officers.officer_by_login(place.plan.officers[0].login)
    place.found()
    assert (place.snapshot(), place.store.officers.officer_by_login(place.plan.officers[0].login)) == before


def test_an_interrupted_founding_is_finished_by_the_next(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.found()
    files = place.snapshot()
    for name in list(files)[::2]:
        (tmp_path / "keys" / name).unlink()
    (tmp_path / "keys" / "roots-00-1.json.new").write_bytes(b"half")
    place.found()
    assert place.snapshot().items() >= files.items()
    place.store.close()


def test_its_folder_is_not_a_demonstrations(place: Place) -> None:
    assert sorted(path.name for path in place.folder.iterdir() if path.is_dir()) == ["credentials", "keys"]


@pytest.mark.promise("P18")
def test_neither_passphrase_nor_seed_nor_root_key_lies_anywhere(place: Place) -> None:
    stored = b"".join(path.read_bytes() for path in place.folder.rglob("*") if path.is_file())
    for account in place.secrets.accounts.values():
        assert account.passphrase.encode() not in stored
        assert account.seed not in stored
        assert account.totp not in stored
    for seeds in place.secrets.roots.values():
        assert not any(seed in stored for seed in seeds)


def test_its_files_are_the_owners_alone(place: Place) -> None:
    for folder in ("keys", "credentials"):
        for path in (place.folder / folder).iterdir():
            assert path.stat().st_mode & 0o077 == 0
    assert read_credential(place.folder / "credentials", TICKET_CREDENTIAL)


def test_secrets_survive_being_written_and_do_not_show_when_printed(place: Place) -> None:
    assert parse_secrets(serialise_secrets(place.secrets)) == place.secrets
    shown = repr(place.secrets)
    for account in place.secrets.accounts.values():
        assert account.passphrase not in shown + repr(account)
    with pytest.raises(FormatError):
        parse_secrets(serialise_secrets(place.secrets)[:-1])


def test_two_foundings_share_no_secret(place: Place) -> None:
    other = draw_secrets(place.plan, TODAY.isoformat())
    mine = {account.passphrase for account in place.secrets.accounts.values()}
    assert not mine & {account.passphrase for account in other.accounts.values()}
    assert not set(place.secrets.roots["00"]) & set(other.roots["00"])


def test_a_directory_is_renewed_when_it_is_due_and_only_then(tmp_path: Path) -> None:
    place = Place(tmp_path)
    founded = place.found()
    documents = Documents(tmp_path / "keys")
    newest = list(founded.directories.values())
    due = date.fromisoformat(newest[0].renew_by)
    renew_directories(newest, place.secrets, tmp_path / "keys", due - timedelta(days=1))
    assert documents.current().book.newest(LANDAK).document.version == 1
    renew_directories(newest, place.secrets, tmp_path / "keys", due)
    book = Documents(tmp_path / "keys").current().book
    for agency in (LANDAK, PROVINCE):
        assert book.newest(agency).document.version == 2
        assert book.newest(agency).document.expires == (due + timedelta(days=400)).isoformat()
    officer = place.store.officers.officer(AgencyCode(LANDAK), "penerima-01")
    assert actor_of(officer, book, due) is not None
    place.store.close()


def test_a_clock_that_lies_before_the_release_founds_nothing_that_has_expired() -> None:
    assert first_day(date(1999, 1, 1)) == RELEASED.isoformat()
    assert first_day(date(2031, 5, 5)) == "2031-05-05"
