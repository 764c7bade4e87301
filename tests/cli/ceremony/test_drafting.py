"""Every drafting command writes the next draft with exactly the change that was asked for, and says it in words."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import Result

from tests import cast
from tests.cast import PROVINCE, REGENCY
from tests.cli.ceremony.house import NEXT_DAY, House
from tests.cli.officials import run
from wbs.cli.ceremony.telling import key_words
from wbs.crypto.ceremony import sign_roots
from wbs.crypto.directory import Agencies, Channel, Directory, RecoveryShares, Role, Roots
from wbs.crypto.drafts import draft_first_roots, draft_next_agencies, holders
from wbs.crypto.keys import RecoverySecret, RootSigningKey
from wbs.crypto.recovery import recovery_words, sign_card
from wbs.crypto.root_key import RootKey
from wbs.crypto.shape import parse, serialise


def directory_after(house: House, *arguments: str | Path) -> tuple[Directory, Result]:
    """Change the next directory by one command; give what was drafted."""
    command, *more = arguments
    done = run("directory", command, house.put(house.following()), *more)
    assert done.exit_code == 0, done.output
    return parse((house.shared / f"directory-{REGENCY}-2.draft-1.json").read_bytes(), Directory), done


def differs_in(one: Any, other: Any) -> set[str]:
    return {name for name in one.__struct_fields__ if getattr(one, name) != getattr(other, name)}


def test_an_officer_is_added_for_the_days_that_were_said(house: House) -> None:
    path, words = house.request("baru")
    drafted, told = directory_after(house, "add", path, "--since", "2026-12-01", "--until", "2027-06-30", "--yes")
    assert differs_in(drafted, house.following()) == {"readers"}
    assert (drafted.readers[-1].since, drafted.readers[-1].until) == ("2026-12-01", "2027-06-30")
    assert f"kata permintaan: {words}" in told.output
    assert "  + masuk: baru" in told.output


def test_the_custodian_is_added_in_the_place_of_its_own(house: House) -> None:
    path, words = house.request("kustodian", roles=[Role.CUSTODIAN])
    drafted, told = directory_after(house, "add", path, "--yes")
    assert differs_in(drafted, house.following()) == {"custodian"}
    assert f"kata permintaan: {words}" in told.output


def test_an_officer_is_removed(house: House) -> None:
    drafted, told = directory_after(house, "remove", "penelaah-01")
    assert differs_in(drafted, house.following()) == {"readers"}
    assert drafted.reader("penelaah-01") is None
    assert "  - keluar: penelaah-01" in told.output


def test_an_officers_post_is_changed_and_nothing_else(house: House) -> None:
    drafted, told = directory_after(
        house, "change", "penelaah-01", "--label", "Penelaah satu", "--unit", "Irban V", "--rank", "staff",
        "--role", "reviewer", "--role", "auditor", "--since", "2026-02-01", "--until", "2027-02-01",
    )  # fmt: skip
    new, old = drafted.reader("penelaah-01"), house.newest.reader("penelaah-01")
    assert new is not None
    assert differs_in(new, old) == {"label", "unit", "rank", "roles", "since", "until"}
    assert new.roles == [Role.AUDITOR, Role.REVIEWER]
    assert "~ penelaah-01: peran" in told.output
    again = run("directory", "change", house.put(drafted), "penelaah-01", "--no-until")
    assert "  ~ penelaah-01: sampai" not in again.output


def test_what_concerns_the_whole_directory_is_set(house: House) -> None:
    drafted, _ = directory_after(
        house, "set", "--minimum-readers", "1", "--grace-days", "30", "--renew-by", "2027-01-01", "--expires",
        "2027-03-01", "--channel", "Ombudsman RI = ombudsman.go.id",
    )  # fmt: skip
    assert differs_in(drafted, house.following()) == {"policy", "grace_days", "renew_by", "expires", "channels"}
    assert drafted.channels == [Channel(name="Ombudsman RI", address="ombudsman.go.id")]
    assert drafted.policy.minimum_readers == 1


def recovery_card(house: House, agency: str = REGENCY) -> tuple[Path, RecoverySecret]:
    secret = RecoverySecret.generate()
    path = house.shared / f"recovery-{agency}.card.json"
    path.write_bytes(sign_card(secret, agency, RecoveryShares(threshold=2, holders=["Satu", "Dua"]), NEXT_DAY))
    return path, secret


def test_a_recovery_key_comes_from_its_card_and_shows_its_words(house: House) -> None:
    path, secret = recovery_card(house)
    drafted, told = directory_after(house, "set", "--recovery", path)
    assert drafted.recovery is not msgspec.UNSET
    assert drafted.recovery.reader_key == secret.reader_key.public.text
    assert " ".join(recovery_words(drafted.recovery)) in told.output
    without = run("directory", "set", house.put(drafted), "--no-recovery")
    assert "KUNCI PEMULIHAN: tidak ada" in without.output


def test_another_agencys_recovery_key_is_refused(house: House) -> None:
    path, _ = recovery_card(house, PROVINCE)
    refused = run("directory", "set", house.put(house.following()), "--recovery", path)
    assert "kunci pemulihan milik instansi lain" in refused.output


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("remove", "nobody"), "id ini tidak tercantum"),
        (("change", "nobody", "--label", "X"), "id ini tidak tercantum"),
        (("change", "penerima-01", "--since", "2026-02-30"), "tanggal itu tidak ada"),
        (("set", "--channel", "without an address"), "jalur ditulis sebagai NAMA=ALAMAT"),
        (("set", "--expires", "2026-01-01"), "urutan tanggal daftar ini salah"),
    ],
    ids=["remove nobody", "change nobody", "no such day", "channel", "dates"],
)
def test_a_change_that_cannot_be_is_refused_in_words(house: House, arguments: tuple[str, ...], reason: str) -> None:
    command, *more = arguments
    refused = run("directory", command, house.put(house.following()), *more)
    assert refused.exit_code == 1
    assert reason in refused.output
    assert not list(house.shared.glob("*.draft-*.json"))


def test_a_next_version_does_not_begin_with_requests_and_a_first_one_does(house: House) -> None:
    path, _ = house.request("baru")
    base = ("directory", "draft", "--agency", REGENCY, "--documents", house.shared, "--out", house.shared)
    assert "versi berikutnya dimulai seperti yang sebelumnya" in run(*base, path).output
    (house.shared / f"directory-{REGENCY}-1.json").unlink()
    assert "sedikitnya satu permintaan pendaftaran" in run(*base).output
    assert "belum ada daftar untuk diperbarui" in run("directory", "renew", *base[2:]).output
    done = run(*base, path, "--yes", "--minimum-readers", "1", "--day", NEXT_DAY)
    assert done.exit_code == 0, done.output
    drafted = parse((house.shared / f"directory-{REGENCY}-1.draft-1.json").read_bytes(), Directory)
    assert [entry.id for entry in drafted.readers] == ["baru"]
    assert drafted.issued == NEXT_DAY


def test_a_print_lists_the_words_of_every_officers_keys(house: House) -> None:
    path, _ = house.request("kustodian", roles=[Role.CUSTODIAN])
    drafted, _ = directory_after(house, "add", path, "--yes")
    assert run("directory", "print", house.shared / f"directory-{REGENCY}-2.draft-1.json").exit_code == 0
    for ending in ("txt", "html"):
        printed = (house.shared / f"directory-{REGENCY}-2.{ending}").read_text(encoding="utf-8")
        assert "masih rancangan: belum ditandatangani" in printed
        for entry in holders(drafted):
            assert f"  {entry.id}: {key_words(entry)}\n" in printed


# Roots


def test_officials_leave_and_join_by_office_and_card(house: House) -> None:
    key = RootSigningKey.generate()
    card = house.shared / "new.card.json"
    card.write_bytes(RootKey(key, "Sekretaris 2027", NEXT_DAY).card())
    told = run("roots", "change", "--agency", REGENCY, "--documents", house.shared, "--out", house.shared,
               "--remove", "Sekretaris", "--add", card, "--threshold", "3")  # fmt: skip
    assert told.exit_code == 0, told.output
    drafted = parse((house.shared / f"roots-{REGENCY}-2.draft-1.json").read_bytes(), Roots)
    assert [entry.office for entry in drafted.keys] == ["Inspektur", "Inspektur Pembantu Khusus", "Sekretaris 2027"]
    assert drafted.threshold == 3
    assert '  - keluar: "Sekretaris"' in told.output
    assert '  + masuk: "Sekretaris 2027"' in told.output


def test_holders_of_recovery_shares_are_named_and_kept_and_taken_away(house: House) -> None:
    base = ("roots", "change", "--agency", REGENCY, "--documents", house.shared, "--out", house.shared)
    half = run(*base, "--recovery-threshold", "2")
    assert "sebutkan jumlah bagian yang memulihkan dan siapa saja pemegangnya" in half.output
    named = run(*base, "--recovery-threshold", "2", "--recovery-holder", "Satu", "--recovery-holder", "Dua", "--en")
    assert "Recovery key: 2 of 2 holders of shares:" in named.output
    drafted = parse((house.shared / f"roots-{REGENCY}-2.draft-1.json").read_bytes(), Roots)
    (house.shared / f"roots-{REGENCY}-2.json").write_bytes(sign_roots(drafted, house.world.root_keys[REGENCY]))
    assert "2 of 2 holders" in run(*base, "--en").output
    assert "no holders of shares" in run(*base, "--no-recovery", "--en").output


def test_an_office_that_holds_no_key_cannot_leave(house: House) -> None:
    refused = run("roots", "change", "--agency", REGENCY, "--documents", house.shared, "--remove", "Camat")
    assert 'tidak ada kunci induk yang dipegang "Camat"' in refused.output


# Agencies


def table(house: House) -> Agencies:
    installation = house.world.book().installation[-1].document
    return draft_next_agencies(house.world.book().agencies.document, installation, NEXT_DAY)


def agencies_after(house: House, *arguments: str | Path) -> tuple[Agencies, Result]:
    command, *more = arguments
    path = house.shared / "table.json"
    path.write_bytes(serialise(table(house)))
    done = run("agencies", command, path, *more)
    assert done.exit_code == 0, done.output
    return parse((house.shared / "agencies-2.draft-1.json").read_bytes(), Agencies), done


def test_a_next_table_begins_like_the_one_before(house: House) -> None:
    done = run("agencies", "draft", "--documents", house.shared, "--out", house.shared, "--day", NEXT_DAY)
    assert done.exit_code == 0, done.output
    assert parse((house.shared / "agencies-2.draft-1.json").read_bytes(), Agencies) == table(house)


def test_a_rank_goes_to_another_agency_or_to_nobody(house: House) -> None:
    drafted, told = agencies_after(house, "route", REGENCY, "staff", PROVINCE)
    assert drafted.governing(REGENCY, "staff") == PROVINCE
    assert f"~ {REGENCY}: tujuan laporan" in told.output
    assert differs_in(drafted, table(house)) == {"agencies"}
    (house.shared / "agencies-2.draft-1.json").unlink()
    _, told = agencies_after(house, "route", REGENCY, "staff", "--nobody")
    assert f"PERINGATAN: laporan di {REGENCY} tentang pegawai (staff) tidak diterima siapa pun." in told.output


def test_an_agency_is_added_by_its_signed_roots(house: House) -> None:
    keys = [RootSigningKey.generate() for _ in cast.OFFICES]
    offices = [msgspec.structs.replace(entry, key=key.public.text) for entry, key in zip(
        house.world.book().by_agency[REGENCY].roots[-1].document.keys, keys, strict=True)]  # fmt: skip
    roots = draft_first_roots("61.09", offices, 2)
    path = house.place / "roots-61.09-1.json"
    path.write_bytes(sign_roots(roots, keys))
    drafted, told = agencies_after(house, "add", path, "--name", "Inspektorat Lain", "--parent", PROVINCE)
    assert drafted.entry("61.09").roots == roots.fingerprint_text()  # type: ignore[union-attr]
    assert [drafted.governing("61.09", rank) for rank in ("staff", "leadership", "inspectorate")] == [
        *("61.09", PROVINCE, PROVINCE)
    ]
    assert "61.09 adalah Kabupaten Sekadau" in told.output
    assert " ".join(roots.fingerprint_words()) in told.output
    assert "  + masuk: 61.09" in told.output


def test_an_agencys_name_parent_and_roots_are_changed(house: House) -> None:
    drafted, _ = agencies_after(house, "change", REGENCY, "--name", "Inspektorat Baru", "--no-parent")
    assert drafted.entry(REGENCY).name == "Inspektorat Baru"  # type: ignore[union-attr]
    assert drafted.entry(REGENCY).parent is msgspec.UNSET  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("route", "99", "staff", REGENCY), "instansi ini tidak tercantum"),
        (("route", REGENCY, "staff", "99"), "laporan dikirim ke instansi yang tidak tercantum"),
        (("route", REGENCY, "staff"), "sebutkan instansi yang menerima laporan itu, atau --nobody"),
        (("change", "99", "--name", "X"), "instansi ini tidak tercantum"),
    ],
    ids=["no such agency", "no such target", "no target", "change nobody"],
)
def test_a_table_that_cannot_be_is_refused_in_words(house: House, arguments: tuple[str, ...], reason: str) -> None:
    path = house.shared / "table.json"
    path.write_bytes(serialise(table(house)))
    command, *more = arguments
    refused = run("agencies", command, path, *more)
    assert refused.exit_code == 1
    assert reason in refused.output
    assert not list(house.shared.glob("*.draft-*.json"))


# Checking


def test_checking_a_folder_says_whether_the_fingerprint_was_compared(house: House) -> None:
    loose = run("directory", "check", "--documents", house.shared)
    assert loose.exit_code == 0
    assert "PERINGATAN: sidik jari belum dibandingkan" in loose.output
    strict = run("directory", "check", "--documents", house.shared, "--root", house.world.anchor)
    assert "PERINGATAN" not in strict.output
    assert "Semua naskah sah." in strict.output
    other = run("directory", "check", "--documents", house.shared, "--root", cast.found().anchor)
    assert other.exit_code == 1


def test_another_kind_of_document_is_not_taken_for_a_draft(house: House) -> None:
    refused = run("directory", "show", house.shared / f"roots-{REGENCY}-1.json")
    assert refused.exit_code == 1
    assert "berkas rusak, telah diubah, atau bukan yang dimaksud" in refused.output
