/**
 * The bundle of an export (docs/spec/bundle.md): a ZIP file in its one spelling.
 *
 * Stored, not compressed; names sorted; date 1980-01-01; no extra fields, comments or data descriptors; local header
 * equals central header. Sizes and places beyond 32 bits take the ZIP64 fields that they cannot do without. A header
 * says the checksum of what follows, so it is written after that, into the place that was left for it.
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

/** @typedef {{name: Uint8Array, size: number, crc: number, at: number}} Placed */
/** @typedef {{at: number, bytes: Uint8Array<ArrayBuffer>}} Write what to write, and where in the file */

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

/** Writes a bundle, entry by entry, as a list of writes that somebody else carries out in this order. */
export class BundleWriter {
  /** @type {Placed[]} */
  #placed = [];
  /** @type {Write[]} */
  #writes = [];
  #at = 0;
  #last = "";
  /** @type {{place: Placed, crc: Crc32, end: number} | null} */
  #open = null;

  /**
   * Begin an entry.
   * @param {string} name behind all names before it
   * @param {number} size
   */
  begin(name, size) {
    if (this.#open) throw new Error("an entry within an entry");
    if (!NAME.test(name) || name.includes("..")) throw new Error("a name that bundles do not know");
    if (name <= this.#last) throw new Error("a name out of order, or twice");
    const place = { name: utf8(name), size, crc: 0, at: this.#at };
    this.#at += localHeader(place).length;
    this.#open = { place, crc: new Crc32(), end: this.#at + size };
    this.#last = name;
  }

  /** @param {Uint8Array} bytes copied */
  add(bytes) {
    if (!this.#open) throw new Error("bytes of no entry");
    this.#open.crc.update(bytes);
    this.#write(new Uint8Array(bytes));
  }

  /** End the entry that was begun. */
  end() {
    if (!this.#open || this.#at !== this.#open.end) throw new Error("an entry of another size than was said");
    const place = { ...this.#open.place, crc: this.#open.crc.value };
    this.#writes.push({ at: place.at, bytes: localHeader(place) });
    this.#placed.push(place);
    this.#open = null;
  }

  /** Write what stands behind the last entry. */
  finish() {
    if (this.#open) throw new Error("an entry was not ended");
    this.#write(concat(...directory(this.#placed, this.#at)));
  }

  /** Give what was written since the last time. */
  take() {
    const writes = this.#writes;
    this.#writes = [];
    return writes;
  }

  /** @param {Uint8Array<ArrayBuffer>} bytes */
  #write(bytes) {
    this.#writes.push({ at: this.#at, bytes });
    this.#at += bytes.length;
  }
}

/**
 * Write the central directory and the end.
 * @param {Placed[]} placed
 * @param {number} at where the central directory begins
 */
export function directory(placed, at) {
  const central = concat(...placed.map(centralHeader));
  const end = { count: placed.length, size: central.length, at };
  const needs64 = placed.length >= MAX_16 || central.length >= MAX_32 || at >= MAX_32;
  return needs64 ? [central, end64(end), endRecord(end)] : [central, endRecord(end)];
}

/** @param {Placed} place */
export function localHeader({ name, size, crc }) {
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
