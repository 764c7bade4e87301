/** Who could be given a case, and since when the others read it: each rule on its own. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { HybridPrivateKey } from "../../src/protocol/keys.js";
import { VerifiedDirectory } from "../../src/protocol/trust.js";
import { namedAmong } from "../../src/protocol/named.js";
import { candidatesOf, coverReason, isDue, plainReason, readersOf } from "../../src/worker/readers.js";
import { excludedOne } from "../../src/worker/story.js";

const HOME = "61.08";
const PARENT = "61";
const ME = { agency: HOME, reader: "a" };
const DAYS = { today: "2026-06-01", released: "2026-06-01" };
const NO_ROOTS = /** @type {any} */ ({ keys: [] });
/** @type {Map<string, string>} */
const KEYS = new Map();
for (const name of ["a", "b", "c", "d", "e"]) KEYS.set(name, (await HybridPrivateKey.generate().public).text);

/**
 * @param {string} agency
 * @param {Record<string, object>} entries by id: what differs from a receiver in service
 */
function directory(agency, entries) {
  const readers = Object.entries(entries).map(([id, changes]) => ({
    ...{ id, label: `Petugas ${id}`, unit: "Irban", roles: ["receiver"], since: "2026-01-01" },
    ...{ reader_key: KEYS.get(id), ...changes },
  }));
  return new VerifiedDirectory(/** @type {any} */ ({ agency, issued: "2026-01-02", readers }), "digest", [], NO_ROOTS);
}

/**
 * @param {Record<string, VerifiedDirectory[]>} directories by agency, oldest first
 * @returns {any}
 */
function bookOf(directories) {
  const agencies = [{ agency: HOME, parent: PARENT }, { agency: PARENT }];
  const trusts = new Map(Object.entries(directories).map(([code, chain]) => [code, { directories: chain }]));
  return { byAgency: trusts, agencies: { document: { agencies } } };
}

/**
 * @param {string[]} readers who read by the first record
 * @param {any[]} [later] access records: who, by whom, why
 * @param {any[]} [excluded]
 * @returns {any}
 */
function caseOf(readers, later = [], excluded = []) {
  const old = directory(HOME, Object.fromEntries([...KEYS.keys()].map((id) => [id, {}])));
  const digests = (/** @type {string[]} */ ids) => new Map(ids.map((id) => [`${HOME}/${id}`, old.readerDigest(id)]));
  const records = [
    {
      document: { type: "wbs-epoch/v1", epoch: 1, author: "reporter" },
      digest: "0",
      readers: digests(readers),
    },
  ];
  for (const { add, by, reason } of later) {
    const before = /** @type {any} */ (records.at(-1));
    const ids = [...before.readers.keys()].map((name) => name.split("/")[1]);
    const document = { type: "wbs-access/v1", add: { agency: HOME, reader: add }, author: by, reason };
    records.push(
      /** @type {any} */ ({ document, digest: String(records.length), readers: digests([...new Set([...ids, add])]) }),
    );
  }
  for (const { document } of records) document.epoch = 1;
  const chain = { first: { agency: HOME, excluded }, records, epoch: () => records[0] };
  return { chain, newest: records.at(-1) };
}

/** @param {any[]} given */
function named(...given) {
  return candidatesOf(.../** @type {[any, any]} */ (given), ME, DAYS).map(({ author }) => author);
}

test("whoever serves with a role that reads can be given the case, in the agency and in its parent", () => {
  const book = bookOf({
    [HOME]: [
      directory(HOME, {
        a: {},
        b: { roles: ["investigator"] },
        c: { roles: ["auditor"] },
        d: { until: "2026-05-31" },
        e: { since: "2026-06-02" },
      }),
    ],
    [PARENT]: [directory(PARENT, { b: { roles: ["head"] } })],
  });
  assert.deepEqual(named(caseOf(["a"]), book), [`${HOME}/b`, `${PARENT}/b`]);
});

