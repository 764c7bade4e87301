/** What is overdue in the agency, for its head: numbers and days. Whose content it is, only readers learn. */

import { el } from "../dom.js";
import { shortDay } from "../format.js";
import { nameOf } from "../words/index.js";
import { dueChip } from "./due.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {{number: string, status: string, clock: string, due: string, late_by: number}} OverdueCase */

const OVERSEE = "oversee";
const MOST = 50;

/**
 * Fill a place with the list once it is there; leave it empty for whoever heads nothing, and where nothing is overdue.
 * @param {App} app
 * @param {HTMLElement} place
 */
export async function fillOverdue(app, place) {
  if (!app.officer?.acts.includes(OVERSEE)) return;
  try {
    const cases = await app.api.overdue();
    if (place.isConnected && cases.length > 0) place.replaceChildren(panel(app, cases));
  } catch {
    return; // the inbox below says what is wrong
  }
}

/**
 * @param {App} app
 * @param {OverdueCase[]} cases
 */
function panel({ words, tag }, cases) {
  const { overdue: say, names } = words.clocks;
  const { number, clock, due, status } = say.columns;
  const head = (/** @type {string} */ text) => el("th", { scope: "col" }, text);
  const row = (/** @type {OverdueCase} */ one) =>
    el(
      "tr",
      {},
      el("th", { scope: "row", class: "mono" }, one.number),
      el("td", {}, nameOf(names, one.clock)),
      el("td", {}, `${shortDay(one.due, tag)} `, dueChip(words, "late", -one.late_by)),
      el("td", {}, nameOf(words.statuses, one.status)),
    );
  return el(
    "details",
    { class: "overdue" },
    el("summary", {}, `${say.title} (${cases.length})`),
    el("p", { class: "soft" }, say.what),
    el(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": say.title },
      el(
        "table",
        {},
        el("thead", {}, el("tr", {}, ...[number, clock, due, status].map(head))),
        el("tbody", {}, ...cases.map(row)),
      ),
    ),
    cases.length >= MOST && el("p", { class: "soft" }, say.more(MOST)),
  );
}
