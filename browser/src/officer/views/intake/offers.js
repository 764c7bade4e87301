/** What agencies' rules offer to whoever reports: kinds of matters, ways to appear. Never a reason to refuse a report. */

import { CATALOGUES } from "../../words/index.js";

/** @typedef {{agency: string, categories: string[], identity_modes: string[]}} Offer */

const MODES = ["anonymous", "confidential", "named"];
const CATEGORIES = Object.keys(CATALOGUES.id.categories);

/** Agencies that are not named here have no rules of their own, and offer everything. */
export class Offers {
  /** @type {Map<string, Offer>} */
  #own = new Map();

  /** @param {Offer[]} [own] */
  constructor(own = []) {
    for (const offer of own) this.#own.set(offer.agency, offer);
  }

  /** @param {string} agency where the matter belongs */
  categories(agency) {
    return this.#own.get(agency)?.categories ?? CATEGORIES;
  }

  /** @param {string} agency that reads the report */
  modes(agency) {
    return this.#own.get(agency)?.identity_modes ?? MODES;
  }
}
