/**
 * The age v1 file for exactly one hybrid recipient (docs/spec/age.md).
 *
 * The header is checked here first, because a stock reader also takes further stanzas, scrypt, X25519; the file itself
 * is then written and opened by `age-encryption`. Armor, further stanzas and trailing bytes are refused.
 */

import { Decrypter, Encrypter } from "age-encryption";
import { fromUnpadded } from "./bytes.js";
import { FormatError, UnknownVersionError, UnsealError } from "./errors.js";
import { pad, unpad } from "./padding.js";

/** @typedef {import("./keys.js").HybridPublicKey} HybridPublicKey */
/** @typedef {import("./keys.js").HybridPrivateKey} HybridPrivateKey */

const OTHER_VERSION = /^age-encryption\.org\/v(?:[2-9]|[1-9][0-9]{1,8})\n/;
const STANZA_KIND = "mlkem768x25519";
const HEADER_LIMIT = 4096;
const ENCAPSULATED_BYTES = 1120;
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
    "^age-encryption\\.org/v1\\n",
    "-> ([!-~]+(?: [!-~]+)*)\\n",
    "((?:[A-Za-z0-9+/]{64}\\n)*[A-Za-z0-9+/]{0,63}\\n)",
    "--- ([A-Za-z0-9+/]{43})\\n",
  ].join(""),
);

/**
 * A parsed header: the stanza's kind, arguments and body, and the length of the whole header in bytes.
 * @typedef {{kind: string, parameters: string[], body: Uint8Array, size: number}} Header
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
  const [whole, line, body, mac] = match;
  fromUnpadded(mac);
  const [kind, ...parameters] = line.split(" ");
  return { kind, parameters, body: fromUnpadded(body.replaceAll("\n", "")), size: whole.length };
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
  const header = hybridHeader(sealed);
  if (endsInEmptyChunk(sealed.length - header.size - NONCE_BYTES)) throw new FormatError("empty last chunk");
  const decrypter = new Decrypter();
  decrypter.addIdentity(key.unsafeText());
  try {
    return await decrypter.decrypt(sealed);
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
  try {
    return await encrypterFor(key).encrypt(plaintext);
  } catch {
    throw new FormatError("not a usable hybrid public key");
  }
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
 */
export function sealedSize(size) {
  return HEADER_BYTES + NONCE_BYTES + size + TAG_BYTES * Math.max(1, Math.ceil(size / CHUNK_BYTES));
}

/**
 * Seal a stream of any length in constant memory.
 * @param {HybridPublicKey} key
 * @param {ReadableStream<Uint8Array>} plaintext
 * @returns {Promise<ReadableStream<Uint8Array>>}
 */
export async function sealStream(key, plaintext) {
  return encrypterFor(key).encrypt(plaintext);
}

/** @param {HybridPublicKey} key */
function encrypterFor(key) {
  const encrypter = new Encrypter();
  encrypter.addRecipient(key.text);
  return encrypter;
}

/** @param {Uint8Array} sealed */
function hybridHeader(sealed) {
  const header = parseHeader(sealed);
  const [share, ...more] = header.parameters;
  if (header.kind !== STANZA_KIND || share === undefined || more.length > 0) {
    throw new FormatError("not sealed to one hybrid key");
  }
  if (fromUnpadded(share).length !== ENCAPSULATED_BYTES || header.body.length !== WRAPPED_KEY_BYTES) {
    throw new FormatError("hybrid stanza of the wrong size");
  }
  return header;
}

/**
 * Say whether a payload of this length ends in an empty chunk behind a full one, which age forbids.
 * @param {number} payload length without header and nonce
 */
function endsInEmptyChunk(payload) {
  return payload > SEALED_CHUNK_BYTES && payload % SEALED_CHUNK_BYTES === TAG_BYTES;
}
