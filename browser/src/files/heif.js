/** HEIF, HEIC and AVIF: metadata items and where they stand (ISO/IEC 14496-12, sections 8.11.3 and 8.11.6). */

import { boxes } from "./boxes.js";
import { readExif } from "./exif.js";
import { readBoxes } from "./movie.js";
import { Cursor, damaged, join, number, unseen } from "./source.js";
import { latin1 } from "./text.js";
import { readProperties } from "./xml.js";

/** @typedef {import("./boxes.js").Box} Box */
/** @typedef {import("./findings.js").Findings} Findings */
/** @typedef {import("./source.js").Source} Source */
/** @typedef {{method: number, extents: [number, number][]}} Place */

const MOST_ITEMS = 4096;
const FULL_BOX = 4;
const IGNORED = ["ftyp", "mdat", "free", "skip", "pitm"];

/**
 * Note what Exif and XMP items say. Errors as `boxes`.
 * @param {Source} source
 * @param {Findings} findings
 */
export async function inspectHeif(source, findings) {
  for await (const box of boxes(source, 0, source.size)) {
    await findings.guarded(async () => {
      if (box.name === "meta") await readItems(source, box, findings);
      else if (box.name === "moov") await readBoxes(source, box, findings);
      else if (!IGNORED.includes(box.name)) findings.add(box.name === "mpvd" ? "embedded" : "other", box.name);
    });
  }
}

/**
 * @param {Source} source
 * @param {Box} meta
 * @param {Findings} findings
 */
async function readItems(source, meta, findings) {
  /** @type {Map<number, string>} */
  let kinds = new Map();
  /** @type {Map<number, Place>} */
  let places = new Map();
  let data = 0;
  for await (const box of boxes(source, meta.at + FULL_BOX, meta.end)) {
    if (box.name === "iinf") kinds = await kindsOf(source, box);
    else if (box.name === "iloc") places = placesOf(await source.part(box.at, box.size));
    else if (box.name === "idat") data = box.at;
    else if (box.name === "iref") await readReferences(source, box, findings);
  }
  for (const [item, kind] of kinds) {
    await findings.guarded(async () => {
      if (kind === "Exif") {
        const body = await contentOf(source, places.get(item), data);
        readExif(body.subarray(4 + number(body, 0, 4)), findings);
      } else if (kind === "mime") readProperties(await contentOf(source, places.get(item), data), findings);
    });
  }
}

/**
 * @param {Source} source
 * @param {Box} iref
 * @param {Findings} findings
 */
async function readReferences(source, iref, findings) {
  for await (const { name } of boxes(source, iref.at + FULL_BOX, iref.end)) {
    if (name !== "thmb") continue;
    findings.add("thumbnail");
    return;
  }
}

/**
 * Give the kind of every item by its number.
 * @param {Source} source
 * @param {Box} iinf
 */
async function kindsOf(source, iinf) {
  const head = await source.read(iinf.at, FULL_BOX);
  /** @type {Map<number, string>} */
  const kinds = new Map();
  for await (const box of boxes(source, iinf.at + FULL_BOX + (head[0] === 0 ? 2 : 4), iinf.end)) {
    const cursor = new Cursor(await source.read(box.at, Math.min(box.size, 16)));
    const version = cursor.number(4) >>> 24;
    const item = cursor.number(version > 2 ? 4 : 2);
    cursor.number(2);
    kinds.set(item, latin1(cursor.piece(4)));
  }
  return kinds;
}

/**
 * Give where every item stands: relative to what, and its extents.
 * @param {Uint8Array} data
 */
function placesOf(data) {
  const cursor = new Cursor(data);
  const version = cursor.number(4) >>> 24;
  const widths = cursor.number(2);
  const [offset, length, base, index] = [12, 8, 4, 0].map((shift) => (widths >> shift) & 15);
  const indexWidth = version ? index : 0;
  if ([offset, length, base, indexWidth].some((width) => ![0, 4, 8].includes(width))) damaged();
  const wide = version > 1 ? 4 : 2;
  /** @type {Map<number, Place>} */
  const places = new Map();
  let left = MOST_ITEMS;
  for (let rest = Math.min(cursor.number(wide), MOST_ITEMS); rest > 0; rest -= 1) {
    const item = cursor.number(wide);
    const method = version ? cursor.number(2) & 15 : 0;
    cursor.number(2);
    const start = cursor.number(base);
    const count = cursor.number(2);
    left -= count;
    if (left < 0) unseen();
    /** @type {[number, number][]} */
    const extents = [];
    while (extents.length < count) {
      cursor.number(indexWidth);
      extents.push([start + cursor.number(offset), cursor.number(length)]);
    }
    places.set(item, { method, extents });
  }
  return places;
}

/**
 * @param {Source} source
 * @param {Place | undefined} place
 * @param {number} data where the box of data begins
 */
async function contentOf(source, place, data) {
  if (!place || place.method > 1) unseen();
  const parts = [];
  for (const [at, size] of place.extents) parts.push(await source.part((place.method ? data : 0) + at, size));
  return join(parts);
}
