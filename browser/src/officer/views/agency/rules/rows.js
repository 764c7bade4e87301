/** A list of things with the same fields, which grows and shrinks: one group of inputs a thing. */

import { el } from "../../../dom.js";

/**
 * @typedef {object} Column
 * @property {string} name
 * @property {string} label
 * @property {"text" | "date" | "long" | Array<[string, string]>} kind an array offers a choice of values with names
 * @property {boolean} [needed]
 * @property {number} [most] characters
 */

/** @typedef {Record<string, string>} Row */

/**
 * Make an editor; `read` gives the rows in which anything stands.
 * @param {object} asked
 * @param {string} asked.title
 * @param {string} [asked.hint]
 * @param {string} asked.add
 * @param {(number: number) => string} asked.remove
 * @param {(number: number) => string} asked.named
 * @param {Column[]} asked.columns
 * @param {Row[]} asked.rows
 */
export function rowsEditor({ title, hint, add, remove, named, columns, rows }) {
  const list = el("div", {});
  /** @type {Array<{element: HTMLElement, inputs: Map<string, HTMLInputElement>}>} */
  const made = [];
  const renumber = () => {
    for (const [place, { element }] of made.entries()) {
      const legend = element.querySelector("legend");
      const button = element.querySelector("button");
      if (legend) legend.textContent = named(place + 1);
      if (button) button.textContent = remove(place + 1);
    }
  };
  const append = (/** @type {Row} */ row) => {
    const inputs = new Map(columns.map((column) => [column.name, control(column, row[column.name] ?? "")]));
    const fields = columns.map(({ name, label }) => el("label", { class: "field" }, label, inputs.get(name)));
    const button = el("button", { type: "button", class: "sbtn" });
    const element = el("fieldset", { class: "row-of" }, el("legend", {}), ...fields, el("p", {}, button));
    const one = { element, inputs };
    button.addEventListener("click", () => {
      made.splice(made.indexOf(one), 1);
      element.remove();
      renumber();
      more.focus();
    });
    made.push(one);
    list.append(element);
    renumber();
    return one;
  };
  const more = el("button", { type: "button", class: "sbtn" }, add);
  more.addEventListener("click", () => append({}).inputs.get(columns[0].name)?.focus());
  for (const row of rows) append(row);
  const element = el(
    "div",
    { class: "rows" },
    el("h4", {}, title),
    hint && el("p", { class: "hint" }, hint),
    list,
    more,
  );
  return { element, read: () => made.map(({ inputs }) => valuesOf(inputs)).filter(isFilled(columns)) };
}

/**
 * @param {Column} column
 * @param {string} value
 * @returns {HTMLInputElement}
 */
function control({ kind, needed = false, most = 120 }, value) {
  if (Array.isArray(kind)) {
    const options = kind.map(([one, text]) => el("option", { value: one, selected: one === value }, text));
    return /** @type {any} */ (el("select", {}, ...options));
  }
  const shared = { required: needed, maxlength: most, autocomplete: "off" };
  if (kind === "long") {
    const area = el("textarea", { ...shared, rows: 3 });
    area.value = value;
    return /** @type {any} */ (area);
  }
  const input = el("input", { ...shared, type: kind });
  input.value = value;
  return input;
}

/**
 * @param {Map<string, HTMLInputElement>} inputs
 * @returns {Row}
 */
function valuesOf(inputs) {
  return Object.fromEntries([...inputs].map(([name, { value }]) => [name, value.trim()]));
}

/**
 * Say which rows count: those with more in them than the choices that are always made.
 * @param {Column[]} columns
 * @returns {(row: Row) => boolean}
 */
function isFilled(columns) {
  const typed = columns.filter(({ kind }) => !Array.isArray(kind));
  return (row) => typed.some(({ name }) => row[name] !== "");
}
