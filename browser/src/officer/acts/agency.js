/**
 * Looking at the own agency, and what administrators do in it: invite, block, fetch requests. What the directory says is
 * verified by the worker; accounts and invitations are the server's word.
 */

import { remember } from "./remember.js";
import { readRules } from "./rules.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../../worker/agency.js").AgencyFacts} AgencyFacts */
/** @typedef {{id: string, login: string, label: string, state: "active" | "blocked", reader_key: string}} Account */
/** @typedef {{officer: string, login: string, label: string, unit: string, rank: string, roles: string[]}} Appointment */
/** @typedef {Appointment & {until: string}} Invitation */
/** @typedef {{officer: string, reader_key: string, day: string, request: string, words: string[]}} Enrolment */
/** @typedef {{agency: string, case: string, number: string, found: number, minimum: number, day: string}} ShortCase */

/**
 * What the nightly check found; cases only that the officer reads.
 * @typedef {object} Shortages
 * @property {string | null} checked
 * @property {{found: number, minimum: number, day: string} | null} channel
 * @property {ShortCase[]} cases
 */

/** @typedef {{accounts: Account[], invitations: Invitation[], enrolments: Enrolment[]}} Managed */

/**
 * The directory as it was verified, and what the server adds: of accounts only for who may manage them.
 * @typedef {{facts: AgencyFacts, shortages: Shortages, rules: import("./rules.js").ToldRules, managed: Managed | null}} Described
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
  const shortages = await api.ask("GET", "shortages");
  const rules = await readRules(app);
  return { facts, shortages, rules, managed: mayManage(app) ? await managed(app) : null };
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
 * Invite somebody; the code is in this answer and nowhere else.
 * @param {App} app
 * @param {Appointment} appointment
 * @returns {Promise<{code: string, hours: number}>}
 */
export function invite({ api }, appointment) {
  return api.ask("POST", "agency/invitations", appointment);
}

/**
 * @param {App} app
 * @param {string} officer
 */
export function withdraw({ api }, officer) {
  return api.ask("POST", `agency/invitations/${encodeURIComponent(officer)}/withdraw`, {});
}

/**
 * @param {App} app
 * @returns {Promise<Managed>}
 */
async function managed({ api, keeper }) {
  const { accounts } = await api.ask("GET", "agency/accounts");
  const { invitations } = await api.ask("GET", "agency/invitations");
  /** @type {{enrolments: Array<Omit<Enrolment, "words">>}} */
  const { enrolments } = await api.ask("GET", "agency/enrolments");
  const words = await keeper.ask("requestWords", { requests: enrolments.map(({ request }) => request) });
  return { accounts, invitations, enrolments: enrolments.map((one, place) => ({ ...one, words: words[place] })) };
}
