/** Looking at the own agency, and blocking or unblocking its officers. What the directory says is verified by the worker. */

import { remember } from "./remember.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../../worker/agency.js").AgencyFacts} AgencyFacts */
/** @typedef {{id: string, login: string, label: string, state: "active" | "blocked", reader_key: string}} Account */

/**
 * The directory as it was verified, and the accounts as the server has them, if the officer may see them.
 * @typedef {{facts: AgencyFacts, accounts: Account[] | null}} Described
 */

export const MANAGE = "manage-officers";

/**
 * Verify the newest documents, and describe the agency.
 * @param {App} app
 * @returns {Promise<Described>}
 */
export async function describeAgency(app) {
  const { api, keeper } = app;
  await keeper.ask("trust", { documents: await api.documents() });
  void remember(app);
  const facts = await keeper.ask("describeAgency", app.days());
  app.agency = facts;
  return { facts, accounts: mayManage(app) ? await accountsOf(app) : null };
}

/** @param {App} app */
export function mayManage({ officer }) {
  return officer?.acts.includes(MANAGE) ?? false;
}

/**
 * Block an officer, or let the officer in again.
 * @param {App} app
 * @param {string} officer
 * @param {"block" | "unblock"} act
 */
export function turnAccount({ api }, officer, act) {
  return api.ask("POST", `agency/accounts/${encodeURIComponent(officer)}/${act}`, {});
}

/**
 * @param {App} app
 * @returns {Promise<Account[]>}
 */
async function accountsOf({ api }) {
  const { accounts } = await api.ask("GET", "agency/accounts");
  return accounts;
}
