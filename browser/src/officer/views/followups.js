/** What was recommended and waits to be followed in the agency, for its head: numbers and days, never what it says. */

import { el } from "../dom.js";
import { shortDay } from "../format.js";
import { nameOf } from "../words/index.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {{number: string, status: string, reference: string, due: string, late: boolean}} Awaited */

const OVERSEE = "oversee";
const MOST = 50;

/**
 * Fill a place with the list once it is there; leave it empty for whoever heads nothing, and where nothing waits.
 * @param {App} app
 * @param {HTMLElement} place
 */
export async function fillFollowUps(app, place) {
  if (!app.officer?.acts.includes(OVERSEE)) return;
  try {
    const awaited = await app.api.followUps();
    if (place.isConnected && awaited.length > 0) place.replaceChildren(panel(app, awaited));
  } catch {
    return; // the inbox below says what is wrong
  }
}

/**
 * @param {App} app
 * @param {Awaited[]} awaited
 */
function panel({ words, tag }, awaited) {
  const { late, waiting: say } = words.recommend;
  const { number, reference, due, status } = say.columns;
  const head = (/** @type {string} */ text) => el("th", { scope: "col" }, text);
  const row = (/** @type {Awaited} */ one) =>
    el(
      "tr",
      {},
      el("th", { scope: "row", class: "mono" }, one.number),
      el("td", { class: "mono" }, one.reference),
      el("td", {}, `${shortDay(one.due, tag)} `, one.late && el("span", { class: "tag" }, late)),
      el("td", {}, nameOf(words.statuses, one.status)),
    );
  return el(
    "details",
    { class: awaited.some((one) => one.late) ? "overdue followups" : "overdue followups calm" },
    el("summary", {}, `${say.title} (${awaited.length})`),
    el("p", { class: "soft" }, say.what),
    el(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": say.title },
      el(
        "table",
        {},
        el("thead", {}, el("tr", {}, ...[number, reference, due, status].map(head))),
        el("tbody", {}, ...awaited.map(row)),
      ),
    ),
    awaited.length >= MOST && el("p", { class: "soft" }, say.more(MOST)),
  );
}
