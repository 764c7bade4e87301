"""Translations are complete, fresh, and say the same with the same placeholders."""

import re
from pathlib import Path
from string import Formatter

import pytest
from babel.messages import Message

from wbs.errors import ConfigError
from wbs.web import catalogues

SOURCES = [pytest.param(*source, id=f"{source[0]}-{source[1]}") for source in catalogues.sources()]
AVOIDED = re.compile(
    r"\b(?:enkripsi|dienkripsi|dekripsi|password|login|inbox|dashboard|submit|upload|browser)\b", re.IGNORECASE
)
PLACEHOLDER = re.compile(r"%\(\w+\)[ds]")


def translated(domain: str, locale: str, path: Path) -> list[Message]:
    assert path.exists(), f"run python -m wbs.web.catalogues update for {domain}"
    return [message for message in catalogues.load(path, locale) if message.id]


def strings(message: Message) -> tuple[list[str], list[str]]:
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    texts = [message.string] if isinstance(message.string, str) else list(message.string)
    return ids, texts


@pytest.mark.parametrize(("domain", "locale", "path"), SOURCES)
def test_a_catalogue_holds_exactly_what_its_package_says(domain: str, locale: str, path: Path):
    said = {message.id for message in catalogues.extract(domain) if message.id}
    assert {message.id for message in translated(domain, locale, path)} == said


@pytest.mark.parametrize(("domain", "locale", "path"), SOURCES)
def test_every_message_is_translated(domain: str, locale: str, path: Path):
    for message in translated(domain, locale, path):
        _, texts = strings(message)
        assert all(texts), message.id
        assert not message.fuzzy


@pytest.mark.parametrize(("domain", "locale", "path"), SOURCES)
def test_placeholders_and_markup_are_the_same(domain: str, locale: str, path: Path):
    for message in translated(domain, locale, path):
        ids, texts = strings(message)
        wanted = set(PLACEHOLDER.findall(" ".join(ids)))
        for text in texts:
            assert set(PLACEHOLDER.findall(text)) == wanted
            assert re.findall(r"<[^>]*>", text) == re.findall(r"<[^>]*>", ids[-1])
            assert not [field for _, field, _, _ in Formatter().parse(text.replace("{", "").replace("}", "")) if field]


@pytest.mark.parametrize(("domain", "locale", "path"), SOURCES)
def test_updating_a_fresh_catalogue_changes_nothing(domain: str, locale: str, path: Path, tmp_path: Path):
    copy = tmp_path / path.name
    copy.write_bytes(path.read_bytes())
    catalogues.update(domain, locale, copy)
    assert copy.read_bytes() == path.read_bytes()


@pytest.mark.parametrize(("domain", "locale", "path"), SOURCES)
def test_texts_keep_the_words_of_the_house(domain: str, locale: str, path: Path):
    for message in translated(domain, locale, path):
        _, texts = strings(message)
        for text in texts:
            assert not AVOIDED.search(text.replace("Tor Browser", "")), text
            assert "!" not in text.replace("SP4N-LAPOR!", "")


def test_compiling_makes_them_current(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = tmp_path / "translations"
    for _domain, locale, path in catalogues.sources():
        target = folder / locale / "LC_MESSAGES" / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    monkeypatch.setattr(catalogues, "FOLDER", folder)
    with pytest.raises(ConfigError):
        catalogues.require_compiled("portal")
    assert catalogues.compile_all()
    catalogues.require_compiled("web", "portal")


def test_the_program_compiles_and_updates_and_knows_nothing_else(monkeypatch: pytest.MonkeyPatch):
    done: list[str] = []
    monkeypatch.setattr(catalogues, "compile_all", lambda: done.append("compile"))
    monkeypatch.setattr(catalogues, "update", lambda domain, *_: done.append(domain))
    catalogues.main([])
    assert done == ["compile"]
    catalogues.main(["update"])
    assert done[1:] == [*(source[0] for source in catalogues.sources()), "compile"]
    with pytest.raises(SystemExit):
        catalogues.main(["--help"])
