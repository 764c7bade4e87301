"""A reporter who runs beside the services: sends a report with marks of a browser, opens the mailbox, says how it went.

Run as a program: `python -m tests.machine.reporter ADDRESS PORT`.
"""

import http.client
import sys

from bench.client import BOUNDARY, form, ticket_of
from tests.machine.marks import CANARY, HEADERS
from tests.promises.test_canaries import CHOICES, OTHER_CHOICES
from tests.promises.visitor import words_on
from wbs.portal.report_form import REPORT_SHAPE


def ask(connection: http.client.HTTPConnection, method: str, path: str, body: bytes | None = None) -> bytes:
    headers = dict(HEADERS)
    if body is not None:
        headers |= {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "Sec-Fetch-Site": "same-origin"}
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    page = answer.read()
    assert answer.status == 200, (path, answer.status, page[:500])
    return page


def main() -> None:
    address, port = sys.argv[1:]
    connection = http.client.HTTPConnection(address, int(port), timeout=60)
    ticket = ticket_of(ask(connection, "GET", "/lapor"))
    fields = {name: CANARY for name in REPORT_SHAPE.limits if name not in OTHER_CHOICES and name not in CHOICES}
    filled = {**fields, **CHOICES, "ticket": ticket}
    ordered = {name: filled[name] for name in REPORT_SHAPE.limits if name in filled}
    words = words_on(ask(connection, "POST", "/lapor", form(ordered, ())))
    page = ask(connection, "POST", "/tanda-terima", form({"receipt": words}, ()))
    assert CANARY.encode() in page
    print("a receipt of", len(words.split()), "words opened the mailbox")  # noqa: T201 - a program's answer


if __name__ == "__main__":
    main()
