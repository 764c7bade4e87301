/** What the workers of reporters make of documents and anchors, however a server puts them together. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { checkDay } from "../../src/protocol/directory.js";
import { FormatError, TrustError } from "../../src/protocol/errors.js";
import { cleaned, reportOf } from "../../src/reporter/report/answers.js";
import { Opener } from "../../src/reporter/opening/opener.js";
import { Sealer } from "../../src/reporter/sealing/sealer.js";
import { trustedBook } from "../../src/reporter/trusting.js";
import { loadVectors } from "../vectors/files.js";

const vectors = new Map(loadVectors().map((vector) => [vector.name, vector]));
const DAYS = { today: "2026-03-02", released: "2026-01-01" };
const ABOUT = { agency: "61.08", ranks: ["staff"], ...DAYS };

/**
 * Give documents and anchors as this site publishes them.
 * @param {string} name of a vector of trust
 */
function published(name) {
  const { input, output } = /** @type {any} */ (vectors.get(`trust/${name}`));
  const { anchor, roots, directories, agencies } = structuredClone(input);
  return {
    documents: { roots, directories, agencies },
    anchors: { installation: anchor, agencies: { ...output.roots } },
  };
}

test("documents that the anchors name are taken", () => {
  const { documents, anchors } = published("whole");
  assert.equal(trustedBook(documents, anchors).agencies.document.version, 1);
});

test("an agency of which the anchors know more, less or other roots is refused", () => {
  /** @type {Array<(agencies: any) => void>} */
  const changes = [
    (agencies) => delete agencies["61"],
    (agencies) => (agencies["61"] = agencies["61.08"]),
    (agencies) => (agencies["62"] = agencies["61.08"]), // the agencies document is older than the anchors
  ];
  for (const change of changes) {
    const { documents, anchors } = published("whole");
    change(anchors.agencies);
    assert.throws(() => trustedBook(documents, anchors), TrustError);
  }
});

test("what is no documents at all is refused as such, and not taken for a failure of this program", () => {
  const { documents, anchors } = published("whole");
  const bad = [null, 7, "x", [], {}, { ...documents, roots: null }, { ...documents, agencies: [7] }];
  for (const one of [...bad, { ...documents, directories: { 61.08: [["a"]] } }]) {
    assert.throws(() => trustedBook(/** @type {any} */ (one), anchors), FormatError);
  }
  for (const one of [null, 7, {}, { ...anchors, agencies: null }]) {
    assert.throws(() => trustedBook(documents, /** @type {any} */ (one)), /Error/);
    assert.throws(() => new Sealer().trust({ documents, anchors: /** @type {any} */ (one) }), {
      name: /FormatError|TrustError/,
    });
  }
});

for (const [older, newer] of [
  ["whole", "directory-second"],
  ["whole", "installation-rotation"],
]) {
  test(`documents that go back from ${newer} are refused, and those that were taken stay`, () => {
    const sealer = new Sealer();
    sealer.trust(published(newer));
    const readers = sealer.readers(ABOUT);
    assert.throws(() => sealer.trust(published(older)), TrustError);
    assert.deepEqual(sealer.readers(ABOUT), readers);
    const opener = new Opener();
    opener.trust(published(newer));
    opener.trustAgency({ agency: "61.08" });
    assert.throws(() => opener.trust(published(older)), TrustError);
    opener.trust(published(newer));
  });
}

test("documents that go on are taken", () => {
  for (const newer of ["directory-second", "installation-rotation"]) {
    const sealer = new Sealer();
    sealer.trust(published("whole"));
    sealer.readers(ABOUT);
    sealer.trust(published(newer));
  }
});

test("a report that is sealed once more lies under the same receipt, and under another name", async () => {
  const sealer = new Sealer();
  sealer.trust(published("whole"));
  const answers = { what: "Apa", who: "Fulan", where: "Desa", when: "Juli", rank: "staff", category: "other" };
  const given = { report: reportOf(cleaned(answers)), agency: "61.08", ranks: ["staff"], files: [], ...DAYS };
  const one = await sealer.seal(given, () => {});
  const words = sealer.words();
  const other = await sealer.seal(given, () => {});
  assert.deepEqual([other.token, other.reader, sealer.words()], [one.token, one.reader, words]);
  assert.notEqual(other.case, one.case);
});

test("nothing is sealed while somebody on the lists may be whoever is reported", async () => {
  const sealer = new Sealer();
  sealer.trust(published("whole"));
  const [{ name, fullName }] = sealer.naming({ agency: "61.08", text: "" }).among.slice(-1);
  const answers = { what: "Apa", who: `Drs. ${name.toUpperCase()}`, where: "Desa", when: "Juli", category: "other" };
  const about = { agency: "61.08", ranks: ["staff"], ...DAYS };
  const given = { report: reportOf(cleaned(answers)), files: [], ...about };
  const asked = sealer.namesakes({ report: given.report, ...about }).open;
  const others = asked.map((one) => one.fullName);
  assert.ok(others.includes(fullName));
  await assert.rejects(async () => sealer.seal(given, () => {}), { code: "refused-namesake" });
  const some = others.filter((one) => one !== fullName);
  await assert.rejects(async () => sealer.seal({ ...given, others: some }, () => {}), { code: "refused-namesake" });
  assert.throws(() => sealer.words(), "no receipt was drawn");
  await sealer.seal({ ...given, others }, () => {});
  const { exclusion } = /** @type {any} */ (asked.find((one) => one.fullName === fullName));
  const rest = sealer.namesakes({ report: given.report, ...about, exclusions: [exclusion] });
  assert.ok(!rest.open.some((one) => one.fullName === fullName), "whoever is kept out is asked about no more");
});

test("a name in the story alone is asked about, and what answers hold for changes with those it names", async () => {
  const sealer = new Sealer();
  sealer.trust(published("whole"));
  const { among } = sealer.naming({ agency: "61.08", text: "" });
  const [{ name, fullName }] = among.filter((one) => one.name === "Inspektur Pembantu Khusus");
  const answers = { what: "Apa", who: "Fulan", where: "Desa", when: "Juli", category: "other" };
  const about = { agency: "61.08", ranks: ["staff"], ...DAYS };
  const asked = (/** @type {Record<string, string>} */ more) =>
    sealer.namesakes({ report: reportOf(cleaned({ ...answers, ...more })), ...about });
  const told = asked({ what: `Diserahkan kepada ${name} di sana` });
  assert.ok(told.open.some((one) => one.fullName === fullName));
  const report = reportOf(cleaned({ ...answers, what: `Diserahkan kepada ${name} di sana` }));
  await assert.rejects(async () => sealer.seal({ report, files: [], ...about }, () => {}), {
    code: "refused-namesake",
  });
  assert.deepEqual(asked({}).open, []);
  assert.equal(asked({ what: `Diberikan kepada ${name}` }).about, told.about);
  assert.notEqual(asked({}).about, told.about);
  assert.notEqual(asked({ keep_from: "Camat" }).about, asked({}).about);
});

test("a day is ten characters, and one that exists", () => {
  assert.equal(checkDay("2026-11-22"), "2026-11-22");
  for (const text of [
    "2026",
    "2026-11",
    "2026-02-30",
    "+010000-01-01",
    "-000001-01-01",
    "2026-11-22T00",
    "",
    "undefined",
  ]) {
    assert.throws(() => checkDay(text), FormatError, text);
  }
});
