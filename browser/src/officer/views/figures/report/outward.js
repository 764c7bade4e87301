/** The edition for others: published quarters of the period, added up. */

import { el } from "../../../dom.js";
import { countText, shortDay } from "../../../format.js";
import { nameOf } from "../../../words/index.js";
import { hundredthsOf, percentText, tenthsText } from "../numbers.js";
import { periodText } from "../published.js";
import { numbers, part, row } from "../tables.js";
import { belowPart, indicatorsPart } from "./internal.js";
import { bounded } from "./standing.js";
import { quartersOf, sumQuarters } from "./summing.js";

/** @typedef {import("../../../app.js").App} App */
/** @typedef {import("../../../acts/figures.js").AgencyQuarters} AgencyQuarters */
/** @typedef {import("../../../acts/figures.js").Quarter} Quarter */
/** @typedef {ReturnType<typeof sumQuarters>} Sum */

/**
 * @param {App} app
 * @param {string} period
 * @param {AgencyQuarters[]} published
 */
export function outwardParts(app, period, published) {
  const { report: words, figures } = app.words;
  const names = quartersOf(period);
  const own = published.find(({ agency }) => agency === app.officer?.agency)?.quarters ?? [];
  const quarters = own.filter(({ quarter }) => names.includes(quarter));
  if (quarters.length === 0) return [el("p", {}, words.noQuarters)];
  const sum = sumQuarters(quarters);
  const category = (/** @type {string} */ value) =>
    value === "none" ? figures.noCategory : nameOf(app.categoryNames, value);
  const tables = [
    tablePart(app, "report-channels", figures.channelsTitle, figures.channel, sum.received?.channels, (value) =>
      nameOf(figures.channels, value),
    ),
    tablePart(app, "report-classes", figures.classesTitle, figures.matterClass, sum.received?.classes, (value) =>
      nameOf(figures.classes, value),
    ),
    tablePart(app, "report-categories", figures.categoriesTitle, figures.category, sum.received?.categories, category),
    tablePart(app, "report-outcomes", figures.outcomesTitle, figures.outcome, sum.ended?.outcomes, (value) =>
      nameOf(figures.outcomes, value),
    ),
  ].flatMap((found) => found ?? []);
  return [
    standingPart(app, sum),
    quartersPart(app, quarters),
    el("div", { class: "duo" }, ...tables),
    indicatorsPart(app, retaliationRows(app, sum)),
    ...belowPart(app, period, published),
  ];
}

/**
 * @param {App} app
 * @param {Sum} sum
 */
function standingPart(app, { received, ended, standing }) {
  const { report: words, figures } = app.words;
  const span = (/** @type {{first: string, last: string}} */ { first, last }) =>
    figures.fromTo(shortDay(first, app.tag), shortDay(last, app.tag));
  const rows = [];
  if (standing) {
    const all = standing.received;
    rows.push(row(words.receivedOfAll, countText(all, app.tag)));
    rows.push(row(figures.followedUp, bounded(app, standing.followedUp, all, standing.isFollowUpBound)));
    rows.push(row(figures.finished, bounded(app, standing.finished, all, standing.isBound)));
  }
  if (received) rows.push(row(`${figures.received}, ${span(received)}`, countText(received.total, app.tag)));
  if (ended) {
    const inTime = ended.inTime === null ? "–" : bounded(app, ended.inTime, ended.total, ended.isBound);
    rows.push(row(`${figures.finished}, ${span(ended)}`, countText(ended.total, app.tag)));
    rows.push(row(figures.inTime, inTime));
    rows.push(row(figures.flow.mean, tenthsText(ended.meanTenths, app.tag)));
    rows.push(row(figures.flow.median, tenthsText(ended.medianTenths, app.tag)));
  }
  if (rows.length === 0) return part("report-standing", words.standingTitle, figures.tooFew);
  const table = el("table", { class: "num plainhead" }, el("tbody", {}, ...rows));
  return part("report-standing", words.standingTitle, words.standingAbout, table);
}

/**
 * @param {App} app
 * @param {Quarter[]} quarters
 */
function quartersPart(app, quarters) {
  const { report: words, figures } = app.words;
  const count = (/** @type {{total: number} | null} */ told) => (told ? countText(told.total, app.tag) : words.untold);
  const rows = quarters.map(({ quarter, received, ended }) =>
    row(periodText(app, quarter), count(received), count(ended)),
  );
  const table = numbers(figures.quarter, [figures.received, figures.finished], rows);
  return part("report-quarters", words.quartersTitle, words.quartersAbout, table);
}

/**
 * @param {App} app
 * @param {string} id
 * @param {string} title
 * @param {string} heading
 * @param {import("./summing.js").SumTable | null | undefined} found
 * @param {(value: string) => string} nameOfValue
 */
function tablePart(app, id, title, heading, found, nameOfValue) {
  if (!found) return null;
  const words = app.words.figures;
  const total = found.rows.reduce((sum, { count }) => sum + count, found.rest);
  const share = (/** @type {number} */ count) => percentText(hundredthsOf(count, total), app.tag);
  const rows = found.rows.map(({ value, count, isBound }) => {
    const cells = [countText(count, app.tag), share(count)];
    return row(nameOfValue(value), ...(isBound ? cells.map((cell) => words.atLeast(cell)) : cells));
  });
  if (found.rest > 0) rows.push(row(words.rest, countText(found.rest, app.tag), share(found.rest)));
  const foot = row(words.total, countText(total, app.tag), share(total));
  return part(id, title, "", numbers(heading, [words.reports, words.share], rows, foot));
}

/**
 * @param {App} app
 * @param {Sum} sum
 */
function retaliationRows(app, { received }) {
  const { report: words, figures } = app.words;
  const found = received?.categories?.rows.find(({ value }) => value === "retaliation");
  if (!found) return [row(words.retaliation, words.untold)];
  const count = countText(found.count, app.tag);
  return [row(words.retaliation, found.isBound ? figures.atLeast(count) : count)];
}
