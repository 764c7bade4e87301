/** Requests that wait for the officials: their words are worth reading out only if the officer's own key signed them. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { b64url, fromB64url, randomBytes } from "../../src/protocol/bytes.js";
import { readEnrolment, signEnrolment } from "../../src/protocol/enrolment.js";
import { SignatureError, TrustError, UnsealError } from "../../src/protocol/errors.js";
import { officerKeys } from "../../src/protocol/keys.js";
import { deriveSignIn, NO_DIRECTORY, wrap, wrappingKey } from "../../src/protocol/signin.js";
import { Owning } from "../../src/worker/owning.js";
import { Session } from "../../src/worker/session.js";
import { Vault } from "../../src/worker/vault.js";
import { requireOwnRequest } from "../../src/worker/wrapped.js";

const DAY = "2026-11-23";
const INSTALLATION = "A".repeat(43);
const INSTALLATIONS = [`${"B".repeat(42)}A`, INSTALLATION];
const OWN = randomBytes(32);
/** @type {import("../../src/protocol/enrolment.js").Appointment} */
const POST = {
  agency: "61.08",
  officer: "penelaah-09",
  label: "Wulan S.",
  unit: "Irban Khusus",
  rank: "inspectorate",
  roles: ["reviewer"],
};

/** Keys that whoever writes to the database makes. */
function intruder() {
  return officerKeys(randomBytes(32));
}

/**
 * Wrap the officer's secret as the browser did at enrolment.
 * @param {CryptoKey} key
 */
async function wrapped(key) {
  const context = {
    installation: INSTALLATION,
    agency: POST.agency,
    officer: POST.officer,
    reader_key: (await officerKeys(OWN).readerKey.public).digest,
  };
  const anchors = { installation: INSTALLATION, agency: INSTALLATION, directory: NO_DIRECTORY, directory_version: 0 };
  return wrap(key, { secret: b64url(OWN), ...anchors }, context);
}

/**
 * @param {import("../../src/protocol/enrolment.js").OfficerKeys} keys
 * @param {object} [changes]
 */
async function requestBy(keys, changes = {}) {
  return b64url(await signEnrolment({ ...POST, ...changes }, DAY, keys));
}

test("whoever waits is shown the words of the own request", async () => {
  const passphrase = "padi laut";
  const salt = randomBytes(16);
  const box = await wrapped(await wrappingKey(deriveSignIn(passphrase, salt).wrap));
  const given = { request: await requestBy(officerKeys(OWN)), wrapped: b64url(box), installations: INSTALLATIONS };
  const vault = new Vault(new Session());
  await assert.rejects(vault.readWaiting(given), UnsealError);
  await vault.derive({ passphrase, salt: b64url(salt) }, () => undefined);
  const { words, ...read } = await vault.readWaiting(given);
  assert.equal(words.length, 8);
  assert.deepEqual(read, { agency: "61.08", officer: "penelaah-09", label: "Wulan S.", day: DAY });
});

/**
 * @param {string} request
 * @param {CryptoKey} [typed] what another passphrase gives
 */
async function compare(request, typed) {
  const key = await wrappingKey(randomBytes(32));
  const { document } = readEnrolment(fromB64url(request));
  await requireOwnRequest(typed ?? key, await wrapped(key), document, INSTALLATIONS);
}

test("a request that an intruder put in its place is refused, whichever keys it names", async () => {
  const own = officerKeys(OWN);
  const other = intruder();
  await compare(await requestBy(own));
  for (const keys of [other, { ...own, signingKey: other.signingKey }, { ...own, readerKey: other.readerKey }]) {
    await assert.rejects(requestBy(keys).then(compare), TrustError);
  }
});

test("an own request under another id or agency, or with another passphrase, is refused", async () => {
  for (const changes of [{ officer: "penerima-01" }, { agency: "61" }]) {
    await assert.rejects(compare(await requestBy(officerKeys(OWN), changes)), TrustError);
  }
  const typed = await wrappingKey(randomBytes(32));
  await assert.rejects(compare(await requestBy(officerKeys(OWN)), typed), TrustError);
});

test("a renewal is read out only if the officer's present key signed it for this officer", async () => {
  const keys = { ...officerKeys(OWN), anchors: /** @type {any} */ ({}) };
  const session = new Session();
  session.unlock({ agency: POST.agency, reader: POST.officer }, keys, /** @type {any} */ ({}));
  const owning = new Owning(session);
  const next = intruder();
  const genuine = await signEnrolment(POST, DAY, next, keys);
  assert.equal((await owning.readRenewal({ request: b64url(genuine) })).words.length, 8);
  const lost = await signEnrolment(POST, DAY, next);
  const foreign = await signEnrolment(POST, DAY, next, intruder());
  for (const request of [lost, foreign]) {
    await assert.rejects(owning.readRenewal({ request: b64url(request) }), SignatureError);
  }
  const elsewhere = await signEnrolment({ ...POST, officer: "penerima-01" }, DAY, next, keys);
  await assert.rejects(owning.readRenewal({ request: b64url(elsewhere) }), TrustError);
});
