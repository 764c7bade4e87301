/** For whom the reporter's client changes a key, and what it remembers of a case: each rule on its own. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { ChannelClosedError } from "../../src/protocol/errors.js";
import { HybridPrivateKey } from "../../src/protocol/keys.js";
import { isEpochDue } from "../../src/protocol/staying.js";
import { VerifiedDirectory } from "../../src/protocol/trust.js";
import { recipientsAfter } from "../../src/reporter/opening/epochs.js";
import { Remembered } from "../../src/reporter/opening/remembered.js";

const HOME = "61.08";
const DAYS = { today: "2026-06-01", released: "2026-01-01" };
/** @type {Map<string, string>} */
const KEYS = new Map();
for (const name of ["a", "b", "c", "recovery"]) KEYS.set(name, (await HybridPrivateKey.generate().public).text);

/**
 * @param {Record<string, any>} entries by id: what differs from a receiver in service
 * @param {Record<string, any>} more
 */
function directory(entries, { agency = HOME, least = 1, recovery = false } = {}) {
  const readers = Object.entries(entries).map(([id, changes]) => ({
    ...{
      id,
      label: `Petugas ${id}`,
      unit: "Irban",
      roles: ["receiver"],
      since: "2026-01-01",
      reader_key: KEYS.get(id),
      ...changes,
    },
  }));
  const document = /** @type {any} */ ({
    ...{
      agency,
      version: 2,
      issued: "2026-01-02",
      renew_by: "2026-12-01",
      expires: "2027-01-01",
      grace_days: 60,
    },
    ...{ readers, policy: { minimum_readers: least } },
    ...(recovery && { recovery: { reader_key: KEYS.get("recovery") } }),
  });
  return new VerifiedDirectory(document, "digest", [], /** @type {any} */ ({ keys: [] }));
}

/**
 * @param {VerifiedDirectory} newest
 * @param {string[]} granted
 * @param {{excluded?: any[], epochs?: number, maker?: any, records?: any[], messages?: any[]}} [more] `maker` made the newest key
 */
function scene(newest, granted, more = {}) {
  const { excluded = [], epochs = 1, maker = "reporter", records = [], messages = [] } = more;
  const old = directory(Object.fromEntries(["a", "b", "c"].map((id) => [id, {}])), { recovery: true });
  const readers = new Map(granted.map((id) => [`${HOME}/${id}`, String(old.readerDigest(id))]));
  const dossier = {
    messages,
    newest: { readers, document: { epoch: 1 } },
    chain: {
      first: { agency: HOME, excluded, directories: [{ agency: HOME, version: 1 }] },
      records,
      epochs,
      epoch: () => ({ document: { author: maker } }),
    },
    epoch: 1,
  };
  const book = { byAgency: { get: () => ({ directories: [old, newest] }) }, newest: () => newest };
  return /** @type {[any, any]} */ ([dossier, book]);
}

/** @param {[any, any]} given */
function chosen(given) {
  return recipientsAfter(...given, DAYS).recipients.map(({ name }) => name.reader);
}

test("a key is due when somebody granted is gone, has another key, or when the newest key is nobody's who counts", async () => {
  assert.equal(isEpochDue(...scene(directory({ a: {}, b: {} }), ["a", "b"])), false);
  assert.equal(isEpochDue(...scene(directory({ a: {} }), ["a", "b"])), true);
  const other = (await HybridPrivateKey.generate().public).text;
  assert.equal(isEpochDue(...scene(directory({ a: {}, b: { reader_key: other } }), ["a", "b"])), true);
  assert.equal(isEpochDue(...scene(directory({ a: {}, b: {} }), ["a", "b"], { epochs: 2 })), true);
});

test("a key is due while an officer knows it who made it and left the case with it", () => {
  const newest = directory({ a: {}, b: {}, c: {} });
  assert.equal(isEpochDue(...scene(newest, ["a", "b"], { maker: { agency: HOME, reader: "a" } })), false);
  assert.equal(isEpochDue(...scene(newest, ["a", "b"], { maker: { agency: HOME, reader: "c" } })), true);
});

test("whoever stays and serves gets the new key, and nobody else as long as they are enough", () => {
  assert.deepEqual(chosen(scene(directory({ a: {}, c: {} }), ["a", "b"])), ["a"]);
  assert.deepEqual(chosen(scene(directory({ a: {}, b: { until: "2026-05-31" } }), ["a", "b"])), ["a"]);
  assert.deepEqual(chosen(scene(directory({ a: {}, b: { until: "2026-06-01" } }), ["a", "b"])), ["a", "b"]);
});

