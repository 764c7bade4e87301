"""Whoever holds the shared medium for an hour tries to get a reader listed; each try is refused, or shown."""

import re
from pathlib import Path

import msgspec
import pytest

from tests import cast
from tests.cast import PROVINCE, REGENCY
from tests.cli.ceremony.house import NEXT_DAY, House, payload_of
from tests.cli.officials import publish, run
from wbs.crypto.ceremony import digest_of, draft_roots, reader_entry, sign_directory, sign_roots
from wbs.crypto.directory import Directory, Role
from wbs.crypto.drafts import change_agency, draft_next_agencies
from wbs.crypto.keys import OfficerSecret, RootSigningKey
from wbs.crypto.root_key import RootKey, Signed, document_words, root_key_words, sign_memory, verify_card
from wbs.crypto.shape import parse, serialise
from wbs.crypto.signing import add_signature

pytestmark = pytest.mark.promise("P05")
MALLORY = OfficerSecret.generate()


def with_mallory(directory: Directory, officer: str = "penerima-01") -> Directory:
    """The directory with an officer's keys swapped for the attacker's."""
    readers = [
        msgspec.structs.replace(
            entry, reader_key=MALLORY.reader_key.public.text, verify_key=MALLORY.signing_key.public.text
        )
        if entry.id == officer
        else entry
        for entry in directory.readers
    ]
    return msgspec.structs.replace(directory, readers=readers)


def nothing_was_signed(house: House) -> bool:
    return not list(house.place.rglob("*.signed-*.json"))


# A swapped draft


def test_a_key_that_no_request_asks_for_is_not_signed(house: House) -> None:
    draft = house.put(with_mallory(house.following()))
    refused = house.sign(draft, house.keys[0])
    assert refused.exit_code == 1
    assert "tidak ada permintaan pendaftaran untuk kunci penerima-01" in refused.output
    assert nothing_was_signed(house)


def test_a_swapped_key_is_told_even_to_an_official_who_insists(house: House) -> None:
    draft = house.put(with_mallory(house.following()))
    shown = house.sign(draft, house.keys[0], "--without-request", typed="tidak\n")
    assert "KUNCI BARU TANPA PERMINTAAN" in shown.output
    assert "~ penerima-01: KUNCI BARU" in shown.output
    assert nothing_was_signed(house)


def test_another_persons_request_does_not_cover_a_swapped_key(house: House) -> None:
    house.request("penerima-99", MALLORY)
    refused = house.sign(house.put(with_mallory(house.following())), house.keys[0])
    assert "tidak ada permintaan pendaftaran untuk kunci penerima-01" in refused.output
    assert nothing_was_signed(house)


def test_a_swapped_request_shows_other_words_than_the_officers_own_screen(house: House) -> None:
    _, words = house.request("penerima-03")
    path, others = house.request("penerima-03", MALLORY)
    draft = house.put(house.following())
    asked = run("directory", "add", draft, path, typed="tidak\n")
    assert asked.exit_code == 1
    assert others in asked.output
    assert words not in asked.output
    assert not list(house.shared.glob("*.draft-*.json"))


def test_a_request_swapped_after_the_draft_was_made_is_not_taken_for_it(house: House) -> None:
    path, _ = house.request("penerima-03")
    assert run("directory", "add", house.put(house.following()), path, "--yes").exit_code == 0
    house.request("penerima-03", MALLORY)
    refused = house.sign(house.shared / f"directory-{REGENCY}-2.draft-1.json", house.keys[0])
    assert "tidak ada permintaan pendaftaran untuk kunci penerima-03" in refused.output
    assert nothing_was_signed(house)


def test_a_renewal_that_the_old_key_did_not_sign_is_told(house: House) -> None:
    path, _ = house.request("penerima-01", MALLORY)
    told = run("directory", "replace", house.put(house.following()), path, "--yes")
    assert "PERINGATAN: permintaan ini tidak ditandatangani dengan kunci lama" in told.output


