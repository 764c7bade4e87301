/** Two officers hand a case to another agency: who could be the second, and who has approved what. */

import { verifyApproval } from "../protocol/approval.js";
import { fromB64url } from "../protocol/bytes.js";
import { mayReply } from "../protocol/directory.js";
import { RefusedError } from "../protocol/errors.js";
import { authorText } from "../protocol/records.js";
import { newestOf, recipientNow } from "../protocol/staying.js";
import { personOf } from "./readers.js";

/** @typedef {import("../protocol/documents.d.ts").ReaderRef} ReaderRef */
/** @typedef {import("../protocol/dossier.js").Dossier} Dossier */
/** @typedef {import("../protocol/trust.js").TrustBook} TrustBook */
/** @typedef {import("./readers.js").Person} Person */
/** @typedef {import("./receiving.js").Days} Days */
/** @typedef {Person & {reads: boolean}} Colleague */
/** @typedef {{to: string, by: string, readers: string, envelope: string}} Approved `by` is `agency/reader` */

/**
 * List who else of one's agency could decide in a case: in service, not excluded, without a conflict of interest.
 * @param {{dossier: Dossier, book: TrustBook, recused: ReadonlySet<string>}} scope
 * @param {ReaderRef} me
 * @param {Days} days
 * @returns {Colleague[]}
 */
export function colleaguesOf({ dossier, book, recused }, me, days) {
  return (newestOf(me.agency, book)?.document.readers ?? []).flatMap((entry) => {
    const ref = { agency: me.agency, reader: entry.id };
    const name = authorText(ref);
    if (entry.id === me.reader || !mayReply(entry) || recused.has(name)) return [];
    if (!recipientNow(dossier, ref, book, days)) return [];
    return [{ ...personOf(ref, book), reads: dossier.newest.readers.has(name) }];
  });
}

/**
 * Read the approvals that hold for the case as it stands; the server may offer others.
 * @param {string[]} envelopes
 * @param {Dossier} dossier
 * @param {TrustBook} book
 * @param {Days} days
 * @returns {Approved[]}
 */
export function approvedOf(envelopes, { chain }, book, { today }) {
  return envelopes.flatMap((envelope) => {
    try {
      const { to, author, readers } = verifyApproval(fromB64url(envelope), chain, book, today);
      return [{ to, by: authorText(author), readers, envelope }];
    } catch (error) {
      if (error instanceof RefusedError) return [];
      throw error;
    }
  });
}
