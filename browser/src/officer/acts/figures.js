/**
 * Fetching figures: of the officer's own cases, and what agencies published. The server counted them; every value is
 * put into its shape here, so that one bad value stops nothing.
 */

/** @typedef {{part: number, whole: number, hundredths: number | null}} Rate */
/** @typedef {{unverified: number, waiting: number, running: number, finished: number}} Buckets */
/** @typedef {{value: string, received: number, finished: number}} Share */
/** @typedef {{month: string, received: number, ended: number}} MonthRow */
/**
 * @typedef {{value: string, ended: number, inTime: Rate, meanTenths: number | null, medianTenths: number | null}} Times
 */
/**
 * Figures of the cases that the officer can open, or of the agency, as at the end of a day.
 * @typedef {object} OwnFigures
 * @property {string} day
 * @property {string} first first month of the period, YYYY-MM
 * @property {string} last
 * @property {string} since first month with anything in it
 * @property {number} received
 * @property {Buckets} buckets
 * @property {number} duplicates
 * @property {Rate} followedUp
 * @property {Rate} finished
 * @property {number} carriedOver
 * @property {number} ended
 * @property {number} stillOpen
 * @property {Rate} inTime
 * @property {number} unmeasured
 * @property {number | null} meanTenths
 * @property {number | null} medianTenths
 * @property {number} longOpen
 * @property {number} overdue
 * @property {MonthRow[]} months
 * @property {Share[]} channels
 * @property {Share[]} classes
 * @property {Share[]} categories
 * @property {Times[]} channelTimes
 * @property {Times[]} classTimes
 * @property {Array<{value: string, count: number}>} endings by the status in which what ended stands
 * @property {Array<{value: string, rate: Rate}>} outcomes
 * @property {Buckets} lapor
 */
/** @typedef {{shown: Array<{value: string, count: number}>, rest: number}} Table */
/**
 * What an agency published of a quarter; parts that tell too little are not there.
 * @typedef {object} Quarter
 * @property {string} quarter
 * @property {string} made
 * @property {{first: string, last: string, total: number, months: Table | null, channels: Table | null,
 *   classes: Table | null, categories: Table | null} | null} received
 * @property {{first: string, last: string, total: number, inTime: number | null, isBound: boolean,
 *   outcomes: Table | null, meanTenths: number, medianTenths: number} | null} ended
 * @property {{received: number, finished: number, followedUp: number, isBound: boolean, isFollowUpBound: boolean,
 *   isOpenSmall: boolean} | null} standing
 */
/** @typedef {{agency: string, name: string, parent: string | null, quarters: Quarter[]}} AgencyQuarters */
/** @typedef {Record<string, unknown>} Fields */

const MONTH = /^[0-9]{4}-(0[1-9]|1[0-2])$/;
const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const MAX_TEXT = 120;

/**
 * @param {import("../app.js").App} app
 * @param {string} period
 * @returns {Promise<OwnFigures>}
 */
export async function loadOwn({ api }, period) {
  return ownFigures(await api.ask("GET", `figures/own?period=${encodeURIComponent(period)}`));
}

/**
 * Fetch exact figures of the whole agency, which its head alone is told.
 * @param {import("../app.js").App} app
 * @param {string} period
 * @returns {Promise<OwnFigures>}
 */
export async function loadAgency({ api }, period) {
  return ownFigures(await api.ask("GET", `figures/agency?period=${encodeURIComponent(period)}`));
}

/**
 * @param {import("../app.js").App} app
 * @returns {Promise<AgencyQuarters[]>}
 */
export async function loadPublished({ api }) {
  return listOf(fieldsOf(await api.ask("GET", "figures/published")).agencies).map(agencyQuarters);
}

/**
 * @param {unknown} answer
 * @returns {OwnFigures}
 */
export function ownFigures(answer) {
  const fields = fieldsOf(answer);
  return {
    day: day(fields.day),
    first: month(fields.first),
    last: month(fields.last),
    since: month(fields.since),
    received: count(fields.received),
    buckets: buckets(fields.buckets),
    duplicates: count(fields.duplicates),
    followedUp: rate(fields.followed_up),
    finished: rate(fields.finished),
    carriedOver: count(fields.carried_over),
    ended: count(fields.ended),
    stillOpen: count(fields.still_open),
    inTime: rate(fields.in_time),
    unmeasured: count(fields.unmeasured),
    meanTenths: known(fields.mean_tenths),
    medianTenths: known(fields.median_tenths),
    longOpen: count(fields.long_open),
    overdue: count(fields.overdue),
    months: listOf(fields.months).map(monthRow),
    channels: listOf(fields.channels).map(share),
    classes: listOf(fields.classes).map(share),
    categories: listOf(fields.categories).map(share),
    channelTimes: listOf(fields.channel_times).map(times),
    classTimes: listOf(fields.class_times).map(times),
    endings: listOf(fields.endings)
      .map(fieldsOf)
      .map((one) => ({ value: text(one.value), count: count(one.count) })),
    outcomes: listOf(fields.outcomes)
      .map(fieldsOf)
      .map((one) => ({ value: text(one.value), rate: rate(one.rate) })),
    lapor: buckets(fields.lapor),
  };
}

