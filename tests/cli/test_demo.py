"""The demonstration before it serves: founded once, found again, renewed when due, told in two forms."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.servers import environment
from tests.office import StillClock
from wbs.cases.officers.totp import step_of, totp_code
from wbs.cli.demo import Demonstration, load_or_draw, prepare
from wbs.cli.founding import Founded
from wbs.cli.plan import LANDAK, InstallationPlan, OfficerPlan, demonstration
from wbs.cli.server import APPLICATIONS, rehearse
from wbs.clock import RELEASED
from wbs.config import InvestigatorConfig, PortalConfig
from wbs.crypto.directory import Role
from wbs.errors import ConfigError
from wbs.store.migrations import migrate
from wbs.store.store import account_keys
from wbs.web.documents import Documents

TODAY = max(date(2026, 11, 23), RELEASED)
NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 5, tzinfo=UTC)


def small() -> InstallationPlan:
    agencies = demonstration().agencies[:2]
    return InstallationPlan(tuple(replace(agency, officers=_few(agency.officers)) for agency in agencies))


def _few(officers: tuple[OfficerPlan, ...]) -> tuple[OfficerPlan, ...]:
    """Leave out most: passphrases are stretched in earnest."""
    return (officers[0], *officers[4:6])


class Prepared:
    """A demonstration that is ready to be served."""

    def __init__(self, data: Path) -> None:
        self.env = environment(data)
        self.config = PortalConfig.from_environment(self.env)
        self.clock = StillClock(NOON)
        self.founded: Founded = prepare(self.config, small(), self.clock)
        self.made = Demonstration("http://127.0.0.1:8000", "http://localhost:8001", self.founded)

    def version(self) -> int:
        return Documents(self.config.keys).current().book.newest(LANDAK).document.version


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return Prepared(tmp_path_factory.mktemp("prepared"))


def test_the_codes_it_prints_are_the_current_ones(prepared: Prepared) -> None:
    printed = json.loads(prepared.made.as_json(prepared.clock))
    officer = printed["officers"][0]
    account = prepared.founded.secrets.accounts[officer["login"]]
    assert officer["totp_code"] == totp_code(account.totp, step_of(NOON))
    later = StillClock(NOON + timedelta(minutes=5))
    assert totp_code(account.totp, step_of(later.now())) in prepared.made.codes(later)
    assert prepared.made.codes(later) != prepared.made.codes(prepared.clock)


def test_the_text_is_complete_without_the_other_agencies_secrets(prepared: Prepared) -> None:
    text = prepared.made.as_text(prepared.clock)
    accounts = prepared.founded.secrets.accounts
    roles = {Role.RECEIVER, Role.ADMINISTRATOR, Role.AUDITOR}
    shown = {
        role: officer.login
        for officer in prepared.founded.plan.agencies[0].officers
        for role in roles.intersection(officer.roles)
    }
    assert shown.keys() == roles
    for login in shown.values():
        assert accounts[login].passphrase in text
    for officer in prepared.founded.plan.agencies[1].officers:
        assert accounts[officer.login].passphrase not in text
    assert prepared.founded.fingerprint in text


def test_nothing_secret_shows_when_a_founding_is_printed(prepared: Prepared) -> None:
    shown = repr(prepared.founded) + repr(prepared.made)
    assert not [account for account in prepared.founded.secrets.accounts.values() if account.passphrase in shown]


def test_both_applications_can_be_made_of_it(prepared: Prepared) -> None:
    configs = {
        "portal": PortalConfig.from_environment(prepared.env),
        "investigator": InvestigatorConfig.from_environment(prepared.env),
    }
    for name, config in configs.items():
        rehearse(config, APPLICATIONS[name].factory)


def test_preparing_it_again_draws_nothing_new_and_renews_only_what_is_due(tmp_path: Path) -> None:
    first = Prepared(tmp_path)
    again = prepare(first.config, small(), first.clock)
    assert again.secrets == first.founded.secrets
    assert first.version() == 1
    later = StillClock(NOON + timedelta(days=300))
    prepare(first.config, small(), later)
    prepare(first.config, small(), later)
    assert first.version() == 2


def test_secrets_are_drawn_before_anything_else_is_written(tmp_path: Path) -> None:
    load_or_draw(tmp_path, small(), StillClock(NOON))
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]


def test_a_folder_with_documents_but_no_secrets_is_refused(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    with pytest.raises(ConfigError):
        load_or_draw(tmp_path, small(), StillClock(NOON))


def test_a_database_in_which_other_officers_are_is_refused_and_stays(tmp_path: Path, prepared: Prepared) -> None:
    database = prepared.config.database_url
    env = {**environment(tmp_path / "another"), "WBS_DATABASE_URL": database}
    before = account_keys(database)
    with pytest.raises(ConfigError, match="another installation"):
        prepare(PortalConfig.from_environment(env), small(), StillClock(NOON))
    assert account_keys(database) == before
    assert not (tmp_path / "another" / "keys").exists()


def test_a_database_that_is_not_there_or_empty_has_no_accounts(tmp_path: Path) -> None:
    path = tmp_path / "wbs.sqlite"
    assert not account_keys(f"sqlite:///{path}")
    assert not path.exists()
    migrate(f"sqlite:///{path}")
    assert not account_keys(f"sqlite:///{path}")


def test_the_secrets_of_another_versions_demonstration_are_refused_and_stay(tmp_path: Path) -> None:
    load_or_draw(tmp_path, small(), StillClock(NOON))
    kept = (tmp_path / "demo" / "secrets.json").read_bytes()
    with pytest.raises(ConfigError, match="another version"):
        load_or_draw(tmp_path, demonstration(), StillClock(NOON))
    assert (tmp_path / "demo" / "secrets.json").read_bytes() == kept
