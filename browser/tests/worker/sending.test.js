/** Files on their way into parts: what is held of a large one, and what becomes of one that changes. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { AttachmentReader } from "../../src/protocol/bulk.js";
import { concat, fromB64url } from "../../src/protocol/bytes.js";
import { Sending } from "../../src/worker/sending.js";

const MIB = 1 << 20;
const MOST_AHEAD = 12 * MIB;
const PATTERN = Uint8Array.from({ length: 5 * MIB }, (_, at) => at * 31); // begins anew every 256 bytes

/** A file that exists nowhere as a whole: every read makes its bytes, and is noted. */
class EndlessFile {
  name = "rekaman.mp4";
  type = "video/mp4";
  asked = 0;
  largest = 0;

  /** @param {number} size */
  constructor(size) {
    this.size = size;
  }

  /**
   * @param {number} start
   * @param {number} end
   */
  slice(start, end) {
    const length = Math.max(Math.min(end, this.size) - start, 0);
    this.asked = Math.max(this.asked, end);
    this.largest = Math.max(this.largest, length);
    return { arrayBuffer: async () => PATTERN.slice(start % 256, (start % 256) + length).buffer };
  }
}

/** @param {EndlessFile} file */
function sendingOf(file) {
  return new Sending(/** @type {File} */ (/** @type {unknown} */ (file)));
}

/** @param {{size: number, recycled?: boolean}} given */
async function sent({ size, recycled = true }) {
  const file = new EndlessFile(size);
  const sending = sendingOf(file);
  const parts = [];
  let room;
  for (let left = sending.length; left > 0; left -= parts[parts.length - 1].length) {
    const part = await sending.nextPart(room);
    parts.push(part.slice());
    room = recycled ? part : undefined;
  }
  return { parts, attachment: sending.attachment };
}

test("a large file is never held: reads go a little ahead of what is sent, the same memory carries every part", async () => {
  const file = new EndlessFile(64 * MIB + 5);
  const sending = sendingOf(file);
  /** @type {Set<ArrayBuffer>} */
  const rooms = new Set();
  let room;
  for (let given = 0; given < sending.length; given += room.length) {
    room = await sending.nextPart(room);
    assert.ok(room.length === MIB || given + room.length === sending.length);
    assert.ok(file.asked - given <= MOST_AHEAD, `read ${file.asked} bytes when ${given} were sent`);
    rooms.add(room.buffer);
  }
  assert.ok(file.largest <= 4 * MIB);
  assert.ok(rooms.size <= 4, `${rooms.size} pieces of memory for parts`);
});

test("padding comes in pieces, too", async () => {
  const sending = sendingOf(new EndlessFile(66 * MIB + 1));
  assert.ok(sending.length > 68 * MIB);
  let given = 0;
  while (given < sending.length) given += (await sending.nextPart()).length;
  assert.equal(given, sending.length);
});

test("parts of any file open to it again, whether their memory is used again or not", async () => {
  const sizes = fc.oneof(fc.nat(3 * MIB), fc.constantFrom(0, 1, 4096, MIB - 1, MIB, 4 * MIB, 4 * MIB + 1));
  await fc.assert(
    fc.asyncProperty(sizes, fc.boolean(), async (size, recycled) => {
      const { parts, attachment } = await sent({ size, recycled });
      const reader = new AttachmentReader(fromB64url(attachment.id), fromB64url(attachment.key), attachment.size);
      const opened = [];
      for (const part of parts) opened.push(await reader.update(part));
      opened.push(await reader.finalize());
      const whole = new EndlessFile(size).slice(0, size);
      assert.ok(Buffer.from(concat(...opened)).equals(Buffer.from(await whole.arrayBuffer())));
    }),
    { numRuns: 12 },
  );
});

test("a file that shrinks or cannot be read ends its sending, also when asked again", async () => {
  for (const broken of [async () => new ArrayBuffer(5), async () => Promise.reject(new Error("gone"))]) {
    const file = new EndlessFile(9 * MIB);
    const whole = file.slice.bind(file);
    file.slice = (start, end) => (start < 4 * MIB ? whole(start, end) : { arrayBuffer: broken });
    const sending = sendingOf(file);
    const parts = async () => {
      for (let part = 0; part < 9; part += 1) await sending.nextPart();
    };
    await assert.rejects(parts());
    await assert.rejects(sending.nextPart());
  }
});

test("parts that are asked for at once come in order, each once", async () => {
  const file = new EndlessFile(3 * MIB);
  const sending = sendingOf(file);
  const parts = await Promise.all([sending.nextPart(), sending.nextPart(), sending.nextPart(), sending.nextPart()]);
  const { id, key, size } = sending.attachment;
  const reader = new AttachmentReader(fromB64url(id), fromB64url(key), size);
  for (const part of parts) await reader.update(part);
  await reader.finalize();
});
