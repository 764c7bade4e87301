/** Makes letters to reporters: plain text, which is signed and sent as it is and looks the same on paper. */

import { shortDay } from "./format.js";
import { OTHER } from "../shared/workflow.js";
import { CATALOGUES, nameOf } from "./words/index.js";
import { LETTERS } from "./words/letters.js";

/**
 * What a letter is made from. Texts may be empty; whatever is empty is left out.
 * @typedef {object} LetterFacts
 * @property {"id" | "en"} tag language of the letter
 * @property {string[]} letterhead lines above the letter
 * @property {string} day on which it is written
 * @property {string} letterNumber
 * @property {"closed" | "out-of-scope" | "not-actionable" | "passed-on"} status
 * @property {string} number of the case
 * @property {string} received day on which the report came
 * @property {string} outcome value of the enumeration
 * @property {string} reason slug
 * @property {string} to
 * @property {string} reference
 * @property {string} grounds
 * @property {string} measures
 * @property {number} objectionDays working days, by the rules that the case's days were computed with
 * @property {string} signer
 */

/**
 * Give the text of a letter.
 * @param {LetterFacts} facts
 */
export function letterText(facts) {
  const say = LETTERS[facts.tag];
  const paragraphs = [
    ...facts.letterhead.map((line) => line.toLocaleUpperCase(facts.tag)),
    "",
    shortDay(facts.day, facts.tag),
    ...(facts.letterNumber ? [`${say.number}: ${facts.letterNumber}`] : []),
    `${say.subject}: ${say.subjects[facts.status]}`,
    "",
    say.to(facts.number),
    "",
    say.opening(shortDay(facts.received, facts.tag)),
    ...resultLines(facts),
    ...titled(say.grounds, facts.grounds),
    ...titled(say.measures, facts.measures),
    "",
    say.secrecy,
    "",
    ...(facts.status === "passed-on" ? [] : [say.objection(facts.objectionDays), ""]), // it goes on elsewhere
    say.others,
    ...[say.ombudsman, say.kpk, say.lpsk].map((line) => `- ${line}`),
    "",
    say.retaliation,
    "",
    say.closing,
    "",
    facts.signer,
  ];
  return paragraphs
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** @param {LetterFacts} facts */
function resultLines({ tag, status, outcome, reason, to, reference }) {
  const say = LETTERS[tag];
  const { outcomes, reasons } = CATALOGUES[tag].steps;
  const rows = [
    [say.outcome, outcome && nameOf(outcomes, outcome)],
    [say.reason, reason && reason !== OTHER ? nameOf(reasons, reason) : ""],
    [status === "out-of-scope" ? say.mayTo : say.passedTo, to],
    [say.reference, reference],
  ];
  const told = rows.filter(([, value]) => value !== "").map(([label, value]) => `${label}: ${value}`);
  return told.length > 0 ? ["", ...told] : [];
}

/**
 * @param {string} title
 * @param {string} text
 */
function titled(title, text) {
  return text.trim() === "" ? [] : ["", `${title}:`, text.trim()];
}
