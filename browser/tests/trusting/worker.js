/** Verifies documents in a browser's worker, again and again, and says how long one time took; for `bench/`. */

import { fromB64url } from "../../src/protocol/bytes.js";
import { verifyDocuments } from "../../src/protocol/trust.js";

self.addEventListener("message", ({ data: { documents, anchor, agency, rounds } }) => {
  try {
    trust(documents, anchor, agency); // for warming up
    let readers = 0;
    const began = performance.now();
    for (let round = 0; round < rounds; round += 1) readers = trust(documents, anchor, agency);
    self.postMessage({ readers, milliseconds: (performance.now() - began) / rounds });
  } catch (error) {
    self.postMessage({ error: `${error}` });
  }
});

/**
 * Verify everything and parse every key of the agency's newest directory.
 * @param {{roots: Record<string, string[]>, directories: Record<string, string[]>, agencies: string[]}} documents
 * @param {string} anchor
 * @param {string} agency
 * @returns {number} how many readers it has
 */
function trust({ roots, directories, agencies }, anchor, agency) {
  const decoded = { roots: chains(roots), directories: chains(directories), agencies: agencies.map(fromB64url) };
  const directory = verifyDocuments(decoded, anchor).newest(agency);
  const known = [...directory.entries.values()].filter(
    (entry) => directory.readerDigest(entry.id) && directory.verifyKey(entry),
  );
  return known.length;
}

/** @param {Record<string, string[]>} given */
function chains(given) {
  return Object.fromEntries(Object.entries(given).map(([name, chain]) => [name, chain.map(fromB64url)]));
}
