"""Tells a running tor what to do, over its control port (control-spec)."""

import base64
import socket
from pathlib import Path


class ControlError(Exception):
    """Tor did not obey."""


def control(port: int, cookie: Path, *commands: str) -> list[str]:
    """Send commands; give all lines of the answers."""
    lines: list[str] = []
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection, connection.makefile("rwb") as file:
        for command in (f"AUTHENTICATE {cookie.read_bytes().hex()}", *commands):
            file.write(f"{command}\r\n".encode())
            file.flush()
            while True:
                line = file.readline().decode().rstrip()
                lines.append(line)
                if line[:1] != "2":
                    raise ControlError(line)
                if line[3:4] == " ":
                    break
    return lines


def as_control_key(private: str) -> str:
    """Write a client's private key, 52 characters of base32, as the control port wants it."""
    raw = base64.b32decode(private + "=" * (-len(private) % 8))
    return "x25519:" + base64.b64encode(raw).decode()
