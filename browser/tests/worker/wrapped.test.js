/** The wrapped key in the worker: memory that only grows, a box that always opens, and no way to the secret. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { b64url, fromB64url, randomBytes, sha256 } from "../../src/protocol/bytes.js";
import { rootsFingerprint } from "../../src/protocol/directory.js";
import { FormatError, TrustError, UnsealError } from "../../src/protocol/errors.js";
import { officerKeys } from "../../src/protocol/keys.js";
import { passkeyWrappingKey, unwrap, wrap, wrappingKey } from "../../src/protocol/signin.js";
import { sign } from "../../src/protocol/signing.js";
import { WrappedKey } from "../../src/worker/wrapped.js";

const AGENCY = "61.08";
const secret = b64url(randomBytes(32));
const readerKey = (await officerKeys(fromB64url(secret)).readerKey.public).digest;

const OFFICIALS = Array.from({ length: 6 }, () => officerKeys(randomBytes(32)).signingKey.public.text);

/** @param {number} n */
function digest(n) {
  return b64url(new Uint8Array(32).fill(n));
}

/**
 * @param {string} agency
 * @param {number} n which keys
 * @returns {any}
 */
function roots(agency, n) {
  const keys = OFFICIALS.slice(2 * n, 2 * n + 2).map((key) => ({ key, office: "Inspektur" }));
  return { document: { type: "wbs-roots/v1", agency, version: 1, threshold: 2, keys } };
}

/**
 * What `verifyDocuments` would give of documents with this directory and these roots.
 * @param {{version: number, directory?: number, own?: number, installation?: number}} what
 * @returns {any}
 */
function book({ version, directory = version, own = 1, installation = 1 }) {
  return {
    installation: [roots("00", installation)],
    byAgency: new Map([[AGENCY, { roots: [roots(AGENCY, own)] }]]),
    isOpen: () => true,
    newest: () => ({ document: { version }, digest: digest(directory) }),
  };
}

/** @param {number} version */
function memory(version) {
  return {
    installation: rootsFingerprint(roots("00", 1).document),
    agency: rootsFingerprint(roots(AGENCY, 1).document),
    directory_version: version,
    directory: digest(version),
  };
}

/** @param {number} version that the officer has seen */
async function opened(version) {
  const key = await wrappingKey(randomBytes(32));
  const known = memory(version);
  const context = { installation: known.installation, agency: AGENCY, officer: "ratna", reader_key: readerKey };
  const box = await wrap(key, { secret, ...known }, context);
  return { key, box, context, wrapped: new WrappedKey(key, box, context, known) };
}

test("what is known already is not wrapped again", async () => {
  const { wrapped } = await opened(3);
  assert.equal(await wrapped.renew(book({ version: 3 })), null);
});

test("a newer directory is wrapped with the same secret, names what it replaces, and opens", async () => {
  const { wrapped, key, box, context } = await opened(3);
  const renewed = await wrapped.renew(book({ version: 4 }));
  assert.equal(renewed?.replaces, b64url(sha256(box)));
  const found = await unwrap(key, fromB64url(renewed?.wrapped ?? ""), context);
  assert.deepEqual({ ...found }, { type: "wbs-officer-key/v1", secret, ...memory(4) });
});

test("new roots are remembered, and the box is bound to them", async () => {
  const { wrapped, key, context } = await opened(3);
  const renewed = await wrapped.renew(book({ version: 3, own: 2, installation: 2 }));
  const box = fromB64url(renewed?.wrapped ?? "");
  await assert.rejects(unwrap(key, box, context), UnsealError);
  const installation = rootsFingerprint(roots("00", 2).document);
  const found = await unwrap(key, box, { ...context, installation });
  assert.equal(found.installation, installation);
  assert.equal(found.agency, rootsFingerprint(roots(AGENCY, 2).document));
});

test("an older directory, or another one with the same version, is never wrapped", async () => {
  const { wrapped } = await opened(3);
  await assert.rejects(wrapped.renew(book({ version: 2 })), TrustError);
  await assert.rejects(wrapped.renew(book({ version: 3, directory: 9 })), TrustError);
});

