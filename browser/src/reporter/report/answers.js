/** What was answered: cleaned, checked, made a report. The same rules as the form without script has on the server. */

/** @typedef {import("../../protocol/documents.d.ts").ReportBody} ReportBody */
/** @typedef {Record<string, string>} Answers By the name of a field. */
/** @typedef {{field: string, kind: string}} Fault */

const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f]/g;
const LINE_CONTROLS = /[\u0000-\u001f\u007f]+/g;
const LINES = ["title", "post", "unit"];
const REQUIRED = ["what", "where", "when"];
const TITLE_CHARS = 80;

/**
 * Fit what was typed for documents.
 * @param {Answers} typed
 * @returns {Answers}
 */
export function cleaned(typed) {
  return Object.fromEntries(Object.entries(typed).map(([name, value]) => [name, clean(name, value)]));
}

/**
 * @param {string} name
 * @param {string} value
 */
function clean(name, value) {
  const text = value.toWellFormed();
  return LINES.includes(name)
    ? text.replace(LINE_CONTROLS, " ").trim()
    : text.replace(/\r\n?/g, "\n").replace(CONTROLS, " ").trim();
}

/**
 * List everything that is missing, too long, or leads to nobody, in the order of the form.
 * @param {Answers} answers cleaned
 * @param {Record<string, number>} limits in characters, by field, in the order of the form
 * @param {string[]} closed agencies where nobody may read about the chosen rank
 * @returns {Fault[]}
 */
export function faults(answers, limits, closed) {
  /** @type {Fault[]} */
  const found = [];
  if (!answers.agency) found.push({ field: "agency", kind: "agency" });
  for (const [field, limit] of Object.entries(limits)) {
    const value = answers[field] ?? "";
    if (REQUIRED.includes(field) && !value) found.push({ field, kind: field });
    if (field === "who" && !value && !answers.unit) found.push({ field, kind: field });
    if ([...value].length > limit) found.push({ field, kind: `too-long-${limit}` });
    if (field === "unit" && closed.includes(answers.agency)) found.push({ field: "rank", kind: "closed" });
  }
  return found;
}

/**
 * Make a report of answers without faults.
 * @param {Answers} answers cleaned
 * @returns {ReportBody}
 */
export function reportOf(answers) {
  const given = (/** @type {string} */ name) => answers[name] || undefined;
  return {
    type: "wbs-report/v1",
    title: answers.title || titleOf(answers.what),
    what: answers.what,
    accused: [withoutGaps({ name: given("who"), post: given("post"), unit: given("unit") })],
    rank: answers.rank,
    where: answers.where,
    when: answers.when,
    category: /** @type {ReportBody["category"]} */ (answers.category),
    ...withoutGaps({ how: given("how"), why: given("why"), loss: given("loss"), witnesses: given("witnesses") }),
  };
}

/**
 * Make a title from the first 80 characters of a text, in one line.
 * @param {string} text
 */
function titleOf(text) {
  return [...text.trim().split(/\s+/).join(" ")].slice(0, TITLE_CHARS).join("").trimEnd();
}

/**
 * @template {object} Given
 * @param {Given} given
 * @returns {Given}
 */
function withoutGaps(given) {
  return /** @type {Given} */ (Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));
}
