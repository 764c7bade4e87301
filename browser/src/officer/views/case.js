/** Perkara: left the story (report, evidence, timeline, writing), right what is decided. */

import { openCase } from "../acts/open.js";
import { ask } from "../dialog.js";
import { el, fill } from "../dom.js";
import { KeeperError } from "../keeper.js";
import { badNote, problemText, refusalText } from "../problems.js";
import { shortDay } from "../format.js";
import { nameOf } from "../words/index.js";
import { aside } from "./aside.js";
import { recusedNotes } from "./declare.js";
import { duePanel } from "./due.js";
import { extendSection } from "./extend.js";
import { evidence } from "./evidence.js";
import { identityPart } from "./identity.js";
import { emptyNote, insideSection } from "./inside.js";
import { emptyDraft, replyForm } from "./reply.js";
import { emptyStep, hasWords, stepsSection } from "./steps.js";
import { timeline } from "./timeline.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../api.js").CaseName} CaseName */
/** @typedef {import("../api.js").CaseFile} CaseFile */
/** @typedef {import("../../worker/casebook.js").OpenedStory} Story */
/** @typedef {import("../../worker/story.js").MessageItem} MessageItem */

const REPORT_FIELDS = /** @type {const} */ ([
  "what",
  "accused",
  "rank",
  "category",
  "where",
  "region",
  "when",
  "timing",
  "how",
  "why",
  "loss",
  "witnesses",
  "evidence_held_by",
  "reported_elsewhere",
  "relation",
  "danger",
  "accommodation",
  "keep_from",
  "identity_mode",
  "contact",
]);

/** What the page knows of the case that is open. */
export class CaseState {
  /** @type {CaseFile | null} */
  file = null;
  /** @type {Story | null} */
  story = null;
  /** @type {unknown} */
  error = null;
  /** @type {Map<string, string>} SHA-256 of files that were opened, by id. */
  digests = new Map();
  draft = emptyDraft();
  /** What is being written among officers; never in the same place as what the reporter gets. */
  note = emptyNote();
  step = emptyStep();
  /** @type {Record<string, number>} How far this officer had read before the case was opened now. */
  readBefore = {};
  /** @type {{look: "ok" | "warn", text: string} | null} What to say about the last sending. */
  notice = null;

  /** @param {CaseName} name */
  constructor(name) {
    this.name = name;
  }

  hasDraft() {
    return this.hasWords() || this.draft.files.length > 0;
  }

  /** Whether anything was written; files that were chosen do not count. */
  hasWords() {
    return [this.draft.text, this.note.text].some((text) => text.trim() !== "") || hasWords(this.step);
  }

  /** Forget what was being written: the case cannot be opened any more. */
  forget() {
    this.draft = emptyDraft();
    this.note = emptyNote();
    this.step = emptyStep();
  }

  /**
   * Ask before unsent text is left behind.
   * @param {App} app
   */
  async mayLeave({ words }) {
    if (!this.hasDraft()) return true;
    const { leaveTitle, leave, leaveAct, stay } = words.reply;
    return ask({ title: leaveTitle, text: leave, act: leaveAct, cancel: stay, destroys: true });
  }

