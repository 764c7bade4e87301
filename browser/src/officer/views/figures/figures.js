/** Kinerja: figures of the officer's own cases for a chosen period, and what agencies published of each quarter. */

import { loadOwn, loadPublished } from "../../acts/figures.js";
import { saveCsv } from "../../csv.js";
import { el, fill } from "../../dom.js";
import { shortDay } from "../../format.js";
import { badNote, problemText } from "../../problems.js";
import { ownRows } from "./csv.js";
import { periodNames } from "./numbers.js";
import { ownParts } from "./own.js";
import { periodText, publishedPart } from "./published.js";
import { beginReport, showReport } from "./report/report.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../acts/figures.js").OwnFigures} OwnFigures */
/** @typedef {import("../../acts/figures.js").AgencyQuarters} AgencyQuarters */

const READS = "read-cases";
const ALL = "all";

/** What the page knows of figures. */
export class FiguresState {
  period = ALL;
  /** @type {OwnFigures | null} Null also for an officer who reads no cases. */
  own = null;
  /** @type {AgencyQuarters[] | null} */
  published = null;
  /** Whose quarters are shown. */
  agency = "";
  /** @type {import("./report/report.js").ReportState | null} The report that is shown instead. */
  report = null;
  /** @type {unknown} */
  error = null;
}

/**
 * @param {App} app
 * @param {FiguresState} state
 * @returns {import("../../app.js").View}
 */
export function figuresView(app, state) {
  const { words } = app;
  const status = el("p", { class: "soft", role: "status" });
  const content = el("div", {});
  const main = el(
    "main",
    { class: "pad figures" },
    el(
      "div",
      { class: "head" },
      el("h1", { tabindex: -1 }, words.figures.title),
      el("p", {}, app.officeName(app.officer?.agency ?? "")),
    ),
    status,
    content,
  );
  const parts = { status, content };
  if (state.published || state.error !== null) draw(app, state, parts);
  else void load(app, state, parts);
  return { main, title: words.figures.title };
}

/** @typedef {{status: HTMLElement, content: HTMLElement}} Parts */

/**
 * @param {App} app
 * @param {FiguresState} state
 * @param {Parts} parts
 */
async function load(app, state, parts) {
  parts.status.textContent = app.words.figures.counting;
  try {
    state.own = app.officer?.acts.includes(READS) ? await app.busy(() => loadOwn(app, state.period)) : null;
    state.published ??= await app.busy(() => loadPublished(app));
    state.error = null;
  } catch (error) {
    state.error = error;
  }
  if (!app.officer || !parts.content.isConnected) return;
  const place = document.activeElement?.id;
  draw(app, state, parts);
  if (place === "fig-period") document.getElementById(place)?.focus();
}

/**
 * @param {App} app
 * @param {FiguresState} state
 * @param {Parts} parts
 */
function draw(app, state, parts) {
  const { words } = app;
  const { own, published, report, error } = state;
  parts.status.textContent = "";
  if (published && report) {
    const leave = () => {
      state.report = null;
      draw(app, state, parts);
      document.getElementById("fig-report")?.focus();
    };
    void showReport(app, report, { published, place: parts.content, status: parts.status, leave });
    return;
  }
  const open = () => {
    state.report = beginReport(app);
    draw(app, state, parts);
  };
  const again = () => void load(app, state, parts);
  const choose = (/** @type {string} */ agency) => {
    state.agency = agency;
    draw(app, state, parts);
    document.getElementById("fig-agency")?.focus();
  };
  fill(
    parts.content,
    error !== null && badNote(words.problems.title, problemText(words, error), tryAgain(app, again)),
    published &&
      el(
        "p",
        { class: "row noprint" },
        el("button", { type: "button", class: "sbtn", id: "fig-report", click: open }, words.report.open),
      ),
    own && el("p", { class: "soft" }, words.figures.own(shortDay(own.day, app.tag))),
    own && bar(app, state, own, again),
    ...(own ? (isEmpty(state, own) ? [nothing(app)] : ownParts(app, own)) : []),
    published && publishedPart(app, published, { chosen: state.agency, choose }),
  );
}

/**
 * @param {FiguresState} state
 * @param {OwnFigures} own
 */
function isEmpty({ period }, { received, lapor }) {
  return period === ALL && received + lapor.unverified + lapor.waiting + lapor.running + lapor.finished === 0;
}

/** @param {App} app */
function nothing({ words }) {
  return el(
    "div",
    { class: "empty" },
    el("p", {}, el("b", {}, words.figures.nothingTitle)),
    el("p", {}, words.figures.nothing),
  );
}

/**
 * @param {App} app
 * @param {FiguresState} state
 * @param {OwnFigures} own
 * @param {() => void} again
 */
function bar(app, state, own, again) {
  const { words } = app;
  const names = [ALL, ...periodNames(own.since, own.day.slice(0, 7))];
  const options = names.map((name) =>
    el("option", { value: name, selected: name === state.period }, periodText(app, name)),
  );
  const change = (/** @type {Event} */ event) => {
    state.period = /** @type {HTMLSelectElement} */ (event.target).value;
    again();
  };
  const download = () => saveCsv(ownRows(own), words.figures.csvName(state.period));
  return el(
    "div",
    { class: "filter noprint" },
    el(
      "div",
      {},
      el("label", { for: "fig-period" }, words.figures.period),
      el("select", { id: "fig-period", change }, ...options),
    ),
    el("button", { type: "button", class: "sbtn", click: download }, words.figures.csv),
  );
}

/**
 * @param {App} app
 * @param {() => void} again
 */
function tryAgain({ words }, again) {
  return el("p", { class: "row" }, el("button", { type: "button", class: "sbtn", click: again }, words.frame.tryAgain));
}
