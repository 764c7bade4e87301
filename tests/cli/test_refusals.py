"""Every refusal that officials can meet has an Indonesian text."""

import ast
import string
from pathlib import Path

import pytest

import wbs
from wbs.cli.refusals import indonesian

SOURCE = Path(wbs.__file__).parent
CRYPTO = ("directory", "trust", "signing", "enrolment", "root_key", "drafts", "shares", "recovery", "restoring")
PAGES = [
    *(SOURCE / "crypto" / f"{name}.py" for name in CRYPTO),
    *sorted((SOURCE / "cli" / "ceremony").glob("*.py")),
    *sorted((SOURCE / "cli" / "recovery").glob("*.py")),
    *sorted((SOURCE / "cli" / "deployment").glob("*.py")),
    *sorted((SOURCE / "cli" / "backup").glob("*.py")),
    SOURCE / "crypto" / "backup.py",
    SOURCE / "store" / "refill.py",
    *(SOURCE / "cli" / f"{name}.py" for name in ("passphrases", "files", "speech", "init", "invite", "rules")),
]


def reasons() -> list[str]:
    """Every text that these modules raise, with a word in the place of what is filled in."""
    return [
        text_of(node.exc.args[0])
        for page in PAGES
        for node in ast.walk(ast.parse(page.read_text(encoding="utf-8")))
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args
    ]


def text_of(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "berkas" for part in node.values)
    assert isinstance(node, ast.Constant)
    return str(node.value)


def test_there_are_refusals() -> None:
    assert len(set(reasons())) > 60


@pytest.mark.parametrize("reason", sorted(set(reasons())))
def test_a_refusal_has_an_indonesian_text(reason: str) -> None:
    told = indonesian(reason)
    assert told != reason
    assert told[-1] not in string.punctuation.replace("-", "").replace('"', "")


def test_what_comes_from_deep_below_is_said_to_be_the_files_fault() -> None:
    assert indonesian("stray bits at the end of Bech32", of_a_file=True).startswith("berkas rusak")
    assert indonesian("something else") == "something else"
