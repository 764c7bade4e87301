"""`wbs directory`: who reads an agency's reports, by which keys, until when."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import msgspec

from wbs.cli.ceremony.shelf import read_document, read_shelf
from wbs.cli.ceremony.signing import requests_beside, requests_for
from wbs.cli.ceremony.steps import (
    FILE,
    FOLDER,
    add_steps,
    documents_option,
    folder_or_draft_option,
    write_draft,
    yes_option,
)
from wbs.cli.ceremony.subjects import Loaded, ground_of, load, loaded
from wbs.cli.ceremony.telling import role_names, tell_directory
from wbs.cli.options import Command, day_option, folder_option, issue_day
from wbs.cli.speech import Speech, quoted, spoken
from wbs.crypto.directory import Channel, Directory, Recovery, Role
from wbs.crypto.drafts import (
    MINIMUM_READERS,
    add_reader,
    change_directory,
    change_reader,
    draft_first_directory,
    draft_next_directory,
    holder,
    remove_reader,
    replace_reader,
)
from wbs.crypto.enrolment import VerifiedEnrolment, peek_enrolment, verify_enrolment
from wbs.crypto.recovery import verify_card
from wbs.crypto.shape import check, serialise
from wbs.errors import CeremonyError, TrustError


@click.group("directory")
def directory_group() -> None:
    """Who reads an agency's reports."""


def channel_option(function: Command) -> Command:
    """Give a command `--channel`, which may be repeated."""
    return click.option(
        "--channel", "channels", multiple=True, help="Another way to report, as NAME=ADDRESS; repeat it."
    )(function)


@directory_group.command("draft")
@click.argument("requests", type=FILE, nargs=-1)
@click.option("--agency", required=True, help="Agency code, such as 61.08.")
@click.option("--documents", type=FOLDER, default=Path(), help="Folder with the documents so far.")
@click.option("--minimum-readers", type=click.IntRange(1, 64), default=MINIMUM_READERS, show_default=True)
@channel_option
@day_option
@folder_option
@yes_option
@spoken
def draft_command(  # noqa: PLR0913 - one argument per option
    *,
    speech: Speech,
    requests: tuple[Path, ...],
    agency: str,
    documents: Path,
    minimum_readers: int,
    channels: tuple[str, ...],
    day: str | None,
    folder: Path,
    yes: bool,
) -> None:
    """Draft the first version from enrolment requests, or the next version of the one before."""
    shelf = read_shelf(documents)
    roots = shelf.roots(agency)[-1].document
    chain = shelf.directories(agency)
    if chain:
        if requests or channels:
            raise CeremonyError("the next version begins like the one before; change it by add, replace and set")
        previous = chain[-1].document
        _write(draft_next_directory(previous, roots, issue_day(day, previous.issued)), folder, documents, (), speech)
        return
    if not requests:
        raise CeremonyError("the first version needs at least one enrolment request")
    verified = [_compared(path, None, speech, yes=yes) for path in requests]
    first = [one.document for one in verified]
    draft = draft_first_directory(roots, first, issue_day(day), _channels(channels), minimum_readers)
    _write(draft, folder, documents, verified, speech)


@directory_group.command("renew")
@click.option("--agency", required=True, help="Agency code, such as 61.08.")
@click.option("--documents", type=FOLDER, default=Path(), help="Folder with the documents so far.")
@day_option
@folder_option
@spoken
def renew_command(*, speech: Speech, agency: str, documents: Path, day: str | None, folder: Path) -> None:
    """Draft the next version with nothing changed but its dates."""
    shelf = read_shelf(documents)
    chain = shelf.directories(agency)
    if not chain:
        raise CeremonyError("there is no directory to renew; draft the first one")
    previous, roots = chain[-1].document, shelf.roots(agency)[-1].document
    _write(draft_next_directory(previous, roots, issue_day(day, previous.issued)), folder, documents, (), speech)


