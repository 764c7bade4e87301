/**
 * Encrypts one file in parts as the uploads APIs take them: 1 MiB each, the last one shorter.
 *
 * No stored length is a multiple of 1 MiB, so the last part is always shorter (docs/spec/attachment.md). At any time
 * it holds what its reading holds, 1 MiB of it encrypted, and two parts, however large the file is.
 */

import { AttachmentWriter, encryptedSize } from "../protocol/bulk.js";
import { b64url, randomBytes } from "../protocol/bytes.js";
import { press } from "../shared/pressure.js";
import { Reading } from "./reading.js";

/** @typedef {import("../protocol/documents.d.ts").Attachment} Attachment */

const PART_BYTES = 1 << 20;
const PRESSURE_BYTES = 8e6;
const TOKEN_BYTES = 32;
const MAX_NAME = 255;
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,50}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,60}$/;

export class Sending {
  #file;
  #reading;
  #writer = new AttachmentWriter();
  /** @type {Uint8Array[]} Encrypted, in no part yet. */
  #ready = [];
  /** @type {ArrayBuffer[]} Of parts that are done with. */
  #rooms = [];
  #made = 0;
  /** @type {Promise<Uint8Array<ArrayBuffer>> | null} */
  #next = null;

  /** @param {File} file */
  constructor(file) {
    this.#file = file;
    this.#reading = new Reading(file);
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

  /**
   * Give the next part. The one behind it is made meanwhile, so that encrypting and sending go on side by side.
   * @param {Uint8Array<ArrayBuffer>} [room] a part that is done with: its memory is used again
   * @returns {Promise<Uint8Array<ArrayBuffer>>}
   * @throws {Error} the file cannot be read, or changed meanwhile.
   */
  nextPart(room) {
    if (room?.buffer.byteLength === PART_BYTES) this.#rooms.push(room.buffer);
    const part = this.#next ?? this.#make();
    this.#next = part.then(() => this.#make());
    this.#next.catch(() => {}); // whoever asks for it is told
    return part;
  }

  async #make() {
    const size = Math.min(PART_BYTES, this.length - this.#made);
    const part = new Uint8Array(this.#rooms.pop() ?? new ArrayBuffer(size), 0, size);
    for (let at = 0; at < size;) {
      if (this.#ready.length === 0) this.#ready = await this.#encryptMore();
      at += this.#fill(part.subarray(at));
    }
    this.#made += size;
    press(PRESSURE_BYTES);
    return part;
  }

  async #encryptMore() {
    if (this.#reading.left > 0) return this.#writer.update(await this.#reading.next(PART_BYTES));
    return this.#writer.missing > 0 ? this.#writer.pad(PART_BYTES) : this.#writer.finalize();
  }

  /**
   * Move what is ready; keep what finds no room.
   * @param {Uint8Array} room
   */
  #fill(room) {
    let at = 0;
    for (const piece of this.#ready.splice(0)) {
      const fitting = piece.subarray(0, room.length - at);
      room.set(fitting, at);
      at += fitting.length;
      if (fitting.length < piece.length) this.#ready.push(piece.subarray(fitting.length));
    }
    return at;
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
