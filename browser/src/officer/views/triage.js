/** The questions of triage (regulation, item 18), for whoever writes them down: alone, or with a step. */

import { el } from "../dom.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {"supervisory" | "completeness" | "national" | "priority" | "risk" | "category"} Question */
/** @typedef {Record<string, string>} Answers by question, and `loss` */

/** @type {readonly Question[]} */
export const QUESTIONS = ["supervisory", "completeness", "national", "priority", "risk", "category"];
const LOSS = /^[0-9]{1,15}$/;

/**
 * Give the fields of questions, and of the loss.
 * @param {App} app
 * @param {readonly Question[]} questions
 * @param {Answers} answers changed as they are given
 * @param {string} prefix of the fields' ids
 */
export function triageFields(app, questions, answers, prefix) {
  const { inside: say } = app.words;
  const fields = questions.map((name) =>
    choice(`${prefix}-${name}`, say.triage[name], choicesOf(app, name), answers[name] ?? "", (value) => {
      answers[name] = value;
    }),
  );
  return [...fields, lossField(app, answers, prefix)];
}

/**
 * Say what is missing or wrong; empty if nothing is.
 * @param {App} app
 * @param {readonly Question[]} questions
 * @param {Answers} answers
 */
export function triageFlaw({ words: { inside: say } }, questions, answers) {
  if (questions.some((name) => !answers[name])) return say.needAnswers;
  return answers.loss && !LOSS.test(answers.loss) ? say.badLoss : "";
}

/**
 * Give the answers as a document's members.
 * @param {Answers} answers
 */
export function triageBody({ loss, ...rest }) {
  return { ...rest, ...(loss ? { loss: Number(loss) } : {}) };
}

/**
 * Give the names of a question's answers.
 * @param {App} app
 * @param {Question} name
 * @returns {Record<string, string>}
 */
export function choicesOf({ words }, name) {
  const { answers, priorities, risks } = words.inside;
  if (name === "priority") return priorities;
  if (name === "risk") return risks;
  return name === "category" ? words.categories : answers;
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
  const options = Object.entries(names).map(([name, text]) => el("option", { value: name }, text));
  const select = el("select", { id }, el("option", { value: "" }, nothing), ...options);
  select.value = value;
  select.addEventListener("change", () => take(select.value));
  return el("div", { class: "pick" }, el("label", { for: id }, label), select);
}

/**
 * @param {App} app
 * @param {Answers} answers
 * @param {string} prefix
 */
function lossField({ words: { inside: say } }, answers, prefix) {
  const id = `${prefix}-loss`;
  const input = el("input", { type: "text", inputmode: "numeric", id, value: answers.loss ?? "" });
  input.addEventListener("input", () => {
    answers.loss = input.value;
  });
  return el("div", { class: "pick" }, el("label", { for: id }, say.triage.loss), input);
}
