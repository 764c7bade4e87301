/** What is overdue in the agency, for its head: numbers and days. Whose content it is, only readers learn. */

import { el, fill } from "../dom.js";
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
    const { cases, aside } = await app.api.overdue();
    if (!place.isConnected) return;
    const note = aside.count > 0 && el("p", { class: "note" }, app.words.settingAside.inAgency(aside));
    fill(place, cases.length > 0 && panel(app, cases), note);
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
  // A narrow window lays rows out as blocks, which takes their meaning away where no role says it again.
  const head = (/** @type {string} */ text) => el("th", { role: "columnheader", scope: "col" }, text);
  const cell = (/** @type {...import("../dom.js").Child} */ ...parts) => el("td", { role: "cell" }, ...parts);
  const row = (/** @type {OverdueCase} */ one) =>
    el(
      "tr",
      { role: "row" },
      el("th", { role: "rowheader", scope: "row", class: "mono" }, one.number),
      cell(nameOf(names, one.clock)),
      cell(`${shortDay(one.due, tag)} `, dueChip(words, "late", -one.late_by)),
      cell(nameOf(words.statuses, one.status)),
    );
  return el(
    "details",
    { class: "overdue" },
    el("summary", {}, `${say.title} (${cases.length})`),
    el("p", { class: "soft" }, say.what),
    el(
      "table",
      { role: "table", "aria-label": say.title },
      el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, ...[number, clock, due, status].map(head))),
      el("tbody", { role: "rowgroup" }, ...cases.map(row)),
    ),
    cases.length >= MOST && el("p", { class: "soft" }, say.more(MOST)),
  );
}
