"""`wbs deploy onion`: writes tor's and the proxy's configuration for both portals, and says what a person must do."""

import os
from pathlib import Path

import click

from wbs.cli.deployment import clients, disk
from wbs.cli.deployment.laying import judge, may_write, say_verdicts, write_all
from wbs.cli.deployment.options import places_options
from wbs.cli.deployment.settings import CLIENTS, OFFICERS, PROXY, REPORTERS, Places, onions_of
from wbs.cli.deployment.writing import TEMPLATES, include_line, misses_include, planned
from wbs.cli.speech import Speech, spoken

REPORTERS_PORT, OFFICERS_PORT = 8080, 8081
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
    verdicts = judge(planned(onions, disk.templates(TEMPLATES)))
    is_open = not clients.is_closed(disk.clients_in(Path(places.clients)))
    say_verdicts(speech, verdicts, [f"{places.clients}/{clients.nobody().file}"] if is_open else [])
    if may_write(speech, verdicts, dry_run=dry_run, replace=replace):
        _close_officers(places, owner)
        write_all(verdicts)
        _say_next(speech, places)


def _close_officers(places: Places, owner: disk.Owner) -> None:
    """See to it before tor's first start that nobody finds the officers' service without a key."""
    service = Path(places.services) / OFFICERS
    for folder in (service, service / CLIENTS):
        disk.make_private_folder(folder, owner)
    if not clients.is_closed(disk.clients_in(service / CLIENTS)):
        new = clients.nobody()
        disk.write(service / CLIENTS / new.file, new.line, disk.PRIVATE, owner)


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
