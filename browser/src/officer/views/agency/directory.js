/** The signed directory in a few lines: version, dates, who signs. */

import { el } from "../../dom.js";
import { shortDay } from "../../format.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../../worker/agency.js").AgencyFacts} AgencyFacts */
/** @typedef {import("../../../worker/agency.js").DirectoryFacts} DirectoryFacts */

/**
 * @param {App} app
 * @param {AgencyFacts} facts
 */
export function directoryPart(app, { roots, directory }) {
  const words = app.words.agency.directory;
  return el(
    "section",
    { class: "blk", "aria-labelledby": "agency-directory" },
    el("h2", { id: "agency-directory" }, words.title),
    el(
      "dl",
      { class: "sum" },
      ...(directory ? dates(app, directory) : []),
      row(words.signers, words.signersOf(roots.threshold, roots.offices.join(", "))),
      row(words.fingerprint, el("span", { class: "key-words" }, roots.words.join(" ")), words.fingerprintHint),
      ...(directory ? holders(app, directory) : []),
    ),
  );
}

/**
 * @param {App} app
 * @param {DirectoryFacts} directory
 */
function dates({ words, tag }, { version, issued, expiry, receiving, minimum }) {
  const { directory } = words.agency;
  return [
    row(directory.version, directory.versionOf(version, shortDay(issued, tag))),
    row(directory.renewBy, shortDay(expiry.renewBy, tag)),
    row(directory.expires, shortDay(expiry.expires, tag)),
    row(directory.closes, shortDay(expiry.closes, tag)),
    row(directory.receiving, directory.receivingOf(receiving, minimum)),
  ];
}

/**
 * @param {App} app
 * @param {DirectoryFacts} directory
 */
function holders({ words, tag }, { custodian, hasRecovery, channels, versions }) {
  const { directory } = words.agency;
  const named = channels.map(({ name, address }) => `${name} (${address})`).join(", ");
  const earlier = versions.slice(0, -1).map((one) => directory.versionOf(one.version, shortDay(one.issued, tag)));
  return [
    row(directory.custodian, custodian ?? directory.none),
    row(directory.recovery, hasRecovery ? directory.hasRecovery : directory.none),
    row(directory.channels, named || directory.none),
    ...(earlier.length > 0 ? [row(directory.earlier, earlier.reverse().join("\n"))] : []),
  ];
}

/**
 * @param {string} term
 * @param {import("../../dom.js").Child} value
 * @param {string} [hint]
 */
function row(term, value, hint = "") {
  return el("div", {}, el("dt", {}, term), el("dd", {}, value, hint && el("small", { class: "soft" }, ` ${hint}`)));
}
