/** One part of the form at a time, with the way back in the browser's own button; nothing is put into the address. */

import { clone, fill, inside, lead, onActs, show } from "../page/markup.js";

/**
 * @typedef {object} Acts
 * @property {(part: HTMLElement) => boolean} mayLeave asked before a part is left forwards
 * @property {() => void} send
 * @property {(part: HTMLElement) => void} shown
 */

export class Steps {
  #place = clone("t-step");
  #row = clone("t-steps");
  #at = 0;
  #mayLeave;
  #shown;
  #ended = new AbortController();

  /**
   * @param {HTMLElement} form its parts are the steps; the last one sends
   * @param {Acts} acts
   */
  constructor(form, { mayLeave, send, shown }) {
    /** @readonly */
    this.parts = /** @type {HTMLElement[]} */ ([...form.querySelectorAll(".part")]);
    this.#mayLeave = mayLeave;
    this.#shown = shown;
    form.prepend(this.#place);
    this.parts.at(-1)?.after(this.#row);
    onActs(this.#row, { back: () => history.back(), next: () => this.#next(), send });
    history.replaceState({ step: 0 }, "");
    addEventListener("popstate", ({ state }) => this.#show(state?.step ?? 0), { signal: this.#ended.signal });
    this.#show(0, false);
  }

  /** The part that is shown. */
  get part() {
    return this.parts[this.#at];
  }

  /**
   * Go to the part that holds an element, if another one is shown.
   * @param {Element} element
   */
  goTo(element) {
    const at = this.parts.findIndex((part) => part.contains(element));
    if (at >= 0 && at !== this.#at) this.#go(at);
  }

  /** @param {boolean} isAllowed */
  allowSending(isAllowed) {
    show(inside(this.#row, "act", "send"), isAllowed && this.#isLast);
  }

  /** Leave the browser's way back alone from now on. */
  end() {
    this.#ended.abort();
  }

  get #isLast() {
    return this.#at === this.parts.length - 1;
  }

  #next() {
    if (this.#mayLeave(this.part)) this.#go(this.#at + 1);
  }

  /** @param {number} at */
  #go(at) {
    history.pushState({ step: at }, "");
    this.#show(at);
  }

  /**
   * @param {number} at
   * @param {boolean} [isMoved]
   */
  #show(at, isMoved = true) {
    this.#at = Math.min(at, this.parts.length - 1);
    this.parts.forEach((part, place) => show(part, place === this.#at));
    fill(this.#place, { step: this.#at + 1, steps: this.parts.length });
    show(inside(this.#row, "act", "back"), this.#at > 0);
    show(inside(this.#row, "act", "next"), !this.#isLast);
    this.allowSending(false);
    const heading = /** @type {HTMLElement} */ (this.part.querySelector("h2"));
    heading.setAttribute("aria-describedby", this.#place.id);
    if (isMoved) {
      lead(heading);
      this.#place.scrollIntoView();
    }
    this.#shown(this.part);
  }
}
