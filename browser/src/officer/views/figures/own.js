/** Figures of the officer's own cases: four numbers with their fractions, what came and went, then the breakdowns. */

import { el } from "../../dom.js";
import { countText } from "../../format.js";
import { nameOf } from "../../words/index.js";
import { pairChart, sample } from "./charts.js";
import { fractionText, monthText, percentText, tenthsText } from "./numbers.js";
import { countsTable, numbers, part, row, sharesPart, timesPart } from "./tables.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../acts/figures.js").OwnFigures} OwnFigures */
/** @typedef {import("../../acts/figures.js").Rate} Rate */

const MOST_MONTHS = 24;

/**
 * @param {App} app
 * @param {OwnFigures} own
 * @returns {HTMLElement[]}
 */
export function ownParts(app, own) {
  const words = app.words.figures;
  const category = (/** @type {string} */ value) =>
    value === "none" ? words.noCategory : nameOf(app.categoryNames, value);
  return [
    ledes(app, own),
    monthsPart(app, own),
    el("div", { class: "duo" }, flowPart(app, own), bucketsPart(app, own)),
    el(
      "div",
      { class: "duo" },
      sharesPart(app, about("fig-category", words.categoriesTitle, words.category), own.categories, category),
      sharesPart(app, about("fig-channel", words.channelsTitle, words.channel), own.channels, (value) =>
        nameOf(words.channels, value),
      ),
      sharesPart(app, about("fig-class", words.classesTitle, words.matterClass), own.classes, (value) =>
        nameOf(words.classes, value),
      ),
      outcomesPart(app, own),
      timesPart(app, about("fig-class-times", words.classTimesTitle, words.matterClass), own.classTimes, (value) =>
        nameOf(words.classes, value),
      ),
      timesPart(app, about("fig-channel-times", words.channelTimesTitle, words.channel), own.channelTimes, (value) =>
        nameOf(words.channels, value),
      ),
      endingsPart(app, own),
    ),
    laporPart(app, own),
  ];
}

/**
 * Bring many months to years, which a drawing has room for.
 * @param {import("../../acts/figures.js").MonthRow[]} months in order
 */
export function byYear(months) {
  /** @type {Map<string, {name: string, received: number, ended: number}>} */
  const years = new Map();
  for (const { month, received, ended } of months) {
    const name = month.slice(0, 4);
    const year = years.get(name) ?? { name, received: 0, ended: 0 };
    years.set(name, { name, received: year.received + received, ended: year.ended + ended });
  }
  return [...years.values()];
}

/**
 * @param {string} id
 * @param {string} title
 * @param {string} column
 */
function about(id, title, column) {
  return { id, title, column };
}

/**
 * @param {App} app
 * @param {OwnFigures} own
 */
function ledes(app, own) {
  const words = app.words.figures;
  const count = (/** @type {number} */ value) => countText(value, app.tag);
  const { finished, running } = own.buckets;
  return el(
    "dl",
    { class: "lede" },
    lede(app, words.followedUp, own.followedUp, words.followedUpHow(count(finished), count(running))),
    lede(app, words.finished, own.finished, words.finishedHow),
    lede(app, words.inTime, own.inTime, words.inTimeHow),
    el(
      "div",
      {},
      el("dt", {}, words.overdue),
      el("dd", {}, el("span", { class: "n" }, count(own.overdue)), small(words.overdueHow(count(own.longOpen)))),
    ),
  );
}

/**
 * @param {App} app
 * @param {string} name
 * @param {Rate} rate
 * @param {string} how
 */
function lede({ tag }, name, rate, how) {
  const number = el("span", { class: "n" }, percentText(rate.hundredths, tag));
  return el("div", {}, el("dt", {}, name), el("dd", {}, number, small(fractionText(rate, tag)), small(how)));
}

/** @param {string} text */
function small(text) {
  return el("small", {}, text);
}

/**
 * @param {App} app
 * @param {OwnFigures} own
 */
