/** What was answered, checked as the form without script checks it (tests/portal/test_answers.py compares the two). */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cleaned, contactOf, faults, reportOf } from "../../src/reporter/report/answers.js";
import { serialiseShape } from "../../src/protocol/shapes.js";

const LIMITS = { title: 80, what: 50_000, who: 5000, post: 120, unit: 120, where: 5000, when: 5000, how: 50_000 };
const WHOLE = { agency: "61", what: "a", who: "b", unit: "", where: "c", when: "d", rank: "staff", category: "other" };

const isOpen = () => false;

test("nothing that tells who an anonymous reporter is gets into a report, nor into what is sealed apart", () => {
  const typed = {
    ...WHOLE,
    person: "Siti Rahasia",
    address: "Jalan 1",
    phone: "0812",
    reach: "s@x",
    occupation: "Guru",
  };
  for (const identity of ["anonymous", "confidential", "named"]) {
    const answers = cleaned({ ...typed, identity });
    const told = JSON.stringify(reportOf(answers)).includes("Siti");
    assert.equal(told, identity === "named");
    assert.equal(contactOf(answers)?.name, identity === "anonymous" ? undefined : "Siti Rahasia");
  }
});

test("whoever wants to be known by name must give one, and nobody else", () => {
  const limits = { ...LIMITS, person: 120 };
  for (const [identity, expected] of [
    ["anonymous", []],
    ["named", ["person"]],
    ["confidential", ["person"]],
  ]) {
    const found = faults(cleaned({ ...WHOLE, identity: String(identity), person: " " }), limits, isOpen);
    assert.deepEqual(
      found.map(({ field }) => field),
      expected,
    );
  }
});

test("of several persons each stands with the rank of their own, and those without a word are left out", () => {
  const more = { who3: "Fulan", rank3: "leadership", post5: "Kepala Desa", rank2: "staff" };
  assert.deepEqual(reportOf(cleaned({ ...WHOLE, ...more })).accused, [
    { name: "b", rank: "staff" },
    { name: "Fulan", rank: "leadership" },
    { post: "Kepala Desa", rank: "unknown" },
  ]);
});

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
      fc.pre(faults(all, LIMITS, isOpen).length === 0);
      serialiseShape(/** @type {any} */ (reportOf(all)), /** @type {any} */ ("ReportBody"));
    }),
  );
});

test("what is missing, too long or leads to nobody is listed in the order of the form", () => {
  const all = cleaned({ ...WHOLE, title: "x".repeat(81), what: " \n", who: "", when: "" });
  assert.deepEqual(
    faults(all, LIMITS, () => true),
    [
      { field: "title", kind: "too-long-80" },
      { field: "what", kind: "what" },
      { field: "who", kind: "who" },
      { field: "rank", kind: "closed" },
      { field: "when", kind: "when" },
    ],
  );
});

test("characters count, not the halves of which some are made", () => {
  assert.deepEqual(faults(cleaned({ ...WHOLE, title: "𝒳".repeat(80) }), LIMITS, isOpen), []);
  assert.equal(faults(cleaned({ ...WHOLE, title: "𝒳".repeat(81) }), LIMITS, isOpen).length, 1);
});

test("the unit alone names who is reported, and an empty title is taken from the story", () => {
  const report = reportOf(cleaned({ ...WHOLE, who: "", unit: "Dinas", what: `${"kata ".repeat(40)}` }));
  assert.deepEqual(report.accused, [{ unit: "Dinas", rank: "staff" }]);
  assert.equal(report.title, "kata ".repeat(16).trim());
});

test("a place where a matter was reported is kept whatever separates its words", () => {
  const typed = { what: "Apa", who: "Fulan", where: "Desa", when: "Juli", elsewhere: "KPK\u2028Jakarta: 12: 3\n: x" };
  assert.deepEqual(reportOf(cleaned(typed)).reported_elsewhere, [{ channel: "KPK\u2028Jakarta", number: "12: 3" }]);
});
