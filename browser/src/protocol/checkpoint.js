/**
 * Checkpoints of an audit log and auditors' signatures on them, as text (docs/spec/audit.md).
 *
 * The forms are C2SP's: `tlog-checkpoint`, `tlog-cosignature` (Ed25519) and `signed-note`. A checkpoint proves nothing by
 * itself: it does once it is kept where the server cannot reach.
 */

import { b64, concat, equal, fromB64, sha256, utf8 } from "./bytes.js";
import { FormatError, SignatureError } from "./errors.js";

/** @typedef {import("./keys.js").SigningKey} SigningKey */
/** @typedef {import("./keys.js").VerifyKey} VerifyKey */

export const MAX_TEXT = 1 << 16;
export const COSIGNATURE_BYTES = 76;
const COSIGNATURE_CHARS = 104;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const KEY_ID_BYTES = 4;
const HEAD_BYTES = 12;
const ROOT_BYTES = 32;
const ED25519_COSIGNATURE = Uint8Array.of(4);
const DASH = "\u2014 ";
const SIZE = /^(?:0|[1-9][0-9]{0,15})$/;
const ORIGIN = /^wbs\/audit\/([A-Za-z0-9_-]{43})\/([0-9]{2}(?:\.[0-9]{2})?)$/;
const NAME = /^[^\u0000-\u0020\u007f+]{1,120}$/u;
const AROUND = /^[ \t\r\n\ufeff]+|[ \t\r\n\ufeff]+$/g;

/** What a log held: the name of the log, how many entries, the root of its tree. */
export class Checkpoint {
  /**
   * @param {string} origin
   * @param {number} size
   * @param {Uint8Array} root
   */
  constructor(origin, size, root) {
    /** @readonly */
    this.origin = origin;
    /** @readonly */
    this.size = size;
    /** @readonly */
    this.root = root;
  }

  /** The three lines that are signed. */
  get body() {
    return `${this.origin}\n${this.size}\n${b64(this.root)}\n`;
  }
}

/** Somebody's statement to have seen a checkpoint at a time; unverified until `verify` was asked. */
export class Cosignature {
  /**
   * @param {string} name `<agency>/<officer>`
   * @param {Uint8Array} raw 76 bytes
   * @throws {FormatError} another length, or a time beyond all clocks.
   */
  constructor(name, raw) {
    if (raw.length !== COSIGNATURE_BYTES) throw new FormatError("a cosignature has 76 bytes");
    /** @readonly */
    this.name = name;
    /** @readonly */
    this.raw = raw;
    const time = new DataView(raw.buffer, raw.byteOffset).getBigUint64(KEY_ID_BYTES);
    if (time > BigInt(Number.MAX_SAFE_INTEGER)) throw new FormatError("a time beyond all clocks");
    /** @readonly When it was signed, in seconds since 1970, by the signer's own clock. */
    this.time = Number(time);
  }

  /** The line of a note. */
  get line() {
    return `${DASH}${this.name} ${b64(this.raw)}\n`;
  }

  /**
   * Say whether it claims to be made with this key, under this name.
   * @param {VerifyKey} key
   */
  isBy(key) {
    return equal(this.raw.subarray(0, KEY_ID_BYTES), keyId(this.name, key));
  }

  /**
   * Verify that the key's holder signed this checkpoint under this name.
   * @param {Checkpoint} checkpoint
   * @param {VerifyKey} key
   * @throws {SignatureError} another key, another name, another checkpoint, or altered bytes.
   */
  verify(checkpoint, key) {
    if (!this.isBy(key)) throw new SignatureError("a cosignature of another key or name");
    key.verify(signedBytes(checkpoint, this.time), this.raw.subarray(HEAD_BYTES));
  }
}

/**
 * Name an agency's log.
 * @param {string} installation fingerprint of the first version of the installation's roots
 * @param {string} agency
 */
export function originOf(installation, agency) {
  return `wbs/audit/${installation}/${agency}`;
}

/**
 * Give the agency that an origin names.
 * @param {string} origin
 * @throws {FormatError} not the origin of a WBS audit log.
 */
