/** An officer's own passphrase and key: changed, renewed, and every case sealed to the new key. */

import { isOutrun } from "../problems.js";
import { unlessForeign } from "./enrol.js";
import { refreshTrust } from "./open.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../api.js").CaseName} CaseName */
/** @typedef {{auth: string, code: string}} Proof */
/** @typedef {import("./enrol.js").Request} Request */

/**
 * How the own key stands: `renewed` is the key that is to follow, or follows, the account's own.
 * @typedef {{login: string, own: string, renewed: string | null, request: Request | null, isListed: boolean}} Standing
 */
/** @typedef {{done: number, left: number, all: number}} Count */

const TRIES = 3;

/**
 * @param {App} app
 * @returns {Promise<Standing>}
 */
export async function readStanding({ api, keeper }) {
  const { login, own, renewed, request } = await api.ask("GET", "me/keys");
  const { older } = await keeper.ask("ownKeys");
  const isAwaited = request !== null && older === null;
  const read = isAwaited ? { ...(await unlessForeign(keeper.ask("readRenewal", { request }))), request } : null;
  return { login, own, renewed, request: read, isListed: older !== null };
}

/**
 * Put another passphrase in place.
 * @param {App} app
 * @param {Proof} proof with the old one
 * @param {string} passphrase
 * @param {(share: number) => void} progress
 */
export async function changePassphrase({ api, keeper }, proof, passphrase, progress) {
  const changed = await keeper.ask("changePassphrase", { passphrase }, { progress });
  await api.ask("PUT", "me/passphrase", { proof, ...changed });
  await keeper.ask("keptPassphrase");
  return true;
}

/**
 * Make a key that is to follow, and leave the request for it.
 * @param {App} app
 * @param {Proof} proof just given
 */
export async function askRenewal(app, proof) {
  const { wrapped, request } = await app.keeper.ask("askRenewal", { day: app.days().today });
  await app.api.ask("POST", "me/renewal", { proof, wrapped, request });
  return true;
}

/**
 * Forget the key that was to follow.
 * @param {App} app
 * @param {Proof} proof just given
 */
export async function withdrawRenewal({ api }, proof) {
  await api.ask("POST", "me/renewal/withdraw", { proof });
  return true;
}

/**
 * Seal every own case to the new key, one by one, then let the old key go. Stopping leaves no case half done; beginning
 * again finds what is left by looking.
 * @param {App} app
 * @param {{signal: AbortSignal, progress: (count: Count) => void}} told
 * @returns {Promise<Count>} `left` could not be sealed again; the old key stays then.
 */
export async function sealAgain(app, { signal, progress }) {
  const count = { done: 0, left: 0, all: 0 };
  /** @type {string | null} */
  let after = null;
  do {
    signal.throwIfAborted();
    const page = await app.api.inbox(after);
    count.all = page.total;
    for (const { agency, case: id } of page.rows) {
      signal.throwIfAborted();
      const isDone = await sealOne(app, { agency, case: id }).catch(unlessStopped);
      if (isDone) count.done += 1;
      else count.left += 1;
      app.use();
      progress(count);
    }
    after = page.next;
  } while (after !== null);
  if (count.left === 0) await app.api.ask("POST", "me/renewal/retire", {});
  return count;
}

/**
 * @param {App} app
 * @param {CaseName} name
 */
async function sealOne(app, name) {
  for (let tries = TRIES; tries > 0; tries -= 1) {
    const file = { ...(await app.api.caseFile(name)), agency: name.agency, case: name.case };
    const request = await app.keeper.ask("sealToNewest", { file });
    if (!request) return true;
    try {
      await app.api.ask("POST", `cases/${name.agency}/${name.case}/${request.path}`, request.body);
      if (request.path === "access") return true;
    } catch (error) {
      if (!isOutrun(error) || tries <= 1) throw error;
      await refreshTrust(app);
    }
  }
  return false;
}

/**
 * A case that cannot be sealed again is counted; a page that was locked, or a lost connection, ends the whole.
 * @param {unknown} error
 * @returns {false}
 */
function unlessStopped(error) {
  const code = /** @type {{code?: string}} */ (error).code ?? "";
  if (["locked", "sign-in", "offline", "unavailable"].includes(code)) throw error;
  return false;
}
