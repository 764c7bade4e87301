/** The field for the twelve words, which are checked and turned into credentials by the worker and sent nowhere. */

import { mark, showFlaws } from "../page/flaws.js";
import { byId, text } from "../page/markup.js";

export class WordsField {
  #field = /** @type {HTMLTextAreaElement} */ (byId("words"));
  #keeper;

  /** @param {import("../../shared/keeper.js").Keeper<import("../opening/opener.js").Opener>} keeper */
  constructor(keeper) {
    this.#keeper = keeper;
    this.#field.addEventListener("input", () => this.#check());
    this.#check(); // at once: the request for the worker must not tell when somebody begins to type
  }

  /** Give what the words ask with; say what is wrong with them if they are not twelve that belong together. */
  async enter() {
    const { credentials, wrong } = await this.#keeper.ask("enter", { text: this.#field.value });
    if (!credentials) showFlaws([{ field: "words", text: this.#flaw(wrong) }]);
    return credentials;
  }

  clear() {
    this.#field.value = "";
  }

  focus() {
    this.#field.focus();
  }

  /** Point out words that are not on the list while they are typed. */
  async #check() {
    if (document.getElementById("t-stopped-h")) return; // else each letter fails anew, and the notice takes the focus
    const typed = this.#field.value;
    const { wrong } = await this.#keeper.ask("check", { text: typed }).catch(() => ({ wrong: [] }));
    if (typed === this.#field.value) mark(byId("words-e"), wrong.length > 0 ? placesText(wrong) : "");
  }

  /** @param {number[]} wrong */
  #flaw(wrong) {
    if (wrong.length > 0) return placesText(wrong);
    return text(this.#field.value.trim() === "" ? "words-missing" : "words-wrong");
  }
}

/** @param {number[]} places */
function placesText(places) {
  return text(`words-unknown-${places.length === 1 ? "one" : "many"}`, { places: places.join(", ") });
}
