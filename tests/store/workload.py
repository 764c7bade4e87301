"""A program that writes whole cases until it is killed, and says on its standard output which were acknowledged.

Run as `python -m tests.store.workload URL READER COUNT`; tests kill it, or run several at once.
"""

import sys
import threading

from tests.store.samples import REGENCY, TODAY, a_case, a_message, an_entry, an_upload, claim_of
from wbs.cases.model import CaseId, CaseName, KeyDigest
from wbs.cases.ports import CaseStore
from wbs.crypto.primitives import random_bytes
from wbs.store.store import open_store

PARTS = 3
PART_BYTES = 40_000
THREADS = 4
_SAYING = threading.Lock()


def write_case(cases: CaseStore, reader: KeyDigest) -> None:
    """Write a case with an attachment, then a second message with an audit entry; say so after each commit."""
    upload = an_upload()
    cases.begin_upload(upload)
    for n in range(PARTS):
        cases.append_chunks(upload.attachment, n, [random_bytes(PART_BYTES)], TODAY)
    cases.finish_upload(upload.attachment, PARTS * PART_BYTES)
    case = a_case(reader, claims=[claim_of(upload)])
    cases.create_case(case)
    say(1, case.name)
    cases.append_message(case.name, a_message(seq=2), audit=an_entry())
    say(2, case.name)


def say(messages: int, name: CaseName) -> None:
    with _SAYING:
        sys.stdout.write(f"{messages} {name.case}\n")
        sys.stdout.flush()


def heard(line: str) -> tuple[int, CaseName]:
    """Read what `say` wrote."""
    messages, case = line.split()
    return int(messages), CaseName(REGENCY, CaseId(case))


def main(url: str, reader: str, count: int) -> None:
    store = open_store(url)

    def work() -> None:
        for _ in range(count):
            write_case(store.cases, KeyDigest(reader))

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
