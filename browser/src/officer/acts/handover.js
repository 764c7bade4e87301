/**
 * Handing over an officer's cases: found by what the records say, then changed one by one, each by one request.
 *
 * Stopping leaves no case half changed; whatever begins again finds what is left by looking at the cases themselves.
 */

import { isOutrun } from "../problems.js";
import { noteGrounds, post } from "./change.js";
import { refreshTrust } from "./open.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../api.js").CaseName} CaseName */
/** @typedef {import("../api.js").InboxRow} InboxRow */
/** @typedef {CaseName & {number: string, title: string}} Found */
/**
 * @typedef {object} Task
 * @property {string} from `agency/reader`
 * @property {string} to `agency/reader`
 * @property {boolean} takesOff whether `from` reads no more afterwards
 * @property {string} reason
 * @property {string} note what goes among the officers' notes; empty if nothing does
 */
/** @typedef {"done" | "unnoted" | "nothing"} Outcome */

const TRIES = 3;

/**
 * Find the cases that an officer reads, among all that this one can open.
 * @param {App} app
 * @param {string} from
 * @param {{signal: AbortSignal, progress: (looked: number, all: number) => void}} told
 * @returns {Promise<{found: Found[], unproved: number}>}
 */
export async function findCases(app, from, { signal, progress }) {
  /** @type {Found[]} */
  const found = [];
  let [looked, unproved] = [0, 0];
  /** @type {string | null} */
  let after = null;
  do {
    signal.throwIfAborted();
    const page = await app.api.inbox(after);
    const { cases, refused } = await app.keeper.ask("readBy", { rows: page.rows, reader: from });
    const rows = page.rows.filter((row) => cases.includes(row.case));
    found.push(...(await titled(app, rows)));
    looked += page.rows.length;
    unproved += refused.length;
    app.use();
    progress(looked, page.total);
    after = page.next;
  } while (after !== null);
  return { found, unproved };
}

/**
 * @param {App} app
 * @param {InboxRow[]} rows
 * @returns {Promise<Found[]>}
 */
async function titled(app, rows) {
  const opened = await app.keeper.ask("openRows", { rows });
  return rows.map(({ agency, case: id, number }, at) => ({
    agency,
    case: id,
    number: opened[at]?.number ?? number,
    title: opened[at]?.title ?? "",
  }));
}

/**
 * Hand over one case. One that has changed meanwhile is read and checked again.
 * @param {App} app
 * @param {CaseName} name
 * @param {Task} task
 * @returns {Promise<Outcome>}
 */
export async function handOverCase(app, name, task) {
  const wish = { add: [task.to], remove: task.takesOff ? [task.from] : [] };
  const grounds = { reason: task.reason, until: "" };
  for (let left = TRIES; ; left -= 1) {
    const fetched = await app.api.caseFile(name);
    const file = { ...fetched, agency: name.agency, case: name.case };
    const request = await app.keeper.ask("composeHandOver", { file, wish, grounds });
    if (!request) return "nothing";
    try {
      await post(app, name, request);
    } catch (error) {
      if (!isOutrun(error) || left <= 1) throw error;
      await refreshTrust(app);
      continue;
    }
    const isNoted = request.path === "access" || task.note === "" || (await noteGrounds(app, name, task.note));
    return isNoted ? "done" : "unnoted";
  }
}
