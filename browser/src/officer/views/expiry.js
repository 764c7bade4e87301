/** The line that tells officers how long new reports can still be sealed; nothing they do depends on it. */

import { el } from "../dom.js";
import { shortDay } from "../format.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../../worker/agency.js").AgencyFacts} AgencyFacts */
/** @typedef {import("../../worker/agency.js").DirectoryFacts} DirectoryFacts */

/** From so many days on, a warning looks like one. */
const PRESSING_DAYS = 30;

/**
 * Warn of a directory that ends, has ended, or has too few receivers; null if all is well.
 * @param {App} app
 * @param {AgencyFacts} facts
 */
export function expiryNote(app, { directory }) {
  const { expiry: words } = app.words.agency;
  if (!directory) return note("bad", words.founding);
  const { expiry, receiving, minimum } = directory;
  const closes = shortDay(expiry.closes, app.tag);
  if (expiry.standing === "expired") return note("bad", words.expired(closes), words.ask, words.goesOn);
  if (receiving < minimum) return note("bad", words.tooFew(receiving, minimum), words.ask, words.goesOn);
  if (expiry.standing === "grace") {
    return note("warn", words.grace(shortDay(expiry.expires, app.tag), closes), words.ask, words.goesOn);
  }
  if (expiry.notice === null) return null;
  const kind = expiry.notice <= PRESSING_DAYS ? "warn" : "";
  return note(kind, words.left(expiry.daysLeft, shortDay(expiry.expires, app.tag)), words.ask);
}

/**
 * @param {"bad" | "warn" | ""} kind
 * @param {string} first
 * @param {...string} more
 */
function note(kind, first, ...more) {
  return el(
    "div",
    { class: `note expiry noprint ${kind}`.trimEnd() },
    el("p", {}, el("b", {}, first), ...more.map((text) => ` ${text}`)),
  );
}
