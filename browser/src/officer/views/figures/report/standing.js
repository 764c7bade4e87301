/** Where agencies stand by what they published, each in a row, with sums of every tier. */

import { el } from "../../../dom.js";
import { countText } from "../../../format.js";
import { fractionText, hundredthsOf, percentText } from "../numbers.js";
import { numbers, row } from "../tables.js";
import { standingOf, sumTiers } from "./summing.js";

/** @typedef {import("../../../app.js").App} App */
/** @typedef {import("./summing.js").Standing} Standing */

/**
 * @param {App} app
 * @param {Array<{agency: string, name: string, standing: Standing | null}>} agencies
 */
export function standingTable(app, agencies) {
  const words = app.words.figures;
  const rows = agencies.map(({ name, standing }) => row(name, ...cells(app, standing)));
  const table = numbers(words.agency, [words.received, words.followedUp, words.finished], rows);
  const tiers = [...sumTiers(agencies)];
  const sums = tiers.map(([tier, sum]) =>
    row(words.tierSum(words.tiers[tier], sum.told, sum.agencies), ...cells(app, sum)),
  );
  const whole = standingOf(agencies);
  if (tiers.length > 1) sums.push(row(words.tierSum(words.allTiers, whole.told, whole.agencies), ...cells(app, whole)));
  table.append(el("tfoot", {}, ...sums));
  return table;
}

/**
 * Write a count with its share of a whole; "at least" if it is a bound.
 * @param {App} app
 * @param {number} count
 * @param {number} whole
 * @param {boolean} isBound
 */
export function bounded({ tag, words }, count, whole, isBound) {
  const text = `${percentText(hundredthsOf(count, whole), tag)} (${fractionText({ part: count, whole }, tag)})`;
  return isBound ? words.figures.atLeast(text) : text;
}

/**
 * @param {App} app
 * @param {Standing | null} standing
 */
function cells(app, standing) {
  if (standing === null || standing.received === 0) return ["–", "–", "–"];
  const { received, finished, followedUp, isBound, isFollowUpBound } = standing;
  return [
    countText(received, app.tag),
    bounded(app, followedUp, received, isFollowUpBound),
    bounded(app, finished, received, isBound),
  ];
}
