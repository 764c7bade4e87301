/** Boxes: the structure of HEIF, MP4 and QuickTime files (ISO/IEC 14496-12, section 4.2). */

import { damaged, number } from "./source.js";
import { latin1 } from "./text.js";

/** @typedef {import("./source.js").Source} Source */
/**
 * One box: its name, where its content begins and ends, and the content's size.
 * @typedef {{name: string, at: number, end: number, size: number}} Box
 */

const HEAD = 8;

/**
 * Give the boxes between two places; fewer than eight bytes at the end are passed over.
 * @param {Source} source
 * @param {number} at
 * @param {number} end
 * @returns {AsyncGenerator<Box>}
 * @throws {Stop} damaged: a box that ends behind `end`.
 * @throws {Stop} part: as `Source.read`.
 */
export async function* boxes(source, at, end) {
  while (at + HEAD <= end) {
    const head = await source.read(at, HEAD);
    let size = number(head, 0, 4);
    let body = at + HEAD;
    if (size === 1) {
      size = number(await source.read(body, 8), 0, 8);
      body += 8;
    } else if (size === 0) size = end - at;
    if (at + size < body || at + size > end) damaged();
    yield { name: latin1(head.subarray(4)), at: body, end: at + size, size: at + size - body };
    at += size;
  }
}
