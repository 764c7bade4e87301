/** What an officer writes down becomes a report that fits its shape, or the page says what is missing. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { CHANNELS, contactOf, emptyDraft, flawsOf, isWritten, reportOf } from "../../src/officer/acts/taking-down.js";
import { serialiseShape } from "../../src/protocol/shapes.js";
import declared from "../../src/protocol/shapes.json" with { type: "json" };

const TODAY = "2026-11-22";

/**
 * @param {object} [changes]
 * @returns {any}
 */
function draft(changes = {}) {
  return {
    ...emptyDraft("61.08", TODAY),
    ...{ channel: "walk-in", rank: "staff", category: "other", what: "a", where: "b", when: "c" },
    accused: [{ name: "d", post: "", unit: "" }],
    ...changes,
  };
}

/** @param {import("../../src/protocol/documents.d.ts").ReportBody} report */
function requireShape(report) {
  serialiseShape(/** @type {any} */ (report), /** @type {any} */ ("ReportBody"));
}

test("whatever is typed, a draft without flaws makes a report that fits its shape", () => {
  const typed = fc.string({ unit: "binary", maxLength: 80 });
  const texts = fc.record({ what: typed, where: typed, when: typed, how: typed, danger: typed, title: typed });
  const named = fc.record({ name: typed, post: typed, unit: typed });
  const contact = fc.record({ name: typed, address: typed, occupation: typed, phone: typed, other: typed });
  const modes = fc.constantFrom("anonymous", "confidential", "named");
  fc.assert(
    fc.property(texts, fc.array(named, { maxLength: 3 }), contact, modes, (given, accused, who, mode) => {
      const made = draft({ ...given, accused, contact: who, mode });
      fc.pre(flawsOf(made, TODAY).length === 0);
      const report = reportOf(made);
      requireShape(report);
      assert.equal(report.contact !== undefined, mode === "named");
      assert.equal(contactOf(made) !== undefined, mode === "confidential");
    }),
  );
});

test("everything that is missing is named, in the order of the form", () => {
  assert.deepEqual(flawsOf(emptyDraft("", TODAY), TODAY), [
    ...["channel", "agency", "rank", "accused", "what", "where", "when", "category"],
  ]);
  assert.deepEqual(flawsOf(draft(), TODAY), []);
});

test("a report from SP4N-LAPOR! has its number there", () => {
  assert.deepEqual(flawsOf(draft({ channel: "sp4n-lapor", reference: " " }), TODAY), ["reference"]);
  const made = reportOf(draft({ channel: "sp4n-lapor", reference: " 12345\n" }));
  assert.deepEqual(made.intake, { channel: "sp4n-lapor", reference: "12345", received: TODAY });
});

test("the area stays in the report: another agency may govern the case", () => {
  assert.equal(reportOf(draft({ agency: "61.08", rank: "leadership" })).region, "61.08");
});

test("it came in today or earlier, at most a year ago", () => {
  for (const received of ["2026-11-23", "2025-11-20", "", "kemarin", "2026-11-22T00:00"]) {
    assert.deepEqual(flawsOf(draft({ received }), TODAY), ["received"]);
  }
  for (const received of ["2026-11-22", "2025-11-21"]) assert.deepEqual(flawsOf(draft({ received }), TODAY), []);
});

test("an identity that was not chosen goes nowhere, whatever stands in its fields", () => {
  const contact = { name: "Budi", address: "Jalan", occupation: "", phone: "", other: "" };
  const made = reportOf(draft({ contact, mode: "anonymous" }));
  assert.ok(!JSON.stringify(made).includes("Budi"));
  const confidential = draft({ contact, mode: "confidential" });
  assert.ok(!JSON.stringify(reportOf(confidential)).includes("Budi"));
  assert.deepEqual(contactOf(confidential), { name: "Budi", address: "Jalan" });
});

test("whoever promises a name gives one", () => {
  assert.deepEqual(flawsOf(draft({ mode: "named" }), TODAY), ["contact"]);
});

test("the channels are those that reports know", () => {
  assert.deepEqual([...CHANNELS].sort(), [...declared.shapes.IntakeChannel.enum].sort());
  for (const channel of CHANNELS) requireShape(reportOf(draft({ channel, reference: "1" })));
});

test("an empty sheet is left without a question", () => {
  assert.ok(!isWritten(emptyDraft("61.08", TODAY)));
  assert.ok(isWritten(draft()));
});
