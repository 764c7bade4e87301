/** What the mailbox's worker makes of a case, and remembers of it, however a server tells it the second time. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { fromB64url } from "../../src/protocol/bytes.js";
import { FormatError, TrustError } from "../../src/protocol/errors.js";
import { Receipt } from "../../src/protocol/receipt.js";
import { verifyDocuments } from "../../src/protocol/trust.js";
import { Opener } from "../../src/reporter/opening/opener.js";
import { loadVectors } from "../vectors/files.js";

const vectors = new Map(loadVectors().map((vector) => [vector.name, vector]));
const DAY = "2026-03-02";
const DAYS = { today: DAY, released: "2026-01-01" };
const { input } = /** @type {any} */ (vectors.get("dossier/reporter"));
const WORDS = new Receipt(fromB64url(input.secret)).unsafeWords().join(" ");

/** @param {any} given */
function published({ anchor, roots, directories, agencies } = input) {
  const decoded = (/** @type {Record<string, string[]>} */ chains) =>
    Object.fromEntries(Object.entries(chains).map(([code, chain]) => [code, chain.map(fromB64url)]));
  const set = { roots: decoded(roots), directories: decoded(directories), agencies: agencies.map(fromB64url) };
  const named = verifyDocuments(set, anchor).agencies.document.agencies;
  return {
    documents: { roots, directories, agencies },
    anchors: { installation: anchor, agencies: Object.fromEntries(named.map((one) => [one.agency, one.roots])) },
  };
}

/**
 * Give the case as the API does.
 * @param {Record<string, any>} [changes] of the vector's members
 */
function sent(changes) {
  const told = { ...input, ...changes };
  const byEpoch = (/** @type {Record<string, string>} */ keys) =>
    Object.entries(keys).map(([epoch, sealed]) => ({ epoch: Number(epoch), sealed }));
  return /** @type {any} */ ({
    agency: "61.08",
    case: told.case,
    records: told.records.map((/** @type {string} */ envelope) => ({ envelope })),
    grants: byEpoch(told.grants),
    previous_keys: byEpoch(told.previous_keys),
    summary: told.summary,
    messages: told.messages.map((/** @type {any} */ message) => ({ ...message, day: DAY })),
    attachments: [],
    received: DAY,
    due: { verify: DAY, answer: DAY, result: DAY, extended: false, complete: null, objection: null },
  });
}

/** @param {string} author @param {number} seq */
function without(author, seq) {
  return { messages: input.messages.filter((/** @type {any} */ one) => one.author !== author || one.seq !== seq) };
}

async function opened() {
  const opener = new Opener();
  opener.trust(published());
  await opener.enter({ text: WORDS });
  const story = await opener.open({ sent: sent() });
  assert.ok(story);
  return { opener, story };
}

const OFFICER = input.messages.find((/** @type {any} */ one) => one.author !== "reporter").author;

test("a whole case can be read and written", async () => {
  const { opener, story } = await opened();
  assert.deepEqual([story.notices, story.canWrite, story.isEpochDue], [[], true, false]);
  const { body } = await opener.compose({ text: "Lagi.", files: [] });
  assert.deepEqual([JSON.parse(body).seq, JSON.parse(body).epoch], [4, 2]);
});

test("nothing opens before documents and words are there", async () => {
  const opener = new Opener();
  await assert.rejects(opener.compose({ text: "x", files: [] }), FormatError);
  await opener.enter({ text: WORDS });
  await assert.rejects(opener.open({ sent: sent() }), TrustError);
  const other = new Opener();
  other.trust(published());
  await assert.rejects(other.open({ sent: sent() }), TrustError);
});

test("another receipt's case is nobody's, but not once a case was open", async () => {
  const stranger = Receipt.generate().unsafeWords().join(" ");
  const opener = new Opener();
  opener.trust(published());
  await opener.enter({ text: stranger });
  assert.equal(await opener.open({ sent: sent() }), null);
  const { opener: known } = await opened();
  const other = /** @type {any} */ (vectors.get("dossier/other-case-for-reporter")).input;
  await assert.rejects(known.open({ sent: sent(other) }), TrustError);
});

test("records that were seen cannot be taken back", async () => {
  const { opener } = await opened();
  const first = { records: input.records.slice(0, 1), messages: [], previous_keys: {} };
  await assert.rejects(opener.open({ sent: sent(first) }), TrustError);
  await opener.enter({ text: WORDS });
  assert.ok(await opener.open({ sent: sent(first) }), "new words, a new beginning");
});

