"""Makes a stored installation with an older program: run by hand, with that program's tree on the path, never by tests.

    cd OLD-TREE && PYTHONPATH=OLD-TREE python -m bench.building OUT.tar.xz       (copied there as bench/building.py)

What it holds is invented; its secrets lie in it as `told.json`, so that a later program can be asked for everything.
"""

import json
import sys
import tarfile
import tempfile
from pathlib import Path

from bench.client import ticket_of
from bench.installation import found
from bench.officers import LOGIN, Officer
from bench.processes import serve
from bench.reporters import FIELDS
from tests.promises.visitor import Visitor, words_on
from wbs.cli.upkeep import maintain


def report(visitor: Visitor, title: str, files: tuple[tuple[str, bytes], ...] = ()) -> str:
    """Report as a browser without scripts does; give the words."""
    fields = {**FIELDS, "title": title}
    page = visitor.post("/lapor", {"ticket": visitor.ticket(), **fields}, files)
    if files and b'id="receipt"' not in page:
        page = visitor.post("/lapor", {"ticket": ticket_of(page), **fields, "keep": "1"})
    return words_on(page)


def build(target: Path) -> None:
    """Found, report three times, reply once, sign in once, run the nightly jobs; pack everything."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        founded = found(data)
        with serve("portal", data) as server:
            visitor = Visitor(server.port)
            words = [
                report(visitor, "Papan lama satu"),
                report(visitor, "Papan lama dua", (("a.txt", b"bukti " * 500),)),
            ]
            words.append(report(visitor, "Papan lama tiga"))
            page = visitor.post("/tanda-terima", {"receipt": words[0]})
            visitor.post("/tanda-terima", {"ticket": ticket_of(page), "message": "Balasan lama"})
            visitor.close()
        with serve("investigator", data) as server:
            Officer(server, founded).hang_up()
        maintain({"WBS_DATA": str(data)})
        account = founded.secrets.accounts[LOGIN]
        told = {
            "login": LOGIN,
            "passphrase": account.passphrase,
            "totp": account.totp.hex(),
            "seed": account.secret.unsafe_seed().hex(),
            "receipts": words,
        }
        (data / "told.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
        with tarfile.open(target, "w:xz", preset=9) as archive:
            archive.add(data, "data")


if __name__ == "__main__":
    build(Path(sys.argv[1]))
