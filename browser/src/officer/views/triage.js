/** The questions of triage (regulation, item 18), for whoever writes them down: alone, or with a step. */

import { el } from "../dom.js";
import { largestSumIn, rupiahOf } from "../sums.js";
import { choice, pick } from "./fields.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {"supervisory" | "completeness" | "national" | "priority" | "risk" | "category"} Question */
/** @typedef {Record<string, string>} Answers by question, and `loss` */
/** What the report says, for hints. @typedef {{loss?: string, rank?: string}} Said */

/** @type {readonly Question[]} */
export const QUESTIONS = ["supervisory", "completeness", "national", "priority", "risk", "category"];
/** From this loss on a matter may be one for the KPK (regulation, items 4 and 18), in rupiah. */
const NATIONAL_LOSS = 1_000_000_000;
/** The rank class of heads of a region, their deputies and secretaries, and members of its council. */
const OFFICIALS = "leadership";

/**
 * Give the fields of questions, and of the loss.
 * @param {App} app
 * @param {readonly Question[]} questions
 * @param {Answers} answers changed as they are given
 * @param {string} prefix of the fields' ids
 * @param {Said} [said]
 */
export function triageFields(app, questions, answers, prefix, said = {}) {
  const { inside: say } = app.words;
  const hint = el("p", { class: "hint", role: "status", id: `${prefix}-national-hint` });
  const draw = () => {
    hint.textContent = nationalHint(app, answers, said);
  };
  draw();
  const fields = questions.flatMap((name) => {
    const names = name === "category" ? offeredKinds(app, answers.category ?? "") : choicesOf(app, name);
    const field = choice(`${prefix}-${name}`, say.triage[name], names, answers[name] ?? "", (value) => {
      answers[name] = value;
    });
    if (name !== "national") return [field];
    field.querySelector("select")?.setAttribute("aria-describedby", hint.id);
    field.append(hint);
    return [field];
  });
  return [...fields, lossField(app, answers, prefix, draw)];
}

/**
 * Give what the report says of the loss and of whom it is about.
 * @param {import("../../worker/story.js").Story} story
 * @returns {Said}
 */
export function saidOf({ report }) {
  return { loss: report?.loss, rank: report?.rank };
}

/**
 * Say why a matter may be one for the KPK: by the loss that officers estimate, else by what the report says; empty if
 * nothing speaks for it. Officers decide.
 * @param {App} app
 * @param {Answers} answers
 * @param {Said} said
 */
export function nationalHint({ words: { inside: say } }, { loss = "" }, said) {
  const estimated = rupiahOf(loss);
  const sum = estimated ?? largestSumIn(said.loss ?? "");
  const hints = [sum >= NATIONAL_LOSS && say.nationalLoss, said.rank === OFFICIALS && say.nationalOfficial];
  return hints.filter((hint) => hint !== false).join(" ");
}

/**
 * Say what is missing or wrong; empty if nothing is.
 * @param {App} app
 * @param {readonly Question[]} questions
 * @param {Answers} answers
 */
export function triageFlaw({ words: { inside: say } }, questions, answers) {
  if (questions.some((name) => !answers[name])) return say.needAnswers;
  return answers.loss && rupiahOf(answers.loss) === null ? say.badLoss : "";
}

/**
 * Give the answers as a document's members.
 * @param {Answers} answers
 */
export function triageBody({ loss, ...rest }) {
  const sum = rupiahOf(loss ?? "");
  return { ...rest, ...(sum !== null && { loss: sum }) };
}

/**
 * Give the names of a question's answers.
 * @param {App} app
 * @param {Question} name
 * @returns {Record<string, string>}
 */
export function choicesOf({ words, categoryNames }, name) {
  const { answers, priorities, risks } = words.inside;
  if (name === "priority") return priorities;
  if (name === "risk") return risks;
  return name === "category" ? categoryNames : answers;
}

/**
 * Give the kinds of matters that the agency works with, and what is chosen already.
 * @param {Pick<App, "kinds" | "categoryNames">} app
 * @param {string} chosen
 */
export function offeredKinds({ kinds: { offered }, categoryNames }, chosen) {
  const isOffered = (/** @type {string} */ one) => offered === null || offered.includes(one) || one === chosen;
  return Object.fromEntries(Object.entries(categoryNames).filter(([one]) => isOffered(one)));
}

/**
 * @param {App} app
 * @param {Answers} answers
 * @param {string} prefix
 * @param {() => void} draw called whenever the sum changes
 */
function lossField({ words: { inside: say } }, answers, prefix, draw) {
  const id = `${prefix}-loss`;
  const input = el("input", { type: "text", inputmode: "numeric", id, value: answers.loss ?? "" });
  input.addEventListener("input", () => {
    answers.loss = input.value;
    draw();
  });
  return pick(say.triage.loss, input);
}
