/** What was answered, checked as the form without script checks it (tests/portal/test_answers.py compares the two). */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cleaned, faults, reportOf } from "../../src/reporter/report/answers.js";
import { serialiseShape } from "../../src/protocol/shapes.js";

const LIMITS = { title: 80, what: 50_000, who: 5000, post: 120, unit: 120, where: 5000, when: 5000, how: 50_000 };
const WHOLE = { agency: "61", what: "a", who: "b", unit: "", where: "c", when: "d", rank: "staff", category: "other" };

test("a report of whole answers fits its shape, whatever was typed", () => {
  const typed = fc.string({ unit: "binary", minLength: 1, maxLength: 90 });
  const answers = fc.record({
    title: typed,
    what: typed,
    who: typed,
    post: typed,
    unit: typed,
    where: typed,
    when: typed,
  });
  fc.assert(
    fc.property(answers, (given) => {
      const all = cleaned({ ...WHOLE, ...given });
      fc.pre(faults(all, LIMITS, []).length === 0);
      serialiseShape(/** @type {any} */ (reportOf(all)), /** @type {any} */ ("ReportBody"));
    }),
  );
});

test("what is missing, too long or leads to nobody is listed in the order of the form", () => {
  const all = cleaned({ ...WHOLE, agency: "", title: "x".repeat(81), what: " \n", who: "", when: "" });
  assert.deepEqual(faults(all, LIMITS, [""]), [
    { field: "agency", kind: "agency" },
    { field: "title", kind: "too-long-80" },
    { field: "what", kind: "what" },
    { field: "who", kind: "who" },
    { field: "rank", kind: "closed" },
    { field: "when", kind: "when" },
  ]);
});

test("characters count, not the halves of which some are made", () => {
  assert.deepEqual(faults(cleaned({ ...WHOLE, title: "𝒳".repeat(80) }), LIMITS, []), []);
  assert.equal(faults(cleaned({ ...WHOLE, title: "𝒳".repeat(81) }), LIMITS, []).length, 1);
});

test("the unit alone names who is reported, and an empty title is taken from the story", () => {
  const report = reportOf(cleaned({ ...WHOLE, who: "", unit: "Dinas", what: `${"kata ".repeat(40)}` }));
  assert.deepEqual(report.accused, [{ unit: "Dinas" }]);
  assert.equal(report.title, "kata ".repeat(16).trim());
});