function monthsPart(app, own) {
  const words = app.words.figures;
  const isLong = own.months.length > MOST_MONTHS;
  const long = own.months.map(({ month, ...row }) => ({ name: monthText(month, app.tag), ...row }));
  const short = own.months.map(({ month, ...row }) => ({ name: monthText(month, app.tag, "short"), ...row }));
  const shown = isLong ? byYear(own.months) : long;
  const title = words.monthsChart(monthText(own.first, app.tag), monthText(own.last, app.tag));
  const count = (/** @type {number} */ value) => countText(value, app.tag);
  const rows = shown.map(({ name, received, ended }) => row(name, count(received), count(ended)));
  const heading = isLong ? words.yearColumn : words.month;
  const foot = row(words.total, count(own.received), count(own.ended));
  return part(
    "fig-months",
    isLong ? words.yearsTitle : words.monthsTitle,
    "",
    el("ul", { class: "key" }, el("li", {}, sample("s2"), words.received), el("li", {}, sample("s1"), words.finished)),
    el(
      "div",
      { class: "pairup" },
      el("div", { class: "big" }, pairChart(isLong ? shown : short, title)),
      numbers(heading, [words.received, words.finished], rows, foot),
    ),
  );
}

/**
 * @param {App} app
 * @param {OwnFigures} own
 */
function flowPart(app, own) {
  const words = app.words.figures;
  const { flow } = words;
  const count = (/** @type {number} */ value) => countText(value, app.tag);
  const rows = [
    row(flow.carriedOver, count(own.carriedOver)),
    row(flow.received, count(own.received)),
    row(flow.ended, count(own.ended)),
    row(flow.stillOpen, count(own.stillOpen)),
    row(flow.mean, tenthsText(own.meanTenths, app.tag)),
    row(flow.median, tenthsText(own.medianTenths, app.tag)),
    row(flow.unmeasured, count(own.unmeasured)),
    row(flow.duplicates, count(own.duplicates)),
  ];
  const table = el("table", { class: "num plainhead" }, el("tbody", {}, ...rows));
  return part("fig-flow", words.flowTitle, "", table);
}

/**
 * @param {App} app
 * @param {OwnFigures} own
 */
function bucketsPart(app, own) {
  const words = app.words.figures;
  const rows = bucketRows(app, own.buckets);
  const table = countsTable(app, [words.bucket, words.reports], rows, own.received);
  return part("fig-buckets", words.bucketsTitle, words.bucketsAbout, table);
}

/**
 * @param {App} app
 * @param {OwnFigures} own
 */
function outcomesPart(app, own) {
  const words = app.words.figures;
  if (own.outcomes.length === 0) return part("fig-outcome", words.outcomesTitle, words.empty);
  const rows = own.outcomes.map(({ value, rate }) => ({ name: nameOf(words.outcomes, value), count: rate.part }));
  const table = countsTable(app, [words.outcome, words.cases], rows, own.ended);
  return part("fig-outcome", words.outcomesTitle, words.outcomesAbout, table);
}

/**
 * @param {App} app
 * @param {OwnFigures} own
 */
function endingsPart(app, own) {
  const words = app.words.figures;
  if (own.endings.length === 0) return part("fig-ending", words.endingsTitle, words.empty);
  const rows = own.endings.map(({ value, count }) => ({ name: nameOf(app.words.statuses, value), count }));
  const table = countsTable(app, [words.ending, words.cases], rows, own.ended);
  return part("fig-ending", words.endingsTitle, words.endingsAbout, table);
}

/**
 * @param {App} app
 * @param {OwnFigures} own
 */
function laporPart(app, own) {
  const words = app.words.figures;
  const rows = bucketRows(app, own.lapor);
  const total = rows.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return part("fig-lapor", words.laporTitle, `${words.laporAbout} ${words.empty}`);
  const table = countsTable(app, [words.bucket, words.reports], rows, total);
  return part("fig-lapor", words.laporTitle, words.laporAbout, table);
}

/**
 * @param {App} app
 * @param {import("../../acts/figures.js").Buckets} buckets
 */
function bucketRows({ words }, { unverified, waiting, running, finished }) {
  const names = words.figures.buckets;
  return [
    { name: names.finished, count: finished },
    { name: names.running, count: running },
    { name: names.waiting, count: waiting },
    { name: names.unverified, count: unverified },
  ];
}
