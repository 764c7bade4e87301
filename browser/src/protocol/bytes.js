/**
 * Bytes and their text forms, each strict: one text for one value (docs/spec/README.md).
 *
 * base64url without padding, standard base64 with padding, base32 in lower case without padding, Bech32 without its
 * length limit.
 */

import { sha256 as hash } from "@noble/hashes/sha2.js";
import { FormatError } from "./errors.js";

/** @typedef {{symbols: string, width: number, values: Int8Array}} Alphabet */

const B64 = alphabet("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
const B64URL = alphabet("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
const B32 = alphabet("abcdefghijklmnopqrstuvwxyz234567");
const BECH32 = alphabet("qpzry9x8gf2tvdw0s3jn54khce6mua7l");
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const CHECKSUM_CHARS = 6;

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Write text as UTF-8.
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function utf8(text) {
  return ENCODER.encode(text);
}

/**
 * Read UTF-8; a byte order mark stays.
 * @param {Uint8Array} bytes
 * @returns {string}
 * @throws {FormatError} not UTF-8.
 */
export function fromUtf8(bytes) {
  try {
    return DECODER.decode(bytes);
  } catch {
    throw new FormatError("not UTF-8");
  }
}

/**
 * Join byte strings.
 * @param {...Uint8Array} parts
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * Say whether two byte strings are equal, looking at every byte.
 * @param {Uint8Array} left
 * @param {Uint8Array} right
 */
export function equal(left, right) {
  let difference = left.length ^ right.length;
  for (let at = 0; at < left.length; at += 1) difference |= left[at] ^ right[at];
  return difference === 0;
}

/**
 * Hash the concatenation of `parts` (FIPS 180-4): 32 bytes.
 * @param {...Uint8Array} parts
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function sha256(...parts) {
  const state = hash.create();
  for (const part of parts) state.update(part);
  return new Uint8Array(state.digest());
}

/**
 * Give `size` bytes from the browser's generator.
 * @param {number} size
 */
export function randomBytes(size) {
  return crypto.getRandomValues(new Uint8Array(size));
}

/**
 * Write standard base64 with padding.
 * @param {Uint8Array} bytes
 */
export function b64(bytes) {
  const text = unpadded(bytes);
  return text + "=".repeat((4 - (text.length % 4)) % 4);
}

/**
 * Read standard base64 with padding.
 * @param {string} text
 * @throws {FormatError} anything that `b64` would not have written.
 */
export function fromB64(text) {
  const body = text.replace(/={1,2}$/, "");
  if (text.length % 4 !== 0) throw new FormatError("not base64");
  return packed(valuesOf(body, B64), B64);
}

/**
 * Write standard base64 without padding, as age headers carry it.
 * @param {Uint8Array} bytes
 */
export function unpadded(bytes) {
  return textOf(toValues(bytes, B64), B64);
}

/**
 * Read standard base64 without padding, as age headers carry it.
 * @param {string} text
 * @throws {FormatError} padding, other symbols, or stray bits.
 */
export function fromUnpadded(text) {
  return packed(valuesOf(text, B64), B64);
}

/**
 * Write base64url without padding.
 * @param {Uint8Array} bytes
 */
export function b64url(bytes) {
  return textOf(toValues(bytes, B64URL), B64URL);
}

/**
 * Read base64url without padding.
 * @param {string} text
 * @throws {FormatError} anything that `b64url` would not have written.
 */
export function fromB64url(text) {
  return packed(valuesOf(text, B64URL), B64URL);
}

/**
 * Write base32 in lower case without padding.
 * @param {Uint8Array} bytes
 */
export function b32(bytes) {
  return textOf(toValues(bytes, B32), B32);
}

/**
 * Write Bech32 in lower case.
 * @param {string} prefix in lower case
 * @param {Uint8Array} bytes
 */
export function bech32(prefix, bytes) {
  const values = toValues(bytes, BECH32);
  const remainder = polymod(expand(prefix), values, new Uint8Array(CHECKSUM_CHARS)) ^ 1;
  const checksum = Uint8Array.from({ length: CHECKSUM_CHARS }, (_, place) => (remainder >>> (25 - 5 * place)) & 31);
  return `${prefix}1${textOf(values, BECH32)}${textOf(checksum, BECH32)}`;
}

/**
 * Read Bech32 in lower case that must carry `prefix`.
 * @param {string} prefix
 * @param {string} text
 * @throws {FormatError} other prefix, alphabet or case, wrong checksum, or stray bits.
 */
export function fromBech32(prefix, text) {
  const data = text.slice(prefix.length + 1);
  if (!text.startsWith(`${prefix}1`) || data.length < CHECKSUM_CHARS) throw new FormatError("not Bech32");
  const values = valuesOf(data, BECH32);
  if (polymod(expand(prefix), values) !== 1) throw new FormatError("Bech32 checksum does not match");
  return packed(values.subarray(0, -CHECKSUM_CHARS), BECH32);
}

/**
 * Compute the Bech32 checksum state (BIP 173).
 * @param {...Uint8Array} parts
 */
function polymod(...parts) {
  let state = 1;
  for (const part of parts) {
    for (const value of part) {
      const top = state >>> 25;
      state = ((state & 0x1ffffff) << 5) ^ value;
      for (let bit = 0; bit < 5; bit += 1) if ((top >>> bit) & 1) state ^= GENERATOR[bit];
    }
  }
  return state;
}

/** @param {string} prefix */
function expand(prefix) {
  const codes = utf8(prefix);
  return Uint8Array.of(...codes.map((code) => code >>> 5), 0, ...codes.map((code) => code & 31));
}

/**
 * @param {string} symbols as many as a power of two
 * @returns {Alphabet}
 */
function alphabet(symbols) {
  const values = new Int8Array(128).fill(-1);
  for (let value = 0; value < symbols.length; value += 1) values[symbols.charCodeAt(value)] = value;
  return { symbols, width: Math.log2(symbols.length), values };
}

/**
 * @param {Uint8Array} values
 * @param {Alphabet} alphabet
 */
function textOf(values, { symbols }) {
  let text = "";
  for (const value of values) text += symbols[value];
  return text;
}

/**
 * @param {string} text
 * @param {Alphabet} alphabet
 * @throws {FormatError} a symbol outside the alphabet.
 */
function valuesOf(text, { values }) {
  const found = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const value = code < 128 ? values[code] : -1;
    if (value < 0) throw new FormatError("a symbol outside the alphabet");
    found[at] = value;
  }
  return found;
}

/**
 * Cut bytes into values of the alphabet's width, the last filled with zero bits.
 * @param {Uint8Array} bytes
 * @param {Alphabet} alphabet
 */
function toValues(bytes, { width }) {
  const values = new Uint8Array(Math.ceil((bytes.length * 8) / width));
  const mask = (1 << width) - 1;
  let [held, bits, at] = [0, 0, 0];
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xffff;
    for (bits += 8; bits >= width; at += 1) {
      bits -= width;
      values[at] = (held >>> bits) & mask;
    }
  }
  if (bits > 0) values[at] = (held << (width - bits)) & mask;
  return values;
}

/**
 * Join values of the alphabet's width to bytes.
 * @param {Uint8Array} values
 * @param {Alphabet} alphabet
 * @returns {Uint8Array<ArrayBuffer>}
 * @throws {FormatError} bits that do not belong to a byte are not zero, or a whole symbol of them.
 */
function packed(values, { width }) {
  const bytes = new Uint8Array(Math.floor((values.length * width) / 8));
  let [held, bits, at] = [0, 0, 0];
  for (const value of values) {
    held = ((held << width) | value) & 0xffff;
    bits += width;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at] = held >>> bits;
    at += 1;
  }
  if (bits >= width || (held & ((1 << bits) - 1)) !== 0) throw new FormatError("stray bits at the end");
  return bytes;
}
