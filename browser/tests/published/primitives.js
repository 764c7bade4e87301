/**
 * What the browser's half calls of its libraries and of WebCrypto, behind one name each, for vectors that others
 * published (tests/published). Takes and gives bytes; whatever an input is refused for is an error.
 */

import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { x25519 } from "@noble/curves/ed25519.js";
import { argon2id } from "@noble/hashes/argon2.js";
import { expand, extract } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { ml_kem768 } from "@noble/post-quantum/ml-kem.js";
import { BulkReader } from "../../src/protocol/bulk.js";
import { b64url, bech32, concat } from "../../src/protocol/bytes.js";
import { hpkeOpen, hpkeSeal, publicOf } from "../../src/protocol/hpke.js";
import { HybridPublicKey, SigningKey, VerifyKey } from "../../src/protocol/keys.js";

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

const BASE_POINT = Uint8Array.of(9, ...new Uint8Array(31));

/** @type {Record<string, (...given: any[]) => Uint8Array | Promise<Uint8Array>>} */
const PRIMITIVES = {
  x25519: (secret, point) => x25519.getSharedSecret(secret, point),
  "mlkem768.public": (seed) => ml_kem768.keygen(seed).publicKey,
  "mlkem768.decapsulate": (seed, ciphertext) => ml_kem768.decapsulate(ciphertext, ml_kem768.keygen(seed).secretKey),
  "mlkem768.encapsulate": (key, randomness) => {
    HybridPublicKey.parse(bech32("age1pq", concat(key, BASE_POINT))); // noble takes keys that are not reduced
    const { sharedSecret, cipherText } = ml_kem768.encapsulate(key, randomness);
    return concat(sharedSecret, cipherText);
  },
  "ed25519.verify": (key, message, signature) => {
    VerifyKey.parse(`ed25519:${b64url(key)}`).verify(message, signature);
    return new Uint8Array(0);
  },
  "ed25519.public": (seed) => new SigningKey(seed).public.raw,
  "ed25519.sign": (seed, message) => new SigningKey(seed).sign(message),
  "hkdf-sha256": (secret, salt, info, size) => expand(sha256, extract(sha256, secret, salt), info, size),
  "aes-256-gcm.encrypt": async (key, nonce, message, aad) =>
    new Uint8Array(await crypto.subtle.encrypt(gcm(nonce, aad), await gcmKey(key), message)),
  "aes-256-gcm.decrypt": async (key, nonce, sealed, aad) =>
    new Uint8Array(await crypto.subtle.decrypt(gcm(nonce, aad), await gcmKey(key), sealed)),
  "chacha20-poly1305.encrypt": (key, nonce, message, aad) => chacha20poly1305(key, nonce, aad).encrypt(message),
  "chacha20-poly1305.decrypt": (key, nonce, sealed, aad) => chacha20poly1305(key, nonce, aad).decrypt(sealed),
  "hpke.public": publicOf,
  "hpke.open": hpkeOpen,
  "hpke.seal": hpkeSeal,
  "cobblestone-256.decrypt": async (key, context, sealed) => {
    const reader = new BulkReader(key, context);
    return concat(await reader.update(sealed), await reader.finalize());
  },
  argon2id: (passphrase, salt, memory, passes) => argon2id(passphrase, salt, { m: memory, t: passes, p: 1, dkLen: 32 }),
};

/**
 * Call a primitive; give its bytes as hexadecimal digits, or `refused`.
 * @param {string} name
 * @param {Array<string | number>} given bytes as hexadecimal digits, or numbers
 * @returns {Promise<string>}
 */
export async function call(name, given) {
  const primitive = PRIMITIVES[name];
  if (!primitive) throw new Error(`no primitive is called ${name}`);
  const bytes = given.map((one) => (typeof one === "string" ? fromHex(one) : one));
  try {
    return toHex(await primitive(...bytes));
  } catch (error) {
    if (error instanceof ReferenceError) throw error;
    return "refused";
  }
}

/**
 * @param {BufferSource} iv
 * @param {BufferSource} additionalData
 */
function gcm(iv, additionalData) {
  return { name: "AES-GCM", iv, additionalData };
}

/** @param {BufferSource} key */
function gcmKey(key) {
  return crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt", "decrypt"]);
}

/** @param {string} digits */
function fromHex(digits) {
  return Uint8Array.from({ length: digits.length / 2 }, (_, at) =>
    Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16),
  );
}

/** @param {Uint8Array} bytes */
function toHex(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
