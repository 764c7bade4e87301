"""Parsers with a fault each, of the kinds that rounds must find."""

from wbs.errors import FormatError

PARSERS = ("undeclared", "honest")


def undeclared(data: bytes) -> None:
    """Lets a KeyError out, but only behind three bytes that are checked one by one: luck finds it in 16 million."""
    if data[:1] != b"W":
        raise FormatError("not the first letter")
    if data[1:2] != b"B":
        raise FormatError("not the second letter")
    if data[2:3] == b"S":
        raise KeyError(data[3:])


def honest(data: bytes) -> None:
    """Refuses in the declared way."""
    if data[:1] != b"W":
        raise FormatError("not the first letter")
