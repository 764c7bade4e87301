/**
 * What the vectors' operations mean in JavaScript: from a vector's input to its output, or a refusal.
 *
 * Names and members are those of tests/vectors/README.md; `tests/crypto/operations.py` is the same table in Python.
 */

import { checkSealed, unseal, unsealDocument } from "../../src/protocol/age.js";
import { encryptedSize, isEncryptedSize } from "../../src/protocol/bulk.js";
import { b32, b64url, fromB64, fromB64url, sha256 } from "../../src/protocol/bytes.js";
import { serialise } from "../../src/protocol/canonical.js";
import { RefusedError } from "../../src/protocol/errors.js";
import { HybridPrivateKey, HybridPublicKey, officerKeys, SigningKey, VerifyKey } from "../../src/protocol/keys.js";
import { documentClass, pad, padme, unpad } from "../../src/protocol/padding.js";
import { unsealWithPassphrase } from "../../src/protocol/passphrase.js";
import { parseShape, shapeOf } from "../../src/protocol/shapes.js";

/** @typedef {Record<string, any>} Values */
/** @typedef {(given: Values) => Values | Promise<Values>} Operation */

/** @type {Record<string, Operation>} */
export const OPERATIONS = {
  "json.parse": ({ data, shape }) => ({ data: encode(serialise(parseShape(decode(data), shapeOf(shape)))) }),
  "encoding.base64url": ({ text }) => ({ bytes: encode(fromB64url(text)) }),
  "encoding.base64": ({ text }) => ({ bytes: encode(fromB64(text)) }),
  "encoding.base32": ({ bytes }) => ({ text: b32(decode(bytes)) }),
  "keys.hybrid-public": ({ text }) => {
    const key = HybridPublicKey.parse(text);
    return { raw: encode(key.raw), digest: key.digest };
  },
  "keys.hybrid-private": async ({ text }) => {
    const key = HybridPrivateKey.parse(text);
    return { seed: encode(seedOf(key)), public: (await key.public).text };
  },
  "keys.verify": ({ text }) => {
    const { raw } = VerifyKey.parse(text);
    return { raw: encode(raw), digest: b64url(sha256(raw)) };
  },
  "keys.signing": ({ seed }) => ({ public: new SigningKey(decode(seed)).public.text }),
  "keys.officer": async ({ secret }) => {
    const { readerKey, signingKey } = officerKeys(decode(secret));
    return {
      reader_key: readerKey.unsafeText(),
      reader_public: (await readerKey.public).text,
      verify_key: signingKey.public.text,
    };
  },
  "age.check": ({ file, sizes }) => ({ size: checkSealed(decode(file), sizes) }),
  "age.unseal": async ({ key, file }) => ({
    plaintext: encode(await unseal(HybridPrivateKey.parse(key), decode(file))),
  }),
  "age.unseal-document": async ({ key, file, class: size }) => ({
    document: encode(await unsealDocument(HybridPrivateKey.parse(key), decode(file), size)),
  }),
  "age.unseal-passphrase": async ({ passphrase, file }) => ({
    plaintext: encode(await unsealWithPassphrase(passphrase, decode(file))),
  }),
  "padding.class": ({ size }) => ({ class: documentClass(size) }),
  "padding.pad": ({ document, class: size }) => ({ padded: encode(pad(decode(document), size)) }),
  "padding.unpad": ({ padded, class: size }) => ({ document: encode(unpad(decode(padded), size)) }),
  "attachment.size": ({ size }) => ({ padded: padme(size), stored: encryptedSize(size) }),
  "attachment.check": ({ stored }) => ({ is_size: isEncryptedSize(stored) }),
};

/**
 * Members of outputs that the browser's half does not give out: the seed of a signing key has no way to a caller.
 */
export const WITHHELD = ["signing_seed"];

/**
 * Run one operation; give its output or the class of its refusal.
 * @param {string} operation
 * @param {Values} given
 * @returns {Promise<{expect: string, output?: Values}>}
 */
export async function run(operation, given) {
  try {
    return { expect: "accepted", output: await OPERATIONS[operation](given) };
  } catch (error) {
    if (error instanceof RefusedError) return { expect: error.code };
    throw error;
  }
}

/** @param {Uint8Array} bytes */
function encode(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {string} text */
function decode(text) {
  const raw = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(raw, (char) => char.charCodeAt(0));
}

/** @param {HybridPrivateKey} key */
function seedOf(key) {
  const symbols = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  const data = [...key.unsafeText().toLowerCase().split("-1")[1]].slice(0, -6).map((char) => symbols.indexOf(char));
  const bits = data.map((value) => value.toString(2).padStart(5, "0")).join("");
  return Uint8Array.from({ length: 32 }, (_, at) => Number.parseInt(bits.slice(at * 8, at * 8 + 8), 2));
}
