"""Hands letters to the mail server, over TLS unless the server is on this machine.

What a server answers is never repeated: it may quote addresses, and whatever else it likes.
"""

import smtplib
import ssl
from collections.abc import Callable, Sequence

from wbs.cli.notices.settings import MailSettings, Security
from wbs.errors import ConfigError, MailError

TIMEOUT_SECONDS = 30
"""How long the server may take for each answer."""


def hand_over(settings: MailSettings, write: Callable[[], bytes], addresses: Sequence[str]) -> None:
    """Send one letter of its own to each address, in one connection.

    One address that is refused keeps the letter from nobody else.

    Raises:
        ConfigError: the certificates of WBS_MAIL_CA cannot be used.
        MailError: the server was not reached, has no TLS or another's certificate, refused the sign-in, or letters are
            left over; the text says which, and how many went.
    """
    done = 0
    try:
        with _connected(settings) as server:
            _sign_in(server, settings)
            for address in addresses:
                done += _send(server, settings, write(), address)
    except smtplib.SMTPNotSupportedError:
        raise _error(settings, "does not offer what is needed, TLS or sign-in") from None
    except smtplib.SMTPAuthenticationError:
        raise _error(settings, "refused the sign-in") from None
    except smtplib.SMTPSenderRefused:
        raise _error(settings, "refused the sender") from None
    except ssl.SSLError:
        raise _error(settings, "has no certificate that is trusted here, or broke off TLS") from None
    except (OSError, smtplib.SMTPException):
        raise _error(settings, f"was not reached or broke off: {done} of {len(addresses)} notices went") from None
    if done < len(addresses):
        raise _error(settings, f"refused addresses: {done} of {len(addresses)} notices went")


def _connected(settings: MailSettings) -> smtplib.SMTP:
    """Open the connection; nothing but a greeting travels before TLS."""
    host, port, name = settings.host, settings.port, settings.domain
    if settings.security is Security.TLS:
        context = _context(settings)
        return smtplib.SMTP_SSL(host, port, name, timeout=TIMEOUT_SECONDS, context=context)
    server = smtplib.SMTP(host, port, name, timeout=TIMEOUT_SECONDS)
    if settings.security is Security.STARTTLS:
        try:
            server.starttls(context=_context(settings))
        except BaseException:
            server.close()
            raise
    return server


def _context(settings: MailSettings) -> ssl.SSLContext:
    """Give what checks the server's name and certificate."""
    try:
        return ssl.create_default_context(cafile=settings.authority)
    except OSError:
        raise ConfigError("WBS_MAIL_CA does not name a file of certificates") from None


def _sign_in(server: smtplib.SMTP, settings: MailSettings) -> None:
    if settings.login:
        server.login(settings.login, settings.password)


def _send(server: smtplib.SMTP, settings: MailSettings, letter: bytes, address: str) -> bool:
    """Say whether the server took a letter."""
    try:
        server.sendmail(settings.sender, [address], letter)
    except smtplib.SMTPRecipientsRefused:
        return False
    return True


def _error(settings: MailSettings, what: str) -> MailError:
    return MailError(f"the mail server {settings.place} {what}")
