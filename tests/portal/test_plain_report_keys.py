"""What the plain form decides about keys: several people, whom not to let read, names that are sealed apart."""

import html
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.cast import PROVINCE, REGENCY, Person, World, found
from tests.listing import list_only
from tests.portal.house import House, build
from wbs.crypto.directory import Custodian, Role
from wbs.crypto.disclosure import open_identity
from wbs.crypto.keys import CustodianPrivateKey, OfficerSecret, ReporterVerifyKey
from wbs.crypto.report import Contact, IdentityMode, Reference
from wbs.errors import FormatError, UnsealError

NAMED = {
    "person": "Siti Kenari",
    "address": "Jalan Semisal 1\nNgabang",
    "occupation": "Guru",
    "phone": "0812 0000 0000",
    "reach": "siti@contoh.id",
}
CONTACT = Contact(
    name=NAMED["person"],
    address=NAMED["address"],
    occupation=NAMED["occupation"],
    phone=NAMED["phone"],
    other=NAMED["reach"],
)


@pytest.fixture(scope="module")
def keys() -> dict[str, OfficerSecret]:
    return {code: OfficerSecret.generate() for code in (REGENCY, PROVINCE)}


@pytest.fixture
def kept(folder: Path, keys: dict[str, OfficerSecret]) -> Iterator[House]:
    """A house whose agencies both have a custodian."""
    world = found()
    for code, secret in keys.items():
        add_custodian(world, code, secret)
    house = build(folder, world)
    yield house
    house.store.close()


def add_custodian(world: World, code: str, secret: OfficerSecret) -> None:
    entry = Custodian(
        id="pemegang-01",
        label="Pemegang 01",
        unit="Sekretariat",
        rank="inspectorate",
        reader_key=secret.reader_key.public.text,
        verify_key=secret.signing_key.public.text,
    )
    people = [person for person in world.people.values() if person.agency == code]
    list_only(world, people, code, custodian=entry)


def sealed_identity(house: House, words: list[str], person: str = f"{REGENCY}/penerima-01") -> tuple[str, str, str]:
    """Give the identity member of a case, the case's id, and the reporter's verify key, as an officer holds them."""
    dossier = house.case(words, person).open()
    message = dossier.messages[0].message
    assert message.identity is not msgspec.UNSET
    return message.identity, message.case, dossier.chain.first.reporter.verify_key


def custodian_key(secret: OfficerSecret) -> CustodianPrivateKey:
    return CustodianPrivateKey(secret.reader_key.unsafe_seed())


@pytest.mark.promise("P06")
@pytest.mark.parametrize("rank", ["leadership", "inspectorate", "office-head"])
def test_of_several_people_the_one_whose_report_goes_farthest_up_decides(house: House, rank: str):
    words = house.reporter().report(rank="staff", who3="Fulan C.", rank3=rank).words
    case = house.case(words, f"{PROVINCE}/penerima-01")
    assert case.name.agency == PROVINCE
    assert (case.report.rank, [one.rank for one in case.report.accused]) == (rank, ["staff", rank])
    assert not house.case(words, f"{REGENCY}/penerima-01").may_open


@pytest.mark.promise("P06")
def test_one_of_several_about_whom_nobody_here_may_read_closes_the_whole_form(house: House):
    page = house.reporter().report(agency=PROVINCE, rank="staff", post2="Gubernur", rank2="leadership")
    assert (page.status, list(page.errors)) == (422, ["rank2"])
    assert '<details class="more" data-quiet open>' in page.text
    assert house.stored_cases() == 0


@pytest.mark.promise("P06")
@pytest.mark.parametrize(
    "changes",
    [
        {"exclude": "Irban Khusus (Inspektorat 61.08)"},
        {"rank": "leadership"},
        {"who2": "Bupati", "rank2": "leadership"},
    ],
    ids=str,
)
def test_a_form_sent_again_gives_nothing_to_those_whom_it_now_keeps_out(house: House, changes: dict[str, str]):
    """Its answer was late, its reporter thought again: what is added must not go to whoever read the first."""
    reporter = house.reporter()
    ticket = reporter.get("/lapor").ticket
    first = reporter.report(ticket=ticket)
    again = reporter.report([("baru.txt", "text/plain", b"baru")], ticket=ticket, how="Rahasia", **changes)
    assert again.words == first.words
    assert "Perubahan Anda tidak terkirim" in again.text
    case = house.case(first.words)
    assert (case.texts(), case.files(), house.stored_cases(), house.pending()) == ([], {}, 1, 0)
    assert "ditambahkan" in reporter.report(ticket=ticket, how="Terbuka").text


def test_a_form_sent_again_that_keeps_out_fewer_adds_what_it_says(house: House):
    reporter = house.reporter()
    ticket = reporter.get("/lapor").ticket
    first = reporter.report(ticket=ticket, exclude="Irban Khusus (Inspektorat 61.08)")
    assert "ditambahkan" in reporter.report(ticket=ticket, how="Terbuka").text
    assert len(house.case(first.words).texts()) == 1


