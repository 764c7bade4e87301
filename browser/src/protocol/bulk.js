/**
 * Attachments: C2SP chunked encryption with AES-256-GCM ("Cobblestone-256") on WebCrypto, padding included, streaming
 * (docs/spec/attachment.md).
 *
 * The random key travels only inside a signed message; the format commits to it, so no further digest is needed.
 */

import { expand } from "@noble/hashes/hkdf.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { concat, equal, randomBytes, utf8 } from "./bytes.js";
import { FormatError, UnsealError } from "./errors.js";
import { isZero, padme } from "./padding.js";

const KEY_BYTES = 32;
const ID_BYTES = 16;
const SALT_BYTES = 24;
const HEADER_BYTES = SALT_BYTES + 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CHUNK_BYTES = 16 * 1024;
const SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES;
const PURPOSE = utf8("c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0");
const AT_ONCE = 64;

/**
 * Give the encryption context that binds bytes to one attachment id.
 * @param {Uint8Array} id 16 bytes
 */
export function contextOf(id) {
  return concat(utf8("wbs-attachment/v1 "), id);
}

/**
 * Give the stored length of an attachment of `size` bytes: padded, with header and tags.
 *
 * The last chunk is always shorter than 16 KiB, so a multiple of it is followed by an empty one.
 * @param {number} size
 */
export function encryptedSize(size) {
  const padded = padme(size);
  return HEADER_BYTES + padded + (Math.floor(padded / CHUNK_BYTES) + 1) * TAG_BYTES;
}

/**
 * Encrypts bytes as they come; holds at most one chunk. What is ready comes in pieces as they were made, so that who
 * puts them together copies each byte once.
 */
export class BulkWriter {
  #header;
  #chunks;

  /**
   * @param {Uint8Array} key 32 bytes, fresh
   * @param {Uint8Array} context
   */
  constructor(key, context) {
    const salt = randomBytes(SALT_BYTES);
    const derived = derive(key, context, salt);
    this.#header = [concat(salt, derived.commitment)];
    this.#chunks = new Chunks(derived, CHUNK_BYTES);
  }

