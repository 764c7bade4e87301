/** Sizes as the page's language writes them, and the day that counts. */

const MEGA = 1e6;
const KILO = 1e3;
const TENTH_OF_MEGABYTE = 1e5;
const WIB_MS = 7 * 3_600_000;

/**
 * Write a file size: megabytes, or kilobytes below a tenth of one.
 * @param {number} bytes
 */
export function megabytes(bytes) {
  const [value, unit] = bytes >= TENTH_OF_MEGABYTE ? [bytes / MEGA, "MB"] : [bytes / KILO, "KB"];
  return `${value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} ${unit}`;
}

/**
 * Give the day in the zone of the inspectorates (WIB), or the server's if that is later: a clock that is late revives
 * no list, and one reader's last day is the same for all.
 * @param {string} served the day that the page was made, YYYY-MM-DD
 */
export function today(served) {
  const day = new Date(Date.now() + WIB_MS).toISOString().slice(0, 10);
  return day > served ? day : served;
}
