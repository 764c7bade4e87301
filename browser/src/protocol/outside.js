/**
 * Age keys of authorities outside: `age1pq1…` and, since most have no other yet, `age1…` (C2SP age, X25519).
 *
 * Only whole hand-overs are sealed to them (docs/spec/referral.md); nothing of the protocol itself is, and nothing is
 * opened here.
 */

import { x25519 } from "@noble/curves/ed25519.js";
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { expand, extract } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { sealedSize } from "./age.js";
import { concat, fromBech32, randomBytes, unpadded, utf8 } from "./bytes.js";
import { FormatError } from "./errors.js";
import { HybridPublicKey } from "./keys.js";

const PREFIX = "age";
const KEY_BYTES = 32;
const INFO = utf8("age-encryption.org/v1/X25519");
const NO_NONCE = new Uint8Array(12); // the wrapping key is used once
/** First line, one X25519 stanza in unpadded base64, MAC. */
const HEADER_BYTES = 22 + 54 + 44 + 48;

/** A classical age recipient: a recorded file could be opened by a future quantum computer. */
export class ClassicalPublicKey {
  /** @readonly */
  isHybrid = false;
  #raw;

  /** @param {Uint8Array} raw 32 bytes */
  constructor(raw) {
    this.#raw = raw;
    this.stanza(randomBytes(16)); // a point of small order is refused at once
  }

  /**
   * Give the lines of a stanza that wraps a file key.
   * @param {Uint8Array} fileKey
   * @throws {FormatError} the key is not usable.
   */
  stanza(fileKey) {
    const secret = randomBytes(KEY_BYTES);
    const share = x25519.getPublicKey(secret);
    const key = expand(sha256, extract(sha256, this.#shared(secret), concat(share, this.#raw)), INFO, KEY_BYTES);
    const body = chacha20poly1305(key, NO_NONCE).encrypt(fileKey);
    return `X25519 ${unpadded(share)}\n${unpadded(new Uint8Array(body))}`;
  }

  /** @param {Uint8Array} secret */
  #shared(secret) {
    try {
      return x25519.getSharedSecret(secret, this.#raw);
    } catch {
      throw new FormatError("not a usable age key");
    }
  }
}

/** @typedef {HybridPublicKey | ClassicalPublicKey} OutsideKey */

/**
 * Read an age recipient of either kind.
 * @param {string} text
 * @returns {OutsideKey}
 * @throws {FormatError} neither.
 */
export function parseOutside(text) {
  const trimmed = text.trim();
  if (trimmed.startsWith("age1pq1")) return HybridPublicKey.parse(trimmed);
  const raw = fromBech32(PREFIX, trimmed);
  if (raw.length !== KEY_BYTES) throw new FormatError("not an age key");
  return new ClassicalPublicKey(raw);
}

/**
 * Give the length of the age file that a writer to this key makes of `size` bytes.
 * @param {OutsideKey} key
 * @param {number} size
 */
export function outsideSize(key, size) {
  return key instanceof HybridPublicKey ? sealedSize(size) : sealedSize(size, HEADER_BYTES);
}
