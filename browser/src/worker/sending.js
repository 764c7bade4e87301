/**
 * Encrypts one file of an officer in parts as the uploads API takes them: 1 MiB each, the last one shorter.
 *
 * No stored length is a multiple of 1 MiB, so the last part is always shorter (docs/spec/attachment.md).
 */

import { AttachmentWriter, encryptedSize } from "../protocol/bulk.js";
import { b64url, concat, randomBytes } from "../protocol/bytes.js";

/** @typedef {import("../protocol/documents.d.ts").Attachment} Attachment */

const PART_BYTES = 1 << 20;
const TOKEN_BYTES = 32;
const MAX_NAME = 255;
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,50}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,60}$/;

export class Sending {
  #file;
  #writer = new AttachmentWriter();
  #read = 0;
  #held = new Uint8Array(0);
  #isLast = false;

  /** @param {File} file */
  constructor(file) {
    this.#file = file;
    /** @readonly */
    this.id = b64url(this.#writer.id);
    /** @readonly What the server keeps a hash of; every part needs it. */
    this.token = b64url(randomBytes(TOKEN_BYTES));
    /** @readonly */
    this.length = encryptedSize(file.size);
  }

  /** What the signed message says about the file. */
  get attachment() {
    /** @type {Attachment} */
    const attachment = {
      id: this.id,
      key: b64url(this.#writer.key),
      name: plainName(this.#file.name),
      media_type: MEDIA_TYPE.test(this.#file.type) ? this.#file.type : "application/octet-stream",
      size: this.#writer.size,
    };
    return attachment;
  }

  /** Whether every part was given. */
  get isDone() {
    return this.#isLast;
  }

  /**
   * Give the next part.
   * @returns {Promise<Uint8Array<ArrayBuffer>>}
   * @throws {Error} the file cannot be read, or changed meanwhile.
   */
  async nextPart() {
    while (this.#held.length < PART_BYTES && !this.#isLast) {
      this.#held = concat(this.#held, await this.#encryptMore());
    }
    const part = this.#held.slice(0, PART_BYTES);
    this.#held = this.#held.slice(part.length);
    return part;
  }

  async #encryptMore() {
    const piece = await this.#file.slice(this.#read, this.#read + PART_BYTES).arrayBuffer();
    this.#read += piece.byteLength;
    if (piece.byteLength > 0) return this.#writer.update(new Uint8Array(piece));
    if (this.#writer.size !== this.#file.size) throw new Error("the file changed while it was read");
    this.#isLast = true;
    return this.#writer.finalize();
  }
}

/**
 * Give a file name without control characters, in one line, at most 255 characters.
 * @param {string} name
 */
export function plainName(name) {
  const plain = [
    ...name
      .toWellFormed()
      .replace(/[\u0000-\u001f\u007f]/g, " ")
      .trim(),
  ];
  return plain.slice(0, MAX_NAME).join("") || "berkas";
}
