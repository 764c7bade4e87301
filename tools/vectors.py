"""Writes the vectors under tests/vectors, or compares them with what would be written.

    python -m tools.vectors            write every area anew; the same code gives the same bytes
    python -m tools.vectors --check    write nothing; fail if a file differs, is missing or is one too many

Randomness is drawn from each area's name and sealing is done by the independent code of tests/published, so a rebuild
changes nothing unless a rule or a scenario changed. Outputs are computed by the product and compared with what is known
from elsewhere where anything is; therefore read the difference before it is committed.
"""

import sys

from tests.crypto.makers import texts
from tests.crypto.scenario import FOLDER


def main() -> int:
    """Write or compare; give the exit status."""
    wanted = {FOLDER / f"{name}.txt": text for name, text in texts().items()}
    present = {path: path.read_text(encoding="utf-8") for path in FOLDER.glob("*/*.txt")}
    stale = present.keys() - wanted.keys()
    changed = {path for path, text in wanted.items() if present.get(path) != text}
    if "--check" in sys.argv[1:]:
        for path in sorted(stale | changed):
            print(f"differs: {path.relative_to(FOLDER)}")
        return 1 if stale | changed else 0
    for path in stale:
        path.unlink()
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[path], encoding="utf-8")
    print(f"{len(wanted)} vectors, {len(changed)} written, {len(stale)} removed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
