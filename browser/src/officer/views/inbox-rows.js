/** The table of the inbox: one row a case, its title as the worker opened it, and by when something is due. */

import { el } from "../dom.js";
import { shortDay } from "../format.js";
import { refusalText } from "../problems.js";
import { unreadKind } from "../unread.js";
import { nameOf } from "../words/index.js";
import { dueChip } from "./due.js";
import { GROUPS } from "./inbox-state.js";
import { backButton } from "./setting-aside.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../api.js").InboxRow} InboxRow */
/** @typedef {import("../../worker/casebook.js").OpenedRow} OpenedRow */
/** @typedef {import("./inbox-state.js").InboxState} InboxState */

/**
 * Give the table of cases, in groups of urgency unless they stand by arrival.
 * @param {App} app
 * @param {InboxState} state
 * @param {InboxRow[]} rows
 */
export function inboxTable(app, state, rows) {
  const { columns, table: label } = app.words.inbox;
  const heads = [columns.case, columns.number, columns.status, columns.due];
  return el(
    "table",
    { class: "list", role: "table", "aria-label": label },
    el(
      "thead",
      { role: "rowgroup" },
      el("tr", { role: "row" }, ...heads.map((text) => el("th", { role: "columnheader", scope: "col" }, text))),
    ),
    ...(state.isByDue
      ? GROUPS.map((group) => groupBody(app, state, group, rows))
      : [el("tbody", { role: "rowgroup" }, ...rows.map((row) => tableRow(app, state, row)))]),
  );
}

/**
 * @param {App} app
 * @param {InboxState} state
 * @param {(typeof GROUPS)[number]} group
 * @param {InboxRow[]} rows
 */
function groupBody(app, state, group, rows) {
  const members = rows.filter((row) => row.urgency === group);
  if (members.length === 0) return null;
  const head = el(
    "tr",
    { role: "row", class: "grp" },
    el("th", { role: "rowheader", colspan: 4, scope: "rowgroup" }, groupText(app, group, members.length)),
  );
  return el("tbody", { role: "rowgroup", class: group }, head, ...members.map((row) => tableRow(app, state, row)));
}

/**
 * @param {App} app
 * @param {(typeof GROUPS)[number]} group
 * @param {number} count
 */
function groupText({ words }, group, count) {
  return group === "soon" ? words.clocks.soon(count) : words.inbox[group](count);
}

/**
 * @param {App} app
 * @param {InboxState} state
 * @param {InboxRow} row
 */
function tableRow(app, state, row) {
  const { words, tag } = app;
  const opened = state.opened.get(row.case);
  const unread = unreadKind(row, app.officer);
  return el(
    "tr",
    { role: "row", class: unread ? "new" : "" },
    titleCell(app, row, opened, unread, state.isTray),
    el(
      "td",
      { role: "cell", class: "c-no" },
      el("span", { class: "mono" }, opened?.number ?? row.number),
      el("small", {}, shortDay(row.received, tag)),
    ),
    el("td", { role: "cell", class: "c-st" }, nameOf(words.statuses, row.status)),
    el(
      "td",
      { role: "cell", class: "c-due" },
      dueChip(words, row.urgency, row.due_in_working_days),
      row.clock !== "" && el("small", {}, nameOf(words.clocks.names, row.clock)),
      row.share !== null && row.urgency === "soon" && el("small", {}, words.clocks.used(row.share)),
    ),
  );
}

/**
 * @param {App} app
 * @param {InboxRow} row
 * @param {OpenedRow | undefined} opened
 * @param {"fresh" | "message" | null} unread
 * @param {boolean} isAside
 */
function titleCell(app, row, opened, unread, isAside) {
  const { words } = app;
  const open = () => app.openCase({ agency: row.agency, case: row.case });
  const text =
    opened?.title ??
    (opened?.refused
      ? words.inbox.refusedTitle
      : opened?.isRetracted
        ? words.steps.retractedTitle
        : words.inbox.opening);
  const title = el(
    "button",
    { type: "button", class: "open", "data-case": row.case, click: open },
    el("bdi", {}, text),
  );
  const tag = unread && el("span", { class: "tag" }, words.inbox[unread]);
  const isWaiting = row.approved && (app.officer?.acts.includes("change-readers") ?? false);
  const approved = isWaiting && el("span", { class: "tag" }, words.inbox.approved);
  const again = () => {
    app.inbox = app.inbox.anew();
    app.show();
  };
  const back = isAside && backButton(app, () => [{ agency: row.agency, case: row.case }], again, row.number);
  const small = el("small", {}, tag, approved, subject(app, opened), back && " ", back);
  return el("th", { role: "rowheader", scope: "row", class: opened?.refused ? "refused" : "" }, title, small);
}

/**
 * @param {App} app
 * @param {OpenedRow | undefined} opened
 */
function subject({ words, categoryNames }, opened) {
  if (!opened) return "";
  if (opened.refused) return refusalText(words, opened.refused);
  const { category = "", rank = "", unit } = opened;
  return [nameOf(categoryNames, category), nameOf(words.ranks, rank), unit].filter(Boolean).join(", ");
}