test("whoever reads already, is excluded by name or by unit, or has left, is not offered", () => {
  const there = directory(HOME, { a: {}, b: {}, c: { unit: "Pimpinan" }, d: {} });
  const book = bookOf({ [HOME]: [directory(HOME, { a: {}, e: {} }), there] });
  assert.deepEqual(named(caseOf(["a", "b"]), book), [`${HOME}/c`, `${HOME}/d`]);
  const excluded = [
    { agency: HOME, unit: "Pimpinan" },
    { agency: HOME, reader: "d" },
  ];
  assert.deepEqual(named(caseOf(["a", "b"], [], excluded), book), []);
});

test("readers are told with how they came, and what has become of them in the newest directory", async () => {
  const other = (await HybridPrivateKey.generate().public).text;
  const book = bookOf({
    [HOME]: [directory(HOME, { a: {}, b: {}, c: {} }), directory(HOME, { a: {}, b: { reader_key: other } })],
  });
  const found = caseOf(["a", "b"], [{ add: "c", by: ME, reason: "[until 2026-12-05] Cuti" }]);
  const told = readersOf(found, book).map(({ author, stands, coming }) => [
    ...[author.split("/")[1], stands, coming.event],
    ...[coming.reason, coming.until],
  ]);
  assert.deepEqual(told, [
    ["a", "same", "first", "", ""],
    ["b", "renewed", "first", "", ""],
    ["c", "gone", "access", "Cuti", "2026-12-05"],
  ]);
  assert.equal(isDue(found, book), true);
});

test("of all whom a reporter wrote, in the report or later, listed people of like names are marked", () => {
  const by = (/** @type {any} */ author, /** @type {any} */ body) => ({ message: { author, body } });
  const report = { type: "wbs-report/v1", title: "Uang", what: "Uang", accused: [{ name: "Pak Zul" }] };
  const later = { type: "wbs-text/v1", text: "Gatot Wiranegara ikut." };
  const answer = { type: "wbs-text/v1", text: "Hormat kami, Siti Rahmawati" };
  const messages = [by("reporter", report), by(ME, answer), by("reporter", later)];
  const people = ["Zulkifli", "Drs. Gatot Wiranegara", "Siti Rahmawati", "Andi"].map((label, at) => ({
    ...{ author: `${HOME}/${at}`, label },
  }));
  assert.deepEqual([...namedAmong(/** @type {any} */ (messages), people)], [`${HOME}/0`, `${HOME}/1`]);
  assert.deepEqual([...namedAmong([], people)], []);
});

test("a renewed key alone asks for no new key of the case, a record that does not count does", async () => {
  const other = (await HybridPrivateKey.generate().public).text;
  const book = bookOf({ [HOME]: [directory(HOME, { a: {}, b: { reader_key: other } })] });
  const found = caseOf(["a", "b"]);
  assert.equal(isDue(found, book), false);
  const later = caseOf(["a", "b"], [{ add: "c", by: ME, reason: "x" }]);
  assert.equal(isDue({ ...later, newest: later.chain.records[0] }, book), true);
});

test("a reason reads back as it was written, with or without a last day", () => {
  const days = fc.constantFrom("", "2026-12-05");
  fc.assert(
    fc.property(
      days,
      fc.string().filter((text) => !/^\s|^\[until /.test(text)),
      (until, reason) => {
        assert.equal(plainReason(coverReason(until, reason)), reason);
      },
    ),
  );
});

test("whoever gets no key is named to those who read: officers by label, units as they are, an agency by itself", () => {
  const entries = new Map([["penerima-01", { label: "Penerima 01", unit: "Tim Penerima" }]]);
  const book = /** @type {any} */ ({ byAgency: new Map([["61", { directories: [{ entries }] }]]) });
  assert.deepEqual(excludedOne({ agency: "61", reader: "penerima-01" }, book), { agency: "61", name: "Penerima 01" });
  assert.deepEqual(excludedOne({ agency: "61", reader: "gone-01" }, book), { agency: "61", name: "gone-01" });
  assert.deepEqual(excludedOne({ agency: "61", unit: "Inspektur" }, book), { agency: "61", name: "Inspektur" });
  assert.deepEqual(excludedOne({ agency: "61" }, book), { agency: "61", name: "" });
});
