/** Text out of metadata: decoding as tolerant as programs are, and cleaning before anybody sees it. */

/** Most characters of a value that is shown. */
const VALUE_LIMIT = 120;
/** Most characters of a value that are looked at. */
export const RAW_LIMIT = 1024;
const SPACE = /[\0-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/gu;
// Marks of direction, joiners, fillers, annotations, tags: what has no shape of its own, or changes that of others.
const HIDDEN =
  /[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\u{e0000}-\u{e0fff}]+/gu;
/** @type {Record<string, string>} */
const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Give the first characters of a text: code points, not halves of them.
 * @param {string} text
 * @param {number} limit
 */
export function cut(text, limit) {
  return text.length <= limit
    ? text
    : Array.from(text.slice(0, 2 * limit))
        .slice(0, limit)
        .join("");
}

/**
 * Give text that is safe to show: no control, hidden or bidirectional characters, at most 120 characters.
 * @param {string} text
 */
export function clean(text) {
  const shown = cut(text, RAW_LIMIT).replace(HIDDEN, "").replace(SPACE, " ").replace(/^ | $/g, "");
  return Array.from(shown).length <= VALUE_LIMIT ? shown : `${cut(shown, VALUE_LIMIT - 1)}…`;
}

/**
 * Read ISO 8859-1: each byte is its character.
 * @param {Uint8Array} data
 */
export function latin1(data) {
  let text = "";
  for (let at = 0; at < data.length; at += 4096) text += String.fromCharCode(...data.subarray(at, at + 4096));
  return text;
}

/**
 * Read UTF-8; what is none becomes U+FFFD.
 * @param {Uint8Array} data
 */
export function utf8(data) {
  return DECODER.decode(data);
}

/**
 * Read UTF-16; half a pair becomes U+FFFD, half a unit is left out.
 * @param {Uint8Array} data
 * @param {boolean} [little]
 */
export function utf16(data, little) {
  let text = "";
  const [high, low] = little ? [1, 0] : [0, 1];
  for (let at = 0; at + 1 < data.length; at += 2) text += String.fromCharCode(data[at + high] * 256 + data[at + low]);
  return text.toWellFormed();
}

/**
 * Read text that does not say how it is written: UTF-16 by its mark, or UTF-8, or ISO 8859-1 if it is none.
 * @param {Uint8Array} data
 */
export function plain(data) {
  const little = begins(data, "\xff\xfe");
  if (little || begins(data, "\xfe\xff")) return utf16(data.subarray(2), little);
  const text = utf8(data);
  return text.includes("\ufffd") ? latin1(data) : text;
}

/**
 * Say whether bytes begin with these.
 * @param {Uint8Array} data
 * @param {string} start one character a byte
 */
export function begins(data, start) {
  return latin1(data.subarray(0, start.length)) === start;
}

/**
 * Leave out a beginning, if it is there.
 * @param {Uint8Array} data
 * @param {string} start one character a byte
 */
export function without(data, start) {
  return begins(data, start) ? data.subarray(start.length) : data;
}

/**
 * Give what stands before the first zero byte.
 * @param {Uint8Array} data
 */
export function untilZero(data) {
  const end = data.indexOf(0);
  return end < 0 ? data : data.subarray(0, end);
}

/**
 * Give what stands behind the first zero byte: nothing, if there is none.
 * @param {Uint8Array} data
 */
export function afterZero(data) {
  return data.subarray(untilZero(data).length + 1);
}

/**
 * Read hexadecimal digits; other characters, and half a byte, are left out.
 * @param {string} text
 */
export function unhex(text) {
  return Uint8Array.from(text.replace(/[^0-9A-Fa-f]+/g, "").match(/../g) ?? [], (digits) => parseInt(digits, 16));
}

/**
 * Read the five entities that XML itself has; others stay.
 * @param {string} text
 */
export function unescape(text) {
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (_, /** @type {string} */ name) => NAMED[name]);
}
