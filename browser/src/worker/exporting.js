/**
 * Makes the bundle of an export (docs/spec/bundle.md): every message and attachment as an age file sealed to the newest
 * case key, so that a stock age program and that one key open all of it.
 *
 * Attachments are sealed anew as they stream through; a bundle of any size passes in bounded memory.
 */

import { seal, sealStream } from "../protocol/age.js";
import { AttachmentReader } from "../protocol/bulk.js";
import { b64url, fromB64url } from "../protocol/bytes.js";
import { serialise } from "../protocol/canonical.js";
import { BlobBuilder } from "./blobs.js";
import { Crc32, entryOf, writeBundle } from "./bundle.js";

/** @typedef {import("../protocol/documents.d.ts").Attachment} Attachment */
/** @typedef {import("../protocol/keys.js").HybridPublicKey} HybridPublicKey */
/** @typedef {import("../protocol/dossier.js").Dossier} Dossier */
/** @typedef {import("./bundle.js").Entry} Entry */

/** An age file that is written while its plaintext streams in. */
class Resealing {
  #writer;
  #content = new BlobBuilder();
  #crc = new Crc32();
  #whole;

  /** @param {HybridPublicKey} key */
  constructor(key) {
    /** @type {TransformStream<Uint8Array, Uint8Array>} */
    const pipe = new TransformStream();
    this.#writer = pipe.writable.getWriter();
    this.#whole = sealStream(key, pipe.readable).then((sealed) => this.#collect(sealed));
    this.#whole.catch(() => undefined); // told again, and heard, by `finish`
  }

  /** @param {Uint8Array} plaintext */
  async push(plaintext) {
    if (plaintext.length > 0) await this.#writer.write(plaintext);
  }

  /**
   * @param {string} name
   * @returns {Promise<Entry>}
   */
  async finish(name) {
    await this.#writer.close();
    await this.#whole;
    return { name, parts: this.#content.pieces(), size: this.#content.size, crc: this.#crc.value };
  }

  /** @param {ReadableStream<Uint8Array>} sealed */
  async #collect(sealed) {
    const reader = sealed.getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      this.#crc.update(piece.value);
      this.#content.push(piece.value);
    }
  }
}

export class Exporting {
  #dossier;
  #material;
  #key;
  /** @type {Entry[]} */
  #entries = [];
  /** @type {Array<{file: string, id: string, message: string}>} */
  #listed = [];
  /** @type {{reader: AttachmentReader, resealing: Resealing, name: string} | null} */
  #current = null;

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
    /** @readonly Attachments still to be pushed, in order. */
    this.attachments = files.map(({ attachment, message }, place) => ({
      attachment,
      message,
      file: `a/${String(place + 1).padStart(2, "0")}.age`,
    }));
  }

  /**
   * Begin with one attachment.
   * @param {string} id
   */
  beginAttachment(id) {
    const found = this.attachments.find(({ attachment }) => attachment.id === id);
    if (!found) throw new Error("an attachment that the case does not have");
    const { attachment, message, file } = found;
    const reader = new AttachmentReader(fromB64url(attachment.id), fromB64url(attachment.key), attachment.size);
    this.#current = { reader, resealing: new Resealing(this.#key), name: file };
    this.#listed.push({ file, id, message });
  }

  /**
   * @param {Uint8Array} stored
   * @throws {UnsealError | FormatError} altered bytes.
   */
  async push(stored) {
    const { reader, resealing } = this.#open();
    await resealing.push(await reader.update(stored));
  }

  /**
   * End the attachment that was begun.
   * @throws {UnsealError | FormatError} cut off, altered, or of another size.
   */
  async endAttachment() {
    const { reader, resealing, name } = this.#open();
    await resealing.push(await reader.finalize());
    this.#entries.push(await resealing.finish(name));
    this.#current = null;
  }

  /** Seal the messages and give the whole bundle. */
  async finish() {
    for (const [place, { envelope }] of this.#dossier.messages.entries()) {
      const sealed = await seal(this.#key, envelope);
      this.#entries.push(entryOf(messageFile(place), new Uint8Array(sealed)));
    }
    this.#entries.push(entryOf("case.json", serialise(this.#contents())));
    return writeBundle(this.#entries);
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
      attachments: this.#listed,
      findings: findings.map(({ kind, author, seq }) => ({ kind, author, seq })),
    };
  }
}

/** @param {number} place from 0 */
function messageFile(place) {
  return `m/${String(place + 1).padStart(4, "0")}.age`;
}
