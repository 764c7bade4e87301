/**
 * Keys and their text forms (docs/spec/keys.md).
 *
 * Hybrid keys (MLKEM768-X25519) travel as age texts, signing keys as `ed25519:` plus base64url. Private keys live in
 * private members: they are not printed, not serialised, not copied to another thread.
 */

import { ed25519 } from "@noble/curves/ed25519.js";
import { expand, extract } from "@noble/hashes/hkdf.js";
import { sha256 as hash } from "@noble/hashes/sha2.js";
import { b64url, bech32, equal, fromB64url, fromBech32, randomBytes, sha256, utf8 } from "./bytes.js";
import { FormatError, SignatureError } from "./errors.js";
import { hpkeOpen, publicOf } from "./hpke.js";

const PUBLIC_PREFIX = "age1pq";
const PRIVATE_PREFIX = "age-secret-key-pq-";
const VERIFY_PREFIX = "ed25519:";
const HYBRID_PUBLIC_BYTES = 1216;
const LATTICE_BYTES = 1184;
const LATTICE_COEFFICIENT_BYTES = 1152;
const LATTICE_MODULUS = 3329;
const CURVE_PRIME = 2n ** 255n - 19n;
/** The u-coordinates of small order, in their canonical form (RFC 7748 section 7; Bernstein, "Curve25519"). */
const SMALL_ORDER = [
  0n,
  1n,
  CURVE_PRIME - 1n,
  325606250916557431795983626356110631294008115727848805560023387167927233504n,
  39382357235489614581723060781553021112529911719440698176882885853963445705823n,
];
const SEED_BYTES = 32;
const SIGNATURE_BYTES = 64;
const REMEMBERED_KEYS = 4096;
/** @type {Map<string, VerifyKey>} Keys that were checked before: the check costs a scalar multiplication. */
const CHECKED = new Map();

/**
 * Condense a secret into a 32-byte pseudorandom key (HKDF-Extract, RFC 5869).
 * @param {string} salt
 * @param {Uint8Array} secret
 */
export function hkdfExtract(salt, secret) {
  return extract(hash, secret, utf8(salt));
}

/**
 * Derive 32 bytes for one purpose (HKDF-Expand, RFC 5869).
 * @param {Uint8Array} key
 * @param {string} purpose
 */
export function hkdfExpand(key, purpose) {
  return new Uint8Array(expand(hash, key, utf8(purpose), 32));
}

/** Something can be sealed to it: 1,216 bytes, text `age1pq1…`. */
export class HybridPublicKey {
  /**
   * @param {Uint8Array} raw 1,216 bytes
   * @param {string} text
   */
  constructor(raw, text) {
    /** @readonly */
    this.raw = raw;
    /** @readonly */
    this.text = text;
    /** @readonly SHA-256 of the raw key as base64url; names the key in records. */
    this.digest = b64url(sha256(raw));
  }

  /**
   * Read an age recipient.
   * @param {string} text
   * @throws {FormatError} not Bech32, not 1,216 bytes, an ML-KEM half that is not reduced, or an X25519 half that is
   *   not reduced or of small order (nothing could be sealed to it, or two texts would name one key).
   */
  static parse(text) {
    const raw = fromBech32(PUBLIC_PREFIX, text);
    if (raw.length !== HYBRID_PUBLIC_BYTES) throw new FormatError("a hybrid public key has 1216 bytes");
    if (!isReduced(raw) || !isUsable(raw.subarray(LATTICE_BYTES))) throw new FormatError("not a hybrid public key");
    return new HybridPublicKey(raw, text);
  }
}

/** Opens what was sealed to its public half; a 32-byte seed that does not get out by accident. */
export class HybridPrivateKey {
  #seed;
  /** @type {Promise<HybridPublicKey> | undefined} */
  #public;

  /** @param {Uint8Array} seed 32 bytes */
  constructor(seed) {
    this.#seed = checkedSeed(seed);
  }

  /** Make a fresh key. */
  static generate() {
    return new HybridPrivateKey(randomBytes(SEED_BYTES));
  }

  /**
   * Read an age identity.
   * @param {string} text `AGE-SECRET-KEY-PQ-1…`
   * @throws {FormatError} not Bech32 in upper case, or not 32 bytes.
   */
  static parse(text) {
    // Beyond ASCII, U+212A (Kelvin sign) would pass as K: it is its own upper case and lower-cases to k.
    if (!/^[!-~]*$/.test(text) || text !== text.toUpperCase())
      throw new FormatError("a private key text is in upper case");
    return new HybridPrivateKey(fromBech32(PRIVATE_PREFIX, text.toLowerCase()));
  }

  /** The public half. */
  get public() {
    this.#public ??= Promise.resolve(HybridPublicKey.parse(bech32(PUBLIC_PREFIX, publicOf(this.#seed))));
    return this.#public;
  }

