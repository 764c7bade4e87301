/** The catalogues by language tag; Indonesian is the default. */

import { en } from "./en.js";
import { id } from "./id.js";

/** @typedef {import("./id.js").Words} Words */
/** @typedef {"id" | "en"} Tag */

export const CATALOGUES = { id, en };

/**
 * Give the tag of a catalogue for what a page says of itself.
 * @param {string} tag
 * @returns {Tag}
 */
export function tagFor(tag) {
  return tag === "en" ? "en" : "id";
}

/**
 * Look a value of an enumeration up; what no catalogue knows is shown as it is.
 * @param {Record<string, string>} names
 * @param {string} value
 */
export function nameOf(names, value) {
  return Object.hasOwn(names, value) ? names[value] : value;
}
