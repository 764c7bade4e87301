"""Both halves change the key of a case in the same cases, and for the same readers."""

import json
from datetime import date
from typing import Any

from tests.browser.node import run_node
from tests.crypto.scenario import decode, load, whole_input
from wbs.crypto.dossier import newest_counted
from wbs.crypto.records import verify_chain
from wbs.crypto.renewing import is_epoch_due, recipients_after
from wbs.crypto.trust import DocumentSet, TrustBook, verify_documents
from wbs.errors import ChannelClosedError

TODAY, RELEASED, LATER = "2026-02-10", "2026-01-10", "2028-01-10"
ASK = """
    import { recipientsAfter } from "./src/reporter/opening/epochs.js";
    import { newestCounted } from "./src/protocol/dossier.js";
    import { ChannelClosedError } from "./src/protocol/errors.js";
    import { fromB64url } from "./src/protocol/bytes.js";
    import { verifyChain } from "./src/protocol/records.js";
    import { isEpochDue } from "./src/protocol/staying.js";
    import { verifyDocuments } from "./src/protocol/trust.js";
    import { readFileSync } from "node:fs";
    const read = (chains) =>
        Object.fromEntries(Object.entries(chains).map(([code, chain]) => [code, chain.map(fromB64url)]));
    const { cases, days } = JSON.parse(readFileSync(0, "utf-8"));
    const found = cases.map(({ roots, directories, agencies, anchor, records }) => {
        const documents = { roots: read(roots), directories: read(directories), agencies: agencies.map(fromB64url) };
        const book = verifyDocuments(documents, anchor);
        const chain = verifyChain(records.map(fromB64url), book);
        const counted = { chain, newest: newestCounted(chain, book), messages: [] };
        return [isEpochDue(counted, book), ...days.map((day) => namesOf(counted, book, day))];
    });
    console.log(JSON.stringify(found));
    function namesOf(counted, book, day) {
        try {
            const { recipients, directories } = recipientsAfter(counted, book, day);
            const named = directories.map(({ agency, version }) => `${agency} ${version}`);
            return [...recipients.map(({ name }) => `${name.agency}/${name.reader} ${name.key}`), ...named];
        } catch (error) {
            if (error instanceof ChannelClosedError) return ["closed"];
            throw error;
        }
    }
"""


def book_of(given: dict[str, Any]) -> TrustBook:
    def read(chains: dict[str, list[str]]) -> dict[str, list[bytes]]:
        return {agency: [decode(text) for text in chain] for agency, chain in chains.items()}

    agencies = [decode(text) for text in given["agencies"]]
    return verify_documents(DocumentSet(read(given["roots"]), read(given["directories"]), agencies), given["anchor"])


def found(given: dict[str, Any]) -> list[Any]:
    book = book_of(given)
    chain = verify_chain([decode(text) for text in given["records"]], book)
    newest = newest_counted(chain, book)
    told: list[Any] = [is_epoch_due(chain, newest, book)]
    for today, released in ((TODAY, RELEASED), (LATER, RELEASED)):
        try:
            chosen, named = recipients_after(
                chain, newest, book, date.fromisoformat(today), date.fromisoformat(released)
            )
        except ChannelClosedError:
            told.append(["closed"])
            continue
        readers = [f"{one.name.agency}/{one.name.reader} {one.name.key}" for one in chosen]
        told.append([*readers, *(f"{one.agency} {one.version}" for one in named)])
    return told


def test_the_portal_changes_a_key_as_a_reporters_own_device_does() -> None:
    """Over every case of the vectors that opens: transfers, officers who left, keys and roles that are gone."""
    scenarios = load()
    chosen = [one for one in scenarios.values() if one.operation == "dossier.officer" and one.expect == "accepted"]
    keys = ("roots", "directories", "agencies", "anchor", "records")
    inputs = [whole_input(one, scenarios) for one in chosen]
    distinct = {json.dumps({key: one[key] for key in keys}): one for one in inputs}
    days = [{"today": TODAY, "released": RELEASED}, {"today": LATER, "released": RELEASED}]
    given = json.dumps({"cases": [json.loads(text) for text in distinct], "days": days}).encode()
    expected = [found(one) for one in distinct.values()]
    assert json.loads(run_node(ASK, given=given)) == expected
    assert {due for due, *_ in expected} == {True, False}
    assert len({str(told) for _, *told in expected}) > len(days)
