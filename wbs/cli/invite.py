"""`wbs invite`: the operator's invitation, for agencies that have no administrator yet.

It gives the operator nothing: the invited officer's keys are made in the officer's browser, and read nothing before the
officials have signed a directory that lists them.
"""

import os
from collections.abc import Mapping

import click

from wbs.cases.officers.invitations import LIFETIME, Invitations
from wbs.cli.speech import Speech, quoted, spoken
from wbs.clock import Clock, SystemClock
from wbs.config import InvestigatorConfig
from wbs.crypto.directory import Role
from wbs.crypto.enrolment import Appointment
from wbs.errors import ConfigError
from wbs.store.store import open_store
from wbs.web.documents import Documents

_HOURS = int(LIFETIME.total_seconds()) // 3600


@click.command("invite")
@click.option("--agency", required=True, help="The agency's code, such as 61.08.")
@click.option("--id", "officer", required=True, help="Id in the directory: lower-case letters, digits, hyphens.")
@click.option("--login", help="Name to sign in with; the id and the agency's code if left out.")
@click.option("--label", required=True, help="Name that colleagues and officials see.")
@click.option("--unit", required=True)
@click.option("--rank", default="inspectorate", show_default=True, help="Rank class of the officer.")
@click.option(
    "--role",
    "roles",
    type=click.Choice(sorted(role.value for role in Role)),
    multiple=True,
    required=True,
    help="May be given repeatedly.",
)
@spoken
def invite_command(
    speech: Speech, agency: str, officer: str, login: str | None, roles: tuple[str, ...], **who: str
) -> None:
    """Make a one-time code with which an officer enrols in the browser. Good for 24 hours."""
    appointment = Appointment(agency=agency, officer=officer, roles=sorted(map(Role, set(roles))), **who)
    wanted = login or f"{officer}.{agency}"
    code = invite(os.environ, appointment, wanted)
    tell_invitation(speech, appointment, wanted, code)


def invite(environment: Mapping[str, str], appointment: Appointment, login: str, clock: Clock | None = None) -> str:
    """Store an invitation in the installation that the environment names; give its code, which nothing keeps.

    Raises:
        ConfigError: no usable installation, or one that does not list the agency.
        FormatError: an appointment that no directory can list, or not a login.
        ConflictError: an account has the id or the login.
    """
    config = InvestigatorConfig.from_environment(environment)
    if appointment.agency not in Documents(config.keys).current().book.by_agency:
        raise ConfigError("the published agencies document does not list this agency")
    store = open_store(config.database_url)
    try:
        now = (clock or SystemClock()).now()
        return Invitations(store.enrolments).invite_as_operator(appointment, login, now=now)
    finally:
        store.close()


def tell_invitation(speech: Speech, appointment: Appointment, login: str, code: str) -> None:
    """Say who was invited, and the code. It stands on the terminal and nowhere else."""
    name, roles = quoted(appointment.label), ", ".join(appointment.roles)
    speech.say(
        f"Undangan untuk {name}, {quoted(appointment.unit)}, peran: {roles}.",
        f"Invitation for {name}, {quoted(appointment.unit)}, roles: {roles}.",
    )
    speech.say(f"Nama masuk: {login}", f"Login: {login}")
    speech.say(f"Kode undangan: {code}", f"Invitation code: {code}")
    speech.say(
        f"Berlaku {_HOURS} jam, sekali pakai. Serahkan langsung kepada orangnya; siapa yang memegang kode ini dapat"
        " mendaftar sebagai dirinya, dan hanya delapan kata permintaan yang dicocokkan para pejabat yang mencegahnya.",
        f"Good for {_HOURS} hours, once. Hand it to the person: whoever holds it can enrol in their name, and only the"
        " eight words of the request, which the officials compare, would show it.",
    )
