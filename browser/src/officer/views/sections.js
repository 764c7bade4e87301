/**
 * The sections of the officers' page: what each is called, which act it needs, where it is offered, what it shows.
 *
 * To add one: a line here, its name in `words.frame.sections`, a module beside this one. The bar has room for six names
 * on one line; what is needed once in a while is offered within another section.
 */

import { AccountState, accountView } from "./account.js";
import { AgencyState, agencyView } from "./agency/agency.js";
import { AuditState, auditView } from "./audit/audit.js";
import { FiguresState, figuresView } from "./figures/figures.js";
import { HandoverState, handoverView } from "./handover.js";
import { IdentitiesState, identitiesView } from "./identities.js";
import { inboxView } from "./inbox.js";
import { RegisterState, registerView } from "./register.js";
import { IntakeState, intakeView } from "./intake/intake.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../app.js").View} View */
/** @typedef {"inbox" | "intake" | "handover" | "register" | "figures"} CaseSection */
/** @typedef {CaseSection | "identities" | "agency" | "audit" | "account"} SectionName */

/**
 * One section.
 * @typedef {object} Section
 * @property {SectionName} name
 * @property {string} act without which the server would refuse what the section asks for
 * @property {SectionName} [within] the section that offers this one; without it, the bar does
 * @property {() => any} begin makes its state: at the first visit after a sign-in, to be kept until the page locks
 * @property {(app: App, state: any) => View} view
 */

/** @type {Section[]} In the order in which they are offered. */
export const SECTIONS = [
  { name: "inbox", act: "read-cases", begin: () => null, view: (app) => inboxView(app, app.inbox) },
  { name: "intake", act: "take-down", begin: () => new IntakeState(), view: intakeView },
  { name: "register", act: "see-register", begin: () => new RegisterState(), view: registerView },
  { name: "figures", act: "see-figures", begin: () => new FiguresState(), view: figuresView },
  { name: "identities", act: "open-identities", begin: () => new IdentitiesState(), view: identitiesView },
  { name: "agency", act: "see-agency", begin: () => new AgencyState(), view: agencyView },
  { name: "audit", act: "read-audit", begin: () => new AuditState(), view: auditView },
  { name: "account", act: "use-account", begin: () => new AccountState(), view: accountView },
  {
    name: "handover",
    act: "change-readers",
    within: "account",
    begin: () => new HandoverState(),
    view: handoverView,
  },
];

/** Where an officer begins: with what only that role can do. @type {SectionName[]} */
const HOMES = ["inbox", "identities", "audit", "figures", "register", "agency", "account"];

/**
 * Give the sections that an officer's acts open.
 * @param {string[]} acts
 */
export function sectionsFor(acts) {
  return SECTIONS.filter(({ act }) => acts.includes(act));
}

/**
 * Give the section in which an officer begins, and to which the browser's back leads.
 * @param {string[]} acts
 * @returns {SectionName}
 */
export function homeOf(acts) {
  const open = sectionsFor(acts).map(({ name }) => name);
  return HOMES.find((name) => open.includes(name)) ?? "account";
}

/** @param {SectionName} name */
export function sectionOf(name) {
  const found = SECTIONS.find((section) => section.name === name);
  if (!found) throw new Error("no such section");
  return found;
}
