/**
 * HPKE in base mode (RFC 9180), single shot, in the one suite of this protocol: MLKEM768-X25519, HKDF-SHA-256,
 * ChaCha20-Poly1305 (docs/spec/keys.md).
 *
 * The KEM is that of draft-ietf-hpke-pq (0x647a, also known as X-Wing); its primitives come from noble.
 */

import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { x25519 } from "@noble/curves/ed25519.js";
import { expand, extract } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { sha3_256, shake256 } from "@noble/hashes/sha3.js";
import { ml_kem768 } from "@noble/post-quantum/ml-kem.js";
import { concat, randomBytes, utf8 } from "./bytes.js";

/** @typedef {Uint8Array} Bytes */

/** Length of an encapsulated key: ML-KEM ciphertext, then X25519 share. */
export const ENCAPSULATED_BYTES = 1120;
const LATTICE_KEY_BYTES = 1184;
const LATTICE_CIPHERTEXT_BYTES = 1088;
const LATTICE_SEED_BYTES = 64;
const CURVE_BYTES = 32;
const KEM_LABEL = utf8("\\.//^\\");
/** "HPKE", KEM 0x647a, KDF 0x0001, AEAD 0x0003 */
const SUITE = Uint8Array.of(72, 80, 75, 69, 0x64, 0x7a, 0, 1, 0, 3);
const VERSION = utf8("HPKE-v1");
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const EMPTY = new Uint8Array(0);

/**
 * Give the 1,216 public bytes of a 32-byte seed: ML-KEM-768 key, then X25519 key.
 * @param {Bytes} seed
 */
export function publicOf(seed) {
  const { lattice, curve } = privateOf(seed);
  return concat(lattice.publicKey, x25519.getPublicKey(curve));
}

/**
 * Seal to a public key: encapsulated key, then ciphertext and tag.
 * @param {Bytes} publicKey 1,216 bytes, checked
 * @param {Bytes} info
 * @param {Bytes} plaintext
 * @throws {Error} the X25519 half is of small order.
 */
export function hpkeSeal(publicKey, info, plaintext) {
  const [lattice, curve] = split(publicKey, LATTICE_KEY_BYTES);
  const { cipherText, sharedSecret } = ml_kem768.encapsulate(lattice);
  const ephemeral = randomBytes(CURVE_BYTES);
  const share = x25519.getPublicKey(ephemeral);
  const secret = combine(sharedSecret, x25519.getSharedSecret(ephemeral, curve), share, curve);
  const { key, nonce } = schedule(secret, info);
  return concat(cipherText, share, chacha20poly1305(key, nonce).encrypt(plaintext));
}

/**
 * Open what `hpkeSeal` made.
 * @param {Bytes} seed 32 bytes
 * @param {Bytes} info
 * @param {Bytes} sealed
 * @throws {Error} another key, another info, or altered bytes.
 */
export function hpkeOpen(seed, info, sealed) {
  const { lattice, curve } = privateOf(seed);
  const [encapsulated, ciphertext] = split(sealed, ENCAPSULATED_BYTES);
  const [cipherText, share] = split(encapsulated, LATTICE_CIPHERTEXT_BYTES);
  const sharedSecret = ml_kem768.decapsulate(cipherText, lattice.secretKey);
  const secret = combine(sharedSecret, x25519.getSharedSecret(curve, share), share, x25519.getPublicKey(curve));
  const { key, nonce } = schedule(secret, info);
  return chacha20poly1305(key, nonce).decrypt(ciphertext);
}

/** @param {Bytes} seed */
function privateOf(seed) {
  const [latticeSeed, curve] = split(shake256(seed, { dkLen: LATTICE_SEED_BYTES + CURVE_BYTES }), LATTICE_SEED_BYTES);
  return { lattice: ml_kem768.keygen(latticeSeed), curve };
}

/**
 * Join both shared secrets into the KEM's one.
 * @param {Bytes} lattice
 * @param {Bytes} curve
 * @param {Bytes} share ephemeral X25519 key
 * @param {Bytes} publicKey X25519 key of the recipient
 */
function combine(lattice, curve, share, publicKey) {
  return sha3_256(concat(lattice, curve, share, publicKey, KEM_LABEL));
}

/**
 * The key schedule (RFC 9180 section 5.1) without PSK.
 * @param {Bytes} shared
 * @param {Bytes} info
 */
function schedule(shared, info) {
  const context = concat(
    Uint8Array.of(0),
    labeledExtract(EMPTY, "psk_id_hash", EMPTY),
    labeledExtract(EMPTY, "info_hash", info),
  );
  const secret = labeledExtract(shared, "secret", EMPTY);
  return {
    key: labeledExpand(secret, "key", context, KEY_BYTES),
    nonce: labeledExpand(secret, "base_nonce", context, NONCE_BYTES),
  };
}

/**
 * @param {Bytes} salt
 * @param {string} label
 * @param {Bytes} secret
 */
function labeledExtract(salt, label, secret) {
  return extract(sha256, concat(VERSION, SUITE, utf8(label), secret), salt);
}

/**
 * @param {Bytes} key
 * @param {string} label
 * @param {Bytes} info
 * @param {number} size
 */
function labeledExpand(key, label, info, size) {
  return expand(sha256, key, concat(Uint8Array.of(0, size), VERSION, SUITE, utf8(label), info), size);
}

/**
 * @param {Bytes} bytes
 * @param {number} at
 */
function split(bytes, at) {
  return [bytes.subarray(0, at), bytes.subarray(at)];
}