def test_what_is_signed_is_what_was_shown_also_if_the_file_is_swapped_meanwhile(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = house.following()
    draft = house.put(honest)

    def swap(*_: object, **__: object) -> str:
        draft.write_bytes(serialise(with_mallory(honest)))
        return "ya"

    monkeypatch.setattr("click.prompt", swap)
    assert house.sign(draft, house.keys[0]).exit_code == 0
    (signed,) = house.shared.glob("*.signed-*.json")
    assert payload_of(signed) == serialise(honest)


def test_two_officials_who_were_given_different_drafts_see_different_words_and_cannot_combine(house: House) -> None:
    one, other = house.following(), house.following(grace_days=10)
    screens = [
        house.sign(house.put(draft, f"{number}.json"), key)
        for number, (draft, key) in enumerate(zip((one, other), house.keys, strict=False))
    ]
    for draft, screen in zip((one, other), screens, strict=True):
        assert " ".join(document_words(serialise(draft))) in screen.output
    assert document_words(serialise(one)) != document_words(serialise(other))
    refused = run("directory", "combine", *sorted(house.shared.glob("*.signed-*.json")))
    assert "berada di bawah naskah yang berbeda-beda" in refused.output
    assert not (house.shared / f"directory-{REGENCY}-2.json").exists()


def test_an_entry_that_says_more_than_its_request_is_told(house: House) -> None:
    path, words = house.request("auditor-01", roles=[Role.AUDITOR])
    assert run("directory", "add", house.put(house.following()), path, "--yes").exit_code == 0
    draft = house.shared / f"directory-{REGENCY}-2.draft-1.json"
    honest = parse(draft.read_bytes(), Directory)
    assert "BERBEDA DARI PERMINTAANNYA" not in run("directory", "show", draft).output
    readers = [*honest.readers[:-1], msgspec.structs.replace(honest.readers[-1], roles=[Role.RECEIVER])]
    told = run("directory", "show", house.put(msgspec.structs.replace(honest, readers=readers))).output
    assert words in told
    assert "BERBEDA DARI PERMINTAANNYA: " in told
    assert "auditor (auditor)" in told


def test_a_directory_that_would_outlast_its_readers_is_warned_of(house: House) -> None:
    told = run("directory", "show", house.put(house.following(expires="2099-01-01"))).output
    assert "PERINGATAN: daftar ini berlaku 26335 hari" in told
    assert "PERINGATAN" not in run("directory", "show", house.put(house.following())).output


def test_a_file_name_on_the_medium_writes_nothing_else_on_the_screen(house: House) -> None:
    evil = house.shared / "x\x1b[2J\u202e.json"
    evil.write_bytes(b"{}")
    evil.chmod(0)
    told = run("directory", "check", house.shared, "--documents", house.shared)
    assert told.exit_code != 0
    refused = run("keys", "root", "show", evil.with_name("y\x1b[2J\u202e"))
    assert refused.exit_code == 1
    assert "\x1b" not in refused.output
    assert "\u202e" not in refused.output


def test_a_medium_that_fails_is_named_in_one_line(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(folder: Path) -> None:
        raise OSError(5, "Input/output error", str(folder / "x\x1b[2J"))

    monkeypatch.setattr(Path, "iterdir", fail)
    refused = house.sign(house.put(house.following()), house.keys[0])
    assert refused.exit_code == 1
    assert refused.output.splitlines() == [
        "wbs: ditolak: x<U+001B>[2J tidak dapat dibaca atau ditulis: Input/output error"
    ]


# Signatures


def test_one_official_alone_publishes_nothing(house: House) -> None:
    files = house.signed(house.following(), house.keys[:1])
    refused = run("directory", "combine", *files)
    assert "masih diperlukan 1 tanda tangan" in refused.output


def test_one_official_twice_and_a_stranger_do_not_make_two(house: House) -> None:
    (file,) = house.signed(house.following(), house.keys[:1])
    file.write_bytes(add_signature(file.read_bytes(), RootSigningKey.generate()))
    refused = run("directory", "combine", file, file)
    assert "masih diperlukan 1 tanda tangan" in refused.output


def test_the_order_of_signatures_does_not_change_the_published_bytes(house: House, tmp_path: Path) -> None:
    files = house.signed(house.following(), house.keys)
    out = [tmp_path / "one", tmp_path / "two"]
    for folder, order in zip(out, (files, files[::-1]), strict=True):
        folder.mkdir()
        run("directory", "combine", *order, "--out", folder)
    one, two = (folder / f"directory-{REGENCY}-2.json" for folder in out)
    assert one.read_bytes() == two.read_bytes()


def test_a_key_that_the_roots_do_not_list_signs_nothing(house: House) -> None:
    stranger = house.key(7, "Inspektur", RootSigningKey.generate())
    refused = house.sign(house.put(house.following()), stranger)
    assert "tidak tercantum dalam akar" in refused.output
    assert nothing_was_signed(house)


def test_a_key_does_not_sign_for_another_office_than_its_own(house: House) -> None:
    other = house.key(8, "Sekretaris", house.world.root_keys[REGENCY][0])
    refused = house.sign(house.put(house.following()), other)
    assert "akar mencantumkan kunci ini pada jabatan lain" in refused.output
    assert nothing_was_signed(house)


def test_the_officials_of_one_agency_do_not_sign_for_another(house: House) -> None:
    other = house.key(0, cast.OFFICES[0], agency=PROVINCE)
    refused = house.sign(house.put(house.following()), other)
    assert "tidak tercantum dalam akar" in refused.output
    assert nothing_was_signed(house)


# Withheld, replaced and repeated versions


def test_a_key_does_not_sign_a_second_document_under_one_version(house: House) -> None:
    house.signed(house.following(), house.keys[:1])
    refused = house.sign(house.put(house.following(grace_days=10)), house.keys[0], "--out", str(house.place))
    assert "sudah menandatangani naskah lain dengan versi ini" in refused.output
    assert len(list(house.place.rglob("*.signed-*.json"))) == 1


def test_a_wrong_draft_that_was_never_published_is_replaced_by_saying_so(house: House) -> None:
    (wrong,) = house.signed(house.following(), house.keys[:1])
    wrong.unlink()
    assert house.sign(house.put(house.following(grace_days=10)), house.keys[0], "--again").exit_code == 0


def test_again_does_not_help_against_a_published_version(house: House) -> None:
    house.world.publish(house.following())
    publish(house.world, house.shared)
    first = house.world.book().by_agency[REGENCY].directories[0].document
    second = msgspec.structs.replace(house.following(), version=2, previous=digest_of(first), grace_days=1)
    refused = house.sign(house.put(second), house.keys[0], "--again")
    assert "naskah lain dengan versi ini sudah ada di folder ini" in refused.output
    assert nothing_was_signed(house)


def test_withholding_the_newest_version_makes_no_official_go_back(house: House) -> None:
    files = house.signed(house.following())
    run("directory", "combine", *files)
    third = house.following(version=3, previous=digest_of(house.following()))
    for file in house.shared.glob("*.signed-*.json"):
        file.unlink()
    assert house.sign(house.put(third), house.keys[0]).exit_code == 0
    (house.shared / f"directory-{REGENCY}-2.json").unlink()
    refused = house.sign(house.put(house.following(grace_days=1)), house.keys[0], "--again", "--out", str(house.place))
    assert "sudah menandatangani versi yang lebih baru" in refused.output


def test_a_draft_that_follows_from_another_version_than_the_one_shown_is_not_signed(house: House) -> None:
    refused = house.sign(house.put(house.following(previous="A" * 43)), house.keys[0])
    assert "versi sebelumnya tidak ada di folder ini" in refused.output
    skipping = house.sign(house.put(house.following(version=3)), house.keys[0])
    assert "versi sebelumnya tidak ada di folder ini" in skipping.output
    assert nothing_was_signed(house)


def test_a_draft_under_roots_that_were_changed_is_not_signed(house: House) -> None:
    draft = house.put(house.following())
    previous = house.world.book().by_agency[REGENCY].roots[-1].document
    rotated = msgspec.structs.replace(previous, version=2, previous=digest_of(previous), threshold=3)
    signed = sign_roots(rotated, house.world.root_keys[REGENCY])
    (house.shared / f"roots-{REGENCY}-2.json").write_bytes(signed)
    refused = house.sign(draft, house.keys[0])
    assert "tidak berdiri di bawah akar terbaru di folder ini" in refused.output
    assert nothing_was_signed(house)


def test_a_history_with_another_document_in_the_place_of_what_was_signed_is_refused(house: House) -> None:
    house.signed(house.following(), house.keys[:1])
    forged = house.following(grace_days=1)
    house.world.publish(forged)
    publish(house.world, house.shared)
    third = house.following()
    assert third.version == 3
    refused = house.sign(house.put(third), house.keys[0], "--out", str(house.place))
    assert "tidak memuat versi yang terakhir ditandatangani kunci ini" in refused.output


def self_made(house: House) -> Path:
    """A whole set that the attacker made: roots that list the official's true key beside two of the attacker's."""
    mine = [RootSigningKey.generate(), RootSigningKey.generate()]
    keys = [house.world.root_keys[REGENCY][0], *mine]
    roots = draft_roots(REGENCY, keys, cast.OFFICES, 2)
    entry = reader_entry(
        MALLORY, reader="mallory", label="M", unit="U", rank="staff", roles=[Role.RECEIVER], since=NEXT_DAY
    )
    first = msgspec.structs.replace(house.newest, roots=digest_of(roots), readers=[entry])
    folder = house.place / "forged"
    folder.mkdir()
    (folder / f"roots-{REGENCY}-1.json").write_bytes(sign_roots(roots, mine))
    (folder / f"directory-{REGENCY}-1.json").write_bytes(sign_directory(first, mine))
    second = msgspec.structs.replace(first, version=2, previous=digest_of(first))
    draft = folder / "draft.json"
    draft.write_bytes(serialise(second))
    return draft


def test_self_made_roots_that_list_an_officials_key_are_refused_by_that_keys_memory(house: House) -> None:
    roots_entry = house.world.book().by_agency[REGENCY].roots[0].document
    draft = house.shared / "again.json"
    draft.write_bytes(serialise(roots_entry))
    assert house.sign(draft, house.keys[0], kind="roots").exit_code == 0
    refused = house.sign(self_made(house), house.keys[0])
    assert "bukan akar yang dulu ditandatangani kunci ini" in refused.output
    assert not list((house.place / "forged").glob("*.signed-*.json"))


def test_a_key_that_signed_an_agencys_roots_signs_no_table_with_others(house: House) -> None:
    installation = house.world.book().installation[-1].document
    own = house.key(0, cast.OFFICES[0], house.world.root_keys["00"][0], agency="00")
    mine = draft_roots(REGENCY, [RootSigningKey.generate() for _ in range(3)], cast.OFFICES, 2)
    table = draft_next_agencies(house.world.book().agencies.document, installation, NEXT_DAY)
    honest, forged = house.shared / "honest.json", house.shared / "forged.json"
    honest.write_bytes(serialise(table))
    forged.write_bytes(serialise(change_agency(table, REGENCY, roots=mine.fingerprint_text())))
    known = house.world.book().by_agency[REGENCY].roots[-1]
    entry = Signed(kind="roots", agency=REGENCY, version=1, digest=known.digest)
    own.with_suffix(".memory.json").write_bytes(sign_memory([entry], house.world.root_keys["00"][0]))
    refused = house.sign(forged, own, kind="agencies")
    assert "menyebut akar lain daripada yang ditandatangani kunci ini" in refused.output
    assert nothing_was_signed(house)
    assert house.sign(honest, own, kind="agencies").exit_code == 0


def test_a_key_without_memory_asks_for_the_paper(house: House) -> None:
    asked = house.sign(self_made(house), house.keys[0], typed="tidak\n")
    true_words = " ".join(house.world.book().by_agency[REGENCY].roots[-1].document.fingerprint_words())
    assert "Samakah dengan catatan di kertas Anda?" in asked.output
    assert true_words not in asked.output
    assert not list((house.place / "forged").glob("*.signed-*.json"))


def test_a_fingerprint_from_paper_refuses_self_made_roots(house: House) -> None:
    true = house.world.book().by_agency[REGENCY].roots[-1].document.fingerprint_text()
    refused = house.sign(self_made(house), house.keys[0], "--root", true, "--yes")
    assert "bukan akar dengan sidik jari yang disebut" in refused.output
    assert not list((house.place / "forged").glob("*.signed-*.json"))


def test_a_script_says_which_roots_it_means(house: House) -> None:
    refused = house.sign(house.put(house.following()), house.keys[0], "--yes")
    assert "sebutkan akar yang dimaksud dengan --root" in refused.output
    assert nothing_was_signed(house)


def test_a_script_says_which_roots_it_means_for_a_first_directory_too(house: House) -> None:
    first = house.newest
    (house.shared / f"directory-{REGENCY}-1.json").unlink()
    refused = house.sign(house.put(first), house.keys[0], "--yes", "--without-request")
    assert "sebutkan akar yang dimaksud dengan --root" in refused.output
    assert nothing_was_signed(house)


def test_a_memory_that_somebody_else_wrote_is_refused(house: House) -> None:
    memory = house.keys[0].with_suffix(".memory.json")
    memory.write_bytes(sign_memory([], RootSigningKey.generate()))
    refused = house.sign(house.put(house.following()), house.keys[0])
    assert "tanda tangan tidak cocok" in refused.output
    assert nothing_was_signed(house)


# Cards


def test_a_swapped_card_shows_other_words_than_the_officials_paper(house: House) -> None:
    keys = [RootSigningKey.generate() for _ in range(3)]
    for number, key in enumerate(keys):
        (house.shared / f"{number}.card.json").write_bytes(RootKey(key, cast.OFFICES[number], NEXT_DAY).card())
    stranger = RootSigningKey.generate()
    (house.shared / "1.card.json").write_bytes(RootKey(stranger, cast.OFFICES[1], NEXT_DAY).card())
    cards = sorted(house.shared.glob("*.card.json"))
    shown = run("roots", "draft", "--agency", "61.09", *cards, "--out", house.place)
    assert " ".join(root_key_words(stranger.public)) in shown.output
    assert " ".join(root_key_words(keys[1].public)) not in shown.output


def test_a_card_whose_office_was_rewritten_is_refused(house: House) -> None:
    key, other = RootSigningKey.generate(), RootSigningKey.generate()
    honest = RootKey(key, "Inspektur", NEXT_DAY).card()
    forged = RootKey(other, "Sekretaris", NEXT_DAY).card()
    mixed = forged.replace(forged.split(b'"sig":"')[1], honest.split(b'"sig":"')[1])
    path = house.shared / "x.card.json"
    path.write_bytes(mixed)
    assert "tanda tangan tidak cocok" in run("keys", "root", "show", path).output
    assert verify_card(honest).office == "Inspektur"


# Publishing


def test_a_document_that_the_officials_did_not_sign_is_not_published(house: House) -> None:
    forged = sign_directory(with_mallory(house.following()), [RootSigningKey.generate(), RootSigningKey.generate()])
    path = house.place / f"directory-{REGENCY}-2.json"
    path.write_bytes(forged)
    before = sorted(house.shared.iterdir())
    refused = run("directory", "publish", path, "--into", house.shared)
    assert refused.exit_code == 1
    assert sorted(house.shared.iterdir()) == before


def test_of_several_files_none_is_published_if_one_is_not_genuine(house: House) -> None:
    good = sign_directory(house.following(), house.world.root_keys[REGENCY][:2])
    (house.place / f"directory-{REGENCY}-2.json").write_bytes(good)
    bad = house.place / f"directory-{PROVINCE}-2.json"
    bad.write_bytes(good)
    before = sorted(house.shared.iterdir())
    refused = run("directory", "publish", house.place / f"directory-{REGENCY}-2.json", bad, "--into", house.shared)
    assert refused.exit_code == 1
    assert sorted(house.shared.iterdir()) == before


def test_another_document_of_a_published_version_is_an_alarm(house: House) -> None:
    first = msgspec.structs.replace(house.newest, grace_days=1)
    path = house.place / f"directory-{REGENCY}-1.json"
    path.write_bytes(sign_directory(first, house.world.root_keys[REGENCY][:2]))
    refused = run("directory", "publish", path, "--into", house.shared)
    assert "dua naskah satu versi" in refused.output


def test_publishing_again_changes_nothing(house: House) -> None:
    files = house.signed(house.following())
    assert run("directory", "combine", *files, "--out", house.place).exit_code == 0
    document = house.place / f"directory-{REGENCY}-2.json"
    assert "Diterbitkan" in run("directory", "publish", document, "--into", house.shared).output
    again = run("directory", "publish", document, "--into", house.shared)
    assert again.exit_code == 0
    assert "Semua sudah terbit" in again.output


def test_new_roots_without_a_directory_under_them_are_not_published(house: House) -> None:
    previous = house.world.book().by_agency[REGENCY].roots[-1].document
    keys = house.world.root_keys[REGENCY]
    rotated = msgspec.structs.replace(previous, version=2, previous=digest_of(previous), threshold=3)
    path = house.place / f"roots-{REGENCY}-2.json"
    path.write_bytes(sign_roots(rotated, keys))
    refused = run("roots", "publish", path, "--into", house.shared)
    assert "belum ada daftar penerima di bawah akar terbaru" in refused.output
    assert not (house.shared / path.name).exists()


def test_a_rotation_that_the_old_officials_did_not_sign_is_not_combined(house: House) -> None:
    previous = house.world.book().by_agency[REGENCY].roots[-1].document
    mine = [RootSigningKey.generate() for _ in range(3)]
    taken = msgspec.structs.replace(
        draft_roots(REGENCY, mine, cast.OFFICES, 2), version=2, previous=digest_of(previous)
    )
    path = house.shared / f"roots-{REGENCY}-2.signed-x.json"
    path.write_bytes(sign_roots(taken, mine))
    refused = run("roots", "combine", path)
    assert "masih diperlukan 2 tanda tangan" in refused.output


# What nobody may overwrite


def test_no_step_overwrites_a_file(house: House) -> None:
    files = house.signed(house.following())
    run("directory", "combine", *files)
    before = {path: path.read_bytes() for path in house.place.rglob("*") if path.is_file()}
    draft = house.shared / "draft.json"
    results = [
        house.sign(draft, house.keys[0]),
        run("directory", "combine", *files),
        run("directory", "print", house.shared / f"directory-{REGENCY}-2.json"),
        run("directory", "print", house.shared / f"directory-{REGENCY}-2.json"),
    ]
    assert [result.exit_code for result in results] == [1, 1, 0, 1]
    assert all(path.read_bytes() == data for path, data in before.items())
    for result in (results[0], results[1], results[3]):
        assert re.search(r"sudah ada; tidak ada yang ditimpa", result.output)


def test_a_draft_never_replaces_a_draft(house: House) -> None:
    for number in (1, 2, 3):
        assert run("directory", "renew", "--agency", REGENCY, "--documents", house.shared, "--out", house.shared,
                   "--day", NEXT_DAY).exit_code == 0  # fmt: skip
        assert (house.shared / f"directory-{REGENCY}-2.draft-{number}.json").exists()


def test_a_draft_keeps_every_reader_of_the_version_before(house: House) -> None:
    run("directory", "renew", "--agency", REGENCY, "--documents", house.shared, "--out", house.place, "--day", NEXT_DAY)
    draft = parse((house.place / f"directory-{REGENCY}-2.draft-1.json").read_bytes(), Directory)
    assert draft.readers == house.newest.readers
    assert draft.previous == digest_of(house.newest)
