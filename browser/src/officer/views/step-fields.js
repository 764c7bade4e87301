/** The fields of a step: which it has, what is missing in them, and what they tell. */

import { el } from "../dom.js";
import { countText } from "../format.js";
import { today } from "../../shared/days.js";
import { needsOf, OTHER, reasonsOf, takesOf } from "../../shared/workflow.js";
import { nameOf } from "../words/index.js";
import { area, choice, date, follow, line, pick } from "./fields.js";
import { letterPart } from "./letter.js";
import { saidOf, triageFields, triageFlaw } from "./triage.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("./case.js").CaseState} CaseState */
/** @typedef {import("../api.js").CaseFile} CaseFile */
/** @typedef {import("../../worker/casebook.js").OpenedStory} Story */
/** @typedef {import("../../shared/workflow.js").Member} Member */
/** @typedef {import("./steps.js").StepDraft} StepDraft */

const MAX_TEXT = 50_000;
const REVIEW_DAYS = 366;
/** With verification comes the triage, but for the question that the class answers. */
export const TRIAGED = ["verified"];
export const QUESTIONS = /** @type {const} */ (["completeness", "national", "priority", "risk", "category"]);
/** Shown in this order, whatever the table's. */
const FIELDS = /** @type {const} */ (["class", "outcome", "reason", "until", "to", "reference", "text", "letter"]);

/**
 * Give the fields of the step that is being written.
 * @param {App} app
 * @param {CaseState} state
 * @param {CaseFile} file
 * @param {Story} story
 * @param {{letter: () => void}} refresh
 */
export function stepFields(app, state, file, story, refresh) {
  const members = FIELDS.filter((member) => takes(state.step, member));
  return members.map((member) => fieldOf(app, state, file, story, member, refresh));
}

/**
 * Say whether the form of a step has a field. A longer time has its own place; the letter of an end tells the grounds.
 * @param {StepDraft} step
 * @param {Member} member
 */
