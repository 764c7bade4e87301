/** What an officer writes down becomes a report that fits its shape, or the page says what is missing. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  bearersOf,
  CHANNELS,
  channelsFor,
  contactOf,
  emptyDraft,
  flawsOf,
  isWritten,
  ranksOf,
  reportOf,
} from "../../src/officer/acts/taking-down.js";
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
    ...{ channel: "walk-in", category: "other", what: "a", where: "b", when: "c", mode: "anonymous" },
    accused: [{ name: "d", post: "", unit: "", rank: "staff" }],
    ...changes,
  };
}

/** @param {import("../../src/protocol/documents.d.ts").ReportBody} report */
function requireShape(report) {
  serialiseShape(/** @type {any} */ (report), /** @type {any} */ ("ReportBody"));
}

test("whatever is typed, a draft without flaws makes a report that fits its shape", () => {
  const typed = fc.string({ unit: "binary", maxLength: 80 });
  const names = ["what", "where", "when", "how", "danger", "title", "keep_from", "elsewhere"];
  const texts = fc.record(Object.fromEntries(names.map((name) => [name, typed])));
  const named = fc.record({ name: typed, post: typed, unit: typed, rank: fc.constantFrom("staff", "unknown") });
  const contact = fc.record({ name: typed, address: typed, occupation: typed, phone: typed, other: typed });
  const modes = fc.constantFrom("anonymous", "confidential", "named");
  fc.assert(
    fc.property(texts, fc.array(named, { minLength: 1, maxLength: 3 }), contact, modes, (given, accused, who, mode) => {
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
    ...["channel", "agency", "accused", "rank-0", "what", "where", "when", "category", "mode"],
  ]);
  assert.deepEqual(flawsOf(draft(), TODAY), []);
});

test("whoever does not write to reporters takes down what comes from SP4N-LAPOR! alone", () => {
  assert.deepEqual(channelsFor(["take-down", "liaise"]), ["sp4n-lapor"]);
  assert.deepEqual(channelsFor(["take-down", "write-to-reporters"]), CHANNELS);
});

test("a report from SP4N-LAPOR! has its number there", () => {
  assert.deepEqual(flawsOf(draft({ channel: "sp4n-lapor", reference: " " }), TODAY), ["reference"]);
  const made = reportOf(draft({ channel: "sp4n-lapor", reference: " 12345\n" }));
  assert.deepEqual(made.intake, { channel: "sp4n-lapor", reference: "12345", received: TODAY });
});

test("the area stays in the report: another agency may govern the case", () => {
  assert.equal(reportOf(draft({ agency: "61.08" })).region, "61.08");
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

test("nothing is chosen for the reporter who may learn the name", () => {
  assert.equal(emptyDraft("61.08", TODAY).mode, "");
  assert.deepEqual(flawsOf(draft({ mode: "" }), TODAY), ["mode"]);
});

test("a name that does not fit the sealed space is said to be too long, whatever alphabet it is in", () => {
  const long = { name: "ꦏ".repeat(120), address: "ꦏ".repeat(300), occupation: "ꦏ".repeat(120), phone: "", other: "" };
  for (const mode of ["confidential", "named"]) {
    assert.deepEqual(flawsOf(draft({ mode, contact: long }), TODAY), ["identity"]);
  }
  assert.deepEqual(flawsOf(draft({ contact: long }), TODAY), []);
});

test("everybody of whom something was written has a rank of their own", () => {
  const [first, other, empty] = ["", "x", ""].map((post) => ({ name: "", post, unit: "", rank: "" }));
  const made = draft({ accused: [{ ...first, name: "d", rank: "staff" }, other, empty] });
  assert.deepEqual(flawsOf(made, TODAY), ["rank-1"]);
  other.rank = "leadership";
  assert.deepEqual(ranksOf(made), ["staff", "leadership"]);
  other.unit = "Sekretariat";
  assert.deepEqual(reportOf(made).accused, [
    { name: "d", rank: "staff" },
    { post: "x", unit: "Sekretariat", rank: "leadership" },
  ]);
});

test("where else it was reported is read as in the reporters' form", () => {
  const made = reportOf(draft({ elsewhere: "SP4N-LAPOR!: 123\nOmbudsman\n" }));
  assert.deepEqual(made.reported_elsewhere, [{ channel: "SP4N-LAPOR!", number: "123" }, { channel: "Ombudsman" }]);
  assert.deepEqual(flawsOf(draft({ elsewhere: "a\n".repeat(11) }), TODAY), ["elsewhere"]);
});

test("a file about which nobody has decided yet is not sent", () => {
  const file = { size: 9, name: "a" };
  const files = (/** @type {string} */ state) => [{ file, state, told: [], findings: [], isStrippable: false }];
  for (const state of ["looking", "deciding"])
    assert.deepEqual(flawsOf(draft({ files: files(state) }), TODAY), ["undecided"]);
  assert.deepEqual(flawsOf(draft({ files: files("ready") }), TODAY), []);
});

test("the channels are those that reports know", () => {
  assert.deepEqual([...CHANNELS].sort(), [...declared.shapes.IntakeChannel.enum].sort());
  for (const channel of CHANNELS) requireShape(reportOf(draft({ channel, reference: "1" })));
});

test("an empty sheet is left without a question", () => {
  assert.ok(!isWritten(emptyDraft("61.08", TODAY)));
  assert.ok(isWritten(draft()));
});

test("whoever is left out by a name is left out with everybody and every office that bears it", () => {
  const one = (/** @type {string} */ agency, /** @type {object} */ who) => {
    const name = "Inspektur";
    return { name, agencyName: agency, fullName: `${name} (${agency})`, exclusion: { agency, ...who } };
  };
  const office = one("61.08", { unit: "Inspektur" });
  const officer = one("61.08", { reader: "kepala-01" });
  const elsewhere = one("61", { unit: "Inspektur" });
  const found = bearersOf([office, officer, elsewhere, office], "Inspektur (61.08)");
  assert.deepEqual(found, [office.exclusion, officer.exclusion]);
  assert.deepEqual(bearersOf([office], "Inspektur"), []);
});
