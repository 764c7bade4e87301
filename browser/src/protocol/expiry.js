/**
 * How long a directory still allows the sealing of new cases, in days, and when people are warned
 * (docs/spec/directory.md).
 *
 * Judges dates only: reading, verifying and answering never depend on anything here.
 */

import { effectiveDay, standing } from "./channels.js";

/** @typedef {import("./documents.d.ts").Directory} Directory */

const DAY_MS = 86_400_000;
const LAST_DAY = Date.parse("9999-12-31");
/** Days before the end at which a warning becomes a louder one. */
export const NOTICES = [14, 30, 60, 120];

/**
 * What a directory's dates mean on one day.
 * @typedef {object} Expiry
 * @property {import("./channels.js").Standing} standing
 * @property {number} daysLeft until `expires`, which is the last day of validity: negative beyond it
 * @property {number | null} notice the loudest warning reached; null with more than 120 days left, and beyond the end
 * @property {string} renewBy YYYY-MM-DD
 * @property {string} expires YYYY-MM-DD
 * @property {string} closes YYYY-MM-DD, last day on which new cases are sealed
 */

/**
 * Say how a directory stands on the latest of the local day, this release's day and the day of issue.
 * @param {Directory} directory
 * @param {string} today YYYY-MM-DD
 * @param {string} released day of this release
 * @returns {Expiry}
 */
export function expiry(directory, today, released) {
  const end = Date.parse(directory.expires);
  const daysLeft = (end - Date.parse(effectiveDay(today, released, directory.issued))) / DAY_MS;
  return {
    standing: standing(directory, today, released),
    daysLeft,
    notice: noticeAt(daysLeft),
    renewBy: directory.renew_by,
    expires: directory.expires,
    closes: new Date(Math.min(end + directory.grace_days * DAY_MS, LAST_DAY)).toISOString().slice(0, 10),
  };
}

/** @param {number} daysLeft */
export function noticeAt(daysLeft) {
  if (daysLeft < 0) return null;
  return NOTICES.find((notice) => daysLeft <= notice) ?? null;
}