export function agencyOf(origin) {
  const match = ORIGIN.exec(origin);
  if (!match) throw new FormatError("not the origin of an audit log");
  return match[2];
}

/**
 * State as `name` to have seen a checkpoint.
 * @param {Checkpoint} checkpoint
 * @param {string} name
 * @param {number} time seconds since 1970
 * @param {SigningKey} key
 */
export function cosign(checkpoint, name, time, key) {
  const head = new Uint8Array(HEAD_BYTES);
  head.set(keyId(name, key.public));
  new DataView(head.buffer).setBigUint64(KEY_ID_BYTES, BigInt(time));
  return new Cosignature(name, concat(head, key.sign(signedBytes(checkpoint, time))));
}

/**
 * Write a checkpoint with its cosignatures, for print and mail.
 * @param {Checkpoint} checkpoint
 * @param {Cosignature[]} cosignatures
 */
export function noteText(checkpoint, cosignatures) {
  return `${checkpoint.body}\n${cosignatures.map((one) => one.line).join("")}`;
}

/**
 * Read what `noteText` wrote, also after mail programs changed line ends, broke lines and added space. Signatures of
 * kinds that this version does not know are passed over, as the format asks.
 * @param {string} text
 * @returns {{checkpoint: Checkpoint, cosignatures: Cosignature[]}}
 * @throws {FormatError} no checkpoint of a WBS audit log.
 */
export function parseNote(text) {
  if (text.length > MAX_TEXT) throw new FormatError("a checkpoint is a short text");
  const lines = trimmed(text)
    .split(/\r\n|\r|\n/)
    .map(trimmed);
  const cosignatures = unfolded(lines.slice(3))
    .map(parseSignature)
    .filter((one) => one !== null);
  return { checkpoint: parseBody(lines.slice(0, 3)), cosignatures };
}

/** @param {string} text */
function trimmed(text) {
  return text.replace(AROUND, "");
}

/**
 * Join signature lines that mail or paper broke; a line is whole once it holds a whole cosignature.
 * @param {string[]} lines
 */
function unfolded(lines) {
  /** @type {string[]} */
  const joined = [];
  for (const line of lines.filter((one) => one !== "")) {
    const last = joined.length - 1;
    if (line.startsWith(DASH)) {
      joined.push(line);
      continue;
    }
    const held = last < 0 ? "" : joined[last].slice(DASH.length).split(" ").slice(1).join(" ");
    if (last < 0 || held.length >= COSIGNATURE_CHARS || !BASE64.test(line)) {
      throw new FormatError("a line that is no signature follows the checkpoint");
    }
    joined[last] += held === "" ? ` ${line}` : line;
  }
  return joined;
}

/** @param {string[]} lines */
function parseBody(lines) {
  const [origin, size, root] = lines;
  if (lines.length !== 3 || !SIZE.test(size) || !Number.isSafeInteger(Number(size))) {
    throw new FormatError("not a checkpoint");
  }
  agencyOf(origin);
  const raw = fromB64(root);
  if (raw.length !== ROOT_BYTES) throw new FormatError("a root has 32 bytes");
  return new Checkpoint(origin, Number(size), raw);
}

/** @param {string} line */
function parseSignature(line) {
  const [name, ...rest] = line.slice(DASH.length).split(" ");
  if (!NAME.test(name)) throw new FormatError("a signature without a name");
  const raw = fromB64(rest.join(" "));
  return raw.length === COSIGNATURE_BYTES ? new Cosignature(name, raw) : null;
}

/**
 * @param {string} name
 * @param {VerifyKey} key
 */
function keyId(name, key) {
  return sha256(utf8(`${name}\n`), ED25519_COSIGNATURE, key.raw).subarray(0, KEY_ID_BYTES);
}

/**
 * @param {Checkpoint} checkpoint
 * @param {number} time
 */
function signedBytes(checkpoint, time) {
  return utf8(`cosignature/v1\ntime ${time}\n${checkpoint.body}`);
}