  /**
   * Take the next bytes, give what is ready.
   * @param {Uint8Array} data
   * @returns {Promise<Uint8Array[]>}
   */
  async update(data) {
    return [...this.#header.splice(0), ...(await this.#chunks.encrypt(data))];
  }

  /**
   * Give the last chunk, which is shorter than 16 KiB and may be empty.
   * @returns {Promise<Uint8Array[]>}
   */
  async finalize() {
    return [...this.#header.splice(0), await this.#chunks.encryptLast()];
  }
}

/** Decrypts bytes as they come; gives out only what is authenticated, and refuses a missing end. */
export class BulkReader {
  #key;
  #context;
  #held = new Uint8Array(0);
  /** @type {Chunks | null} */
  #chunks = null;

  /**
   * @param {Uint8Array} key 32 bytes
   * @param {Uint8Array} context
   */
  constructor(key, context) {
    this.#key = key;
    this.#context = context;
  }

  /**
   * Take stored bytes, give the plaintext that is already authenticated.
   * @param {Uint8Array} data
   * @throws {UnsealError} altered bytes or another key.
   */
  async update(data) {
    if (this.#chunks) return this.#chunks.decrypt(data);
    this.#held = concat(this.#held, data);
    if (this.#held.length < HEADER_BYTES) return new Uint8Array(0);
    this.#chunks = this.#start(this.#held.subarray(0, HEADER_BYTES));
    return this.#chunks.decrypt(this.#held.subarray(HEADER_BYTES));
  }

  /**
   * Give the last plaintext.
   * @throws {UnsealError} cut off or altered.
   */
  async finalize() {
    if (!this.#chunks) throw new UnsealError("chunked encryption is cut off");
    return this.#chunks.decryptLast();
  }

  /** @param {Uint8Array} header */
  #start(header) {
    const derived = derive(this.#key, this.#context, header.subarray(0, SALT_BYTES));
    if (!equal(derived.commitment, header.subarray(SALT_BYTES))) throw new UnsealError("another key or context");
    return new Chunks(derived, SEALED_CHUNK_BYTES);
  }
}

/** Encrypts one file as it arrives, padding included; the length need not be known before the end. */
export class AttachmentWriter {
  #writer;
  #padded = 0;

  /** @param {Uint8Array} [id] 16 bytes */
  constructor(id = randomBytes(ID_BYTES)) {
    /** @readonly */
    this.id = id;
    /** @readonly Belongs into the signed manifest and nowhere else. */
    this.key = randomBytes(KEY_BYTES);
    this.size = 0;
    this.#writer = new BulkWriter(this.key, contextOf(id));
  }

  /**
   * Take the next plaintext, give what is ready.
   * @param {Uint8Array} data
   */
  async update(data) {
    this.size += data.length;
    return this.#writer.update(data);
  }

  /** How many zeros the file still lacks, if this was all of it: at most 12 % of it, or 4 KiB. */
  get missing() {
    return padme(this.size) - this.size - this.#padded;
  }

  /**
   * Take zeros for what is missing, give what is ready; nothing of the file may come behind them.
   * @param {number} most at once
   */
  async pad(most) {
    const zeros = new Uint8Array(Math.min(most, this.missing));
    this.#padded += zeros.length;
    return this.#writer.update(zeros);
  }

  /** Give the end, once nothing is missing. */
  async finalize() {
    if (this.missing > 0) throw new Error("padding is missing");
    return this.#writer.finalize();
  }
}

/** Decrypts one attachment and cuts its padding, which must be zero. */
export class AttachmentReader {
  #reader;
  #size;
  #given = 0;
  #seen = 0;

  /**
   * Start with what the signed manifest says.
   * @param {Uint8Array} id
   * @param {Uint8Array} key
   * @param {number} size true size in bytes
   */
  constructor(id, key, size) {
    if (key.length !== KEY_BYTES || id.length !== ID_BYTES)
      throw new FormatError("attachment key or id of the wrong size");
    this.#reader = new BulkReader(key, contextOf(id));
    this.#size = size;
  }

  /**
   * Take stored bytes, give plaintext of the file.
   * @param {Uint8Array} data
   * @throws {UnsealError} altered bytes or another key.
   * @throws {FormatError} padding that is not zero.
   */
  async update(data) {
    return this.#cut(await this.#reader.update(data));
  }

  /**
   * Give the rest.
   * @throws {UnsealError} cut off or altered.
   * @throws {FormatError} another size than the manifest says.
   */
  async finalize() {
    const rest = this.#cut(await this.#reader.finalize());
    if (this.#seen !== padme(this.#size)) throw new FormatError("attachment is not of the size its manifest says");
    return rest;
  }

  /** @param {Uint8Array} plaintext */
  #cut(plaintext) {
    this.#seen += plaintext.length;
    const content = plaintext.subarray(0, this.#size - this.#given);
    if (!isZero(plaintext.subarray(content.length))) throw new FormatError("attachment padding is not zero");
    this.#given += content.length;
    return content;
  }
}

/** Turns a run of bytes into numbered chunks under one key; full chunks at once, the shorter last one at the end. */
class Chunks {
  #key;
  #nonce;
  #size;
  #number = 0;
  #held = new Uint8Array(0);

  /**
   * @param {{key: Promise<CryptoKey>, nonce: Uint8Array}} derived
   * @param {number} size of a full chunk on the side that comes in
   */
  constructor({ key, nonce }, size) {
    this.#key = key;
    this.#nonce = nonce;
    this.#size = size;
  }

  /** @param {Uint8Array} data */
  async encrypt(data) {
    const key = await this.#key;
    return this.#each(data, (chunk) => this.#encryptOne(key, chunk));
  }

  /** @param {Uint8Array} data */
  async decrypt(data) {
    const key = await this.#key;
    return concat(...(await this.#each(data, (chunk) => this.#decryptOne(key, chunk))));
  }

  async encryptLast() {
    return new Uint8Array(await this.#encryptOne(await this.#key, this.#held));
  }

  async decryptLast() {
    if (this.#held.length < TAG_BYTES) throw new UnsealError("chunked encryption is cut off");
    return new Uint8Array(await this.#decryptOne(await this.#key, this.#held));
  }

  /**
   * @param {Uint8Array} data
   * @param {(chunk: Uint8Array) => Promise<ArrayBuffer>} turn
   */
  async #each(data, turn) {
    const whole = this.#held.length > 0 ? concat(this.#held, data) : data;
    const full = Math.floor(whole.length / this.#size) * this.#size;
    const done = [];
    for (let start = 0; start < full; start += AT_ONCE * this.#size) {
      const batch = [];
      for (let at = start; at < Math.min(full, start + AT_ONCE * this.#size); at += this.#size) {
        batch.push(turn(whole.subarray(at, at + this.#size)));
      }
      for (const turned of await Promise.all(batch)) done.push(new Uint8Array(turned));
    }
    this.#held = whole.slice(full);
    return done;
  }

  /**
   * @param {CryptoKey} key
   * @param {Uint8Array} chunk
   */
  #encryptOne(key, chunk) {
    return crypto.subtle.encrypt(this.#parameters(), key, fresh(chunk));
  }

  /**
   * @param {CryptoKey} key
   * @param {Uint8Array} chunk
   */
  async #decryptOne(key, chunk) {
    const parameters = this.#parameters();
    try {
      return await crypto.subtle.decrypt(parameters, key, fresh(chunk));
    } catch {
      throw new UnsealError("chunked encryption did not open");
    }
  }

  /** The nonce of the next chunk: base nonce XOR number. */
  #parameters() {
    const iv = new Uint8Array(this.#nonce);
    const view = new DataView(iv.buffer);
    view.setUint32(8, view.getUint32(8) ^ this.#number);
    this.#number += 1;
    return { name: "AES-GCM", iv };
  }
}

/**
 * Derive chunk key, base nonce and key commitment.
 * @param {Uint8Array} key
 * @param {Uint8Array} context
 * @param {Uint8Array} salt
 */
function derive(key, context, salt) {
  if (key.length !== KEY_BYTES) throw new FormatError("a symmetric key has 32 bytes");
  const derived = expand(sha512, key, concat(PURPOSE, salt, context), KEY_BYTES + NONCE_BYTES + 32);
  const raw = new Uint8Array(derived.subarray(0, KEY_BYTES));
  return {
    key: crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]),
    nonce: derived.subarray(KEY_BYTES, KEY_BYTES + NONCE_BYTES),
    commitment: derived.subarray(KEY_BYTES + NONCE_BYTES),
  };
}

/**
 * Give bytes in the form WebCrypto's types ask for; nothing is copied.
 * @param {Uint8Array} bytes
 */
function fresh(bytes) {
  return /** @type {Uint8Array<ArrayBuffer>} */ (bytes);
}
