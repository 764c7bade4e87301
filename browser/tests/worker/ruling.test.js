/** Signed rules: what one administrator signed is read, and nothing that the server made of it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { b64, b64url, fromB64url, randomBytes, utf8 } from "../../src/protocol/bytes.js";
import { parse, serialise } from "../../src/protocol/canonical.js";
import { SigningKey } from "../../src/protocol/keys.js";
import { Ruling } from "../../src/worker/ruling.js";

const ADMIN = new SigningKey(randomBytes(32));
const OTHER = new SigningKey(randomBytes(32));
const RULES = {
  type: "wbs-rules/v1",
  agency: "61.08",
  public_figures: true,
  overrides: [{ day: "2026-03-20", works: false, decree: "SKB “1”" }],
};

/**
 * @param {SigningKey} key of the officer who looks
 * @param {string[]} roles of the one whose key is ADMIN
 */
function roomOf(key, roles = ["administrator"]) {
  const readers = [
    { label: "Pengelola", roles, verify_key: ADMIN.public.text },
    { label: "Penerima", roles: ["receiver"], verify_key: OTHER.public.text },
  ];
  const byAgency = new Map([["61.08", { directories: [{ document: { readers } }] }]]);
  const session = { me: { agency: "61.08" }, keys: { signingKey: key }, book: { byAgency } };
  return new Ruling(/** @type {any} */ (session));
}

test("what an administrator signed everybody reads, with the signer's label", () => {
  const { envelope } = roomOf(ADMIN).signRules({ rules: RULES, after: 0 });
  assert.deepEqual(roomOf(OTHER).readRules({ envelope, version: 1 }), { rules: RULES, signer: "Pengelola" });
});

test("a signature counts only of an administrator of the newest directory", () => {
  const { envelope } = roomOf(OTHER).signRules({ rules: RULES, after: 0 });
  assert.equal(roomOf(ADMIN).readRules({ envelope, version: 1 }), null);
  const mine = roomOf(ADMIN).signRules({ rules: RULES, after: 0 }).envelope;
  assert.equal(roomOf(OTHER, ["receiver"]).readRules({ envelope: mine, version: 1 }), null);
});

test("a changed word, another type, a second signature and nonsense are nobody's", () => {
  const { envelope } = roomOf(ADMIN).signRules({ rules: RULES, after: 0 });
  const whole = /** @type {any} */ (parse(fromB64url(envelope)));
  const payload = b64(utf8(JSON.stringify({ ...RULES, public_figures: false })));
  const changes = [
    { payload },
    { payloadType: "application/vnd.wbs.epoch.v1+json" },
    { signatures: [...whole.signatures, ...whole.signatures] },
  ];
  for (const change of changes) {
    assert.equal(roomOf(OTHER).readRules({ envelope: b64url(serialise({ ...whole, ...change })), version: 1 }), null);
  }
  assert.equal(roomOf(OTHER).readRules({ envelope: "AAAA", version: 1 }), null);
});

test("rules that are older than those read before in a session are nobody's, also under their own number", () => {
  const [first, second] = [0, 1].map((after) => roomOf(ADMIN).signRules({ rules: RULES, after }).envelope);
  const room = roomOf(OTHER);
  assert.notEqual(room.readRules({ envelope: first, version: 1 }), null);
  assert.equal(room.readRules({ envelope: first, version: 2 }), null);
  assert.notEqual(room.readRules({ envelope: second, version: 2 }), null);
  assert.equal(room.readRules({ envelope: first, version: 1 }), null);
});

test("nobody signs the rules of another agency, or another document", () => {
  assert.throws(() => roomOf(ADMIN).signRules({ rules: { ...RULES, agency: "61" }, after: 0 }));
  assert.throws(() => roomOf(ADMIN).signRules({ rules: { ...RULES, type: "wbs-epoch/v1" }, after: 0 }));
});

test("an older version that the server offers as a newer one is nobody's", () => {
  const { envelope } = roomOf(ADMIN).signRules({ rules: RULES, after: 2 });
  assert.deepEqual(roomOf(OTHER).readRules({ envelope, version: 3 })?.rules, RULES);
  for (const version of [0, 2, 4]) assert.equal(roomOf(OTHER).readRules({ envelope, version }), null);
});
