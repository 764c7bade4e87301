/**
 * The agency's rules: looking at them, and storing the next version. They are the server's word, not signed: nothing that
 * decides who reads a case comes from them.
 */

import { save } from "../dom.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {{day: string, works: boolean, decree: string}} Override */
/** @typedef {{title: string, dated?: string, note?: string}} LegalText */
/** @typedef {{name: string, address: string, age_key?: string}} Authority */
/** @typedef {{page: string, language: string, text: string}} AgencyText */

/**
 * `wbs-rules/v1` (docs/spec/rules.md).
 * @typedef {object} Rules
 * @property {string} type
 * @property {string} agency
 * @property {number[]} working_week
 * @property {Record<string, number>} clocks
 * @property {boolean} pauses_when_incomplete
 * @property {number[]} warn
 * @property {Override[]} overrides
 * @property {string[]} categories
 * @property {string[]} identity_modes
 * @property {LegalText[]} legal_basis
 * @property {string} [law_note]
 * @property {Record<string, string>} team
 * @property {string[]} letterhead
 * @property {Authority[]} authorities
 * @property {string[]} notices
 * @property {boolean} public_figures
 * @property {AgencyText[]} texts
 */

/** @typedef {{version: number, day: string, officer: string}} RuleVersion */
/** @typedef {{version: number, rules: Rules, versions: RuleVersion[]}} ToldRules */

const CHANGE = "change-rules";

/**
 * @param {App} app
 * @returns {Promise<ToldRules>}
 */
export function readRules({ api }) {
  return api.ask("GET", "agency/rules");
}

/** @param {App} app */
export function mayChangeRules({ officer }) {
  return officer?.acts.includes(CHANGE) ?? false;
}

/**
 * Store the rules that follow a version.
 * @param {App} app
 * @param {number} after
 * @param {Rules} rules
 * @returns {Promise<{version: number}>}
 */
export function storeRules({ api }, after, rules) {
  return api.ask("PUT", "agency/rules", { after, rules });
}

/**
 * Let the browser save one version as the file that `wbs rules import` takes.
 * @param {App} app
 * @param {number} version
 */
export async function saveRules({ api }, version) {
  /** @type {ToldRules} */
  const { rules } = await api.ask("GET", `agency/rules/versions/${version}`);
  const text = `${JSON.stringify(rules, null, 2)}\n`;
  save(new Blob([text], { type: "application/json" }), `rules-${rules.agency}-${version}.json`);
}

/**
 * Name the members that differ.
 * @param {Rules} before
 * @param {Rules} after
 */
export function changedMembers(before, after) {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const text = (/** @type {Rules} */ rules, /** @type {string} */ name) => ordered(Reflect.get(rules, name));
  return [...names].filter((name) => text(before, name) !== text(after, name));
}

/**
 * Write a value so that two with the same members are the same text.
 * @param {unknown} value
 * @returns {string}
 */
function ordered(value) {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "";
  if (Array.isArray(value)) return `[${value.map(ordered).join()}]`;
  return `{${Object.entries(value)
    .sort()
    .map(([name, member]) => `${name}:${ordered(member)}`)
    .join()}}`;
}
