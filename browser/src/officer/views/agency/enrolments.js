/** Requests that wait for the officials: the words to compare, and the file to take to them. */

import { el, save } from "../../dom.js";
import { shortDay } from "../../format.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../acts/agency.js").Enrolment} Enrolment */
/** @typedef {import("../../../worker/agency.js").AgencyFacts} AgencyFacts */

/**
 * @param {App} app
 * @param {AgencyFacts} facts
 * @param {Enrolment[]} enrolments
 */
export function enrolmentsPart(app, facts, enrolments) {
  const words = app.words.agency.enrolments;
  const listed = new Set(facts.directory?.officers.map(({ readerKey }) => readerKey));
  const waiting = enrolments.filter(({ reader_key: key }) => !listed.has(key));
  return el(
    "section",
    { class: "blk", "aria-labelledby": "agency-enrolments" },
    el("h2", { id: "agency-enrolments" }, words.title),
    el("p", { class: "soft" }, words.about),
    waiting.length === 0 ? el("p", {}, words.none) : list(app, facts.agency, waiting),
  );
}

/**
 * @param {App} app
 * @param {string} agency
 * @param {Enrolment[]} waiting
 */
function list(app, agency, waiting) {
  return el("ul", { class: "plain offers" }, ...waiting.map((one) => item(app, agency, one)));
}

/**
 * @param {App} app
 * @param {string} agency
 * @param {Enrolment} enrolment
 */
function item({ words, tag }, agency, { officer, day, request, words: eight }) {
  const { enrolments, officers } = words.agency;
  const file = `enrolment-${agency}-${officer}.json`;
  return el(
    "li",
    {},
    el("b", {}, officer),
    el("span", { class: "soft" }, ` ${enrolments.since(shortDay(day, tag))}`),
    el("p", { class: "key-words" }, eight.join(" ")),
    el(
      "button",
      {
        type: "button",
        class: "sbtn",
        "aria-label": officers.named(enrolments.download, file),
        click: () => save(new Blob([bytes(request)], { type: "application/json" }), file),
      },
      enrolments.download,
    ),
  );
}

/** @param {string} text base64url */
function bytes(text) {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}
