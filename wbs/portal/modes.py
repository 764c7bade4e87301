"""How reporters may appear, as the form offers it: each way with what follows from it, and with who takes it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel.speaklater import LazyString

from wbs.crypto.report import IdentityMode
from wbs.portal.channels import Channels
from wbs.portal.labels import MODE_LINES, MODES
from wbs.portal.offers import Offers


@dataclass(frozen=True, slots=True)
class ShownMode:
    """One way to appear."""

    value: IdentityMode
    label: LazyString
    lines: tuple[LazyString, ...]
    takers: Sequence[str]
    """Codes of the agencies that take reports so."""
    names: Sequence[str]
    """Their names; empty if all do."""


def shown_modes(channels: Channels, offers: Offers) -> list[ShownMode]:
    """List every way to appear that at least one open agency takes."""
    found = []
    for mode in IdentityMode:
        takers = [code for code in channels.takers(mode) if offers.takes(code, mode)]
        names = () if len(takers) == channels.open_count else [channels.name(code) for code in takers]
        if takers:
            found.append(ShownMode(mode, MODES[mode], MODE_LINES[mode], takers, names))
    return found
