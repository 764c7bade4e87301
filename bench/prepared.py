"""What a crowd sends, made before it comes: sealed reports with their receipts, and officers who have signed in."""

import json
import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from bench.client import many
from bench.crowd import API, Desk, Prepared, Stock
from bench.installation import AGENCY, RECEIVERS
from bench.officers import Officer
from bench.processes import Server
from bench.reporters import FIELDS
from bench.sealed import JSON, TEXT
from bench.stock import readers_of, report_body
from wbs.cli.founding import Founded
from wbs.crypto.bulk import encrypted_size
from wbs.crypto.compose import compose_case
from wbs.crypto.encoding import b64url
from wbs.crypto.keys import CasePrivateKey
from wbs.crypto.messages import SealedBy
from wbs.crypto.primitives import random_bytes
from wbs.crypto.receipt import Receipt
from wbs.crypto.seal import seal_document
from wbs.web.documents import Documents

FILE = b"Catatan rapat, ditulis ulang.\n" * 2_000
FILE_BYTES = 64 << 10
WITH_FILE = 4
"""One sealed report in so many has a file."""
SPAWN = multiprocessing.get_context("spawn")


def stock(keys: Path, portal: Server, investigator: Server, founded: Founded, new: int, known: int) -> Stock:
    """Seal `new` cases to be sent and `known` ones that are sent now, and let every receiver sign in."""
    sealed = seal(keys, new + known)
    send_all(portal, sealed[new:])
    desks = tuple(
        desk(investigator, founded, number, sealed[new:][number - 1 :: RECEIVERS]) for number in range(1, RECEIVERS + 1)
    )
    message = b64url(seal_document(CasePrivateKey.generate().public, b"Terima kasih.", 4096))
    return Stock(FIELDS, sealed[:new], sealed[new:], desks, message, FILE, encrypted_size(FILE_BYTES))


def seal(keys: Path, cases: int) -> tuple[Prepared, ...]:
    """Seal cases on all processors."""
    share = -(-cases // 2)
    with ProcessPoolExecutor(2, mp_context=SPAWN) as pool:
        halves = list(pool.map(seal_some, [keys, keys], [share, share]))
    return tuple(one for half in halves for one in half)[:cases]


def seal_some(keys: Path, cases: int) -> list[Prepared]:
    """Seal cases one after the other."""
    directory = Documents(keys).current().book.newest(AGENCY)
    recipients, report = readers_of(directory), report_body("Papan proyek", TEXT)
    made = []
    for number in range(cases):
        receipt = Receipt.generate()
        sealed = compose_case(
            report=report, receipt=receipt, directory=directory, recipients=recipients, sealed_by=SealedBy.BROWSER
        )
        upload = (b64url(random_bytes(16)), b64url(random_bytes(32))) if number % WITH_FILE == 0 else ("", "")
        body = {
            "agency": sealed.agency,
            "record": b64url(sealed.record),
            "grants": [{"key": grant.key, "sealed": b64url(grant.sealed)} for grant in sealed.grants],
            "summary": b64url(sealed.summary),
            "report": b64url(sealed.message.sealed),
            "uploads": [{"id": upload[0], "token": upload[1]}] if upload[0] else [],
        }
        made.append(
            Prepared(
                agency=sealed.agency,
                path=f"{API}/cases/{sealed.case}",
                body=json.dumps(body, separators=(",", ":")).encode(),
                token=b64url(receipt.mailbox_token),
                reader=receipt.reader_key.public.digest,
                words=" ".join(receipt.unsafe_words()),
                upload=upload,
            )
        )
    return made


def send_all(portal: Server, cases: Sequence[Prepared]) -> None:
    """Send cases without their files, as those of the past."""
    turns = iter(cases)
    outcome = many(4, len(cases) // 4, portal.port, lambda client: client.send(*_request(next(turns))).status == 201)
    if outcome.errors:
        raise RuntimeError("the portal did not take what was prepared")


def _request(one: Prepared) -> tuple[str, str, bytes, dict[str, str]]:
    headers = {**JSON, "Authorization": f"Bearer {one.token}"}
    return "PUT", one.path, one.without_files(), headers


def desk(investigator: Server, founded: Founded, number: int, cases: Sequence[Prepared]) -> Desk:
    """Let a receiver sign in."""
    officer = Officer(investigator, founded, f"penerima0{number}.ukur")
    officer.hang_up()
    names = tuple((one.agency, one.path.rpartition("/")[2]) for one in cases)
    return Desk("localhost", officer.headers, f"penerima-0{number}", names)
