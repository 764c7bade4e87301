/** Fetching and opening: titles, a case. What does not verify is tried again with fresh documents, once. */

import { ApiError } from "../api.js";
import { KeeperError } from "../keeper.js";
import { remember } from "./remember.js";
import { isSessionOver } from "../problems.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../api.js").InboxRow} InboxRow */
/** @typedef {import("../api.js").CaseName} CaseName */
/** @typedef {import("../../worker/casebook.js").OpenedRow} OpenedRow */

const UNTRUSTED = "refused-trust";
const AT_ONCE = 10;

/**
 * Open the titles of rows, some at a time.
 * @param {App} app
 * @param {InboxRow[]} rows
 * @param {(opened: OpenedRow[]) => void} tell
 * @param {{once?: boolean}} [how] whether the worker is to forget them: of very many, few are looked at again
 */
export async function openTitles(app, rows, tell, { once = false } = {}) {
  let isRefreshed = false;
  for (let at = 0; at < rows.length; at += AT_ONCE) {
    const batch = rows.slice(at, at + AT_ONCE);
    let opened = await app.keeper.ask("openRows", { rows: batch, once });
    if (!isRefreshed && opened.some((row) => row.refused === UNTRUSTED)) {
      isRefreshed = true;
      if (await hasFreshTrust(app)) opened = await app.keeper.ask("openRows", { rows: batch, once });
    }
    tell(opened);
  }
}

/**
 * Fetch a case and open it; the case that was asked for and no other.
 * @param {App} app
 * @param {CaseName} name
 */
export async function openCase(app, name) {
  const fetched = await app.api.caseFile(name);
  const file = { ...fetched, agency: name.agency, case: name.case };
  try {
    return { file, story: await app.keeper.ask("openCase", { file }) };
  } catch (error) {
    if (!(error instanceof KeeperError && error.code === UNTRUSTED)) throw error;
    await refreshTrust(app);
    return { file, story: await app.keeper.ask("openCase", { file }) };
  }
}

/**
 * Try to refresh; if there are no newer documents that verify, what was verified before still counts.
 * @param {App} app
 */
async function hasFreshTrust(app) {
  try {
    await refreshTrust(app);
    return true;
  } catch (error) {
    const isUnfit = error instanceof KeeperError && error.code !== "locked";
    if (isUnfit || (error instanceof ApiError && !isSessionOver(error))) return false;
    throw error;
  }
}

/**
 * Fetch and verify the newest signed documents.
 * @param {App} app
 */
export async function refreshTrust({ api, keeper }) {
  await keeper.ask("trust", { documents: await api.documents() });
  void remember({ api, keeper });
}
