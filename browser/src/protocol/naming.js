/**
 * Whom a reporter may exclude, by the names that the signed documents give them, and what was typed of it.
 *
 * One name a line, as the page lists them; behind it, in brackets, the agency, where several have the same name. Nothing
 * is guessed: a line that names nobody is given back, since who is not found is not excluded.
 */

import { levelsAbove } from "./recipients.js";

/** @typedef {import("./documents.d.ts").Exclusion} Exclusion */
/** @typedef {import("./trust.js").TrustBook} TrustBook */

/**
 * Somebody, or a unit or office, that a reporter may exclude; `fullName` is shared with nobody of another agency.
 * @typedef {{name: string, agencyName: string, fullName: string, exclusion: Exclusion}} Excludable
 */

const MAX_LINES = 40;
const MARKS = /^[-*•.,; ]+|[-*•.,; ]+$/g;

/**
 * List whom a report about an agency may exclude: of that agency and every one above, units and offices first.
 * @param {TrustBook} book
 * @param {string} agency
 * @returns {Excludable[]}
 */
export function excludables(book, agency) {
  const found = [];
  for (const level of levelsAbove(book, agency)) {
    if (!book.isOpen(level)) continue;
    const agencyName = book.agencies.document.agencies.find((entry) => entry.agency === level)?.name ?? level;
    const { document, roots } = book.newest(level);
    const posts = [...document.readers, ...(document.custodian ? [document.custodian] : [])];
    const offices = [...roots.keys.map(({ office }) => office), ...(roots.recovery?.holders ?? [])];
    const named = [
      ...[...new Set([...offices, ...posts.map(({ unit }) => unit)])].map((unit) => ({ name: unit, unit })),
      ...posts.map(({ id, label }) => ({ name: label, reader: id })),
    ];
    for (const { name, ...who } of named) {
      found.push({ name, agencyName, fullName: `${name} (${agencyName})`, exclusion: { agency: level, ...who } });
    }
  }
  return found;
}

/**
 * Read what was typed, one name a line. A name that several bear excludes all of them: one too many is said when the
 * report has nobody left to go to, one too few would never be said.
 * @param {string} text
 * @param {Excludable[]} among
 * @returns {{exclusions: Exclusion[], unknown: string[]}} `unknown`: lines that name nobody, as they were typed
 */
export function readExclusions(text, among) {
  const lines = text.split(/\r\n|\n|\r/).filter((line) => folded(line) !== "");
  const found = lines.map((line, place) => {
    const name = folded(line);
    return place < MAX_LINES ? among.filter((one) => [one.name, one.fullName].map(folded).includes(name)) : [];
  });
  return {
    exclusions: [...new Set(found.flat().map(({ exclusion }) => exclusion))],
    unknown: lines.filter((_, place) => found[place]?.length === 0),
  };
}

/**
 * Give a name as it is compared: without case, blank space at the ends or doubled, list marks, end marks.
 * @param {string} name
 */
function folded(name) {
  return name.normalize("NFKC").toLowerCase().split(/\s+/).join(" ").replaceAll(MARKS, "");
}
