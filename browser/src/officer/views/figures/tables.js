/** Tables of figures, each under its heading. A table is complete as text; bars repeat what it says. */

import { el } from "../../dom.js";
import { countText } from "../../format.js";
import { rowBar } from "./charts.js";
import { fractionText, hundredthsOf, percentText, tenthsText } from "./numbers.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../acts/figures.js").Share} Share */
/** @typedef {import("../../dom.js").Child} Child */

/**
 * @param {string} id
 * @param {string} title
 * @param {string} about
 * @param {...Child} children
 */
export function part(id, title, about, ...children) {
  return el(
    "section",
    { class: "fig", "aria-labelledby": id },
    el("h2", { id }, title),
    about !== "" && el("p", {}, about),
    ...children,
  );
}

/**
 * @param {string} heading
 * @param {string[]} columns
 * @param {HTMLElement[]} rows
 * @param {HTMLElement | null} [foot]
 */
export function numbers(heading, columns, rows, foot = null) {
  const head = [heading, ...columns].map((name) => el("th", { scope: "col" }, name));
  return el(
    "table",
    { class: "num" },
    el("thead", {}, el("tr", {}, ...head)),
    el("tbody", {}, ...rows),
    foot && el("tfoot", {}, foot),
  );
}

/**
 * @param {string} name
 * @param {...Child} cells
 */
export function row(name, ...cells) {
  return el("tr", {}, el("th", { scope: "row" }, name), ...cells.map((cell) => el("td", {}, cell)));
}

/**
 * Show what was received by one of the tags, and how much of it is finished.
 * @param {App} app
 * @param {{id: string, title: string, column: string}} about
 * @param {Share[]} shares
 * @param {(value: string) => string} nameOfValue
 */
export function sharesPart(app, { id, title, column }, shares, nameOfValue) {
  const words = app.words.figures;
  if (shares.length === 0) return part(id, title, words.empty);
  const most = Math.max(...shares.map(({ received }) => received));
  const rows = shares.map(({ value, received, finished }) =>
    row(
      nameOfValue(value),
      countText(received, app.tag),
      countText(finished, app.tag),
      rowBar(received, most, finished),
    ),
  );
  const columns = [words.received, words.finished];
  const table = numbers(column, columns, rows);
  table.classList.add("bar");
  table.tHead?.rows[0].append(el("td", {}));
  return part(id, title, words.shareAbout, table);
}

/**
 * Show how much of what ended was in time, and how long it took, by one of the tags.
 * @param {App} app
 * @param {{id: string, title: string, column: string}} about
 * @param {import("../../acts/figures.js").Times[]} times
 * @param {(value: string) => string} nameOfValue
 */
export function timesPart(app, { id, title, column }, times, nameOfValue) {
  const words = app.words.figures;
  if (times.length === 0) return part(id, title, words.empty);
  const rows = times.map(({ value, ended, inTime, meanTenths, medianTenths }) =>
    row(
      nameOfValue(value),
      countText(ended, app.tag),
      el(
        "span",
        {},
        percentText(inTime.hundredths, app.tag),
        inTime.whole > 0 && el("small", {}, fractionText(inTime, app.tag)),
      ),
      tenthsText(meanTenths, app.tag),
      tenthsText(medianTenths, app.tag),
    ),
  );
  const columns = [words.finished, words.inTimeShort, words.meanShort, words.medianShort];
  return part(id, title, words.timesAbout, numbers(column, columns, rows));
}

/**
 * Show counts with their share of a total.
 * @param {App} app
 * @param {string[]} columns name of the rows, of the counts
 * @param {Array<{name: string, count: number}>} rows
 * @param {number} total
 */
export function countsTable(app, [heading, counted], rows, total) {
  const words = app.words.figures;
  const shown = rows.map(({ name, count }) =>
    row(name, countText(count, app.tag), percentText(hundredthsOf(count, total), app.tag)),
  );
  const foot = row(words.total, countText(total, app.tag), percentText(hundredthsOf(total, total), app.tag));
  return numbers(heading, [counted, words.share], shown, foot);
}
