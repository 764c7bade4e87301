/**
 * The age v1 file (C2SP age): header, stanza, HMAC and STREAM chunks, for exactly one hybrid recipient
 * (docs/spec/age.md).
 *
 * Armor, further stanzas, other kinds of stanza and trailing bytes are refused.
 */

import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { expand, extract } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, equal, fromUnpadded, randomBytes, unpadded, utf8 } from "./bytes.js";
import { FormatError, UnknownVersionError, UnsealError } from "./errors.js";
import { ENCAPSULATED_BYTES, hpkeSeal } from "./hpke.js";
import { pad, unpad } from "./padding.js";

/** @typedef {import("./keys.js").HybridPublicKey} HybridPublicKey */
/** @typedef {import("./keys.js").HybridPrivateKey} HybridPrivateKey */

const OTHER_VERSION = /^age-encryption\.org\/v(?:[2-9]|[1-9][0-9]{1,8})\n/;
const STANZA_KIND = "mlkem768x25519";
const HEADER_LIMIT = 4096;
const HPKE_INFO = utf8("age-encryption.org/mlkem768x25519");
const FILE_KEY_BYTES = 16;
const WRAPPED_KEY_BYTES = 32;
const NONCE_BYTES = 16;
const TAG_BYTES = 16;
const CHUNK_BYTES = 64 * 1024;
const SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES;
const HEADER_BYTES = 1627; // first line, one hybrid stanza in unpadded base64, MAC
/** What a file of up to 64 KiB is longer than its plaintext: header, nonce, and the tag of its one chunk. */
export const OVERHEAD_BYTES = 1627 + NONCE_BYTES + TAG_BYTES;
const HEADER = new RegExp(
  [
    "^(age-encryption\\.org/v1\\n",
    "-> ([!-~]+(?: [!-~]+)*)\\n",
    "((?:[A-Za-z0-9+/]{64}\\n)*[A-Za-z0-9+/]{0,63}\\n)",
    "---) ([A-Za-z0-9+/]{43})\\n",
  ].join(""),
);

/**
 * A key of another kind, of somebody outside: gives the lines of its stanza.
 * @typedef {{stanza: (fileKey: Uint8Array) => string}} StanzaMaker
 */

/**
 * A parsed header: the stanza's kind, arguments and body, what the MAC covers, the MAC, and the length of it all.
 * @typedef {object} Header
 * @property {string} kind
 * @property {string[]} parameters
 * @property {Uint8Array} body
 * @property {string} covered ASCII
 * @property {Uint8Array} mac
 * @property {number} size in bytes
 */

/**
 * Read the header at the start of a file, without any key.
 * @param {Uint8Array} sealed
 * @returns {Header}
 * @throws {UnknownVersionError} an age file of another version.
 * @throws {FormatError} not one stanza and a MAC in their only spelling within 4,096 bytes.
 */
function parseHeader(sealed) {
  const start = String.fromCharCode(...sealed.subarray(0, HEADER_LIMIT));
  if (OTHER_VERSION.test(start)) throw new UnknownVersionError("age file of another version");
  const match = HEADER.exec(start);
  if (!match) throw new FormatError("not an age header with one stanza");
  const [whole, covered, line, body, mac] = match;
  const [kind, ...parameters] = line.split(" ");
  return {
    kind,
    parameters,
    body: fromUnpadded(body.replaceAll("\n", "")),
    covered,
    mac: fromUnpadded(mac),
    size: whole.length,
  };
}

/**
 * Open a whole file.
 * @param {HybridPrivateKey} key
 * @param {Uint8Array} sealed
 * @returns {Promise<Uint8Array>}
 * @throws {UnknownVersionError} another version of age.
 * @throws {FormatError} not one canonical file sealed to one hybrid key.
 * @throws {UnsealError} another key, or altered bytes.
 */
export async function unseal(key, sealed) {
  const { header, encapsulated } = hybridHeader(sealed);
  const payload = sealed.subarray(header.size + NONCE_BYTES);
  if (endsInEmptyChunk(payload.length)) throw new FormatError("empty last chunk");
  try {
    const fileKey = key.open(HPKE_INFO, concat(encapsulated, header.body));
    if (!equal(header.mac, macOf(fileKey, header.covered))) throw new UnsealError("header mac does not match");
    return openChunks(payloadKey(fileKey, sealed.subarray(header.size, header.size + NONCE_BYTES)), payload);
  } catch {
    throw new UnsealError("age file did not open");
  }
}

/**
 * Open a padded document of the fixed class `size`, or of its own class.
 * @param {HybridPrivateKey} key
 * @param {Uint8Array} sealed
 * @param {number} [size]
 * @throws {FormatError} also for wrong padding; otherwise as `unseal`.
 */
export async function unsealDocument(key, sealed, size) {
  return unpad(await unseal(key, sealed), size);
}

/**
 * Seal bytes as they are; their length shows.
 * @param {HybridPublicKey} key
 * @param {Uint8Array} plaintext
 * @throws {FormatError} the key is not usable.
 */
export async function seal(key, plaintext) {
  const writer = new SealWriter(key);
  return concat(writer.update(plaintext), writer.finalize());
}

/**
 * Pad a document to `size` bytes or its class, then seal it.
 * @param {HybridPublicKey} key
 * @param {Uint8Array} document
 * @param {number} [size]
 * @throws {FormatError} the document does not fit, or the key is not usable.
 */
export async function sealDocument(key, document, size) {
  return seal(key, pad(document, size));
}

