/** Shows an opened case as the page without script shows it: the same markup, copied from the server's templates. */

import { byId, clone, fill, inside, show, text } from "../page/markup.js";
import { megabytes } from "../page/numbers.js";
import { longDay, shortDay, workingDays } from "./days.js";

/** @typedef {import("../opening/story.js").Story} Story */
/** @typedef {import("../opening/story.js").Item} Item */
/** @typedef {import("../opening/story.js").Notice} Notice */
/** @typedef {import("../opening/journey.js").Promised} Promised */
/** @typedef {import("../api.js").Mailbox["labels"]} Labels */
/** @typedef {{today: string, free: ReadonlySet<string>}} Calendar `free`: days from Monday to Friday that do not count */

const REPORT_FIELDS = /** @type {const} */ ([
  ...["title", "what", "accused", "rank", "keep_from", "where", "when", "timing", "how", "why", "loss", "relation"],
  ...["danger", "accommodation", "identity_mode", "contact", "witnesses", "evidence_held_by", "reported_elsewhere"],
  "category",
]);
/** @type {Record<string, string>} Answers that were chosen, by the group of their words. */
const CHOSEN = {
  ...{ rank: "rank", category: "category", relation: "relation" },
  ...{ timing: "timing", identity_mode: "mode" },
};
/** Ends that a reporter may object to; what was passed on goes on elsewhere. */
const OBJECTED_TO = ["closed", "out-of-scope", "not-actionable"];
const DEADLINES = /** @type {const} */ (["verify", "answer", "result"]);

/**
 * Say whether the case has ended in a way that its reporter may object to.
 * @param {Story} story
 */
export function mayObject({ journey }) {
  return OBJECTED_TO.includes(journey.status);
}

/**
 * Give what goes when one message is taken back: the report takes along everything that its reporter wrote.
 * @param {Story} story
 * @param {number} seq
 */
export function goingWith({ items }, seq) {
  const own = items.filter(({ mayRetract }) => mayRetract).map((item) => item.seq);
  return own.filter((number) => seq === 1 || number === seq).sort((one, other) => one - other);
}

/**
 * Make the view of a case.
 * @param {Story} story
 * @param {Calendar} calendar
 * @param {Labels} labels
 */
export function caseView(story, calendar, labels) {
  const { journey, counts, notices } = story;
  const isWhole = notices.length === 0;
  const isGone = isTakenBack(story);
  const isWaiting = counts.other === 0 && journey.answer.due >= calendar.today && !isGone;
  const status = isGone ? "gone" : journey.status;
  const view = clone("t-case", {
    ...{ number: story.number, agency: story.agencyName },
    ...{ status: text(`status-${status}`), means: text(`means-${status}`) },
    restored: story.restored && longDay(story.restored),
    ...{ whole: text("all-whole", counts), "no-reply": text("no-reply-yet", { day: longDay(journey.answer.due) }) },
  });
  showNext(view, story, calendar);
  for (const name of DEADLINES) {
    const { before } = journey[name];
    const moved = before && ` ${text("was-due", { day: shortDay(before) })}`;
    const note = standing(journey[name], journey.isOver, calendar) + moved;
    fill(inside(view, "part", name), { due: shortDay(journey[name].due), note });
  }
  for (const name of /** @type {const} */ (["complete", "objection"])) {
    const row = inside(view, "part", name);
    const note = text(journey[name] < calendar.today ? "own-time-over" : "own-time");
    if (journey[name]) fill(row, { due: shortDay(journey[name]), note });
    else row.remove();
  }
  if (!journey.isExtended) inside(view, "part", "extended").remove();
  showReminder(view, story, calendar);
  inside(view, "part", "notices").append(...notices.map((notice) => noticeOf(notice, story.canWrite)));
  inside(view, "part", "letters").append(...story.items.map((item, at) => letterOf(item, at, story, labels)));
  inside(view, "part", "stations").append(...stationsOf(story));
  show(inside(view, "part", "newest"), counts.other > 0);
  show(inside(view, "part", "restored"), story.restored !== "");
  show(inside(view, "part", "whole"), isWhole);
  show(inside(view, "part", "no-reply"), isWaiting);
  show(inside(view, "part", "cannot-write"), !story.canWrite);
  show(inside(view, "part", "reply"), story.canWrite);
  if (!story.canWrite) inside(view, "part", "pressure").remove();
  return view;
}

