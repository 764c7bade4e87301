/**
 * Solves a challenge of ALTCHA 2 (docs/spec/work.md): tries counters from 0 until the key derived from one begins as the
 * server said. Deriving is the browser's own PBKDF2, so it is as fast where scripts are not compiled. Never longer than
 * `tries` derivations: the server drew the counter below it.
 */

import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { b64url, concat, utf8 } from "../protocol/bytes.js";

const AT_ONCE = 16;
const ALGORITHM = "PBKDF2/SHA-256";
const MOST_ITERATIONS = 100_000;

/** @typedef {{algorithm: string, cost: number, keyLength: number, keyPrefix: string, nonce: string, salt: string}} Parameters */
/** @typedef {{tries: number, challenge: {parameters: Parameters, signature: string}}} Told */

export class Solver {
  /**
   * @param {Told} told by the server
   * @param {(share: number) => void} onProgress
   * @returns {Promise<string>} the proof, for the header `Work-Proof`
   * @throws {Error} not a challenge that this can solve.
   */
  async solve({ tries, challenge }, onProgress) {
    const { parameters } = challenge;
    if (parameters.algorithm !== ALGORITHM || !(parameters.cost <= MOST_ITERATIONS)) throw new Error("another work");
    for (let start = 0; start < tries; start += AT_ONCE) {
      onProgress(start / tries);
      const counters = Array.from({ length: AT_ONCE }, (_, place) => start + place);
      const keys = await Promise.all(counters.map((counter) => derived(parameters, counter)));
      const place = keys.findIndex((key) => key.startsWith(parameters.keyPrefix));
      if (place >= 0) return proof(challenge, start + place, keys[place]);
    }
    throw new Error("no counter fits");
  }
}

/**
 * @param {Parameters} parameters
 * @param {number} counter
 */
async function derived({ cost, keyLength, nonce, salt }, counter) {
  const number = new Uint8Array(4);
  new DataView(number.buffer).setUint32(0, counter);
  const password = await crypto.subtle.importKey("raw", concat(hexToBytes(nonce), number), "PBKDF2", false, [
    "deriveBits",
  ]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: new Uint8Array(hexToBytes(salt)), iterations: cost };
  return bytesToHex(new Uint8Array(await crypto.subtle.deriveBits(how, password, keyLength * 8)));
}

/**
 * @param {Told["challenge"]} challenge
 * @param {number} counter
 * @param {string} derivedKey
 */
function proof(challenge, counter, derivedKey) {
  return b64url(utf8(JSON.stringify({ challenge, solution: { counter, derivedKey } })));
}
