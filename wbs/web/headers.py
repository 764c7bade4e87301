"""Every security header, in one place: flask-talisman for what it knows, the rest here.

A view may only ask for what is listed below; no other module sets a header of this kind.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from flask import Flask, Response, g, request
from flask_talisman import Talisman

from wbs.config import WebConfig

STRICT_CSP: Mapping[str, str] = {
    "default-src": "'none'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}
"""What every page starts from: nothing loads, nothing runs, nothing frames."""

DENIED_FEATURES = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "clipboard-read",
    "clipboard-write",
    "compute-pressure",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-create",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "storage-access",
    "usb",
    "window-management",
    "xr-spatial-tracking",
)
_FIXED = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_YEAR = 31_536_000
_ONION = ".onion"


@dataclass(frozen=True, slots=True)
class HeaderPolicy:
    """What one application's pages may do beyond nothing."""

    csp: Mapping[str, str] = field(default_factory=lambda: STRICT_CSP)
    own_features: tuple[str, ...] = ()
    """Browser features that the application's own pages may use."""


def install_headers(app: Flask, config: WebConfig, policy: HeaderPolicy) -> None:
    """Make every answer of the application carry the policy, error pages included."""
    features = (f"{name}={'(self)' if name in policy.own_features else '()'}" for name in DENIED_FEATURES)
    app.after_request(_complete)  # registered first, so that it runs after Talisman's
    Talisman(
        app,
        force_https=config.https,
        strict_transport_security=config.https,
        strict_transport_security_max_age=_YEAR,
        strict_transport_security_include_subdomains=False,
        frame_options="DENY",
        content_security_policy=dict(policy.csp),
        permissions_policy=", ".join(features),  # a mapping would be written out for every answer
        referrer_policy="no-referrer",
        session_cookie_secure=False,
    )


def allow_own_scripts(policy: str) -> None:
    """Let the page being made run this site's scripts, start its workers and ask its API.

    `policy` names the one Trusted Types policy that makes the worker's address.
    """
    g.changed_csp = {"script-src": "'self'", "worker-src": "'self'", "connect-src": "'self'", "trusted-types": policy}


def allow_in_csp(directive: str) -> None:
    """Add one directive to the content security policy of the answer being made."""
    g.extra_csp = [*g.get("extra_csp", ()), directive]


def keep_for(seconds: int) -> None:
    """Let caches keep the answer being made: for files whose name changes with their content."""
    g.cache_control = f"public, max-age={seconds}, immutable"


def isolate() -> None:
    """Give the answer being made the strictest policy: for a worker's script, which loads, asks and makes nothing."""
    g.isolated = True


def offer_onion(address: str) -> None:
    """Name the same page on the onion service, with the answer being made; Tor Browser offers to go there."""
    g.onion_location = f"http://{address}{quote(request.path)}"


def forget_site() -> None:
    """Make the browser forget everything it keeps of this site, with the answer being made."""
    g.forget_site = True


def _complete(response: Response) -> Response:
    headers = response.headers
    for name, value in _FIXED.items():
        headers[name] = value
    headers["Cache-Control"] = g.get("cache_control", "no-store")
    if g.get("isolated"):
        headers["Content-Security-Policy"] = "; ".join(f"{name} {value}" for name, value in STRICT_CSP.items())
    changed = g.get("changed_csp")
    if changed:
        headers["Content-Security-Policy"] = _changed(headers["Content-Security-Policy"], changed)
    extra = g.get("extra_csp", ())
    if extra:
        headers["Content-Security-Policy"] = "; ".join((headers["Content-Security-Policy"], *extra))
    if g.get("forget_site"):
        headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    if "onion_location" in g:
        headers["Onion-Location"] = g.onion_location
    if _needs_origin():
        headers["Referrer-Policy"] = "same-origin"
    return response


def _changed(csp: str, changes: Mapping[str, str]) -> str:
    directives = dict(directive.split(" ", 1) for directive in csp.split("; "))
    return "; ".join(f"{name} {value}" for name, value in {**directives, **changes}.items())


def _needs_origin() -> bool:
    """Say whether this browser may lack Sec-Fetch-Site.

    Browsers other than Tor Browser do not count http://….onion as a secure context and leave that header out. Under
    `no-referrer` they send `Origin: null` even for our own forms, which nobody can tell from a foreign page. With
    `same-origin` they name us to ourselves, and still nobody else.
    """
    return not request.is_secure and request.environ.get("HTTP_HOST", "").partition(":")[0].endswith(_ONION)