  /**
   * Say whether a message had not been read when the case was opened.
   * @param {MessageItem} item
   */
  isNew({ person, seq }) {
    return person.isReporter && seq > (this.readBefore[person.author] ?? 0);
  }
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @returns {import("../app.js").View}
 */
export function caseView(app, state) {
  const main = el("main", { class: "pad case" });
  const stop = new AbortController();
  draw(app, state, main, stop.signal);
  if (!state.story && !state.error) void load(app, state);
  return {
    main,
    title: state.story?.number ?? app.words.frame.sections.inbox,
    leave: () => stop.abort(),
  };
}

/**
 * Read the case anew, as after sending.
 * @param {App} app
 * @param {CaseState} state
 */
export async function load(app, state) {
  try {
    const { file, story } = await app.busy(() => openCase(app, state.name));
    Object.assign(state, { file, story, error: null });
    await restoreDraft(app, state);
    await markRead(app, state, story);
  } catch (error) {
    if (!state.story) state.error = error;
  }
  if (app.isOpen(state)) app.show();
}

/**
 * @param {App} app
 * @param {CaseState} state
 */
async function restoreDraft(app, state) {
  const kept = app.officer && (await app.drafts.take(app.keeper, app.officer, state.name));
  if (!kept) return;
  Object.assign(state.draft, kept.draft);
  Object.assign(state.note, kept.note);
  Object.assign(state.step, kept.step);
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 */
async function markRead(app, { name, readBefore }, story) {
  const row = app.inbox.page?.rows.find((candidate) => candidate.case === name.case);
  if (row && Object.keys(readBefore).length === 0) Object.assign(readBefore, row.read);
  const isNews = Object.entries(story.newest).some(([author, seq]) => seq > (row?.read[author] ?? 0));
  if (!isNews) return;
  await app.api.markRead(name, story.newest);
  if (row) Object.assign(row.read, story.newest);
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {HTMLElement} main
 * @param {AbortSignal} signal
 */
function draw(app, state, main, signal) {
  const { file, story } = state;
  const crumb = crumbs(app, state);
  if (state.error) fill(main, crumb, ...errorParts(app, state));
  else if (file && story) fill(main, crumb, ...caseParts(app, state, file, story, signal));
  else fill(main, crumb, el("h1", { tabindex: -1 }, app.words.case.opening));
}

/**
 * @param {App} app
 * @param {CaseState} state
 */
function crumbs(app, { name }) {
  const { words } = app;
  const order = app.inbox.inOrder;
  const at = order.findIndex((row) => row.case === name.case);
  const step = (/** @type {string} */ text, /** @type {number} */ to) => {
    const row = order[to];
    return at >= 0 && row && el("button", { type: "button", class: "link", click: () => app.openCase(row) }, text);
  };
  return el(
    "nav",
    { class: "crumb", "aria-label": words.case.back },
    el("button", { type: "button", class: "link", click: () => app.closeCase() }, words.case.back),
    el("span", { class: "row" }, step(words.case.before, at - 1), step(words.case.after, at + 1)),
  );
}

/**
 * @param {App} app
 * @param {CaseState} state
 */
function errorParts(app, { error, name }) {
  const { words } = app;
  const isRefused = error instanceof KeeperError && error.code.startsWith("refused");
  const title = isRefused ? words.inbox.refusedTitle : words.problems.title;
  const number = app.inbox.opened.get(name.case)?.number ?? "";
  const heading = el("div", { class: "title" }, el("h1", { tabindex: -1 }, title), el("p", { class: "mono" }, number));
  if (!isRefused) return [heading, el("p", {}, problemText(words, error))];
  const { what, advice } = words.refusals;
  const note = badNote(refusalText(words, error.code), "");
  note.querySelector("p")?.append(el("b", {}, `${what}: `), advice);
  return [heading, note];
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {CaseFile} file
 * @param {Story} story
 * @param {AbortSignal} signal
 */
function caseParts(app, state, file, story, signal) {
  return [
    el("p", { class: "printed" }, app.words.case.printed(story.number, app.officer?.label ?? "")),
    titleBlock(app, story),
    duePanel(app.words, app.tag, file),
    jumpList(app),
    el(
      "div",
      { class: "work" },
      el(
        "div",
        {},
        state.notice &&
          el("div", { class: `note ${state.notice.look}`, role: "status" }, el("p", {}, state.notice.text)),
        ...(story.inside ? recusedNotes(app, state, story, story.inside, signal) : []),
        reportBlock(app, story),
        evidence(app, state, file, story, signal),
        identityPart(app, state, story),
        timeline(app, state, file, story),
        stepsSection(app, state, file, story),
        extendSection(app, state, file, story),
        replyForm(app, state, story, signal),
        story.inside && insideSection(app, state, file, story, story.inside),
      ),
      aside(app, state, file, story, signal),
    ),
  ];
}

/**
 * @param {App} app
 * @param {Story} story
 */
function titleBlock(app, story) {
  const { words } = app;
  const { counts, findings, sealedBy } = story;
  const title = story.report?.title ?? story.summary?.title ?? words.case.report;
  const proof =
    findings.length === 0
      ? el("span", {}, words.case.whole(counts.reporter, counts.officers))
      : el("span", { class: "broken" }, words.case.broken(findings.length));
  return el(
    "div",
    { class: "title" },
    el("h1", { tabindex: -1 }, el("bdi", {}, title)),
    el("p", { class: "sep" }, el("span", { class: "mono" }, story.number), proof),
    sealedBy && el("p", {}, sealMark(sealedBy), ...sealText(app, story, sealedBy)),
  );
}

/**
 * Say where the report was sealed: of one that an officer took down, that the officer knows it, too.
 * @param {App} app
 * @param {Story} story
 * @param {NonNullable<Story["sealedBy"]>} sealedBy
 */
function sealText({ words }, { report }, sealedBy) {
  if (report?.intake) return [words.intake.sealedBy, " ", words.intake.sealedMeans];
  return [words.case.sealedBy[sealedBy], " ", words.case.sealedMeans[sealedBy]];
}

/** @param {string} sealedBy */
function sealMark(sealedBy) {
  return el("span", { class: sealedBy === "portal" ? "seg half" : "seg", "aria-hidden": "true" });
}

/** @param {App} app */
function jumpList({ words }) {
  const links = [
    ["part-report", words.case.report],
    ["part-evidence", words.evidence.title],
    ["part-timeline", words.timeline.title],
    ["part-steps", words.steps.title],
    ["part-reply", words.reply.title],
    ["part-inside", words.inside.title],
    ["part-decisions", words.case.decisions],
  ];
  const jump = (/** @type {string} */ id) => () => {
    const heading = document.getElementById(id);
    heading?.scrollIntoView();
    heading?.focus({ preventScroll: true });
  };
  return el(
    "nav",
    { class: "jump", "aria-label": words.case.jump },
    ...links.map(([id, text]) => el("button", { type: "button", class: "link", click: jump(id) }, text)),
  );
}

/**
 * @param {App} app
 * @param {Story} story
 */
function reportBlock(app, story) {
  const { words } = app;
  const rows = story.report ? reportRows(app, story) : [];
  return el(
    "section",
    { class: "blk", "aria-labelledby": "part-report" },
    el("h2", { id: "part-report", tabindex: -1 }, words.case.report),
    rows.length > 0 ? el("dl", { class: "sum" }, ...rows) : el("p", {}, words.case.noReport),
  );
}

/**
 * @param {App} app
 * @param {Story} story
 */
function reportRows(app, story) {
  const { words } = app;
  const rows = REPORT_FIELDS.map((name) => [words.case.fields[name], fieldText(app, story, name)]);
  rows.unshift(...intakeRows(app, story));
  const excluded = story.excluded.map(({ agency, name }) =>
    name ? `${name} (${app.officeName(agency)})` : app.officeName(agency),
  );
  rows.push([words.case.excluded, [...new Set(excluded)].join("; ")]);
  return rows
    .filter(([, text]) => text !== "")
    .map(([term, text]) => el("div", {}, el("dt", {}, term), el("dd", {}, el("bdi", {}, text))));
}

/**
 * @param {App} app
 * @param {Story} story
 * @param {(typeof REPORT_FIELDS)[number]} name
 * @returns {string}
 */
function fieldText(app, { report }, name) {
  const { words } = app;
  if (!report) return "";
  if (name === "accused")
    return report.accused.map((one) => joined([one.name, one.post, one.unit, rankOf(words, one)])).join("\n");
  if (name === "rank") return nameOf(words.ranks, report.rank);
  if (name === "category") return nameOf(app.categoryNames, report.category);
  if (name === "reported_elsewhere") {
    return (report.reported_elsewhere ?? []).map(({ channel, number }) => joined([channel, number])).join("\n");
  }
  if (name === "region") return report.region ? app.officeName(report.region) : "";
  if (name === "contact") return contactText(report.contact);
  if (name === "timing") return nameOf(words.case.timings, report.timing ?? "");
  if (name === "relation") return nameOf(words.intake.relations, report.relation ?? "");
  if (name === "identity_mode") return nameOf(words.intake.modes, report.identity_mode ?? "");
  return report[name] ?? "";
}

/**
 * @param {import("../words/index.js").Words} words
 * @param {import("../../protocol/documents.d.ts").Accused} accused
 */
function rankOf({ ranks }, { rank }) {
  return rank === undefined ? rank : nameOf(ranks, rank);
}

/** @param {import("../../protocol/documents.d.ts").Contact} [contact] */
function contactText({ name, address, occupation, phone, other } = { name: "" }) {
  return [name, address, occupation, phone, other].filter(Boolean).join("\n");
}

/**
 * Say of a report that an officer took down how it came, under which number, and on which day.
 * @param {App} app
 * @param {Story} story
 * @returns {string[][]}
 */
function intakeRows({ words, tag }, { report }) {
  const { fields, channels } = words.intake;
  if (!report?.intake) return [];
  const { channel, reference = "", received } = report.intake;
  return [
    [fields.channel, nameOf(channels, channel)],
    [fields.reference, reference],
    [fields.received, received ? shortDay(received, tag) : ""],
  ];
}

/** @param {Array<string | undefined>} parts */
function joined(parts) {
  return parts.filter(Boolean).join(", ");
}
