/** How an agency numbers its letters: officers type the number alone, and the agency's pattern gives the rest. */

const ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
const PLACE = "{no}";
/** What is a number alone; whatever else somebody types stands as it is. */
const ALONE = /^[0-9A-Za-z]{1,12}$/;

/**
 * Give the number of a letter.
 * @param {string} pattern such as `700/{no}/ITDA/{month}/{year}`; empty for none
 * @param {string} typed
 * @param {string} day on which it is written
 */
export function numbered(pattern, typed, day) {
  const text = typed.trim();
  if (pattern === "" || !ALONE.test(text)) return text;
  const [year, month] = day.split("-");
  return pattern
    .replaceAll("{month}", ROMAN[Number(month) - 1] ?? "")
    .replaceAll("{mm}", month)
    .replaceAll("{year}", year)
    .replace(PLACE, () => text);
}