@pytest.mark.parametrize("first", [{}, {"identity": "confidential", **NAMED}], ids=["anonymous", "confidential"])
def test_a_name_that_is_sealed_apart_is_not_changed_by_a_form_sent_again_and_that_is_said(
    kept: House, first: dict[str, str]
):
    reporter = kept.reporter()
    ticket = reporter.get("/lapor").ticket
    assert "tidak disimpan" not in reporter.report(ticket=ticket, **first).text
    again = reporter.report(ticket=ticket, identity="confidential", **{**NAMED, "person": "Nama Lain"})
    assert "ketika pertama tiba" in again.text
    assert "Nama Lain" not in "".join(kept.case(again.words).texts())


def test_a_rank_without_a_person_decides_nothing(house: House):
    words = house.reporter().report(rank="staff", rank2="leadership").words
    assert house.case(words).report.rank == "staff"


@pytest.mark.promise("P06")
def test_whoever_is_ticked_gets_no_key_and_the_record_says_so(house: House):
    words = house.reporter().report(exclude="Irban Khusus (Inspektorat 61.08)").words
    dossier = house.case(words).open()
    assert {(one.unit, one.reader) for one in dossier.chain.first.excluded} == {
        ("Irban Khusus", msgspec.UNSET),
        (msgspec.UNSET, "penelaah-01"),
    }


@pytest.mark.promise("P06")
def test_the_receipt_counts_those_who_got_the_key_and_not_all_who_serve(folder: Path):
    third = Person(REGENCY, "penerima-03", frozenset({Role.RECEIVER}))
    house = build(folder, found([third]))
    for exclude, count in (("", 3), ("Petugas penerima-03 (Inspektorat 61.08)", 2)):
        assert f"{count} penerima laporan di Inspektorat 61.08" in house.reporter().report(exclude=exclude).text
    house.store.close()


@pytest.mark.promise("P06")
def test_when_too_few_are_left_the_level_above_reads_and_files_lie_there(house: House):
    page = house.reporter().report([("a.txt", "text/plain", b"x")], exclude="Tim Penerima (Inspektorat 61.08)")
    case = house.case(page.words, f"{PROVINCE}/penerima-01")
    assert case.name.agency == PROVINCE
    assert case.files() == {"a.txt": b"x"}
    assert not house.case(page.words, f"{REGENCY}/penerima-01").may_open


@pytest.mark.promise("P06")
def test_when_nobody_is_left_it_is_said_and_nothing_is_stored(house: House):
    both = "Tim Penerima (Inspektorat 61.08)\nTim Penerima (Inspektorat 61)"
    page = house.reporter().report(exclude=both, what="Masih ada")
    assert (page.status, list(page.errors)) == (422, ["exclude"])
    assert page.value("what") == "Masih ada"
    assert page.text.count(" checked") >= 2
    assert house.stored_cases() == 0


def test_a_name_that_stands_in_no_list_is_told_instead_of_passed_over(house: House):
    page = house.reporter().report(exclude="Pak Kumis")
    assert (page.status, list(page.errors)) == (422, ["exclude"])
    assert house.stored_cases() == 0


def test_boxes_may_come_as_several_parts_as_browsers_send_them(house: House):
    reporter = house.reporter()
    form = reporter.get("/lapor/tanpa-skrip").text
    assert form.count('name="exclude"') > 5
    assert 'value="Tim Penerima (Inspektorat 61.08)"' in form


@pytest.mark.promise("P01", "P03")
def test_a_confidential_name_opens_for_case_and_custodian_together_alone(
    kept: House, keys: dict[str, OfficerSecret], caplog: pytest.LogCaptureFixture
):
    caplog.set_level(0)
    words = kept.reporter().report(identity="confidential", **NAMED).words
    identity, case, verify = sealed_identity(kept, words)
    reporter = ReporterVerifyKey.parse(verify)
    assert open_identity(custodian_key(keys[REGENCY]), identity, case, reporter) == CONTACT
    with pytest.raises(UnsealError):
        open_identity(custodian_key(keys[PROVINCE]), identity, case, reporter)
    report = kept.case(words).report
    assert (report.identity_mode, report.contact) == (IdentityMode.CONFIDENTIAL, msgspec.UNSET)
    assert NAMED["person"] not in str(msgspec.to_builtins(report))
    assert NAMED["person"].encode() not in kept.stored_bytes() + caplog.text.encode()


@pytest.mark.promise("P06")
def test_a_custodian_who_is_left_out_is_replaced_by_the_one_above(kept: House, keys: dict[str, OfficerSecret]):
    left_out = "Pemegang 01 (Inspektorat 61.08)"
    words = kept.reporter().report(identity="confidential", exclude=left_out, **NAMED).words
    identity, case, verify = sealed_identity(kept, words)
    reporter = ReporterVerifyKey.parse(verify)
    assert open_identity(custodian_key(keys[PROVINCE]), identity, case, reporter) == CONTACT
    with pytest.raises(UnsealError):
        open_identity(custodian_key(keys[REGENCY]), identity, case, reporter)


