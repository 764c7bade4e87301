/** Words for deadlines, and for the filters of the inbox that rest on them. */

/** @typedef {typeof import("./clocks.id.js").clocks} Clocks */

const upTo = (/** @type {{count: number, more: boolean}} */ { count, more }) =>
  more ? `more than ${count.toLocaleString("en")}` : count.toLocaleString("en");

/** @type {Clocks} */
export const clocks = {
  names: {
    verify: "Verification",
    complete: "Reporter completes the report",
    completeness: "Look at what was added",
    answer: "First answer",
    light: "Final result",
    examination: "Final result",
    forward: "Passed on",
    objection: "Time for objections",
    feedback: "Word to the reporter",
    acknowledgement: "Acknowledgement",
    review: "Looked at again",
  },
  outer: "Outer limit",
  reporters: "Reporter’s time",
  metOn: (day) => `met on ${day}`,
  lateOn: (day) => `overdue, on ${day}`,
  over: (day) => `overdue, was due by ${day}`,
  used: (share) => `${share}% of the time used`,
  extended: "extended",
  rules: (version) =>
    version === 0
      ? "Computed with this program’s own rules."
      : `Computed with version ${version} of the agency’s rules.`,
  replanned: (day, rules, due, result) =>
    `Computed anew on ${day}. Before, by version ${rules} of the rules: due ${due}, result ${result}.`,
  handler: (name) => `Handled by ${name}.`,
  count: (total, more) => `${upTo({ count: total, more })} ${total === 1 ? "case" : "cases"} that you can open`,
  range: (from, to, total, more) => `${from} to ${to} of ${upTo({ count: total, more })}`,
  soon: (count) => `Due soon, ${count} ${count === 1 ? "case" : "cases"}`,
  chips: {
    all: "All",
    late: (total) => `Overdue (${upTo(total)})`,
    soon: (total) => `Due soon (${upTo(total)})`,
    unread: (total) => `Unread (${upTo(total)})`,
    label: "What there is to do",
  },
  filters: {
    more: "More filters",
    class: "Class",
    channel: "Channel",
    handler: "Handled by",
    order: "Order",
    due: "Nearest deadline",
    received: "Oldest report",
    any: "All",
    clear: "Clear the filters",
    none: "No case fits these filters.",
  },
  channels: {
    portal: "Website",
    "walk-in": "In person",
    telephone: "Telephone",
    letter: "Letter",
    box: "Complaint box",
    whatsapp: "WhatsApp",
    "sms-1708": "SMS 1708",
    x: "X",
    "e-mail": "E-mail",
    "sp4n-lapor": "SP4N-LAPOR!",
  },
  extend: {
    title: "Give more time",
    what: "Once, with a reason. The reporter is told in a message that you sign.",
    until: (day) => `Until day (${day} at the latest)`,
  },
  overdue: {
    title: "Overdue cases of this agency",
    what: "For the head of the inspectorate: case numbers, not their content. Cases whose reporters exclude anybody are not listed.",
    columns: { number: "Case number", clock: "What is overdue", due: "Deadline", status: "Status" },
    more: (count) => `Only the ${count} that are overdue longest are listed.`,
  },
};
