"""What reads the sources by rules sees what it must; semgrep's own half runs in `make check` (tools/scan.py)."""

import runpy
from pathlib import Path

import pytest

SCAN = runpy.run_path(str(Path(__file__).parent.parent / "tools" / "scan.py"))
rules_without_example, unjudged = SCAN["rules_without_example"], SCAN["unjudged"]


def finding(path: Path, test: str = "B608") -> dict[str, object]:
    return {"filename": str(path), "line_number": 1, "line_range": [1], "test_id": test, "issue_text": "SQL"}


def test_every_rule_has_a_bad_example():
    assert rules_without_example() == []


@pytest.mark.parametrize("mark", ["", "  # noqa: S105 - another", "  # noqa: E501", "  # S608"])
def test_what_bandit_finds_fails_unless_it_was_judged_where_it_stands(tmp_path: Path, mark: str):
    path = tmp_path / "x.py"
    path.write_text(f"text(f'SELECT {{x}}'){mark}\n")
    assert len(unjudged([finding(path)])) == 1


def test_what_was_judged_where_it_stands_is_no_failure(tmp_path: Path):
    path = tmp_path / "x.py"
    path.write_text("text(f'SELECT {x}')  # noqa: S608 - constants\n")
    assert unjudged([finding(path)]) == []
    assert len(unjudged([finding(path, "B105")])) == 1
