/**
 * Links of a case: duplicates, related cases, numbers that somebody else gave the matter. Written among officers.
 *
 * A case number is a trace of its case. So a case is linked only where everybody who reads the one reads the other, and
 * the reporter is never told that somebody else reported the same.
 */

import { keepNote } from "../acts/note.js";
import { setTags } from "../acts/step.js";
import { el } from "../dom.js";
import { problemText } from "../problems.js";
import { nameOf } from "../words/index.js";
import { load } from "./case.js";
import { mayWrite } from "./declare.js";
import { openEntry } from "./entry-dialog.js";
import { area, choice, follow, line, pick } from "./fields.js";
import { casesField } from "./similar-cases.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../api.js").InboxRow} InboxRow */
/** @typedef {import("./case.js").CaseState} CaseState */
/** @typedef {import("../../worker/casebook.js").OpenedStory} Story */
/** @typedef {import("../../protocol/documents.d.ts").LinkBody} LinkBody */
/** @typedef {{other: string, reference: string, relation: string, text: string}} LinkDraft */

/**
 * Give the links that stand: the newest word about each thing, unless it takes the link back.
 * @param {Story} story
 * @returns {LinkBody[]}
 */
export function linksOf(story) {
  /** @type {Map<string, LinkBody>} */
  const links = new Map();
  for (const { body, confirmed } of story.inside?.notes ?? []) {
    if (body.type === "wbs-link/v1" && confirmed) links.set(thingOf(body), body);
  }
  return [...links.values()].filter(({ relation }) => relation !== "none");
}

/** @param {LinkBody} link */
function thingOf({ other, reference }) {
  return other ? `${other.agency}/${other.case}` : `#${reference}`;
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 */
export function linksSection(app, state, story) {
  const { links: say } = app.words;
  const links = linksOf(story);
  const isOpen = story.inside?.bar === "none" && story.inside.need !== "epoch";
  return el(
    "section",
    {},
    el("h3", {}, say.title),
    links.length === 0
      ? el("p", { class: "soft" }, say.none)
      : el("ul", { class: "files" }, ...links.map((link) => linkItem(app, state, story, link, isOpen))),
    isOpen &&
      el(
        "p",
        { class: "row noprint" },
        el("button", { type: "button", class: "sbtn", click: () => openLinking(app, state, story) }, say.add),
      ),
  );
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 * @param {LinkBody} link
 * @param {boolean} isOpen whether something can be written inside
 */
function linkItem(app, state, story, link, isOpen) {
  const { links: say } = app.words;
  const { other, reference, relation } = link;
  const row = app.inbox.page?.rows.find((one) => one.case === other?.case);
  const named = other ? numberOf(app, other.case) : (reference ?? "");
  const title = other ? (app.inbox.opened.get(other.case)?.title ?? "") : "";
  return el(
    "li",
    {},
    el("b", {}, nameOf(say.relations, relation)),
    " ",
    row
      ? el("button", { type: "button", class: "link", click: () => app.openCase(row) }, named)
      : el("span", { class: "mono" }, named),
    title !== "" && el("bdi", {}, ` ${title}`),
    " ",
    isOpen &&
      el(
        "button",
        { type: "button", class: "link noprint", "aria-label": say.removeNamed(named), click: () => unlink() },
        say.remove,
      ),
  );

  async function unlink() {
    if (!(await mayWrite(app, state))) return;
    const now = state.story ?? story; // a declaration adds to it
    const body = { relation: "none", ...(other ? { other } : { reference }) };
    const thing = thingOf(link);
    const isDuplicate = linksOf(now).some((one) => thingOf(one) !== thing && one.relation === "duplicate");
    await saved(app, state, now, body, relation === "duplicate" ? isDuplicate : null).catch((error) => {
      state.notice = { look: "warn", text: problemText(app.words, error) };
    });
    await load(app, state);
  }
}

/**
 * Give a case's number as its first characters in groups; the rest of the name is nobody's to read aloud.
 * @param {App} app
 * @param {string} name
 */
function numberOf(app, name) {
  const groups = name.slice(0, 16).match(/.{4}/g) ?? [];
  return app.inbox.opened.get(name)?.number ?? ["WBS", ...groups].join("-");
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 */
function openLinking(app, state, story) {
  const { links: say } = app.words;
  /** @type {LinkDraft} */
  const draft = { other: "", reference: "", relation: "", text: "" };
  const relation = choice(
    ...["link-relation", say.relation, say.offered, draft.relation],
    (value) => {
      draft.relation = value;
    },
    say.choose,
  );
  openEntry(app, state, {
    say: { ...say, title: say.add },
    fields: (dialog) => [
      relation,
      casesField(app, state, story, draft, dialog),
      pick(say.reference, follow(line("link-reference"), draft, "reference"), say.referenceHint),
      pick(say.text, follow(area("link-text", { rows: 2 }), draft, "text")),
    ],
    flaw: () => flawOf(app, draft),
    keep: () => link(app, state, state.story ?? story, draft),
    explain: (problem) => (problem instanceof TraceError ? say.trace(problem.people.join(", ")) : ""),
  });
}

/**
 * @param {App} app
 * @param {LinkDraft} draft
 */
function flawOf({ words: { links: say } }, { other, reference, relation }) {
  if (relation === "") return say.needRelation;
  return (other === "") === (reference.trim() === "") ? say.needOne : "";
}

/** Somebody reads this case who would learn of the other one. */
class TraceError extends Error {
  /** @param {string[]} people */
  constructor(people) {
    super();
    this.people = people;
  }
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 * @param {LinkDraft} draft
 */
async function link(app, state, story, { other, reference, relation, text }) {
  const [agency, id] = other.split("/");
  if (other !== "") await requireNoTrace(app, { agency, case: id });
  const thing = other !== "" ? { other: { agency, case: id } } : { reference: reference.trim() };
  const tag = relation === "duplicate" && other !== "" ? true : null;
  await saved(app, state, story, { relation, ...thing, ...(text.trim() && { text }) }, tag);
}

/**
 * Refuse unless everybody who reads the case that is open reads the other one as well.
 * @param {App} app
 * @param {import("../api.js").CaseName} other
 */
async function requireNoTrace(app, other) {
  const fetched = await app.api.caseFile(other);
  const people = await app.keeper.ask("readersWithout", { file: { ...fetched, ...other } });
  if (people.length > 0) throw new TraceError(people);
}

/**
 * Keep the link among officers; `isDuplicate` sets the tag that figures go by, null leaves it; so does a guest.
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 * @param {object} body
 * @param {boolean | null} isDuplicate
 */
async function saved(app, { name, file }, story, body, isDuplicate) {
  await keepNote(app, name, story, { kind: "link", body });
  const isOurs = file?.handler === app.officer?.agency;
  if (isOurs && isDuplicate !== null) await setTags(app, name, { is_duplicate: isDuplicate });
}
