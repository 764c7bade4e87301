/**
 * Looking through every case that the officer may open, a page at a time: titles are sealed, so no server can search
 * them, and this browser opens each. Nothing of what does not match is kept.
 */

import { openTitles } from "./open.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../api.js").InboxRow} InboxRow */
/** @typedef {import("../../worker/casebook.js").OpenedRow} OpenedRow */
/** @typedef {{row: InboxRow, told: OpenedRow}} Found */
/** @typedef {{done: number, total: number | null}} Progress `total` is null where there are more than the server counts. */

/** From the oldest on, so that what comes in meanwhile moves no page. */
const ORDER = { order: "received" };

/**
 * Look through all cases.
 * @param {App} app
 * @param {object} how
 * @param {AbortSignal} how.signal ends the search after the page that is being opened
 * @param {(found: Found) => boolean} how.matches
 * @param {(found: Found[], progress: Progress) => void} how.tell called with what matched, after every page
 * @returns {Promise<boolean>} whether every case was looked at
 */
export async function searchCases(app, { signal, matches, tell }) {
  /** @type {string | null} */
  let after = null;
  let done = 0;
  for (;;) {
    const page = await app.busy(() => app.api.inbox(after, ORDER));
    if (signal.aborted) return false;
    /** @type {Found[]} */
    const found = [];
    const rows = new Map(page.rows.map((row) => [row.case, row]));
    await openTitles(
      app,
      page.rows,
      (opened) => {
        for (const told of opened) {
          const row = rows.get(told.case);
          if (row && told.title !== undefined && matches({ row, told })) found.push({ row, told });
        }
      },
      { once: true },
    );
    if (signal.aborted) return false;
    done += page.rows.length;
    tell(found, { done, total: page.more ? null : page.total });
    if (page.next === null) return true;
    if (signal.aborted) return false;
    after = page.next;
  }
}
