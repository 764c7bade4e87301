/** The answers once more before they are sent, and who would read them. */

import { clone, fill, inside, show, text } from "../page/markup.js";

/** @typedef {Awaited<ReturnType<import("../sealing/sealer.js").Sealer["readers"]>>} Readers */

/**
 * Write the summary list of all parts but the last.
 * @param {HTMLElement} check the last part
 * @param {HTMLElement[]} parts the others
 * @param {Record<string, string>} answers cleaned
 * @param {string[]} files
 */
export function summarise(check, parts, answers, files) {
  const groups = parts.map((part, at) => {
    const group = clone("t-group", { part: headingOf(part), at });
    /** @type {HTMLElement} */ (group.querySelector("[data-act]")).dataset.at = String(at);
    inside(group, "part", "rows").append(...rowsOf(questions(part, answers, files)));
    return group;
  });
  inside(check, "part", "answers").replaceChildren(...groups);
}

/**
 * Give all answers as they are shown: question and answer.
 * @param {HTMLElement[]} parts
 * @param {Record<string, string>} answers cleaned
 * @param {string[]} files
 */
export function saidIn(parts, answers, files) {
  return parts.flatMap((part) => questions(part, answers, files));
}

/**
 * Make rows of a summary list.
 * @param {string[][]} said
 */
export function rowsOf(said) {
  return said.map(([label, value]) => row(label, value));
}

/**
 * Say who reads it.
 * @param {HTMLElement} check
 * @param {Readers} readers
 * @param {string[]} fingerprint
 */
export function nameReaders(check, readers, fingerprint) {
  inside(check, "part", "readers").replaceChildren(readersLine(readers, fingerprint));
}

/**
 * @param {Readers} readers
 * @param {string[]} fingerprint
 */
export function readersLine({ name, readers, version, standing }, fingerprint) {
  const line = clone("t-readers", {
    ...{ name, readers, version },
    ...{ above: fingerprint.slice(0, 4).join(" "), below: fingerprint.slice(4).join(" ") },
  });
  show(inside(line, "part", "one"), readers === 1);
  show(inside(line, "part", "many"), readers !== 1);
  show(inside(line, "part", "grace"), standing === "grace");
  return line;
}

/** @param {HTMLElement} part */
function headingOf(part) {
  return String(part.querySelector("h2")?.lastChild?.textContent).trim();
}

/**
 * @param {HTMLElement} part
 * @param {Record<string, string>} answers
 * @param {string[]} files
 * @returns {string[][]}
 */
function questions(part, answers, files) {
  const found = /** @type {NodeListOf<HTMLElement>} */ (part.querySelectorAll("label.q:not([for=files]), fieldset"));
  const fields = [...found].filter((field) => !isUnused(field.closest("[data-quiet]"), answers));
  const rows = fields.map((field) => {
    if (field.matches("fieldset")) {
      const boxes = /** @type {NodeListOf<HTMLInputElement>} */ (field.querySelectorAll("input:checked"));
      const chosen = [...boxes].map(({ type, value, labels }) => (type === "radio" ? labels?.[0].textContent : value));
      return [firstText(field.querySelector("legend")), chosen.join("\n")];
    }
    const control = /** @type {HTMLSelectElement} */ (/** @type {HTMLLabelElement} */ (field).control);
    return [firstText(field), control.selectedOptions ? control.selectedOptions[0].text : answers[control.name]];
  });
  return part.querySelector("#files") ? [...rows, [text("evidence"), files.join("\n")]] : rows;
}

/**
 * Say whether nothing was written in a group that is left out of the list then: one more person, or a name.
 * @param {Element | null} group
 * @param {Record<string, string>} answers
 */
function isUnused(group, answers) {
  const texts = /** @type {NodeListOf<HTMLElement>} */ (group?.querySelectorAll("[data-limit]") ?? []);
  return group !== null && [...texts].every(({ id }) => !answers[id]);
}

/** @param {Element | null} element */
function firstText(element) {
  return String(element?.firstChild?.textContent).trim();
}

/**
 * @param {string} label
 * @param {string} value
 */
function row(label, value) {
  const made = clone("t-row", { label });
  if (value) fill(made, { value });
  return made;
}
