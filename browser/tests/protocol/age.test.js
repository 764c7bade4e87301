/** age files written here open in stock age, and the other way round; broken ones never open. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Decrypter, Encrypter, identityToRecipient } from "age-encryption";
import fc from "fast-check";
import { OVERHEAD_BYTES, seal, sealedSize, SealWriter, unseal } from "../../src/protocol/age.js";
import { concat } from "../../src/protocol/bytes.js";
import { RefusedError } from "../../src/protocol/errors.js";
import { HybridPrivateKey } from "../../src/protocol/keys.js";

const CHUNK = 64 * 1024;
const key = HybridPrivateKey.generate();
const sizes = fc.oneof(
  fc.nat(3000),
  fc.constantFrom(0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 7, 3 * CHUNK),
);

/** @param {number} size */
function plaintextOf(size) {
  return Uint8Array.from({ length: size }, (_, at) => (at * 7 + size) & 255);
}

/** @param {Uint8Array} sealed */
async function openByStock(sealed) {
  const decrypter = new Decrypter();
  decrypter.addIdentity(key.unsafeText());
  return decrypter.decrypt(sealed);
}

test("stock age opens what is sealed here, of every length", async () => {
  await fc.assert(
    fc.asyncProperty(sizes, async (size) => {
      const sealed = await seal(await key.public, plaintextOf(size));
      assert.equal(sealed.length, sealedSize(size));
      assert.deepEqual(await openByStock(sealed), plaintextOf(size));
    }),
    { numRuns: 30 },
  );
});

test("what stock age seals opens here, of every length", async () => {
  await fc.assert(
    fc.asyncProperty(sizes, async (size) => {
      const encrypter = new Encrypter();
      encrypter.addRecipient((await key.public).text);
      const sealed = await encrypter.encrypt(plaintextOf(size));
      assert.deepEqual(new Uint8Array(await unseal(key, sealed)), plaintextOf(size));
    }),
    { numRuns: 30 },
  );
});

test("the public key is the one that stock age derives", async () => {
  for (let round = 0; round < 10; round += 1) {
    const fresh = HybridPrivateKey.generate();
    assert.equal((await fresh.public).text, await identityToRecipient(fresh.unsafeText()));
  }
});

test("pieces of any length make a file that opens", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(90_000), { maxLength: 8 }), async (lengths) => {
      const writer = new SealWriter(await key.public);
      const pieces = lengths.map(plaintextOf);
      const sealed = concat(...pieces.map((piece) => writer.update(piece)), writer.finalize());
      assert.deepEqual(new Uint8Array(await unseal(key, sealed)), concat(...pieces));
    }),
    { numRuns: 25 },
  );
});

test("a file with any bit turned, cut or lengthened does not open", async () => {
  const sealed = await seal(await key.public, plaintextOf(500));
  const places = fc.nat(sealed.length - 1);
  await fc.assert(
    fc.asyncProperty(places, fc.nat(7), async (at, bit) => {
      const turned = sealed.slice();
      turned[at] ^= 1 << bit;
      await assert.rejects(unseal(key, turned), RefusedError);
    }),
    { numRuns: 300 },
  );
  await fc.assert(
    fc.asyncProperty(places, async (at) => assert.rejects(unseal(key, sealed.subarray(0, at)), RefusedError)),
    { numRuns: 100 },
  );
  await assert.rejects(unseal(key, concat(sealed, Uint8Array.of(0))), RefusedError);
});

test("chunks in another order, or one left out, do not open", async () => {
  const sealed = await seal(await key.public, plaintextOf(3 * CHUNK));
  const head = sealed.subarray(0, OVERHEAD_BYTES - 16);
  const chunk = (/** @type {number} */ n) => sealed.subarray(head.length + n * (CHUNK + 16)).subarray(0, CHUNK + 16);
  assert.deepEqual(concat(head, chunk(0), chunk(1), chunk(2)), new Uint8Array(sealed));
  for (const order of [[1, 0, 2], [0, 2], [0, 1], [0, 0, 1, 2], [2]]) {
    await assert.rejects(unseal(key, concat(head, ...order.map(chunk))), RefusedError);
  }
});

test("another key does not open it", async () => {
  const sealed = await seal(await key.public, plaintextOf(10));
  await assert.rejects(unseal(HybridPrivateKey.generate(), sealed), RefusedError);
});
