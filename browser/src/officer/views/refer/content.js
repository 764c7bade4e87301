/** What a case says, in words that people read without this product: for the bundle of a hand-over. */

import { OWN } from "../../../shared/own.js";
import { nameOf } from "../../words/index.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../../worker/story.js").Story} Story */

/** What the signed report says of who reported, or could tell it: never among the words. */
const LEFT_OUT = new Set(["type", "identity_mode", ...OWN]);

/**
 * Write the report and what was said since, without what the reporter said of who they are.
 * @param {App} app
 * @param {Story} story
 */
export function contentOf({ words }, { report, items }) {
  const names = /** @type {Record<string, string>} */ (words.case.fields);
  const fields = Object.entries(report ?? {}).filter(([name]) => !LEFT_OUT.has(name));
  const parts = fields.map(([name, value]) => `${names[name] ?? name}: ${plain(words, name, value)}`);
  for (const item of items) {
    if (item.type !== "message") continue;
    const who = item.person.isReporter ? words.timeline.theReporter : item.person.label;
    const status = item.status ? ` (${nameOf(words.statuses, item.status)})` : "";
    parts.push(`${who}${status}: ${item.text ?? ""}`);
  }
  return `${parts.join("\n\n")}\n`;
}

/**
 * @param {App["words"]} words
 * @param {string} name
 * @param {unknown} value
 * @returns {string}
 */
function plain(words, name, value) {
  if (name === "rank") return nameOf(words.ranks, String(value));
  if (name === "category") return nameOf(words.categories, String(value));
  if (Array.isArray(value)) return value.map((one) => plain(words, "", one)).join("; ");
  if (typeof value === "object" && value !== null) return Object.values(value).map(String).join(", ");
  return String(value);
}