  /**
   * Open what was sealed to the public half in HPKE base mode.
   * @param {Uint8Array} info
   * @param {Uint8Array} sealed
   * @throws {Error} another key, another info, or altered bytes.
   */
  open(info, sealed) {
    return hpkeOpen(this.#seed, info, sealed);
  }

  /** Give the age identity: whoever holds this text opens everything sealed to the key. */
  unsafeText() {
    return bech32(PRIVATE_PREFIX, this.#seed).toUpperCase();
  }
}

/** Verifies signatures: 32 bytes, text `ed25519:…`. */
export class VerifyKey {
  /**
   * @param {Uint8Array} raw
   * @param {string} text
   */
  constructor(raw, text) {
    /** @readonly */
    this.raw = raw;
    /** @readonly */
    this.text = text;
  }

  /**
   * Read the text form.
   * @param {string} text
   * @throws {FormatError} other algorithm, not 32 bytes, or a point that is not canonical or not of prime order.
   */
  static parse(text) {
    const known = CHECKED.get(text);
    if (known) return known;
    if (!text.startsWith(VERIFY_PREFIX)) throw new FormatError("not an ed25519 key");
    const raw = fromB64url(text.slice(VERIFY_PREFIX.length));
    // Outside the prime-order subgroup, cofactored and cofactorless verifiers (browser, server) may disagree.
    if (!isPrimeOrderPoint(raw)) throw new FormatError("not an ed25519 key of prime order");
    const key = new VerifyKey(raw, text);
    if (CHECKED.size < REMEMBERED_KEYS) CHECKED.set(text, key);
    return key;
  }

  /**
   * Verify strictly: canonical A and R of prime order, S below the group order.
   * @param {Uint8Array} message
   * @param {Uint8Array} signature
   * @throws {SignatureError} anything but a genuine, canonical signature by this key.
   */
  verify(message, signature) {
    if (!isGenuine(signature, message, this.raw)) throw new SignatureError("ed25519 signature does not verify");
  }
}

/** Signs in one role; a 32-byte seed that does not get out by accident. */
export class SigningKey {
  #seed;

  /** @param {Uint8Array} seed 32 bytes */
  constructor(seed) {
    this.#seed = checkedSeed(seed);
    const raw = ed25519.getPublicKey(this.#seed);
    /** @readonly */
    this.public = new VerifyKey(raw, VERIFY_PREFIX + b64url(raw));
  }

  /**
   * Sign: 64 bytes, the same for the same message (RFC 8032).
   * @param {Uint8Array} message
   */
  sign(message) {
    return ed25519.sign(message, this.#seed);
  }
}

/**
 * Derive an officer's two keys from the officer's secret.
 * @param {Uint8Array} secret 32 bytes
 */
export function officerKeys(secret) {
  const root = hkdfExtract("wbs/v1/officer", checkedSeed(secret));
  return {
    readerKey: new HybridPrivateKey(hkdfExpand(root, "reader key")),
    signingKey: new SigningKey(hkdfExpand(root, "signing key")),
  };
}

/** @param {Uint8Array} seed */
function checkedSeed(seed) {
  if (seed.length !== SEED_BYTES) throw new FormatError("a private key has 32 bytes");
  return seed;
}

/**
 * Say whether every coefficient of the ML-KEM half is below the modulus (FIPS 203 section 7.2).
 * @param {Uint8Array} raw
 */
function isReduced(raw) {
  for (let at = 0; at < LATTICE_COEFFICIENT_BYTES; at += 3) {
    const low = raw[at] | ((raw[at + 1] & 15) << 8);
    const high = (raw[at + 1] >> 4) | (raw[at + 2] << 4);
    if (low >= LATTICE_MODULUS || high >= LATTICE_MODULUS) return false;
  }
  return true;
}

/**
 * Say whether an X25519 key is reduced and not of small order.
 * @param {Uint8Array} raw 32 bytes, little endian
 */
function isUsable(raw) {
  const coordinate = raw.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
  return coordinate < CURVE_PRIME && !SMALL_ORDER.includes(coordinate);
}

/**
 * Say whether 32 bytes are the canonical form of a point of prime order (libsodium's rule).
 * @param {Uint8Array} raw
 */
function isPrimeOrderPoint(raw) {
  try {
    const point = ed25519.Point.fromBytes(raw, false);
    return equal(point.toBytes(), raw) && !point.is0() && point.isTorsionFree();
  } catch {
    return false;
  }
}

/**
 * @param {Uint8Array} signature
 * @param {Uint8Array} message
 * @param {Uint8Array} key
 */
function isGenuine(signature, message, key) {
  if (signature.length !== SIGNATURE_BYTES) return false;
  try {
    // The library multiplies by the cofactor; with R of prime order that is the cofactorless rule of the server.
    return ed25519.verify(signature, message, key, { zip215: false }) && isPrimeOrderPoint(signature.subarray(0, 32));
  } catch {
    return false;
  }
}
