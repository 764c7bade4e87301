/**
 * Unsent text over a lock: sealed to the officer's own key before the keys go, opened again after the next sign-in.
 *
 * So a lock neither loses what was written nor leaves it readable. Chosen files are not kept.
 */

/** @typedef {import("./views/case.js").CaseState} CaseState */
/** @typedef {import("./views/inside.js").NoteDraft} NoteDraft */
/** @typedef {import("./views/reply.js").Draft} Draft */
/** @typedef {import("./views/steps.js").StepDraft} StepDraft */
/** @typedef {{draft: Pick<Draft, "text">, note: NoteDraft, step: StepDraft}} Kept */
/** @typedef {import("./keeper.js").Keeper} Keeper */

export class Drafts {
  /** @type {Map<string, Uint8Array>} Sealed, by officer and case or section. */
  #sealed = new Map();

  /** Whether anything is kept. */
  get isEmpty() {
    return this.#sealed.size === 0;
  }

  /**
   * @param {Keeper} keeper
   * @param {{agency: string, id: string}} officer
   * @param {CaseState} state
   */
  async keep(keeper, officer, state) {
    const { name, draft, note, step } = state;
    if (!state.hasWords()) return;
    /** @type {Kept} */
    const kept = { draft: { text: draft.text }, note, step };
    await this.keepText(keeper, placeOf(officer, name), JSON.stringify(kept));
  }

  /**
   * Keep what a section's state wants to be kept.
   * @param {Keeper} keeper
   * @param {{agency: string, id: string}} officer
   * @param {Array<{name: string, text: string}>} sections
   */
  async keepSections(keeper, officer, sections) {
    for (const { name, text } of sections) await this.keepText(keeper, sectionOf(officer, name), text);
  }

  /**
   * Give back what was kept for a section, once.
   * @param {Keeper} keeper
   * @param {{agency: string, id: string}} officer
   * @param {string} name
   * @returns {Promise<string | null>}
   */
  takeSection(keeper, officer, name) {
    return this.takeText(keeper, sectionOf(officer, name));
  }

  /**
   * Give back what was kept for a case, once.
   * @param {Keeper} keeper
   * @param {{agency: string, id: string}} officer
   * @param {import("./api.js").CaseName} name
   * @returns {Promise<Kept | null>}
   */
  async take(keeper, officer, name) {
    const text = await this.takeText(keeper, placeOf(officer, name));
    return text === null ? null : JSON.parse(text);
  }

  /**
   * @param {Keeper} keeper
   * @param {string} place
   * @param {string} text
   */
  async keepText(keeper, place, text) {
    const { sealed } = await keeper.ask("sealDraft", { text });
    this.#sealed.set(place, sealed);
  }

  /**
   * @param {Keeper} keeper
   * @param {string} place
   */
  async takeText(keeper, place) {
    const sealed = this.#sealed.get(place);
    if (!sealed) return null;
    const { text } = await keeper.ask("openDraft", { sealed });
    this.#sealed.delete(place);
    return text;
  }
}

/**
 * @param {{agency: string, id: string}} officer
 * @param {string} name
 */
function sectionOf(officer, name) {
  return [officer.agency, officer.id, name].join(" ");
}

/**
 * @param {{agency: string, id: string}} officer
 * @param {import("./api.js").CaseName} name
 */
function placeOf(officer, name) {
  return [officer.agency, officer.id, name.agency, name.case].join(" ");
}