test("if they are too few, those who receive new cases join them; the recovery key counts for nobody", () => {
  assert.deepEqual(chosen(scene(directory({ a: {}, c: {} }, { least: 2 }), ["a", "b"])), ["a", "c"]);
  const withRecovery = directory({ a: {}, c: {} }, { least: 2, recovery: true });
  assert.deepEqual(chosen(scene(withRecovery, ["a", "b", "recovery"])), ["a", "c", "recovery"]);
  assert.deepEqual(chosen(scene(withRecovery, ["a", "b"])), ["a", "c"], "it joins no case that it was not granted");
});

test("whoever was given the key by the reporter and taken off by officers does not come back by joining", () => {
  const record = (/** @type {any} */ author, /** @type {string[]} */ ...names) => ({
    document: { author },
    readers: new Map(names.map((name) => [`${HOME}/${name}`, ""])),
  });
  const officer = { agency: HOME, reader: "a" };
  const least = { least: 2 };
  const records = [record("reporter", "a", "b"), record(officer, "a")];
  assert.deepEqual(chosen(scene(directory({ a: {}, b: {}, c: {} }, least), ["a"], { records })), ["a", "c"]);
  assert.deepEqual(chosen(scene(directory({ a: {}, b: {} }, least), ["a"], { records })), ["a"]);
  assert.deepEqual(chosen(scene(directory({ b: {} }), ["a"], { records })), ["b"], "rather than nobody");
  const written = [record("reporter", "a"), record(officer, "a", "b"), record(officer, "a")];
  const met = scene(directory({ a: {}, b: {} }, least), ["a"], { records: written });
  assert.deepEqual(chosen(met), ["a", "b"], "an officer's record keeps nobody from joining");
});

test("whoever is excluded, by name or by unit, neither stays nor joins", () => {
  const newest = directory({ a: {}, b: { unit: "Pimpinan" }, c: { unit: "Pimpinan" } }, { least: 3 });
  const excluded = [{ agency: HOME, unit: "Pimpinan" }];
  assert.deepEqual(chosen(scene(newest, ["a", "b"], { excluded })), ["a"]);
  assert.deepEqual(chosen(scene(newest, ["a"], { excluded: [{ agency: HOME, reader: "c" }] })), ["a", "b"]);
});

test("a directory that has expired keeps nobody from answering: whoever serves still stays or joins", () => {
  const late = (/** @type {any[]} */ ...given) => {
    const [dossier, book] = /** @type {[any, any]} */ (scene(.../** @type {[any, any]} */ (given)));
    return recipientsAfter(dossier, book, { ...DAYS, today: "2031-01-01" }).recipients.map(({ name }) => name.reader);
  };
  assert.deepEqual(late(directory({ a: {}, c: {} }), ["a", "b"]), ["a"]);
  assert.deepEqual(late(directory({ a: {}, c: {} }, { least: 2 }), ["a", "b"]), ["a", "c"]);
  assert.deepEqual(late(directory({ c: {} }), ["a", "b"]), ["c"], "all who read have left, others were signed for");
});

test("of a case that was handed over nobody joins but those who receive where it is, whatever guest reads along", () => {
  const [here, there] = [
    directory({ a: {}, b: {}, c: {} }, { least: 3 }),
    directory({ a: {}, b: {} }, { agency: "61" }),
  ];
  const directories = new Map([
    [HOME, here],
    ["61", there],
  ]);
  const book = /** @type {any} */ ({
    byAgency: { get: (/** @type {string} */ code) => ({ directories: [directories.get(code)] }) },
    newest: (/** @type {string} */ code) => directories.get(code),
  });
  const of = (/** @type {string[]} */ ...names) =>
    new Map(names.map((name) => [name, directories.get(name.split("/")[0])?.readerDigest(name.split("/")[1])]));
  const records = [of(`${HOME}/a`, `${HOME}/b`, `${HOME}/c`), of("61/a"), of("61/a", `${HOME}/c`)].map(
    (readers, place) => ({
      readers,
      document: { author: place === 1 ? { agency: HOME, reader: "a" } : "reporter" },
    }),
  );
  const after = (/** @type {number} */ place) => {
    const chain = { first: { agency: HOME, excluded: [], directories: [] }, records };
    const found = recipientsAfter(/** @type {any} */ ({ chain, newest: records[place], messages: [] }), book, DAYS);
    return found.recipients.map(({ name }) => `${name.agency}/${name.reader}`);
  };
  assert.deepEqual(after(1), ["61/a"]);
  assert.deepEqual(after(2), ["61/a", `${HOME}/c`]);
  Object.assign(there.document.policy, { minimum_readers: 2 });
  assert.deepEqual(after(1), ["61/a", "61/b"]);
});

