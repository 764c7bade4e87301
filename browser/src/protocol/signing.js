/**
 * DSSE envelopes with strict Ed25519 (docs/spec/signing.md; secure-systems-lab DSSE 1.0).
 *
 * The signature covers the exact payload bytes and their type; nothing is ever re-serialised before it is verified.
 */

import { b64, concat, fromB64, utf8 } from "./bytes.js";
import { serialise } from "./canonical.js";
import { FormatError, SignatureError } from "./errors.js";
import { parseShape, serialiseShape, tagOf } from "./shapes.js";

/** @typedef {import("./keys.js").SigningKey} SigningKey */
/** @typedef {import("./keys.js").VerifyKey} VerifyKey */
/** @typedef {import("./shapes.js").ShapeTypes} ShapeTypes */

/**
 * Give the media type of an inner `type`: `wbs-epoch/v1` becomes `application/vnd.wbs.epoch.v1+json`.
 * @param {string} tag
 */
export function payloadType(tag) {
  const [kind, version] = tag.split("/");
  return `application/vnd.${kind.replace("-", ".")}.${version}+json`;
}

/**
 * Sign a document with one or several keys; give the envelope as canonical JSON.
 * @template {keyof ShapeTypes} Name
 * @param {ShapeTypes[Name]} document
 * @param {Name} name
 * @param {...SigningKey} keys
 * @throws {FormatError} the document breaks its shape.
 */
export function sign(document, name, ...keys) {
  const payload = serialiseShape(document, name);
  const kind = payloadType(tagOf(name));
  const message = preauthentication(kind, payload);
  const signatures = keys.map((key) => ({
    ...(keys.length > 1 && { keyid: key.public.text }),
    sig: b64(key.sign(message)),
  }));
  return serialise({ payload: b64(payload), payloadType: kind, signatures });
}

/** A parsed envelope whose signatures nobody has checked; `verify` is the only way to its document. */
export class Unverified {
  #envelope;
  #message;

  /**
   * @param {Uint8Array} data
   * @throws {FormatError} not a canonical DSSE envelope.
   */
  constructor(data) {
    this.#envelope = parseShape(data, "Envelope");
    /** @readonly */
    this.payload = fromB64(this.#envelope.payload);
    this.#message = preauthentication(this.#envelope.payloadType, this.payload);
  }

  /**
   * Read the document before any signature is checked, to learn whose key to ask.
   * @template {keyof ShapeTypes} Name
   * @param {Name} name
   * @returns {ShapeTypes[Name]}
   * @throws {UnknownVersionError | FormatError} not a document of that shape under its own payload type.
   */
  unsafePeek(name) {
    const document = parseShape(this.payload, name);
    if (this.#envelope.payloadType !== payloadType(tagOf(name))) {
      throw new FormatError("payload type and inner type disagree");
    }
    return document;
  }

  /**
   * Give the document if exactly one signature stands here and it is the key's.
   * @template {keyof ShapeTypes} Name
   * @param {VerifyKey} key
   * @param {Name} name
   * @returns {ShapeTypes[Name]}
   * @throws {SignatureError} another number of signatures, or one that does not verify.
   * @throws {UnknownVersionError | FormatError} not a document of that shape.
   */
  verify(key, name) {
    if (this.#envelope.signatures.length !== 1) throw new SignatureError("exactly one signature is expected");
    const document = this.unsafePeek(name);
    key.verify(this.#message, fromB64(this.#envelope.signatures[0].sig));
    return document;
  }

  /**
   * Refuse an envelope that a key did not sign; others may have, too.
   * @param {VerifyKey} key
   * @throws {SignatureError} so it is.
   */
  requireSigner(key) {
    if (!this.isSignedBy([key], 1)) throw new SignatureError("not signed by its own key");
  }

  /**
   * Give those of `keys` that signed here; a signature by nobody among them is passed over.
   * @param {readonly VerifyKey[]} keys distinct
   */
  signers(keys) {
    const signatures = this.#envelope.signatures.map((signature) => fromB64(signature.sig));
    return keys.filter((key) => signatures.some((signature) => this.#isBy(key, signature)));
  }

  /**
   * Say whether at least `threshold` of `keys` signed here. Hints are followed first: a verification is costly.
   * @param {readonly VerifyKey[]} keys distinct
   * @param {number} threshold
   */
  isSignedBy(keys, threshold) {
    const byText = new Map(keys.map((key) => [key.text, key]));
    const hinted = new Set();
    for (const { keyid, sig } of this.#envelope.signatures) {
      const key = keyid === undefined ? undefined : byText.get(keyid);
      if (key && !hinted.has(key) && this.#isBy(key, fromB64(sig))) hinted.add(key);
    }
    return hinted.size >= threshold || this.signers(keys).length >= threshold;
  }

  /**
   * Say whether a key alone signed the payload under a type; for payloads that have no shape here.
   * @param {string} kind
   * @param {VerifyKey} key
   */
  isSignedAs(kind, key) {
    return this.#envelope.payloadType === kind && this.#envelope.signatures.length === 1 && this.isSignedBy([key], 1);
  }

  /**
   * @param {VerifyKey} key
   * @param {Uint8Array} signature
   */
  #isBy(key, signature) {
    try {
      key.verify(this.#message, signature);
      return true;
    } catch (error) {
      if (error instanceof SignatureError) return false;
      throw error;
    }
  }
}

/**
 * Give the bytes that are signed (DSSE, PAE).
 * @param {string} kind
 * @param {Uint8Array} payload
 */
export function preauthentication(kind, payload) {
  const encoded = utf8(kind);
  return concat(utf8(`DSSEv1 ${encoded.length} `), encoded, utf8(` ${payload.length} `), payload);
}
