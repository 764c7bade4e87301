"""Tells Tor Browser, over TLS, that the same site is an onion service. Never in the middle of a report.

Whoever is moved from one address to the other loses what stands in a form; so only pages that merely inform say it.
"""

from collections.abc import Set as AbstractSet
from http import HTTPStatus

from flask import Flask, Response, request

from wbs.config import PortalConfig
from wbs.web.headers import offer_onion

_PAGE = "text/html"


def offer_onion_from(endpoints: AbstractSet[str], app: Flask, config: PortalConfig) -> None:
    """Let the pages of these endpoints name the onion service, if there is one and this listener speaks TLS."""
    address = config.onion_address
    if address is None or config.onion or not config.https:
        return

    def offer(response: Response) -> Response:
        is_page = response.status_code == HTTPStatus.OK and response.mimetype == _PAGE
        if is_page and request.endpoint in endpoints:
            offer_onion(address)
        return response

    app.after_request(offer)
