/** Which rank class decides who reads a report about several people (docs/spec/directory.md, "Who receives what"). */

import { governing, UNKNOWN_RANK } from "./channels.js";
import { ChannelClosedError } from "./errors.js";

/** @typedef {import("./documents.d.ts").Agencies} Agencies */

/**
 * Give the rank class whose report goes farthest up; of several the first, an unknown one last. A class about which
 * nobody here may read goes farther than any other: it is not read by whoever reads the rest. An unknown class excludes
 * nobody (`recipients.js`), so it never decides beside a known one that goes as far.
 * @param {Agencies} table verified
 * @param {string} agency where the people work
 * @param {string[]} ranks of everybody who is reported, at least one
 */
export function decisiveRank(table, agency, ranks) {
  const entryOf = (/** @type {string | undefined} */ code) => table.agencies.find((entry) => entry.agency === code);
  const levels = new Set();
  for (let entry = entryOf(agency); entry && !levels.has(entry.agency); entry = entryOf(entry.parent)) {
    levels.add(entry.agency);
  }
  const height = [...levels];
  const reach = (/** @type {string} */ rank) => {
    try {
      const code = governing(table, agency, rank);
      return levels.has(code) ? height.indexOf(code) : table.agencies.length;
    } catch (error) {
      if (error instanceof ChannelClosedError) return Infinity;
      throw error;
    }
  };
  const ahead = (/** @type {string} */ rank, /** @type {string} */ other) =>
    reach(rank) > reach(other) || (reach(rank) === reach(other) && other === UNKNOWN_RANK && rank !== UNKNOWN_RANK);
  return ranks.reduce((highest, rank) => (ahead(rank, highest) ? rank : highest));
}
