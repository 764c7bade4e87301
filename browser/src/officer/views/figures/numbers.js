/** Rates, averages, months and periods as the page's language writes them. */

import { countText } from "../../format.js";

/** @typedef {import("../../acts/figures.js").Rate} Rate */

/**
 * Write hundredths of a percent, such as "95,97%"; a dash for nothing.
 * @param {number | null} hundredths
 * @param {string} tag
 */
export function percentText(hundredths, tag) {
  if (hundredths === null) return "–";
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  return `${new Intl.NumberFormat(tag, digits).format(hundredths / 100)}%`;
}

/**
 * Round a part of a whole to hundredths of a percent, half up, in whole numbers.
 * @param {number} part
 * @param {number} whole
 */
export function hundredthsOf(part, whole) {
  return whole > 0 ? Number((BigInt(part) * 20_000n + BigInt(whole)) / (2n * BigInt(whole))) : null;
}

/**
 * Write tenths, such as "31,5"; a dash for nothing.
 * @param {number | null} tenths
 * @param {string} tag
 */
export function tenthsText(tenths, tag) {
  if (tenths === null) return "–";
  return new Intl.NumberFormat(tag, { maximumFractionDigits: 1 }).format(tenths / 10);
}

/**
 * Write the fraction of a rate: "904 / 942".
 * @param {{part: number, whole: number}} rate
 * @param {string} tag
 */
export function fractionText({ part, whole }, tag) {
  return `${countText(part, tag)} / ${countText(whole, tag)}`;
}

/**
 * Write a month: "November 2026", or "Nov".
 * @param {string} month YYYY-MM
 * @param {string} tag
 * @param {"long" | "short"} length
 */
export function monthText(month, tag, length = "long") {
  const form = length === "long" ? { month: length, year: "numeric" } : { month: length };
  const options = /** @type {Intl.DateTimeFormatOptions} */ ({ ...form, timeZone: "UTC" });
  return new Intl.DateTimeFormat(tag === "en" ? "en-GB" : tag, options).format(new Date(`${month}-01T00:00:00Z`));
}

/**
 * Give the names of all periods from one month to another, the newest first: years, and halves and quarters of the
 * newest two.
 * @param {string} since YYYY-MM
 * @param {string} last YYYY-MM
 */
export function periodNames(since, last) {
  const newest = Number(last.slice(0, 4));
  const oldest = Math.max(Number(since.slice(0, 4)), newest - 30);
  const names = [];
  for (let year = newest; year >= oldest; year -= 1) {
    names.push(String(year));
    if (year < newest - 1) continue;
    for (const [part, first, end] of PARTS) {
      if (`${year}-${first}` <= last && `${year}-${end}` >= since) names.push(`${year}-${part}`);
    }
  }
  return names;
}

/** Parts of a year with their first and last months. */
const PARTS = [
  ["H2", "07", "12"],
  ["H1", "01", "06"],
  ["Q4", "10", "12"],
  ["Q3", "07", "09"],
  ["Q2", "04", "06"],
  ["Q1", "01", "03"],
];
