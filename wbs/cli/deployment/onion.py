"""`wbs deploy onion`: writes tor's and the proxy's configuration for both portals, and says what a person must do."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from wbs.cli.deployment import clients, disk
from wbs.cli.deployment.options import places_options
from wbs.cli.deployment.settings import CLIENTS, OFFICERS, PROXY, REPORTERS, Onions, Places, onions_of
from wbs.cli.deployment.writing import TEMPLATES, Planned, Verdict, include_line, judged, misses_include, planned
from wbs.cli.speech import Speech, spoken
from wbs.errors import ConfigError

REPORTERS_PORT, OFFICERS_PORT = 8080, 8081
_DONE = {
    Verdict.NEW: ("baru", "new"),
    Verdict.SAME: ("tetap", "unchanged"),
    Verdict.RENEWED: ("diperbarui", "renewed"),
    Verdict.CHANGED: ("DIUBAH ORANG", "CHANGED BY A PERSON"),
}
_REFUSED = 1
_PORT = click.IntRange(1, 65_535)


@click.command("onion")
@places_options
@click.option("--reporters-port", type=_PORT, default=REPORTERS_PORT, show_default=True)
@click.option("--officers-port", type=_PORT, default=OFFICERS_PORT, show_default=True)
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@click.option("--replace", is_flag=True, help="Overwrite what a person changed; the old file is kept beside it.")
@spoken
def onion_command(
    *, speech: Speech, places: Places, reporters_port: int, officers_port: int, dry_run: bool, replace: bool
) -> None:
    """Set both onion services up. May be run again: what stands as it should is left alone.

    Run it in the environment in which `wbs serve portal` and `wbs serve investigator` run behind the onion services.
    """
    onions = onions_of(os.environ, places, reporters_port, officers_port)
    owner = disk.owner_named(places.tor_user)
    plans = _judged(onions)
    is_open = not clients.is_closed(disk.clients_in(Path(places.clients)))
    _say_verdicts(speech, plans, places if is_open else None)
    if Verdict.CHANGED in plans.values() and not replace:
        _say_changed(speech)
        sys.exit(_REFUSED)
    if dry_run:
        speech.say("Tidak ada yang ditulis.", "Nothing was written.")
        return
    _require_room(plans)
    _close_officers(places, owner)
    for plan, verdict in plans.items():
        _write(plan, verdict)
    _say_next(speech, places)


def _judged(onions: Onions) -> dict[Planned, Verdict]:
    plans = planned(onions, disk.templates(TEMPLATES))
    return {plan: judged(plan, disk.standing(Path(plan.path))) for plan in plans}


def _require_room(plans: Mapping[Planned, Verdict]) -> None:
    """Check before anything is written that what a person changed can be kept.

    Raises:
        ConfigError: something was kept before, and still stands there.
    """
    for plan, verdict in plans.items():
        kept = _kept(plan)
        if verdict is Verdict.CHANGED and disk.standing(kept) is not None:
            raise ConfigError(f"{kept} stands already: look at it and take it away first")


def _write(plan: Planned, verdict: Verdict) -> None:
    path = Path(plan.path)
    if verdict is Verdict.CHANGED:
        path.rename(_kept(plan))
    if verdict is not Verdict.SAME:
        disk.write(path, plan.text, disk.PUBLIC)


def _kept(plan: Planned) -> Path:
    path = Path(plan.path)
    return path.with_name(f"{path.name}.before")


def _close_officers(places: Places, owner: disk.Owner) -> None:
    """See to it before tor's first start that nobody finds the officers' service without a key."""
    service = Path(places.services) / OFFICERS
    for folder in (service, service / CLIENTS):
        disk.make_private_folder(folder, owner)
    if not clients.is_closed(disk.clients_in(service / CLIENTS)):
        new = clients.nobody()
        disk.write(service / CLIENTS / new.file, new.line, disk.PRIVATE, owner)


def _say_verdicts(speech: Speech, plans: Mapping[Planned, Verdict], closing: Places | None) -> None:
    """Say what becomes of each file, and that the officers' service will be closed, if it is not."""
    speech.lines(f"{speech(*_DONE[verdict])}: {plan.path}" for plan, verdict in plans.items())
    if closing is not None:
        speech.lines((f"{speech(*_DONE[Verdict.NEW])}: {closing.clients}/{clients.nobody().file}",))


def _say_changed(speech: Speech) -> None:
    speech.say(
        "Tidak ada yang ditulis: berkas itu diubah orang atau bukan dari perintah ini. Pindahkan perubahannya ke tempat"
        " lain, atau beri --replace; berkas lama lalu disimpan di sebelahnya sebagai .before.",
        "Nothing was written: a person changed that file, or it is not of this command. Move the change elsewhere, or"
        " say --replace; the old file is then kept beside it as .before.",
    )


def _say_next(speech: Speech, places: Places) -> None:
    """Say what a person must still do, from what stands on this machine now."""
    torrc = disk.standing(Path(places.tor) / "torrc") or ""
    if misses_include(torrc, places.fragment):
        line = include_line(places.fragment)
        speech.say(
            f"Tulis baris ini di akhir {places.tor}/torrc: {line}", f"Write this line at the end of torrc: {line}"
        )
    speech.say(
        f"Proksi dijalankan dengan {places.proxy / PROXY}. Muat ulang tor dan proksi.",
        f"The proxy runs with {places.proxy / PROXY}. Reload tor and the proxy.",
    )
    _say_addresses(speech, places)


def _say_addresses(speech: Speech, places: Places) -> None:
    reporters, officers = (disk.address_in(Path(places.services) / name) for name in (REPORTERS, OFFICERS))
    if reporters is None or officers is None:
        speech.say(
            "Tor belum memberi alamat: jalankan perintah ini sekali lagi setelah tor dimuat ulang.",
            "Tor has given no addresses yet: run this once more after tor was reloaded.",
        )
        return
    speech.say("Portal di belakang layanan onion perlu:", "The applications behind the onion services need:")
    speech.lines(
        (
            "  WBS_PORTAL_ONION=1",
            f"  WBS_PORTAL_HOSTS={reporters}",
            f"  WBS_INVESTIGATOR_HOSTS={officers}",
            f"  WBS_INVESTIGATOR_ORIGIN=http://{officers}",
        )
    )
    speech.say("Portal di situs HTTPS, jika ada, perlu:", "The portal of an HTTPS site, if there is one, needs:")
    speech.lines((f"  WBS_PORTAL_ONION_ADDRESS={reporters}",))
