/** Sums of money in what people write: whole rupiah typed with points, and "Rp1,5 miliar" in a report. */

const WHOLE = /^(?:rp\.?)?[0-9]{1,3}(?:[. ]?[0-9]{3})*$|^(?:rp\.?)?[0-9]+$/i;
const MOST_DIGITS = 15;
/** By unit: how many rupiah. `m` alone is what Indonesians write for miliar. @type {Record<string, number>} */
const UNITS = {
  ribu: 1e3,
  rb: 1e3,
  thousand: 1e3,
  juta: 1e6,
  jt: 1e6,
  million: 1e6,
  miliar: 1e9,
  milyar: 1e9,
  miliard: 1e9,
  billion: 1e9,
  m: 1e9,
  triliun: 1e12,
  trilyun: 1e12,
  trillion: 1e12,
  t: 1e12,
};
const DIGITS = /[0-9][0-9.,]*/g;
/** What may follow digits: nothing that makes a word or another number of them. */
const UNIT = new RegExp(
  `\\s*(${Object.keys(UNITS)
    .sort((one, other) => other.length - one.length)
    .join("|")})?(?![\\p{L}\\p{N}])`,
  "iuy",
);

/**
 * Read whole rupiah as officers type them.
 * @param {string} text such as `1250000000` or `Rp1.250.000.000`
 * @returns {number | null} null for anything else
 */
export function rupiahOf(text) {
  const trimmed = text.trim();
  const digits = trimmed.replace(/\D/g, "");
  return WHOLE.test(trimmed) && digits.length <= MOST_DIGITS ? Number(digits) : null;
}

/**
 * Give the largest sum that a text speaks of, in rupiah; 0 if it speaks of none. A hint: people write as they like.
 * @param {string} text
 */
export function largestSumIn(text) {
  const said = text.normalize("NFKC");
  let largest = 0;
  for (const { 0: run, index } of said.matchAll(DIGITS)) {
    const digits = withoutStops(run);
    UNIT.lastIndex = index + digits.length;
    const found = UNIT.exec(said);
    if (!found) continue;
    const [, unit] = found;
    const sum = unit === undefined ? plainOf(digits) : decimalOf(digits) * UNITS[unit.toLowerCase()];
    if (sum > largest && sum < 1e15) largest = sum;
  }
  return largest;
}

/**
 * Leave out what ends the sentence instead of the number.
 * @param {string} run that begins with a digit
 */
function withoutStops(run) {
  let end = run.length;
  while (".,".includes(run[end - 1])) end -= 1;
  return run.slice(0, end);
}

/**
 * Read a number without a unit: points and commas group digits, and cents are dropped.
 * @param {string} digits
 */
function plainOf(digits) {
  return Number(digits.replace(/[.,][0-9]{1,2}$/, "").replace(/[.,]/g, ""));
}

/**
 * Read a number before a unit: its last point or comma begins the decimals, unless three digits follow it.
 * @param {string} digits
 */
function decimalOf(digits) {
  const [, whole, part] = /^(.*?)(?:[.,]([0-9]{1,2}))?$/.exec(digits) ?? [];
  return Number(`${(whole ?? "").replace(/[.,]/g, "")}.${part ?? "0"}`);
}
