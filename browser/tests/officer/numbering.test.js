/** How letters are numbered. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { numbered } from "../../src/officer/numbering.js";

const PATTERN = "700/{no}/ITDA/{month}/{mm}/{year}";

test("a number alone gets the rest from the agency's pattern", () => {
  assert.equal(numbered(PATTERN, " 123 ", "2026-11-22"), "700/123/ITDA/XI/11/2026");
  assert.equal(numbered(PATTERN, "12a", "2027-01-02"), "700/12a/ITDA/I/01/2027");
});

test("a whole number, none, and one without a pattern stand as they were typed", () => {
  assert.equal(numbered(PATTERN, "094/1/2026", "2026-11-22"), "094/1/2026");
  assert.equal(numbered(PATTERN, "", "2026-11-22"), "");
  assert.equal(numbered("", "123", "2026-11-22"), "123");
});
