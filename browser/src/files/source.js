/**
 * Bounded access to a file: every byte that a parser sees comes through here (docs/spec/metadata.md, "Limits").
 *
 * Never hands out a byte that is not there, nor more reads, bytes and inflated bytes than a budget allows.
 * `wbs/files/source.py` keeps the same books, so that both stop at the same place of a hostile file.
 */

/** Least that one read fetches, in bytes. */
const PAGE = 1 << 14;
/** Largest part that is looked into, in bytes, packed or inflated. */
const PART_LIMIT = 1 << 22;

/** Why something could not be read: `damaged` if nothing, or something else, stands there, `part` if out of reach. */
export class Stop extends Error {
  /** @param {"damaged" | "part"} checked */
  constructor(checked) {
    super(checked);
    this.checked = checked;
  }
}

/**
 * Stop: the file says that something stands where nothing, or something else, is.
 * @returns {never}
 */
export function damaged() {
  throw new Stop("damaged");
}

/**
 * Stop: something is larger than what is looked at, costs too much, or is packed in a way that is not known.
 * @returns {never}
 */
export function unseen() {
  throw new Stop("part");
}

/** @typedef {{reads: number, fetched: number, inflated: number}} Budget */
/** @typedef {(at: number, end: number) => Promise<Uint8Array> | Uint8Array} Fetch */

/** A file, or a file inside a file. */
export class Source {
  /** What was fetched last. @type {Uint8Array} */
  page = new Uint8Array(0);
  pageAt = 0;

  /**
   * @param {Fetch} fetch gives the bytes between two places
   * @param {number} size of the file
   * @param {number} [start] where it begins in what `fetch` gives
   * @param {Budget} [budget] what it may cost, together with all files inside it
   */
  constructor(fetch, size, start = 0, budget = { reads: 200_000, fetched: 2 ** 27, inflated: 2 ** 24 }) {
    this.fetch = fetch;
    this.size = size;
    this.start = start;
    this.budget = budget;
  }

  /**
   * Give exactly these bytes.
   * @param {number} at
   * @param {number} size
   * @throws {Stop} damaged: the file ends before; part: they cost too much.
   */
  async read(at, size) {
    if (at < 0 || size < 0 || at + size > this.size) damaged();
    this.pay("reads", 1);
    if (at < this.pageAt || at + size > this.pageAt + this.page.length) {
      const end = Math.min(at + Math.max(size, PAGE), this.size);
      this.pay("fetched", end - at);
      this.page = await this.fetch(this.start + at, this.start + end);
      this.pageAt = at;
    }
    return this.page.subarray(at - this.pageAt, at - this.pageAt + size);
  }

  /**
   * Give up to that many bytes: fewer at the end of the file. Errors as `read`.
   * @param {number} at
   * @param {number} size
   */
  take(at, size) {
    return this.read(at, Math.min(size, this.size - at));
  }

  /**
   * Give a part that is small enough to be looked into.
   * @param {number} at
   * @param {number} size
   * @throws {Stop} part: it is larger; also as `read`.
   */
  async part(at, size) {
    if (size > PART_LIMIT) unseen();
    return this.read(at, size);
  }

  /**
   * Give a file that stands inside this one.
   * @param {number} at
   * @param {number} size
   */
  view(at, size) {
    return new Source(this.fetch, size, this.start + at, this.budget);
  }

  /**
   * Give a file that was unpacked from this one, on the same budget.
   * @param {Uint8Array} data
   */
  inner(data) {
    return new Source((at, end) => data.subarray(at, end), data.length, 0, this.budget);
  }

  /**
   * Inflate RFC 1950 (`deflate`) or RFC 1951 (`deflate-raw`), whole or not at all.
   * @param {Uint8Array} packed
   * @param {"deflate" | "deflate-raw"} format
   * @throws {Stop} part: broken, cut, followed by other bytes, or too large.
   */
  async inflate(packed, format) {
    let room = Math.min(PART_LIMIT, this.budget.inflated);
    /** @type {Uint8Array[]} */
    const pieces = [];
    try {
      const stream = new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (packed)]).stream();
      // Not `for await`: not every browser in use lets one walk over a stream.
      const reader = stream.pipeThrough(new DecompressionStream(format)).getReader();
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        room -= next.value.length;
        if (room < 0) {
          reader.cancel().catch(() => {});
          unseen();
        }
        pieces.push(next.value);
      }
    } catch {
      unseen();
    }
    const data = join(pieces);
    this.pay("inflated", data.length);
    return data;
  }

  /**
   * @param {keyof Budget} what
   * @param {number} amount
   */
  pay(what, amount) {
    this.budget[what] -= amount;
    if (Math.min(...Object.values(this.budget)) < 0) unseen();
  }
}

/**
 * Join byte strings.
 * @param {Uint8Array[]} pieces
 */
export function join(pieces) {
  const whole = new Uint8Array(pieces.reduce((size, one) => size + one.length, 0));
  let at = 0;
  for (const one of pieces) {
    whole.set(one, at);
    at += one.length;
  }
  return whole;
}

/**
 * Read an unsigned number.
 * @param {Uint8Array} data
 * @param {number} at
 * @param {number} size in bytes; from 2^53 on it is only near, and larger than any file
 * @param {boolean} [little] least significant byte first
 * @throws {Stop} damaged: `data` ends before.
 */
export function number(data, at, size, little) {
  const bytes = piece(data, at, size);
  return (little ? [...bytes].reverse() : [...bytes]).reduce((value, byte) => value * 256 + byte, 0);
}

/**
 * Give exactly these bytes of `data`.
 * @param {Uint8Array} data
 * @param {number} at
 * @param {number} size
 * @throws {Stop} damaged: it ends before.
 */
export function piece(data, at, size) {
  if (at < 0 || size < 0 || at + size > data.length) damaged();
  return data.subarray(at, at + size);
}

/** Reads numbers and pieces of `data` one after another; errors as `piece`. */
export class Cursor {
  /**
   * @param {Uint8Array} data
   * @param {number} [at]
   */
  constructor(data, at = 0) {
    this.data = data;
    this.at = at;
  }

  /**
   * Give the next `size` bytes.
   * @param {number} size
   */
  piece(size) {
    const found = piece(this.data, this.at, size);
    this.at += size;
    return found;
  }

  /**
   * Give the next number of `size` bytes, most significant first.
   * @param {number} size
   */
  number(size) {
    return number(this.piece(size), 0, size);
  }

  /** How many bytes are left. */
  get left() {
    return this.data.length - this.at;
  }
}
