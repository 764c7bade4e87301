/** The right side of a case: status, who reads it, where it came from, export. */

import { el } from "../dom.js";
import { shortDay } from "../format.js";
import { nameOf } from "../words/index.js";
import { dueChip } from "./due.js";
import { nextDeadline, urgencyOf } from "./due.js";
import { openExport } from "./export.js";
import { linksSection } from "./links.js";
import { readersSection } from "./readers.js";
import { recommendationsSection } from "./recommend.js";
import { answerSection } from "./refer/answer.js";
import { doorsSection } from "./refer/doors.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("./case.js").CaseState} CaseState */
/** @typedef {import("../api.js").CaseFile} CaseFile */
/** @typedef {import("../../worker/casebook.js").OpenedStory} Story */

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {CaseFile} file
 * @param {Story} story
 * @param {AbortSignal} signal
 */
export function aside(app, state, file, story, signal) {
  const { words } = app;
  return el(
    "aside",
    { class: "side", "aria-labelledby": "part-decisions" },
    el("h2", { id: "part-decisions", tabindex: -1, class: "vh" }, words.case.decisions),
    statusSection(app, file, story),
    deadlineSection(app, file),
    section(words.case.received, el("p", {}, shortDay(file.received, app.tag))),
    readersSection(app, state, story, signal),
    doorsSection(app, state, story, signal),
    answerSection(app, state, story, signal),
    story.inside && linksSection(app, state, story),
    story.inside && recommendationsSection(app, state, story),
    directorySection(app, story),
    el(
      "p",
      { class: "row" },
      el(
        "button",
        { type: "button", class: "sbtn", click: () => openExport(app, state, story, signal) },
        words.case.export,
      ),
    ),
  );
}

/**
 * @param {string} title
 * @param {...import("../dom.js").Child} children
 */
function section(title, ...children) {
  return el("section", {}, el("h3", {}, title), ...children);
}

/**
 * @param {App} app
 * @param {CaseFile} file
 * @param {Story} story
 */
function statusSection({ words }, file, story) {
  const isOther = file.status !== story.status;
  const stated = nameOf(words.statuses, file.status);
  return section(
    words.case.status,
    el("p", { class: "big" }, nameOf(words.statuses, story.status)),
    isOther && el("p", { class: "broken" }, words.case.statusServer(stated)),
    story.signed.class !== "" && el("p", {}, nameOf(words.steps.classes, story.signed.class)),
    story.signed.outcome !== "" && el("p", {}, nameOf(words.steps.outcomes, story.signed.outcome)),
    ...triageLines(words, story),
  );
}

/**
 * Say what the newest triage found that counts: how soon, how much the reporter has to fear, and whether for the KPK.
 * @param {import("../words/index.js").Words} words
 * @param {Story} story
 */
function triageLines({ inside: say }, { inside }) {
  const triages = (inside?.notes ?? []).flatMap(({ body, confirmed }) =>
    body.type === "wbs-triage/v1" && confirmed ? [body] : [],
  );
  const newest = triages.at(-1);
  if (!newest) return [];
  const [priority, risk] = [nameOf(say.priorities, newest.priority), nameOf(say.risks, newest.risk)];
  return [
    el(
      "p",
      { class: newest.priority === "urgent" ? "broken" : "" },
      say.triaged(priority.toLowerCase(), risk.toLowerCase()),
    ),
    newest.national === "yes" && el("p", {}, say.triageNational),
  ];
}

/**
 * @param {App} app
 * @param {CaseFile} file
 */
function deadlineSection({ words, tag }, file) {
  const next = nextDeadline(file.deadlines);
  if (!next) return section(words.due.label, el("p", {}, words.due.finished));
  return section(
    words.due.label,
    el("p", {}, `${shortDay(next.due, tag)} `, dueChip(words, urgencyOf(next), next.working_days_left)),
  );
}

/**
 * @param {App} app
 * @param {Story} story
 */
function directorySection({ words }, { directory }) {
  const { sealedUnder, newest } = directory;
  return section(
    words.case.directory,
    el("p", {}, words.case.directoryVersion(newest)),
    sealedUnder < newest && el("small", {}, words.case.directoryOlder(sealedUnder, newest)),
  );
}
