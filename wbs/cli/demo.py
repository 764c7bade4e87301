"""`wbs demo`, the demonstration: founds an installation once, then serves both applications until it is told to stop.

All of its secrets lie readable in DATA/demo; `wbs serve` refuses a folder that has them.
"""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from wbs.cases.officers.totp import step_of, totp_code, totp_text
from wbs.cli.children import Children
from wbs.cli.demo_rules import add_demonstration_rules
from wbs.cli.demonstration.playing import ShownReceipt, Stage, play, receipts_for
from wbs.cli.demonstration.scenes import scenes
from wbs.cli.files import write_once
from wbs.cli.founding import Founded, first_day, found_installation, renew_directories
from wbs.cli.plan import InstallationPlan, demonstration
from wbs.cli.secrets import Secrets, draw_secrets, parse_secrets, serialise_secrets
from wbs.cli.server import require_free
from wbs.clock import Clock, SystemClock
from wbs.config import DEMO_FOLDER, InvestigatorConfig, PortalConfig
from wbs.crypto.directory import INSTALLATION, Role
from wbs.errors import ConfigError
from wbs.store.migrations import migrate
from wbs.store.store import account_keys, open_store
from wbs.web.documents import Documents

SECRETS_FILE = "secrets.json"
RECEIPTS_FILE = "receipts.json"
SHOWN_ROLES = (Role.RECEIVER, Role.ADMINISTRATOR, Role.AUDITOR)
"""One officer of each, of the first agency, is shown with everything it takes to sign in."""


@dataclass(frozen=True, slots=True)
class Demonstration:
    """Where the demonstration is reached, and who is in it."""

    portal: str
    investigator: str
    founded: Founded
    receipts: Sequence[ShownReceipt] = ()
    """What opens the mailboxes of the invented reports."""

    def as_json(self, clock: Clock) -> str:
        """Write everything in one line, for programs."""
        return json.dumps(
            {
                "portal": self.portal,
                "investigator": self.investigator,
                "fingerprint": self.founded.fingerprint,
                "officers": [self._officer(officer.login, clock) for officer in self.founded.plan.officers],
                "receipts": [{"title": one.title, "words": one.words} for one in self.receipts],
            },
            ensure_ascii=False,
        )

    def as_text(self, clock: Clock) -> str:
        """Write what a person needs to try it."""
        roots = self.founded.roots
        words = " ".join(roots[INSTALLATION].fingerprint_words())
        lines = [
            "WBS demonstration. Its people are invented, its keys are worth nothing: write nothing real here.",
            "",
            f"  reporters    {self.portal}",
            f"  officers     {self.investigator}",
            f"  fingerprint  {words}",
            f"               {self.founded.fingerprint}",
            *(
                f"  {code:<11}  {' '.join(roots[code].fingerprint_words())}"
                for code in self.founded.roots
                if code != INSTALLATION
            ),
            *(line for login in self._shown() for line in self._officer_lines(login, clock)),
            *self._receipt_lines(),
            "",
            f"All officers and receipts: {DEMO_FOLDER}/ in the data directory, or wbs demo --json. Stop with Ctrl-C.",
        ]
        return "\n".join(lines)

    def codes(self, clock: Clock) -> str:
        """Write the current codes of the officers that `as_text` shows."""
        return "\n".join(f"  {login:<20} {self._code(login, clock)}" for login in self._shown())

    def _shown(self) -> list[str]:
        """Give the login of the first officer of each shown role that the first agency has."""
        officers = self.founded.plan.agencies[0].officers
        found = [[officer.login for officer in officers if role in officer.roles] for role in SHOWN_ROLES]
        return [logins[0] for logins in found if logins]

    def _officer_lines(self, login: str, clock: Clock) -> list[str]:
        officer = self._officer(login, clock)
        return [
            "",
            f"  {officer['name']}, {officer['agency']}",
            f"    login        {login}",
            f"    passphrase   {officer['passphrase']}",
            f"    TOTP secret  {officer['totp_secret']}",
            f"    code now     {officer['totp_code']}   (press Enter here for a fresh one)",
        ]

    def _receipt_lines(self) -> list[str]:
        """Show one mailbox in which something was written; the other receipts lie in the file."""
        shown = self.receipts[1:2]
        lines = (("", f"  A report to look into: {one.title}", f"    receipt      {one.words}") for one in shown)
        return [line for group in lines for line in group]

    def _officer(self, login: str, clock: Clock) -> dict[str, str]:
        plan = next(officer for officer in self.founded.plan.officers if officer.login == login)
        account = self.founded.secrets.accounts[login]
        return {
            "agency": plan.agency,
            "login": login,
            "name": plan.label,
            "passphrase": account.passphrase,
            "totp_secret": totp_text(account.totp),
            "totp_code": self._code(login, clock),
        }

    def _code(self, login: str, clock: Clock) -> str:
        return totp_code(self.founded.secrets.accounts[login].totp, step_of(clock.now()))


