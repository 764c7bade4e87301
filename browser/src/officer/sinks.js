/**
 * Where an export goes while it is made: into a file that the officer picked, or, where a browser has no such thing,
 * into a Blob that is handed to its downloads when it is whole.
 *
 * Either way nothing is there under the export's name before it is whole, and only sealed bytes ever come here.
 */

import { save } from "./dom.js";

/** @typedef {import("../worker/bundle.js").Write} Write */
/**
 * @typedef {object} Sink
 * @property {boolean} isFile whether the officer picked a file
 * @property {(writes: Write[]) => Promise<void>} write
 * @property {() => Promise<void>} close everything was written
 * @property {() => Promise<void>} discard leave nothing behind; never fails
 */
/**
 * The parts of the File System API that are used, which the types of the language do not have.
 * @typedef {object} PickedFile
 * @property {() => Promise<FileWriter>} createWritable
 * @property {() => Promise<void>} [remove]
 */
/**
 * @typedef {object} FileWriter
 * @property {(what: {type: "write", position: number, data: Uint8Array<ArrayBuffer>}) => Promise<void>} write
 * @property {() => Promise<void>} close
 * @property {() => Promise<void>} abort
 */
/** @typedef {(options: object) => Promise<PickedFile>} Picker */

const PIECE_BYTES = 4 << 20;

/** What kept a picked file from being written: `full` or `unwritable`. */
export class SaveError extends Error {
  /** @param {"full" | "unwritable"} code */
  constructor(code) {
    super(code);
    this.name = "SaveError";
    /** @readonly */
    this.code = code;
  }
}

/**
 * Ask where the export is to go; to be called first thing in what a click starts, or browsers do not ask.
 * @param {string} name
 * @returns {Promise<Sink>}
 * @throws {DOMException} AbortError: the officer picked nothing.
 * @throws {SaveError} what was picked cannot be written.
 */
export async function openSink(name) {
  /** @type {Picker | undefined} */
  const pick = Reflect.get(window, "showSaveFilePicker");
  if (!pick) return new BlobSink(name);
  const types = [{ accept: { "application/zip": [".zip"] } }];
  const file = await pick.call(window, { suggestedName: name, types });
  return FileSink.open(file);
}

/** Gathers writes that follow on one another into pieces of a few MiB. */
class Gathered {
  #carryOut;
  /** @type {Uint8Array<ArrayBuffer>[]} */
  #held = [];
  #start = 0;
  #size = 0;

  /** @param {(at: number, parts: Uint8Array<ArrayBuffer>[], size: number) => Promise<void>} carryOut */
  constructor(carryOut) {
    this.#carryOut = carryOut;
  }

  /** @param {Write[]} writes */
  async take(writes) {
    for (const { at, bytes } of writes) {
      if (at !== this.#start + this.#size || this.#size >= PIECE_BYTES) await this.flush();
      if (this.#size === 0) this.#start = at;
      this.#held.push(bytes);
      this.#size += bytes.length;
    }
  }

  async flush() {
    const [parts, at, size] = [this.#held, this.#start, this.#size];
    this.#held = [];
    this.#start = at + size;
    this.#size = 0;
    if (size > 0) await this.#carryOut(at, parts, size);
  }
}

/** Writes to a picked file. The browser writes beside it, and puts the whole in its place when it is closed. */
class FileSink {
  isFile = true;
  #file;
  #writer;
  #gathered;

  /**
   * @param {PickedFile} file
   * @param {FileWriter} writer
   */
  constructor(file, writer) {
    this.#file = file;
    this.#writer = writer;
    this.#gathered = new Gathered(async (position, parts, size) => {
      await writer.write({ type: "write", position, data: joined(parts, size) });
    });
  }

  /** @param {PickedFile} file */
  static async open(file) {
    try {
      return new FileSink(file, await toldPlainly(() => file.createWritable()));
    } catch (error) {
      await remove(file);
      throw error;
    }
  }

  /** @param {Write[]} writes */
  write(writes) {
    return toldPlainly(() => this.#gathered.take(writes));
  }

  close() {
    return toldPlainly(async () => {
      await this.#gathered.flush();
      await this.#writer.close();
    });
  }

  async discard() {
    await this.#writer.abort().catch(() => undefined);
    await remove(this.#file);
  }
}

/** Keeps pieces as Blobs, and hands them to the browser's downloads as one. */
class BlobSink {
  isFile = false;
  #name;
  /** @type {Array<{at: number, piece: Blob}>} */
  #pieces = [];
  #gathered;

  /** @param {string} name */
  constructor(name) {
    this.#name = name;
    this.#gathered = new Gathered(async (at, parts) => {
      this.#pieces.push({ at, piece: new Blob(parts) });
    });
  }

  /** @param {Write[]} writes */
  write(writes) {
    return this.#gathered.take(writes);
  }

  async close() {
    await this.#gathered.flush();
    const inPlace = this.#pieces.sort((left, right) => left.at - right.at).map(({ piece }) => piece);
    save(new Blob(inPlace, { type: "application/octet-stream" }), this.#name);
  }

  async discard() {
    this.#pieces = [];
  }
}

/**
 * Take a picked file away: picking made it, or emptied it.
 * @param {PickedFile} file
 */
async function remove(file) {
  await file.remove?.().catch(() => undefined);
}

/**
 * @param {Uint8Array<ArrayBuffer>[]} parts
 * @param {number} size
 */
function joined(parts, size) {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * @template Result
 * @param {() => Promise<Result>} act
 * @returns {Promise<Result>}
 * @throws {SaveError}
 */
async function toldPlainly(act) {
  try {
    return await act();
  } catch (error) {
    const isFull = error instanceof DOMException && error.name === "QuotaExceededError";
    throw new SaveError(isFull ? "full" : "unwritable");
  }
}
