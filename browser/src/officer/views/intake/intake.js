/**
 * Catat laporan: an officer writes down what somebody says, reads it back, seals and sends it, and hands over a receipt
 * that leaves this page for good.
 */

import { aboutOf, ReadersChangedError, takeDown } from "../../acts/intake.js";
import { emptyDraft, flawsOf, isWritten, reportOf } from "../../acts/taking-down.js";
import { ApiError, isAbort } from "../../api.js";
import { ask } from "../../dialog.js";
import { el, fill } from "../../dom.js";
import { shownName, sizeText } from "../../format.js";
import { KeeperError } from "../../keeper.js";
import { badNote, problemText } from "../../problems.js";
import { form, isConcerned } from "./form.js";
import { refusalOf } from "./identity.js";
import { Offers } from "./offers.js";
import { reading } from "./reading.js";
import { receipt } from "./receipt.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../acts/intake.js").Sealed} Sealed */
/** @typedef {import("../../acts/taking-down.js").Draft} Draft */
/** @typedef {import("../../../worker/intake.js").Readers} Readers */
/** @typedef {Awaited<ReturnType<import("../../../worker/intake.js").Intake["intakeChoices"]>>} Choices */
/** @typedef {"writing" | "reading" | "receipt" | "done"} Stage */

/** What the page knows. The receipt's words are not in it: the worker has them until they are handed over. */
export class IntakeState {
  /** @type {Stage} */
  stage = "writing";
  /** @type {Draft | null} */
  draft = null;
  /** @type {Choices | null} */
  choices = null;
  /** @type {Readers | null} */
  readers = null;
  /** Why nobody may read it: a class of refusal. */
  closed = "";
  /** @type {string[]} Fields that are missing or cannot be. */
  flaws = [];
  /** @type {Map<string, string>} Names of those who are kept out, by `keyOf` them. */
  labels = new Map();
  /** @type {import("../../../protocol/naming.js").Excludable[]} Whom a report about this area may keep out. */
  excludables = [];
  offers = new Offers();
  /** @type {import("../../../protocol/naming.js").Excludable[]} Who of the lists may be named in it. */
  namesakes = [];
  isRead = false;
  /** @type {Sealed | null} What was sent, and may have arrived. */
  sealed = null;
  number = "";
  /** @type {unknown} */
  error = null;
  told = "";
  /** @type {AbortController | null} */
  work = null;
  /** How far a file has been sent, in words. */
  progress = "";
  /** Draws the page anew, wherever it is shown now. */
  redraw = () => {};
  /** Draws the list of files anew. */
  drawFiles = () => {};

  /** What a lock is to keep, sealed: everything but the files; nothing once it was sent. */
  keptText() {
    const isKept = isUnsent(this) && this.sealed === null && this.work === null;
    return isKept ? JSON.stringify({ draft: { ...this.draft, files: [] }, labels: [...this.labels] }) : "";
  }
}

/**
 * @param {App} app
 * @param {IntakeState} state
 * @returns {import("../../app.js").View}
 */
export function intakeView(app, state) {
  const { intake: say } = app.words;
  const content = el("div", {});
  const main = el("main", { class: "pad intake" }, content);
  state.redraw = () => void draw(app, state, content);
  void begin(app, state);
  return {
    main,
    title: say.title,
    mayLeave: () => mayLeave(app, state),
    hasDraft: () => state.stage === "receipt" || state.work !== null || isUnsent(state),
  };
}

/** @param {Pick<IntakeState, "stage" | "draft">} state */
function isUnsent({ stage, draft }) {
  return (stage === "writing" || stage === "reading") && draft !== null && isWritten(draft);
}

/**
 * @param {App} app
 * @param {IntakeState} state
 */
async function begin(app, state) {
  try {
    if (!state.choices) {
      const { agencies } = await app.busy(() => app.api.ask("GET", "intake/offers"));
      state.offers = new Offers(agencies);
      state.choices = await app.keeper.ask("intakeChoices");
    }
    if (!state.draft) await takeBack(app, state);
    state.draft ??= emptyDraft(app.officer?.agency ?? "", app.days().today);
  } catch (error) {
    state.error = error;
  }
  if (!app.officer) return;
  await findReaders(app, state);
  state.redraw();
}

