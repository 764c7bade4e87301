/** Takes a file of a message along: stored bytes through the worker into the browser's downloads. */

import { ApiError, getAttachment } from "../api.js";
import { KeeperError } from "../../shared/keeper.js";
import { fill, inside, lead, show, text } from "../page/markup.js";

/** @typedef {import("../opening/opener.js").Opener} Opener */
/** @typedef {import("../../shared/keeper.js").Keeper<Opener>} Keeper */

const SAVED_MS = 60_000;

/** Files that are being taken along, by their lines. */
export class Takings {
  /** @type {Map<HTMLElement, AbortController>} */
  #going = new Map();
  #keeper;
  #onProgress;

  /**
   * @param {Keeper} keeper
   * @param {() => void} onProgress
   */
  constructor(keeper, onProgress) {
    this.#keeper = keeper;
    this.#onProgress = onProgress;
  }

  /**
   * @param {HTMLElement} line of the file
   * @param {import("../api.js").Credentials} credentials
   */
  async take(line, credentials) {
    if (this.#going.has(line)) return;
    const ended = new AbortController();
    this.#going.set(line, ended);
    await take(line, { keeper: this.#keeper, credentials, signal: ended.signal, onProgress: this.#onProgress });
    this.#going.delete(line);
  }

  /** @param {HTMLElement} line of the file */
  stop(line) {
    this.#going.get(line)?.abort();
  }

  stopAll() {
    for (const ended of this.#going.values()) ended.abort();
    this.#going.clear();
  }
}

/**
 * Give the line of a file that a button stands in.
 * @param {HTMLElement} button
 */
export function lineOf(button) {
  return /** @type {HTMLElement} */ (button.closest("li"));
}

/**
 * Take one file along and tell at its line how far it has come. Nothing is given out before its end was authenticated.
 * @param {HTMLElement} line of the file
 * @param {object} means
 * @param {Keeper} means.keeper
 * @param {import("../api.js").Credentials} means.credentials
 * @param {AbortSignal} means.signal
 * @param {() => void} means.onProgress
 */
async function take(line, { keeper, credentials, signal, onProgress }) {
  const id = String(line.dataset.id);
  const tell = (/** @type {number} */ share) => {
    inside(line, "part", "bar").setAttribute("value", String(share));
    onProgress();
  };
  showBusy(line, true);
  tellState(line, "");
  try {
    const blob = await opened(id, { keeper, credentials, signal, tell });
    save(blob, String(line.querySelector("[data-slot=name]")?.textContent));
    tellState(line, "take-done");
  } catch (error) {
    if (!signal.aborted) tellState(line, reasonOf(error));
  }
  showBusy(line, false);
}

/**
 * @param {string} id
 * @param {{keeper: Keeper, credentials: import("../api.js").Credentials, signal: AbortSignal,
 *   tell: (share: number) => void}} means
 */
async function opened(id, { keeper, credentials, signal, tell }) {
  const { job, length } = await keeper.ask("beginTaking", { id });
  try {
    const reader = (await getAttachment(id, credentials, signal)).getReader();
    let taken = 0;
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      const chunk = new Uint8Array(piece.value); // a copy that may be handed over
      taken += chunk.length;
      await keeper.ask("push", { job, chunk }, { transfer: [chunk.buffer] });
      signal.throwIfAborted();
      tell(taken / length);
    }
    return await keeper.ask("finish", { job });
  } finally {
    keeper.ask("cancel", { job }).catch(() => {});
  }
}

/**
 * @param {HTMLElement} line
 * @param {string} key empty for nothing
 */
function tellState(line, key) {
  fill(line, { state: key && text(key) });
  const isWrong = key !== "" && key !== "take-done";
  inside(line, "slot", "state").className = isWrong ? "err" : "soft";
}

/** @param {unknown} error */
function reasonOf(error) {
  if (error instanceof KeeperError && error.code.startsWith("refused")) return "take-failed";
  if (error instanceof ApiError && error.code === "not-found") return "take-gone";
  return "take-broken";
}

/**
 * @param {HTMLElement} line
 * @param {boolean} isBusy
 */
function showBusy(line, isBusy) {
  const [stop, start] = [inside(line, "act", "untake"), inside(line, "act", "take")];
  const hadFocus = document.activeElement === stop;
  show(inside(line, "part", "bar"), isBusy);
  show(stop, isBusy);
  start.setAttribute("aria-disabled", String(isBusy));
  if (hadFocus) lead(start);
}

/**
 * Hand a file to the browser's downloads.
 * @param {Blob} blob of plain bytes, whatever the message calls them
 * @param {string} name
 */
function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), SAVED_MS);
}
