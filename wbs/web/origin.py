"""Requests that change something must come from our own pages. This works without a cookie."""

from flask import request

from wbs.errors import ForbiddenError

_SAFE = frozenset({"GET", "HEAD"})


def refuse_foreign_posts() -> None:
    """Check the request being answered, before its body is read.

    A browser that sends Sec-Fetch-Site is believed. Without that header, Origin must be ours or absent (programs send
    none); `Origin: null` could be anybody's.

    Raises:
        ForbiddenError: another site, or an unknown one, made the browser send this.
    """
    if request.method in _SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site != "same-origin":
            raise ForbiddenError("posted from another site")
        return
    origin = request.headers.get("Origin")
    if origin is not None and origin.partition("://")[2] != request.host:
        raise ForbiddenError("posted from another origin")
