/** What stands in a letter to a reporter, and what does not. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { letterText } from "../../src/officer/letters.js";

const STATUSES = /** @type {const} */ (["closed", "out-of-scope", "not-actionable", "passed-on"]);

/**
 * @param {(typeof STATUSES)[number]} status
 * @param {"id" | "en"} tag
 */
function letter(status, tag) {
  return letterText({
    ...{ tag, status, letterhead: ["Inspektorat Umpama"], day: "2026-11-22", letterNumber: "700/1" },
    ...{ number: "WBS-aaaa", received: "2026-11-20", outcome: "", reason: "", to: "", reference: "" },
    ...{ grounds: "Uraian.", measures: "", objectionDays: 17, signer: "Inspektur" },
  });
}

test("a letter promises days for an objection exactly where the mailbox takes one", () => {
  for (const tag of /** @type {const} */ (["id", "en"])) {
    for (const status of STATUSES) assert.equal(letter(status, tag).includes(" 17 "), status !== "passed-on");
  }
});

test("every letter names the offices that a reporter may turn to, and no law", () => {
  for (const tag of /** @type {const} */ (["id", "en"])) {
    for (const text of STATUSES.map((status) => letter(status, tag))) {
      for (const office of ["ombudsman.go.id", "kws.kpk.go.id", "lpsk.go.id"]) assert.ok(text.includes(office));
      assert.doesNotMatch(text, /Permen|Undang-Undang|\bUU\b|\bLaw\b/);
    }
  }
});
