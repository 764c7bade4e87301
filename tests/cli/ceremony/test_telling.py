"""Whatever officials sign stands on the screen, and nothing on a medium makes the screen say something else."""

import unicodedata
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import cast
from tests.cast import PROVINCE, REGENCY
from wbs.cli.ceremony.telling import ROLE_NAMES, tell_agencies, tell_directory, tell_roots
from wbs.cli.speech import Speech, quoted, shown, slug
from wbs.crypto.directory import (
    Agencies,
    Channel,
    Custodian,
    Directory,
    Policy,
    Recovery,
    RecoveryShares,
    Role,
    RootKey,
    Roots,
    Route,
)
from wbs.crypto.keys import OfficerSecret, RecoverySecret, RootSigningKey
from wbs.errors import CeremonyError

INDONESIAN, ENGLISH = Speech(is_english=False), Speech(is_english=True)
OTHER, THIRD = OfficerSecret.generate(), OfficerSecret.generate()
RECOVERY = RecoverySecret.generate()
DIGEST = "A" * 43


def directory() -> Directory:
    return cast.shared_world().book().newest(REGENCY).document


def roots() -> Roots:
    return cast.shared_world().book().by_agency[REGENCY].roots[-1].document


def agencies() -> Agencies:
    return cast.shared_world().book().agencies.document


def replace(document: Any, **members: Any) -> Any:
    return msgspec.structs.replace(document, **members)


def changed_directories() -> Iterator[tuple[str, Directory]]:
    """The directory with each of its members changed, one at a time."""
    whole = directory()
    first = whole.readers[0]
    entry_changes: dict[str, Any] = {
        "id": "penerima-77",
        "label": "Petugas lain",
        "unit": "Unit lain",
        "rank": "leadership",
        "roles": [Role.HEAD],
        "reader_key": OTHER.reader_key.public.text,
        "verify_key": OTHER.signing_key.public.text,
        "since": "2025-01-01",
        "until": "2027-01-01",
    }
    assert set(entry_changes) == set(first.__struct_fields__)
    for name, value in entry_changes.items():
        yield f"readers.{name}", replace(whole, readers=[replace(first, **{name: value}), *whole.readers[1:]])
    custodian = Custodian(
        id="kustodian",
        label="K",
        unit="U",
        rank="staff",
        reader_key=THIRD.reader_key.public.text,
        verify_key=THIRD.signing_key.public.text,
    )
    changes: dict[str, Any] = {
        "agency": PROVINCE,
        "version": 2,
        "previous": DIGEST,
        "roots": DIGEST,
        "issued": "2026-01-06",
        "renew_by": "2026-12-30",
        "expires": "2027-02-10",
        "grace_days": 61,
        "readers": whole.readers[1:],
        "custodian": custodian,
        "recovery": Recovery(reader_key=RECOVERY.reader_key.public.text, verify_key=RECOVERY.signing_key.public.text),
        "policy": Policy(minimum_readers=1, opening_k=1),
        "channels": [],
    }
    assert set(changes) == set(whole.__struct_fields__)
    for name, value in changes.items():
        yield name, replace(whole, **{name: value})
    with_custodian = replace(whole, custodian=custodian)
    for name in ("id", "label", "unit", "rank"):
        yield f"custodian.{name}", replace(with_custodian, custodian=replace(custodian, **{name: "lain"}))
    for name, value in (("reader_key", OTHER.reader_key.public.text), ("verify_key", OTHER.signing_key.public.text)):
        yield f"custodian.{name}", replace(with_custodian, custodian=replace(custodian, **{name: value}))
    yield "channels.name", replace(whole, channels=[Channel(name="Lain", address=whole.channels[0].address)])
    yield "channels.address", replace(whole, channels=[Channel(name=whole.channels[0].name, address="lain")])


