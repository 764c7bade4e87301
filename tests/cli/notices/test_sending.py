"""Notices against a mail server that listens: over TLS or not at all, one letter each, and a clear word if it fails."""

import dataclasses
import re
import socket
from datetime import UTC, datetime, time, timedelta
from email import message_from_bytes
from email.policy import SMTP
from functools import partial
from pathlib import Path

import pytest

from tests.cli.notices.mailserver import Postbox, listening, make_certificate
from wbs.cli.notices.due import is_due
from wbs.cli.notices.letter import write_notice
from wbs.cli.notices.post import hand_over
from wbs.cli.notices.settings import MailSettings, Security, read_mail_settings, read_notice_times
from wbs.clock import WIB
from wbs.errors import ConfigError, MailError

NOW = datetime(2026, 11, 22, 0, 30, tzinfo=UTC)
SENDER = "pengingat@inspektorat.example.go.id"
ADDRESSES = ("a@example.go.id", "penerima.laporan@inspektorat.example.go.id")
WRITE = partial(write_notice, SENDER, NOW)


def settings(port: int, **more: object) -> MailSettings:
    plain = MailSettings(host="127.0.0.1", port=port, security=Security.NONE, sender=SENDER)
    return dataclasses.replace(plain, **more)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("certificates")
    make_certificate(folder)
    return folder


def test_each_address_gets_a_letter_of_its_own_that_names_no_other() -> None:
    postbox = Postbox()
    with listening(postbox) as port:
        hand_over(settings(port), WRITE, ADDRESSES)
    assert [letter.to for letter in postbox.letters] == [[address] for address in ADDRESSES]
    for letter in postbox.letters:
        assert letter.sender == SENDER
        assert not any(address.encode() in letter.content for address in ADDRESSES)
        assert letter.introduced == "inspektorat.example.go.id"


def test_no_host_name_of_the_server_leaves() -> None:
    postbox = Postbox()
    with listening(postbox) as port:
        hand_over(settings(port), WRITE, ADDRESSES[:1])
    assert socket.gethostname().encode() not in postbox.letters[0].content.replace(b"inspektorat.example.go.id", b"")


def test_every_notice_has_the_same_length_subject_and_words_on_every_day_and_hour() -> None:
    moments = [NOW + timedelta(hours=hours) for hours in range(0, 24 * 400, 79)]
    letters = [write_notice(SENDER, moment) for moment in moments]
    assert len({len(letter) for letter in letters}) == 1
    parsed = [message_from_bytes(letter, policy=SMTP) for letter in letters]
    assert len({letter["Subject"] for letter in parsed}) == 1
    assert len({letter.get_payload() for letter in parsed}) == 1
    assert len({letter["Message-ID"] for letter in parsed}) == len(letters)


def test_a_notice_has_no_link_and_travels_as_it_was_written() -> None:
    letter = write_notice(SENDER, NOW)
    assert not re.search(rb"https?:|www\.|\.id/", letter)
    assert max(map(len, letter.split(b"\r\n"))) <= 79
    letter.decode("ascii")


def test_letters_and_the_password_travel_only_after_tls(certificates: Path) -> None:
    postbox = Postbox(password=b"rahasia besar")
    trusting = {"security": Security.STARTTLS, "authority": certificates / "certificate.pem"}
    with listening(postbox, certificates) as port:
        hand_over(settings(port, login="pengingat", password="rahasia besar", **trusting), WRITE, ADDRESSES)
    assert [letter.is_secret for letter in postbox.letters] == [True, True]
    assert postbox.tried == [(b"pengingat", b"rahasia besar")]


def test_a_server_that_speaks_tls_from_the_first_byte_is_served(certificates: Path) -> None:
    postbox = Postbox()
    trusting = {"security": Security.TLS, "authority": certificates / "certificate.pem"}
    with listening(postbox, certificates, implicit=True) as port:
        hand_over(settings(port, **trusting), WRITE, ADDRESSES)
    assert [letter.is_secret for letter in postbox.letters] == [True, True]


def test_nothing_leaves_to_a_server_that_offers_no_tls() -> None:
    """An attacker on the way takes STARTTLS out of the answer: neither letter nor password may follow."""
    postbox = Postbox()
    with listening(postbox) as port, pytest.raises(MailError, match="does not offer"):
        hand_over(settings(port, security=Security.STARTTLS, login="x", password="rahasia"), WRITE, ADDRESSES)
    assert (postbox.letters, postbox.tried) == ([], [])


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
@pytest.mark.parametrize("case", ["nobody's certificate", "another's name"])
def test_nothing_leaves_to_a_server_whose_certificate_is_not_its_own(
    tmp_path: Path, security: Security, case: str
) -> None:
    trusted = make_certificate(tmp_path, "127.0.0.1" if case == "nobody's certificate" else "mail.example.go.id")
    authority = None if case == "nobody's certificate" else trusted
    postbox = Postbox()
    is_implicit = security is Security.TLS
    with (
        listening(postbox, tmp_path, implicit=is_implicit) as port,
        pytest.raises(MailError, match="certificate"),
    ):
        hand_over(settings(port, security=security, authority=authority), WRITE, ADDRESSES)
    assert postbox.letters == []


