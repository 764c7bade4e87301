/** Linimasa: records, messages and findings in one order that respects what each author had seen. */

import { el } from "../dom.js";
import { personName, shortDay, shownName, sizeText } from "../format.js";
import { printText } from "../printing.js";
import { nameOf } from "../words/index.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("./case.js").CaseState} CaseState */
/** @typedef {import("../api.js").CaseFile} CaseFile */
/** @typedef {import("../../worker/story.js").Story} Story */
/** @typedef {import("../../worker/story.js").Item} Item */
/** @typedef {import("../../worker/story.js").MessageItem} MessageItem */
/** @typedef {import("../../worker/story.js").RecordItem} RecordItem */
/** @typedef {import("../../worker/story.js").FindingItem} FindingItem */
/** @typedef {import("../../worker/story.js").Person} Person */

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {CaseFile} file
 * @param {Story} story
 */
export function timeline(app, state, file, story) {
  const days = new Map(file.messages.map(({ author, seq, day }) => [`${author} ${seq}`, day]));
  const dayOf = (/** @type {MessageItem} */ item) =>
    shortDay(days.get(`${item.person.author} ${item.seq}`) ?? file.received, app.tag);
  return el(
    "section",
    { class: "blk", "aria-labelledby": "part-timeline" },
    el("h2", { id: "part-timeline", tabindex: -1 }, app.words.timeline.title),
    el(
      "ol",
      { class: "line", role: "list" },
      ...story.items.map((item) => el("li", {}, ...itemParts(app, state, file, item, dayOf))),
    ),
  );
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {CaseFile} file
 * @param {Item} item
 * @param {(item: MessageItem) => string} dayOf
 */
function itemParts(app, state, file, item, dayOf) {
  if (item.type === "finding") return [findingNote(app, item)];
  if (item.type === "record") return recordParts(app, file, item);
  if (item.kind === "message") return [messageBox(app, state, item, dayOf(item))];
  return eventParts(app, item, dayOf(item));
}

/**
 * @param {App} app
 * @param {FindingItem} item
 */
function findingNote(app, item) {
  const { words } = app;
  const [title, text] = findingWords(words, item.kind);
  const who = item.person.isReporter ? words.timeline.reporter : personName(app, item.person);
  return el(
    "div",
    { class: "note bad" },
    el("h3", {}, title),
    item.kind !== "grant" && el("p", { class: "at" }, words.findings.place(who, item.seq)),
    el("p", {}, text),
    el("p", {}, el("b", {}, `${words.findings.what}: `), words.findings.advice),
  );
}

/**
 * @param {import("../words/index.js").Words} words
 * @param {FindingItem["kind"]} kind
 */
export function findingWords({ findings }, kind) {
  return findings[kind];
}

/**
 * @param {App} app
 * @param {CaseFile} file
 * @param {RecordItem} item
 */
function recordParts(app, file, item) {
  const { words, tag } = app;
  const { timeline: say } = words;
  const who = nameOfPerson(app, item.person);
  if (item.event === "first") {
    return [el("p", { class: "at" }, shortDay(file.received, tag)), el("p", {}, say.first(item.readers, item.version))];
  }
  return [
    el("p", {}, sentenceOf(app, item, who)),
    item.reason !== "" && el("p", { class: "proof" }, el("bdi", {}, words.changing.reason(item.reason))),
  ];
}

/**
 * @param {App} app
 * @param {RecordItem} item
 * @param {string} who
 */
function sentenceOf({ words: { timeline: say }, tag }, item, who) {
  if (item.restored !== "") return say.restored(item.added, shortDay(item.restored, tag));
  return item.event === "epoch" ? say.epoch(who, item.readers) : say.access(who, item.added);
}

/**
 * @param {import("../words/index.js").Words} words
 * @param {MessageItem} item
 * @param {string} who
 */
function removalText({ steps, timeline: say }, { person, removed, reason }, who) {
  return person.isReporter ? steps.retracted(removed) : say.removed(who, removed, reason ?? "");
}

/**
 * List what a step tells beside its status.
 * @param {App} app
 * @param {import("../../protocol/documents.d.ts").StatusBody} step
 */
function stepFacts({ words: { steps: say }, tag }, step) {
  const isPostponed = step.status === "postponed";
  const rows = [
    [say.told.class, step.class && nameOf(say.classes, step.class)],
    [say.told.outcome, step.outcome && nameOf(say.outcomes, step.outcome)],
    [say.told.reason, step.reason && nameOf(say.reasons, step.reason)],
    [isPostponed ? say.told.until : say.told.extended, step.until && shortDay(step.until, tag)],
    [say.told.to, step.to],
    [say.told.reference, step.reference],
  ].filter(([, text]) => text);
  if (rows.length === 0) return null;
  return el(
    "dl",
    { class: "sum" },
    ...rows.map(([term, text]) => el("div", {}, el("dt", {}, term), el("dd", {}, el("bdi", {}, text)))),
  );
}

/**
 * @param {App} app
 * @param {string} text
 */
function letterOf({ words: { steps: say } }, text) {
  const print = () => printText(text);
  return el(
    "details",
    { class: "letter" },
    el("summary", {}, say.letter.read),
    el("pre", {}, text),
    el("button", { type: "button", class: "sbtn noprint", click: print }, say.letter.print),
  );
}

/**
 * @param {App} app
 * @param {MessageItem} item
 * @param {string} day
 */
function eventParts(app, item, day) {
  const { words } = app;
  const { timeline: say } = words;
  const who = nameOfPerson(app, item.person);
  const status = item.status ? nameOf(words.statuses, item.status) : "";
  const [before, name, after] = say.status(who, status);
  const sentence = item.kind === "status" ? [before, el("b", {}, name), after] : [removalText(words, item, who)];
  return [
    el("p", { class: "at" }, day),
    el("p", {}, ...sentence),
    item.step && stepFacts(app, item.step),
    item.text !== undefined && el("p", { class: "words" }, el("bdi", {}, item.text)),
    item.step?.letter && letterOf(app, item.step.letter),
    el("p", { class: "proof" }, proofText(app, item)),
  ];
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {MessageItem} item
 * @param {string} day
 */
function messageBox(app, state, item, day) {
  const { words } = app;
  const { timeline: say } = words;
  const isOurs = !item.person.isReporter;
  const isMine = item.person.author === `${app.officer?.agency}/${app.officer?.id}`;
  const name = isOurs ? say.toReporter : say.reporter;
  const small = isOurs ? `${personName(app, item.person)}${isMine ? ` (${say.you})` : ""}, ${day}` : day;
  return el(
    "div",
    { class: isOurs ? "say us" : "say" },
    el(
      "h3",
      {},
      el("b", {}, name, state.isNew(item) && el("span", { class: "tag" }, say.fresh)),
      el("span", {}, small),
    ),
    item.isObjection && el("p", { class: "note warn" }, words.steps.objection),
    el("p", { class: "words" }, item.text === undefined ? el("i", {}, say.onlyFiles) : el("bdi", {}, item.text)),
    item.proposal && proposalOf(app, item.proposal),
    item.files.length > 0 && fileList(app, item),
    el("p", { class: "proof" }, proofText(app, item)),
    !item.confirmed && el("p", { class: "unconfirmed" }, say.unconfirmed),
  );
}

/**
 * @param {App} app
 * @param {MessageItem} item
 */
function fileList({ words, tag }, { files }) {
  const list = files.map(({ name, size }) => `${shownName(name)} (${sizeText(size, tag)})`).join(", ");
  return el("p", { class: "proof" }, `${words.timeline.files}: `, el("bdi", {}, list));
}

/**
 * @param {App} app
 * @param {MessageItem} item
 */
function proofText(app, { person, seenByReporter }) {
  const { timeline: say } = app.words;
  if (person.isReporter) return say.proofReporter;
  return `${say.proofOfficer(personName(app, person), person.unit)} ${seenByReporter ? say.seen : say.unseen}`;
}

/**
 * @param {App} app
 * @param {Person} person
 */
function nameOfPerson(app, person) {
  const { timeline: say } = app.words;
  if (person.author.endsWith("/recovery")) return say.recoveryKey;
  return person.isReporter ? say.theReporter : personName(app, person);
}

/**
 * @param {App} app
 * @param {import("../../protocol/documents.d.ts").Proposal} proposal
 */
function proposalOf({ words: { refer: say } }, { title, content }) {
  return el(
    "div",
    { class: "proposal" },
    el("p", { class: "soft" }, say.lapor.proposal),
    el("p", {}, el("b", {}, el("bdi", {}, title))),
    el("p", { class: "words" }, el("bdi", {}, content)),
  );
}
