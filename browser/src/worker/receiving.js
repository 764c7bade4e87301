/**
 * Who of another agency would take a case over, by the rules by which a reporter's device chooses (`protocol/channels.js`).
 */

import { governing } from "../protocol/channels.js";
import { recipientsAt } from "../protocol/recipients.js";
import { RECOVERY_READER } from "../protocol/directory.js";
import { ChannelClosedError, NobodyLeftError } from "../protocol/errors.js";
import { authorText } from "../protocol/records.js";

/** @typedef {import("../protocol/channels.js").Recipient} Recipient */
/** @typedef {import("../protocol/dossier.js").Dossier} Dossier */
/** @typedef {import("../protocol/trust.js").TrustBook} TrustBook */
/** @typedef {{today: string, released: string}} Days */
/**
 * What an agency is judged by: the case, the documents, the rank of the accused, whoever declared a conflict of interest.
 * @typedef {{dossier: Dossier, book: TrustBook, rank: string, recused: ReadonlySet<string>}} Scope
 */
/** @typedef {{state: "open" | "level" | "excluded" | "closed", level: string, recipients: Recipient[]}} Found */

/**
 * Say whether an agency may take a case over, and who of it would read.
 * @param {Scope} scope
 * @param {string} agency
 * @param {Days} days
 * @returns {Found}
 */
export function receiversAt({ dossier, book, rank, recused }, agency, days) {
  try {
    const level = governing(book.agencies.document, agency, rank);
    if (level !== agency) return { state: "level", level, recipients: [] };
    const { directory, recipients } = recipientsAt(book, agency, dossier.chain.first.excluded, days);
    const free = recipients.filter(({ name }) => !recused.has(authorText(name)));
    const officers = free.filter(({ name }) => name.reader !== RECOVERY_READER);
    const isEnough = officers.length >= directory.document.policy.minimum_readers;
    return isEnough ? { state: "open", level: "", recipients: free } : { state: "excluded", level: "", recipients: [] };
  } catch (error) {
    if (error instanceof NobodyLeftError) return { state: "excluded", level: "", recipients: [] };
    if (error instanceof ChannelClosedError) return { state: "closed", level: "", recipients: [] };
    throw error;
  }
}
