/** What the worker refused, told apart: the case, or a signed document. */

import { KeeperError } from "../../shared/keeper.js";

/** Something of the case is not genuine. */
export class TamperedError extends Error {}

/** A signed document is not genuine. */
export class UntrustedError extends Error {}

/**
 * Turn the worker's refusal into what was refused.
 * @template Result
 * @param {Promise<Result>} asked
 * @param {new () => Error} Refusal
 */
export async function genuine(asked, Refusal) {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof KeeperError && error.code.startsWith("refused")) throw new Refusal();
    throw error;
  }
}
