/** What the nightly check found to run short of readers: the channel for all, cases for those who read them. */

import { el } from "../../dom.js";
import { shortDay } from "../../format.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../acts/agency.js").Described} Described */
/** @typedef {import("../../acts/agency.js").Account} Account */
/** @typedef {import("../../../worker/agency.js").Listed} Listed */
/** @typedef {import("../../acts/agency.js").ShortCase} ShortCase */

/**
 * @param {App} app
 * @param {Described} described
 */
export function shortagesPart(app, { facts, shortages, managed }) {
  const { checked, channel, cases } = shortages;
  const words = app.words.agency.shortages;
  const able = managed && facts.directory ? ableReceivers(facts.directory.officers, managed.accounts) : null;
  const isShort = able !== null && facts.directory !== null && able < facts.directory.minimum;
  const day = checked === null ? words.never : words.checked(shortDay(checked, app.tag));
  const isFine = channel === null && cases.length === 0;
  return el(
    "section",
    { class: "blk", "aria-labelledby": "agency-shortages" },
    el("h2", { id: "agency-shortages" }, words.title),
    isShort && el("p", { class: "error" }, words.able(able, facts.directory?.minimum ?? 0)),
    el("p", { class: "soft" }, day),
    checked !== null && isFine && el("p", {}, words.none),
    channel &&
      el("p", { class: "unconfirmed" }, words.channel(channel.found, channel.minimum, shortDay(channel.day, app.tag))),
    cases.length > 0 && el("ul", { class: "plain" }, ...cases.map((short) => caseItem(app, short))),
  );
}

/**
 * Count the receivers who serve and can sign in now with the key that new reports are sealed to: the portal cannot know
 * them, it goes by the directory alone.
 * @param {Listed[]} officers
 * @param {Account[]} accounts
 */
export function ableReceivers(officers, accounts) {
  const active = new Map(accounts.filter(({ state }) => state === "active").map((one) => [one.id, one.reader_key]));
  return officers.filter(
    ({ id, service, receives, readerKey }) => receives && service === "serving" && active.get(id) === readerKey,
  ).length;
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