def test_one_refused_address_keeps_the_notice_from_nobody_else_and_is_told_without_a_name() -> None:
    postbox = Postbox(refuses=frozenset({ADDRESSES[0]}))
    with listening(postbox) as port, pytest.raises(MailError, match="1 of 2 notices went") as failed:
        hand_over(settings(port), WRITE, ADDRESSES)
    assert [letter.to for letter in postbox.letters] == [[ADDRESSES[1]]]
    assert "example" not in str(failed.value)
    assert "mailbox" not in str(failed.value)


def test_a_server_that_breaks_off_is_told_with_what_went() -> None:
    postbox = Postbox(breaks_after=1)
    with listening(postbox) as port, pytest.raises(MailError, match="1 of 2 notices went"):
        hand_over(settings(port), WRITE, ADDRESSES)


def test_a_refused_sign_in_is_told_without_the_password(certificates: Path) -> None:
    postbox = Postbox(password=b"another")
    trusting = {"security": Security.STARTTLS, "authority": certificates / "certificate.pem"}
    with listening(postbox, certificates) as port, pytest.raises(MailError, match="refused the sign-in") as failed:
        hand_over(settings(port, login="pengingat", password="rahasia", **trusting), WRITE, ADDRESSES)
    assert "rahasia" not in str(failed.value) + repr(settings(1, password="rahasia"))
    assert failed.value.__cause__ is None
    assert postbox.letters == []


def test_a_server_that_is_not_there_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(MailError, match="was not reached"):
            hand_over(settings(taken.getsockname()[1]), WRITE, ADDRESSES)


ENVIRONMENT = {"WBS_MAIL_SERVER": "mail.example.go.id:587", "WBS_MAIL_SENDER": SENDER}


def test_without_a_server_no_mail_is_set_up(tmp_path: Path) -> None:
    assert read_mail_settings({"WBS_MAIL_SENDER": SENDER}, tmp_path) is None


def test_mail_to_another_machine_is_protected_unless_told_otherwise(tmp_path: Path) -> None:
    found = read_mail_settings(ENVIRONMENT, tmp_path)
    assert found is not None
    assert (found.host, found.port, found.security) == ("mail.example.go.id", 587, Security.STARTTLS)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WBS_MAIL_SECURITY", "none"),
        ("WBS_MAIL_SECURITY", "ssl"),
        ("WBS_MAIL_SERVER", "mail.example.go.id"),
        ("WBS_MAIL_SERVER", "mail example:25"),
        ("WBS_MAIL_SERVER", "mail.example.go.id:0"),
        ("WBS_MAIL_SERVER", "mail.example.go.id:65536"),
        ("WBS_MAIL_SENDER", ""),
        ("WBS_MAIL_SENDER", "a@example.go.id\r\nBcc: b@example.go.id"),
        ("WBS_MAIL_SENDER", "Inspektorat <a@example.go.id>"),
        ("WBS_MAIL_LOGIN", "pengingat"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name.removesuffix("_LOGIN") if "LOGIN" not in name else "mail-password"):
        read_mail_settings({**ENVIRONMENT, name: value}, tmp_path)


@pytest.mark.parametrize("text", ["", "zwei\nZeilen", "a\x00b", "x" * 1_025])
def test_a_password_that_is_no_line_of_text_is_refused_without_being_shown(tmp_path: Path, text: str) -> None:
    (tmp_path / "mail-password").write_text(text)
    (tmp_path / "mail-password").chmod(0o600)
    with pytest.raises(ConfigError, match="mail-password") as refused:
        read_mail_settings({**ENVIRONMENT, "WBS_MAIL_LOGIN": "pengingat"}, tmp_path)
    assert not text or text not in str(refused.value)


@pytest.mark.parametrize(
    "text", ["7:30", "24:00", "07:30,07:30", "07:30,", "07:60", ",".join(f"{n:02}:00" for n in range(13))]
)
def test_times_that_cannot_be_meant_are_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="WBS_NOTICE_TIMES"):
        read_notice_times({"WBS_NOTICE_TIMES": text})


def test_a_notice_is_due_once_for_every_fixed_time_whatever_else_happens() -> None:
    """Looked at every ten minutes for three days, with two fixed times a day."""
    times = read_notice_times({"WBS_NOTICE_TIMES": "13:00, 07:30"})
    assert times == (time(7, 30), time(13))
    now = datetime(2026, 11, 22, 0, 0, tzinfo=WIB)
    last: datetime | None = now
    sent = []
    for _ in range(3 * 24 * 6):
        if is_due(times, last, now):
            sent.append(now.strftime("%H:%M"))
        last = now
        now += timedelta(minutes=10)
    assert sent == ["07:30", "13:00"] * 3


def test_a_notice_that_failed_or_was_missed_is_due_at_the_next_look() -> None:
    times = (time(7, 30),)
    night = datetime(2026, 11, 23, 2, 0, tzinfo=WIB)
    assert is_due(times, None, night)
    assert is_due(times, datetime(2026, 11, 22, 2, 0, tzinfo=WIB), night)
    assert not is_due(times, datetime(2026, 11, 22, 7, 30, tzinfo=WIB), night)