def changed_roots() -> Iterator[tuple[str, Roots]]:
    whole = roots()
    other = RootSigningKey.generate().public.text
    yield "agency", replace(whole, agency=PROVINCE)
    yield "version", replace(whole, version=2)
    yield "previous", replace(whole, previous=DIGEST)
    yield "threshold", replace(whole, threshold=3)
    yield "keys", replace(whole, keys=whole.keys[:2])
    yield "keys.key", replace(whole, keys=[RootKey(key=other, office=whole.keys[0].office), *whole.keys[1:]])
    yield "keys.office", replace(whole, keys=[replace(whole.keys[0], office="Lain"), *whole.keys[1:]])
    shares = RecoveryShares(threshold=2, holders=["Satu", "Dua", "Tiga"])
    for name, value in (("recovery", shares), ("recovery.threshold", replace(shares, threshold=3)),
                        ("recovery.holders", replace(shares, holders=["Satu", "Dua", "Empat"]))):  # fmt: skip
        yield name, replace(whole, recovery=value)


def changed_agencies() -> Iterator[tuple[str, Agencies]]:
    whole = agencies()
    first, second = whole.agencies
    yield "version", replace(whole, version=2)
    yield "previous", replace(whole, previous=DIGEST)
    yield "roots", replace(whole, roots=DIGEST)
    yield "issued", replace(whole, issued="2026-01-06")
    yield "agencies", replace(whole, agencies=[second])
    entry_changes: dict[str, Any] = {
        "agency": "61.09",
        "name": "Lain",
        "parent": msgspec.UNSET,
        "roots": DIGEST,
        "routes": [],
    }
    assert set(entry_changes) == set(first.__struct_fields__)
    for name, value in entry_changes.items():
        yield f"agencies.{name}", replace(whole, agencies=[replace(first, **{name: value}), second])
    route = first.routes[0]
    for name, value in (("rank", "lain"), ("agency", REGENCY if route.agency != REGENCY else PROVINCE)):
        routes = [replace(route, **{name: value}), *first.routes[1:]]
        yield f"routes.{name}", replace(whole, agencies=[replace(first, routes=routes), second])


def body(lines: list[str]) -> list[str]:
    """What is told without the document's own words and digest, which change with anything."""
    return [line for number, line in enumerate(lines) if number not in (1, 2)]


@pytest.mark.parametrize("speech", [INDONESIAN, ENGLISH], ids=["id", "en"])
@pytest.mark.promise("P05")
def test_every_member_of_a_directory_is_told(speech: Speech) -> None:
    told = body(tell_directory(directory(), None, (), speech))
    silent = [name for name, one in changed_directories() if body(tell_directory(one, None, (), speech)) == told]
    assert silent == []


@pytest.mark.parametrize("speech", [INDONESIAN, ENGLISH], ids=["id", "en"])
def test_every_member_of_roots_is_told(speech: Speech) -> None:
    told = body(tell_roots(roots(), None, speech))
    assert [name for name, one in changed_roots() if body(tell_roots(one, None, speech)) == told] == []


@pytest.mark.parametrize("speech", [INDONESIAN, ENGLISH], ids=["id", "en"])
def test_every_member_of_an_agencies_document_is_told(speech: Speech) -> None:
    told = body(tell_agencies(agencies(), None, speech))
    assert [name for name, one in changed_agencies() if body(tell_agencies(one, None, speech)) == told] == []


@pytest.mark.parametrize("speech", [INDONESIAN, ENGLISH], ids=["id", "en"])
def test_every_change_against_the_version_before_is_named_as_one(speech: Speech) -> None:
    dates = {"agency", "version", "previous", "issued", "renew_by", "expires"}
    whole = directory()
    unchanged = tell_directory(whole, whole, (), speech)[-1:]
    for name, one in changed_directories():
        told = tell_directory(one, whole, (), speech)
        assert (unchanged[0] in told) == (name in dates), name
    for name, changed in changed_roots():
        told = tell_roots(changed, roots(), speech)
        assert any(line.startswith(("  ~", "  +", "  -")) for line in told[-4:]) or name in dates, name
    for name, table in changed_agencies():
        told = tell_agencies(table, agencies(), speech)
        changes = told[[line.startswith(("YANG BERUBAH", "WHAT CHANGES")) for line in told].index(True) :]
        assert any(line.startswith(("  ~", "  +", "  -")) for line in changes) or name in dates, name


