/**
 * Sends a message until the server has it: under a new key of the case, where one is due; signed again when something
 * else came in between; again with the same body when an answer is lost.
 */

/** @typedef {import("../opening/story.js").Story} Story */

export const MOST_ROUNDS = 5;

/** Something else came in between each time. */
export class UnsettledError extends Error {}

/**
 * @param {object} means
 * @param {() => Promise<Story>} means.renew verifies the newest documents and checks the case that is open by them
 * @param {() => Promise<Story>} means.reopen fetches everything anew
 * @param {() => Promise<string>} means.composeEpoch
 * @param {() => Promise<string>} means.compose
 * @param {(kind: "epochs" | "messages", body: string) => Promise<string | undefined>} means.post gives a refusal that
 *   signing again may change
 * @param {() => Promise<void>} means.resend sends files again that the server has no more
 * @throws {UnsettledError}
 */
export async function write({ renew, reopen, composeEpoch, compose, post, resend }) {
  let { isEpochDue } = await renew();
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const refusal = isEpochDue ? await post("epochs", await composeEpoch()) : await post("messages", await compose());
    if (!isEpochDue && !refusal) return;
    if (!isEpochDue && refusal === "not-found") await resend();
    ({ isEpochDue } = await reopen());
  }
  throw new UnsettledError();
}
