"""A channel that nobody can read says so before anybody writes, in the form with and without scripts, and names others.

What the portal can know is the signed directory: who is blocked or has no account yet is the officers' side's to say.
"""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from tests.cast import PROVINCE, REGENCY, World, found
from tests.portal.house import House, Page, Reporter, a_form, build, multipart, publish
from wbs.crypto.ceremony import digest_of
from wbs.crypto.directory import Directory, Role

FORMS = ("/lapor", "/lapor/tanpa-skrip")
CLOSED = {"": "Saat ini laporan tidak dapat dikirim dari sini", "/en": "No report can be sent here right now"}
HERE = "Saat ini tidak ada yang dapat membuka laporan tentang wilayah ini."
KPK = "kws.kpk.go.id"

Change = Callable[[Directory], Directory]


def republished(world: World, change: Change, agencies: tuple[str, ...] = (REGENCY, PROVINCE)) -> World:
    """Let the officials sign a directory in which something is other than before."""
    for agency in agencies:
        old = world.book().newest(agency).document
        following = msgspec.structs.replace(old, version=2, previous=digest_of(old))
        world.publish(change(following))
    return world


def too_few(directory: Directory) -> Directory:
    policy = msgspec.structs.replace(directory.policy, minimum_readers=3)
    return msgspec.structs.replace(directory, policy=policy)


def without_receivers(directory: Directory) -> Directory:
    readers = [msgspec.structs.replace(entry, roles=[Role.REVIEWER]) for entry in directory.readers]
    return msgspec.structs.replace(directory, readers=readers)


def not_begun(directory: Directory) -> Directory:
    readers = [msgspec.structs.replace(entry, since="2027-01-01") for entry in directory.readers]
    return msgspec.structs.replace(directory, readers=readers)


def leaving(directory: Directory) -> Directory:
    """One of two receivers leaves on the day before the house's clock stands."""
    first, *others = directory.readers
    return msgspec.structs.replace(
        directory, readers=[msgspec.structs.replace(first, until="2026-11-22"), *others], issued="2026-11-21"
    )


CHANGES: list[Change] = [too_few, without_receivers, not_begun, leaving]


def pages(house: House, prefix: str = "") -> list[Page]:
    return [Reporter(house.app, prefix).get(path) for path in FORMS]


@pytest.mark.parametrize("change", CHANGES)
def test_where_too_few_could_read_nothing_can_be_typed_and_other_channels_are_named(folder: Path, change: Change):
    house = build(folder, republished(found(), change))
    for prefix, said in CLOSED.items():
        for page in pages(house, prefix):
            assert page.status == 200
            assert said in page.text
            assert KPK in page.text
            assert "/tanda-terima" in page.text, "whoever has reported must find the mailbox"
            for element in ("<textarea", "<form", "<script", 'name="ticket"'):
                assert element not in page.text
    assert house.stored_cases() == 0
    house.store.close()


def test_the_first_page_says_so_too_and_still_leads_to_mailboxes(folder: Path):
    house = build(folder, republished(found(), too_few))
    for prefix, said in CLOSED.items():
        page = Reporter(house.app, prefix).get("/")
        assert said in page.text
        assert "/tanda-terima" in page.text
    house.store.close()


def test_an_open_channel_says_nothing_of_the_kind(house: House):
    for prefix, said in CLOSED.items():
        for page in [*pages(house, prefix), Reporter(house.app, prefix).get("/")]:
            assert said not in page.text
            assert HERE not in page.text


def test_a_report_that_was_typed_while_the_channel_closed_comes_back_whole(folder: Path):
    house = build(folder, found())
    reporter = house.reporter()
    ticket = reporter.get("/lapor").ticket
    house.clock.turn(days=0.5)
    publish(republished(house.world, too_few), folder / "keys")
    page = reporter.post("/lapor", multipart(a_form(ticket, what="Cerita yang panjang.", rank="unknown")))
    assert page.status == 422
    assert page.value("what") == "Cerita yang panjang."
    assert "rank" in page.errors
    assert "Salin tulisan Anda" in page.text
    assert KPK in page.text
    assert house.stored_cases() == 0
    house.store.close()


def test_one_closed_area_is_named_at_its_choice_and_the_others_take_reports(folder: Path):
    world = republished(found(agencies=("61", "62")), too_few, ("62",))
    house = build(folder, world)
    for page in pages(house):
        assert page.text.count(HERE) == 1
        card = page.text.partition('value="62"')[2].partition("</div>")[0]
        assert HERE in card
        assert KPK in card
    assert house.reporter().report(agency="61").words
    assert "rank" in house.reporter().report(agency="62").errors
    house.store.close()


def test_of_very_many_areas_a_closed_one_is_marked_and_leads_to_other_channels(folder: Path):
    codes = ["61", *(str(number) for number in range(71, 84))]
    house = build(folder, republished(found(agencies=codes), too_few, ("75",)))
    for path in FORMS:
        first = house.reporter().get(path)
        assert first.text.count("saat ini tidak menerima laporan") == 1
        closed = house.reporter().get(f"{path}?agency=75")
        assert CLOSED[""] in closed.text
        assert "Inspektorat 75" in closed.text
        assert "<textarea" not in closed.text
        assert "<textarea" in house.reporter().get(f"{path}?agency=76").text
    house.store.close()


def test_where_every_one_of_very_many_is_closed_nobody_is_asked_to_choose(folder: Path):
    codes = ["61", *(str(number) for number in range(71, 84))]
    house = build(folder, republished(found(agencies=codes), too_few, tuple(codes)))
    for page in pages(house):
        assert CLOSED[""] in page.text
        assert "<select" not in page.text
    house.store.close()


def test_whoever_has_reported_reads_and_writes_on_after_the_channel_closed(folder: Path):
    house = build(folder, found())
    reporter = house.reporter()
    words = reporter.report().words
    house.case(words).say("Kami membaca laporan Anda.")
    house.clock.turn(days=400)
    assert all(CLOSED[""] in page.text for page in pages(house))
    page = reporter.mailbox(words)
    assert "Kami membaca laporan Anda." in page.text
    assert reporter.reply(page.ticket, "Terima kasih.").status == 200
    assert house.case(words).texts() == ["Terima kasih."]
    house.store.close()
