/** Instansi: the directory as it was verified here, the officers in it, and what administrators do with accounts. */

import { describeAgency } from "../../acts/agency.js";
import { el, fill } from "../../dom.js";
import { badNote, problemText } from "../../problems.js";
import { directoryPart } from "./directory.js";
import { enrolmentsPart } from "./enrolments.js";
import { invitationsPart } from "./invitations.js";
import { officersPart } from "./officers.js";
import { rulesPart } from "./rules/rules.js";
import { shortagesPart } from "./shortages.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../acts/agency.js").Described} Described */

/** What the page knows: what was fetched and verified, what went wrong, what was done last. */
export class AgencyState {
  /** @type {Described | null} */
  described = null;
  /** @type {unknown} */
  error = null;
  told = "";
  /** @type {{who: string, code: string, hours: number} | null} An invitation's code, until it is hidden. */
  code = null;
}

/**
 * @param {App} app
 * @param {AgencyState} state
 * @returns {import("../../app.js").View}
 */
export function agencyView(app, state) {
  const { words } = app;
  const status = el("p", { class: "soft", role: "status" });
  const content = el("div", {});
  const main = el(
    "main",
    { class: "pad" },
    el(
      "div",
      { class: "head" },
      el("h1", { tabindex: -1 }, words.agency.title),
      el("p", {}, app.officeName(app.officer?.agency ?? "")),
    ),
    status,
    content,
  );
  const parts = { status, content };
  if (state.described || state.error) draw(app, state, parts);
  void load(app, state, parts);
  return { main, title: words.agency.title };
}

/** @typedef {{status: HTMLElement, content: HTMLElement}} Parts */

/**
 * Fetch everything at every visit: others change it, too.
 * @param {App} app
 * @param {AgencyState} state
 * @param {Parts} parts
 */
async function load(app, state, parts) {
  if (!state.described) parts.status.textContent = app.words.agency.reading;
  try {
    state.described = await app.busy(() => describeAgency(app));
    state.error = null;
    app.warnOfExpiry();
  } catch (error) {
    state.error = error;
  }
  if (app.officer && parts.content.isConnected) draw(app, state, parts);
}

/**
 * @param {App} app
 * @param {AgencyState} state
 * @param {Parts} parts
 */
function draw(app, state, parts) {
  const { words } = app;
  const { described, error } = state;
  parts.status.textContent = state.told;
  const done = (/** @type {string} */ told) => {
    state.told = told;
    void load(app, state, parts);
  };
  fill(
    parts.content,
    error !== null && badNote(words.problems.title, problemText(words, error)),
    described && directoryPart(app, described.facts),
    described && shortagesPart(app, described),
    described && officersPart(app, described, done),
    described && rulesPart(app, described.rules, done),
    ...(described?.managed ? managedParts(app, state, described.facts, described.managed, done) : []),
  );
}

/**
 * @param {App} app
 * @param {AgencyState} state
 * @param {Described["facts"]} facts
 * @param {NonNullable<Described["managed"]>} managed
 * @param {(told: string) => void} done
 */
function managedParts(app, state, facts, { invitations, enrolments }, done) {
  return [invitationsPart(app, state, invitations, done), enrolmentsPart(app, facts, enrolments)];
}
