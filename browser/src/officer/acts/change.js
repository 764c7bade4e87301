/** Changing who reads a case: one request each; a case that has changed meanwhile is read and checked again. */

import { pathOf } from "../api.js";
import { keepNote } from "./note.js";
import { openCase, refreshTrust } from "./open.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../api.js").CaseName} CaseName */
/** @typedef {import("../../worker/changing.js").Wish} Wish */
/** @typedef {import("../../worker/changing.js").Grounds} Grounds */
/** @typedef {import("../../worker/changing.js").Plan} Plan */
/** @typedef {import("../../worker/changing.js").Request} Request */

/**
 * Make a change of the case that is open.
 * @param {App} app
 * @param {CaseName} name
 * @param {{wish: Wish, grounds: Grounds, shown: Plan}} change `shown` is what the officer agreed to
 * @throws {ApiError} the case has changed meanwhile (`isOutrun`), or the change may not be.
 */
export async function makeChange(app, name, change) {
  await post(app, name, await app.keeper.ask("composeChange", change));
}

/**
 * Send a change that was composed.
 * @param {App} app
 * @param {CaseName} name
 * @param {Request} request
 */
export async function post(app, name, { path, body }) {
  await app.api.ask("POST", `${pathOf(name)}/${path}`, body);
}

/**
 * Note the grounds of an epoch, which has no room for them, or a letter of assignment, as a decision among officers.
 * @param {App} app
 * @param {CaseName} name
 * @param {string} text
 * @param {{number: string, dated: string}} [assignment]
 * @returns {Promise<boolean>} whether it was kept; the change itself is whole without it
 */
export async function noteGrounds(app, name, text, assignment) {
  try {
    const { story } = await openCase(app, name);
    const body = { decision: "assign", text, ...(assignment && { assignment }) };
    await keepNote(app, name, story, { kind: "decision", body });
    return true;
  } catch {
    return false;
  }
}

/**
 * Read and check the case again, with the newest signed documents.
 * @param {App} app
 * @param {CaseName} name
 */
export async function readAgain(app, name) {
  await refreshTrust(app);
  return openCase(app, name);
}