test("an officer's newest message that was seen is missed, and does not keep the reporter from writing", async () => {
  const { opener } = await opened();
  const newest = Math.max(
    ...input.messages
      .filter((/** @type {any} */ one) => one.author === OFFICER)
      .map((/** @type {any} */ one) => one.seq),
  );
  for (let time = 0; time < 2; time += 1) {
    const story = await opener.open({ sent: sent(without(OFFICER, newest)) });
    assert.deepEqual(
      story?.notices.map(({ kind, seq }) => [kind, seq]),
      [["gap", newest]],
    );
    assert.equal(story?.canWrite, true);
  }
});

test("an own message that was seen, or that the server took, is missed, and nothing is written in its place", async () => {
  const { opener } = await opened();
  const story = await opener.open({ sent: sent(without("reporter", 3)) });
  assert.ok(story?.notices.some(({ kind, sender, seq }) => kind === "gap" && sender.isSelf && seq === 3));
  assert.equal(story?.canWrite, false);
  await assert.rejects(opener.compose({ text: "Lagi.", files: [] }), TrustError);
  await assert.rejects(opener.composeEpoch(DAYS), TrustError);
  const { opener: taken } = await opened();
  await taken.compose({ text: "Lagi.", files: [] });
  assert.equal((await taken.open({ sent: sent() }))?.canWrite, true, "it was never taken");
  await taken.compose({ text: "Lagi.", files: [] });
  taken.arrived();
  const after = await taken.open({ sent: sent() });
  assert.deepEqual([after?.canWrite, after?.notices.map(({ seq }) => seq)], [false, [4]]);
});

test("without the newest key nothing is written, under no other key and under no new one", async () => {
  const opener = new Opener();
  opener.trust(published());
  await opener.enter({ text: WORDS });
  const story = await opener.open({ sent: sent({ grants: { 1: input.grants[1] } }) });
  assert.equal(story?.canWrite, false);
  await assert.rejects(opener.compose({ text: "Lagi.", files: [] }), { code: "refused-grant" });
  await assert.rejects(opener.composeEpoch(DAYS), TrustError);
});

test("only what a verified message lists can be taken along", async () => {
  const { opener } = await opened();
  assert.throws(() => opener.beginTaking({ id: "A".repeat(22) }), FormatError);
});

test("a message needs words or a file", async () => {
  const { opener } = await opened();
  await assert.rejects(opener.compose({ text: " \n ", files: [] }), FormatError);
});

test("closing forgets words and case, and a draft opens under its own receipt only", async () => {
  const { opener } = await opened();
  const { sealed } = await opener.sealDraft({ text: "belum selesai" });
  opener.close();
  await assert.rejects(opener.compose({ text: "x", files: [] }), FormatError);
  await assert.rejects(opener.sealDraft({ text: "x" }), TrustError);
  await opener.enter({ text: Receipt.generate().unsafeWords().join(" ") });
  assert.deepEqual(await opener.openDraft({ sealed }), { text: null });
  await opener.enter({ text: WORDS });
  assert.deepEqual(await opener.openDraft({ sealed }), { text: "belum selesai" });
});

test("words are looked at while they are typed, but not the one that is being typed", () => {
  const opener = new Opener();
  const [first, second] = WORDS.split(" ");
  assert.deepEqual(opener.check({ text: `${first} zzzz ${second} qq` }).wrong, [2]);
  assert.deepEqual(opener.check({ text: `${first} zzzz ${second} qq ` }).wrong, [2, 4]);
});

test("the key changes when a granted officer is gone, for those who stay and serve", async () => {
  const gone = /** @type {any} */ (vectors.get("dossier/key-gone")).input;
  const { opener } = await opened();
  opener.trust(published({ ...input, directories: gone.directories }));
  const story = await opener.open({ sent: sent() });
  assert.equal(story?.isEpochDue, true);
  const body = JSON.parse((await opener.composeEpoch(DAYS)).body);
  const record = JSON.parse(
    Buffer.from(JSON.parse(String(Buffer.from(body.record, "base64url"))).payload, "base64").toString(),
  );
  const before = JSON.parse(
    Buffer.from(JSON.parse(String(Buffer.from(input.records.at(-1), "base64url"))).payload, "base64").toString(),
  );
  const names = (/** @type {any} */ { readers }) => readers.map((/** @type {any} */ one) => `${one.reader} ${one.key}`);
  const left = names(record).filter((/** @type {string} */ name) => names(before).includes(name));
  assert.ok(left.length > 0 && left.length < names(before).length);
  assert.deepEqual([record.epoch, record.author, record.directories[0].version], [3, "reporter", 2]);
  assert.equal(body.grants.length, record.readers.length + 1);
});
