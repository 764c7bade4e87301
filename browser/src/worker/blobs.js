/**
 * Collects bytes into a Blob without holding them all: the browser keeps finished pieces where it likes.
 *
 * The type is always that of plain bytes. A reporter names media types; a Blob of type text/html would run as our page.
 */

const PIECE_BYTES = 4 << 20;

export class BlobBuilder {
  /** @type {Blob[]} */
  #pieces = [];
  /** @type {Uint8Array<ArrayBuffer>[]} */
  #held = [];
  #heldBytes = 0;
  /** @param {Uint8Array} bytes copied if they lie in a larger buffer */
  push(bytes) {
    this.#held.push(new Uint8Array(bytes));
    this.#heldBytes += bytes.length;
    if (this.#heldBytes >= PIECE_BYTES) this.#cut();
  }

  /** Give everything as one Blob; nothing may be pushed after. */
  blob() {
    this.#cut();
    return new Blob(this.#pieces, { type: "application/octet-stream" });
  }

  #cut() {
    if (this.#heldBytes > 0) this.#pieces.push(new Blob(this.#held));
    this.#held = [];
    this.#heldBytes = 0;
  }
}
