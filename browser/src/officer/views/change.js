/**
 * The dialogs that change who reads a case. Each says before what will happen and to whom, as the worker works it out
 * from verified records; a case that changed meanwhile is read and checked again, and what would happen said anew.
 */

import { makeChange, noteGrounds, readAgain } from "../acts/change.js";
import { openDialog } from "../dialog.js";
import { el, fill, show } from "../dom.js";
import { KeeperError } from "../keeper.js";
import { isOutrun, problemText } from "../problems.js";
import { load } from "./case.js";
import { assignFields } from "./assign.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("./case.js").CaseState} CaseState */
/** @typedef {import("../../worker/story.js").Story} Story */
/** @typedef {import("../../worker/readers.js").Reader} Reader */
/** @typedef {import("../../worker/readers.js").Person} Person */
/** @typedef {import("../../worker/changing.js").Plan} Plan */
/** @typedef {import("../../worker/changing.js").Wish} Wish */

/**
 * What a dialog asks for: `wish` as the fields stand, or null while they are not filled in; `flaw` says what is missing.
 * @typedef {object} Question
 * @property {string} title
 * @property {string} act
 * @property {boolean} destroys
 * @property {HTMLElement[]} fields
 * @property {() => Wish | null} wish
 * @property {() => string} until last day of an absence cover
 * @property {() => {number: string, dated: string} | undefined} letter by which examiners are assigned
 * @property {() => {text: string, field: HTMLElement} | null} flaw
 */

/** @typedef {ReturnType<typeof makeParts>} Parts */

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 * @param {AbortSignal} signal
 */
