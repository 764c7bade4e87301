/**
 * Who of an agency's newest directory may be named in what a reporter wrote, and came onto it since: nobody asked the
 * reporter about them, as about those who were listed when the report was sealed.
 */

import { namesakesAmong, writingOf } from "../../protocol/likeness.js";
import { REPORTER } from "../../protocol/records.js";

/** @typedef {import("../../protocol/documents.d.ts").ReportBody} ReportBody */
/** @typedef {import("../../protocol/documents.d.ts").TextBody} TextBody */
/** @typedef {import("../../protocol/dossier.js").Dossier} Dossier */
/** @typedef {import("../../protocol/trust.js").TrustBook} TrustBook */

/**
 * @param {Dossier} dossier
 * @param {string} agency
 * @param {TrustBook} book
 * @returns {Set<string>} ids
 */
export function newlyNamed({ chain, messages }, agency, book) {
  const listed = book.newest(agency).document.readers.filter((entry) => !wasListed(entry, chain, agency, book));
  const people = listed.map(({ id, label }) => ({
    ...{ name: label, agencyName: agency, fullName: id },
    exclusion: { agency, reader: id },
  }));
  return new Set(
    namesakesAmong(people, agency, writtenIn(messages)).all.map(({ exclusion }) => String(exclusion.reader)),
  );
}

/**
 * Say whether somebody stood on the list under this name when the report was sealed under it.
 * @param {{id: string, label: string}} entry
 * @param {Dossier["chain"]} chain
 * @param {string} agency
 * @param {TrustBook} book
 */
function wasListed({ id, label }, { first }, agency, book) {
  const sealed = first.directories.find((one) => one.agency === agency);
  const then = book.byAgency.get(agency)?.directories.find(({ document }) => document.version === sealed?.version);
  return then?.entries.get(id)?.label === label;
}

/**
 * Give everything that the reporter has written.
 * @param {Dossier["messages"]} messages
 */
function writtenIn(messages) {
  const own = messages.filter(({ message }) => message.author === REPORTER).map(({ message }) => message.body);
  const report = /** @type {ReportBody | undefined} */ (own.find(({ type }) => type === "wbs-report/v1"));
  const texts = own.map((body) => /** @type {Partial<TextBody>} */ (body).text ?? "");
  const { story = [], ...writing } = report ? writingOf(report) : { accused: [] };
  return { ...writing, story: [...story, ...texts] };
}
