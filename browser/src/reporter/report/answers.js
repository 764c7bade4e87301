/** What was answered: cleaned, checked, made a report. The same rules as the form without script has on the server. */

import { fitsIdentity, referencesOf, titleOf, withoutGaps } from "../../shared/answers.js";

/** @typedef {import("../../protocol/documents.d.ts").Accused} Accused */
/** @typedef {import("../../protocol/documents.d.ts").Contact} Contact */
/** @typedef {import("../../protocol/documents.d.ts").ReportBody} ReportBody */
/** @typedef {Record<string, string>} Answers By the name of a field. */
/** @typedef {{field: string, kind: string}} Fault */

const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f]/g;
const LINE_CONTROLS = /[\u0000-\u001f\u007f]+/g;
const LINES = /^(title|(post|unit)\d?|person|occupation|phone|reach)$/;
const CONTACT = ["person", "address", "occupation", "phone", "reach"];
const REQUIRED = ["what", "where", "when"];
const PEOPLE = ["", "2", "3", "4", "5"];

/**
 * Fit what was typed for documents. Of whoever stays anonymous nothing is taken that tells who they are.
 * @param {Answers} typed
 * @returns {Answers}
 */
export function cleaned(typed) {
  const isNameless = (typed.identity ?? "anonymous") === "anonymous";
  const taken = Object.entries(typed).map(([name, value]) => [name, isNameless && CONTACT.includes(name) ? "" : value]);
  return Object.fromEntries(taken.map(([name, value]) => [name, clean(name, value)]));
}

/**
 * @param {string} name
 * @param {string} value
 */
function clean(name, value) {
  const text = value.toWellFormed();
  return LINES.test(name)
    ? text.replace(LINE_CONTROLS, " ").trim()
    : text.replace(/\r\n?/g, "\n").replace(CONTROLS, " ").trim();
}

/**
 * List everything that is missing, too long, or leads to nobody, in the order of the form.
 * @param {Answers} answers cleaned
 * @param {Record<string, number>} limits in characters, by field, in the order of the form
 * @param {(rank: string) => boolean} isClosed whether nobody may read about a rank
 * @returns {Fault[]}
 */
export function faults(answers, limits, isClosed) {
  /** @type {Fault[]} */
  const found = [];
  const contact = contactOf(answers);
  const isNamed = (answers.identity ?? "anonymous") !== "anonymous";
  if (!answers.agency) found.push({ field: "agency", kind: "agency" });
  for (const [field, limit] of Object.entries(limits)) {
    const value = answers[field] ?? "";
    if (REQUIRED.includes(field) && !value) found.push({ field, kind: field });
    if (field === "who" && !value && !answers.unit) found.push({ field, kind: field });
    if (field === "person" && !value && isNamed) found.push({ field, kind: field });
    if ([...value].length > limit) found.push({ field, kind: `too-long-${limit}` });
    else if (field === "address" && contact && !fitsIdentity(contact)) found.push({ field, kind: "contact" });
    else if (field === "elsewhere" && !referencesOf(value)) found.push({ field, kind: field });
    const [, number] = /^unit(\d?)$/.exec(field) ?? [];
    if (number === undefined || !answers.agency || !isThere(answers, number)) continue;
    if (isClosed(rankOf(answers, number))) found.push({ field: `rank${number}`, kind: "closed" });
  }
  return found;
}

/**
 * Make a report of answers without faults.
 * @param {Answers} answers cleaned
 * @returns {ReportBody}
 */
export function reportOf(answers) {
  const given = (/** @type {string} */ name) => /** @type {any} */ (answers[name] || undefined);
  const references = referencesOf(answers.elsewhere ?? "");
  return {
    type: "wbs-report/v1",
    title: answers.title || titleOf(answers.what),
    what: answers.what,
    accused: accusedOf(answers),
    rank: rankOf(answers, ""),
    where: answers.where,
    when: answers.when,
    category: /** @type {ReportBody["category"]} */ (answers.category),
    identity_mode: given("identity") ?? "anonymous",
    ...withoutGaps({
      ...{ region: given("agency"), timing: given("timing"), keep_from: given("keep_from") },
      ...{ how: given("how"), why: given("why"), loss: given("loss"), witnesses: given("witnesses") },
      ...{ relation: given("relation"), danger: given("danger"), accommodation: given("accommodation") },
      evidence_held_by: given("held"),
      reported_elsewhere: references?.length ? references : undefined,
      contact: answers.identity === "named" ? contactOf(answers) : undefined,
    }),
  };
}

/**
 * Give everybody who is reported: the first, and of the others those of whom something was written.
 * @param {Answers} answers cleaned
 * @returns {Accused[]}
 */
export function accusedOf(answers) {
  return PEOPLE.filter((number) => isThere(answers, number)).map((number) => {
    const [name, post, unit] = [answers[`who${number}`], answers[`post${number}`], answers[`unit${number}`]];
    return { ...withoutGaps({ name, post, unit }), rank: rankOf(answers, number) };
  });
}

/**
 * Give who the reporter is; nobody for whoever stays anonymous, whatever was typed before that was chosen.
 * @param {Answers} answers cleaned
 * @returns {Contact | undefined}
 */
export function contactOf({ identity, person, address, occupation, phone, reach }) {
  if (!["confidential", "named"].includes(identity) || !person) return undefined;
  return { name: person, ...withoutGaps({ address, occupation, phone, other: reach }) };
}

/**
 * @param {Answers} answers
 * @param {string} number
 */
function isThere(answers, number) {
  return !number || ["who", "post", "unit"].some((part) => answers[part + number]);
}

/**
 * @param {Answers} answers
 * @param {string} number
 */
function rankOf(answers, number) {
  return answers[`rank${number}`] || "unknown";
}
