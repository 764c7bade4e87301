/**
 * Seals a report and sends it until the server has it: again with the same body when an answer is lost, sealed anew
 * under the same receipt when the lists of receivers have changed.
 */

import { ApiError, getIndex, putCase } from "../api.js";
import { isPassing } from "../page/patience.js";

/** @typedef {import("../sealing/sealer.js").Sealer} Sealer */
/**
 * @typedef {Awaited<ReturnType<Sealer["seal"]>> & {words: string[], said: string[][], proof?: string}} Sealed
 *   `said`: the answers in it; `proof`: what was computed for it, which a lost connection does not spend.
 */
/** @typedef {(told: import("../../working/solver.js").Told) => Promise<string>} Work computes what a new case costs */

export const MOST_SEALS = 5;

/** The lists and this browser do not come together: most often the device's clock is wrong. */
export class UnsettledError extends Error {}

/**
 * @param {object} means
 * @param {() => Promise<Sealed>} means.seal with the newest documents and all files
 * @param {() => Promise<void>} means.refresh fetches the documents again
 * @param {() => Promise<void>} means.resend sends files again that the server has no more
 * @param {(sealed: Sealed) => void} means.onSealed
 * @param {Work} means.work
 * @param {import("../page/patience.js").Patience} means.patience
 * @param {Sealed[]} means.sent what was sent so far, which may have arrived or still arrive; this adds to it
 * @returns {Promise<Sealed>} what the server has
 * @throws {ApiError} the server refuses it.
 * @throws {UnsettledError}
 */
export async function sendReport({ seal, refresh, resend, onSealed, work, patience, sent }) {
  for (let round = 0; round < MOST_SEALS; round += 1) {
    const sealed = await seal();
    onSealed(sealed);
    sent.push(sealed);
    const refusal = await patience.until(() => put(sealed, work));
    if (!refusal) return sealed;
    const arrived = await patience.until(() => find(sent));
    if (arrived) return arrived;
    if (refusal.code === "not-found") await resend();
    else if (refusal.code === "conflict") await refresh();
    else throw refusal;
  }
  throw new UnsettledError();
}

/**
 * Send a sealed report, and once more for every time that the server asks for work first.
 * @param {Sealed} sealed
 * @param {Work} work
 * @returns {Promise<ApiError | undefined>} a refusal that sending it again does not change
 */
async function put(sealed, work) {
  try {
    await putCase(sealed.case, sealed, sealed.body, sealed.proof);
    return undefined;
  } catch (error) {
    const { code, told } = /** @type {ApiError} */ (error);
    if (code === "work") {
      sealed.proof = await work(told);
      return put(sealed, work);
    }
    if (error instanceof ApiError && !isPassing(error)) return error;
    throw error;
  }
}

/**
 * Find which of the sealed reports has arrived: one may have, although its answer was lost. A worker that was lost took
 * its receipt with it, so that not all need lie under one.
 * @param {Sealed[]} sent
 */
async function find(sent) {
  for (const credentials of new Map(sent.map((sealed) => [sealed.token, sealed])).values()) {
    const { case: stored } = await getIndex(credentials);
    const arrived = sent.find((sealed) => sealed.case === stored);
    if (arrived) return arrived;
  }
  return undefined;
}
