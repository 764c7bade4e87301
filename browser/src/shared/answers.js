/** What the reporters' form and the sheet of officers who write a report down make alike of what was typed. */

const TITLE_CHARS = 80;
const LINE_CHARS = 120;
const MAX_REFERENCES = 10;
/** What a sealed identity has room for, as JSON. */
const CONTACT_BYTES = 1_500;

/**
 * Read where else a matter was reported: one line each, the number after a colon; nothing if it is too much.
 * @param {string} text cleaned
 */
export function referencesOf(text) {
  const lines = text.replaceAll("\t", " ").split("\n");
  const found = lines.flatMap((line) => {
    const [before, ...after] = line.trim().split(": "); // no pattern: a dot matches no U+2028
    const [channel, number] = [before.trim(), after.join(": ").trim()];
    return channel ? [withoutGaps({ channel, number })] : [];
  });
  const isFit = found.every(({ channel, number = "" }) =>
    [channel, number].every((part) => [...part].length <= LINE_CHARS),
  );
  return isFit && found.length <= MAX_REFERENCES ? found : undefined;
}

/**
 * Make a title from the first 80 characters of a text, in one line.
 * @param {string} text cleaned
 */
export function titleOf(text) {
  return [...text.trim().split(/\s+/).join(" ")].slice(0, TITLE_CHARS).join("").trimEnd();
}

/**
 * Say whether a name with everything that goes with it fits the sealed space.
 * @param {import("../protocol/documents.d.ts").Contact} contact
 */
export function fitsIdentity(contact) {
  return new TextEncoder().encode(JSON.stringify(contact)).length <= CONTACT_BYTES;
}

/**
 * Leave out what is empty.
 * @template {object} Given
 * @param {Given} given
 * @returns {Given}
 */
export function withoutGaps(given) {
  return /** @type {Given} */ (Object.fromEntries(Object.entries(given).filter(([, value]) => value)));
}
