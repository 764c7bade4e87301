/**
 * The bundle of an export (docs/spec/bundle.md): a ZIP file in its one spelling.
 *
 * Stored, not compressed; names sorted; date 1980-01-01; no extra fields, comments or data descriptors; local header
 * equals central header. Sizes and places beyond 32 bits take the ZIP64 fields that they cannot do without. Contents
 * are Blob parts, so that a large bundle never lies in memory at once.
 */

import { concat, utf8 } from "../protocol/bytes.js";

const LOCAL_SIGNATURE = 0x04034b50;
const CENTRAL_SIGNATURE = 0x02014b50;
const END_SIGNATURE = 0x06054b50;
const END64_SIGNATURE = 0x06064b50;
const LOCATOR64_SIGNATURE = 0x07064b50;
const END64_BYTES = 56;
const VERSION = 20;
const VERSION64 = 45;
const FIRST_DAY = 0x0021; // 1980-01-01 in MS-DOS form
const MAX_16 = 0xffff;
const MAX_32 = 0xffffffff;
const NAME = /^[a-z0-9][a-z0-9./-]{0,63}$/;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let state = byte;
  for (let bit = 0; bit < 8; bit += 1) state = state & 1 ? (state >>> 1) ^ 0xedb88320 : state >>> 1;
  return state;
});

/** @typedef {{name: string, parts: BlobPart[], size: number, crc: number}} Entry */
/** @typedef {{name: Uint8Array, size: number, crc: number, at: number}} Placed */

/** Computes the CRC-32 that ZIP asks for, as bytes come. */
export class Crc32 {
  #state = MAX_32;

  /** @param {Uint8Array} bytes */
  update(bytes) {
    let state = this.#state;
    for (const byte of bytes) state = CRC_TABLE[(state ^ byte) & 255] ^ (state >>> 8);
    this.#state = state;
  }

  /** The checksum of everything so far. */
  get value() {
    return (this.#state ^ MAX_32) >>> 0;
  }
}

/**
 * Make an entry of bytes that are at hand.
 * @param {string} name
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @returns {Entry}
 */
export function entryOf(name, bytes) {
  const crc = new Crc32();
  crc.update(bytes);
  return { name, parts: [bytes], size: bytes.length, crc: crc.value };
}

/**
 * Write the bundle.
 * @param {Entry[]} entries in any order
 * @returns {Blob}
 */
export function writeBundle(entries) {
  const sorted = [...entries].sort((left, right) => (left.name < right.name ? -1 : 1));
  checkNames(sorted.map((entry) => entry.name));
  /** @type {BlobPart[]} */
  const parts = [];
  /** @type {Placed[]} */
  const placed = [];
  let at = 0;
  for (const { name, parts: content, size, crc } of sorted) {
    const place = { name: utf8(name), size, crc, at };
    const header = localHeader(place);
    parts.push(header, ...content);
    placed.push(place);
    at += header.length + size;
  }
  return new Blob([...parts, ...directory(placed, at)], { type: "application/zip" });
}

/** @param {string[]} names sorted */
function checkNames(names) {
  const isFit = names.every((name, at) => NAME.test(name) && !name.includes("..") && name !== names[at - 1]);
  if (!isFit) throw new Error("a name that bundles do not know, or one twice");
}

/**
 * @param {Placed[]} placed
 * @param {number} at where the central directory begins
 */
function directory(placed, at) {
  const central = concat(...placed.map(centralHeader));
  const end = { count: placed.length, size: central.length, at };
  const needs64 = placed.length >= MAX_16 || central.length >= MAX_32 || at >= MAX_32;
  return needs64 ? [central, end64(end), endRecord(end)] : [central, endRecord(end)];
}

/** @param {Placed} place */
function localHeader({ name, size, crc }) {
  const extra = size >= MAX_32 ? extra64([size, size]) : new Uint8Array(0);
  const header = fields([[4, LOCAL_SIGNATURE], ...sharedFields({ name, size, crc, extra })]);
  return concat(header, name, extra);
}

/** @param {Placed} place */
function centralHeader({ name, size, crc, at }) {
  const wide = [...(size >= MAX_32 ? [size, size] : []), ...(at >= MAX_32 ? [at] : [])];
  const extra = wide.length > 0 ? extra64(wide) : new Uint8Array(0);
  const header = fields([
    [4, CENTRAL_SIGNATURE],
    [2, extra.length > 0 ? VERSION64 : VERSION], // made by
    ...sharedFields({ name, size, crc, extra }),
    [2, 0], // comment
    [2, 0], // disk
    [2, 0], // internal attributes
    [4, 0], // external attributes
    [4, Math.min(at, MAX_32)],
  ]);
  return concat(header, name, extra);
}

/**
 * What local and central header have in common, in order.
 * @param {{name: Uint8Array, size: number, crc: number, extra: Uint8Array}} entry
 * @returns {Array<[number, number]>}
 */
function sharedFields({ name, size, crc, extra }) {
  const stated = Math.min(size, MAX_32);
  return [
    [2, extra.length > 0 ? VERSION64 : VERSION],
    [2, 0], // flags
    [2, 0], // stored
    [2, 0], // midnight
    [2, FIRST_DAY],
    [4, crc],
    [4, stated],
    [4, stated],
    [2, name.length],
    [2, extra.length],
  ];
}

/** @param {number[]} values */
function extra64(values) {
  return fields([
    [2, 1],
    [2, values.length * 8],
    ...values.map((value) => /** @type {[number, number]} */ ([8, value])),
  ]);
}

/** @param {{count: number, size: number, at: number}} end */
function end64({ count, size, at }) {
  const record = fields([
    [4, END64_SIGNATURE],
    [8, END64_BYTES - 12],
    [2, VERSION64],
    [2, VERSION64],
    [4, 0],
    [4, 0],
    [8, count],
    [8, count],
    [8, size],
    [8, at],
  ]);
  const locator = fields([
    [4, LOCATOR64_SIGNATURE],
    [4, 0],
    [8, at + size],
    [4, 1],
  ]);
  return concat(record, locator);
}

/** @param {{count: number, size: number, at: number}} end */
function endRecord({ count, size, at }) {
  return fields([
    [4, END_SIGNATURE],
    [2, 0],
    [2, 0],
    [2, Math.min(count, MAX_16)],
    [2, Math.min(count, MAX_16)],
    [4, Math.min(size, MAX_32)],
    [4, Math.min(at, MAX_32)],
    [2, 0],
  ]);
}

/**
 * Write numbers in little endian.
 * @param {Array<[number, number]>} list width in bytes (2, 4 or 8) and value
 */
function fields(list) {
  const bytes = new Uint8Array(list.reduce((size, [width]) => size + width, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [width, value] of list) {
    if (width === 2) view.setUint16(at, value, true);
    else if (width === 4) view.setUint32(at, value, true);
    else view.setBigUint64(at, BigInt(value), true);
    at += width;
  }
  return bytes;
}