export async function openAssign(app, state, story, signal) {
  const { changing: say } = app.words;
  const candidates = await app.keeper.ask("showCandidates");
  const own = `${app.officer?.agency}/${app.officer?.id}`;
  const replaceable = story.readers.filter(({ isRecovery }) => !isRecovery);
  const { fields, wish, until, letter, flaw, listen } = assignFields(app, candidates, replaceable, own);
  const question = { title: say.assignTitle(story.number), act: say.assignAct, destroys: false };
  const draw = openQuestion(app, state, { ...question, fields, wish, until, letter, flaw }, signal);
  listen(draw);
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 * @param {Reader} reader
 * @param {AbortSignal} signal
 */
export async function openTakeOff(app, state, story, reader, signal) {
  const { changing: say } = app.words;
  const isMe = reader.author === `${app.officer?.agency}/${app.officer?.id}`;
  const title = isMe ? say.leaveTitle(story.number) : say.takeOffTitle(reader.label, story.number);
  openQuestion(app, state, plain(title, say.takeOffAct, { add: [], remove: [reader.author] }), signal);
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 * @param {AbortSignal} signal
 */
export async function openRenew(app, state, story, signal) {
  const { changing: say } = app.words;
  const question = plain(say.renewTitle(story.number), say.renewAct, { add: [], remove: [] });
  openQuestion(app, state, { ...question, destroys: false }, signal);
}

/**
 * @param {string} title
 * @param {string} act
 * @param {Wish} wish
 * @returns {Question}
 */
function plain(title, act, wish) {
  return {
    title,
    act,
    destroys: true,
    fields: [],
    wish: () => wish,
    until: () => "",
    letter: () => undefined,
    flaw: () => null,
  };
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Question} question
 * @param {AbortSignal} signal
 */
function openQuestion(app, state, question, signal) {
  const { dialog, body } = openDialog(question.title);
  dialog.classList.add("wide");
  signal.addEventListener("abort", () => dialog.close());
  const parts = makeParts(app, question, dialog);
  const form = el(
    "form",
    { autocomplete: "off", novalidate: true },
    ...question.fields,
    parts.changed,
    parts.preview,
    parts.reasonField,
    parts.error,
    parts.work,
    el("p", { class: "row end" }, parts.cancel, parts.act),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (parts.act.getAttribute("aria-disabled") !== "true") void submit(app, state, question, parts);
  });
  fill(body, form);
  const draw = () => void drawPlan(app, question, parts);
  draw();
  return draw;
}

/**
 * @param {App} app
 * @param {Question} question
 * @param {HTMLDialogElement} dialog
 */
function makeParts({ words }, question, dialog) {
  const { changing: say } = words;
  const reason = el("textarea", {
    ...{ id: "change-reason", rows: 3, maxlength: 900, spellcheck: "false", "aria-describedby": "change-reason-hint" },
  });
  const hint = el("p", { class: "hint", id: "change-reason-hint" });
  return {
    dialog,
    reason,
    hint,
    reasonField: el("div", { class: "pick" }, el("label", { for: "change-reason" }, say.reasonLabel), hint, reason),
    changed: el("p", { class: "note warn", role: "alert", hidden: true }),
    preview: el("div", { class: "plan", role: "status" }),
    error: el("p", { class: "error", role: "alert", hidden: true }),
    work: el("p", { role: "status", hidden: true }, say.working),
    cancel: el("button", { type: "button", class: "sbtn", click: () => dialog.close() }, words.frame.cancel),
    act: el("button", { class: question.destroys ? "sbtn stop" : "sbtn go" }, question.act),
    /** @type {Plan | null} */
    plan: null,
  };
}

/**
 * Work out what would happen, and say it.
 * @param {App} app
 * @param {Question} question
 * @param {Parts} parts
 */
async function drawPlan(app, question, parts) {
  const wish = question.wish();
  parts.plan = wish && (await planOf(app, wish, parts));
  fill(parts.preview, ...(parts.plan ? planParts(app, parts.plan) : []));
  show(parts.preview, parts.plan !== null);
  const isEpoch = parts.plan?.way === "epoch";
  parts.hint.textContent = isEpoch ? app.words.changing.reasonHintEpoch : app.words.changing.reasonHintAccess;
  show(parts.reasonField, !(parts.plan?.isMeLeaving ?? false));
}

/**
 * @param {App} app
 * @param {Wish} wish
 * @param {Parts} parts
 */
async function planOf(app, wish, parts) {
  try {
    return await app.keeper.ask("planChange", wish);
  } catch (error) {
    tell(parts, failure(app, error));
    return null;
  }
}

/**
 * @param {App} app
 * @param {Plan} plan
 */
function planParts({ words }, plan) {
  const { changing: say } = words;
  if (plan.isDone) return [el("p", {}, say.already)];
  const isEpoch = plan.way === "epoch";
  return [
    el("h3", {}, say.next),
    people(say.comes, plan.comes),
    people(say.goes, plan.goes),
    isEpoch && people(say.stays, plan.stays, say.reporter),
    el("p", {}, isEpoch ? `${say.wayEpoch} ${say.reporterSees}` : say.wayAccess),
    plan.goes.length > 0 && el("p", {}, say.kept),
    plan.isMeLeaving && el("p", { class: "broken" }, say.meLeaving),
    isEpoch && plan.officers < plan.minimum && el("p", { class: "broken" }, say.below(plan.officers, plan.minimum)),
    mayNotBe(plan) && el("p", { class: "broken" }, say.tooFew),
  ];
}

/**
 * Say whether too few would be left: the server takes no such change, and this page sends none.
 * @param {Plan} plan
 */
export function mayNotBe({ way, officers, required, isNobody }) {
  return way === "epoch" && (isNobody || officers < required);
}

/**
 * @param {string} title
 * @param {Person[]} persons
 * @param {string} [more] somebody without a name
 */
function people(title, persons, more) {
  const names = persons.map(({ label, unit }) => el("li", {}, label, unit !== "" && el("small", {}, ` ${unit}`)));
  if (names.length === 0) return null;
  return el("div", {}, el("h4", {}, title), el("ul", {}, ...names, more !== undefined && el("li", {}, more)));
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Question} question
 * @param {Parts} parts
 */
async function submit(app, state, question, parts) {
  const { changing: say } = app.words;
  tell(parts, "");
  const flaw = question.flaw() ?? reasonFlaw(app, parts);
  const { plan } = parts;
  const wish = question.wish();
  if (flaw || !plan || !wish || plan.isDone || mayNotBe(plan)) {
    tell(parts, flaw?.text ?? (plan?.isDone ? say.already : say.tooFew));
    flaw?.field.focus();
    return;
  }
  setBusy(parts, true);
  const grounds = { reason: parts.reason.value.trim(), until: question.until() };
  try {
    await app.busy(() => makeChange(app, state.name, { wish, grounds, shown: plan }));
    await finish(app, state, plan, { reason: grounds.reason, letter: question.letter() }, parts);
  } catch (error) {
    setBusy(parts, false);
    if (isOutrun(error)) await begAgain(app, state, question, parts);
    else tell(parts, failure(app, error));
  }
}

/**
 * Lead on after a change: the reason of an epoch and a letter of assignment go among the officers' notes, and the case
 * is shown as it is now.
 * @param {App} app
 * @param {CaseState} state
 * @param {Plan} plan
 * @param {{reason: string, letter: {number: string, dated: string} | undefined}} why
 * @param {Parts} parts
 */
async function finish(app, state, plan, { reason, letter }, parts) {
  const { changing: say } = app.words;
  if (plan.isMeLeaving) {
    parts.dialog.close();
    state.forget();
    app.inbox.page = null;
    await app.closeCase();
    return;
  }
  const names = (/** @type {Person[]} */ persons) => persons.map(({ label }) => label).join(", ");
  const text = say.decisionAssign(names(plan.comes), names(plan.goes), reason);
  const isTold = plan.way === "access" && letter === undefined;
  const isNoted = isTold || (await noteGrounds(app, state.name, text, letter));
  parts.dialog.close();
  state.notice = { look: isNoted ? "ok" : "warn", text: isNoted ? say.done : say.doneWithoutReason };
  await load(app, state);
}

/**
 * Read and check the case again, say what would happen now, and let the officer go on.
 * @param {App} app
 * @param {CaseState} state
 * @param {Question} question
 * @param {Parts} parts
 */
async function begAgain(app, state, question, parts) {
  const { changing: say } = app.words;
  try {
    Object.assign(state, await app.busy(() => readAgain(app, state.name)));
    parts.changed.textContent = say.conflict;
    show(parts.changed, true);
    await drawPlan(app, question, parts);
  } catch (error) {
    tell(parts, failure(app, error));
  }
}

/**
 * @param {App} app
 * @param {Parts} parts
 */
function reasonFlaw({ words }, { plan, reason }) {
  const isNeeded = plan !== null && !plan.isMeLeaving;
  return isNeeded && reason.value.trim() === "" ? { text: words.changing.needReason, field: reason } : null;
}

/**
 * @param {Parts} parts
 * @param {boolean} isBusy
 */
function setBusy({ act, work }, isBusy) {
  show(work, isBusy);
  act.setAttribute("aria-disabled", String(isBusy));
}

/**
 * @param {Parts} parts
 * @param {string} text
 */
function tell({ error }, text) {
  error.textContent = text;
  show(error, text !== "");
}

/**
 * @param {App} app
 * @param {unknown} error
 */
function failure({ words }, error) {
  const isRefused = error instanceof KeeperError && error.code === "refused-trust";
  return isRefused ? words.changing.mayNot : problemText(words, error);
}