/**
 * Say whether the reporter took the report back before anybody had opened it.
 * @param {Story} story
 */
function isTakenBack({ items, journey }) {
  const isGone = items.some(({ sender, takenBack }) => sender.isSelf && takenBack > 0);
  return isGone && journey.status === "submitted" && !items.some(({ report }) => report);
}

/**
 * Remind of a question that waits for an answer.
 * @param {HTMLElement} view
 * @param {Story} story
 * @param {Calendar} calendar
 */
function showReminder(view, { journey, remind }, { today }) {
  const shown = journey.complete < today ? "reminds-late" : "reminds";
  for (const name of ["reminds", "reminds-late"]) {
    const part = inside(view, "part", name);
    if (name === shown && remind && remind <= today) fill(part, { until: longDay(journey.complete) });
    else part.remove();
  }
}

/**
 * Say what comes next, and by when.
 * @param {HTMLElement} view
 * @param {Story} story
 * @param {Calendar} calendar
 */
function showNext(view, story, { today }) {
  const { journey } = story;
  const part = inside(view, "part", "next");
  const [what, { due }] = journey.answer.met ? ["result", journey.result] : ["answer", journey.answer];
  const isLate = due < today;
  fill(part, { next: text(`${what}-${isLate ? "late" : "due"}`, { day: longDay(due) }) });
  show(inside(part, "part", "late"), isLate);
  show(part, !journey.isOver && !isTakenBack(story));
}

/**
 * Say how a promise stands.
 * @param {Promised} promised
 * @param {boolean} isOver
 * @param {Calendar} calendar
 */
function standing({ due, met }, isOver, { today, free }) {
  if (met) return text(met <= due ? "kept-on" : "late-by", { day: shortDay(met) });
  if (isOver) return text("finished");
  if (due === today) return text("due-today");
  const left = workingDays(today, due, free);
  const count = Math.abs(left);
  return text(`${due < today ? "overdue" : "left"}-${count === 1 ? "one" : "many"}`, { num: count });
}

/**
 * @param {Notice} notice
 * @param {boolean} canWrite
 */
function noticeOf({ kind, sender, seq }, canWrite) {
  const name = sender.label || text("nobody-known");
  const about = sender.isSelf ? text("concerns-self", { seq }) : text("concerns", { seq, name });
  return clone("t-notice", {
    ...{ heading: text(`finding-${kind}`), meaning: text(`finding-means-${kind}`) },
    about: kind === "grant" ? "" : about,
    advice: text(canWrite ? "ask-here" : "ask-elsewhere"),
  });
}

/**
 * @param {Item} item
 * @param {number} at
 * @param {Story} story
 * @param {Labels} labels
 */
function letterOf(item, at, story, labels) {
  const { sender, isConfirmed } = item;
  const letter = clone("t-letter", {
    ...{ heading: headingOf(item), day: longDay(item.day), text: item.text },
    ...{ label: sender.label, agency: sender.agency, sealed: text(`sealed-${item.sealedBy}`) },
    read: sender.isSelf ? text(item.isRead ? "read" : "unread") : "",
  });
  const heading = /** @type {HTMLElement} */ (letter.querySelector("h3"));
  letter.id = `m${at + 1}`;
  heading.id = `${letter.id}-h`;
  letter.setAttribute("aria-labelledby", heading.id);
  letter.classList.toggle("mine", sender.isSelf);
  keep(
    letter,
    ["report", "text", "empty"],
    item.report ? "report" : item.text ? "text" : item.step || item.takenBack ? "" : "empty",
  );
  showStep(letter, item);
  showRetraction(letter, item, story);
  showProposal(letter, item, story);
  keep(letter, ["own", "verified", "unconfirmed"], sender.isSelf ? "own" : isConfirmed ? "verified" : "unconfirmed");
  if (item.report) inside(letter, "part", "report").append(...rowsOf(item.report, labels));
  const list = /** @type {HTMLElement} */ (letter.querySelector(".take"));
  list.append(...item.files.map(fileOf));
  if (item.files.length > 0) inside(letter, "part", "files").replaceWith(list);
  else inside(letter, "part", "files").remove();
  return letter;
}

