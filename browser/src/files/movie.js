/**
 * MP4, QuickTime and M4A: what a recording says beside its sound and picture.
 *
 * ISO/IEC 14496-12 (boxes, times), QuickTime File Format ("User data", "Metadata"), 3GPP TS 26.244 section 8 (`loci`
 * and its kin).
 */

import { boxes } from "./boxes.js";
import { addNamed, table } from "./names.js";
import { damaged, number, piece } from "./source.js";
import { begins, latin1, plain } from "./text.js";
import { readProperties } from "./xml.js";

/** @typedef {import("./boxes.js").Box} Box */
/** @typedef {import("./findings.js").Findings} Findings */
/** @typedef {import("./source.js").Source} Source */

const CONTAINERS = ["moov", "trak", "mdia", "udta"];
const IGNORED = (
  "free skip wide name hdlr tkhd edts minf elng iods mvex tapt " +
  "ftyp styp mdat moof sidx mfra load tref ssix prft emsg pdin clip"
).split(" ");
const TEXTS = table({
  position: "\xa9xyz",
  time: "\xa9day",
  device: "\xa9mak \xa9mod manu modl",
  software: "\xa9swr \xa9too \xa9enc FIRM com.android.version",
  title: "\xa9nam \xa9alb titl",
  comment: "\xa9cmt \xa9inf \xa9des desc ldes dscp",
  author: "\xa9ART aART \xa9aut \xa9wrt \xa9cpy cprt auth perf apID ownr",
  serial: "CAME",
});
const XMP = "\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac";
const ASSETS = "titl auth dscp perf cprt".split(" ");
/** Seconds from 1904 to 1970. */
const EPOCH = 2_082_844_800;
const MOST_SECONDS = 2 ** 33;
const DEPTH = 8;
const TEXT_SIZE = 4096;
const DATA_HEAD = 8;

/**
 * Note what all boxes say that may carry metadata. Errors as `boxes`.
 * @param {Source} source
 * @param {Findings} findings
 */
export async function inspectMovie(source, findings) {
  await readBoxes(source, { name: "", at: 0, end: source.size, size: source.size }, findings);
}

/**
 * Note what the boxes of one box say, at most eight deep. Errors as `boxes`.
 * @param {Source} source
 * @param {Box} parent
 * @param {Findings} findings
 * @param {number} [depth]
 * @returns {Promise<void>}
 */
export async function readBoxes(source, parent, findings, depth = 0) {
  for await (const box of boxes(source, parent.at, parent.end)) {
    await findings.guarded(async () => {
      if (CONTAINERS.includes(box.name) && depth < DEPTH) await readBoxes(source, box, findings, depth + 1);
      else if (!IGNORED.includes(box.name)) await readBox(source, box, findings);
    });
    if (box.name !== "hdlr" || parent.name !== "mdia") continue;
    // A track of timed metadata: cameras write places and movements there.
    await findings.guarded(async () => {
      if (latin1((await source.read(box.at, 12)).subarray(8)) === "meta") findings.add("other", "timed metadata");
    });
  }
}

/**
 * @param {Source} source
 * @param {Box} box
 * @param {Findings} findings
 */
async function readBox(source, box, findings) {
  const { name, at, size } = box;
  const kind = name.length === 4 && TEXTS.get(name);
  if (name === "mvhd" || name === "mdhd") readTime(await source.read(at, 12), findings);
  else if (name === "meta") await readMeta(source, box, findings);
  else if (name === "loci") findings.add("position");
  else if (name === "XMP_") readProperties(await source.part(at, size), findings);
  else if (name === "uuid" && begins(await source.read(at, 16), XMP)) {
    readProperties(await source.part(at + 16, size - 16), findings);
  } else if (kind) findings.add(kind, userText(name, await start(source, box)));
  else findings.add("other", name);
}

/**
 * @param {Source} source
 * @param {Box} box
 */
function start(source, box) {
  return source.read(box.at, Math.min(box.size, TEXT_SIZE));
}

/**
 * Note a creation time in seconds since 1904; zero is none.
 * @param {Uint8Array} body
 * @param {Findings} findings
 */
function readTime(body, findings) {
  const seconds = number(body, 4, body[0] === 1 ? 8 : 4);
  if (seconds > 0 && seconds < MOST_SECONDS) {
    findings.add("time", new Date((seconds - EPOCH) * 1000).toISOString().replace(".000", ""));
  }
}

/**
 * Read text of user data: Apple's begins with length and language, 3GPP's with version and language.
 * @param {string} name
 * @param {Uint8Array} body
 */
function userText(name, body) {
  if (name[0] === "\xa9") return plain(piece(body, 4, number(body, 0, 2)));
  if (ASSETS.includes(name)) return plain(body.subarray(6));
  if (name === "CAME") return Array.from(body, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return plain(body);
}

/**
 * Note what a list of items says; QuickTime's `meta` has no version before its boxes.
 * @param {Source} source
 * @param {Box} meta
 * @param {Findings} findings
 */
async function readMeta(source, meta, findings) {
  const head = await source.read(meta.at, Math.min(meta.size, 8));
  /** @type {string[]} */
  let keys = [];
  for await (const box of boxes(source, latin1(head.subarray(4)) === "hdlr" ? meta.at : meta.at + 4, meta.end)) {
    if (box.name === "keys") {
      keys = [];
      for await (const key of boxes(source, box.at + 8, box.end)) {
        keys.push(latin1(await source.read(key.at, Math.min(key.size, 200))));
      }
    } else if (box.name === "ilst") {
      for await (const item of boxes(source, box.at, box.end)) {
        await findings.guarded(() => readListItem(source, item, keys, findings));
      }
    }
  }
}

/**
 * @param {Source} source
 * @param {Box} item
 * @param {string[]} keys
 * @param {Findings} findings
 */
async function readListItem(source, item, keys, findings) {
  const index = Array.from(item.name).reduce((value, char) => value * 256 + char.charCodeAt(0), 0);
  let name = keys[index - 1] ?? item.name;
  for await (const box of boxes(source, item.at, item.end)) {
    if (box.name === "name") name = plain((await start(source, box)).subarray(4));
    else if (box.name === "data" && name === "covr") findings.add("thumbnail");
    else if (box.name === "data") {
      if (box.size < DATA_HEAD) damaged();
      const value = plain((await start(source, box)).subarray(DATA_HEAD));
      const kind = TEXTS.get(name);
      if (kind) findings.add(kind, value);
      else addNamed(findings, name, value, "other");
    }
  }
}
