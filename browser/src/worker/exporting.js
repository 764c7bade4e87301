/**
 * Makes the bundle of an export (docs/spec/bundle.md): every message and attachment as an age file sealed to the newest
 * case key, so that a stock age program and that one key open all of it.
 *
 * Attachments are sealed anew as they stream through, and what was made is handed over at once: a bundle of any size
 * passes in bounded memory.
 */

import { seal, sealedSize, SealWriter } from "../protocol/age.js";
import { AttachmentReader } from "../protocol/bulk.js";
import { b64url, concat, fromB64url } from "../protocol/bytes.js";
import { serialise } from "../protocol/canonical.js";
import { BundleWriter } from "./bundle.js";

/** @typedef {import("../protocol/documents.d.ts").Attachment} Attachment */
/** @typedef {import("../protocol/keys.js").HybridPublicKey} HybridPublicKey */
/** @typedef {import("../protocol/dossier.js").Dossier} Dossier */
/** @typedef {import("./bundle.js").Write} Write */

export class Exporting {
  #dossier;
  #material;
  #key;
  #bundle = new BundleWriter();
  #next = 0;
  /** @type {{reader: AttachmentReader, writer: SealWriter} | null} */
  #current = null;
  /** @type {Array<{attachment: Attachment, message: string, file: string}>} in the order of the messages */
  #listed;

  /**
   * @param {Dossier} dossier
   * @param {import("../protocol/messages.js").CaseMaterial} material
   * @param {HybridPublicKey} key the newest case key
   */
  constructor(dossier, material, key) {
    this.#dossier = dossier;
    this.#material = material;
    this.#key = key;
    const files = dossier.messages.flatMap((opened, place) =>
      opened.message.attachments.map((attachment) => ({ attachment, message: messageFile(place) })),
    );
    this.#listed = files.map((file, place) => ({ ...file, file: `a/${String(place + 1).padStart(2, "0")}.age` }));
    /** @readonly Attachments still to be pushed, in the order in which the bundle holds them. */
    this.attachments = [...this.#listed].sort((left, right) => (left.file < right.file ? -1 : 1));
  }

  /**
   * Begin with the next attachment.
   * @param {string} id
   */
  beginAttachment(id) {
    const { attachment, file } = this.attachments[this.#next] ?? {};
    if (this.#current || !file || attachment?.id !== id) throw new Error("not the attachment whose turn it is");
    const reader = new AttachmentReader(fromB64url(attachment.id), fromB64url(attachment.key), attachment.size);
    this.#bundle.begin(file, sealedSize(attachment.size));
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
    this.#bundle.add(writer.update(await reader.update(stored)));
    return this.#bundle.take();
  }

  /**
   * End the attachment that was begun.
   * @returns {Promise<Write[]>}
   * @throws {UnsealError | FormatError} cut off, altered, or of another size.
   */
  async endAttachment() {
    const { reader, writer } = this.#open();
    this.#bundle.add(concat(writer.update(await reader.finalize()), writer.finalize()));
    this.#bundle.end();
    this.#current = null;
    return this.#bundle.take();
  }

  /**
   * Seal the messages and give what is left of the bundle.
   * @returns {Promise<Write[]>}
   */
  async finish() {
    if (this.#next < this.attachments.length) throw new Error("attachments are missing");
    this.#add("case.json", serialise(this.#contents()));
    for (const [place, { envelope }] of this.#dossier.messages.entries()) {
      this.#add(messageFile(place), await seal(this.#key, envelope));
    }
    this.#bundle.finish();
    return this.#bundle.take();
  }

  /**
   * @param {string} name
   * @param {Uint8Array} bytes
   */
  #add(name, bytes) {
    this.#bundle.begin(name, bytes.length);
    this.#bundle.add(bytes);
    this.#bundle.end();
  }

  #open() {
    if (!this.#current) throw new Error("no attachment was begun");
    return this.#current;
  }

  /** What stands in the clear: the records, which are no secret, and what lies where. */
  #contents() {
    const { chain, epoch, messages, findings } = this.#dossier;
    return {
      type: "wbs-export/v1",
      agency: chain.first.agency,
      case: chain.case,
      epoch,
      case_key: this.#key.text,
      records: this.#material.records.map(b64url),
      messages: messages.map(({ message, digest, author }, place) => ({
        file: messageFile(place),
        author,
        seq: message.seq,
        epoch: message.epoch,
        kind: message.kind,
        digest,
      })),
      attachments: this.#listed.map(({ file, attachment: { id }, message }) => ({ file, id, message })),
      findings: findings.map(({ kind, author, seq }) => ({ kind, author, seq })),
    };
  }
}

/** @param {number} place from 0 */
function messageFile(place) {
  return `m/${String(place + 1).padStart(4, "0")}.age`;
}
