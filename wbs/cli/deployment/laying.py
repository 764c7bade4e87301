"""Lays planned files down: says what becomes of each, refuses what a person changed, writes the rest."""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from wbs.cli.deployment import disk
from wbs.cli.deployment.writing import Planned, Verdict, judged
from wbs.cli.speech import Speech
from wbs.errors import ConfigError

Verdicts = Mapping[Planned, Verdict]
_REFUSED = 1
_DONE = {
    Verdict.NEW: ("baru", "new"),
    Verdict.SAME: ("tetap", "unchanged"),
    Verdict.RENEWED: ("diperbarui", "renewed"),
    Verdict.CHANGED: ("DIUBAH ORANG", "CHANGED BY A PERSON"),
}


def judge(plans: Iterable[Planned]) -> Verdicts:
    """Compare every planned file with what stands there."""
    return {plan: judged(plan, disk.standing(Path(plan.path))) for plan in plans}


def say_verdicts(speech: Speech, verdicts: Verdicts, new: Iterable[str] = ()) -> None:
    """Say what becomes of each file; `new` are further ones that will be made."""
    speech.lines(f"{speech(*_DONE[verdict])}: {plan.path}" for plan, verdict in verdicts.items())
    speech.lines(f"{speech(*_DONE[Verdict.NEW])}: {path}" for path in new)


def may_write(speech: Speech, verdicts: Verdicts, *, dry_run: bool, replace: bool) -> bool:
    """Say whether to write; end the command where a person changed a file and nobody said `--replace`.

    Raises:
        ConfigError: what a person changed cannot be kept, because something was kept before.
    """
    if Verdict.CHANGED in verdicts.values() and not replace:
        _say_changed(speech)
        sys.exit(_REFUSED)
    if dry_run:
        speech.say("Tidak ada yang ditulis.", "Nothing was written.")
        return False
    _require_room(verdicts)
    return True


def write_all(verdicts: Verdicts) -> None:
    """Write what does not stand as it should; what a person changed is kept beside it.

    Raises:
        ConfigError: a folder is missing or cannot be written.
    """
    for plan, verdict in verdicts.items():
        path = Path(plan.path)
        if verdict is Verdict.CHANGED:
            path.rename(_kept(plan))
        if verdict is not Verdict.SAME:
            disk.write(path, plan.text, disk.PUBLIC)


def _require_room(verdicts: Verdicts) -> None:
    for plan, verdict in verdicts.items():
        kept = _kept(plan)
        if verdict is Verdict.CHANGED and disk.standing(kept) is not None:
            raise ConfigError(f"{kept} stands already: look at it and take it away first")


def _kept(plan: Planned) -> Path:
    path = Path(plan.path)
    return path.with_name(f"{path.name}.before")


def _say_changed(speech: Speech) -> None:
    speech.say(
        "Tidak ada yang ditulis: berkas itu diubah orang atau bukan dari perintah ini. Pindahkan perubahannya ke tempat"
        " lain, atau beri --replace; berkas lama lalu disimpan di sebelahnya sebagai .before.",
        "Nothing was written: a person changed that file, or it is not of this command. Move the change elsewhere, or"
        " say --replace; the old file is then kept beside it as .before.",
    )