/**
 * Give back what was written before a lock.
 * @param {App} app
 * @param {IntakeState} state
 */
async function takeBack(app, state) {
  const text = app.officer && (await app.drafts.takeSection(app.keeper, app.officer, "intake"));
  if (!text) return;
  const { draft, labels } = JSON.parse(text);
  const begun = emptyDraft(app.officer?.agency ?? "", app.days().today);
  Object.assign(state, { draft: { ...begun, ...draft }, labels: new Map(labels) });
}

/**
 * Find out who would read the report as it is now.
 * @param {App} app
 * @param {IntakeState} state
 */
async function findReaders(app, state) {
  const { draft } = state;
  Object.assign(state, { readers: null, closed: "", excludables: [] });
  if (!draft || draft.agency === "") return;
  state.excludables = await app.keeper.ask("intakeExcludables", { agency: draft.agency });
  if (!isConcerned(draft)) return;
  try {
    state.readers = await app.keeper.ask("intakeReaders", aboutOf(app, draft));
  } catch (error) {
    state.closed = error instanceof KeeperError ? error.code : "failed";
  }
}

/**
 * Find out who of the signed lists may be named in the report, as far as nobody has said whether it is so: for what is
 * written now.
 * @param {App} app
 * @param {IntakeState} state
 * @param {Draft} draft
 */
async function findNamesakes(app, state, draft) {
  state.namesakes = [];
  if (!state.readers) return;
  const given = { about: aboutOf(app, draft), report: reportOf(draft) };
  const { open, writing } = await app.keeper.ask("intakeNamesakes", given);
  if (writing !== draft.writing) Object.assign(draft, { writing, others: [] });
  state.namesakes = open.filter(({ fullName }) => !draft.others.includes(fullName));
}

/**
 * @param {App} app
 * @param {IntakeState} state
 * @param {HTMLElement} content
 */
async function draw(app, state, content) {
  const { draft, choices, readers, stage } = state;
  if (stage === "done") return fill(content, ...done(app, state));
  if (stage === "receipt" && choices) {
    return fill(content, ...(await receipt(app, state, choices, () => void finish(app, state))));
  }
  if (!draft || !choices) return fill(content, badNote(app.words.problems.title, problemText(app.words, state.error)));
  if (stage === "reading" && readers) {
    const acts = { back: () => void goBack(app, state), send: () => void send(app, state, draft) };
    return fill(content, ...reading(app, state, { draft, choices, readers }, acts));
  }
  const acts = { look: () => findReaders(app, state), next: () => void readBack(app, state, draft) };
  return fill(content, ...form(app, state, { draft, choices }, acts));
}

/**
 * Show another stage, from its beginning.
 * @param {IntakeState} state
 * @param {Stage} stage
 */
function turn(state, stage) {
  Object.assign(state, { stage, told: "", error: null, isRead: false });
  state.redraw();
  window.scrollTo(0, 0);
  queueMicrotask(() => document.querySelector("h1")?.focus({ preventScroll: true }));
}

/**
 * @param {App} app
 * @param {IntakeState} state
 */
async function goBack(app, state) {
  await findReaders(app, state);
  turn(state, "writing");
}

/**
 * @param {App} app
 * @param {IntakeState} state
 * @param {Draft} draft
 */
async function readBack(app, state, draft) {
  await findReaders(app, state);
  await findNamesakes(app, state, draft);
  state.flaws = flawsOf(draft, app.days().today);
  if (state.namesakes.length > 0) state.flaws.push("same");
  if (state.closed !== "") state.flaws.push("readers");
  if (refusalOf(state, draft.mode) !== "") state.flaws.push("untaken");
  if (state.flaws.length === 0) return turn(state, "reading");
  if (state.stage !== "writing") turn(state, "writing");
  else state.redraw();
  document.getElementById("intake-wrong")?.focus();
}