@click.command("demo")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line instead of text.")
def demo_command(*, as_json: bool) -> None:
    """Serve a demonstration with invented agencies and officers."""
    run_demonstration(os.environ, as_json=as_json)


def run_demonstration(environment: Mapping[str, str], *, as_json: bool) -> None:
    """Prepare the demonstration, print it, and serve it until SIGTERM, SIGINT, or the end of a server.

    Raises:
        ConfigError: a port is taken, or the data directory or the database belongs to an installation that is not a
            demonstration.
    """
    portal = PortalConfig.from_environment(environment)
    investigator = InvestigatorConfig.from_environment(environment)
    require_free(portal.bind)
    require_free(investigator.bind)
    clock = SystemClock()
    founded = prepare(portal, demonstration(), clock)
    receipts = fill(portal, founded, clock)
    made = Demonstration(f"http://{portal.bind}", f"http://{investigator.bind}", founded, receipts)
    click.echo(made.as_json(clock) if as_json else made.as_text(clock))
    sys.stdout.flush()
    children = Children(environment)
    for name in ("portal", "investigator"):
        children.start(name)
    if not as_json and sys.stdin.isatty():
        children.on_enter(lambda: click.echo(made.codes(clock)))
    children.wait()


def prepare(config: PortalConfig, plan: InstallationPlan, clock: Clock) -> Founded:
    """Found the demonstration, or find it again and renew what is due.

    Raises:
        ConfigError: the data directory, or the database, belongs to an installation that is not a demonstration.
    """
    secrets = load_or_draw(config.data, plan, clock)
    _require_own(config.database_url, secrets)
    migrate(config.database_url)
    store = open_store(config.database_url)
    try:
        founded = found_installation(
            plan, secrets, keys=config.keys, credentials=config.credentials, store=store.officers
        )
        add_demonstration_rules(store.rules, plan, clock.now(), clock.today())
    finally:
        store.close()
    book = Documents(config.keys).current().book
    newest = [trust.newest.document for trust in book.by_agency.values()]
    renew_directories(newest, secrets, config.keys, clock.today())
    return founded


def fill(config: PortalConfig, founded: Founded, clock: Clock) -> Sequence[ShownReceipt]:
    """Let the invented reports be there, so that pages show something; give their receipts."""
    played = scenes()
    receipts = receipts_for(config.data / DEMO_FOLDER / RECEIPTS_FILE, played)
    book = Documents(config.keys).current().book
    store = open_store(config.database_url)
    try:
        play(Stage(founded, store, book, clock.now(), clock.today()), played, receipts)
    finally:
        store.close()
    return receipts


def load_or_draw(data: Path, plan: InstallationPlan, clock: Clock) -> Secrets:
    """Read the demonstration's secrets; draw and keep them if the data directory is empty of any installation.

    Raises:
        ConfigError: there are signed documents, but not a demonstration's.
    """
    folder = data / DEMO_FOLDER
    path = folder / SECRETS_FILE
    if not path.exists():
        if (data / "keys").exists():
            raise ConfigError(f"{data} holds an installation that is not a demonstration: use another WBS_DATA")
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        write_once(path, serialise_secrets(draw_secrets(plan, first_day(clock.today()))))
    secrets = parse_secrets(path.read_bytes())
    if secrets.accounts.keys() != {officer.login for officer in plan.officers}:
        raise ConfigError(f"{data} holds the demonstration of another version: use another WBS_DATA")
    return secrets


def _require_own(url: str, secrets: Secrets) -> None:
    """Keep invented officers and reports out of a database in which real ones are, before anything is changed there.

    Raises:
        ConfigError: it has accounts, and none of this demonstration.
    """
    found = account_keys(url)
    if found and found.isdisjoint(account.secret.reader_key.public.digest for account in secrets.accounts.values()):
        raise ConfigError("the database holds another installation: WBS_DATABASE_URL must name one of its own")
