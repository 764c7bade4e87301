/** ZIP as office files use it (APPNOTE 6.3.10, sections 4.3 and 4.4); one disk, no 64-bit fields. */

import { Cursor, damaged, number, unseen } from "./source.js";
import { begins, latin1, utf8 } from "./text.js";

/** @typedef {import("./source.js").Source} Source */
/**
 * One file of an archive: its name, how it is packed, the bytes it takes, and where its local header begins.
 * @typedef {{name: string, encrypted: boolean, method: number, packed: number, at: number}} Entry
 */

const MOST_ENTRIES = 4096;
const END = "PK\x05\x06";
const END_SIZE = 22;
const MOST_COMMENT = 65_535;
const CENTRAL = "PK\x01\x02";
const CENTRAL_SIZE = 46;
const LOCAL = "PK\x03\x04";
const LOCAL_SIZE = 30;

/**
 * Give the entries that the directory at the end lists.
 * @param {Source} source
 * @throws {Stop} damaged: there is none, or it is broken.
 * @throws {Stop} part: it is not at hand, or too large.
 */
export async function centralEntries(source) {
  const tail = await source.take(Math.max(0, source.size - END_SIZE - MOST_COMMENT), END_SIZE + MOST_COMMENT);
  const end = latin1(tail).lastIndexOf(END);
  if (end < 0) damaged();
  const [count, size, at] = [number(tail, end + 10, 2, true), number(tail, end + 12, 4, true), end + 16];
  const cursor = new Cursor(await source.part(number(tail, at, 4, true), size));
  if (count > MOST_ENTRIES) unseen();
  /** @type {Entry[]} */
  const entries = [];
  while (entries.length < count) {
    const head = cursor.piece(CENTRAL_SIZE);
    if (!begins(head, CENTRAL)) damaged();
    const [flags, method, name, extra, comment] = [8, 10, 28, 30, 32].map((place) => number(head, place, 2, true));
    const text = utf8(cursor.piece(name));
    cursor.piece(extra + comment);
    const [packed, from] = [20, 42].map((place) => number(head, place, 4, true));
    entries.push({ name: text, encrypted: (flags & 1) === 1, method, packed, at: from });
  }
  return entries;
}

/**
 * Give what an entry holds, unpacked.
 * @param {Source} source
 * @param {Entry} entry
 * @throws {Stop} damaged: it is not where it should be.
 * @throws {Stop} part: encrypted, too large, broken, not at hand, or packed in another way.
 */
export async function contentOf(source, { at, encrypted, method, packed }) {
  const head = await source.read(at, LOCAL_SIZE);
  if (!begins(head, LOCAL)) damaged();
  if (encrypted || (method !== 0 && method !== 8)) unseen();
  const names = number(head, 26, 2, true) + number(head, 28, 2, true);
  const raw = await source.part(at + LOCAL_SIZE + names, packed);
  return method === 0 ? raw : source.inflate(raw, "deflate-raw");
}
