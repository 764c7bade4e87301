/**
 * Who of some people may be named in what a reporter wrote, in the report or later: of them nobody asked the reporter, if
 * they came onto the lists since, or the name came in a later message, or a program sealed that asks nobody.
 */

import { namesakesAmong, writingOf } from "./likeness.js";
import { REPORTER } from "./records.js";

/** @typedef {import("./documents.d.ts").ReportBody} ReportBody */
/** @typedef {import("./documents.d.ts").TextBody} TextBody */
/** @typedef {import("./dossier.js").Dossier} Dossier */

/** Letters of later messages that are read, the newest first: whoever fills a case keeps nobody waiting by it. */
const READ_CHARS = 200_000;

/**
 * @param {Dossier["messages"]} messages verified ones
 * @param {Array<{author: string, label: string}>} people with the name that the lists give them
 * @returns {Set<string>} their `author`
 */
export function namedAmong(messages, people) {
  const listed = people.map(({ author, label }) => {
    const [agency, reader] = author.split("/");
    return { name: label, agencyName: agency, fullName: author, exclusion: { agency, reader } };
  });
  return new Set(namesakesAmong(listed, "", writtenIn(messages)).all.map(({ fullName }) => fullName));
}

/**
 * Give what the reporter has written.
 * @param {Dossier["messages"]} messages
 */
function writtenIn(messages) {
  const own = messages.filter(({ message }) => message.author === REPORTER).map(({ message }) => message.body);
  const report = /** @type {ReportBody | undefined} */ (own.find(({ type }) => type === "wbs-report/v1"));
  const later = own.map((body) => /** @type {Partial<TextBody>} */ (body).text ?? "").reverse();
  const texts = [];
  for (let at = 0, read = 0; at < later.length && read < READ_CHARS; at += 1) {
    texts.push(later[at]);
    read += later[at].length;
  }
  const { story = [], ...writing } = report ? writingOf(report) : { accused: [] };
  return { ...writing, story: [...story, ...texts] };
}