/**
 * @param {unknown} value
 * @returns {AgencyQuarters}
 */
function agencyQuarters(value) {
  const { agency, name, parent, quarters } = fieldsOf(value);
  const above = typeof parent === "string" ? text(parent) : null;
  return { agency: text(agency), name: text(name), parent: above, quarters: listOf(quarters).map(quarter) };
}

/**
 * @param {unknown} value
 * @returns {Quarter}
 */
function quarter(value) {
  const { quarter: name, made, received, ended, standing } = fieldsOf(value);
  return {
    quarter: text(name),
    made: day(made),
    received: received ? receivedPart(fieldsOf(received)) : null,
    ended: ended ? endedPart(fieldsOf(ended)) : null,
    standing: standing ? standingPart(fieldsOf(standing)) : null,
  };
}

/** @param {Fields} fields */
function receivedPart({ first, last, total, months, channels, classes, categories }) {
  const tables = { months: table(months), channels: table(channels), classes: table(classes) };
  return { first: day(first), last: day(last), total: count(total), ...tables, categories: table(categories) };
}

/** @param {Fields} fields */
function endedPart({ first, last, total, in_time: inTime, is_bound: isBound, outcomes, ...days }) {
  return {
    first: day(first),
    last: day(last),
    total: count(total),
    inTime: known(inTime),
    isBound: isBound === true,
    outcomes: table(outcomes),
    meanTenths: count(days.mean_tenths),
    medianTenths: count(days.median_tenths),
  };
}

/** @param {Fields} fields */
function standingPart(fields) {
  return {
    received: count(fields.received),
    finished: count(fields.finished),
    followedUp: count(fields.followed_up),
    isBound: fields.is_bound === true,
    isFollowUpBound: fields.is_follow_up_bound === true,
    isOpenSmall: fields.is_open_small === true,
  };
}

/**
 * @param {unknown} value
 * @returns {Table | null}
 */
function table(value) {
  if (!value) return null;
  const { shown, rest } = fieldsOf(value);
  const rows = listOf(shown).map(fieldsOf);
  return { shown: rows.map((row) => ({ value: text(row.value), count: count(row.count) })), rest: count(rest) };
}

/** @param {unknown} value */
function monthRow(value) {
  const fields = fieldsOf(value);
  return { month: month(fields.month), received: count(fields.received), ended: count(fields.ended) };
}

/** @param {unknown} value */
function share(value) {
  const fields = fieldsOf(value);
  return { value: text(fields.value), received: count(fields.received), finished: count(fields.finished) };
}

/**
 * @param {unknown} value
 * @returns {Times}
 */
function times(value) {
  const { value: name, ended, in_time: inTime, mean_tenths: mean, median_tenths: median } = fieldsOf(value);
  const averages = { meanTenths: known(mean), medianTenths: known(median) };
  return { value: text(name), ended: count(ended), inTime: rate(inTime), ...averages };
}

/** @param {unknown} value */
function rate(value) {
  const { part, whole, hundredths } = fieldsOf(value);
  return { part: count(part), whole: count(whole), hundredths: known(hundredths) };
}

/** @param {unknown} value */
function buckets(value) {
  const { unverified, waiting, running, finished } = fieldsOf(value);
  return {
    unverified: count(unverified),
    waiting: count(waiting),
    running: count(running),
    finished: count(finished),
  };
}

/**
 * @param {unknown} value
 * @returns {Fields}
 */
function fieldsOf(value) {
  return typeof value === "object" && value !== null ? /** @type {Fields} */ (value) : {};
}

/**
 * @param {unknown} value
 * @returns {unknown[]}
 */
function listOf(value) {
  return Array.isArray(value) ? value : [];
}

/** @param {unknown} value */
function text(value) {
  return typeof value === "string" ? value.slice(0, MAX_TEXT) : "";
}

/** @param {unknown} value */
function day(value) {
  return typeof value === "string" && DAY.test(value) && !Number.isNaN(Date.parse(value)) ? value : "1970-01-01";
}

/** @param {unknown} value */
function month(value) {
  return typeof value === "string" && MONTH.test(value) ? value : "1970-01";
}

/** @param {unknown} value */
function known(value) {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** @param {unknown} value */
function count(value) {
  return known(value) ?? 0;
}
