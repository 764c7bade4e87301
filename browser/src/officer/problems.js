/** Says in plain words what went wrong; never quotes what the server or a document said. */

import { ApiError } from "./api.js";
import { KeeperError } from "./keeper.js";
import { el } from "./dom.js";

/** @typedef {import("./words/index.js").Words} Words */

/** The server gave, as the officer's own enrolment request, one that the officer's key did not sign. */
export class ForeignRequestError extends Error {}

/**
 * @param {Words} words
 * @param {unknown} error
 * @returns {string}
 */
export function problemText(words, error) {
  const { problems, refusals } = words;
  if (error instanceof ForeignRequestError) return words.enrolment.foreign;
  if (error instanceof KeeperError && error.code in refusals) return refusalText(words, error.code);
  if (!(error instanceof ApiError)) return problems.failed;
  /** @type {Record<string, string>} */
  const texts = {
    offline: problems.offline,
    unavailable: problems.unavailable,
    "too-slow": problems.unavailable,
    "too-many": problems.unavailable,
    conflict: problems.conflict,
    "newer-record": problems.conflict,
    "newer-directory": problems.conflict,
    "newer-inside-key": problems.conflict,
    "reader-gone": problems.readerGone,
    "not-a-reader": problems.notAReader,
    unapproved: problems.unapproved,
    "other-day": problems.otherDay,
    "other-class": problems.otherClass,
    "too-few-readers": problems.tooFewReaders,
    recused: problems.recused,
    "last-reader": problems.lastReader,
    forbidden: problems.forbidden,
    "not-found": problems.notFound,
    refused: problems.refused,
    "too-large": problems.tooLarge,
  };
  return texts[error.code] ?? problems.failed;
}

/** What the server answers if something has changed since the case was read. */
const OUTRUN = ["conflict", "newer-record", "newer-directory", "newer-inside-key", "reader-gone"];

/**
 * Say whether something has changed since the case was read.
 * @param {unknown} error
 */
export function isOutrun(error) {
  return error instanceof ApiError && OUTRUN.includes(error.code);
}

/**
 * @param {Words} words
 * @param {string} code of a refusal
 */
export function refusalText({ refusals }, code) {
  return Object.hasOwn(refusals, code) ? refusals[/** @type {keyof typeof refusals} */ (code)] : refusals.failed;
}

/**
 * Say whether the server holds this page's session to be over.
 * @param {unknown} error
 */
export function isSessionOver(error) {
  return error instanceof ApiError && error.code === "sign-in";
}

/**
 * Make a notice about something that went wrong.
 * @param {string} title
 * @param {string} text
 * @param {...import("./dom.js").Child} more
 */
export function badNote(title, text, ...more) {
  return el("div", { class: "note bad", role: "alert" }, el("h2", {}, title), el("p", {}, text), ...more);
}
