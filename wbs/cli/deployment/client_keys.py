"""`wbs deploy client-key`: who finds the officers' onion service. A key's private half is shown once, not kept."""

from pathlib import Path

import click

from wbs.cli.deployment import clients, disk
from wbs.cli.deployment.options import services_options
from wbs.cli.deployment.settings import OFFICERS, Places
from wbs.cli.speech import Speech, shown, spoken
from wbs.errors import ConfigError


@click.group("client-key")
def client_key_group() -> None:
    """Let officers find their onion service, one key each, and take them off again."""


@client_key_group.command("add")
@click.argument("name")
@click.option("--public", help="The officer's own public key: 52 letters and digits. Then no private one is made here.")
@services_options
@spoken
def add_command(*, speech: Speech, places: Places, name: str, public: str | None) -> None:
    """Make a key for one officer, such as penerima-01, and show its private half once."""
    owner, folder = _opened(places)
    new = clients.admitted(name, disk.clients_in(folder), public)
    disk.write(folder / new.file, new.line, disk.PRIVATE, owner)
    address = disk.address_in(Path(places.services) / OFFICERS)
    if address is not None:
        speech.say(f"Alamat: http://{address}/", f"Address: http://{address}/")
    if new.private is not None:
        key = new.private.unsafe_text()
        speech.say(f"Kunci privat untuk Tor Browser: {key}", f"Private key for Tor Browser: {key}")
        speech.say(
            "Kunci ini tidak disimpan di sini. Serahkan langsung kepada orangnya; tanpa kunci ini alamat di atas tidak"
            " dapat dibuka.",
            "It is not kept here. Hand it to the person; without it the address above does not open.",
        )
    _say_reload(speech)


@client_key_group.command("list")
@services_options
@spoken
def list_command(*, speech: Speech, places: Places) -> None:
    """Name everybody who has a key."""
    _, folder = _opened(places)
    for name, is_usable in clients.names_in(disk.clients_in(folder)):
        note = "" if is_usable else speech(" (berkas rusak: tor tidak memakainya)", " (broken file: tor ignores it)")
        speech.lines((f"{shown(name)}{note}",))


@client_key_group.command("revoke")
@click.argument("name")
@services_options
@spoken
def revoke_command(*, speech: Speech, places: Places, name: str) -> None:
    """Take an officer's key off."""
    owner, folder = _opened(places)
    disk.remove(folder / clients.revoked(name, disk.clients_in(folder)), owner)
    speech.say(f"Kunci {name} dicabut.", f"The key of {name} is revoked.")
    _say_reload(speech)
    speech.say(
        "Sambungan yang masih terbuka baru berakhir jika tor dimulai ulang.",
        "Connections that are open end only when tor is restarted.",
    )


def _opened(places: Places) -> tuple[disk.Owner, Path]:
    """Give tor's user and the folder of clients.

    Raises:
        ConfigError: there is none: nobody would be kept out.
    """
    owner, folder = disk.owner_named(places.tor_user), Path(places.clients)
    if not clients.is_closed(disk.clients_in(folder)):
        raise ConfigError("the officers' onion service is not set up: run wbs deploy onion first")
    return owner, folder


def _say_reload(speech: Speech) -> None:
    speech.say("Muat ulang tor agar berlaku.", "Reload tor for it to count.")
