"""What is written and what is left alone: every file carries a mark over the rest of it, so a person's change shows.

No input, no output.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from string import Template

from wbs.cli.deployment.settings import AWAY, BUSY, PROXY, Onions, Service
from wbs.crypto.primitives import sha256
from wbs.errors import ConfigError

_MARK = "wbs deploy "
_DIGEST_CHARS = 64
_LISTED = ("torrc", "haproxy.cfg", "service.cfg", "busy.http", "away.http")
TEMPLATES = _LISTED
"""Names of the templates that `planned` needs."""


class Verdict(StrEnum):
    """What becomes of a file."""

    NEW = "new"
    SAME = "same"
    RENEWED = "renewed"
    """It stands as some run wrote it: nothing of a person's is lost."""
    CHANGED = "changed"
    """A person changed it, or it is not ours."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One file as it should stand. World-readable: nothing in it is secret."""

    path: PurePosixPath
    text: str


def planned(onions: Onions, templates: Mapping[str, str]) -> tuple[Planned, ...]:
    """Write all files for an installation from the templates."""
    places = onions.places
    torrc = filled(
        templates["torrc"],
        services=str(places.services),
        reporters=onions.reporters.name,
        officers=onions.officers.name,
        reporters_front=str(onions.reporters.front),
        officers_front=str(onions.officers.front),
    )
    identity = f"    user {places.proxy_user}\n    group {places.proxy_user}\n" if places.proxy_user else ""
    limits = ((onions.reporters, _REPORTERS), (onions.officers, _OFFICERS))
    proxy = filled(
        templates["haproxy.cfg"],
        identity=identity,
        busy=str(places.proxy / BUSY),
        away=str(places.proxy / AWAY),
        services="\n".join(_service(templates["service.cfg"], service, numbers) for service, numbers in limits),
    )
    return (
        Planned(places.fragment, marked(torrc)),
        Planned(places.proxy / PROXY, marked(proxy)),
        Planned(places.proxy / BUSY, answer(templates["busy.http"])),
        Planned(places.proxy / AWAY, answer(templates["away.http"])),
    )


UNREAD = "".join(
    f"    http-request del-header {name}\n"
    for name in (
        "user-agent",
        "accept-language",
        "referer",
        "sec-ch- -m beg",
        "http2-settings",
        "x-requested-with",
        "dnt",
        "sec-gpc",
    )
)
"""What browsers say of themselves and no application reads."""
COOKIES = "    http-request del-header cookie\n"
_REPORTERS = {
    "connections": "24",
    "requests": "300",
    "acts": "40",
    "reports": "6",
    "forgotten": UNREAD + COOKIES,
}
"""What one circuit may do: connections at once, requests in 10 s, posts that are no parts of files in a minute, and new
reports, whole or not, in half a minute.

Tor Browser opens six connections to a site. A page with scripts asks some ten times, a file of 2 GiB once for each MiB,
which no real circuit carries faster than a few times a second. The longest form is posted some ten times.
"""
_OFFICERS = {"connections": "24", "requests": "1000", "acts": "600", "reports": "600", "forgotten": UNREAD}
"""Officers read whole inboxes; nobody reaches them without a key."""


def judged(plan: Planned, standing: str | None) -> Verdict:
    """Say what becomes of a file of which `standing` is on the disk."""
    if standing is None:
        return Verdict.NEW
    if standing == plan.text:
        return Verdict.SAME
    return Verdict.RENEWED if is_untouched(standing) else Verdict.CHANGED


def marked(text: str) -> str:
    """Put a mark above a text by which a later run sees whether somebody changed it."""
    return f"# {_MARK}{_digest(text)}\n{text}"


def marked_below(text: str) -> str:
    """Put the mark below, as a page's comment."""
    return f"{text}{_below(_digest(text))}"


def include_line(plan: PurePosixPath) -> str:
    """Give the line that torrc needs."""
    return f"%include {plan}"


def misses_include(torrc: str, fragment: PurePosixPath) -> bool:
    """Say whether torrc lacks the include, or says something of onion services behind it, which would fall to ours.

    Only lines that count: tor ignores case, and what follows a `#`.
    """
    lines = [line.split("#")[0].split() for line in torrc.splitlines()]
    said = [line for line in lines if line]
    wanted = include_line(fragment).split()
    if wanted not in said:
        return True
    return any(line[0].lower().startswith("hiddenservice") for line in said[said.index(wanted) :])


def is_untouched(text: str) -> bool:
    """Say whether a text stands as some run wrote it, with whatever settings."""
    return text in (marked(text.partition("\n")[2]), marked_below(text[: -len(_below("0" * _DIGEST_CHARS))]))


def _digest(text: str) -> str:
    return sha256(text.encode()).hex()


def _below(digest: str) -> str:
    return f"<!-- {_MARK}{digest} -->\n"


def _service(template: str, service: Service, limits: Mapping[str, str]) -> str:
    return filled(template, name=service.name, front=str(service.front), behind=str(service.behind), **limits)


def filled(template: str, **values: str) -> str:
    """Put values into a template.

    Raises:
        ConfigError: it names a value that there is none of.
    """
    try:
        return Template(template).substitute(values)
    except (KeyError, ValueError):
        raise ConfigError("a template of wbs deploy was changed") from None


def answer(template: str) -> str:
    """Write an HTTP answer: lines end as the protocol asks, and the length is that of the body."""
    head, _, body = template.partition("\n\n")
    length = len(body.encode()) + len(_below("0" * _DIGEST_CHARS))
    return marked_below("\r\n".join([*head.splitlines(), f"Content-Length: {length}", "", body]))
