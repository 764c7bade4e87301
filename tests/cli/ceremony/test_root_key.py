"""A root key on its medium: made once, opened by its passphrase alone, nowhere in clear."""

import os
import re
from pathlib import Path

import click
import pytest

from tests.cli.ceremony.house import PASSPHRASE, House
from tests.cli.officials import run
from wbs.cli import passphrases
from wbs.cli.ceremony.records import Record, paper_qr, terminal_qr
from wbs.cli.main import main
from wbs.crypto import root_key
from wbs.crypto.keys import RootSigningKey
from wbs.crypto.root_key import RootKey, open_root_key, root_key_words, verify_card
from wbs.crypto.seal import SCRYPT_LOG_N

pytestmark = pytest.mark.usefixtures("_cheap")


@pytest.fixture
def phrase(tmp_path: Path) -> Path:
    path = tmp_path / "phrase"
    path.write_text(PASSPHRASE + "\n", encoding="ascii")
    return path


def make(folder: Path, phrase: Path, *more: str):  # type: ignore[no-untyped-def]
    return run("keys", "root", "new", "--office", "Inspektur", "--out", folder, "--passphrase-file", phrase, *more)


def test_the_work_factor_of_key_files_is_that_of_the_specification(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert root_key.LOG_N == SCRYPT_LOG_N == 18


def test_a_new_key_opens_with_its_passphrase_and_its_card_is_its_own(tmp_path: Path, phrase: Path) -> None:
    made = make(tmp_path, phrase)
    assert made.exit_code == 0, made.output
    root = open_root_key((tmp_path / "root-inspektur.age").read_bytes(), PASSPHRASE)
    card = verify_card((tmp_path / "root-inspektur.card.json").read_bytes())
    assert (card.public(), card.office) == (root.key.public, "Inspektur")
    assert " ".join(root_key_words(card.public())) in made.output


@pytest.mark.promise("P18")
def test_no_secret_leaves_the_key_file(tmp_path: Path, phrase: Path) -> None:
    made = make(tmp_path, phrase)
    seed = open_root_key((tmp_path / "root-inspektur.age").read_bytes(), PASSPHRASE).key.unsafe_seed()
    for path in (path for path in tmp_path.iterdir() if path != phrase):
        assert seed not in path.read_bytes()
        assert PASSPHRASE.encode() not in path.read_bytes()
    assert PASSPHRASE not in made.output
    assert (tmp_path / "root-inspektur.age").stat().st_mode & 0o777 == 0o600


def test_a_key_is_never_made_over_another(tmp_path: Path, phrase: Path) -> None:
    make(tmp_path, phrase)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    assert make(tmp_path, phrase).exit_code == 1
    (tmp_path / "root-inspektur.age").unlink()
    assert make(tmp_path, phrase).exit_code == 1
    del before[tmp_path / "root-inspektur.age"]
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_key_is_not_made_through_a_link(tmp_path: Path, phrase: Path) -> None:
    target = tmp_path / "elsewhere"
    (tmp_path / "root-inspektur.age").symlink_to(target)
    assert make(tmp_path, phrase).exit_code == 1
    assert not target.exists()


def test_a_medium_that_does_not_give_back_what_was_written_is_refused(
    tmp_path: Path, phrase: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "read_bytes", lambda _: b"worn out")
    refused = make(tmp_path, phrase)
    assert "flashdisk mungkin rusak" in refused.output
    assert not (tmp_path / "root-inspektur.card.json").exists()


def test_the_passphrase_is_changed_by_writing_another_file(tmp_path: Path, phrase: Path) -> None:
    make(tmp_path, phrase)
    old, new = tmp_path / "root-inspektur.age", tmp_path / "new.age"
    other = tmp_path / "other"
    other.write_text("dua puluh karakter lebih\n", encoding="ascii")
    before = old.read_bytes()
    done = run("keys", "root", "passphrase", old, "--out", new, "--passphrase-file", phrase,
               "--new-passphrase-file", other)  # fmt: skip
    assert done.exit_code == 0, done.output
    assert old.read_bytes() == before
    key = open_root_key(before, PASSPHRASE).key.public
    assert open_root_key(new.read_bytes(), "dua puluh karakter lebih").key.public == key


def test_a_wrong_passphrase_says_so_and_writes_nothing(house: House) -> None:
    (house.place / "passphrase").write_text("bukan frasa sandi yang benar\n", encoding="ascii")
    refused = house.sign(house.put(house.following()), house.keys[0])
    assert refused.exit_code == 1
    assert "frasa sandi salah, atau berkas kunci telah diubah" in refused.output
    assert not list(house.place.rglob("*.signed-*")) + list(house.place.rglob("*.memory.json"))


def test_an_altered_key_file_opens_nothing(house: House) -> None:
    whole = house.keys[0].read_bytes()
    for place in (0, 30, 60, 90, len(whole) - 1):
        house.keys[0].write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert house.sign(house.put(house.following()), house.keys[0]).exit_code == 1
    assert not list(house.place.rglob("*.signed-*"))


def test_a_key_file_that_would_cost_too_much_to_open_is_refused(house: House) -> None:
    whole = house.keys[0].read_bytes()
    first, rest = whole.split(b"-> scrypt ", 1)
    salt, rest = rest.split(b" ", 1)
    house.keys[0].write_bytes(b"%s-> scrypt %s 30\n%s" % (first, salt, rest.split(b"\n", 1)[1]))
    refused = house.sign(house.put(house.following()), house.keys[0])
    assert "meminta kerja yang tidak wajar" in refused.output


@pytest.mark.parametrize("size", [4097, 1 << 20])
def test_a_large_file_is_not_read_as_a_key(house: House, size: int) -> None:
    house.keys[0].write_bytes(bytes(size))
    refused = house.sign(house.put(house.following()), house.keys[0])
    assert "lebih besar daripada naskah mana pun" in refused.output


def test_a_pipe_in_the_place_of_a_card_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "card.json")
    assert "bukan berkas biasa" in run("keys", "root", "show", tmp_path / "card.json").output


