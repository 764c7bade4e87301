/**
 * The receipt code: 128 bits as twelve Indonesian words, and the keys derived from it (docs/spec/receipt.md).
 *
 * Drawn on the reporter's device and kept nowhere; it leaves this object only as words, for the one page that shows
 * them, and as the mailbox token.
 */

import { randomBytes, sha256 } from "./bytes.js";
import { FormatError, ReceiptError } from "./errors.js";
import { HybridPrivateKey, SigningKey, hkdfExpand, hkdfExtract } from "./keys.js";
import list from "./words.json" with { type: "json" };

const WORDS = /** @type {string} */ (list.words).split(" ");
const SECRET_BYTES = 16;
const WORD_COUNT = 12;
const WORD_BITS = 11n;
const WORD_MASK = (1n << WORD_BITS) - 1n;
const CHECKSUM_BITS = 4n;
const CHECKSUM_MASK = (1n << CHECKSUM_BITS) - 1n;
const PREFIX_LETTERS = 4;
const FINGERPRINT_BYTES = 11;
const FINGERPRINT_WORDS = 8;
/** @type {Map<string, number>} */
const BY_PREFIX = new Map(WORDS.map((word, index) => [word.slice(0, PREFIX_LETTERS), index]));

/** The reporter's secret. */
export class Receipt {
  #secret;
  #master;
  /** @type {HybridPrivateKey | undefined} */
  #readerKey;
  /** @type {SigningKey | undefined} */
  #signingKey;

  /**
   * @param {Uint8Array} secret 16 bytes
   * @throws {FormatError} another length.
   */
  constructor(secret) {
    if (secret.length !== SECRET_BYTES) throw new FormatError("a receipt secret has 16 bytes");
    this.#secret = secret;
    this.#master = hkdfExtract("wbs/v1/receipt", secret);
  }

  /** Draw a fresh receipt. */
  static generate() {
    return new Receipt(randomBytes(SECRET_BYTES));
  }

  /**
   * Read twelve words as people type them: case, spaces, hyphens, commas, line breaks and list numbers do not matter;
   * four letters of a word suffice.
   * @param {string} text
   * @throws {ReceiptError} not twelve words, words that are not on the list (their positions, 1 to 12, are given), or a
   *   checksum that does not match (15 of 16 wrong codes).
   */
  static parse(text) {
    const typed = text
      .normalize("NFKC")
      .toLowerCase()
      .split(/[^a-z]+/)
      .filter((word) => word !== "");
    const indices = typed.map(indexOf);
    const unknown = indices.slice(0, WORD_COUNT).flatMap((index, place) => (index === undefined ? [place + 1] : []));
    if (unknown.length > 0) throw new ReceiptError("words that are not on the list", unknown);
    if (typed.length !== WORD_COUNT) throw new ReceiptError("not twelve words");
    const number = indices.reduce((whole, index) => (whole << WORD_BITS) | BigInt(index ?? 0), 0n);
    const secret = bytesOf(number >> CHECKSUM_BITS, SECRET_BYTES);
    if ((number & CHECKSUM_MASK) !== checksum(secret)) throw new ReceiptError("checksum does not match");
    return new Receipt(secret);
  }

  /** Give the twelve words, for the one page that shows them. */
  unsafeWords() {
    return wordsOf((numberOf(this.#secret) << CHECKSUM_BITS) | checksum(this.#secret), WORD_COUNT);
  }

  /** The 32 bytes that find the mailbox. */
  get mailboxToken() {
    return hkdfExpand(this.#master, "wbs/v1/mailbox token");
  }

  /** The reporter's reader key. */
  get readerKey() {
    this.#readerKey ??= new HybridPrivateKey(hkdfExpand(this.#master, "wbs/v1/reporter reader key"));
    return this.#readerKey;
  }

  /** The reporter's signing key. */
  get signingKey() {
    this.#signingKey ??= new SigningKey(hkdfExpand(this.#master, "wbs/v1/reporter signing key"));
    return this.#signingKey;
  }
}

/**
 * Give the first 88 bits of a roots fingerprint as eight words, for comparing by eye.
 * @param {Uint8Array} digest
 */
export function fingerprintWords(digest) {
  return wordsOf(numberOf(digest.subarray(0, FINGERPRINT_BYTES)), FINGERPRINT_WORDS);
}

/**
 * @param {bigint} number
 * @param {number} count
 */
function wordsOf(number, count) {
  return Array.from({ length: count }, (_, place) => {
    const shift = WORD_BITS * BigInt(count - 1 - place);
    return WORDS[Number((number >> shift) & WORD_MASK)];
  });
}

/** @param {Uint8Array} secret */
function checksum(secret) {
  return BigInt(sha256(secret)[0]) >> CHECKSUM_BITS;
}

/** @param {string} word */
function indexOf(word) {
  const index = BY_PREFIX.get(word.slice(0, PREFIX_LETTERS));
  return index !== undefined && WORDS[index].startsWith(word) ? index : undefined;
}

/** @param {Uint8Array} bytes big endian */
function numberOf(bytes) {
  let number = 0n;
  for (const byte of bytes) number = (number << 8n) | BigInt(byte);
  return number;
}

/**
 * @param {bigint} number
 * @param {number} size
 */
function bytesOf(number, size) {
  return Uint8Array.from({ length: size }, (_, at) => Number((number >> BigInt(8 * (size - 1 - at))) & 255n));
}