/**
 * Show a text that officers propose for SP4N-LAPOR!, and what may be said to it.
 * @param {HTMLElement} letter
 * @param {Item} item
 * @param {Story} story
 */
function showProposal(letter, { proposed }, { canWrite, journey }) {
  const part = inside(letter, "part", "proposal");
  if (!proposed) return void part.remove();
  const { title, content, given, digest } = proposed;
  fill(part, { "proposal-title": title, "proposal-content": content });
  part.dataset.asked = digest;
  show(inside(part, "part", "agreed"), given === "yes");
  show(inside(part, "part", "declined"), given === "no");
  show(inside(part, "act", "agree"), given !== "yes");
  show(inside(part, "act", "decline"), given !== "no");
  show(inside(part, "part", "answering"), canWrite && journey.status !== "passed-on");
}

/**
 * Show that something was taken back, or that it still may be.
 * @param {HTMLElement} letter
 * @param {Item} item
 * @param {Story} story
 */
function showRetraction(letter, { mayRetract, takenBack, report, sender, seq }, { canWrite }) {
  const told = inside(letter, "part", "took-back");
  if (takenBack > 0) told.replaceChildren(text(sender.isSelf ? "took-back" : "removed-due"));
  else told.remove();
  const offer = inside(letter, "part", "retract");
  if (!mayRetract || !canWrite) return void offer.remove();
  const button = inside(offer, "act", "retract");
  button.dataset.seq = String(seq);
  button.textContent = text(report ? "retract-report" : "retract-message");
}

/**
 * Show what a step tells beside its words, or that the reporter objects.
 * @param {HTMLElement} letter
 * @param {Item} item
 */
function showStep(letter, { step, isObjection }) {
  const said = inside(letter, "part", "told");
  const facts = inside(letter, "part", "facts");
  const official = inside(letter, "part", "official");
  const rows = step ? factsOf(step) : [];
  if (step) said.textContent = text(`told-${step.until && step.status !== "postponed" ? "extended" : step.status}`);
  else said.remove();
  facts.append(...rows.map(([label, value]) => clone("t-fact", { label, value })));
  if (rows.length === 0) facts.remove();
  if (step?.letter) fill(official, { letter: step.letter });
  else official.remove();
  if (!isObjection) inside(letter, "part", "objection").remove();
}

/**
 * List what a step tells, each under its name.
 * @param {import("../../protocol/documents.d.ts").StatusBody} step
 */
function factsOf({ status, class: matter, outcome, reason, until, to, reference }) {
  const word = (/** @type {string} */ table, /** @type {string | undefined} */ value) =>
    value && known(`${table}-${value}`) ? text(`${table}-${value}`) : (value ?? "");
  const rows = [
    ["class", word("class", matter)],
    ["outcome", word("outcome", outcome)],
    ["reason", word("reason", reason)],
    [status === "postponed" ? "review" : "extended", until ? shortDay(until) : ""],
    [status === "out-of-scope" ? "authority" : "to", to ?? ""],
    ["reference", reference ?? ""],
  ];
  return rows.filter(([, value]) => value !== "").map(([name, value]) => [text(`fact-${name}`), value]);
}

