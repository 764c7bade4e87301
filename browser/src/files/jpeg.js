/** JPEG: the segments around the picture (ITU-T T.81 annex B). */

import { orientation, readExif, writeOrientation } from "./exif.js";
import { readResources } from "./iptc.js";
import { damaged, join, number } from "./source.js";
import { begins, latin1, plain, untilZero } from "./text.js";
import { readProperties } from "./xml.js";

/** @typedef {import("./findings.js").Findings} Findings */
/** @typedef {import("./source.js").Source} Source */
/** @typedef {import("./strip.js").Piece} Piece */
/**
 * One segment: its code, where it and its content begin, the content's size, and where the next one begins (behind
 * the compressed data, for a scan).
 * @typedef {{code: number, from: number, at: number, size: number, end: number}} Segment
 */

const END = 0xd9;
const SCAN = 0xda;
const COMMENT = 0xfe;
const WINDOW = 1 << 16;
/** Of XMP (xap/1.0) and its continuation (xmp/extension). */
const XMP = "http://ns.adobe.com/x";
const PHOTOSHOP = "Photoshop 3.0\0";

/**
 * Give all segments up to the end of the picture, that one included.
 * @param {Source} source
 * @returns {AsyncGenerator<Segment>}
 * @throws {Stop} damaged: something stands between segments, or the file ends before the picture.
 * @throws {Stop} part: as `Source.read`.
 */
async function* segments(source) {
  for (let at = 2; ;) {
    const [fill, code] = await source.read(at, 2);
    if (fill !== 0xff || code === 0 || code === 0xd8) damaged();
    at += code === 0xff ? 1 : 2;
    if (code === END) {
      yield { code, from: at - 2, at, size: 0, end: at };
      return;
    }
    if (code === 0xff || code === 1 || isRestart(code)) continue;
    const size = number(await source.read(at, 2), 0, 2);
    if (size < 2) damaged();
    let end = at + size;
    if (code === SCAN) end = await endOfScan(source, end);
    yield { code, from: at - 2, at: at + 2, size: size - 2, end };
    at = end;
  }
}

/** @param {number} code */
function isRestart(code) {
  return code >= 0xd0 && code <= 0xd7;
}

/**
 * @param {Source} source
 * @param {number} at
 */
async function endOfScan(source, at) {
  for (;;) {
    const window = await source.take(at, WINDOW);
    for (
      let mark = window.indexOf(0xff);
      mark >= 0 && mark + 1 < window.length;
      mark = window.indexOf(0xff, mark + 1)
    ) {
      const code = window[mark + 1];
      if (code !== 0 && code !== 0xff && !isRestart(code)) return at + mark;
    }
    if (at + window.length >= source.size) damaged();
    at += window.length - 1;
  }
}

/**
 * Note what the segments say, and whether something stands behind the picture. Errors as `segments`.
 * @param {Source} source
 * @param {Findings} findings
 */
export async function inspectJpeg(source, findings) {
  for await (const { code, at, size, end } of segments(source)) {
    if (code === END && end < source.size) findings.add("embedded");
    if ((code & 0xf0) === 0xe0 || code === COMMENT) {
      await findings.guarded(async () => readSegment(code, await source.read(at, size), findings));
    }
  }
}

/**
 * @param {number} code
 * @param {Uint8Array} body
 * @param {Findings} findings
 */
function readSegment(code, body, findings) {
  if (code === COMMENT) findings.add("comment", plain(body));
  else if (isExif(body)) readExif(body.subarray(6), findings);
  else if (begins(body, XMP)) readProperties(body, findings);
  else if (begins(body, PHOTOSHOP)) readResources(body.subarray(PHOTOSHOP.length), findings);
  else readOther(code, body, findings);
}

/** @param {Uint8Array} body */
function isExif(body) {
  return begins(body, "Exif\0\0") || begins(body, "Exif\0\xff");
}

/**
 * @param {number} code
 * @param {Uint8Array} body
 * @param {Findings} findings
 */
function readOther(code, body, findings) {
  const name = latin1(untilZero(body.subarray(0, 32)));
  if (name === "JFXX" || (name === "JFIF" && (body[12] || body[13]))) findings.add("thumbnail");
  else if (name === "MPF") findings.add("embedded");
  else if (name !== "JFIF" && name !== "ICC_PROFILE" && !name.startsWith("Adobe")) {
    findings.add("other", `APP${code - 0xe0} ${name}`);
  }
}

/**
 * Give the picture without what stands around it: tables, frames, scans, colour profile, JFIF's and Adobe's basics,
 * and which way up it is.
 * @param {Source} source
 * @returns {Promise<Piece[]>}
 */
export async function stripJpeg(source) {
  /** @type {Piece[]} */
  const front = [Uint8Array.of(0xff, 0xd8)];
  /** @type {Piece[]} */
  const rest = [];
  let turned = 0;
  for await (const { code, from, at, size, end } of segments(source)) {
    const body = (code & 0xf0) === 0xe0 ? await source.read(at, size) : new Uint8Array(0);
    if (begins(body, "JFIF\0") && size >= 14 && front.length === 1) {
      front.push(segment(0xe0, join([body.subarray(0, 12), new Uint8Array(2)])));
    } else if (begins(body, "Adobe") && size >= 12) rest.push(segment(0xee, body.slice(0, 12)));
    else if (isExif(body)) turned ||= orientation(body.subarray(6));
    else if ((code & 0xf0) === 0xc0 || (code & 0xf0) === 0xd0 || begins(body, "ICC_PROFILE\0")) rest.push([from, end]);
  }
  if (turned) front.push(segment(0xe1, join([new TextEncoder().encode("Exif\0\0"), writeOrientation(turned)])));
  return [...front, ...rest];
}

/**
 * @param {number} code
 * @param {Uint8Array} body
 */
function segment(code, body) {
  const size = body.length + 2;
  return join([Uint8Array.of(0xff, code, size >> 8, size & 0xff), body]);
}
