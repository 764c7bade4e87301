"""Writes the list of provinces, regencies and cities from a checkout of github.com/cahyadsn/wilayah (MIT).

python tools/regions.py WILAYAH_SQL     write wbs/web/regions/regions.tsv from its db/wilayah.sql
"""

import re
import sys
from pathlib import Path

TABLE = Path(__file__).resolve().parent.parent / "wbs" / "web" / "regions" / "regions.tsv"
_ROW = re.compile(r"^\('(?P<code>[0-9]{2}(?:\.[0-9]{2})?)','(?P<name>(?:[^']|'')+)'\)", re.MULTILINE)


def main() -> None:
    """Keep levels one and two, in the order of their codes."""
    source = Path(sys.argv[1]).read_text(encoding="utf-8")
    rows = sorted((match["code"], match["name"].replace("''", "'")) for match in _ROW.finditer(source))
    TABLE.write_text("".join(f"{code}\t{name}\n" for code, name in rows), encoding="utf-8")
    print(f"{len(rows)} regions")


if __name__ == "__main__":
    main()
