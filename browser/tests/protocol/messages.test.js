/** What the shape alone cannot say about a message; Python's half says the same in tests/crypto/test_messages.py. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { checkMessage } from "../../src/protocol/messages.js";

const DIGEST = `${"A".repeat(42)}E`;

/** @param {string} received */
function report(received) {
  const body = { type: "wbs-report/v1", intake: { channel: "letter", received } };
  const opening = { author: "reporter", seq: 1, kind: "report", seen: [], attachments: [] };
  return /** @type {any} */ ({ ...opening, body, summary: DIGEST, identity: "x" });
}

test("a report that was taken down says a day that there is", () => {
  checkMessage(report("2028-02-29"));
  for (const day of ["2027-02-29", "2026-99-99"]) {
    assert.throws(() => checkMessage(report(day)), { name: "FormatError" });
  }
});
