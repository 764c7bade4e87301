/**
 * The steps of a case: where it stands, what may follow, and the form of the one that is being written.
 *
 * Offers nothing that the table of steps does not allow. What only officers may read is in a part of its own, with the
 * look of officers' notes.
 */

import { keepTriage, MovedError, takeStep } from "../acts/step.js";
import { ask } from "../dialog.js";
import { el, fill, show } from "../dom.js";
import { problemText } from "../problems.js";
import { mayFollow, nextOf } from "../../shared/workflow.js";
import { nameOf } from "../words/index.js";
import { load } from "./case.js";
import { mayWrite } from "./declare.js";
import { flawOf, stepFields, TRIAGED, triagePart, valuesOf } from "./step-fields.js";
import { triageBody } from "./triage.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("./case.js").CaseState} CaseState */
/** @typedef {import("../api.js").CaseFile} CaseFile */
/** @typedef {import("../../worker/casebook.js").OpenedStory} Story */

/**
 * A step that is being written; texts are empty until they are given.
 * @typedef {object} StepDraft
 * @property {string} status
 * @property {string} text
 * @property {string} reason
 * @property {string} class
 * @property {string} outcome
 * @property {string} until
 * @property {string} to
 * @property {string} reference
 * @property {import("./letter.js").LetterDraft} letter
 * @property {Record<string, string>} answers of the triage that comes along
 * @property {string} remarks on the triage
 * @property {boolean} isTriaged whether the triage was kept already
 */

/** Statuses that end the inspectorate's work, so that a question stands before them. */
const ENDING = ["closed", "passed-on", "out-of-scope", "not-actionable"];
const EXITS = ["passed-on", "out-of-scope", "not-actionable", "postponed"];
/** Only a longer time repeats a running step, and that is the head's to give. */
const REPEATED = ["incomplete", "postponed", "passed-on"];

/**
 * Begin a step.
 * @param {string} status
 * @returns {StepDraft}
 */
export function emptyStep(status = "") {
  return {
    ...{ status, text: "", reason: "", class: "", outcome: "", until: "", to: "", reference: "" },
    ...{ letter: emptyLetter(), answers: {}, remarks: "", isTriaged: false },
  };
}

/** @returns {import("./letter.js").LetterDraft} */
function emptyLetter() {
  return { isWanted: false, tag: "id", number: "", grounds: "", measures: "", signer: "", text: "", isOwn: false };
}

/**
 * Say whether anything was written that would be lost.
 * @param {StepDraft} step
 */