/**
 * @param {App} app
 * @param {IntakeState} state
 * @param {Draft} draft
 */
async function send(app, state, draft) {
  const { intake: say } = app.words;
  const work = new AbortController();
  Object.assign(state, { work, error: null, told: "", progress: say.sending });
  state.redraw();
  try {
    const given = { pending: state.sealed, readers: state.readers };
    const sealed = await app.busy(() => takeDown(app, draft, given, toldOf(app, state, work.signal)));
    Object.assign(state, { work: null, number: sealed.number, sealed: null, draft: null, flaws: [] });
    state.labels.clear();
    app.inbox.page = null; // it may be the officer's own to read
    turn(state, "receipt");
  } catch (error) {
    state.work = null;
    if (isAbort(error) || (error instanceof ApiError && !isLost(error))) state.sealed = null;
    if (isAbort(error)) state.told = say.stopped;
    else if (error instanceof ReadersChangedError || isUnasked(error)) await readAnew(app, state, draft);
    else state.error = error;
    if (app.officer) state.redraw();
  }
}

/**
 * Who would read it has changed since it was read back: whoever reports must hear it before it is sealed to others.
 * @param {App} app
 * @param {IntakeState} state
 * @param {Draft} draft
 */
async function readAnew(app, state, draft) {
  Object.assign(state, { sealed: null, isRead: false });
  await readBack(app, state, draft);
  state.told = app.words.intake.changed;
}

/**
 * @param {App} app
 * @param {IntakeState} state
 * @param {AbortSignal} signal
 */
function toldOf(app, state, signal) {
  const progress = (/** @type {File} */ file, /** @type {number} */ sent, /** @type {number} */ all) => {
    const [done, whole] = [sizeText(sent, app.tag), sizeText(all, app.tag)];
    state.progress = app.words.intake.upload(shownName(file.name), done, whole);
    const line = document.getElementById("intake-progress");
    if (line) line.textContent = state.progress;
  };
  const onSealed = (/** @type {Sealed} */ sealed) => {
    state.sealed = sealed;
  };
  return { signal, progress, onSealed };
}

/**
 * Say whether somebody came onto the lists meanwhile who may be named in the report.
 * @param {unknown} error
 */
function isUnasked(error) {
  return error instanceof KeeperError && error.code === "refused-namesake";
}

/**
 * Say whether the server may have got what it gave no answer to.
 * @param {ApiError} error
 */
function isLost({ code }) {
  return ["offline", "unavailable", "too-slow", "failed"].includes(code);
}

/**
 * The receipt was handed over: nothing of it stays.
 * @param {App} app
 * @param {IntakeState} state
 */
async function finish(app, state) {
  await app.keeper.ask("endIntake");
  turn(state, "done");
}

/**
 * @param {App} app
 * @param {IntakeState} state
 */
function done(app, state) {
  const { intake: say } = app.words;
  const another = () => {
    state.draft = emptyDraft(app.officer?.agency ?? "", app.days().today);
    Object.assign(state, { readers: null, number: "", flaws: [] });
    turn(state, "writing");
  };
  return [
    el("h1", { tabindex: -1 }, say.doneTitle),
    el("div", { class: "note ok", role: "status" }, el("p", {}, say.done(state.number))),
    el("p", {}, el("button", { type: "button", class: "sbtn go", click: another }, say.another)),
  ];
}

/**
 * Ask before something is lost that does not come back; what is written stays until the page locks.
 * @param {App} app
 * @param {IntakeState} state
 */
async function mayLeave(app, state) {
  const { intake: say } = app.words;
  const text =
    state.stage === "receipt" ? say.leave : state.work ? say.leaveSending : state.sealed ? say.leaveUnsure : "";
  if (text === "") return true;
  const question = { title: say.leaveTitle, text, act: say.leaveAct, cancel: say.stay, destroys: true };
  if (!(await ask(question))) return false;
  state.work?.abort();
  await app.keeper.ask("endIntake");
  app.forget("intake");
  return true;
}
