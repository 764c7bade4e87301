/** What officers' forms are made of: labelled fields, and drafts that follow what is typed into them. */

import { el } from "../dom.js";

const MAX_LINE = 120;
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
export function line(id, { value = "", most = MAX_LINE } = {}) {
  return el("input", { id, type: "text", maxlength: most, value, autocomplete: "off", spellcheck: "false" });
}

/**
 * @param {string} id
 * @param {{min?: string, max?: string}} [bounds]
 */
export function date(id, { min, max } = {}) {
  return el("input", { id, type: "date", min, max });
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
 * Let a field show a member of a draft, and the member follow what is typed.
 * @template {string} Name
 * @template {HTMLInputElement | HTMLTextAreaElement} Field
 * @param {Field} field
 * @param {Partial<Record<Name, string>>} draft
 * @param {Name} name
 */
export function follow(field, draft, name) {
  field.value = draft[name] ?? "";
  field.addEventListener("input", () => {
    draft[name] = field.value;
  });
  return field;
}

/**
 * Give a labelled choice.
 * @param {string} id
 * @param {string} label
 * @param {Record<string, string>} names
 * @param {string} value
 * @param {(value: string) => void} take
 * @param {string} [nothing] what stands for no choice
 */
export function choice(id, label, names, value, take, nothing = "–") {
  const field = select(id, [["", nothing], ...Object.entries(names)], value);
  field.addEventListener("change", () => take(field.value));
  return pick(label, field);
}
