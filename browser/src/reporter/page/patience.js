/** Tries again what a lost connection or a busy server kept from happening, with growing pauses that people can see. */

import { ApiError } from "../api.js";

const PASSING = ["offline", "unavailable", "too-slow", "too-many", "failed", "unreadable"];
const FIRST_SECONDS = 1;
const LONGEST_SECONDS = 60;

/** @typedef {{code: string, seconds: number}} Pause Why it did not work, and when it is tried again. */

/**
 * Say whether trying again may change what went wrong.
 * @param {unknown} error
 * @returns {error is ApiError}
 */
export function isPassing(error) {
  return error instanceof ApiError && PASSING.includes(error.code);
}

export class Patience {
  #onPause;
  #wait;
  /** @type {() => void} */
  #wake = () => {};

  /**
   * @param {(pause: Pause | null) => void} onPause hears of every pause, and null once it goes on
   * @param {(seconds: number) => Promise<void>} [wait]
   */
  constructor(onPause, wait = seconds) {
    this.#onPause = onPause;
    this.#wait = wait;
  }

  /**
   * Do something until it works.
   * @template Result
   * @param {(tries: number) => Promise<Result>} act told how often it failed before
   * @param {AbortSignal} [signal]
   * @returns {Promise<Result>}
   * @throws {ApiError} an answer that trying again would not change.
   */
  async until(act, signal) {
    for (let tries = 0; ; tries += 1) {
      try {
        const result = await act(tries);
        if (tries > 0) this.#onPause(null);
        return result;
      } catch (error) {
        if (!isPassing(error)) {
          if (tries > 0) this.#onPause(null);
          throw error;
        }
        await this.#pause(error.code, Math.min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** tries), signal);
      }
    }
  }

  /** Try again now. */
  again() {
    this.#wake();
  }

  /**
   * @param {string} code
   * @param {number} length
   * @param {AbortSignal} [signal]
   */
  async #pause(code, length, signal) {
    const woken = new Promise((resolve) => {
      this.#wake = () => resolve(undefined);
      signal?.addEventListener("abort", resolve, { once: true });
    });
    this.#onPause({ code, seconds: length });
    await Promise.race([woken, this.#wait(length)]);
    if (!signal?.aborted) return;
    this.#onPause(null);
    signal.throwIfAborted();
  }
}

/** @param {number} length */
function seconds(length) {
  return /** @type {Promise<void>} */ (new Promise((resolve) => setTimeout(resolve, length * 1000)));
}