export function hasWords({ text, to, reference, remarks, letter }) {
  const { text: words, grounds, measures, number } = letter;
  return [text, to, reference, remarks, words, grounds, measures, number].some((one) => one.trim() !== "");
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {CaseFile} file
 * @param {Story} story
 */
export function stepsSection(app, state, file, story) {
  const { words } = app;
  const place = el("div", {});
  drawSteps(app, state, file, story, place);
  return el(
    "section",
    { class: "blk noprint", "aria-labelledby": "part-steps" },
    el("h2", { id: "part-steps", tabindex: -1 }, words.steps.title),
    el("p", {}, words.steps.now(nameOf(words.statuses, story.status))),
    ...(file.handler !== app.officer?.agency
      ? [el("p", { class: "soft" }, words.steps.notOurs(app.officeName(file.handler)))]
      : [
          story.bar === "none"
            ? place
            : el("p", { class: "soft" }, words.reply[story.bar === "role" ? "noRole" : "closed"]),
        ]),
  );
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {CaseFile} file
 * @param {Story} story
 * @param {HTMLElement} place
 */
function drawSteps(app, state, file, story, place) {
  const { steps: say } = app.words;
  const offered = nextOf(story.status).filter((status) => isOffered(story.status, status));
  const begin = (/** @type {string} */ status) => () => {
    if (state.step.status !== status) state.step = { ...emptyStep(status), letter: { ...emptyLetter(), tag: app.tag } };
    drawSteps(app, state, file, story, place);
    document.getElementById("step-title")?.focus();
  };
  const button = (/** @type {string} */ status) =>
    el(
      "button",
      {
        ...{ type: "button", class: "sbtn", "data-status": status },
        ...{ "aria-pressed": String(state.step.status === status), click: begin(status) },
      },
      actName(app, story, status),
    );
  const group = (/** @type {string} */ title, /** @type {string[]} */ statuses) =>
    statuses.length > 0 &&
    el("div", { class: "steps", role: "group", "aria-label": title }, el("b", {}, title), ...statuses.map(button));
  fill(
    place,
    group(
      say.onward,
      offered.filter((status) => !EXITS.includes(status)),
    ),
    group(
      say.exits,
      offered.filter((status) => EXITS.includes(status)),
    ),
    mayFollow(story.status, state.step.status) && formOf(app, state, file, story, place),
  );
}

/**
 * Say whether a step stands among the buttons. Handing over has doors of its own, which note it in the register: here
 * only what became of a hand-over is told.
 * @param {string} now
 * @param {string} then
 */
export function isOffered(now, then) {
  return now === then ? REPEATED.includes(then) : then !== "passed-on";
}

/**
 * Name a step, or its repetition.
 * @param {App} app
 * @param {Story} story
 * @param {string} status
 */
function actName({ words: { steps: say } }, story, status) {
  return nameOf(status === story.status ? say.again : say.acts, status);
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {CaseFile} file
 * @param {Story} story
 * @param {HTMLElement} place
 */
function formOf(app, state, file, story, place) {
  const { steps: say } = app.words;
  const { step } = state;
  const error = el("p", { class: "error", role: "alert", hidden: true });
  const act = el("button", { class: "sbtn go" }, say.act);
  const cancel = () => {
    state.step = emptyStep();
    drawSteps(app, state, file, story, place);
    document.getElementById("part-steps")?.focus();
  };
  const refresh = { letter: () => {} };
  const form = el(
    "form",
    { class: "pen", autocomplete: "off", novalidate: true, "aria-labelledby": "step-title" },
    el("h3", { id: "step-title", tabindex: -1 }, actName(app, story, step.status)),
    TRIAGED.includes(step.status) && story.inside?.bar === "none" && triagePart(app, story, step),
    el("p", { class: "soft" }, say.readBy),
    step.status === "incomplete" && story.status === "incomplete" && el("p", { class: "hint" }, say.notLonger),
    ["not-actionable", "closed"].includes(step.status) && el("p", { class: "hint" }, say.notDuplicate),
    ...stepFields(app, state, file, story, refresh),
    error,
    el("p", { class: "row end" }, el("button", { type: "button", class: "sbtn", click: cancel }, say.cancel), act),
  );
  form.addEventListener("input", () => refresh.letter());
  form.addEventListener("change", () => refresh.letter());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (act.getAttribute("aria-disabled") !== "true") void submit(app, state, story, { error, act });
  });
  return form;
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 * @param {{error: HTMLElement, act: HTMLElement}} parts
 */
async function submit(app, state, story, { error, act }) {
  const { steps: say, statuses } = app.words;
  const { step } = state;
  const withTriage = TRIAGED.includes(step.status) && story.inside?.bar === "none" && !step.isTriaged;
  const tell = (/** @type {string} */ text) => {
    error.textContent = text;
    show(error, text !== "");
  };
  const flaw = flawOf(app, step, story.signed.class, withTriage);
  tell(flaw?.text ?? "");
  if (flaw) return void document.getElementById(flaw.field)?.focus();
  const title = say.askTitle(nameOf(statuses, step.status));
  const question = { title, text: say.ask, act: say.askAct, cancel: app.words.frame.cancel };
  if (ENDING.includes(step.status) && !(await ask(question))) return;
  if (!(await mayWrite(app, state))) return;
  act.setAttribute("aria-disabled", "true");
  act.textContent = say.sending;
  try {
    const now = state.story ?? story;
    if (!mayFollow(now.status, step.status)) throw new MovedError();
    await app.busy(() => send(app, state, now, withTriage));
    Object.assign(state, { step: emptyStep(), notice: { look: "ok", text: say.sent } });
    await load(app, state);
  } catch (problem) {
    act.setAttribute("aria-disabled", "false");
    act.textContent = say.act;
    const text = problem instanceof MovedError ? say.moved : problemText(app.words, problem);
    tell(step.isTriaged ? `${text} ${say.triaged}` : text);
    if (!(problem instanceof MovedError)) return;
    state.notice = { look: "warn", text: say.moved };
    await load(app, state);
  }
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 * @param {boolean} withTriage
 */
async function send(app, state, story, withTriage) {
  const { step, name } = state;
  const { text = "", ...told } = valuesOf(step);
  if (withTriage) {
    const supervisory = step.class === "supervisory" ? "yes" : "no";
    const body = { ...triageBody(step.answers), supervisory, text: step.remarks };
    await keepTriage(app, name, story, body, { sets: false });
    step.isTriaged = true;
  }
  const category = TRIAGED.includes(step.status) ? step.answers.category : undefined;
  /** @type {any} The worker checks it before it signs. */
  const taken = { status: step.status, ...told, ...(category && { category }) };
  await takeStep(app, name, { step: taken, text });
}
