/** The bundle: exactly one spelling, read back by a reader of its own. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32 } from "node:zlib";
import { concat, fromUtf8, utf8 } from "../../src/protocol/bytes.js";
import { BundleWriter, Crc32, directory, localHeader } from "../../src/worker/bundle.js";

/**
 * Carry out writes: every byte once, and none left out.
 * @param {import("../../src/worker/bundle.js").Write[]} writes
 */
function carriedOut(writes) {
  const size = Math.max(...writes.map(({ at, bytes }) => at + bytes.length));
  const [whole, times] = [new Uint8Array(size), new Uint8Array(size)];
  for (const { at, bytes } of writes) {
    whole.set(bytes, at);
    for (let place = at; place < at + bytes.length; place += 1) times[place] += 1;
  }
  assert.ok(
    times.every((count) => count === 1),
    "a byte that was written twice, or never",
  );
  return whole;
}

/**
 * @param {Record<string, Uint8Array>} contents
 * @param {number} [step] bytes added at a time
 */
function bundled(contents, step = 1000) {
  const writer = new BundleWriter();
  const writes = [];
  for (const [name, bytes] of Object.entries(contents)) {
    writer.begin(name, bytes.length);
    for (let at = 0; at < bytes.length; at += step) {
      writer.add(bytes.subarray(at, at + step));
      writes.push(...writer.take());
    }
    writer.end();
  }
  writer.finish();
  return carriedOut([...writes, ...writer.take()]);
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

test("entries come back, however they were cut into pieces", () => {
  const contents = { "a/01.age": new Uint8Array(70_000).fill(3), "case.json": utf8("{}"), "m/0001.age": utf8("satu") };
  for (const step of [1, 1000, 100_000]) {
    const files = read(bundled(contents, step));
    assert.deepEqual(Object.keys(files), ["a/01.age", "case.json", "m/0001.age"]);
    assert.deepEqual({ ...files }, contents);
  }
});

test("the same entries give the same bytes", () => {
  const contents = { a: utf8("1"), b: utf8("2") };
  assert.deepEqual(bundled(contents), bundled(contents));
});

test("a name that could leave its folder, stands twice or out of order is refused", () => {
  for (const names of [["../a"], ["/a"], ["A"], ["a\\b"], ["a", "a"], ["b", "a"], [""], ["a/../b"]]) {
    assert.throws(() => begunAndEnded(names));
  }
});

/** @param {string[]} names */
function begunAndEnded(names) {
  const writer = new BundleWriter();
  for (const name of names) {
    writer.begin(name, 0);
    writer.end();
  }
}

test("an entry of another size than was said, or one that was not ended, makes no bundle", () => {
  const writer = new BundleWriter();
  writer.begin("a", 2);
  writer.add(utf8("1"));
  assert.throws(() => writer.end());
  assert.throws(() => writer.begin("b", 1));
  assert.throws(() => writer.finish());
  assert.throws(() => new BundleWriter().add(utf8("1")));
});

test("what was taken is not given again", () => {
  const writer = new BundleWriter();
  writer.begin("a", 1);
  writer.add(utf8("1"));
  writer.end();
  assert.equal(writer.take().length, 2);
  assert.deepEqual(writer.take(), []);
});

test("sizes beyond 32 bits stand in the fields that ZIP64 has for them", () => {
  const size = 2 ** 33;
  const place = { name: utf8("a/01.age"), size, crc: 7, at: 0 };
  const header = localHeader(place);
  const view = new DataView(header.buffer);
  assert.equal(view.getUint32(18, true), 0xffffffff);
  assert.equal(view.getUint16(30 + 8, true), 1);
  assert.equal(view.getBigUint64(30 + 8 + 4, true), BigInt(size));
  const at = header.length + size;
  const text = Buffer.from(concat(...directory([place, { ...place, size: 2, at }], at))).toString("latin1");
  assert.ok(text.includes("PK\x06\x06") && text.includes("PK\x06\x07") && text.includes("PK\x05\x06"));
});

test("the checksum is that of ZIP, in any pieces", () => {
  const bytes = Uint8Array.from({ length: 10_000 }, (_, at) => at * 7);
  const crc = new Crc32();
  crc.update(bytes.subarray(0, 333));
  crc.update(bytes.subarray(333));
  assert.equal(crc.value, crc32(concat(bytes)));
});
