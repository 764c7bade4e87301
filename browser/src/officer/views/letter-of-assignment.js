/** The number and day of the letter by which examiners are assigned (surat tugas), beside a decision. */

import { show } from "../dom.js";
import { date, follow, line, pick } from "./fields.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {Record<string, string>} Answers */

/** Decisions that such a letter may go with. */
const ASSIGNING = ["assign", "examine"];

/**
 * Give the two fields, and what shows them where they belong.
 * @param {App} app
 * @param {Answers} answers changed as they are given
 * @param {string} prefix of the fields' ids
 */
export function letterFields({ words }, answers, prefix) {
  const { letter: say } = words.recommend;
  const number = pick(say.number, follow(line(`${prefix}-letter`), answers, "number"));
  const day = follow(date(`${prefix}-dated`), answers, "dated");
  const dated = pick(say.dated, day);
  return {
    fields: [number, dated],
    dated: day,
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
