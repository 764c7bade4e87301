/**
 * Drawings of counts. Outlines are what was received, filled shapes what was finished, so that nobody needs colours;
 * every drawing stands beside a table with the same numbers.
 */

import { svg } from "../../dom.js";

const [WIDTH, LEFT, TOP, FLOOR] = [880, 36, 30, 305];
const MOST_LABELS = 14;
const LINES = 4;

/** @typedef {{name: string, received: number, ended: number}} Pair */

/**
 * Draw pairs of bars: received and ended.
 * @param {Pair[]} pairs in order
 * @param {string} title what a reader hears in place of the drawing
 */
export function pairChart(pairs, title) {
  const top = scaleTop(Math.max(1, ...pairs.flatMap(({ received, ended }) => [received, ended])));
  const slot = (WIDTH - LEFT) / Math.max(1, pairs.length);
  const size = Math.min(30, slot * 0.32);
  const height = (/** @type {number} */ value) => (value / top) * (FLOOR - TOP);
  const label = pairs.length <= MOST_LABELS;
  const bars = pairs.flatMap(({ name, received, ended }, place) => {
    const middle = LEFT + slot * (place + 0.5);
    return [
      bar("s2", middle - size - 1, size, height(received)),
      bar("s1", middle + 1, size, height(ended)),
      label && received > 0 && mark(middle - size / 2 - 1, FLOOR - height(received) - 6, received),
      label && ended > 0 && mark(middle + size / 2 + 1, FLOOR - height(ended) - 6, ended),
      (label || place % Math.ceil(pairs.length / MOST_LABELS) === 0) && caption(middle, name),
    ];
  });
  return svg(
    "svg",
    { viewBox: `0 0 ${WIDTH} 340`, role: "img", "aria-label": title },
    ...scale(top, height),
    ...bars,
    svg("path", { class: "ax", d: `M${LEFT} ${FLOOR}.5H${WIDTH}` }),
  );
}

/**
 * Draw one row's bar: the outline of all, and filled what of it is finished.
 * @param {number} all
 * @param {number} most the longest row
 * @param {number | null} filled null for a bar that is all one
 */
export function rowBar(all, most, filled = null) {
  const share = (/** @type {number} */ value) => (most > 0 ? Math.round((value / most) * 990) / 10 : 0);
  return svg(
    "svg",
    { class: "rowbar", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
    filled !== null && outlined(share(all)),
    svg("rect", { class: "s1", x: 0.5, y: 0.5, width: share(filled ?? all), height: 9 }),
  );
}

/**
 * Draw the sample of a key.
 * @param {"s1" | "s2"} look
 */
export function sample(look) {
  const shape = svg("rect", { class: look, x: 1, y: 1, width: 14, height: 10 });
  return svg("svg", { viewBox: "0 0 16 12", "aria-hidden": "true" }, shape);
}

/**
 * Give the top of a scale: the first of 1, 2, 5, 10, … times the number of lines that is not below a value.
 * @param {number} value
 */
export function scaleTop(value) {
  for (let unit = 1; ; unit *= 10) {
    const step = [1, 2, 5].map((times) => times * unit).find((one) => one * LINES >= value);
    if (step) return step * LINES;
  }
}

/**
 * @param {number} top
 * @param {(value: number) => number} height
 */
function scale(top, height) {
  return Array.from({ length: LINES }, (_, line) => ((line + 1) * top) / LINES).flatMap((value) => [
    svg("path", { class: "gr", d: `M${LEFT} ${Math.round(FLOOR - height(value))}.5H${WIDTH}` }),
    svg("text", { x: LEFT - 6, y: FLOOR - height(value) + 4, "text-anchor": "end", "font-size": 13 }, String(value)),
  ]);
}

/**
 * @param {"s1" | "s2"} look
 * @param {number} x
 * @param {number} width
 * @param {number} height
 */
function bar(look, x, width, height) {
  return height > 0 && svg("rect", { class: look, x, y: FLOOR - height, width, height });
}

/** @param {number} width */
function outlined(width) {
  return svg("rect", { class: "s2", x: 0.5, y: 0.5, width, height: 9, "vector-effect": "non-scaling-stroke" });
}

/**
 * @param {number} x
 * @param {number} y
 * @param {number} value
 */
function mark(x, y, value) {
  return svg("text", { class: "v", x, y, "text-anchor": "middle", "font-size": 13 }, String(value));
}

/**
 * @param {number} x
 * @param {string} name
 */
function caption(x, name) {
  return svg("text", { x, y: FLOOR + 22, "text-anchor": "middle", "font-size": 13 }, name);
}
