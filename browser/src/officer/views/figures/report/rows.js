/** The report as a table for spreadsheets: one row for every number, with what it counts and what is only a bound. */

import { HEAD, numberRows } from "../csv.js";
import { hundredthsOf } from "../numbers.js";
import { quartersOf, sumQuarters, sumTiers } from "./summing.js";

/** @typedef {import("../../../acts/figures.js").AgencyQuarters} AgencyQuarters */
/** @typedef {import("../../../acts/figures.js").OwnFigures} OwnFigures */
/** @typedef {import("./summing.js").SumTable} SumTable */
/** @typedef {import("./summing.js").Standing} Standing */
/** @typedef {Array<string | number>} Row */

const COLUMNS = ["agency", "period", "edition", ...HEAD, "note"];
const AT_LEAST = "at least";
const UNKNOWN = "not known to this system";
/** Indicators that a report asks for and no count can give: the system does not know them. */
const NOT_KNOWN = ["anonymous-share", "protection-measures"];

/**
 * Write the exact edition.
 * @param {string} agency
 * @param {string} period
 * @param {OwnFigures} told
 * @param {AgencyQuarters[]} published
 * @returns {Row[]}
 */
export function internalRows(agency, period, told, published) {
  const own = [...numberRows(told), ["retaliation-reports", "", retaliation(told)]].map((row) => filled(row));
  return [
    COLUMNS,
    ...[...own, ...unknown()].map((row) => [agency, period, "internal", ...row]),
    ...belowRows(agency, period, published),
  ];
}

/**
 * Write the edition of what was published.
 * @param {string} agency
 * @param {string} period
 * @param {AgencyQuarters[]} published
 * @returns {Row[]}
 */
export function outwardRows(agency, period, published) {
  const names = quartersOf(period);
  const quarters = published.find((one) => one.agency === agency)?.quarters ?? [];
  const { received, ended, standing } = sumQuarters(quarters.filter(({ quarter }) => names.includes(quarter)));
  /** @type {Row[]} */
  const rows = [];
  if (standing) rows.push(...standingRows(standing));
  if (received) {
    rows.push(["received", `${received.first}/${received.last}`, received.total]);
    for (const name of /** @type {const} */ (["channels", "classes", "categories"])) {
      rows.push(...tableRows(name, received[name]));
    }
  }
  if (ended) {
    const { first, last, total, inTime, isBound, meanTenths, medianTenths, outcomes } = ended;
    rows.push(["ended", `${first}/${last}`, total]);
    if (inTime !== null) rows.push(["in-time", "", inTime, total, percent(inTime, total), isBound ? AT_LEAST : ""]);
    rows.push(["mean-working-days", "", (meanTenths / 10).toFixed(1)]);
    if (medianTenths !== null) rows.push(["median-working-days", "", (medianTenths / 10).toFixed(1)]);
    rows.push(...tableRows("outcomes", outcomes));
  }
  const all = [...rows.map((row) => filled(row)), ...unknown()];
  return [COLUMNS, ...all.map((row) => [agency, period, "published", ...row]), ...belowRows(agency, period, published)];
}

/**
 * Give how many reports of retaliation came.
 * @param {OwnFigures} told
 */
export function retaliation(told) {
  return told.categories.find(({ value }) => value === "retaliation")?.received ?? 0;
}

/**
 * Give each agency with where it stood at the end of the last quarter of a period that told anything.
 * @param {AgencyQuarters[]} published
 * @param {string} period
 */
export function standings(published, period) {
  const names = quartersOf(period);
  return published.map(({ agency, name, quarters }) => {
    const told = quarters.filter((one) => names.includes(one.quarter));
    return { agency, name, standing: told.findLast(({ standing }) => standing !== null)?.standing ?? null };
  });
}

/**
 * @param {string} own
 * @param {string} period
 * @param {AgencyQuarters[]} published
 * @returns {Row[]}
 */
function belowRows(own, period, published) {
  const all = standings(published, period);
  if (all.length < 2) return [];
  const each = all.flatMap(({ agency, standing }) =>
    standing && agency !== own
      ? standingRows(standing).map((row) => [agency, period, "published", ...filled(row)])
      : [],
  );
  const sums = [...sumTiers(all)].flatMap(([tier, sum]) =>
    standingRows(sum).map((row) => [`tier-${tier}`, period, "published", ...filled(row)]),
  );
  return [...each, ...sums];
}

/**
 * @param {Standing} standing
 * @returns {Row[]}
 */
function standingRows({ received, finished, followedUp, isBound, isFollowUpBound }) {
  const followed = ["followed-up-of-all", "", followedUp, received, percent(followedUp, received)];
  const ended = ["finished-of-all", "", finished, received, percent(finished, received)];
  return [
    [...followed, isFollowUpBound ? AT_LEAST : ""],
    [...ended, isBound ? AT_LEAST : ""],
  ];
}

/**
 * @param {string} name
 * @param {SumTable | null} table
 * @returns {Row[]}
 */
function tableRows(name, table) {
  if (!table) return [];
  const rows = table.rows.map(({ value, count, isBound }) => [name, value, count, "", "", isBound ? AT_LEAST : ""]);
  return table.rest > 0 ? [...rows, [name, "all-others", table.rest]] : rows;
}

/** @returns {Row[]} */
function unknown() {
  return NOT_KNOWN.map((name) => filled([name, "", "", "", "", UNKNOWN]));
}

/**
 * @param {Row} row
 * @returns {Row} with an empty cell for what it does not have
 */
function filled(row) {
  return [...row, ...Array.from({ length: HEAD.length + 1 - row.length }, () => "")];
}

/**
 * @param {number} part
 * @param {number} whole
 */
function percent(part, whole) {
  const hundredths = hundredthsOf(part, whole);
  return hundredths === null ? "" : (hundredths / 100).toFixed(2);
}
