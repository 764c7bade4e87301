/**
 * Who of an agency's newest directory may be named in what a reporter wrote, and came onto it since: nobody asked the
 * reporter about them, as about those who were listed when the report was sealed.
 */

import { namedAmong } from "../../protocol/named.js";
import { authorText } from "../../protocol/records.js";

/** @typedef {import("../../protocol/dossier.js").Dossier} Dossier */
/** @typedef {import("../../protocol/trust.js").TrustBook} TrustBook */

/**
 * @param {Dossier} dossier
 * @param {string} agency
 * @param {TrustBook} book
 * @returns {Set<string>} as `agency/reader`
 */
export function newlyNamed({ chain, messages }, agency, book) {
  const listed = book.newest(agency).document.readers.filter((entry) => !wasListed(entry, chain, agency, book));
  return namedAmong(
    messages,
    listed.map(({ id, label }) => ({ author: authorText({ agency, reader: id }), label })),
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
