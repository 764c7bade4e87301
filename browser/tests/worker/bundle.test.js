/** The bundle: exactly one spelling, read back by a reader of its own. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32 } from "node:zlib";
import { concat, fromUtf8, utf8 } from "../../src/protocol/bytes.js";
import { Crc32, entryOf, writeBundle } from "../../src/worker/bundle.js";

/** @param {Blob} blob */
async function bytesOf(blob) {
  return new Uint8Array(await blob.arrayBuffer());
}

/**
 * Read a bundle strictly: every byte must be accounted for.
 * @param {Uint8Array} bytes
 */
function read(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = bytes.length - 22;
  assert.equal(view.getUint32(end, true), 0x06054b50);
  const count = view.getUint16(end + 10, true);
  let central = view.getUint32(end + 16, true);
  let at = 0;
  /** @type {Record<string, Uint8Array>} */
  const files = {};
  for (let entry = 0; entry < count; entry += 1) {
    const shared = bytes.slice(central + 6, central + 32);
    assert.deepEqual(bytes.slice(at + 4, at + 30), shared, "local and central header differ");
    assert.equal(view.getUint32(at, true), 0x04034b50);
    const [flags, method, time, date] = [6, 8, 10, 12].map((place) => view.getUint16(at + place, true));
    assert.deepEqual([flags, method, time, date], [0, 0, 0, 0x21]);
    const [size, nameLength, extra] = [
      view.getUint32(at + 22, true),
      view.getUint16(at + 26, true),
      view.getUint16(at + 28, true),
    ];
    assert.equal(extra, 0);
    assert.equal(view.getUint32(central + 42, true), at);
    const name = fromUtf8(bytes.slice(at + 30, at + 30 + nameLength));
    const content = bytes.slice(at + 30 + nameLength, at + 30 + nameLength + size);
    assert.equal(view.getUint32(at + 14, true), crc32(content));
    files[name] = content;
    at += 30 + nameLength + size;
    central += 46 + nameLength;
  }
  assert.equal(at, view.getUint32(end + 16, true), "bytes between entries and directory");
  assert.equal(central, end, "bytes between directory and end");
  return files;
}

test("entries come back, sorted, whatever their order was", async () => {
  const contents = { "m/0001.age": utf8("satu"), "case.json": utf8("{}"), "a/01.age": new Uint8Array(70_000).fill(3) };
  const bundle = await bytesOf(writeBundle(Object.entries(contents).map(([name, bytes]) => entryOf(name, bytes))));
  const files = read(bundle);
  assert.deepEqual(Object.keys(files), ["a/01.age", "case.json", "m/0001.age"]);
  assert.deepEqual({ ...files }, contents);
});

test("the same entries give the same bytes", async () => {
  const make = () => writeBundle([entryOf("b", utf8("2")), entryOf("a", utf8("1"))]);
  assert.deepEqual(await bytesOf(make()), await bytesOf(make()));
});

test("a name that could leave its folder, or stands twice, is refused", () => {
  for (const names of [["../a"], ["/a"], ["A"], ["a\\b"], ["a", "a"], [""], ["a/../b"]]) {
    assert.throws(() => writeBundle(names.map((name) => entryOf(name, utf8("")))));
  }
});

test("sizes beyond 32 bits stand in the fields that ZIP64 has for them", async () => {
  const size = 2 ** 33;
  const bundle = writeBundle([
    { name: "a/01.age", parts: [], size, crc: 7 },
    { name: "case.json", parts: [], size: 2, crc: 8 },
  ]);
  const bytes = await bytesOf(bundle); // its contents are left out, its headers are not
  const view = new DataView(bytes.buffer);
  assert.equal(view.getUint32(18, true), 0xffffffff);
  assert.equal(view.getUint16(30 + 8, true), 1);
  assert.equal(view.getBigUint64(30 + 8 + 4, true), BigInt(size));
  const text = Buffer.from(bytes).toString("latin1");
  assert.ok(text.includes("PK\x06\x06") && text.includes("PK\x06\x07") && text.includes("PK\x05\x06"));
});

test("the checksum is that of ZIP, in any pieces", () => {
  const bytes = Uint8Array.from({ length: 10_000 }, (_, at) => at * 7);
  const crc = new Crc32();
  crc.update(bytes.subarray(0, 333));
  crc.update(bytes.subarray(333));
  assert.equal(crc.value, crc32(concat(bytes)));
});
