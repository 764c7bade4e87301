"""`wbs init`: founds a real installation on a server from documents that officials signed elsewhere.

Makes no secret but the services' own credentials: who reads stands in the documents, and the first administrators come
by invitation. May be repeated; what exists stays, and nothing of another installation is taken.
"""

import os
from collections.abc import Mapping
from pathlib import Path

import click

from wbs.cli.ceremony.shelf import read_shelf
from wbs.cli.ceremony.signing import verified_names, verify_folder
from wbs.cli.ceremony.steps import FOLDER, summary, yes_option
from wbs.cli.files import read_small, write_whole
from wbs.cli.invite import invite, tell_invitation
from wbs.cli.speech import Speech, spoken
from wbs.config import DEMO_FOLDER, INVESTIGATOR_CREDENTIAL, TICKET_CREDENTIAL, PortalConfig, create_credential
from wbs.crypto.directory import INSTALLATION, Role
from wbs.crypto.enrolment import Appointment
from wbs.errors import CeremonyError, ConfigError
from wbs.store.migrations import migrate
from wbs.web.documents import ANCHOR_FILE

RANK = "inspectorate"
"""Rank class of whoever works at an inspectorate."""


@click.command("init")
@click.option("--documents", type=FOLDER, required=True, help="Folder with the signed documents, on the medium.")
@click.option("--root", help="Fingerprint of the installation's roots (43 characters), instead of comparing words.")
@yes_option
@spoken
def init_command(*, speech: Speech, documents: Path, root: str | None, yes: bool) -> None:
    """Found an installation from the officials' signed documents."""
    config = PortalConfig.from_environment(os.environ)
    refuse_demonstration(config.data)
    anchor = root or _compared(documents, speech, yes=yes)
    book, files = verify_folder(documents, (), anchor)
    require_same(config.keys, anchor)
    known = verified_names(book, files)
    for name in sorted(files.keys() - known):
        speech.warn(
            f"{name} milik instansi yang tidak tercantum; tidak disalin",
            f"{name} is of an agency that is not listed; it was not copied",
        )
    found(config, {name: data for name, data in files.items() if name in known}, anchor)
    speech.lines(summary(book, speech))
    speech.say(f"\nInstalasi berdiri di {config.data}.", f"\nThe installation stands in {config.data}.")
    for agency in book.by_agency:
        if not book.is_open(agency):
            _begin(agency, speech, yes=yes)


def refuse_demonstration(data: Path) -> None:
    """Check that a data folder is no demonstration's.

    Raises:
        ConfigError: it is.
    """
    if (data / DEMO_FOLDER).exists():
        raise ConfigError(f"{data} holds a demonstration: use another WBS_DATA")


def require_same(keys: Path, anchor: str) -> None:
    """Check that a folder of documents is new, or belongs to the same installation.

    Raises:
        ConfigError: it belongs to another.
    """
    path = keys / ANCHOR_FILE
    if path.exists() and read_small(path).decode("ascii", "replace").strip() != anchor:
        raise ConfigError(f"{keys} holds another installation")


def found(config: PortalConfig, files: Mapping[str, bytes], anchor: str) -> None:
    """Copy the documents, make the credentials and the database; the anchor comes last, when all else is there.

    Raises:
        CeremonyError: a document exists with other content.
    """
    for folder in (config.data, config.keys):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    create_credential(config.credentials, TICKET_CREDENTIAL)
    create_credential(config.credentials, INVESTIGATOR_CREDENTIAL)
    migrate(config.database_url)
    for name, data in (*files.items(), (ANCHOR_FILE, anchor.encode() + b"\n")):
        _copy(config.keys / name, data)


def _copy(path: Path, data: bytes) -> None:
    if not path.exists():
        write_whole(path, data)
    elif read_small(path).removesuffix(b"\n") != data.removesuffix(b"\n"):
        raise CeremonyError(f"{path.name} exists already; nothing is overwritten")


def _compared(documents: Path, speech: Speech, *, yes: bool) -> str:
    """Ask the operator to compare the installation's eight words with the officials' record.

    Raises:
        CeremonyError: nobody is asked (`--yes`), and no fingerprint was given either.
    """
    if yes:
        raise CeremonyError("with --yes, say which roots are meant by --root")
    roots = read_shelf(documents).roots(INSTALLATION)[0].document
    words = " ".join(roots.fingerprint_words())
    speech.require(
        f"Sidik jari instalasi: {words}\nSamakah dengan berita acara di kertas?",
        f"Fingerprint of the installation: {words}\nIs it the one on the paper record?",
        yes=False,
    )
    return roots.fingerprint_text()


def _begin(agency: str, speech: Speech, *, yes: bool) -> None:
    """Say that an agency has no directory yet, and invite its first administrator."""
    speech.say(
        f"\n{agency}: belum ada daftar penerima. Pelaporan tertutup sampai pejabat menandatangani yang pertama.",
        f"\n{agency}: no directory yet. The channel is closed until the officials sign the first one.",
    )
    if yes:
        return
    officer = _ask(speech("Id administrator pertama, misalnya admin-01 (Enter saja: nanti)",
                          "Id of the first administrator, such as admin-01 (just Enter: later)"))  # fmt: skip
    if not officer:
        return
    login = _ask(speech("Nama masuk", "Name to sign in with"))
    label = _ask(speech("Nama tampilan", "Name to show"))
    post = Appointment(
        agency=agency,
        officer=officer,
        label=label,
        unit=_ask(speech("Unit", "Unit")),
        rank=RANK,
        roles=[Role.ADMINISTRATOR],
    )
    tell_invitation(speech, post, login, invite(os.environ, post, login))


def _ask(question: str) -> str:
    answer: str = click.prompt(question, default="", show_default=False)
    return answer.strip()
