"""Writes docs/wire-weights.md: what each page weighs on its way, as both applications send it now.

python -m tools.weights            write the table
"""

import tempfile
from pathlib import Path

from tests.weights import TABLE, measured, table


def main() -> None:
    """Weigh, and write."""
    with tempfile.TemporaryDirectory(prefix="wbs-weights-") as folder:
        TABLE.write_text(table(measured(Path(folder))), encoding="utf-8")


if __name__ == "__main__":
    main()
