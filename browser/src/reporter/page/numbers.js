/** Sizes as the page's language writes them. */

const MEGA = 1e6;
const KILO = 1e3;
const TENTH_OF_MEGABYTE = 1e5;

/**
 * Write a file size: megabytes, or kilobytes below a tenth of one.
 * @param {number} bytes
 */
export function megabytes(bytes) {
  const [value, unit] = bytes >= TENTH_OF_MEGABYTE ? [bytes / MEGA, "MB"] : [bytes / KILO, "KB"];
  return `${value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} ${unit}`;
}