/**
 * Give the length of the file that `seal` makes of `size` bytes.
 * @param {number} size
 * @param {number} [header] its length, of a file to another kind of key
 */
export function sealedSize(size, header = HEADER_BYTES) {
  return header + NONCE_BYTES + size + TAG_BYTES * Math.max(1, Math.ceil(size / CHUNK_BYTES));
}

/** Seals bytes as they come, in constant memory: holds at most one chunk. */
export class SealWriter {
  #key;
  #counter = 0;
  /** @type {Uint8Array<ArrayBuffer>} */
  #held = new Uint8Array(0);
  #header;

  /**
   * @param {HybridPublicKey | StanzaMaker} key
   * @throws {FormatError} the key is not usable.
   */
  constructor(key) {
    const [fileKey, nonce] = [randomBytes(FILE_KEY_BYTES), randomBytes(NONCE_BYTES)];
    this.#header = concat(
      utf8(writeHeader("raw" in key ? hybridStanza(key, fileKey) : key.stanza(fileKey), fileKey)),
      nonce,
    );
    this.#key = payloadKey(fileKey, nonce);
  }

  /**
   * Take plaintext of any length; give what is ready: the header, and chunks that are certainly not the last.
   * @param {Uint8Array} data
   */
  update(data) {
    const ready = [this.#takeHeader()];
    let whole = this.#held.length > 0 ? concat(this.#held, data) : data;
    for (; whole.length > CHUNK_BYTES; whole = whole.subarray(CHUNK_BYTES)) {
      ready.push(this.#seal(whole.subarray(0, CHUNK_BYTES), false));
    }
    this.#held = new Uint8Array(whole);
    return concat(...ready);
  }

  /** Give the rest: a last chunk, which is empty only if the whole payload is. */
  finalize() {
    return concat(this.#takeHeader(), this.#seal(this.#held, true));
  }

  #takeHeader() {
    const header = this.#header;
    this.#header = new Uint8Array(0);
    return header;
  }

  /**
   * @param {Uint8Array} chunk
   * @param {boolean} isLast
   */
  #seal(chunk, isLast) {
    const nonce = chunkNonce(this.#counter, isLast);
    this.#counter += 1;
    return new Uint8Array(chacha20poly1305(this.#key, nonce).encrypt(chunk));
  }
}

/**
 * Write a header with one stanza.
 * @param {string} stanza its lines without the arrow
 * @param {Uint8Array} fileKey
 */
function writeHeader(stanza, fileKey) {
  const covered = `age-encryption.org/v1\n-> ${stanza}\n---`;
  return `${covered} ${unpadded(macOf(fileKey, covered))}\n`;
}

/**
 * @param {HybridPublicKey} key
 * @param {Uint8Array} fileKey
 */
function hybridStanza(key, fileKey) {
  const sealed = sealedFileKey(key, fileKey);
  const share = unpadded(sealed.subarray(0, ENCAPSULATED_BYTES));
  const body = unpadded(sealed.subarray(ENCAPSULATED_BYTES)); // 43 characters: one line
  return `${STANZA_KIND} ${share}\n${body}`;
}

/**
 * @param {HybridPublicKey} key
 * @param {Uint8Array} fileKey
 */
function sealedFileKey(key, fileKey) {
  try {
    return hpkeSeal(key.raw, HPKE_INFO, fileKey);
  } catch {
    throw new FormatError("not a usable hybrid public key");
  }
}

/**
 * @param {Uint8Array} fileKey
 * @param {string} covered
 */
function macOf(fileKey, covered) {
  return hmac(sha256, expand(sha256, extract(sha256, fileKey), utf8("header"), 32), utf8(covered));
}

/**
 * @param {Uint8Array} fileKey
 * @param {Uint8Array} nonce
 */
function payloadKey(fileKey, nonce) {
  return expand(sha256, extract(sha256, fileKey, nonce), utf8("payload"), 32);
}

/**
 * Open all chunks of a payload; every one must be genuine, the last one marked as the last.
 * @param {Uint8Array} key
 * @param {Uint8Array} payload
 */
function openChunks(key, payload) {
  const chunks = [];
  const count = Math.max(1, Math.ceil(payload.length / SEALED_CHUNK_BYTES));
  for (let counter = 0; counter < count; counter += 1) {
    const sealed = payload.subarray(counter * SEALED_CHUNK_BYTES, (counter + 1) * SEALED_CHUNK_BYTES);
    chunks.push(chacha20poly1305(key, chunkNonce(counter, counter === count - 1)).decrypt(sealed));
  }
  return concat(...chunks);
}

/**
 * @param {number} counter
 * @param {boolean} isLast
 */
function chunkNonce(counter, isLast) {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setUint32(7, counter);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

/** @param {Uint8Array} sealed */
function hybridHeader(sealed) {
  const header = parseHeader(sealed);
  const [share, ...more] = header.parameters;
  if (header.kind !== STANZA_KIND || share === undefined || more.length > 0) {
    throw new FormatError("not sealed to one hybrid key");
  }
  const encapsulated = fromUnpadded(share);
  if (encapsulated.length !== ENCAPSULATED_BYTES || header.body.length !== WRAPPED_KEY_BYTES) {
    throw new FormatError("hybrid stanza of the wrong size");
  }
  return { header, encapsulated };
}

/**
 * Say whether a payload of this length ends in an empty chunk behind a full one, which age forbids.
 * @param {number} payload length without header and nonce
 */
function endsInEmptyChunk(payload) {
  return payload > SEALED_CHUNK_BYTES && payload % SEALED_CHUNK_BYTES === TAG_BYTES;
}