test("memory moves on only when the server kept the box, and then never back", async () => {
  const { wrapped, box } = await opened(3);
  await wrapped.renew(book({ version: 4 }));
  const again = await wrapped.renew(book({ version: 5 }));
  assert.equal(again?.replaces, b64url(sha256(box)), "nothing was kept yet");
  wrapped.kept(again?.wrapped ?? "");
  assert.equal(await wrapped.renew(book({ version: 5 })), null);
  await assert.rejects(wrapped.renew(book({ version: 4 })), TrustError);
  const next = await wrapped.renew(book({ version: 6 }));
  assert.equal(next?.replaces, b64url(sha256(fromB64url(again?.wrapped ?? ""))));
});

test("under a passkey the same secret is wrapped with what is remembered, and in that passkey's place only", async () => {
  const { wrapped, key: passphrase, context } = await opened(3);
  const key = await passkeyWrappingKey(randomBytes(32));
  const made = await wrapped.underPasskey(key, "b25l");
  assert.equal(made.reader_key, readerKey);
  const box = fromB64url(made.wrapped);
  const found = await unwrap(key, box, { ...context, kind: "b25l" });
  assert.deepEqual({ ...found }, { type: "wbs-officer-key/v1", secret, ...memory(3) });
  await assert.rejects(unwrap(key, box, context), UnsealError);
  await assert.rejects(unwrap(key, box, { ...context, kind: "dHdv" }), UnsealError);
  await assert.rejects(unwrap(passphrase, box, { ...context, kind: "b25l" }), UnsealError);
});

test("what a passkey computed is wiped, and only 32 bytes are taken", async () => {
  const prf = randomBytes(32);
  const key = await passkeyWrappingKey(prf);
  assert.deepEqual(prf, new Uint8Array(32));
  assert.equal(key.extractable, false);
  for (const size of [0, 31, 33, 64]) await assert.rejects(passkeyWrappingKey(randomBytes(size)), FormatError);
});

test("the key of a custodian, who is listed apart from the readers, opens as well", async () => {
  const { key, box, context } = await opened(3);
  const keys = officerKeys(fromB64url(secret));
  const entry = {
    label: "Pemegang",
    unit: "Pimpinan",
    rank: "inspectorate",
    reader_key: (await keys.readerKey.public).text,
  };
  const custodian = { id: "ratna", ...entry, verify_key: keys.signingKey.public.text };
  const other = officerKeys(randomBytes(32));
  const reader = {
    ...{ ...custodian, id: "sari", roles: ["receiver"], since: "2026-01-05" },
    ...{ reader_key: (await other.readerKey.public).text, verify_key: other.signingKey.public.text },
  };
  /** @type {any} */
  const directory = {
    ...{ type: "wbs-directory/v1", agency: AGENCY, version: 1, roots: digest(1), issued: "2026-01-05" },
    ...{ renew_by: "2026-12-31", expires: "2027-02-09", grace_days: 60, readers: [reader], custodian },
    ...{ policy: { minimum_readers: 2, opening_k: 1 }, channels: [{ name: "KPK", address: "kws.kpk.go.id" }] },
  };
  const documents = {
    roots: {},
    agencies: [],
    directories: { [AGENCY]: [b64url(sign(directory, "Directory", keys.signingKey))] },
  };
  const claims = { owner: { agency: AGENCY, id: "ratna" }, installation: context.installation, documents };
  const { wrapped } = await WrappedKey.open(key, box, claims);
  assert.equal(wrapped.readerKey, readerKey);
  await assert.rejects(WrappedKey.open(key, box, { ...claims, owner: { agency: AGENCY, id: "sari" } }), UnsealError);
});

test("a box that was not wrapped here cannot be called kept", async () => {
  const { wrapped, box } = await opened(3);
  for (const text of [b64url(box), b64url(randomBytes(308)), "", "!"]) {
    assert.throws(() => wrapped.kept(text), FormatError);
  }
});

test("the wrapping key cannot be read by any script, and what it was made from is wiped", async () => {
  const raw = randomBytes(32);
  const key = await wrappingKey(raw);
  assert.deepEqual(raw, new Uint8Array(32));
  assert.equal(key.extractable, false);
  await assert.rejects(crypto.subtle.exportKey("raw", key));
});

test("nothing of the secret stands in what the object shows", async () => {
  const { wrapped } = await opened(3);
  await wrapped.renew(book({ version: 4 }));
  assert.equal(JSON.stringify(wrapped), "{}");
  assert.deepEqual(Object.keys(wrapped), []);
});

test("a document that is no wrapped key is never wrapped", async () => {
  const { key, context } = await opened(3);
  const odd = /** @type {any} */ ({ secret, ...memory(3), more: 1 });
  await assert.rejects(wrap(key, odd, context), FormatError);
});
