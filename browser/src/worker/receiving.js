/**
 * Who of another agency would take a case over, by the rules by which a reporter's device chooses (`protocol/channels.js`).
 */

import { governing } from "../protocol/channels.js";
import { recipientsAt } from "../protocol/recipients.js";
import { ChannelClosedError, NobodyLeftError } from "../protocol/errors.js";

/** @typedef {import("../protocol/channels.js").Recipient} Recipient */
/** @typedef {import("../protocol/dossier.js").Dossier} Dossier */
/** @typedef {import("../protocol/trust.js").TrustBook} TrustBook */
/** @typedef {{today: string, released: string}} Days */
/** @typedef {{dossier: Dossier, book: TrustBook, rank: string}} Scope */
/** @typedef {{state: "open" | "level" | "excluded" | "closed", level: string, recipients: Recipient[]}} Found */

/**
 * Say whether an agency may take a case over, and who of it would read.
 * @param {Scope} scope
 * @param {string} agency
 * @param {Days} days
 * @returns {Found}
 */
export function receiversAt({ dossier, book, rank }, agency, days) {
  try {
    const level = governing(book.agencies.document, agency, rank);
    if (level !== agency) return { state: "level", level, recipients: [] };
    const { recipients } = recipientsAt(book, agency, dossier.chain.first.excluded, days);
    return { state: "open", level: "", recipients };
  } catch (error) {
    if (error instanceof NobodyLeftError) return { state: "excluded", level: "", recipients: [] };
    if (error instanceof ChannelClosedError) return { state: "closed", level: "", recipients: [] };
    throw error;
  }
}
