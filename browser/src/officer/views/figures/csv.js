/** The same figures as a table for spreadsheets: one row for every number, values as they are stored. */

/** @typedef {import("../../acts/figures.js").OwnFigures} OwnFigures */
/** @typedef {Array<string | number>} Row */

export const HEAD = ["table", "value", "count", "of", "percent"];

/**
 * @param {OwnFigures} own
 * @returns {Row[]}
 */
export function ownRows(own) {
  return [HEAD, ...numberRows(own)];
}

/**
 * @param {OwnFigures} own
 * @returns {Row[]}
 */
export function numberRows(own) {
  return [
    ["as-at", own.day],
    ["period", `${own.first}/${own.last}`],
    rateRow("followed-up", own.followedUp),
    rateRow("finished", own.finished),
    rateRow("in-time", own.inTime),
    ["received", "", own.received],
    ["carried-over", "", own.carriedOver],
    ["ended", "", own.ended],
    ["still-open", "", own.stillOpen],
    ["open-over-60-working-days", "", own.longOpen],
    ["overdue", "", own.overdue],
    ["duplicates", "", own.duplicates],
    ["ended-without-deadline", "", own.unmeasured],
    ["mean-working-days", "", tenths(own.meanTenths)],
    ["median-working-days", "", tenths(own.medianTenths)],
    ...Object.entries(own.buckets).map(([value, count]) => ["status", value, count, own.received]),
    ...own.months.flatMap(({ month, received, ended }) => [
      ["month-received", month, received],
      ["month-ended", month, ended],
    ]),
    ...shareRows("channel", own.channels),
    ...shareRows("class", own.classes),
    ...shareRows("category", own.categories),
    ...timeRows("channel", own.channelTimes),
    ...timeRows("class", own.classTimes),
    ...own.endings.map(({ value, count }) => /** @type {Row} */ (["ended-as", value, count, own.ended])),
    ...own.outcomes.map(({ value, rate }) => rateRow("outcome", rate, value)),
    ...Object.entries(own.lapor).map(([value, count]) => ["sp4n-lapor-status", value, count]),
  ];
}

/**
 * @param {string} table
 * @param {import("../../acts/figures.js").Rate} rate
 * @param {string} [value]
 * @returns {Row}
 */
function rateRow(table, { part, whole, hundredths }, value = "") {
  return [table, value, part, whole, hundredths === null ? "" : (hundredths / 100).toFixed(2)];
}

/**
 * @param {string} table
 * @param {import("../../acts/figures.js").Share[]} shares
 * @returns {Row[]}
 */
function shareRows(table, shares) {
  return shares.flatMap(({ value, received, finished }) => [
    [`${table}-received`, value, received],
    [`${table}-finished`, value, finished, received],
  ]);
}

/**
 * @param {string} table
 * @param {import("../../acts/figures.js").Times[]} times
 * @returns {Row[]}
 */
function timeRows(table, times) {
  return times.flatMap(({ value, ended, inTime, meanTenths, medianTenths }) => [
    [`${table}-ended`, value, ended],
    rateRow(`${table}-in-time`, inTime, value),
    [`${table}-mean-working-days`, value, tenths(meanTenths)],
    [`${table}-median-working-days`, value, tenths(medianTenths)],
  ]);
}

/** @param {number | null} value */
function tenths(value) {
  return value === null ? "" : (value / 10).toFixed(1);
}
