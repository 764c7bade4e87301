/** What changes between two versions of rules. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { changedMembers } from "../../src/officer/acts/rules.js";

/** @type {any} */
const RULES = { agency: "61.08", warn: [75, 90], clocks: { verify: 3, answer: 5 }, texts: [] };

test("the same rules in another order of members are no change", () => {
  assert.deepEqual(changedMembers(RULES, { ...RULES, clocks: { answer: 5, verify: 3 } }), []);
});

test("every member that differs, came or went is named", () => {
  assert.deepEqual(changedMembers(RULES, { ...RULES, warn: [90, 75] }), ["warn"]);
  assert.deepEqual(changedMembers(RULES, { ...RULES, clocks: { verify: 4, answer: 5 } }), ["clocks"]);
  assert.deepEqual(changedMembers(RULES, { ...RULES, law_note: "x" }), ["law_note"]);
  assert.deepEqual(changedMembers({ ...RULES, law_note: "x" }, RULES), ["law_note"]);
});