# Passphrases


@pytest.mark.parametrize(
    "text",
    ["", "pendek", "tepat sembilan belas", "lebih dari dua puluh é", "lebih dari dua puluh\t."],
    ids=["empty", "short", "19", "not of every keyboard", "control"],
)
def test_a_passphrase_that_is_weak_or_not_on_every_keyboard_is_refused(tmp_path: Path, phrase: Path, text: str) -> None:
    phrase.write_text(text[:19] if text.startswith("tepat") else text, encoding="utf-8")
    assert make(tmp_path, phrase).exit_code == 1
    assert not (tmp_path / "root-inspektur.age").exists()


def test_a_passphrase_comes_from_an_open_descriptor_too(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.write(writing, PASSPHRASE.encode() + b"\n")
    os.close(writing)
    made = run("keys", "root", "new", "--office", "Inspektur", "--out", tmp_path, "--passphrase-fd", str(reading))
    os.close(reading)
    assert made.exit_code == 0, made.output
    assert open_root_key((tmp_path / "root-inspektur.age").read_bytes(), PASSPHRASE)


def test_without_a_terminal_no_passphrase_is_taken_from_the_input(tmp_path: Path) -> None:
    refused = run("keys", "root", "new", "--office", "Inspektur", "--out", tmp_path, typed=f"{PASSPHRASE}\n" * 2)
    assert refused.exit_code == 1
    assert "frasa sandi ditanyakan di terminal" in refused.output
    assert not list(tmp_path.iterdir())


def test_no_command_takes_a_passphrase_as_an_argument_or_from_the_environment() -> None:
    assert passphrases.MIN_CHARS >= 20
    options = list(all_options(main, ()))
    taking = [(names, option) for names, option in options if not getattr(option, "is_flag", False)]
    named = [(names, option) for names, option in taking if any("phrase" in name for name in names)]
    assert len(named) >= 8
    assert {name for names, _ in named for name in names if name.startswith("--")} == {
        "--passphrase-file",
        "--passphrase-fd",
        "--new-passphrase-file",
    }
    assert all(option.envvar is None for _, option in options)
    assert main.context_settings.get("auto_envvar_prefix") is None


def all_options(command: click.Command, path: tuple[str, ...]):  # type: ignore[no-untyped-def]
    """Every option of every command below."""
    for param in command.params:
        yield param.opts, param
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from all_options(found, (*path, name))


# Records


def test_a_record_is_a_page_that_runs_nothing_and_shows_hostile_offices_as_text() -> None:
    hostile = "<script>alert(1)</script>\u202e"
    card = RootKey(RootSigningKey.generate(), hostile, "2026-11-25").card()
    record = Record("id", hostile, [verify_card(card).office], [(hostile, "isi")], [hostile])
    assert "<script" not in record.as_page()
    assert "default-src 'none'" in record.as_page()


def test_a_code_on_paper_is_the_negative_of_the_one_on_a_screen() -> None:
    dark, light = paper_qr("sidik jari"), terminal_qr("sidik jari")
    pairs = set(zip(dark.replace("\n", ""), light.replace("\n", ""), strict=True))
    assert pairs <= {("\u2588", " "), (" ", "\u2588"), ("\u2580", "\u2584"), ("\u2584", "\u2580")}
    assert len(re.findall("\u2588", dark)) > 20
