/**
 * The worker's door: requests from the page in, answers out. Errors carry a class and nothing else.
 *
 * request  {id, method, params}
 * answers  {id, progress} any number of times, then {id, result} or {id, error: class}
 */

import { RefusedError } from "../protocol/errors.js";
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

/** @typedef {(typeof METHODS)[number]} Method */
/** @typedef {{id: number, method: Method, params: any}} Request */

const vault = new Vault();

/**
 * @param {Request} request
 * @returns {Promise<unknown>}
 */
async function answer({ id, method, params }) {
  if (!METHODS.includes(method)) throw new TypeError("no such method");
  const progress = (/** @type {number} */ share) => self.postMessage({ id, progress: share });
  /** @type {(params: any, progress: (share: number) => void) => unknown} */
  const act = vault[method].bind(vault);
  return act(params, progress);
}

/**
 * List what an answer hands over rather than copies: the bytes of an export.
 * @param {any} result
 * @returns {Transferable[]}
 */
function handedOver(result) {
  return (result?.writes ?? []).map((/** @type {{bytes: Uint8Array<ArrayBuffer>}} */ write) => write.bytes.buffer);
}

self.addEventListener("message", async (event) => {
  const request = /** @type {Request} */ (event.data);
  try {
    const result = await answer(request);
    self.postMessage({ id: request.id, result }, { transfer: handedOver(result) });
  } catch (error) {
    self.postMessage({ id: request.id, error: error instanceof RefusedError ? error.code : "failed" });
  }
});
