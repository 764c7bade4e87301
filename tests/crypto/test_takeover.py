"""The officers' page asks for a new key where it would hold a transfer, and nowhere else."""

import json

from tests.browser.node import run_node
from tests.cast import PROVINCE, REGENCY
from tests.crypto.scenario import load, whole_input

ASK = """
    import { newestCounted } from "./src/protocol/dossier.js";
    import { fromB64url } from "./src/protocol/bytes.js";
    import { verifyChain } from "./src/protocol/records.js";
    import { isHanging } from "./src/protocol/takeover.js";
    import { verifyDocuments } from "./src/protocol/trust.js";
    import { readFileSync } from "node:fs";
    const read = (chains) =>
        Object.fromEntries(Object.entries(chains).map(([code, chain]) => [code, chain.map(fromB64url)]));
    const { given, asked } = JSON.parse(readFileSync(0, "utf-8"));
    const found = asked.map(([name, agency, reader, wrote]) => {
        const { roots, directories, agencies, anchor, records } = given[name];
        const documents = { roots: read(roots), directories: read(directories), agencies: agencies.map(fromB64url) };
        const book = verifyDocuments(documents, anchor);
        const chain = verifyChain(records.map(fromB64url), book);
        const messages = wrote.map((epoch) => ({ author: "reporter", message: { epoch } }));
        return isHanging({ chain, newest: newestCounted(chain, book), messages }, { agency, reader }, book);
    });
    console.log(JSON.stringify(found));
"""
HANGS, HELD, GONE = "dossier/transfer-approved", "dossier/taken-over", "dossier/taken-over-by-nobody"
TAKER = (PROVINCE, "penerima-01")
CASES = [
    (HANGS, *TAKER, [], True),
    (HANGS, *TAKER, [1], True),
    (HANGS, *TAKER, [1, 2], False),
    (HANGS, REGENCY, "penerima-02", [], False),
    (HELD, *TAKER, [], False),
    (GONE, *TAKER, [], False),
]


def test_a_new_key_is_asked_of_those_alone_who_can_hold_the_transfer_by_it() -> None:
    scenarios = load()
    given = {name: whole_input(scenarios[name], scenarios) for name in (HANGS, HELD, GONE)}
    asked = [case[:4] for case in CASES]
    found = json.loads(run_node(ASK, given=json.dumps({"given": given, "asked": asked}).encode()))
    assert found == [case[4] for case in CASES]
