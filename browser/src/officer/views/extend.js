/** More time for a case: the head's to give, once, with a reason that the reporter is told. */

import { MovedError, takeStep } from "../acts/step.js";
import { el, show } from "../dom.js";
import { longDay } from "../format.js";
import { problemText } from "../problems.js";
import { needsOf, OTHER, reasonsOf } from "../../shared/workflow.js";
import { nameOf } from "../words/index.js";
import { load } from "./case.js";
import { mayWrite } from "./declare.js";
import { area, choice, date, pick } from "./fields.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("./case.js").CaseState} CaseState */
/** @typedef {import("../api.js").CaseFile} CaseFile */
/** @typedef {import("../../worker/casebook.js").OpenedStory} Story */

const OVERSEE = "oversee";
const RUNNING = ["verified", "reviewed", "examined", "follow-up"];

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {CaseFile} file
 * @param {Story} story
 */
export function extendSection(app, state, file, story) {
  const { officer, words } = app;
  const isOffered = officer?.acts.includes(OVERSEE) && RUNNING.includes(story.status) && story.bar === "none";
  if (!isOffered || file.longest === null || file.handler !== officer?.agency) return null;
  const { extend: say } = words.clocks;
  return el(
    "section",
    { class: "blk noprint", "aria-labelledby": "part-extend" },
    el("h2", { id: "part-extend", tabindex: -1 }, say.title),
    el("p", { class: "soft" }, say.what),
    formOf(app, state, file.longest, story),
  );
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {string} longest
 * @param {Story} story
 */
function formOf(app, state, longest, story) {
  const { clocks, steps } = app.words;
  const draft = { reason: "" };
  const names = Object.fromEntries(reasonsOf(story.status).map((one) => [one, nameOf(steps.reasons, one)]));
  const until = date("extend-until", { max: longest });
  const text = area("extend-text", { rows: 4 });
  const error = el("p", { class: "error", role: "alert", hidden: true });
  const act = el("button", { class: "sbtn go" }, clocks.extend.title);
  const take = (/** @type {string} */ value) => {
    draft.reason = value;
  };
  const form = el(
    "form",
    { class: "pen", autocomplete: "off", novalidate: true, "aria-labelledby": "part-extend" },
    pick(clocks.extend.until(longDay(longest, app.tag)), until),
    choice("extend-reason", steps.reason, names, draft.reason, take, steps.choose),
    el("div", {}, el("label", { for: "extend-text" }, steps.text), text),
    error,
    el("p", { class: "row end" }, act),
  );
  const given = () => ({ until: until.value, reason: draft.reason, text: text.value.trim() });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (act.getAttribute("aria-disabled") !== "true") void submit(app, state, story, given(), { error, act });
  });
  return form;
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 * @param {{until: string, reason: string, text: string}} given
 * @param {{error: HTMLElement, act: HTMLElement}} parts
 */
async function submit(app, state, story, { until, reason, text }, { error, act }) {
  const { steps: say } = app.words;
  const flaw = flawOf(say, { until, reason, text });
  error.textContent = flaw?.text ?? "";
  show(error, flaw !== null);
  if (flaw) return void document.getElementById(flaw.field)?.focus();
  if (!(await mayWrite(app, state))) return;
  act.setAttribute("aria-disabled", "true");
  const matter = /** @type {import("../../protocol/documents.d.ts").MatterClass} */ (story.signed.class);
  const isTold = matter && needsOf(story.status).includes("class");
  const step = { status: story.status, until, reason, ...(isTold && { class: matter }) };
  try {
    await app.busy(() => takeStep(app, state.name, { step, text }));
    state.notice = { look: "ok", text: say.sent };
    await load(app, state);
  } catch (problem) {
    act.setAttribute("aria-disabled", "false");
    error.textContent = problem instanceof MovedError ? say.moved : problemText(app.words, problem);
    show(error, true);
  }
}

/**
 * @param {App["words"]["steps"]} say
 * @param {{until: string, reason: string, text: string}} given
 */
function flawOf({ need }, { until, reason, text }) {
  if (until === "") return { text: need.until, field: "extend-until" };
  if (reason === "") return { text: need.reason, field: "extend-reason" };
  return reason === OTHER && text === "" ? { text: need.text, field: "extend-text" } : null;
}
