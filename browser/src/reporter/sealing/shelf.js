/** The files that a worker of the reporters' pages encrypts. */

import { Sending } from "../../worker/sending.js";

export class Shelf {
  /** @type {Map<string, Sending>} */
  #files = new Map();

  /**
   * Begin to encrypt a file.
   * @param {{file: File | Blob, name: string}} given
   * @returns {{id: string, token: string, length: number}}
   */
  add({ file, name }) {
    const sending = new Sending(file instanceof File ? file : new File([file], name, { type: file.type }));
    this.#files.set(sending.id, sending);
    return { id: sending.id, token: sending.token, length: sending.length };
  }

  /**
   * Give the next encrypted part of a file: 1 MiB, the last one shorter.
   * @param {{id: string, room?: Uint8Array<ArrayBuffer>}} given `room` is a part that has been sent
   * @returns {Promise<Uint8Array<ArrayBuffer>>}
   * @throws {Error} the file cannot be read, or has changed.
   */
  async nextPart({ id, room }) {
    return this.#file(id).nextPart(room);
  }

  /**
   * Forget a file.
   * @param {{id: string}} given
   */
  forget({ id }) {
    this.#files.delete(id);
  }

  /**
   * Give what is known of files that a message is to carry.
   * @param {string[]} ids
   */
  sendings(ids) {
    return ids.map((id) => this.#file(id));
  }

  /** @param {string} id */
  #file(id) {
    const sending = this.#files.get(id);
    if (!sending) throw new Error("no such file");
    return sending;
  }
}
