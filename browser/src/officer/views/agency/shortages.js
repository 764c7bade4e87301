/** What the nightly check found to run short of readers: the channel for all, cases for those who read them. */

import { el } from "../../dom.js";
import { shortDay } from "../../format.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../acts/agency.js").Shortages} Shortages */
/** @typedef {import("../../acts/agency.js").ShortCase} ShortCase */

/**
 * @param {App} app
 * @param {Shortages} shortages
 */
export function shortagesPart(app, { checked, channel, cases }) {
  const words = app.words.agency.shortages;
  const day = checked === null ? words.never : words.checked(shortDay(checked, app.tag));
  const isFine = channel === null && cases.length === 0;
  return el(
    "section",
    { class: "blk", "aria-labelledby": "agency-shortages" },
    el("h2", { id: "agency-shortages" }, words.title),
    el("p", { class: "soft" }, day),
    checked !== null && isFine && el("p", {}, words.none),
    channel &&
      el("p", { class: "unconfirmed" }, words.channel(channel.found, channel.minimum, shortDay(channel.day, app.tag))),
    cases.length > 0 && el("ul", { class: "plain" }, ...cases.map((short) => caseItem(app, short))),
  );
}

/**
 * @param {App} app
 * @param {ShortCase} short
 */
function caseItem(app, short) {
  const words = app.words.agency.shortages;
  const name = { agency: short.agency, case: short.case };
  return el(
    "li",
    {},
    el("button", { type: "button", class: "link mono", click: () => void app.openCase(name) }, short.number),
    ` ${words.case(short.found, short.minimum, shortDay(short.day, app.tag))}`,
  );
}
