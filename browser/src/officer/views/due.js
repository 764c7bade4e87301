/** Deadlines as words, chips and one line of time. Complete as text; colour repeats it. */

import { el, svg } from "../dom.js";
import { longDay } from "../format.js";

/** @typedef {import("../words/index.js").Words} Words */
/** @typedef {import("../api.js").Deadline} Deadline */

const SOON = 3;
const DAY_MS = 86_400_000;

/**
 * Say which group of the inbox a deadline belongs to.
 * @param {number | null} days working days left
 * @returns {"late" | "soon" | "later" | "done"}
 */
export function urgency(days) {
  if (days === null) return "done";
  if (days < 0) return "late";
  return days <= SOON ? "soon" : "later";
}

/**
 * @param {Words} words
 * @param {number | null} days
 */
export function dueText({ due }, days) {
  if (days === null) return due.none;
  if (days < 0) return due.late(-days);
  return days === 0 ? due.today : due.left(days);
}

/**
 * @param {Words} words
 * @param {number | null} days
 */
export function dueChip(words, days) {
  const look = { late: "over", soon: "soon", later: "fine", done: "rest" }[urgency(days)];
  return el("span", { class: `chip ${look}` }, dueText(words, days));
}

/**
 * Give the first deadline that is not met; none once the last one is, since a case that has ended waits for nothing.
 * @param {Deadline[]} deadlines in order
 */
export function nextDeadline(deadlines) {
  return deadlines.at(-1)?.met ? undefined : deadlines.find((deadline) => !deadline.met);
}

/**
 * Show the next deadline, and all of them on one line from the day of arrival.
 * @param {Words} words
 * @param {string} tag
 * @param {string} received
 * @param {Deadline[]} deadlines in order
 */
export function duePanel(words, tag, received, deadlines) {
  const next = nextDeadline(deadlines);
  const last = deadlines[deadlines.length - 1];
  if (!next || !last) return null;
  const { due } = words;
  const names = /** @type {Record<string, string>} */ ({ verify: due.verify, answer: due.answer, result: due.result });
  const named = (/** @type {Deadline} */ deadline) => names[deadline.name] ?? deadline.name;
  return el(
    "section",
    { class: "due", "aria-label": due.label },
    el(
      "p",
      {},
      el("b", {}, dueChip(words, next.working_days_left)),
      el("span", {}, `${named(next)}: ${due.by(longDay(next.due, tag))}`),
    ),
    line(due.bar(named(last), longDay(last.due, tag)), received, deadlines),
    el("ul", { class: "soft" }, ...deadlines.map((deadline) => deadlineItem(words, tag, named(deadline), deadline))),
  );
}

/**
 * @param {Words} words
 * @param {string} tag
 * @param {string} name
 * @param {Deadline} deadline
 */
function deadlineItem({ due }, tag, name, deadline) {
  return el("li", {}, `${name}: ${deadline.met ? due.met : due.by(longDay(deadline.due, tag))}`);
}

/**
 * @param {string} label
 * @param {string} received
 * @param {Deadline[]} deadlines
 */
function line(label, received, deadlines) {
  const from = Date.parse(received);
  const to = Math.max(Date.parse(deadlines[deadlines.length - 1].due), from + DAY_MS);
  const place = (/** @type {number} */ time) => Math.min(1, Math.max(0, (time - from) / (to - from))) * 598 + 1;
  const ticks = deadlines.slice(0, -1).map(({ due }) => `M${Math.round(place(Date.parse(due)))} 2v20`);
  return svg(
    "svg",
    { viewBox: "0 0 600 24", preserveAspectRatio: "none", role: "img", "aria-label": label },
    svg("rect", { class: "t-bar", x: 0.5, y: 8.5, width: 599, height: 9, rx: 4 }),
    svg("rect", { class: "t-run", x: 1, y: 9, width: Math.round(place(Date.now()) - 1), height: 8, rx: 4 }),
    svg("path", { class: "t-tick", d: ticks.join("") }),
  );
}
