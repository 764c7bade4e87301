/** Documents as they travel, checked from the anchors that this site publishes (docs/spec/directory.md). */

import { fromB64url } from "../protocol/bytes.js";
import { TrustError } from "../protocol/errors.js";
import { verifyDocuments } from "../protocol/trust.js";

/** @typedef {import("./api.js").Documents} Documents */
/** @typedef {import("./api.js").Anchors} Anchors */

/**
 * Verify all documents; their agencies must be exactly the anchored ones.
 * @param {Documents} documents
 * @param {Anchors} anchors
 * @throws {TrustError} documents and anchors disagree.
 * @throws {RefusedError} a document is not genuine.
 */
export function trustedBook({ roots, directories, agencies }, anchors) {
  const book = verifyDocuments(
    { roots: decoded(roots), directories: decoded(directories), agencies: agencies.map(fromB64url) },
    anchors.installation,
  );
  for (const { agency, roots: fingerprint } of book.agencies.document.agencies) {
    if (anchors.agencies[agency] !== fingerprint) throw new TrustError("agencies that the anchors do not know");
  }
  return book;
}

/** @param {Record<string, string[]>} chains */
function decoded(chains) {
  return Object.fromEntries(Object.entries(chains).map(([code, chain]) => [code, chain.map(fromB64url)]));
}
