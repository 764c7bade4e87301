/** PNG: chunks around the picture (PNG third edition, sections 5 and 11). */

import { readExif } from "./exif.js";
import { addNamed } from "./names.js";
import { Cursor, damaged, number, piece } from "./source.js";
import { afterZero, latin1, plain } from "./text.js";
import { readProperties } from "./xml.js";

/** @typedef {import("./findings.js").Findings} Findings */
/** @typedef {import("./source.js").Source} Source */
/** @typedef {import("./strip.js").Piece} Piece */
/**
 * One chunk: its name, where its content begins, and the content's size.
 * @typedef {{name: string, at: number, size: number}} Chunk
 */

/** Chunks that make the picture, and say nothing else. */
const PICTURE =
  "IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT acTL fcTL fdAT".split(" ");
const XMP = "XML:com.adobe.xmp";
/** Of EXIF, IPTC or XMP in hexadecimal digits, as ImageMagick writes it. */
const RAW_PROFILE = "Raw profile type ";
const SIGNATURE_SIZE = 8;

/**
 * Give all chunks, IEND included. Check sums are not looked at.
 * @param {Source} source
 * @returns {AsyncGenerator<Chunk>}
 * @throws {Stop} damaged: the file ends before IEND.
 * @throws {Stop} part: as `Source.read`.
 */
async function* chunks(source) {
  for (let at = SIGNATURE_SIZE, name = ""; name !== "IEND";) {
    const head = await source.read(at, 8);
    const size = number(head, 0, 4);
    name = latin1(head.subarray(4));
    if (at + size + 12 > source.size) damaged();
    yield { name, at: at + 8, size };
    at += size + 12;
  }
}

/**
 * Note what the chunks say, and whether something stands behind the picture. Errors as `chunks`.
 * @param {Source} source
 * @param {Findings} findings
 */
export async function inspectPng(source, findings) {
  for await (const chunk of chunks(source)) {
    if (chunk.name === "IEND" && chunk.at + chunk.size + 4 < source.size) findings.add("embedded");
    if (!PICTURE.includes(chunk.name)) await findings.guarded(() => readChunk(source, chunk, findings));
  }
}

/**
 * @param {Source} source
 * @param {Chunk} chunk
 * @param {Findings} findings
 */
async function readChunk(source, { name, at, size }, findings) {
  if (["tEXt", "zTXt", "iTXt"].includes(name)) await readText(source, name, await source.part(at, size), findings);
  else if (name === "eXIf") readExif(await source.part(at, size), findings);
  else if (name === "tIME") {
    const cursor = new Cursor(await source.part(at, size));
    const [year, ...rest] = [2, 1, 1, 1, 1, 1].map((width) => String(cursor.number(width)).padStart(2 * width, "0"));
    findings.add("time", `${[year, ...rest.slice(0, 2)].join("-")} ${rest.slice(2).join(":")}`);
  } else findings.add("other", name);
}

/**
 * @param {Source} source
 * @param {string} kind
 * @param {Uint8Array} body
 * @param {Findings} findings
 */
async function readText(source, kind, body, findings) {
  const end = body.indexOf(0);
  if (end < 0) damaged();
  const name = latin1(body.subarray(0, end));
  let rest = body.subarray(end + 1);
  if (kind === "zTXt") rest = await source.inflate(rest.subarray(1), "deflate");
  if (kind === "iTXt") {
    // Flag, method, language, translated name.
    const packed = piece(rest, 0, 2)[0] === 1;
    rest = afterZero(afterZero(rest.subarray(2)));
    if (packed) rest = await source.inflate(rest, "deflate");
  }
  if (name === XMP) readProperties(rest, findings);
  else if (name.startsWith(RAW_PROFILE)) findings.add("other", name);
  else addNamed(findings, name, plain(rest), "comment");
}

/**
 * Give the picture without what stands around it: image, colour and animation stay.
 * @param {Source} source
 * @returns {Promise<Piece[] | undefined>} undefined if the picture needs a chunk that is not known.
 */
export async function stripPng(source) {
  /** @type {Piece[]} */
  const kept = [[0, SIGNATURE_SIZE]];
  for await (const { name, at, size } of chunks(source)) {
    if (PICTURE.includes(name)) kept.push([at - 8, at + size + 4]);
    // An upper-case letter marks a chunk without which the picture cannot be decoded.
    else if (/^[A-Z]/.test(name)) return undefined;
  }
  return kept;
}