test("whoever is named and came onto the list since does not join, even if nobody else is left", () => {
  const written = (/** @type {any} */ body) => ({ message: { author: "reporter", body } });
  const report = { type: "wbs-report/v1", title: "Uang", what: "Uang", accused: [{ name: "Budi Santoso" }] };
  const later = { type: "wbs-text/v1", text: "Yang menerima ternyata Drs. Gatot Wiranegara sendiri." };
  const messages = [written(report), written(later)];
  const entries = { a: {}, b: { label: "H. Budi Santoso, S.H." }, c: { label: "Gatot Wiranegara" } };
  const of = (/** @type {string[]} */ ...ids) =>
    Object.fromEntries(Object.entries(entries).filter(([id]) => ids.includes(id)));
  assert.deepEqual(chosen(scene(directory(of("a", "b"), { least: 2 }), ["a"], { messages })), ["a"]);
  assert.deepEqual(chosen(scene(directory(of("a", "c"), { least: 2 }), ["a"], { messages })), ["a"]);
  assert.deepEqual(chosen(scene(directory(of("a", "b"), { least: 2 }), ["a"])), ["a", "b"], "of nobody it says so");
  assert.throws(() => chosen(scene(directory(of("b", "c")), ["a"], { messages })), ChannelClosedError);
  assert.deepEqual(chosen(scene(directory(of("a", "b")), ["a", "b"], { messages })), ["a", "b"], "who reads stays");
});

test("whoever stood on the list under that name when the report was sealed joins: the reporter was asked", () => {
  const accused = [{ name: "Pak Budi" }];
  const body = { type: "wbs-report/v1", title: "Uang", what: "Uang", accused };
  const messages = [{ message: { author: "reporter", body } }];
  const [dossier, book] = scene(directory({ a: {}, b: { label: "Budi" } }, { least: 2 }), ["a"], { messages });
  assert.deepEqual(chosen([dossier, book]), ["a"]);
  const [then] = book.byAgency.get().directories;
  then.document.version = 1;
  then.entries.get("b").label = "Budi";
  assert.deepEqual(chosen([dossier, { ...book, byAgency: { get: () => ({ directories: [then] }) } }]), ["a", "b"]);
});

test("if nobody is left, the channel is closed", () => {
  assert.throws(() => chosen(scene(directory({ c: { roles: ["auditor"] } }), ["a"])), ChannelClosedError);
});

/**
 * @param {string} author
 * @param {number} seq
 * @param {{digests?: string[], confirmed?: boolean}} [more] digests that it removes
 */
function message(author, seq, { digests, confirmed = true } = {}) {
  const [agency, reader] = author.split("/");
  const by = author === "reporter" ? author : { agency, reader };
  return { message: { author: by, seq, body: digests ? { digests } : {} }, digest: `${author} ${seq}`, confirmed };
}

/**
 * @param {any[]} messages
 * @param {{records?: string[], findings?: any[]}} [more]
 */
function told(messages, { records = ["one"], findings = [] } = {}) {
  return /** @type {any} */ ({ chain: { records: records.map((digest) => ({ digest })) }, messages, findings });
}

const FIRST = [message("reporter", 1), message("61/x", 1)];

test("records only grow, in their order", () => {
  const remembered = new Remembered();
  remembered.compare(told([], { records: ["one", "two"] }));
  remembered.compare(told([], { records: ["one", "two", "three"] }));
  for (const records of [["one"], ["one", "three", "two"], ["two", "one", "three"], ["one", "two", "four"]]) {
    assert.throws(() => remembered.compare(told([], { records })), { code: "refused-trust" });
  }
});

test("what is gone is told once, unless a confirmed message explains it", () => {
  const gap = { kind: "gap", author: "61/x", seq: 1 };
  const without = FIRST.slice(0, 1);
  const after = (/** @type {any} */ dossier) => {
    const remembered = new Remembered();
    remembered.compare(told(FIRST));
    return remembered.compare(dossier);
  };
  assert.deepEqual(after(told(FIRST)), []);
  assert.deepEqual(after(told(without)), [gap]);
  assert.deepEqual(after(told(without, { findings: [gap] })), [], "the case itself tells it");
  const removal = { digests: ["61/x 1"] };
  assert.deepEqual(after(told([...without, message("61/y", 1, removal)])), []);
  assert.deepEqual(after(told([...without, message("61/y", 1, { ...removal, confirmed: false })])), [gap]);
});
