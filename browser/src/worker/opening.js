/** Opens one attachment as its stored bytes arrive (docs/spec/attachment.md): decrypted content and its SHA-256. */

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { AttachmentReader } from "../protocol/bulk.js";
import { fromB64url } from "../protocol/bytes.js";
import { BlobBuilder } from "./blobs.js";

/** @typedef {import("../protocol/documents.d.ts").Attachment} Attachment */

export class Opening {
  #reader;
  #hash = sha256.create();
  #content = new BlobBuilder();

  /** @param {Attachment} attachment as the signed message lists it */
  constructor(attachment) {
    this.#reader = new AttachmentReader(fromB64url(attachment.id), fromB64url(attachment.key), attachment.size);
  }

  /**
   * @param {Uint8Array} stored
   * @throws {UnsealError | FormatError} altered bytes, or padding that is none.
   */
  async push(stored) {
    this.#take(await this.#reader.update(stored));
  }

  /**
   * Give the whole file; nothing of it is given out before its end was authenticated.
   * @throws {UnsealError | FormatError} cut off, altered, or of another size.
   */
  async finish() {
    this.#take(await this.#reader.finalize());
    return { blob: this.#content.blob(), sha256: bytesToHex(this.#hash.digest()) };
  }

  /** @param {Uint8Array} plaintext */
  #take(plaintext) {
    this.#hash.update(plaintext);
    this.#content.push(plaintext);
  }
}
