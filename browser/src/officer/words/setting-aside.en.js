/** Words for reports that nobody has opened and that are set aside together, in English. */

const upTo = (/** @type {{count: number, more: boolean}} */ { count, more }) =>
  more ? `more than ${count.toLocaleString("en")}` : count.toLocaleString("en");
const reports = (/** @type {number} */ count) => `${count.toLocaleString("en")} ${count === 1 ? "report" : "reports"}`;

/** @type {typeof import("./setting-aside.id.js").settingAside} */
export const settingAside = {
  chip: (total) => `Set aside, unopened (${upTo(total)})`,
  begin: "Set unopened reports aside…",
  title: "Set unopened reports aside",
  what: "For a flood of reports. What is set aside moves to a tray of its own for all officers of this agency. Nothing is deleted, deadlines run on, and reporters see the same status. A report comes back by itself when its reporter writes again or somebody opens it.",
  from: "Arrived from",
  to: "Arrived until",
  groups: "Reports that nobody has opened",
  group: (day, size, files) => `Arrived ${day}, ${size}, ${files ? "with files" : "without files"}`,
  count: reports,
  most: (count) =>
    `Only the ${count.toLocaleString("en")} oldest are listed. Choose other days, or set these aside first.`,
  none: "No report of these days is unopened.",
  act: (count) => (count === 0 ? "Set aside" : `Set ${reports(count)} aside`),
  done: (count) => `${reports(count)} set aside.`,
  left: (count) => `${reports(count)} not set aside: opened meanwhile, or set aside already.`,
  tray: "This tray holds reports that were set aside unopened. Their deadlines run on. Opening one brings it back to the inbox.",
  near: (total) => `Set aside, unopened, and due soon or overdue: ${upTo(total)}.`,
  inAgency: (total) => `Set aside unopened in this agency: ${upTo(total)}. Deadlines run on.`,
  look: "Look",
  back: "Bring back",
  backNamed: (no) => `Bring case ${no} back`,
  backAll: "Bring back all that are shown",
};
