/** The number and day of the letter by which examiners are assigned (surat tugas), beside a decision. */

import { el, show } from "../dom.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {Record<string, string>} Answers */

/** Decisions that such a letter may go with. */
const ASSIGNING = ["assign", "examine"];
const MAX_LINE = 120;

/**
 * Give the two fields, and what shows them where they belong.
 * @param {App} app
 * @param {Answers} answers changed as they are given
 * @param {string} prefix of the fields' ids
 */
export function letterFields({ words }, answers, prefix) {
  const { letter: say } = words.recommend;
  const number = field(answers, "number", `${prefix}-letter`, say.number, { type: "text", maxlength: MAX_LINE });
  const dated = field(answers, "dated", `${prefix}-dated`, say.dated, { type: "date" });
  return {
    fields: [number, dated],
    dated: /** @type {HTMLElement} */ (dated.querySelector("input")),
    /** @param {string} decision */
    arrange: (decision) => {
      for (const part of [number, dated]) show(part, ASSIGNING.includes(decision));
    },
  };
}

/**
 * Say what is missing; empty if nothing is.
 * @param {App} app
 * @param {string} decision
 * @param {Answers} answers
 */
export function letterFlaw({ words }, decision, { number = "", dated = "" }) {
  const isMissing = ASSIGNING.includes(decision) && number.trim() !== "" && dated === "";
  return isMissing ? words.recommend.letter.needDated : "";
}

/**
 * Give the letter as a decision carries it; nothing without a number.
 * @param {string} decision
 * @param {Answers} answers
 * @returns {{assignment?: {number: string, dated: string}}}
 */
export function letterOf(decision, { number = "", dated = "" }) {
  if (!ASSIGNING.includes(decision) || number.trim() === "") return {};
  return { assignment: { number: number.trim(), dated } };
}

/**
 * @param {Answers} answers
 * @param {"number" | "dated"} name
 * @param {string} id
 * @param {string} label
 * @param {Record<string, string | number>} kind
 */
function field(answers, name, id, label, kind) {
  const input = el("input", { ...kind, id, value: answers[name] ?? "" });
  input.addEventListener("input", () => {
    answers[name] = input.value;
  });
  return el("div", { class: "pick" }, el("label", { for: id }, label), input);
}
