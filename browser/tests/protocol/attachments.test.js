/** Attachments: any cut of the stream gives the same file; any change of a byte is refused. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { AttachmentReader, AttachmentWriter, encryptedSize } from "../../src/protocol/bulk.js";
import { concat } from "../../src/protocol/bytes.js";
import { FormatError, UnsealError } from "../../src/protocol/errors.js";
import { padme } from "../../src/protocol/padding.js";

/**
 * @param {Uint8Array} content
 * @param {number} step
 */
async function encrypt(content, step) {
  const writer = new AttachmentWriter();
  const parts = [];
  for (let at = 0; at < content.length; at += step)
    parts.push(...(await writer.update(content.subarray(at, at + step))));
  while (writer.missing > 0) parts.push(...(await writer.pad(step)));
  parts.push(...(await writer.finalize()));
  return { writer, stored: concat(...parts) };
}

/**
 * @param {AttachmentReader} reader
 * @param {Uint8Array} stored
 * @param {number} step
 */
async function decrypt(reader, stored, step) {
  const parts = [];
  for (let at = 0; at < stored.length; at += step) parts.push(await reader.update(stored.subarray(at, at + step)));
  parts.push(await reader.finalize());
  return concat(...parts);
}

test("a file of any size, cut anywhere on both ways, comes back", async () => {
  const size = fc.oneof(fc.nat(200_000), fc.constantFrom(0, 1, 4095, 4096, 4097, 16_383, 16_384, 16_385, 65_536));
  await fc.assert(
    fc.asyncProperty(
      size,
      fc.integer({ min: 1000, max: 70_000 }),
      fc.integer({ min: 1000, max: 70_000 }),
      async (length, first, second) => {
        const content = Uint8Array.from({ length }, (_, at) => at * 31);
        const { writer, stored } = await encrypt(content, first);
        assert.equal(stored.length, encryptedSize(length));
        const reader = new AttachmentReader(writer.id, writer.key, length);
        assert.deepEqual(await decrypt(reader, stored, second), content);
      },
    ),
    { numRuns: 40 },
  );
});

test("a changed bit, a cut end and another id are refused", async () => {
  const { writer, stored } = await encrypt(new Uint8Array(50_000).fill(5), 9_999);
  const open = (/** @type {Uint8Array} */ bytes, id = writer.id) =>
    decrypt(new AttachmentReader(id, writer.key, 50_000), bytes, 7_777);
  for (const at of [0, 30, 60, 16_456, stored.length - 1]) {
    const altered = new Uint8Array(stored);
    altered[at] ^= 1;
    await assert.rejects(open(altered), UnsealError);
  }
  for (const end of [0, 55, 56, 56 + 16_400, stored.length - 1])
    await assert.rejects(open(stored.slice(0, end)), UnsealError);
  await assert.rejects(open(concat(stored, new Uint8Array(1))), UnsealError);
  await assert.rejects(open(stored, new Uint8Array(16)), UnsealError);
});

test("an attachment without its padding has no end", async () => {
  const writer = new AttachmentWriter();
  await writer.update(new Uint8Array(5));
  await assert.rejects(writer.finalize());
});

test("a size that the manifest does not say is refused", async () => {
  const { writer, stored } = await encrypt(new Uint8Array(5_000).fill(5), 5_000);
  for (const size of [4_999, 0, 90_000]) {
    await assert.rejects(decrypt(new AttachmentReader(writer.id, writer.key, size), stored, 5_000), FormatError);
  }
});

test("padding never shrinks, grows by less than an eighth above its floor, and stays once applied", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 40 }), (size) => {
      const padded = padme(size);
      assert.ok(padded >= size && padded >= 4096);
      assert.ok(size < 4096 || padded <= size * 1.125);
      assert.equal(padme(padded), padded);
    }),
  );
});