function takes({ status }, member) {
  if (!takesOf(status).includes(member)) return false;
  const isRunning = ["verified", "reviewed", "examined", "follow-up"].includes(status);
  if (isRunning) return member === "text" || member === "class";
  if (status === "closed") return member !== "text";
  return !(member === "outcome" && status === "out-of-scope");
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {CaseFile} file
 * @param {Story} story
 * @param {Member} member
 * @param {{letter: () => void}} refresh
 */
function fieldOf(app, state, file, story, member, refresh) {
  const { steps: say } = app.words;
  const { step } = state;
  if (member === "letter") {
    const isNeeded = needsOf(step.status).includes("letter");
    const { part, refresh: anew } = letterPart(app, { step, story, file, isNeeded });
    refresh.letter = anew;
    return part;
  }
  if (member === "text") return textField(app, step);
  if (member === "until") return untilField(app, step);
  if (member === "to" || member === "reference") return lineField(app, step, member, story);
  if (member === "class") return classField(app, step, story);
  const names = member === "reason" ? reasonNames(app, step.status) : say.outcomes;
  return choice(
    `step-${member}`,
    labelled(app, step, member, say[member]),
    names,
    step[member],
    (value) => {
      step[member] = value;
    },
    say.choose,
  );
}

/**
 * @param {App} app
 * @param {StepDraft} step
 * @param {Member} member
 * @param {string} label
 */
function labelled({ words: { steps: say } }, step, member, label) {
  return needsOf(step.status).includes(member) ? label : `${label} ${say.optional}`;
}

/**
 * @param {App} app
 * @param {string} status
 */
function reasonNames({ words: { steps: say } }, status) {
  return Object.fromEntries(reasonsOf(status).map((reason) => [reason, nameOf(say.reasons, reason)]));
}

/**
 * @param {App} app
 * @param {StepDraft} step
 * @param {Story} story
 */
function classField(app, step, story) {
  const { steps: say } = app.words;
  const isNeeded = needsOf(step.status, story.signed.class).includes("class");
  if (isNeeded && step.class === "" && story.signed.class !== "") step.class = story.signed.class;
  const take = (/** @type {string} */ value) => {
    step.class = value;
  };
  const label = isNeeded ? say.class : `${say.class} ${say.optional}`;
  return choice("step-class", label, say.classes, step.class, take, isNeeded ? say.choose : say.sameClass);
}

/**
 * @param {App} app
 * @param {StepDraft} step
 */
function textField(app, step) {
  const { steps: say } = app.words;
  const text = follow(area("step-text", { rows: 5, most: MAX_TEXT }), step, "text");
  const label = step.status === "incomplete" ? say.asked : labelled(app, step, "text", say.text);
  return el("div", {}, el("label", { for: "step-text" }, label), text);
}

/**
 * @param {App} app
 * @param {StepDraft} step
 */
function untilField({ words: { steps: say } }, step) {
  const bounds = { min: today(""), max: latestReview() };
  return pick(say.until, follow(date("step-until", bounds), step, "until"));
}

/**
 * @param {App} app
 * @param {StepDraft} step
 * @param {"to" | "reference"} member
 * @param {Story} story
 */
function lineField(app, step, member, story) {
  const { steps: say } = app.words;
  const isFixed = member === "to" && step.status === "passed-on"; // a new recipient stands in the register first
  if (isFixed) step.to = story.signed.to;
  const input = follow(line(`step-${member}`), step, member);
  input.readOnly = isFixed;
  const plain = member === "to" && step.status === "out-of-scope" ? say.toWhom : say[member];
  return pick(labelled(app, step, member, plain), input);
}

/**
 * @param {App} app
 * @param {Story} story
 * @param {StepDraft} step
 */
export function triagePart(app, story, step) {
  const { inside: say, steps } = app.words;
  if (!step.answers.category && story.summary) step.answers.category = story.summary.category;
  const remarks = el("textarea", { id: "step-remarks", rows: 3, maxlength: 20_000, spellcheck: "false" });
  remarks.value = step.remarks;
  remarks.addEventListener("input", () => {
    step.remarks = remarks.value;
  });
  return el(
    "fieldset",
    { class: "pen inside", disabled: step.isTriaged },
    el("legend", {}, steps.inside),
    el("p", { class: "only" }, steps.insideNote),
    el("div", { class: "asked" }, ...triageFields(app, QUESTIONS, step.answers, "step", saidOf(story))),
    el("label", { for: "step-remarks" }, say.moreLabel),
    remarks,
  );
}

/**
 * Say what is missing or wrong, and in which field; nothing if the step may be sent.
 * @param {App} app
 * @param {StepDraft} step
 * @param {string} known the class that was signed before, or ""
 * @param {boolean} withTriage
 * @returns {{text: string, field: string} | null}
 */
export function flawOf(app, step, known, withTriage) {
  const { steps: say } = app.words;
  const triage = withTriage ? triageFlaw(app, QUESTIONS, step.answers) : "";
  if (triage) return { text: triage, field: `step-${QUESTIONS.find((name) => !step.answers[name]) ?? "loss"}` };
  const values = valuesOf(step);
  const missing = needsOf(step.status, known).find((member) => !values[member]);
  if (missing) return { text: say.need[missing], field: fieldId(missing) };
  if (step.reason === OTHER && !values.text) return { text: say.need.text, field: "step-text" };
  if (values.until && (values.until <= today("") || values.until > latestReview())) {
    return { text: say.need.until, field: "step-until" };
  }
  const long = /** @type {const} */ (["text", "letter"]).find(
    (member) => [...(values[member] ?? "")].length > MAX_TEXT,
  );
  return long ? { text: say.tooLong(countText(MAX_TEXT, app.tag)), field: fieldId(long) } : null;
}

/** Give the last day on which a postponed case may be looked at again, as the server takes it. */
function latestReview() {
  return new Date(Date.parse(today("")) + REVIEW_DAYS * 86_400_000).toISOString().slice(0, 10);
}

/** @param {string} member */
function fieldId(member) {
  return member === "letter" ? "letter-text" : `step-${member}`;
}

/**
 * Give what the step tells, without what its form does not ask.
 * @param {StepDraft} step
 * @returns {Partial<Record<Member, string>>}
 */
export function valuesOf(step) {
  const given = { ...step, letter: step.letter.isWanted || step.status === "closed" ? step.letter.text : "" };
  const told = FIELDS.filter((member) => takes(step, member) && given[member].trim() !== "");
  return Object.fromEntries(told.map((member) => [member, given[member].trim()]));
}