@directory_group.command("add")
@click.argument("draft", type=FILE)
@click.argument("request", type=FILE)
@click.option("--since", help="First day of service, as YYYY-MM-DD; else the day of issue.")
@click.option("--until", help="Last day of service, as YYYY-MM-DD.")
@documents_option
@folder_or_draft_option
@yes_option
@spoken
def add_command(
    *,
    speech: Speech,
    draft: Path,
    request: Path,
    since: str | None,
    until: str | None,
    documents: Path | None,
    folder: Path | None,
    yes: bool,
) -> None:
    """List an officer, or the custodian, by an enrolment request."""
    directory = _load(draft).document
    verified = _compared(request, directory, speech, yes=yes)
    last = msgspec.UNSET if until is None else until
    changed = add_reader(directory, verified.document, since or directory.issued, last)
    _write(changed, folder or draft.parent, documents or draft.parent, [verified], speech)


@directory_group.command("replace")
@click.argument("draft", type=FILE)
@click.argument("request", type=FILE)
@documents_option
@folder_or_draft_option
@yes_option
@spoken
def replace_command(
    *, speech: Speech, draft: Path, request: Path, documents: Path | None, folder: Path | None, yes: bool
) -> None:
    """Put an officer's new keys in the place of the old ones, by an enrolment request."""
    directory = _load(draft).document
    verified = _compared(request, directory, speech, yes=yes)
    if verified.document.replaces is msgspec.UNSET:
        speech.warn(
            "permintaan ini tidak ditandatangani dengan kunci lama. Pastikan petugasnya sendiri yang meminta.",
            "this request is not signed with the old key. Make sure that the officer in person asks for it.",
        )
    changed = replace_reader(directory, verified.document)
    _write(changed, folder or draft.parent, documents or draft.parent, [verified], speech)


@directory_group.command("remove")
@click.argument("draft", type=FILE)
@click.argument("officer")
@documents_option
@folder_or_draft_option
@spoken
def remove_command(*, speech: Speech, draft: Path, officer: str, documents: Path | None, folder: Path | None) -> None:
    """Take an officer, or the custodian, off the list."""
    changed = remove_reader(_load(draft).document, officer)
    _write(changed, folder or draft.parent, documents or draft.parent, (), speech)


@directory_group.command("change")
@click.argument("draft", type=FILE)
@click.argument("officer")
@click.option("--label", help="Another name to show.")
@click.option("--unit", help="Another unit.")
@click.option("--rank", help="Another rank class.")
@click.option(
    "--role", "roles", type=click.Choice([role.value for role in Role]), multiple=True, help="All roles; repeat it."
)
@click.option("--since", help="First day of service, as YYYY-MM-DD.")
@click.option("--until", help="Last day of service, as YYYY-MM-DD.")
@click.option("--no-until", is_flag=True, help="Service without an end.")
@documents_option
@folder_or_draft_option
@spoken
def change_command(
    *,
    speech: Speech,
    draft: Path,
    officer: str,
    roles: tuple[str, ...],
    no_until: bool,
    documents: Path | None,
    folder: Path | None,
    **texts: str | None,
) -> None:
    """Change an officer's post; keys are changed by replace."""
    members: dict[str, Any] = {name: value for name, value in texts.items() if value is not None}
    if roles:
        members["roles"] = [Role(role) for role in roles]
    if no_until:
        members["until"] = msgspec.UNSET
    changed = change_reader(_load(draft).document, officer, **members)
    _write(changed, folder or draft.parent, documents or draft.parent, (), speech)


