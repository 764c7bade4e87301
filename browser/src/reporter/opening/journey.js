/** The journey of a case in stations and promises, from its signed changes of status; as `wbs/cases/reporters/mailbox.py`. */

/** @typedef {import("../../protocol/documents.d.ts").Status} Status */
/** @typedef {{status: Status, day: string}} Change A signed change of status; the day is the server's. */
/**
 * `day` is when it was reached; of the one where the case is now, since when it has its status. One that is done and has
 * no day was left out.
 * @typedef {{station: string, progress: "done" | "now" | "later", day: string}} Reached
 */
/**
 * `met` is empty until it is; `before`, by when it was due at first, where no rules moved it.
 * @typedef {{due: string, met: string, before: string}} Promised
 */
/**
 * Days as the server counts them; the reporter's own (`complete` and its reminder, `objection`) are empty where there
 * are none, and `before` where nothing moved.
 * @typedef {{
 *   verify: string,
 *   answer: string,
 *   result: string,
 *   complete: string,
 *   remind: string,
 *   objection: string,
 *   before: Record<"verify" | "answer" | "result", string>,
 *   isExtended: boolean,
 * }} Due
 */

/**
 * @typedef {object} Journey
 * @property {Status} status
 * @property {string} since
 * @property {boolean} isOver whether the inspectorate has finished with the case
 * @property {Reached[]} stations
 * @property {Promised} verify
 * @property {Promised} answer
 * @property {Promised} result
 * @property {string} complete until when the reporter may complete the report, or empty
 * @property {string} objection until when the reporter may object, or empty
 * @property {boolean} isExtended whether the result got more time
 */

const STATIONS = ["sent", "received", "verified", "reviewed", "examined", "follow-up", "closed"];
/** @type {Partial<Record<Status, string>>} */
const REACHED = {
  submitted: "sent",
  received: "received",
  verified: "verified",
  incomplete: "verified",
  reviewed: "reviewed",
  examined: "examined",
  "follow-up": "follow-up",
  closed: "closed",
  reopened: "examined",
};
/** @type {Status[]} Statuses in which a case stands at a station without having passed it. */
const STILL_AT = ["incomplete", "reopened"];
/** @type {Status[]} */
const UNVERIFIED = ["submitted", "received"];
/** @type {Status[]} */
const FINISHED = ["closed", "passed-on", "out-of-scope", "not-actionable"];

/**
 * Tell a journey.
 * @param {string} received day on which the report arrived
 * @param {Due} due
 * @param {Change[]} changes signed by officers, oldest first
 * @param {string} firstAnswer day of the first message in words from the inspectorate, or empty
 * @returns {Journey}
 */
export function journey(received, due, changes, firstAnswer) {
  /** @type {Change[]} */
  const steps = [{ status: "submitted", day: received }, ...changes];
  const { status, day: since } = steps[steps.length - 1];
  return {
    status,
    since,
    isOver: FINISHED.includes(status),
    stations: stationsOf(steps),
    verify: promised(
      due,
      "verify",
      firstDay(changes, (one) => !UNVERIFIED.includes(one)),
    ),
    answer: promised(due, "answer", firstAnswer),
    result: promised(due, "result", endDay(changes)),
    ...{ complete: due.complete, objection: due.objection, isExtended: due.isExtended },
  };
}

/**
 * @param {Due} due
 * @param {"verify" | "answer" | "result"} name
 * @param {string} met
 * @returns {Promised}
 */
function promised(due, name, met) {
  return { due: due[name], met, before: due.before[name] === due[name] ? "" : due.before[name] };
}

/**
 * @param {Change[]} steps
 * @returns {Reached[]}
 */
function stationsOf(steps) {
  const reached = steps.flatMap(({ status, day }) => {
    const station = REACHED[status];
    return station === undefined ? [] : [{ station, day, isPassed: !STILL_AT.includes(status) }];
  });
  const current = STATIONS.indexOf(reached[reached.length - 1].station);
  const { status } = steps[steps.length - 1];
  const since = steps[steps.findLastIndex((one) => one.status !== status) + 1].day;
  return STATIONS.map((station, at) => {
    const isDone = at < current || (FINISHED.includes(status) && at === current);
    if (at === current && !isDone) return { station, progress: "now", day: since };
    const day = reached.find((one) => one.station === station && one.isPassed)?.day ?? "";
    return { station, progress: isDone ? "done" : "later", day };
  });
}

/**
 * Give the day on which a case ended that did not go on.
 * @param {Change[]} changes
 */
function endDay(changes) {
  const on = changes.findLastIndex(({ status }) => !FINISHED.includes(status));
  return changes[on + 1]?.day ?? "";
}

/**
 * @param {Change[]} changes
 * @param {(status: Status) => boolean} isWanted
 */
function firstDay(changes, isWanted) {
  return changes.find(({ status }) => isWanted(status))?.day ?? "";
}
