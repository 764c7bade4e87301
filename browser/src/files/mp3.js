/** MP3: tags before and behind the sound (ID3v2.3, ID3v2.4, ID3v1; others only by their presence). */

import { addNamed, table } from "./names.js";
import { damaged, number, unseen } from "./source.js";
import { begins, latin1, plain, untilZero, utf16 } from "./text.js";
import { readProperties } from "./xml.js";

/** @typedef {import("./findings.js").Findings} Findings */
/** @typedef {import("./findings.js").Kind} Kind */
/** @typedef {import("./source.js").Source} Source */
/** @typedef {{name: string, at: number, size: number, packed: boolean}} Frame */

const HEAD = 10;
const TEXT_SIZE = 4096;
const V1_SIZE = 128;
const V1 = /** @type {[number, number, Kind][]} */ ([
  [3, 30, "title"],
  [33, 30, "author"],
  [63, 30, "title"],
  [93, 4, "time"],
  [97, 30, "comment"],
]);
const APE_SIZE = 32;
const KINDS = table({
  title: "TIT2 TALB TOAL TRSN",
  author: "TPE1 TPE2 TPE3 TPE4 TCOM TEXT TOPE TCOP TENC TOWN TPUB TRSO",
  software: "TSSE",
  time: "TDRC TYER TDAT TIME TDEN TDTG TDRL",
  identifier: "TSRC",
  comment: "TIT1 TIT3 TCON TOFN",
});

/**
 * Note what the tags say.
 * @param {Source} source
 * @param {Findings} findings
 */
export async function inspectMp3(source, findings) {
  await findings.guarded(async () => {
    if (begins(await source.take(0, 3), "ID3")) await readTag(source, findings);
  });
  await findings.guarded(() => readEnd(source, findings));
}

/**
 * @param {Source} source
 * @param {Findings} findings
 */
async function readTag(source, findings) {
  const head = await source.read(0, HEAD);
  const [version, flags, size] = [head[3], head[5], seven(number(head, 6, 4))];
  if (version < 3 || version > 4 || flags & 0x80) {
    findings.add("other", "ID3");
    unseen();
  }
  let at = HEAD;
  const end = HEAD + size;
  if (flags & 0x40) {
    const length = number(await source.read(at, 4), 0, 4);
    at += version === 4 ? seven(length) : length + 4;
  }
  while (at + HEAD <= end) {
    const raw = await source.read(at, HEAD);
    if (raw[0] === 0) return;
    const name = latin1(raw.subarray(0, 4));
    const plainSize = number(raw, 4, 4);
    const frameSize = version === 4 ? seven(plainSize) : plainSize;
    at += HEAD;
    if (!/^[A-Z0-9]{4}$/.test(name) || at + frameSize > end) damaged();
    const frame = { name, at, size: frameSize, packed: raw[9] !== 0 };
    await findings.guarded(() => readFrame(source, frame, findings));
    at += frameSize;
  }
}

/**
 * Read a number of four bytes that hold seven bits each.
 * @param {number} raw
 */
function seven(raw) {
  return [0, 1, 2, 3].reduce((sum, place) => sum + (((raw >>> (8 * place)) & 0x7f) << (7 * place)), 0);
}

/**
 * @param {Source} source
 * @param {Frame} frame
 * @param {Findings} findings
 */
async function readFrame(source, { name, at, size, packed }, findings) {
  if (name === "APIC") findings.add("thumbnail");
  else if (name === "GEOB") findings.add("embedded");
  else if (packed) unseen();
  else if (name === "PRIV") {
    const body = await source.part(at, size);
    const owner = latin1(untilZero(body));
    if (owner === "XMP") readProperties(body, findings);
    else findings.add("other", owner);
  } else readText(name, await source.read(at, Math.min(size, TEXT_SIZE)), findings);
}

/**
 * @param {string} name
 * @param {Uint8Array} body
 * @param {Findings} findings
 */
function readText(name, body, findings) {
  const kind = KINDS.get(name);
  const note = name === "COMM" || name === "USLT";
  // Only UTF-16 without a mark needs the number of its encoding.
  const text = (body[0] === 2 ? utf16 : plain)(body.subarray(note ? 4 : 1));
  if (note) findings.add("comment", text);
  else if (name === "TXXX") {
    const [label, ...value] = text.split("\0");
    addNamed(findings, label, value.join("\0"), "other");
  } else if (kind) findings.add(kind, text);
  else if (name[0] !== "T") findings.add("other", `${name} ${latin1(untilZero(body))}`);
}

/**
 * @param {Source} source
 * @param {Findings} findings
 */
async function readEnd(source, findings) {
  if (source.size < V1_SIZE) return;
  const tag = await source.read(source.size - V1_SIZE, V1_SIZE);
  const hasTag = begins(tag, "TAG");
  if (hasTag) for (const [at, size, kind] of V1) findings.add(kind, plain(tag.subarray(at, at + size)));
  const ape = source.size - APE_SIZE - (hasTag ? V1_SIZE : 0);
  if (ape >= 0 && begins(await source.read(ape, 8), "APETAGEX")) findings.add("other", "APEv2");
}
