/** What agencies published, quarter by quarter: an overview of the newest, then every quarter of one agency. */

import { el } from "../../dom.js";
import { shortDay } from "../../format.js";
import { nameOf } from "../../words/index.js";
import { monthText, tenthsText } from "./numbers.js";
import { bounded, standingTable } from "./report/standing.js";
import { countsTable, part } from "./tables.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../acts/figures.js").AgencyQuarters} AgencyQuarters */
/** @typedef {import("../../acts/figures.js").Quarter} Quarter */
/** @typedef {import("../../acts/figures.js").Table} Table */

/**
 * @param {App} app
 * @param {AgencyQuarters[]} agencies
 * @param {{chosen: string, choose: (agency: string) => void}} choice
 */
export function publishedPart(app, agencies, { chosen, choose }) {
  const words = app.words.figures;
  const told = agencies.filter(({ quarters }) => quarters.length > 0);
  const id = "fig-published";
  if (told.length === 0) return part(id, words.publishedTitle, `${words.publishedAbout} ${words.noQuarters}`);
  const one = told.find(({ agency }) => agency === chosen) ?? told[0];
  return part(
    id,
    words.publishedTitle,
    words.publishedAbout,
    told.length > 1 && overview(app, told),
    told.length > 1 && picker(app, told, one, choose),
    ...[...one.quarters].reverse().map((quarter) => quarterPart(app, one, quarter)),
  );
}

/**
 * @param {App} app
 * @param {AgencyQuarters[]} told
 */
function overview(app, told) {
  const agencies = told.map(({ agency, name, quarters }) => {
    const standing = quarters.findLast((quarter) => quarter.standing !== null)?.standing ?? null;
    return { agency, name, standing };
  });
  return standingTable(app, agencies);
}

/**
 * @param {App} app
 * @param {AgencyQuarters[]} told
 * @param {AgencyQuarters} one
 * @param {(agency: string) => void} choose
 */
function picker({ words }, told, one, choose) {
  const options = told.map(({ agency, name }) =>
    el("option", { value: agency, selected: agency === one.agency }, name),
  );
  const change = (/** @type {Event} */ event) => choose(/** @type {HTMLSelectElement} */ (event.target).value);
  return el(
    "div",
    { class: "filter" },
    el(
      "div",
      {},
      el("label", { for: "fig-agency" }, words.figures.whose),
      el("select", { id: "fig-agency", change }, ...options),
    ),
  );
}

/**
 * @param {App} app
 * @param {AgencyQuarters} one
 * @param {Quarter} quarter
 */
function quarterPart(app, { name }, quarter) {
  const words = app.words.figures;
  const title = `${name}, ${periodText(app, quarter.quarter)}`;
  const { received, ended, standing } = quarter;
  if (received === null || standing === null) {
    return el("section", { class: "quarter" }, el("h3", {}, title), el("p", {}, words.tooFew));
  }
  const category = (/** @type {string} */ value) =>
    value === "none" ? words.noCategory : nameOf(app.words.categories, value);
  return el(
    "section",
    { class: "quarter" },
    el("h3", {}, title),
    el("p", { class: "soft" }, words.upTo, standing.isOpenSmall && `. ${words.openFew}`),
    el(
      "dl",
      { class: "sum" },
      line(words.followedUp, bounded(app, standing.followedUp, standing.received, standing.isFollowUpBound)),
      line(words.finished, bounded(app, standing.finished, standing.received, standing.isBound)),
      ended && line(words.inTime, inTimeText(app, ended)),
      ended && line(words.flow.median, tenthsText(ended.medianTenths, app.tag)),
      ended && line(words.flow.mean, tenthsText(ended.meanTenths, app.tag)),
    ),
    el("p", { class: "soft" }, words.receivedIn(received.total, spanText(app, received))),
    el(
      "div",
      { class: "duo" },
      table(app, words.month, inOrder(received.months), (value) => monthText(value, app.tag)),
      table(app, words.channel, received.channels, (value) => nameOf(words.channels, value)),
      table(app, words.matterClass, received.classes, (value) => nameOf(words.classes, value)),
      table(app, words.category, received.categories, category),
    ),
    ended && el("p", { class: "soft" }, words.endedIn(ended.total, spanText(app, ended))),
    ended && table(app, words.outcome, ended.outcomes, (value) => nameOf(words.outcomes, value)),
  );
}

/**
 * Name a period in words: "Triwulan IV 2026".
 * @param {App} app
 * @param {string} name
 */
export function periodText({ words }, name) {
  const { parts, year, all } = words.figures;
  if (name === "all") return all;
  const [which, half] = name.split("-");
  if (half === undefined) return year(which);
  return Object.hasOwn(parts, half) ? parts[/** @type {keyof typeof parts} */ (half)](which) : name;
}

/**
 * @param {App} app
 * @param {string} heading
 * @param {Table | null} found
 * @param {(value: string) => string} nameOfValue
 */
function table(app, heading, found, nameOfValue) {
  if (found === null) return null;
  const words = app.words.figures;
  const rows = found.shown.map(({ value, count }) => ({ name: nameOfValue(value), count }));
  const total = rows.reduce((sum, { count }) => sum + count, found.rest);
  if (found.rest > 0) rows.push({ name: words.rest, count: found.rest });
  return countsTable(app, [heading, words.reports], rows, total);
}

/**
 * Put months in their own order; tables come with the largest count first.
 * @param {Table | null} months
 */
function inOrder(months) {
  return months && { ...months, shown: months.shown.toSorted((one, other) => (one.value < other.value ? -1 : 1)) };
}

/**
 * @param {App} app
 * @param {NonNullable<Quarter["ended"]>} ended
 */
function inTimeText(app, { inTime, total, isBound }) {
  return inTime === null ? "–" : bounded(app, inTime, total, isBound);
}

/**
 * @param {App} app
 * @param {{first: string, last: string}} span
 */
function spanText({ tag, words }, { first, last }) {
  return words.figures.fromTo(shortDay(first, tag), shortDay(last, tag));
}

/**
 * @param {string} name
 * @param {string} text
 */
function line(name, text) {
  return el("div", {}, el("dt", {}, name), el("dd", {}, text));
}