@pytest.mark.promise("P13")
@pytest.mark.parametrize("identity", ["anonymous", "named", "confidential"])
def test_the_sealed_place_is_as_long_whoever_appears_how(kept: House, keys: dict[str, OfficerSecret], identity: str):
    words = kept.reporter().report(identity=identity, **NAMED).words
    member, case, verify = sealed_identity(kept, words)
    assert len(member) == len("AAAA") * 1366
    if identity != "confidential":
        with pytest.raises(FormatError):
            open_identity(custodian_key(keys[REGENCY]), member, case, ReporterVerifyKey.parse(verify))


def test_of_an_anonymous_report_no_name_goes_anywhere_whatever_was_typed(kept: House):
    report = kept.case(kept.reporter().report(identity="anonymous", **NAMED).words).report
    assert NAMED["person"] not in str(msgspec.to_builtins(report))


def test_a_named_reporter_is_read_by_whoever_reads_the_report(kept: House):
    report = kept.case(kept.reporter().report(identity="named", **NAMED).words).report
    assert (report.identity_mode, report.contact) == (IdentityMode.NAMED, CONTACT)


def test_whoever_wants_to_be_known_is_asked_for_a_name(kept: House):
    assert list(kept.reporter().report(identity="named").errors) == ["person"]


def test_a_name_that_does_not_fit_the_sealed_place_is_told_and_stays(kept: House):
    long = {**NAMED, "person": "\U0001d4b3" * 120, "address": "\U0001d4b3" * 300}
    page = kept.reporter().report(identity="confidential", **long)
    assert list(page.errors) == ["address"]
    assert page.value("person") == long["person"]


def test_an_agency_without_a_custodian_takes_no_confidential_name_and_says_so(house: House):
    form = house.reporter().get("/lapor/tanpa-skrip").text
    assert 'id="identity-confidential"' not in form
    page = house.reporter().report(identity="confidential", **NAMED)
    assert (page.status, list(page.errors)) == (422, ["identity"])
    assert house.stored_cases() == 0


def test_where_some_agencies_have_a_custodian_the_form_names_them(folder: Path, keys: dict[str, OfficerSecret]):
    world = found()
    add_custodian(world, PROVINCE, keys[PROVINCE])
    house = build(folder, world)
    form = house.reporter().get("/lapor/tanpa-skrip").text
    assert "diterima oleh Inspektorat 61<" in form
    assert house.reporter().report(identity="confidential", rank="leadership", **NAMED).words
    assert list(house.reporter().report(identity="confidential", rank="staff", **NAMED).errors) == ["identity"]
    house.store.close()


def test_what_else_the_form_asks_reaches_the_receivers(house: House):
    more = {"timing": "ongoing", "relation": "vendor", "danger": "Diancam", "accommodation": "Juru bahasa"}
    places = "SP4N-LAPOR!: 1234567\n\n Kejaksaan Negeri \n"
    report = house.case(
        house.reporter().report(**more, held="Bendahara", keep_from="Ipar", elsewhere=places, agency=REGENCY).words
    ).report
    assert (report.timing, report.relation, report.danger) == ("ongoing", "vendor", "Diancam")
    assert (report.accommodation, report.evidence_held_by, report.keep_from) == ("Juru bahasa", "Bendahara", "Ipar")
    assert report.region == REGENCY
    assert report.reported_elsewhere == [
        Reference(channel="SP4N-LAPOR!", number="1234567"),
        Reference(channel="Kejaksaan Negeri"),
    ]


@pytest.mark.parametrize("name", ["timing", "relation", "identity", "rank4", "category"])
def test_a_choice_that_is_none_is_refused_at_its_field(house: House, name: str):
    page = house.reporter().report(**{name: "lain", "who4": "Fulan"})
    assert (page.status, list(page.errors)) == (422, [name])


def test_an_area_that_another_agency_governs_still_tells_where_it_is(house: House):
    words = house.reporter().report(rank="leadership").words
    assert house.case(words, f"{PROVINCE}/penerima-01").report.region == REGENCY


def test_a_reporter_reads_everything_that_was_sent_in_the_mailbox(kept: House):
    reporter = kept.reporter()
    more = {"timing": "ongoing", "relation": "vendor", "danger": "Diancam", "held": "Bendahara", "keep_from": "Ipar"}
    sent = reporter.report(**more, who2="Fulan C.", rank2="staff", elsewhere="Kejaksaan: 12", identity="named", **NAMED)
    page = reporter.mailbox(sent.words)
    told = ("Masih berlangsung", "Rekanan atau pemasok", "Diancam", "Bendahara", "Ipar", "Fulan C.", "Kejaksaan, 12")
    assert [text for text in (*told, *NAMED.values()) if html.escape(text) not in page.text] == []
