/** Does one thing at a time, and tells in its place what goes on, what it waits for, and why it does not go on. */

import { clone, inside, lead, text } from "../page/markup.js";
import { Patience } from "../page/patience.js";

export class Work {
  /** What waits for a server that cannot be reached. */
  patience = new Patience((pause) => this.#tell(pause));
  /** @type {AbortController | null} What is going on. */
  #going = null;
  /** @type {HTMLElement | null} Where that is told. */
  #told = null;
  #place;
  #explain;

  /**
   * @param {HTMLElement} root where things are told until something is done elsewhere
   * @param {(error: unknown) => void} explain what failed
   */
  constructor(root, explain) {
    this.#place = inside(root, "part", "trouble");
    this.#explain = explain;
  }

  /** Say whether something is going on; bring people to where that is told, so that no press is lost in silence. */
  isBusy() {
    if (this.#going && this.#told) lead(this.#told);
    return this.#going !== null;
  }

  stop() {
    this.#going?.abort();
  }

  /**
   * Do something and say what goes on; explain if it fails.
   * @template Result
   * @param {HTMLElement} root where it is told
   * @param {string} key of what goes on
   * @param {(signal: AbortSignal) => Promise<Result>} act
   * @returns {Promise<Result | undefined>} nothing if it failed, was stopped, or something else is going on
   */
  async run(root, key, act) {
    if (this.isBusy()) return undefined;
    const going = new AbortController();
    this.#going = going;
    this.#place = inside(root, "part", "trouble");
    this.#place.replaceChildren();
    this.#told = inside(root, "part", "busy");
    this.#told.textContent = text(key);
    let problem;
    try {
      return await act(going.signal);
    } catch (error) {
      problem = error;
    } finally {
      this.#going = null;
      inside(root, "part", "busy").textContent = "";
    }
    if (!going.signal.aborted) this.#explain(problem);
    return undefined;
  }

  /**
   * Show a notice where something was going on.
   * @param {string} id of its template
   */
  notice(id) {
    this.#place.replaceChildren(clone(id));
    lead(/** @type {HTMLElement} */ (this.#place.firstElementChild));
  }

  /** @param {import("../page/patience.js").Pause | null} pause */
  #tell(pause) {
    const id = pause?.code === "offline" ? "t-offline" : "t-busy";
    this.#place.replaceChildren(...(pause ? [clone(id, { ...pause })] : []));
  }
}
