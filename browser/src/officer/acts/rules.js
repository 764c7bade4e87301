/**
 * The agency's rules: looking at them, and storing the next version. Those that an administrator signed are read from
 * the signature; all others are the server's word.
 */

import { save } from "../dom.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {{day: string, works: boolean, decree: string}} Override */
/** @typedef {{title: string, dated?: string, note?: string}} LegalText */
/** @typedef {{name: string, address: string, age_key?: string}} Authority */
/** @typedef {{page: string, language: string, text: string}} AgencyText */
/** @typedef {{category: string, language: string, text: string}} CategoryLabel */

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
 * @property {string} [letter_number]
 * @property {CategoryLabel[]} [labels]
 * @property {Authority[]} authorities
 * @property {string[]} notices
 * @property {boolean} public_figures
 * @property {AgencyText[]} texts
 */

/** @typedef {{version: number, day: string, officer: string}} RuleVersion */
/** @typedef {{version: number, rules: Rules, signer: string | null, versions: RuleVersion[]}} ToldRules */
/** @typedef {Omit<ToldRules, "signer"> & {envelope: string | null}} Answered */

const CHANGE = "change-rules";

/**
 * Give the rules that hold, with the label of the administrator who signed them; null if that cannot be told.
 * @param {App} app
 * @returns {Promise<ToldRules>}
 */
export async function readRules({ api, keeper }) {
  /** @type {Answered} */
  const { envelope, ...told } = await api.ask("GET", "agency/rules");
  const { version } = told;
  const read = envelope === null ? null : await keeper.ask("readRules", { envelope, version });
  return { ...told, rules: read?.rules ?? bare(told.rules), signer: read?.signer ?? null };
}

/**
 * Which kinds of matters an agency works with, and what it calls them by language.
 * @typedef {object} Kinds
 * @property {string[] | null} offered null for all
 * @property {Record<string, Record<string, string>>} labels
 */

/** What holds where an agency set nothing: every kind, by its common name. @type {Kinds} */
export const COMMON_KINDS = { offered: null, labels: {} };

/**
 * Give the agency's kinds of matters, by rules that an administrator signed; else the common ones.
 * @param {App} app
 * @returns {Promise<Kinds>}
 */
export async function readKinds(app) {
  try {
    const { rules, signer } = await readRules(app);
    if (signer === null) return COMMON_KINDS;
    /** @type {Record<string, Record<string, string>>} */
    const labels = { id: {}, en: {} };
    for (const { category, language, text } of rules.labels ?? []) labels[language][category] = text;
    return { offered: rules.categories, labels };
  } catch {
    return COMMON_KINDS;
  }
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
export async function storeRules({ api, keeper }, after, rules) {
  const { envelope } = await keeper.ask("signRules", { rules, after });
  return api.ask("PUT", "agency/rules", { after, envelope });
}

/**
 * Let the browser save one version as the file that `wbs rules import` takes.
 * @param {App} app
 * @param {number} version
 */
export async function saveRules({ api }, version) {
  /** @type {Answered} */
  const { rules } = await api.ask("GET", `agency/rules/versions/${version}`);
  const text = `${JSON.stringify(bare(rules), null, 2)}\n`;
  save(new Blob([text], { type: "application/json" }), `rules-${rules.agency}-${version}.json`);
}

/**
 * Give rules without the version that they were signed to follow.
 * @param {Rules & {after?: number}} rules
 * @returns {Rules}
 */
function bare({ after: _, ...rules }) {
  return rules;
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
