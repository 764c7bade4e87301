"""A mail server on the loopback that keeps what it gets, with or without TLS and sign-in."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.cli.servers import free_port
from wbs.clock import SystemClock

REFUSED = "550 no such mailbox here"


@dataclass
class Letter:
    """What came, and how."""

    sender: str
    to: list[str]
    content: bytes
    is_secret: bool
    introduced: str


@dataclass
class Postbox:
    """A handler of aiosmtpd; refuses some addresses, breaks off after some letters."""

    refuses: frozenset[str] = frozenset()
    breaks_after: int | None = None
    letters: list[Letter] = field(default_factory=list)
    tried: list[tuple[bytes, bytes]] = field(default_factory=list)
    password: bytes = b""

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _server: Any, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if address in self.refuses:
            return REFUSED
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.breaks_after is not None and len(self.letters) >= self.breaks_after:
            server.transport.abort()
            return "421 gone"
        content = envelope.original_content or b""
        is_secret = session.ssl is not None or server.transport.get_extra_info("sslcontext") is not None
        sender = envelope.mail_from or ""
        self.letters.append(Letter(sender, list(envelope.rcpt_tos), content, is_secret, session.host_name or ""))
        return "250 OK"

    def authenticate(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        assert isinstance(given, LoginPassword)
        self.tried.append((given.login, given.password))
        return AuthResult(success=given.password == self.password, handled=False)


@contextmanager
def listening(postbox: Postbox, folder: Path | None = None, *, implicit: bool = False) -> Iterator[int]:
    """Serve on a free port; with TLS if a certificate lies in the folder. Gives the port."""
    context = None if folder is None else server_context(folder)
    more: dict[str, Any] = {"ssl_context": context} if implicit else {"tls_context": context}
    if postbox.password:
        more |= {"authenticator": postbox.authenticate, "auth_required": True, "auth_require_tls": True}
    controller = Controller(postbox, hostname="127.0.0.1", port=free_port(), ready_timeout=30, **more)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def make_certificate(folder: Path, name: str = "127.0.0.1") -> Path:
    """Write a certificate of its own for a name or an address; give the path of what to trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = SystemClock().now()
    alternative = x509.IPAddress(ip_address(name)) if name[0].isdigit() else x509.DNSName(name)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    bare = serialization.NoEncryption()
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, bare)
    )
    return path


def server_context(folder: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context
