/** What the parts of the account share: reading how the factors stand, times, what a part says of itself. */

import { el } from "../../dom.js";
import { badNote, problemText } from "../../problems.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {{credential: string, added: string, last_used: string | null, unlocks: boolean}} Passkey */
/**
 * @typedef {object} Factors
 * @property {string} login
 * @property {string} salt
 * @property {number} codes_left
 * @property {string[]} codes_used
 * @property {Passkey[]} passkeys
 */

/** What a part was told by the server: nothing yet, an answer, or an error. @template Answer */
export class Loaded {
  /** @type {Answer | null} */
  answer = null;
  /** @type {unknown} */
  error = null;
  isLoading = false;
  /** What was done last, in words. */
  told = "";

  /** Let the next drawing read again. */
  forget() {
    this.answer = null;
    this.error = null;
  }
}

/**
 * Give what was read, or what stands in its place meanwhile; the first drawing reads.
 * @template Answer
 * @param {App} app
 * @param {Loaded<Answer>} state
 * @param {() => Promise<Answer>} read
 * @param {() => void} redraw
 * @returns {{answer: Answer} | {instead: HTMLElement}}
 */
export function loaded(app, state, read, redraw) {
  if (state.answer) return { answer: state.answer };
  if (state.error) {
    const again = () => {
      state.forget();
      redraw();
    };
    const retry = el("button", { type: "button", class: "sbtn", click: again }, app.words.frame.tryAgain);
    return { instead: badNote(app.words.problems.title, problemText(app.words, state.error), retry) };
  }
  if (!state.isLoading) void load(app, state, read, redraw);
  return { instead: el("p", { class: "soft", role: "status" }, app.words.account.loading) };
}

/**
 * @template Answer
 * @param {App} app
 * @param {Loaded<Answer>} state
 * @param {() => Promise<Answer>} read
 * @param {() => void} redraw
 */
async function load(app, state, read, redraw) {
  state.isLoading = true;
  try {
    state.answer = await app.busy(read);
  } catch (error) {
    state.error = error;
  }
  state.isLoading = false;
  if (app.officer) redraw();
}

/**
 * @param {App} app
 * @returns {Promise<Factors>}
 */
export function readFactors(app) {
  return app.api.ask("GET", "me/second-factors");
}

/**
 * Say what was done.
 * @param {{told: string}} state
 */
export function toldNote({ told }) {
  return told !== "" && el("div", { class: "note ok", role: "status" }, el("p", {}, told));
}
