/** Recommendations of a case, to whom and until when, and what became of them: followed also after it is closed. */

import { keepNote } from "../acts/note.js";
import { el, show } from "../dom.js";
import { shortDay } from "../format.js";
import { nameOf } from "../words/index.js";
import { openEntry } from "./entry-dialog.js";
import { area, choice, date, follow, line, pick } from "./fields.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("./case.js").CaseState} CaseState */
/** @typedef {import("../../worker/casebook.js").OpenedStory} Story */
/** @typedef {import("../../protocol/documents.d.ts").RecommendationBody} Recommendation */
/** @typedef {{to: string, measure: string, due: string, state: string, ended: string, text: string}} Draft */

const ENDED = ["done", "impossible"];
const WORDED = ["open", "impossible"];
/** Before these a case has nothing to recommend. */
const LATE_STEPS = ["examined", "follow-up", "closed", "reopened"];
const MAY_RECOMMEND = "write-to-reporters";
const MAX_TEXT = 20_000;

/**
 * Give the recommendations as they stand: the newest word about each reference that counts.
 * @param {Story} story
 * @returns {Recommendation[]}
 */
export function recommendationsOf(story) {
  /** @type {Map<string, Recommendation>} */
  const found = new Map();
  for (const { body, confirmed } of story.inside?.notes ?? []) {
    if (body.type === "wbs-recommendation/v1" && confirmed) found.set(body.reference, body);
  }
  return [...found.values()].sort((one, other) => (one.due < other.due ? -1 : 1));
}

/**
 * Give the section of a case; nothing where it is too early to recommend anything.
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 */
export function recommendationsSection(app, state, story) {
  const { recommend: say } = app.words;
  const known = recommendationsOf(story);
  if (known.length === 0 && !LATE_STEPS.includes(story.status)) return null;
  const isOurs = state.file?.handler === app.officer?.agency;
  const canWrite = isOurs && story.inside?.bar === "none" && story.inside.need !== "epoch";
  const mayAdd = canWrite && (app.officer?.acts.includes(MAY_RECOMMEND) ?? false);
  return el(
    "section",
    { id: "recommendations" },
    el("h3", {}, say.title),
    known.length === 0
      ? el("p", { class: "soft" }, say.none)
      : el("ul", { class: "files" }, ...known.map((one) => item(app, state, story, one, mayAdd))),
    mayAdd &&
      el(
        "p",
        { class: "row noprint" },
        el("button", { type: "button", class: "sbtn", click: () => open(app, state, story, null) }, say.add),
      ),
  );
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 * @param {Recommendation} one
 * @param {boolean} mayAdd
 */
function item(app, state, story, one, mayAdd) {
  const { recommend: say } = app.words;
  const isLate = !ENDED.includes(one.state) && app.days().today > one.due;
  return el(
    "li",
    {},
    el("b", {}, nameOf(say.measures, one.measure)),
    " ",
    el("bdi", {}, one.to),
    el("small", {}, ` ${stateLine(app, one)}`),
    isLate && el("span", { class: "tag" }, say.late),
    one.text && el("p", { class: "words" }, el("bdi", {}, one.text)),
    mayAdd &&
      el(
        "button",
        {
          type: "button",
          class: "link noprint",
          "aria-label": say.changeNamed(one.to),
          click: () => open(app, state, story, one),
        },
        say.change,
      ),
  );
}

/**
 * Say how a recommendation stands, in one line.
 * @param {App} app
 * @param {Recommendation} one
 */
export function stateLine({ tag, words: { recommend: say } }, { due, ended, state }) {
  const day = ended === undefined ? say.dueOn(shortDay(due, tag)) : say.endedOn(shortDay(ended, tag));
  return `${nameOf(say.states, state)}, ${day}`;
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 * @param {Recommendation | null} before what is to be said anew
 */
function open(app, state, story, before) {
  const { recommend: say } = app.words;
  const draft = draftOf(before);
  openEntry(app, state, {
    say: { ...say, title: before ? say.changeNamed(before.to) : say.add },
    fields: () => fieldsOf(app, draft, before !== null),
    flaw: () => flawOf(app, draft),
    keep: async () => {
      const { reference } = before ?? (await app.keeper.ask("drawReference"));
      const entry = { kind: /** @type {const} */ ("recommendation"), body: bodyOf(draft, reference) };
      await keepNote(app, state.name, state.story ?? story, entry);
    },
  });
}

/**
 * @param {Recommendation | null} before
 * @returns {Draft}
 */
function draftOf(before) {
  const { to = "", measure = "", due = "", state = "open", ended = "" } = before ?? {};
  return { to, measure, due, state, ended, text: before?.text ?? "" };
}

/**
 * @param {App} app
 * @param {Draft} draft
 * @param {boolean} isKnown
 */
function fieldsOf(app, draft, isKnown) {
  const { recommend: say } = app.words;
  const ended = pick(say.ended, follow(date("recommend-ended", { max: app.days().today }), draft, "ended"));
  const arrange = () => show(ended, ENDED.includes(draft.state));
  arrange();
  const state = choice("recommend-state", say.state, say.states, draft.state, (value) => {
    draft.state = value;
    arrange();
  });
  const measure = choice(
    ...["recommend-measure", say.measure, say.measures, draft.measure],
    (value) => {
      draft.measure = value;
    },
    say.choose,
  );
  return [
    pick(say.to, follow(line("recommend-to"), draft, "to")),
    measure,
    pick(say.text, follow(area("recommend-text", { rows: 4, most: MAX_TEXT }), draft, "text")),
    pick(say.due, follow(date("recommend-due"), draft, "due")),
    ...(isKnown ? [state, ended] : []),
  ];
}

/**
 * @param {App} app
 * @param {Draft} draft
 */
function flawOf({ words: { recommend: say } }, { to, measure, due, state, ended, text }) {
  if (to.trim() === "") return say.needTo;
  if (measure === "") return say.needMeasure;
  if (WORDED.includes(state) && text.trim() === "") return say.needText;
  if (due === "") return say.needDue;
  return ENDED.includes(state) && ended === "" ? say.needEnded : "";
}

/**
 * @param {Draft} draft
 * @param {string} reference
 */
function bodyOf({ to, measure, due, state, ended, text }, reference) {
  const over = ENDED.includes(state) ? { ended } : {};
  return { reference, to: to.trim(), measure, due, state, ...over, text };
}
