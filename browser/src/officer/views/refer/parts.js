/** What the panels of a hand-over are made of: fields, what a text gives away, paper. */

import { el, fill } from "../../dom.js";
import { OTHER, reasonsOf } from "../../../shared/workflow.js";
import { nameOf } from "../../words/index.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../../worker/referring.js").Told} Told */

const MAX_TEXT = 5_000;

/**
 * A label with its field and hint.
 * @param {string} label
 * @param {HTMLElement} field with an id
 * @param {string} [hint]
 */
export function pick(label, field, hint = "") {
  const described = hint !== "" && el("p", { class: "hint", id: `${field.id}-hint` }, hint);
  if (described) field.setAttribute("aria-describedby", `${field.id}-hint`);
  return el("div", { class: "pick" }, el("label", { for: field.id }, label), described, field);
}

/**
 * @param {string} id
 * @param {{value?: string, rows?: number, most?: number}} [more]
 */
export function area(id, { value = "", rows = 3, most = MAX_TEXT } = {}) {
  const field = el("textarea", { id, rows, maxlength: most, spellcheck: "false" });
  field.value = value;
  return field;
}

/**
 * @param {string} id
 * @param {{value?: string, most?: number}} [more]
 */
export function line(id, { value = "", most = 120 } = {}) {
  return el("input", { id, type: "text", maxlength: most, value, autocomplete: "off", spellcheck: "false" });
}

/**
 * @param {string} id
 * @param {Array<[string, string, boolean?]>} options value, text, and whether it cannot be chosen
 * @param {string} chosen
 */
export function select(id, options, chosen = "") {
  const made = options.map(([value, text, disabled = false]) => el("option", { value, disabled }, text));
  const field = el("select", { id }, ...made);
  field.value = chosen;
  return field;
}

/**
 * What the reporter is told with a hand-over: why, and words.
 * @param {App} app
 * @param {string} reason proposed
 */
export function toldFields({ words }, reason) {
  const { refer: say, steps } = words;
  const reasons = reasonsOf("passed-on").map((slug) => {
    return /** @type {[string, string]} */ ([slug, nameOf(steps.reasons, slug)]);
  });
  const why = select("refer-reason", reasons, reason);
  const text = area("refer-told");
  return {
    fields: [pick(say.reason, why), pick(say.told, text, say.toldHint)],
    text,
    /** @returns {Told} */
    told: () => ({ reason: why.value, text: text.value }),
    isFlawed: () => why.value === OTHER && text.value.trim() === "",
  };
}

/**
 * Say what of a text could tell who reported, or whom, while it is written.
 * @param {App} app
 * @param {HTMLTextAreaElement} field
 */
export function review({ keeper, words }, field) {
  const { refer: say } = words;
  const note = el("div", { class: "review", role: "status" });
  const look = async () => {
    const { flags } = await keeper.ask("reviewText", { text: field.value }).catch(() => ({ flags: [] }));
    const found = flags.map((flag) => el("li", {}, say.flags[flag]));
    fill(note, found.length > 0 && el("p", { class: "note warn" }, say.flagged), el("ul", {}, ...found));
  };
  field.addEventListener("change", () => void look());
  void look();
  return note;
}
