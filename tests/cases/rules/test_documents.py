"""Rules: strict documents of one agency, and a first version that no later program can change."""

from datetime import date

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wbs.cases.model import AgencyCode, AuditEntry
from wbs.cases.rules.documents import (
    AgencyText,
    Authority,
    CategoryLabel,
    Language,
    LegalText,
    Override,
    Page,
    Rules,
    RulesLine,
    StoredRules,
    check_rules,
    default_rules,
    parse_rules,
)
from wbs.cases.rules.rulebook import RuleBook, ruling_of
from wbs.crypto.directory import document_digest
from wbs.crypto.keys import OfficerSigningKey, ReaderPrivateKey
from wbs.crypto.report import Category, IdentityMode
from wbs.crypto.shape import serialise
from wbs.crypto.signing import sign
from wbs.errors import FormatError, NotFoundError, UnknownVersionError

LANDAK = AgencyCode("61.08")
X25519_KEY = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
"""The public key of age's own documentation."""


class MemoryRules:
    """A store of rules in memory."""

    def __init__(self, *stored: StoredRules) -> None:
        self.stored = list(stored)

    def newest_rules(self, agency: AgencyCode) -> StoredRules | None:
        return next((one for one in reversed(self.stored) if one.agency == agency), None)

    def newest_versions(self) -> list[tuple[AgencyCode, int]]:
        return sorted({one.agency: one.version for one in self.stored}.items())

    def rules(self, agency: AgencyCode, version: int) -> StoredRules:
        for one in self.stored:
            if (one.agency, one.version) == (agency, version):
                return one
        raise NotFoundError("no such version")

    def rules_history(self, agency: AgencyCode, limit: int) -> list[RulesLine]:
        found = [one for one in reversed(self.stored) if one.agency == agency]
        return [RulesLine(one.version, one.day, one.officer) for one in found[:limit]]

    def version_named(self, agency: AgencyCode) -> int:
        del agency
        return 0

    def add_rules(self, new: StoredRules, audit: AuditEntry) -> None:
        del audit
        self.stored.append(new)


def changed(**members: object) -> Rules:
    return msgspec.structs.replace(default_rules(LANDAK), **members)


def stored(rules: Rules, version: int = 1) -> StoredRules:
    return StoredRules(LANDAK, version, date(2026, 11, 22), "pengelola-01", serialise(rules))


def test_the_first_version_is_what_it_was_when_it_was_released() -> None:
    clocks = default_rules(LANDAK).clocks
    assert (clocks.verify, clocks.complete, clocks.answer, clocks.light, clocks.examination) == (3, 10, 5, 14, 60)
    assert (clocks.forward, clocks.objection, clocks.feedback, clocks.acknowledgement) == (3, 10, 90, 7)
    assert document_digest(serialise(default_rules(LANDAK))) == "5rxpS2l0bJSqjoYGmrmlYz6bIrQDqMYGkhLrPDdpRIo"


@pytest.mark.parametrize("version", [1, 3, 4])
def test_rules_that_were_signed_as_one_version_are_read_as_no_other(version: int) -> None:
    key = OfficerSigningKey.generate()
    envelope = sign(changed(after=1), key)
    assert ruling_of(LANDAK, StoredRules(LANDAK, 2, date(2026, 11, 22), "pengelola-01", envelope)).version == 2
    with pytest.raises(FormatError):
        ruling_of(LANDAK, StoredRules(LANDAK, version, date(2026, 11, 22), "pengelola-01", envelope))


def test_what_a_program_writes_it_reads() -> None:
    rules = check_rules(
        changed(
            overrides=[Override(day="2026-03-20", works=False, decree="SKB 3 Menteri 1/2026")],
            legal_basis=[LegalText(title="Peraturan Bupati", dated="2024-05-06", note="Pasal 4")],
            authorities=[
                Authority(name="Kejaksaan Negeri", address="Jalan Raya 1\nNgabang", age_key=X25519_KEY),
                Authority(name="Itjen", address="Jakarta", age_key=ReaderPrivateKey.generate().public.text),
            ],
            notices=["inspektorat@landakkab.go.id"],
            texts=[AgencyText(page=Page.FLOW, language=Language.INDONESIAN, text="Loket di lantai 1.")],
            identity_modes=[IdentityMode.ANONYMOUS],
        )
    )
    assert parse_rules(serialise(rules), LANDAK) == rules


