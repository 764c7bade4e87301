/** The sheet of a report: letterhead, whom it is for, what it counts and how, and where somebody signs. */

import { el } from "../../../dom.js";
import { shortDay } from "../../../format.js";
import { periodText } from "../published.js";
import { part } from "../tables.js";

/** @typedef {import("../../../app.js").App} App */
/** @typedef {import("./report.js").ReportState} ReportState */

/**
 * @param {App} app
 * @param {ReportState} state
 * @param {HTMLElement[]} body
 */
export function paper(app, { period, edition, told, setting }, body) {
  const words = app.words.report;
  const lines = setting?.letterhead ?? [];
  const day = told?.day;
  return el(
    "article",
    { class: "paper", "aria-labelledby": "report-title" },
    el("div", { class: "letterhead" }, ...lines.map((line) => el("p", {}, line))),
    el("p", { class: "marking" }, words.marking[edition]),
    el("h2", { id: "report-title" }, words.title),
    el("p", {}, `${app.officeName(app.officer?.agency ?? "")}, ${periodText(app, period)}`),
    day && el("p", { class: "soft" }, words.asAt(shortDay(day, app.tag))),
    ...body,
    how(app, edition),
    signing(app, setting?.head ?? ""),
  );
}

/**
 * @param {App} app
 * @param {import("./report.js").Edition} edition
 */
function how({ words: { report } }, edition) {
  return part(
    "report-how",
    report.howTitle,
    "",
    el(
      "ul",
      {},
      ...[
        report.followedUpIs,
        report.finishedIs,
        report.inTimeIs,
        report.rounding,
        ...report.how[edition],
        report.lapor,
      ].map((text) => el("li", {}, text)),
    ),
  );
}

/**
 * @param {App} app
 * @param {string} head
 */
function signing({ words }, head) {
  const { madeBy, day, approvedBy, name } = words.report;
  const line = (/** @type {string} */ text) => el("p", {}, `${text} ……………………………………`);
  return el(
    "div",
    { class: "signing" },
    el("div", {}, el("p", {}, madeBy), line(name), line(day)),
    el("div", {}, el("p", {}, approvedBy(head)), line(name), line(day)),
  );
}
