/** WebP: chunks of a RIFF file (RFC 9649). */

import { readExif } from "./exif.js";
import { damaged, number } from "./source.js";
import { latin1, without } from "./text.js";
import { readProperties } from "./xml.js";

/** @typedef {import("./findings.js").Findings} Findings */
/** @typedef {import("./source.js").Source} Source */
/** @typedef {import("./strip.js").Piece} Piece */
/**
 * One chunk: its name, where its content begins, and the content's size.
 * @typedef {{name: string, at: number, size: number}} Chunk
 */

const HEAD = 12;
const PICTURE = ["VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP"];
const EXIF_FLAG = 0x08;
const XMP_FLAG = 0x04;

/**
 * Give all chunks that the file's own length holds.
 * @param {Source} source
 * @returns {AsyncGenerator<Chunk>}
 * @throws {Stop} damaged: a chunk, or the file, ends early.
 * @throws {Stop} part: as `Source.read`.
 */
async function* chunks(source) {
  const end = await endOf(source);
  for (let at = HEAD; at < end;) {
    const head = await source.read(at, 8);
    const size = number(head, 4, 4, true);
    if (at + 8 + size > end) damaged();
    yield { name: latin1(head.subarray(0, 4)), at: at + 8, size };
    at += 8 + size + (size % 2);
  }
}

/**
 * Give where the file says that it ends.
 * @param {Source} source
 * @throws {Stop} damaged: the file is shorter.
 */
async function endOf(source) {
  const end = 8 + number(await source.read(4, 4), 0, 4, true);
  if (end > source.size) damaged();
  return end;
}

/**
 * Note what the chunks say, and whether something stands behind the picture. Errors as `chunks`.
 * @param {Source} source
 * @param {Findings} findings
 */
export async function inspectWebp(source, findings) {
  if ((await endOf(source)) < source.size) findings.add("embedded");
  for await (const { name, at, size } of chunks(source)) {
    await findings.guarded(async () => {
      if (name === "EXIF") readExif(without(await source.part(at, size), "Exif\0\0"), findings);
      else if (name === "XMP ") readProperties(await source.part(at, size), findings);
      else if (!PICTURE.includes(name)) findings.add("other", name);
    });
  }
}

/**
 * Give the picture without what stands around it: image, animation and colour profile stay.
 * @param {Source} source
 */
export async function stripWebp(source) {
  const head = (await source.read(0, HEAD)).slice();
  /** @type {Piece[]} */
  const kept = [head];
  let total = HEAD - 8;
  for await (const { name, at, size } of chunks(source)) {
    if (!PICTURE.includes(name)) continue;
    kept.push([at - 8, at], [at, at + size], new Uint8Array(size % 2));
    total += 8 + size + (size % 2);
    if (name === "VP8X") {
      const features = (await source.part(at, size)).slice();
      features[0] &= ~(EXIF_FLAG | XMP_FLAG);
      kept.splice(-2, 1, features);
    }
  }
  new DataView(head.buffer).setUint32(4, total, true);
  return kept;
}
