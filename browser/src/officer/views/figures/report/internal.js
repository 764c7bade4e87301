/** The exact edition: what the head sees of all the agency's cases, then what is known of protecting those who report. */

import { el } from "../../../dom.js";
import { countText } from "../../../format.js";
import { ownParts } from "../own.js";
import { part, row } from "../tables.js";
import { retaliation, standings } from "./rows.js";
import { standingTable } from "./standing.js";

/** @typedef {import("../../../app.js").App} App */
/** @typedef {import("../../../acts/figures.js").OwnFigures} OwnFigures */
/** @typedef {import("../../../acts/figures.js").AgencyQuarters} AgencyQuarters */

/**
 * @param {App} app
 * @param {string} period
 * @param {OwnFigures} told
 * @param {AgencyQuarters[]} published
 */
export function internalParts(app, period, told, published) {
  const count = (/** @type {number} */ value) => countText(value, app.tag);
  const { duplicates } = told;
  const known = [
    row(app.words.report.retaliation, count(retaliation(told))),
    row(app.words.figures.flow.duplicates, count(duplicates)),
  ];
  return [...ownParts(app, told), indicatorsPart(app, known), ...belowPart(app, period, published)];
}

/**
 * Show indicators of how reporters fare; what the system does not know is said, with room to write it in.
 * @param {App} app
 * @param {HTMLElement[]} known
 */
export function indicatorsPart(app, known) {
  const words = app.words.report;
  const blank = (/** @type {string} */ name) => row(name, words.byHand);
  const rows = [...known, blank(words.anonymous), blank(words.protection)];
  const table = el("table", { class: "num plainhead" }, el("tbody", {}, ...rows));
  return part("report-indicators", words.indicatorsTitle, words.indicatorsAbout, table);
}

/**
 * Show the agencies below, if there are any, by what they published.
 * @param {App} app
 * @param {string} period
 * @param {AgencyQuarters[]} published
 */
export function belowPart(app, period, published) {
  if (published.length < 2) return [];
  const { belowTitle, belowAbout } = app.words.report;
  return [part("report-below", belowTitle, belowAbout, standingTable(app, standings(published, period)))];
}