@pytest.mark.promise("P05")
def test_a_changed_key_is_never_told_as_the_one_before() -> None:
    before = directory()
    for name, one in changed_directories():
        if name in ("readers.reader_key", "readers.verify_key"):
            told = tell_directory(one, before, (), INDONESIAN)
            assert sum("KUNCI BARU TANPA PERMINTAAN" in line for line in told) == 1
            assert sum("kunci: seperti versi sebelumnya" in line for line in told) == len(before.readers) - 1


def test_every_role_has_a_name_in_both_languages() -> None:
    assert set(ROLE_NAMES) == set(Role)


def test_a_channel_that_would_close_is_warned_of() -> None:
    few = replace(directory(), readers=directory().readers[1:])
    assert any("WARNING: only 1 receivers" in line for line in tell_directory(few, None, (), ENGLISH))
    leaving = [replace(directory().readers[0], until="2026-06-01"), *directory().readers[1:]]
    assert any("WARNING" in line for line in tell_directory(replace(directory(), readers=leaving), None, (), ENGLISH))
    assert not any("WARNING" in line for line in tell_directory(directory(), None, (), ENGLISH))


@pytest.mark.parametrize(("second", "is_told"), [("Inspektur", True), ("inspektur  ", True), ("Sekretaris", False)])
def test_two_keys_of_one_office_are_warned_of(second: str, *, is_told: bool) -> None:
    first, other, *others = roots().keys
    keys = [replace(first, office="Inspektur"), replace(other, office=second), *others]
    lines = tell_roots(replace(roots(), keys=keys), None, Speech(is_english=True))
    assert any("one person could sign as 2" in line for line in lines) is is_told


def test_reports_about_an_inspectorate_that_would_go_to_itself_are_warned_of() -> None:
    first, second = agencies().agencies
    own = replace(first, routes=[Route(rank="inspectorate", agency=first.agency)])
    told = tell_agencies(replace(agencies(), agencies=[own, second]), None, ENGLISH)
    assert f"WARNING: reports about the inspectorate {first.agency} go to that inspectorate itself." in told


# Hostile texts

LINES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=40)
ESCAPES = [
    "\u202e",
    "\u2066",
    "\u200b",
    "\u00ad",
    "\x9b31m",
    "\x1b[2J",
    "\u0430",
    "\uff21",
    "\u2028",
    "a\u0301",
    "\xa0",
]


def is_safe(text: str) -> bool:
    """Whether a terminal writes this text from left to right, one sign a place, in one line."""
    return all(unicodedata.category(char)[0] not in "CM" and ord(char) < 0x2030 for char in text if char != " ")


@pytest.mark.parametrize("text", ESCAPES, ids=[f"{ord(text[0]):04x}" for text in ESCAPES])
def test_what_would_change_the_screen_or_look_like_something_else_is_shown_by_its_number(text: str) -> None:
    assert "<U+" in shown(f"Penerima {text} 01")
    assert is_safe(shown(text))


@settings(deadline=None)
@given(LINES)
def test_no_text_reaches_the_terminal_as_it_is_unless_it_is_plain(text: str) -> None:
    assert is_safe(shown(text))
    assert is_safe(quoted(text))
    assert quoted(text).count('"') == 2


@pytest.mark.parametrize("text", ["Penerima 01", "Inspektur Pembantu Khusus (Irban V)", "Kupang, é", "SP4N-LAPOR!"])
def test_plain_texts_are_shown_as_they_are(text: str) -> None:
    assert shown(text) == text


@settings(deadline=None)
@given(LINES)
def test_a_hostile_label_stays_between_its_quotation_marks(text: str) -> None:
    entry = replace(directory().readers[0], label=text, unit=text)
    lines = tell_directory(replace(directory(), readers=[entry], channels=[Channel(name=text, address=text)]), None, (),
                           INDONESIAN)  # fmt: skip
    assert all(is_safe(line) for line in lines)
    plain = replace(
        directory(), readers=[replace(entry, label="A", unit="A")], channels=[Channel(name="A", address="A")]
    )
    assert len(lines) == len(tell_directory(plain, None, (), INDONESIAN))


@settings(deadline=None)
@given(LINES)
def test_a_hostile_office_names_no_file_outside_its_folder(text: str) -> None:
    try:
        name = slug(text)
    except CeremonyError:
        return
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert 0 < len(name) <= 40