CONTRADICTIONS: list[dict[str, object]] = [
    {"working_week": []},
    {"working_week": [0, 1]},
    {"working_week": [1, 8]},
    {"working_week": [2, 1]},
    {"working_week": [1, 1]},
    {"warn": [90, 75]},
    {"warn": [0, 75]},
    {"warn": [100]},
    {"overrides": [Override(day="2026-02-30", works=True, decree="SKB")]},
    {"overrides": [Override(day="2026-02-03", works=works, decree="SKB") for works in (True, False)]},
    {"categories": [Category.BRIBERY]},
    {"categories": [Category.OTHER, Category.BRIBERY]},
    {"identity_modes": [IdentityMode.CONFIDENTIAL, IdentityMode.NAMED]},
    {"identity_modes": [IdentityMode.NAMED, IdentityMode.ANONYMOUS]},
    {"legal_basis": [LegalText(title="Perbup", dated="2024-13-01")]},
    {"letterhead": ["two\nlines"]},
    {"letterhead": ["\u0007"]},
    {"authorities": [Authority(name="KPK", address="Jakarta")] * 2},
    {"authorities": [Authority(name="KPK", address="Jakarta", age_key=X25519_KEY[:-1] + "q")]},
    {"authorities": [Authority(name="KPK", address="Jakarta", age_key="age1pq1" + "q" * 1952)]},
    {"notices": ["a@b.example", "a@b.example"]},
    {"notices": ["a@b.example\nBcc: c@d.example"]},
    {"notices": ["Nama <a@b.example>"]},
    {"notices": ["a@localhost"]},
    {"clocks": msgspec.structs.replace(default_rules(LANDAK).clocks, complete=4)},
    {"clocks": msgspec.structs.replace(default_rules(LANDAK).clocks, verify=0)},
    {"clocks": msgspec.structs.replace(default_rules(LANDAK).clocks, examination=367)},
    {"clocks": msgspec.structs.replace(default_rules(LANDAK).clocks, feedback=91)},
    {"clocks": msgspec.structs.replace(default_rules(LANDAK).clocks, acknowledgement=8)},
    {"texts": [AgencyText(page=Page.FLOW, language=Language.ENGLISH, text="x")] * 2},
]


@pytest.mark.parametrize(
    "members", CONTRADICTIONS, ids=[f"{next(iter(one))}-{n}" for n, one in enumerate(CONTRADICTIONS)]
)
def test_rules_that_contradict_themselves_are_refused(members: dict[str, object]) -> None:
    with pytest.raises(FormatError):
        check_rules(changed(**members))
    with pytest.raises(FormatError):
        parse_rules(serialise(changed(**members)), LANDAK)


def test_the_rules_of_another_agency_are_refused() -> None:
    with pytest.raises(FormatError, match="another agency"):
        parse_rules(serialise(default_rules("61.71")), LANDAK)


def test_rules_of_a_later_program_are_told_apart_from_damage() -> None:
    later = serialise(default_rules(LANDAK)).replace(b"wbs-rules/v1", b"wbs-rules/v2")
    with pytest.raises(UnknownVersionError):
        parse_rules(later, LANDAK)
    with pytest.raises(FormatError):
        parse_rules(later[:-2], LANDAK)


def test_a_document_beyond_its_limit_is_not_even_parsed() -> None:
    with pytest.raises(FormatError, match="too long"):
        parse_rules(b" " * 262_145, LANDAK)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 900), st.integers(0, 50))
def test_no_altered_byte_crashes_the_reader(noise: bytes, at: int, length: int) -> None:
    whole = serialise(default_rules(LANDAK))
    altered = whole[:at] + noise + whole[at + length :]
    try:
        read = parse_rules(altered, LANDAK)
    except (FormatError, UnknownVersionError):
        return
    assert serialise(read) == altered


def test_an_agency_without_rules_of_its_own_works_by_version_0() -> None:
    found = RuleBook(MemoryRules()).current(LANDAK)
    assert (found.version, found.rules) == (0, default_rules(LANDAK))


def test_the_newest_version_holds_and_older_ones_can_still_be_read() -> None:
    first, second = changed(warn=[50]), changed(warn=[60])
    book = RuleBook(MemoryRules(stored(first), stored(second, 2)))
    assert (book.current(LANDAK).version, book.current(LANDAK).rules) == (2, second)
    assert [book.version(LANDAK, version).rules for version in (0, 1)] == [default_rules(LANDAK), first]
    assert book.current("61.71").version == 0
    with pytest.raises(NotFoundError):
        book.version(LANDAK, 3)


def test_rules_that_were_stored_for_another_agency_are_not_obeyed() -> None:
    moved = StoredRules(LANDAK, 1, date(2026, 11, 22), "x", serialise(default_rules("61.71")))
    with pytest.raises(FormatError):
        RuleBook(MemoryRules(moved)).current(LANDAK)


def label(category: Category, language: Language = Language.INDONESIAN, text: str = "Pungli") -> CategoryLabel:
    return CategoryLabel(category=category, language=language, text=text)


def test_kinds_of_matters_may_have_names_of_the_agencys_own_and_ways_of_numbering_letters() -> None:
    labels = [label(Category.BRIBERY, Language.ENGLISH), label(Category.BRIBERY), label(Category.OTHER)]
    rules = msgspec.structs.replace(default_rules(LANDAK), labels=labels, letter_number="700/{no}/ITDA/{month}/{year}")
    assert parse_rules(serialise(check_rules(rules)), LANDAK) == rules


@pytest.mark.parametrize(
    "labels",
    [
        [label(Category.OTHER), label(Category.BRIBERY)],
        [label(Category.BRIBERY), label(Category.BRIBERY, text="Suap")],
        [label(Category.BRIBERY), label(Category.BRIBERY, Language.ENGLISH)],
        [label(Category.BRIBERY, text="")],
    ],
)
def test_names_of_kinds_stand_once_and_in_order(labels: list[CategoryLabel]) -> None:
    with pytest.raises(FormatError):
        check_rules(msgspec.structs.replace(default_rules(LANDAK), labels=labels))


@pytest.mark.parametrize("pattern", ["", "700/ITDA/2026", "{no}/{no}", "700/{no}/{hari}", "700/{no}/}", "{no}\n"])
def test_the_way_letters_are_numbered_has_one_place_for_the_number(pattern: str) -> None:
    with pytest.raises(FormatError):
        check_rules(msgspec.structs.replace(default_rules(LANDAK), letter_number=pattern))
