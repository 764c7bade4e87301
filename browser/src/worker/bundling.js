/**
 * What an export and a hand-over have in common: attachments that are sealed anew as they stream through, and small
 * parts, all to one key, in one bundle (docs/spec/bundle.md). A bundle of any size passes in bounded memory.
 */

import { SealWriter } from "../protocol/age.js";
import { AttachmentReader } from "../protocol/bulk.js";
import { concat, fromB64url } from "../protocol/bytes.js";
import { outsideSize } from "../protocol/outside.js";
import { BundleWriter } from "./bundle.js";

/** @typedef {import("../protocol/documents.d.ts").Attachment} Attachment */
/** @typedef {import("../protocol/dossier.js").OpenedMessage} OpenedMessage */
/** @typedef {import("../protocol/outside.js").OutsideKey} OutsideKey */
/** @typedef {import("./bundle.js").Write} Write */
/** @typedef {{attachment: Attachment, message: string, file: string}} Listed */

export class Bundling {
  #key;
  #bundle = new BundleWriter();
  #next = 0;
  /** @type {{reader: AttachmentReader, writer: SealWriter} | null} */
  #current = null;
  /** @readonly In the order of the messages. @type {Listed[]} */
  listed;

  /**
   * @param {OpenedMessage[]} messages whose attachments go along
   * @param {OutsideKey} key everything is sealed to it
   */
  constructor(messages, key) {
    this.#key = key;
    const files = messages.flatMap((opened, place) =>
      opened.message.attachments.map((attachment) => ({ attachment, message: messageFile(place) })),
    );
    this.listed = files.map((file, place) => ({ ...file, file: `a/${String(place + 1).padStart(2, "0")}.age` }));
    /** @readonly Attachments still to be pushed, in the order in which the bundle holds them. */
    this.attachments = [...this.listed].sort((left, right) => (left.file < right.file ? -1 : 1));
  }

  /**
   * Begin with the next attachment.
   * @param {string} id
   */
  beginAttachment(id) {
    const { attachment, file } = this.attachments[this.#next] ?? {};
    if (this.#current || !file || attachment?.id !== id) throw new Error("not the attachment whose turn it is");
    const reader = new AttachmentReader(fromB64url(attachment.id), fromB64url(attachment.key), attachment.size);
    this.#bundle.begin(file, outsideSize(this.#key, attachment.size));
    this.#current = { reader, writer: new SealWriter(this.#key) };
    this.#next += 1;
  }

  /**
   * @param {Uint8Array} stored
   * @returns {Promise<Write[]>} what can be written by now
   * @throws {UnsealError | FormatError} altered bytes.
   */
  async push(stored) {
    const { reader, writer } = this.#open();
    this.#bundle.add(writer.update(this.#passed(await reader.update(stored))));
    return this.#bundle.take();
  }

  /**
   * End the attachment that was begun.
   * @returns {Promise<Write[]>}
   * @throws {UnsealError | FormatError} cut off, altered, or of another size.
   */
  async endAttachment() {
    const { reader, writer } = this.#open();
    this.#bundle.add(concat(writer.update(this.#passed(await reader.finalize())), writer.finalize()));
    this.#bundle.end();
    this.#current = null;
    return this.#bundle.take();
  }

  /**
   * Look at the plaintext of the attachment that streams by; those that count it override this.
   * @param {Listed} listed
   * @param {Uint8Array} plaintext
   */
  look(listed, plaintext) {
    void [listed, plaintext];
  }

  /** Give everything that was written since the last time, with what stands behind the last entry. */
  close() {
    this.#bundle.finish();
    return this.#bundle.take();
  }

  /** Say that nothing can be closed before all attachments have passed. */
  requireAttachments() {
    if (this.#next < this.attachments.length) throw new Error("attachments are missing");
  }

  /**
   * Add a small part as it is.
   * @param {string} name
   * @param {Uint8Array} bytes
   */
  add(name, bytes) {
    this.#bundle.begin(name, bytes.length);
    this.#bundle.add(bytes);
    this.#bundle.end();
  }

  /**
   * Seal a small part and add it; give the sealed bytes.
   * @param {string} name
   * @param {Uint8Array} bytes
   */
  addSealed(name, bytes) {
    const writer = new SealWriter(this.#key);
    const sealed = concat(writer.update(bytes), writer.finalize());
    this.add(name, sealed);
    return sealed;
  }

  /** @param {Uint8Array} plaintext */
  #passed(plaintext) {
    this.look(this.attachments[this.#next - 1], plaintext);
    return plaintext;
  }

  #open() {
    if (!this.#current) throw new Error("no attachment was begun");
    return this.#current;
  }
}

/** @param {number} place from 0 */
export function messageFile(place) {
  return `m/${String(place + 1).padStart(4, "0")}.age`;
}
