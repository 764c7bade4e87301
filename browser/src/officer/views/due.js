/** Deadlines as words, chips and one line of time. Complete as text; colour repeats it. */

import { el, svg } from "../dom.js";
import { longDay, shortDay } from "../format.js";
import { nameOf } from "../words/index.js";

/** @typedef {import("../words/index.js").Words} Words */
/** @typedef {import("../api.js").Deadline} Deadline */

const SOON = 3;
const REPORTER = "reporter";
const OUTER = "outer";
const RESULTS = ["light", "examination"];
const DAY_MS = 86_400_000;

/**
 * @param {Words} words
 * @param {number | null} days working days left
 */
export function dueText({ due }, days) {
  if (days === null) return due.none;
  if (days < 0) return due.late(-days);
  return days === 0 ? due.today : due.left(days);
}

/**
 * @param {Words} words
 * @param {"late" | "soon" | "later" | "done"} urgency
 * @param {number | null} days working days left
 */
export function dueChip(words, urgency, days) {
  const look = { late: "over", soon: "soon", later: "fine", done: "rest" }[urgency];
  return el("span", { class: `chip ${look}` }, dueText(words, days));
}

/**
 * Give the first deadline that officers still have to keep; none once the result is there.
 * @param {Deadline[]} deadlines
 */
export function nextDeadline(deadlines) {
  const result = resultOf(deadlines);
  if (!result || result.met !== null) return undefined;
  const awaited = deadlines.filter((deadline) => deadline.met === null && deadline.side !== REPORTER);
  return awaited.reduce((first, one) => (one.due < first.due ? one : first), result);
}

/**
 * @param {Deadline} deadline not met yet
 * @returns {"late" | "soon" | "later"}
 */
export function urgencyOf({ late, share, working_days_left: left }) {
  if (late) return "late";
  return share !== null || left <= SOON ? "soon" : "later";
}

/**
 * Show the next deadline, and all of them on one line from the day of arrival.
 * @param {Words} words
 * @param {string} tag
 * @param {Pick<import("../api.js").CaseFile, "received" | "deadlines" | "rules" | "replans">} file
 */
export function duePanel(words, tag, { received, deadlines, rules, replans }) {
  const next = nextDeadline(deadlines);
  const last = resultOf(deadlines);
  if (!next || !last) return null;
  const { due, clocks } = words;
  return el(
    "section",
    { class: "due", "aria-label": due.label },
    el(
      "p",
      {},
      el("b", {}, dueChip(words, urgencyOf(next), next.working_days_left)),
      el("span", {}, `${nameOf(clocks.names, next.name)}: ${due.by(longDay(next.due, tag))}`),
      next.share !== null && !next.late && el("span", {}, clocks.used(next.share)), // what is over has used all of it
    ),
    line(due.bar(nameOf(clocks.names, last.name), longDay(last.due, tag)), received, last, deadlines),
    el("ul", { class: "days" }, ...deadlines.map((deadline) => deadlineItem(words, tag, deadline))),
    el("small", {}, clocks.rules(rules)),
    replans.length > 0 && el("ul", {}, ...replans.map((one) => el("li", {}, replanText(words, tag, one)))),
  );
}

/**
 * Say what stood before the days were computed anew.
 * @param {Words} words
 * @param {string} tag
 * @param {import("../api.js").Replan} before
 */
function replanText({ clocks }, tag, { day, rules, due, result_due: result }) {
  const shown = (/** @type {string | null} */ one) => (one === null ? "–" : shortDay(one, tag));
  return clocks.replanned(shortDay(day, tag), rules, shown(due), shown(result));
}

/** @param {Deadline[]} deadlines */
function resultOf(deadlines) {
  return deadlines.find(({ name }) => RESULTS.includes(name));
}

/**
 * @param {Words} words
 * @param {string} tag
 * @param {Deadline} deadline
 */
function deadlineItem({ due, clocks }, tag, deadline) {
  const { name, met, late, side, extended } = deadline;
  const last = longDay(deadline.due, tag);
  const awaited = late ? clocks.over(last) : due.by(last);
  const state = met === null ? awaited : metText(clocks, longDay(met, tag), late);
  const whose = side === REPORTER ? clocks.reporters : side === OUTER && clocks.outer;
  const notes = [whose, extended && clocks.extended].filter(Boolean).join(", ");
  return el("li", {}, `${nameOf(clocks.names, name)}: ${state}`, notes && ` (${notes})`);
}

/**
 * @param {Words["clocks"]} clocks
 * @param {string} day
 * @param {boolean} late
 */
function metText({ metOn, lateOn }, day, late) {
  return late ? lateOn(day) : metOn(day);
}

/**
 * @param {string} label
 * @param {string} received
 * @param {Deadline} last
 * @param {Deadline[]} deadlines
 */
function line(label, received, last, deadlines) {
  const from = Date.parse(received);
  const to = Math.max(Date.parse(last.due), from + DAY_MS);
  const place = (/** @type {number} */ time) => Math.min(1, Math.max(0, (time - from) / (to - from))) * 598 + 1;
  const ticks = deadlines
    .filter((deadline) => deadline !== last && deadline.side !== OUTER)
    .map(({ due }) => `M${Math.round(place(Date.parse(due)))} 2v20`);
  return svg(
    "svg",
    { viewBox: "0 0 600 24", preserveAspectRatio: "none", role: "img", "aria-label": label },
    svg("rect", { class: "t-bar", x: 0.5, y: 8.5, width: 599, height: 9, rx: 4 }),
    svg("rect", { class: "t-run", x: 1, y: 9, width: Math.round(place(Date.now()) - 1), height: 8, rx: 4 }),
    svg("path", { class: "t-tick", d: ticks.join("") }),
  );
}
