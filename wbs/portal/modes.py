"""How reporters may appear, as the form offers it: each way with what follows from it, and with who takes it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel.speaklater import LazyString

from wbs.cases.rules.documents import Rules
from wbs.crypto.report import IdentityMode
from wbs.portal.channels import Channels, Receiving
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


def ways_of(receiving: Receiving, offers: Offers) -> tuple[IdentityMode, ...]:
    """List the ways to appear before an agency: what it can seal and its rules offer, never none at all."""
    return _ways(receiving, offers.rules_of(receiving.directory.document.agency))


def shown_modes(channels: Channels, offers: Offers) -> list[ShownMode]:
    """List every way to appear that at least one open agency takes; where all are closed, the one that tells least."""
    agencies = channels.open_agencies()
    rules = offers.rules_by_agency(agencies)
    ways = {code: _ways(receiving, rules[code]) for code, receiving in agencies.items()}
    found = []
    for mode in IdentityMode:
        takers = [code for code, taken in ways.items() if mode in taken]
        names = () if len(takers) == len(ways) else [channels.name(code) for code in takers]
        if takers or (not ways and mode is IdentityMode.ANONYMOUS):
            found.append(ShownMode(mode, MODES[mode], MODE_LINES[mode], takers, names))
    return found


def _ways(receiving: Receiving, rules: Rules) -> tuple[IdentityMode, ...]:
    return tuple(mode for mode in receiving.modes if mode in rules.identity_modes) or (IdentityMode.ANONYMOUS,)
