/** What a reply goes through: its files arrive, it is signed and sealed, sent, and seen again in the case. */

import { ApiError, post } from "../api.js";
import { write } from "./writing.js";

/** @typedef {import("../opening/opener.js").Opener} Opener */
/** @typedef {{story: import("../opening/story.js").Story}} Opened */

/** What keeps a message from being sent, but not from being sent when it is signed again. */
const AGAIN = ["conflict", "not-found"];

/**
 * Send a reply; give the case with it in it.
 * @template {Opened} Case
 * @param {object} means
 * @param {import("../../shared/keeper.js").Keeper<Opener>} means.keeper
 * @param {import("../page/evidence.js").Evidence} means.evidence
 * @param {import("../page/patience.js").Patience} means.patience
 * @param {AbortSignal} means.signal
 * @param {string} means.text
 * @param {boolean} means.isObjection whether it is to open the case again
 * @param {import("../../protocol/documents.d.ts").ConsentAnswer} [means.answer] what it says to a proposal; no files go
 * @param {import("../opening/epochs.js").Days} means.days
 * @param {import("../api.js").Credentials} means.credentials
 * @param {() => Promise<Case>} means.renew
 * @param {() => Promise<Case>} means.reopen
 * @param {(phase: "files" | "sealing" | "sending") => void} means.phase
 * @param {() => void} means.arrived called once the server has the message
 * @returns {Promise<Case | undefined>} nothing, if people must do something about a file first
 */
export async function reply(means) {
  const {
    keeper,
    evidence,
    patience,
    signal,
    text,
    isObjection,
    answer,
    days,
    credentials,
    renew,
    reopen,
    phase,
    arrived,
  } = means;
  const files = async () => {
    phase("files");
    const isThere = await evidence.arrived(signal);
    phase("sealing");
    return isThere;
  };
  if (!answer && !(await files())) return undefined;
  await write({
    renew: async () => (await renew()).story,
    reopen: async () => (await reopen()).story,
    composeEpoch: async () => (await keeper.ask("composeEpoch", days)).body,
    compose: async () => {
      const { body } = await keeper.ask("compose", { text, files: answer ? [] : evidence.ids, isObjection, answer });
      signal.throwIfAborted();
      phase("sending");
      return body;
    },
    post: (kind, body) => patience.until(() => sent(kind, credentials, body), signal),
    resend: async () => {
      evidence.restart();
      await files();
    },
  });
  arrived();
  await keeper.ask("arrived");
  return reopen();
}

/**
 * Take messages back; give the case without them.
 * @template {Opened} Case
 * @param {object} means
 * @param {import("../../shared/keeper.js").Keeper<Opener>} means.keeper
 * @param {import("../page/patience.js").Patience} means.patience
 * @param {AbortSignal} means.signal
 * @param {number[]} means.numbers
 * @param {import("../opening/epochs.js").Days} means.days
 * @param {import("../api.js").Credentials} means.credentials
 * @param {() => Promise<Case>} means.renew
 * @param {() => Promise<Case>} means.reopen
 * @returns {Promise<Case>}
 * @throws {ApiError} `opened`: an officer was given one of them.
 */
export async function takeBack({ keeper, patience, signal, numbers, days, credentials, renew, reopen }) {
  await write({
    renew: async () => (await renew()).story,
    reopen: async () => (await reopen()).story,
    composeEpoch: async () => (await keeper.ask("composeEpoch", days)).body,
    compose: async () => (await keeper.ask("composeRetraction", { numbers })).body,
    post: (kind, body) =>
      patience.until(() => sent(kind === "messages" ? "retractions" : kind, credentials, body), signal),
    resend: async () => {},
  });
  await keeper.ask("arrived");
  return reopen();
}

/**
 * Send a body.
 * @param {"epochs" | "messages" | "retractions"} kind
 * @param {import("../api.js").Credentials} credentials
 * @param {string} body
 * @returns {Promise<string | undefined>} why it has to be signed anew
 */
async function sent(kind, credentials, body) {
  try {
    await post(kind, credentials, body);
    return undefined;
  } catch (error) {
    if (error instanceof ApiError && AGAIN.includes(error.code)) return error.code;
    throw error;
  }
}