@directory_group.command("set")
@click.argument("draft", type=FILE)
@click.option("--minimum-readers", type=click.IntRange(1, 64), help="Fewest receivers of an open channel.")
@click.option("--grace-days", type=click.IntRange(0, 365), help="Days after expiry in which reports are taken.")
@click.option("--renew-by", help="Day by which a new version is due, as YYYY-MM-DD.")
@click.option("--expires", help="Last day of validity, as YYYY-MM-DD.")
@channel_option
@click.option("--no-channels", is_flag=True, help="No other ways to report.")
@click.option("--recovery", "recovery", type=FILE, help="Public card of the recovery key.")
@click.option("--no-recovery", is_flag=True, help="No recovery key.")
@documents_option
@folder_or_draft_option
@spoken
def set_command(  # noqa: PLR0913 - one argument per option
    *,
    speech: Speech,
    draft: Path,
    minimum_readers: int | None,
    channels: tuple[str, ...],
    no_channels: bool,
    recovery: Path | None,
    no_recovery: bool,
    documents: Path | None,
    folder: Path | None,
    **plain: Any,
) -> None:
    """Change what concerns the whole directory. Channels that are given replace all others."""
    directory = _load(draft).document
    members = {name: value for name, value in plain.items() if value is not None}
    if minimum_readers is not None:
        members["policy"] = msgspec.structs.replace(directory.policy, minimum_readers=minimum_readers)
    if channels or no_channels:
        members["channels"] = _channels(channels)
    if recovery is not None or no_recovery:
        members["recovery"] = msgspec.UNSET if recovery is None else _recovery(recovery, directory)
    changed = change_directory(directory, **members)
    _write(changed, folder or draft.parent, documents or draft.parent, (), speech)


add_steps(directory_group, "directory")


def _load(draft: Path) -> Loaded:
    return load(draft, "directory")


def _compared(path: Path, draft: Directory | None, speech: Speech, *, yes: bool) -> VerifiedEnrolment:
    """Verify a request, say it in words, and ask whether its eight words are those on the officer's own screen."""
    data = read_document(path)
    listed = None if draft is None else holder(draft, peek_enrolment(data).officer)
    verified = verify_enrolment(data, listed)
    speech.lines(_tell_request(verified, speech))
    speech.require(
        "Samakah delapan kata ini dengan yang dibacakan petugasnya sendiri?",
        "Are these the eight words that the officer in person reads out?",
        yes=yes,
    )
    return verified


def _tell_request(verified: VerifiedEnrolment, speech: Speech) -> list[str]:
    request = verified.document
    renews = speech("memperbarui kunci yang terdaftar", "renews the listed key")
    first = speech("kunci pertama, atau kunci lama hilang", "first key, or the old one was lost")
    return [
        speech(f"PERMINTAAN {request.agency} {request.officer}", f"REQUEST {request.agency} {request.officer}"),
        f"  {quoted(request.label)}, {quoted(request.unit)}, {request.rank}",
        f"  {role_names(request.roles, speech)}",
        f"  {request.day}; {first if request.replaces is msgspec.UNSET else renews}",
        speech(f"  delapan kata: {' '.join(verified.words)}", f"  eight words: {' '.join(verified.words)}"),
    ]


def _write(
    directory: Directory, folder: Path, documents: Path, requests: Sequence[VerifiedEnrolment], speech: Speech
) -> None:
    """Say a changed draft in words and write it as the next one."""
    one = loaded(serialise(check(directory)), "directory")
    ground = ground_of(directory, read_shelf(documents))
    beside = requests_for(one, ground, requests_beside(folder / "draft"))
    speech.lines(tell_directory(directory, ground.previous, [*beside, *requests], speech))
    write_draft(directory, folder, speech)


def _recovery(card: Path, directory: Directory) -> Recovery:
    verified = verify_card(read_document(card))
    if verified.agency != directory.agency:
        raise TrustError("a recovery key of another agency")
    return verified.entry()


def _channels(texts: Sequence[str]) -> list[Channel]:
    parts = [text.partition("=") for text in texts]
    if any(not name.strip() or not address.strip() for name, _, address in parts):
        raise TrustError("a channel is given as NAME=ADDRESS")
    return [Channel(name=name.strip(), address=address.strip()) for name, _, address in parts]
