/** Days as the pages write them, and working days between them. */

const DAY_MS = 86_400_000;
const WEEKEND = [0, 6];

/**
 * Write a day with its weekday: "Rabu, 25 November 2026".
 * @param {string} day YYYY-MM-DD
 */
export function longDay(day) {
  const { weekday } = partsOf(day);
  return `${weekday}, ${shortDay(day)}`;
}

/**
 * Write a day: "25 November 2026".
 * @param {string} text YYYY-MM-DD
 */
export function shortDay(text) {
  const { day, month, year } = partsOf(text);
  return `${day} ${month} ${year}`;
}

/**
 * Count the working days after a day, up to and including a later one; negative if that one has passed.
 * @param {string} day
 * @param {string} later
 * @param {ReadonlySet<string>} free days from Monday to Friday that do not count
 * @returns {number}
 */
export function workingDays(day, later, free) {
  if (later < day) return -workingDays(later, day, free);
  let count = 0;
  for (let at = Date.parse(day) + DAY_MS; at <= Date.parse(later); at += DAY_MS) {
    const date = new Date(at);
    if (!WEEKEND.includes(date.getUTCDay()) && !free.has(date.toISOString().slice(0, 10))) count += 1;
  }
  return count;
}

/** @param {string} day */
function partsOf(day) {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, {
    ...{ weekday: "long", day: "numeric", month: "long", year: "numeric" },
    timeZone: "UTC",
  });
  return Object.fromEntries(format.formatToParts(Date.parse(day)).map(({ type, value }) => [type, value]));
}
