/**
 * How long a signed word holds that bears the day on which it was signed (docs/spec/referral.md, "Signed days").
 *
 * Whoever signs takes the effective day, and so does whoever asks: a clock that is behind a directory's day of issue
 * revives nothing.
 */

import { effectiveDay } from "./channels.js";
import { checkDay } from "./directory.js";
import { TrustError } from "./errors.js";

/** @typedef {import("./trust.js").TrustBook} TrustBook */

const DAY_MS = 86_400_000;

/**
 * Give the day that counts for something about these agencies: today, or when their newest directory was issued.
 * @param {string} today YYYY-MM-DD, in WIB
 * @param {string[]} agencies codes; those without a directory are passed over
 * @param {TrustBook} book
 */
export function signedDay(today, agencies, book) {
  const issued = agencies.flatMap((code) => (book.isOpen(code) ? [book.newest(code).document.issued] : []));
  return effectiveDay(today, ...issued);
}

/**
 * Refuse a word that does not hold on a day.
 * @param {string} signed the day it bears
 * @param {string} on the day that counts, as `signedDay` gives it
 * @param {number} kept for how many days it holds; on the last one still
 * @throws {import("./errors.js").FormatError} it bears no calendar day.
 * @throws {TrustError} its days are over, or yet to come; another machine's day may be one ahead.
 */
export function requireHolding(signed, on, kept) {
  const age = daysBetween(checkDay(signed), on);
  if (age > kept) throw new TrustError("a signed word whose days are over");
  if (age < -1) throw new TrustError("a signed word of a day that is yet to come");
}

/**
 * Count the days from one to another.
 * @param {string} from
 * @param {string} to
 */
export function daysBetween(from, to) {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS;
}