/** @param {Item} item */
function headingOf({ report, sender, status }) {
  if (report) return text("own-report");
  const who = sender.isSelf ? text("you") : sender.agency || text("the-inspectorate");
  return status ? `${who}: ${text(`status-${status}`)}` : who;
}

/** @param {import("../opening/story.js").FileNote} file */
function fileOf({ id, name, size }) {
  const line = clone("t-letter-file", { name, size: megabytes(size) });
  line.dataset.id = id;
  return line;
}

/**
 * List the answers of a report, in the order of the page without script.
 * @param {import("../../protocol/documents.d.ts").ReportBody} report
 * @param {Labels} labels
 */
function rowsOf(report, labels) {
  const { lang } = document.documentElement;
  const own = labels.find(({ category, language }) => category === report.category && language === lang);
  return REPORT_FIELDS.flatMap((field) => {
    const value = field === "category" && own ? own.text : answerOf(report, field);
    return value ? [rowOf(field, value)] : [];
  });
}

/**
 * Give one answer as people read it; nothing if it is absent.
 * @param {import("../../protocol/documents.d.ts").ReportBody} report
 * @param {string} field
 */
function answerOf(report, field) {
  const joined = (/** @type {Array<string | undefined>} */ parts) => parts.filter(Boolean).join(", ");
  const value = /** @type {any} */ (report)[field];
  if (field === "accused") {
    const rank = (/** @type {string | undefined} */ one) => one && wordsOf("rank", one);
    return report.accused.map((one) => joined([one.name, one.post, one.unit, rank(one.rank)])).join("\n");
  }
  if (field === "contact") {
    const { name, address, occupation, phone, other } = report.contact ?? {};
    return [name, address, occupation, phone, other].filter(Boolean).join("\n");
  }
  if (field === "reported_elsewhere") {
    return (report.reported_elsewhere ?? []).map(({ channel, number }) => joined([channel, number])).join("\n");
  }
  return CHOSEN[field] && value ? wordsOf(CHOSEN[field], value) : value;
}

/**
 * @param {string} group
 * @param {string} value
 */
function wordsOf(group, value) {
  return known(`${group}-${value}`) ? text(`${group}-${value}`) : value;
}

/**
 * @param {string} field
 * @param {string} value
 */
function rowOf(field, value) {
  return clone("t-row", { label: text(`field-${field}`), value });
}

/** @param {Story} story */
function stationsOf({ journey }) {
  const { status, since, isOver, result } = journey;
  const isAside = isOver && status !== "closed";
  const stations = journey.stations
    .filter(({ progress, day }) => (progress === "done" ? day : !isAside))
    .map(({ station, progress, day }) => {
      const due = station === "closed" && !isOver ? text("by-day", { day: shortDay(result.due) }) : "";
      const name = text(progress === "now" ? `status-${status}` : `station-${station}`);
      return stationOf(progress, name, day ? shortDay(day) : due);
    });
  return isAside ? [...stations, stationOf("now", text(`status-${status}`), shortDay(since))] : stations;
}

/**
 * @param {string} progress
 * @param {string} label
 * @param {string} day
 */
function stationOf(progress, label, day) {
  const made = clone("t-station", { label, day });
  made.className = progress;
  if (progress === "now") made.setAttribute("aria-current", "step");
  if (!day) made.querySelector("p")?.remove();
  return made;
}

/**
 * Keep one of several parts.
 * @param {HTMLElement} root
 * @param {string[]} names
 * @param {string} kept
 */
function keep(root, names, kept) {
  for (const name of names) if (name !== kept) inside(root, "part", name).remove();
}

/**
 * Say whether the page has a sentence.
 * @param {string} key
 */
function known(key) {
  const { content } = /** @type {HTMLTemplateElement} */ (byId("t-texts"));
  const sentences = /** @type {NodeListOf<HTMLElement>} */ (content.querySelectorAll("[data-key]"));
  return [...sentences].some(({ dataset }) => dataset.key === key);
}
