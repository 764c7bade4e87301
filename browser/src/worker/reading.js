/** Reads a file from its beginning to its end; holds two reads of 4 MiB at most, however large the file is. */

const READ_BYTES = 1 << 22; // each read waits for another process of the browser: not too small

export class Reading {
  #file;
  #held = new Uint8Array(0);
  #asked = 0;
  /** @type {Promise<ArrayBuffer> | null} */
  #ahead = null;

  /** @param {Blob} file */
  constructor(file) {
    this.#file = file;
    /** How many bytes were not given yet. */
    this.left = file.size;
  }

  /**
   * Give the next bytes, while any are left; the next read goes on meanwhile.
   * @param {number} most
   * @throws {Error} the file cannot be read, or has changed.
   */
  async next(most) {
    if (this.#held.length === 0) this.#held = await this.#read();
    const bytes = this.#held.subarray(0, most);
    this.#held = this.#held.subarray(bytes.length);
    this.left -= bytes.length;
    return bytes;
  }

  async #read() {
    const bytes = new Uint8Array(await (this.#ahead ?? this.#ask()));
    if (bytes.length !== Math.min(READ_BYTES, this.left)) throw new Error("the file changed while it was read");
    this.#ahead = this.#asked < this.#file.size ? this.#ask() : null;
    this.#ahead?.catch(() => {}); // whoever asks for it is told
    return bytes;
  }

  #ask() {
    const start = this.#asked;
    this.#asked += READ_BYTES;
    return this.#file.slice(start, this.#asked).arrayBuffer();
  }
}
