/** A hand-over opens with stock age and the authority's own key, of either kind, and says the digest of every part. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";
import { Decrypter, generateHybridIdentity, generateX25519Identity, identityToRecipient } from "age-encryption";
import { sealedSize, SealWriter } from "../../src/protocol/age.js";
import { AttachmentWriter } from "../../src/protocol/bulk.js";
import { b64url, bech32, concat, utf8 } from "../../src/protocol/bytes.js";
import { FormatError } from "../../src/protocol/errors.js";
import { outsideSize, parseOutside } from "../../src/protocol/outside.js";
import { Handing } from "../../src/worker/handing.js";

const CONTENT = new Uint8Array(70_000).fill(7);

/** @param {Uint8Array} bytes */
const named = (bytes) => createHash("sha256").update(bytes).digest("base64url");

/**
 * A dossier of two messages, the first with one file.
 * @param {string} own member of the report that says something of its reporter, or nothing
 * @param {boolean} isLate whether an officer says to have written before having seen the report
 */
async function made(own, isLate) {
  const writer = new AttachmentWriter();
  const stored = concat(...(await writer.update(CONTENT)));
  /** @type {Uint8Array[]} */
  const parts = [stored];
  while (writer.missing > 0) parts.push(...(await writer.pad(1 << 20)));
  parts.push(...(await writer.finalize()));
  const attachment = {
    id: b64url(writer.id),
    key: b64url(writer.key),
    name: "bukti.pdf",
    media_type: "application/pdf",
    size: CONTENT.length,
  };
  const report = { type: "wbs-report/v1", ...(own !== "" && { [own]: "0812" }) };
  const messages = [
    {
      author: "reporter",
      digest: "d1",
      envelope: utf8("one"),
      message: { seq: 1, body: report, attachments: [attachment] },
    },
    { author: "61.08/a", digest: "d2", envelope: utf8("two"), message: { seq: 1, body: {}, attachments: [] } },
  ];
  if (isLate) messages.reverse();
  const dossier = /** @type {any} */ ({ chain: { first: { agency: "61.08" }, case: "c" }, messages, findings: [] });
  return { dossier, attachment, stored: concat(...parts) };
}

/**
 * Make the bundle and take it apart again.
 * @param {string} recipient
 * @param {{own?: string, withContact?: boolean, isLate?: boolean}} [how]
 */
async function handed(recipient, { own = "", withContact = false, isLate = false } = {}) {
  const { dossier, attachment, stored } = await made(own, isLate);
  const papers = { reference: "abcd2345", letter: "Surat", content: "Isi", withContact };
  const handing = new Handing(dossier, /** @type {any} */ ({ records: [] }), parseOutside(recipient), papers);
  handing.beginAttachment(attachment.id);
  const writes = [...(await handing.push(stored)), ...(await handing.endAttachment())];
  const { writes: rest, digest } = await handing.finish();
  return { entries: entriesOf([...writes, ...rest]), digest };
}

/**
 * Read a bundle's entries by its central directory.
 * @param {import("../../src/worker/bundle.js").Write[]} writes
 */
function entriesOf(writes) {
  const file = Buffer.alloc(Math.max(...writes.map(({ at, bytes }) => at + bytes.length)));
  for (const { at, bytes } of writes) file.set(bytes, at);
  const end = file.lastIndexOf(Buffer.from("504b0506", "hex"));
  /** @type {Map<string, Uint8Array>} */
  const entries = new Map();
  for (let at = file.readUInt32LE(end + 16); at < end;) {
    const [size, name, local] = [file.readUInt32LE(at + 20), file.readUInt16LE(at + 28), file.readUInt32LE(at + 42)];
    const start = local + 30 + name;
    entries.set(file.toString("utf8", at + 46, at + 46 + name), new Uint8Array(file.subarray(start, start + size)));
    at += 46 + name;
  }
  return entries;
}

/**
 * @param {string} identity
 * @param {Uint8Array} sealed
 */
async function opened(identity, sealed) {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return decrypter.decrypt(sealed);
}

for (const [kind, generate] of /** @type {const} */ ([
  ["hybrid", generateHybridIdentity],
  ["classical", generateX25519Identity],
])) {
  test(`every part opens with stock age and a ${kind} key, and nothing lies in the clear`, async () => {
    const identity = await generate();
    const { entries, digest } = await handed(await identityToRecipient(identity));
    const names = [...entries.keys()];
    assert.deepEqual(names, ["a/01.age", "content.age", "letter.age", "m/0001.age", "m/0002.age", "manifest.age"]);
    assert.deepEqual(await opened(identity, /** @type {any} */ (entries.get("a/01.age"))), CONTENT);
    assert.equal(
      new TextDecoder().decode(await opened(identity, /** @type {any} */ (entries.get("m/0002.age")))),
      "two",
    );
    const sealed = /** @type {Uint8Array} */ (entries.get("manifest.age"));
    assert.equal(digest, named(sealed));
    const manifest = JSON.parse(new TextDecoder().decode(await opened(identity, sealed)));
    for (const { file, sha256 } of manifest.sealed) {
      assert.equal(named(/** @type {Uint8Array} */ (entries.get(file))), sha256);
    }
    assert.equal(manifest.attachments[0].sha256, named(CONTENT));
    assert.equal(manifest.attachments[0].size, CONTENT.length);
  });
}

for (const own of ["contact", "relation", "danger", "accommodation", "keep_from", "intake", "reported_elsewhere"]) {
  test(`what a reporter said of themselves (${own}) stays here unless an officer sends it along`, async () => {
    const recipient = await identityToRecipient(await generateX25519Identity());
    const without = await handed(recipient, { own });
    assert.equal(without.entries.has("m/0001.age"), false);
    assert.equal(without.entries.has("a/01.age"), true);
    const along = await handed(recipient, { own, withContact: true });
    assert.equal(along.entries.has("m/0001.age"), true);
  });
}

test("an officer's words before the report do not let it slip through", async () => {
  const recipient = await identityToRecipient(await generateX25519Identity());
  const { entries } = await handed(recipient, { own: "contact", isLate: true });
  assert.equal(entries.has("m/0001.age"), true);
  assert.equal(entries.has("m/0002.age"), false);
});

test("a file to either kind of key is as long as was said", async () => {
  for (const generate of [generateHybridIdentity, generateX25519Identity]) {
    const key = parseOutside(await identityToRecipient(await generate()));
    for (const size of [0, 1, 65_536, 65_537, 200_000]) {
      const writer = new SealWriter(key);
      const file = concat(writer.update(new Uint8Array(size)), writer.finalize());
      assert.equal(file.length, outsideSize(key, size));
    }
  }
  assert.equal(sealedSize(0), 1659);
});

test("what is no age key is refused", async () => {
  const real = await identityToRecipient(await generateX25519Identity());
  const refused = [
    "",
    "age1",
    `${real}q`,
    real.toUpperCase(),
    await generateX25519Identity(),
    real.replace(/.$/u, (last) => (last === "q" ? "p" : "q")),
    bech32("age", new Uint8Array(32)),
    bech32("age", new Uint8Array(31)),
    bech32("age1pq", new Uint8Array(32)),
  ];
  for (const text of refused) assert.throws(() => parseOutside(text), FormatError, text);
  assert.doesNotThrow(() => parseOutside(` ${real}\n`));
});
