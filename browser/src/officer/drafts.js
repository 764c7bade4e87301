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
  /** @type {Map<string, Uint8Array>} Sealed, by officer and case. */
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
    const text = JSON.stringify(kept);
    const { sealed } = await keeper.ask("sealDraft", { text });
    this.#sealed.set(placeOf(officer, name), sealed);
  }

  /**
   * Give back what was kept for a case, once.
   * @param {Keeper} keeper
   * @param {{agency: string, id: string}} officer
   * @param {import("./api.js").CaseName} name
   * @returns {Promise<Kept | null>}
   */
  async take(keeper, officer, name) {
    const place = placeOf(officer, name);
    const sealed = this.#sealed.get(place);
    if (!sealed) return null;
    const { text } = await keeper.ask("openDraft", { sealed });
    this.#sealed.delete(place);
    return JSON.parse(text);
  }
}

/**
 * @param {{agency: string, id: string}} officer
 * @param {import("./api.js").CaseName} name
 */
function placeOf(officer, name) {
  return [officer.agency, officer.id, name.agency, name.case].join(" ");
}
