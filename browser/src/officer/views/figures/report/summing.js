/**
 * Adds published quarters up for a report on more than one, and agencies by tier. Nothing here knows more than what was
 * published: whatever stands in a sum could be worked out by every reader of the public pages.
 */

/** @typedef {import("../../../acts/figures.js").Quarter} Quarter */
/** @typedef {import("../../../acts/figures.js").Table} Table */
/** @typedef {NonNullable<Quarter["standing"]>} Standing */
/** @typedef {{value: string, count: number, isBound: boolean}} SumRow a count that is a bound is "at least" */
/** @typedef {{rows: SumRow[], rest: number}} SumTable */
/** @typedef {"province" | "regency" | "city"} Tier */
/** @typedef {Standing & {agencies: number, told: number}} TierSum */

const QUARTERS = { H1: ["Q1", "Q2"], H2: ["Q3", "Q4"] };
const FIRST_CITY = 71; // in the Ministry's codes cities come after regencies, from 71 on
/** @type {Tier[]} */
export const TIERS = ["province", "regency", "city"];

/**
 * Name the quarters of a period: of "2026", "2026-H1" or "2026-Q3".
 * @param {string} period
 */
export function quartersOf(period) {
  const [year, part] = period.split("-");
  const names =
    part === undefined ? ["Q1", "Q2", "Q3", "Q4"] : part === "H1" || part === "H2" ? QUARTERS[part] : [part];
  return names.map((name) => `${year}-${name}`);
}

/**
 * Add quarters up, the oldest first. Spans of days follow on one another, so that nothing counts twice.
 * @param {Quarter[]} quarters
 */
export function sumQuarters(quarters) {
  const received = quarters.flatMap((quarter) => quarter.received ?? []);
  const ended = quarters.flatMap((quarter) => quarter.ended ?? []);
  return {
    received: received.length === 0 ? null : { ...spanOf(received), ...receivedTables(received) },
    ended: ended.length === 0 ? null : { ...spanOf(ended), ...endedParts(ended) },
    standing: quarters.findLast(({ standing }) => standing !== null)?.standing ?? null,
  };
}

/**
 * Add up a table over several spans. What one span shows and another has in a group, the sum tells as a bound.
 * @param {Array<{table: Table | null, total: number}>} parts
 * @returns {SumTable | null} null if no span shows anything
 */
export function sumTables(parts) {
  const names = new Set(parts.flatMap(({ table }) => table?.shown.map(({ value }) => value) ?? []));
  if (names.size === 0) return null;
  const rows = [...names].map((value) => {
    const counts = parts.map(({ table }) => table?.shown.find((row) => row.value === value)?.count);
    return { value, count: sum(counts.map((count) => count ?? 0)), isBound: counts.includes(undefined) };
  });
  rows.sort((one, other) => other.count - one.count || (one.value < other.value ? -1 : 1));
  return { rows, rest: sum(parts.map(({ table, total }) => table?.rest ?? total)) };
}

/**
 * Add up by tier where the agencies stand; those that told nothing are only counted as agencies.
 * @param {Array<{agency: string, standing: Standing | null}>} agencies
 * @returns {Map<Tier, TierSum>} in order, without tiers that no agency is of
 */
export function sumTiers(agencies) {
  const found = TIERS.map(
    (tier) => /** @type {const} */ ([tier, agencies.filter((one) => tierOf(one.agency) === tier)]),
  );
  return new Map(found.filter(([, of]) => of.length > 0).map(([tier, of]) => [tier, standingOf(of)]));
}

/**
 * Add up where agencies stand.
 * @param {Array<{standing: Standing | null}>} agencies
 * @returns {TierSum}
 */
export function standingOf(agencies) {
  const told = agencies.flatMap(({ standing }) => standing ?? []);
  return {
    agencies: agencies.length,
    told: told.length,
    received: sum(told.map(({ received }) => received)),
    finished: sum(told.map(({ finished }) => finished)),
    followedUp: sum(told.map(({ followedUp }) => followedUp)),
    isBound: told.some(({ isBound }) => isBound),
    isFollowUpBound: told.some(({ isFollowUpBound }) => isFollowUpBound),
    isOpenSmall: false,
  };
}

/**
 * Say what kind of region an agency's code names.
 * @param {string} agency
 * @returns {Tier}
 */
export function tierOf(agency) {
  const place = agency.split(".")[1];
  if (place === undefined) return "province";
  return Number(place) >= FIRST_CITY ? "city" : "regency";
}

/** @param {Array<NonNullable<Quarter["received"]>>} parts */
function receivedTables(parts) {
  const of = (/** @type {"channels" | "classes" | "categories"} */ name) =>
    sumTables(parts.map((part) => ({ table: part[name], total: part.total })));
  return { channels: of("channels"), classes: of("classes"), categories: of("categories") };
}

/** @param {Array<NonNullable<Quarter["ended"]>>} parts */
function endedParts(parts) {
  const total = sum(parts.map((part) => part.total));
  const days = sum(parts.map((part) => part.total * part.meanTenths));
  const isKnown = parts.some(({ inTime }) => inTime !== null);
  return {
    inTime: isKnown ? sum(parts.map(({ inTime }) => inTime ?? 0)) : null,
    isBound: parts.some(({ inTime, isBound }) => isBound || inTime === null),
    meanTenths: total > 0 ? Math.floor((2 * days + total) / (2 * total)) : 0,
    medianTenths: parts.length === 1 ? parts[0].medianTenths : null,
    outcomes: sumTables(parts.map(({ outcomes, total: of }) => ({ table: outcomes, total: of }))),
  };
}

/** @param {Array<{first: string, last: string, total: number}>} parts in order */
function spanOf(parts) {
  return { first: parts[0].first, last: parts[parts.length - 1].last, total: sum(parts.map(({ total }) => total)) };
}

/** @param {number[]} values */
function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}
