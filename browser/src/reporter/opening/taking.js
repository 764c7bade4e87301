/** Opens one attachment as its stored bytes arrive (docs/spec/attachment.md). */

import { AttachmentReader, encryptedSize } from "../../protocol/bulk.js";
import { fromB64url } from "../../protocol/bytes.js";
import { FormatError } from "../../protocol/errors.js";
import { BlobBuilder } from "../../worker/blobs.js";

/** @typedef {import("../../protocol/documents.d.ts").Attachment} Attachment */

export class Taking {
  #reader;
  #content = new BlobBuilder();
  #taken = 0;

  /** @param {Attachment} attachment as the signed message lists it */
  constructor(attachment) {
    this.#reader = new AttachmentReader(fromB64url(attachment.id), fromB64url(attachment.key), attachment.size);
    /** @readonly Bytes that the server keeps of it. */
    this.length = encryptedSize(attachment.size);
  }

  /**
   * @param {Uint8Array} stored
   * @throws {UnsealError | FormatError} altered bytes, or padding that is none.
   */
  async push(stored) {
    this.#taken += stored.length;
    if (this.#taken > this.length) throw new FormatError("more than the file can have");
    this.#content.push(await this.#reader.update(stored));
  }

  /**
   * Give the whole file; nothing of it is given out before its end was authenticated.
   * @throws {UnsealError | FormatError} cut off, altered, or of another size.
   */
  async finish() {
    this.#content.push(await this.#reader.finalize());
    return this.#content.blob();
  }
}
