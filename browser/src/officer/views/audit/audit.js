/** Jejak audit: the newest checkpoint and what is done with it, then the entries, each proved by the worker. */

import { beginVisit } from "../../acts/audit.js";
import { el, fill } from "../../dom.js";
import { badNote, problemText } from "../../problems.js";
import { checkpointPart } from "./checkpoint.js";
import { entriesPart } from "./entries.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../acts/audit.js").Visit} Visit */
/** @typedef {import("../../acts/audit.js").Filter} Filter */
/** @typedef {import("../../acts/audit.js").Compared} Compared */
/** @typedef {import("../../../worker/trail.js").ShownEntry} ShownEntry */

/** What the page knows of one visit to the log. */
export class AuditState {
  /** @type {Visit | null} */
  visit = null;
  /** @type {unknown} */
  error = null;
  /** @type {Filter} */
  filter = { officer: "", action: "", case: "", from: "", to: "" };
  /** @type {ShownEntry[]} */
  rows = [];
  /** @type {number | null} Where to look on; null if nothing is left. */
  next = null;
  hasLooked = false;
  kept = "";
  /** @type {Compared | null} */
  compared = null;
  /** @type {boolean | null} Whether counting anew gave the root of the checkpoint. */
  counted = null;
  /** A search or a download that goes on. @type {AbortController | null} */
  work = null;
  /** A proof that goes on. @type {AbortController | null} */
  proving = null;

  /** Whether the newest checkpoint was proved, so that it may be signed. */
  get isProved() {
    return this.counted === true || this.compared?.comparison === "grown";
  }

  /** Stop what goes on. */
  stop() {
    this.work?.abort();
    this.proving?.abort();
    this.work = null;
    this.proving = null;
  }
}

/**
 * @param {App} app
 * @param {AuditState} state
 * @returns {import("../../app.js").View}
 */
export function auditView(app, state) {
  const { words } = app;
  const status = el("p", { class: "soft", role: "status" });
  const content = el("div", {});
  const head = el(
    "div",
    { class: "head" },
    el("h1", { tabindex: -1 }, words.audit.title),
    el("p", {}, app.officeName(app.officer?.agency ?? "")),
  );
  const main = el("main", { class: "pad" }, head, status, content);
  const draw = () => {
    status.textContent = "";
    const { visit, error } = state;
    fill(
      content,
      error !== null && badNote(words.problems.title, problemText(words, error), again()),
      visit && checkpointPart(app, state, visit, draw),
      visit && entriesPart(app, state, visit),
    );
  };
  const begin = () => void load(app, state, draw, status);
  const again = () =>
    el("p", { class: "row" }, el("button", { type: "button", class: "sbtn", click: begin }, words.frame.tryAgain));
  if (state.visit || state.error !== null) draw();
  else begin();
  return { main, title: words.audit.title, leave: () => state.stop() };
}

/**
 * @param {App} app
 * @param {AuditState} state
 * @param {() => void} draw
 * @param {HTMLElement} status
 */
async function load(app, state, draw, status) {
  status.textContent = app.words.audit.opening;
  try {
    state.visit = await app.busy(() => beginVisit(app));
    state.error = null;
  } catch (error) {
    state.error = error;
  }
  if (app.officer && status.isConnected) draw();
}
