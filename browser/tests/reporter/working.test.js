/** Computing for a new case: the counter is found, and what is not this work is refused. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { fromB64url } from "../../src/protocol/bytes.js";
import { Solver } from "../../src/working/solver.js";

/** Made by the server's half with counter 21 (tests/crypto/test_work.py holds the same). */
const CHALLENGE = {
  parameters: {
    algorithm: "PBKDF2/SHA-256",
    cost: 2000,
    data: { mailbox: "bW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW0", minute: 5 },
    keyLength: 32,
    keyPrefix: "7d0824e9f1dba6e5acdb20a5e88d2306",
    keySignature: "4f97eaf646cc9167014a589f7fa6fd9cc55807ada34c82a8c3ec9f9065bb4c7d",
    nonce: "1c065c2752d684cbb753db322c08e905",
    salt: "88cf4bcf3b9fb52aee09a8a4335bd08c",
  },
  signature: "299f1323c1296427b34e7fcbb30493bb12abec6fec7bc7881726e7a7b01280a4",
};
const DERIVED = "7d0824e9f1dba6e5acdb20a5e88d2306b248cbee1e3623f948558447e6df0420";

test("the counter is found, within as many tries as the server said, and progress is told", async () => {
  /** @type {number[]} */
  const shares = [];
  const proof = await new Solver().solve({ tries: 40, challenge: CHALLENGE }, (share) => shares.push(share));
  const { challenge, solution } = JSON.parse(new TextDecoder().decode(fromB64url(proof)));
  assert.deepEqual(challenge, CHALLENGE);
  assert.deepEqual(solution, { counter: 21, derivedKey: DERIVED });
  assert.deepEqual(shares, [0, 0.4]);
});

test("it ends where no counter fits", async () => {
  await assert.rejects(
    new Solver().solve({ tries: 16, challenge: CHALLENGE }, () => {}),
    /no counter fits/,
  );
});

test("work of another kind is refused", async () => {
  for (const change of [{ algorithm: "ARGON2ID" }, { cost: 1e9 }]) {
    const challenge = { ...CHALLENGE, parameters: { ...CHALLENGE.parameters, ...change } };
    await assert.rejects(
      new Solver().solve({ tries: 16, challenge }, () => {}),
      /another work/,
    );
  }
});
