/** The officers' worker: what the page may ask of it. */

import { serve } from "../shared/door.js";
import { Vault } from "./vault.js";

export const METHODS = /** @type {const} */ ([
  "derive",
  "unlock",
  "trust",
  "renewKey",
  "keptKey",
  "openRows",
  "openCase",
  "closeCase",
  "compose",
  "beginOpening",
  "beginSending",
  "nextPart",
  "beginExport",
  "beginExported",
  "push",
  "endExported",
  "finishExport",
  "finish",
  "cancel",
  "caseKeyFile",
  "sealDraft",
  "openDraft",
]);

serve(METHODS, new Vault(), pieces);

/**
 * List what an answer hands over rather than copies: the bytes of an export.
 * @param {any} result
 * @returns {Transferable[]}
 */
function pieces(result) {
  return (result?.writes ?? []).map((/** @type {{bytes: Uint8Array<ArrayBuffer>}} */ write) => write.bytes.buffer);
}
