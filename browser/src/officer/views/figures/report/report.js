/**
 * The report of a quarter, a half or a year: chosen, shown as it prints, taken along as a table.
 *
 * Two editions. The exact one is for the head, whom the server alone tells it, and says on every sheet that it is not to
 * be passed around. The other adds up what was published, so that it may go to anybody.
 */

import { loadAgency } from "../../../acts/figures.js";
import { saveCsv } from "../../../csv.js";
import { el, fill } from "../../../dom.js";
import { badNote, problemText } from "../../../problems.js";
import { today } from "../../../../shared/days.js";
import { periodNames } from "../numbers.js";
import { periodText } from "../published.js";
import { paper } from "./paper.js";
import { internalParts } from "./internal.js";
import { outwardParts } from "./outward.js";
import { internalRows, outwardRows } from "./rows.js";

/** @typedef {import("../../../app.js").App} App */
/** @typedef {import("../../../acts/figures.js").OwnFigures} OwnFigures */
/** @typedef {import("../../../acts/figures.js").AgencyQuarters} AgencyQuarters */
/** @typedef {"internal" | "published"} Edition */
/** @typedef {{letterhead: string[], head: string}} Setting */

const YEARS = 2;
const HEADS = "oversee";

/** What the report shows. */
export class ReportState {
  period = "";
  /** @type {Edition} */
  edition = "published";
  /** @type {OwnFigures | null} */
  told = null;
  /** @type {Setting | null} */
  setting = null;
  /** @type {unknown} */
  error = null;
}

/**
 * Begin with the newest quarter that is over.
 * @param {App} app
 * @returns {ReportState}
 */
export function beginReport(app) {
  const state = new ReportState();
  if (app.officer?.acts.includes(HEADS)) state.edition = "internal";
  const names = reportPeriods(app.days().today);
  state.period =
    names.find((name) => name.includes("-Q") && lastMonth(name) <= monthBefore(app.days().today)) ?? names[0];
  return state;
}

/**
 * Name the periods that reports are made of, the newest first: whatever began by the newest month that is over.
 * @param {string} day YYYY-MM-DD
 */
export function reportPeriods(day) {
  const last = monthBefore(day);
  return periodNames(`${Number(last.slice(0, 4)) - YEARS}-01`, last);
}

/**
 * Draw the report into a part of the page.
 * @param {App} app
 * @param {ReportState} state
 * @param {{published: AgencyQuarters[], place: HTMLElement, status: HTMLElement, leave: () => void}} given
 */
export async function showReport(app, state, given) {
  const { period, edition } = state;
  given.status.textContent = app.words.figures.counting;
  let [told, failure] = [/** @type {OwnFigures | null} */ (null), /** @type {unknown} */ (null)];
  try {
    state.setting ??= await settingOf(app);
    told = edition === "internal" ? await app.busy(() => loadAgency(app, period)) : null;
  } catch (error) {
    failure = error;
  }
  if (!app.officer || !given.place.isConnected || state.period !== period || state.edition !== edition) return;
  Object.assign(state, { told, error: failure });
  const place = document.activeElement?.id;
  draw(app, state, given);
  if (place === "report-period" || place === "report-edition") document.getElementById(place)?.focus();
}

/**
 * @param {App} app
 * @param {ReportState} state
 * @param {{published: AgencyQuarters[], place: HTMLElement, status: HTMLElement, leave: () => void}} given
 */
function draw(app, state, given) {
  const { words } = app;
  const { published, place, status, leave } = given;
  const again = () => void showReport(app, state, given);
  status.textContent = "";
  const retry = el(
    "p",
    { class: "row" },
    el("button", { type: "button", class: "sbtn", click: again }, words.frame.tryAgain),
  );
  fill(
    place,
    el("p", { class: "row noprint" }, el("button", { type: "button", class: "sbtn", click: leave }, words.report.back)),
    el("p", { class: "soft noprint" }, words.report.about),
    bar(app, state, published, again),
    state.error === null
      ? paper(app, state, bodyOf(app, state, published))
      : badNote(words.problems.title, problemText(words, state.error), retry),
  );
}

/**
 * @param {App} app
 * @param {ReportState} state
 * @param {AgencyQuarters[]} published
 */
function bodyOf(app, { period, told }, published) {
  return told === null ? outwardParts(app, period, published) : internalParts(app, period, told, published);
}

/**
 * @param {App} app
 * @param {ReportState} state
 * @param {AgencyQuarters[]} published
 * @param {() => void} again
 */
function bar(app, state, published, again) {
  const words = app.words.report;
  const last = monthBefore(app.days().today);
  const periods = reportPeriods(app.days().today).map((name) => {
    const text = periodText(app, name);
    return el(
      "option",
      { value: name, selected: name === state.period },
      lastMonth(name) > last ? words.running(text) : text,
    );
  });
  /** @type {Edition[]} */
  const editions = app.officer?.acts.includes(HEADS) ? ["internal", "published"] : ["published"];
  const change = (/** @type {Event} */ event) => {
    const { id, value } = /** @type {HTMLSelectElement} */ (event.target);
    if (id === "report-period") state.period = value;
    else state.edition = value === "internal" ? "internal" : "published";
    again();
  };
  const options = editions.map((name) =>
    el("option", { value: name, selected: name === state.edition }, words.editions[name]),
  );
  const download = () => {
    const agency = app.officer?.agency ?? "";
    const { period, told } = state;
    const rows = told ? internalRows(agency, period, told, published) : outwardRows(agency, period, published);
    saveCsv(rows, words.csvName(agency, period, state.edition));
  };
  return el(
    "div",
    { class: "filter noprint" },
    choice("report-period", app.words.figures.period, periods, change),
    editions.length > 1 && choice("report-edition", words.edition, options, change),
    el("button", { type: "button", class: "sbtn go", click: () => window.print() }, words.print),
    el(
      "button",
      { type: "button", class: "sbtn", click: download, disabled: state.error !== null },
      app.words.figures.csv,
    ),
  );
}

/**
 * @param {string} id
 * @param {string} label
 * @param {HTMLElement[]} options
 * @param {(event: Event) => void} change
 */
function choice(id, label, options, change) {
  return el("div", {}, el("label", { for: id }, label), el("select", { id, change }, ...options));
}

/**
 * Fetch what stands above and below the report; without it, the agency's name stands above.
 * @param {App} app
 * @returns {Promise<Setting>}
 */
async function settingOf(app) {
  const name = app.officeName(app.officer?.agency ?? "");
  try {
    const { rules } = await app.api.ask("GET", "agency/rules");
    return { letterhead: rules.letterhead.length > 0 ? rules.letterhead : [name], head: rules.team.head };
  } catch {
    return { letterhead: [name], head: "" };
  }
}

/** @param {string} day */
function monthBefore(day) {
  const date = new Date(`${(day || today("")).slice(0, 7)}-01T00:00:00Z`);
  date.setUTCDate(0);
  return date.toISOString().slice(0, 7);
}

/**
 * Give the last month of a period.
 * @param {string} period
 */
function lastMonth(period) {
  const [year, part] = period.split("-");
  const ends = { Q1: "03", Q2: "06", Q3: "09", Q4: "12", H1: "06", H2: "12" };
  return `${year}-${part === undefined ? "12" : ends[/** @type {keyof typeof ends} */ (part)]}`;
}
