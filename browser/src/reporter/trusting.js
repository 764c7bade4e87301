/** Documents as they travel, checked from the anchors that this site publishes (docs/spec/directory.md). */

import { fromB64url } from "../protocol/bytes.js";
import { FormatError, TrustError } from "../protocol/errors.js";
import { verifyDocuments } from "../protocol/trust.js";

/** @typedef {import("./api.js").Documents} Documents */
/** @typedef {import("./api.js").Anchors} Anchors */
/** @typedef {import("../protocol/trust.js").DocumentSet} DocumentSet */

/**
 * Verify all documents; their agencies must be exactly the anchored ones.
 * @param {Documents} documents
 * @param {Anchors} anchors
 * @throws {TrustError} documents and anchors disagree.
 * @throws {RefusedError} a document is not genuine.
 */
export function trustedBook(documents, anchors) {
  const { set, installation, known } = read(documents, anchors);
  const book = verifyDocuments(set, installation);
  const named = new Map(book.agencies.document.agencies.map(({ agency, roots }) => [agency, roots]));
  const agrees = [...named].every(([agency, roots]) => known.get(agency) === roots);
  // An agency that is anchored and not named means an agencies document that is older than the anchors.
  if (!agrees || known.size !== named.size) throw new TrustError("documents and anchors name different agencies");
  return book;
}

/**
 * Take what came from a server, whatever it is.
 * @param {Documents} documents
 * @param {Anchors} anchors
 * @returns {{set: DocumentSet, installation: string, known: Map<string, string>}}
 * @throws {FormatError} not what the API gives.
 */
function read(documents, anchors) {
  try {
    const { roots, directories, agencies } = documents;
    return {
      set: { roots: decoded(roots), directories: decoded(directories), agencies: agencies.map(fromB64url) },
      installation: anchors.installation,
      known: new Map(Object.entries(anchors.agencies)),
    };
  } catch {
    throw new FormatError("not documents and anchors");
  }
}

/** @param {Record<string, string[]>} chains */
function decoded(chains) {
  return Object.fromEntries(Object.entries(chains).map(([code, chain]) => [code, chain.map(fromB64url)]));
}
