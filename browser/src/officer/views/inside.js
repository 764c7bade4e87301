/**
 * Officers' notes: what was written among officers about the case, and the one place to write there.
 *
 * Nobody may take this for the reporter's box, or the reporter's box for this: another heading, another colour, another
 * edge, another button, and each says beside the text who will read it.
 */

import { keepNote } from "../acts/note.js";
import { keepTriage } from "../acts/step.js";
import { el, fill, show } from "../dom.js";
import { countText, personName, shortDay, shownName, sizeText } from "../format.js";
import { problemText } from "../problems.js";
import { nameOf } from "../words/index.js";
import { load } from "./case.js";
import { letterFields, letterFlaw, letterOf } from "./letter-of-assignment.js";
import { stateLine } from "./recommend.js";
import { mayWrite } from "./declare.js";
import { choice } from "./fields.js";
import { choicesOf, QUESTIONS, saidOf, triageBody, triageFields, triageFlaw } from "./triage.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("./case.js").CaseState} CaseState */
/** @typedef {import("../api.js").CaseFile} CaseFile */
/** @typedef {import("../../worker/story.js").Story} Story */
/** @typedef {import("../../worker/inside.js").InsideStory} InsideStory */
/** @typedef {import("../../worker/inside.js").Note} Note */
/** @typedef {import("../../worker/inside.js").Flaw} Flaw */
/** @typedef {"note" | "triage" | "decision"} Kind */
/** @typedef {{kind: Kind, text: string, decision: string, answers: Record<string, string>}} NoteDraft */

const MAX_TEXT = 20_000;
const KINDS = /** @type {const} */ (["note", "triage", "decision"]);

/** @returns {NoteDraft} */
export function emptyNote() {
  return { kind: "note", text: "", decision: "", answers: {} };
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {CaseFile} file
 * @param {Story} story
 * @param {InsideStory} inside
 */
export function insideSection(app, state, file, story, inside) {
  const { inside: say } = app.words;
  const days = new Map(file.noteDays.map(({ author, seq, day }) => [`${author} ${seq}`, day]));
  const dayOf = (/** @type {Note} */ { person, seq }) => days.get(`${person.author} ${seq}`) ?? file.received;
  return el(
    "section",
    { class: "blk inner", "aria-labelledby": "part-inside" },
    el("h2", { id: "part-inside", tabindex: -1 }, say.title),
    el("p", { class: "only" }, say.only),
    ...inside.keyFindings.map((flaw) => keyFlaw(app, flaw)),
    // What is not confirmed says so itself, in its place.
    ...inside.findings.filter(({ kind }) => kind !== "not-confirmed").map((flaw) => entryFlaw(app, flaw)),
    inside.notes.length === 0
      ? el("p", { class: "soft" }, say.none)
      : el(
          "ol",
          { class: "notes", role: "list" },
          ...inside.notes.map((note) => noteItem(app, story, note, dayOf(note))),
        ),
    penOf(app, state, story, inside),
  );
}

/**
 * @param {App} app
 * @param {Flaw} flaw
 */
function keyFlaw({ words: { inside: say } }, { kind, seq }) {
  const text = kind === "fork" ? say.keyFindings.fork : say.keyFindings.grant;
  return el("div", { class: "note bad" }, el("h3", {}, say.keyTitle(seq)), el("p", {}, text));
}

/**
 * @param {App} app
 * @param {Flaw} flaw
 */
function entryFlaw(app, { kind, person, seq }) {
  const { words } = app;
  const name = personName(app, person);
  return el(
    "div",
    { class: "note bad" },
    el("h3", {}, words.inside.findingTitle(name)),
    el("p", {}, el("small", {}, words.findings.place(name, seq))),
    el("p", {}, words.inside.findings[kind]),
  );
}

/**
 * @param {App} app
 * @param {Story} story
 * @param {Note} note
 * @param {string} day on which the server says that it came; nobody signed that
 */
function noteItem(app, story, { person, kind, body, confirmed }, day) {
  const { inside: say } = app.words;
  const isMine = person.author === `${app.officer?.agency}/${app.officer?.id}`;
  const isOurs = person.author.startsWith(`${app.officer?.agency}/`); // of those who passed a case on, it is no alarm
  const name = personName(app, person);
  return el(
    "li",
    {},
    el(
      "h3",
      {},
      el("b", {}, headOf(app, kind, body)),
      el("span", {}, name, isMine && ` (${say.you})`, `, ${shortDay(day, app.tag)}`),
    ),
    ...bodyParts(app, story, body),
    el("p", { class: "proof" }, say.proof(name, person.unit)),
    !confirmed && el("p", { class: isOurs ? "unconfirmed" : "proof" }, say.unconfirmed),
  );
}

/**
 * @param {App} app
 * @param {Note["kind"]} kind
 * @param {Note["body"]} body
 */
function headOf({ words: { inside: say } }, kind, body) {
  if (body.type === "wbs-declaration/v1") return `${say.kinds[kind]}: ${say.interests[body.interest]}`;
  if (body.type !== "wbs-decision/v1") return say.kinds[kind];
  return `${say.kinds[kind]}: ${nameOf(say.decisions, body.decision)}`;
}

/**
 * @param {App} app
 * @param {Story} story
 * @param {Note["body"]} body
 */
function bodyParts(app, story, body) {
  const text = "text" in body && body.text ? el("p", { class: "words" }, el("bdi", {}, body.text)) : null;
  if (body.type === "wbs-triage/v1") return [triageList(app, body), text];
  if (body.type === "wbs-link/v1") return [linkLine(app, body), text];
  if (body.type === "wbs-custody/v1") return [custodyList(app, story, body), text];
  if (body.type === "wbs-recommendation/v1") return [recommendationLine(app, body), text];
  if (body.type === "wbs-decision/v1" && body.assignment) return [letterLine(app, body.assignment), text];
  return [text];
}

/**
 * @param {App} app
 * @param {import("../../protocol/documents.d.ts").RecommendationBody} body
 */
function recommendationLine(app, body) {
  const measure = nameOf(app.words.recommend.measures, body.measure);
  return el("p", {}, `${measure}: `, el("bdi", {}, body.to), el("small", {}, ` ${stateLine(app, body)}`));
}

/**
 * @param {App} app
 * @param {import("../../protocol/documents.d.ts").AssignmentLetter} letter
 */
function letterLine({ tag, words: { recommend: say } }, { number, dated }) {
  return el("p", {}, el("bdi", {}, say.letter.told(number, shortDay(dated, tag))));
}

/**
 * @param {App} app
 * @param {import("../../protocol/documents.d.ts").TriageBody} body
 */
function triageList(app, body) {
  const { inside: say } = app.words;
  const rows = QUESTIONS.map((name) => [say.triage[name], nameOf(choicesOf(app, name), body[name])]);
  if (body.loss !== undefined) rows.push([say.triage.loss, countText(body.loss, app.tag)]);
  return el(
    "dl",
    { class: "sum" },
    ...rows.map(([term, text]) => el("div", {}, el("dt", {}, term), el("dd", {}, text))),
  );
}

/**
 * @param {App} app
 * @param {import("../../protocol/documents.d.ts").LinkBody} body
 */
function linkLine({ words: { links: say } }, { relation, other, reference }) {
  const groups = other?.case.slice(0, 16).match(/.{4}/g) ?? [];
  const named = other ? ["WBS", ...groups].join("-") : reference;
  return el("p", {}, `${nameOf(say.relations, relation)} `, el("bdi", { class: "mono" }, named));
}

/**
 * @param {App} app
 * @param {Story} story
 * @param {import("../../protocol/documents.d.ts").CustodyBody} body
 */
function custodyList({ words: { inside: say }, tag }, story, { files }) {
  const messages = story.items.flatMap((item) => (item.type === "message" ? item.files : []));
  const names = new Map([...story.evidence, ...messages].map(({ id, name }) => [id, shownName(name)]));
  return el(
    "ul",
    { class: "files" },
    ...files.map(({ id, sha256, size }) =>
      el(
        "li",
        {},
        el("bdi", {}, say.custodyFile(names.get(id) ?? "?", sizeText(size, tag))),
        el("small", { class: "mono" }, sha256),
      ),
    ),
  );
}

/** @typedef {ReturnType<typeof makeParts>} Parts */

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 * @param {InsideStory} inside
 */
function penOf(app, state, story, inside) {
  const { inside: say } = app.words;
  if (inside.bar !== "none") return el("p", { class: "note warn" }, inside.bar === "role" ? say.noRole : say.closed);
  if (inside.need === "epoch") return el("p", { class: "note warn" }, say.needsEpoch);
  const parts = makeParts(app, state);
  const form = el(
    "form",
    { class: "pen inside noprint", autocomplete: "off", novalidate: true, "aria-labelledby": "inside-pen" },
    el("h3", { id: "inside-pen" }, say.penTitle),
    kindChoice(app, state, story, parts),
    parts.more,
    el("label", { for: "inside-text" }, parts.label),
    parts.text,
    parts.error,
    el("p", { class: "row end" }, el("span", { class: "only" }, say.only), parts.act),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (parts.act.getAttribute("aria-disabled") !== "true") void submit(app, state, story, parts);
  });
  drawKind(app, state, story, parts);
  return form;
}

/**
 * @param {App} app
 * @param {CaseState} state
 */
function makeParts({ words: { inside: say } }, state) {
  const text = el("textarea", { id: "inside-text", rows: 4, maxlength: MAX_TEXT, spellcheck: "false" });
  text.value = state.note.text;
  text.addEventListener("input", () => {
    state.note.text = text.value;
  });
  return {
    text,
    label: el("span", {}),
    more: el("div", { class: "asked" }),
    error: el("p", { class: "flaw", role: "alert", hidden: true }),
    act: el("button", { class: "sbtn inner" }, say.act),
  };
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 * @param {Parts} parts
 */
function kindChoice(app, state, story, parts) {
  const { inside: say } = app.words;
  const radio = (/** @type {Kind} */ kind) => {
    const input = el("input", { type: "radio", name: "inside-kind", value: kind, checked: state.note.kind === kind });
    input.addEventListener("change", () => {
      state.note.kind = kind;
      drawKind(app, state, story, parts);
    });
    return el("label", {}, input, say.kinds[kind]);
  };
  return el("fieldset", {}, el("legend", { class: "vh" }, say.kind), ...KINDS.map(radio));
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 * @param {Parts} parts
 */
function drawKind(app, { note }, story, parts) {
  const { inside: say } = app.words;
  parts.label.textContent = { note: say.textLabel, triage: say.moreLabel, decision: say.groundsLabel }[note.kind];
  show(parts.error, false);
  if (note.kind === "triage") fill(parts.more, ...triageFields(app, QUESTIONS, note.answers, "inside", saidOf(story)));
  else if (note.kind === "decision") fill(parts.more, ...decisionFields(app, note));
  else fill(parts.more);
}

/**
 * @param {App} app
 * @param {NoteDraft} note
 */
function decisionFields(app, note) {
  const { inside: say } = app.words;
  const { fields, arrange } = letterFields(app, note.answers, "inside");
  const decision = choice("inside-decision", say.decision, say.decisions, note.decision, (value) => {
    note.decision = value;
    arrange(value);
  });
  arrange(note.decision);
  return [decision, ...fields];
}

/**
 * Say what is missing or too much; empty if the note may be kept.
 * @param {App} app
 * @param {NoteDraft} note
 */
function flawOf(app, { kind, text, decision, answers }) {
  const { tag, words } = app;
  const { inside: say } = words;
  if (kind === "decision" && decision === "") return say.needDecision;
  if (kind !== "triage" && text.trim() === "") return kind === "note" ? say.need : say.needGrounds;
  const flaw = kind === "triage" ? triageFlaw(app, QUESTIONS, answers) : letterFlaw(app, decision, answers);
  if (flaw) return flaw;
  return [...text].length > MAX_TEXT ? say.tooLong(countText(MAX_TEXT, tag)) : "";
}

/**
 * Give the body as the worker takes it.
 * @param {NoteDraft} note
 */
function bodyOf({ kind, text, decision, answers }) {
  if (kind === "decision") return { decision, text, ...letterOf(decision, answers) };
  if (kind === "note") return { text };
  return { ...triageBody(answers), text };
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 * @param {Parts} parts
 */
async function submit(app, state, story, parts) {
  const { inside: say } = app.words;
  const flaw = flawOf(app, state.note);
  tell(parts, flaw);
  if (flaw) return void parts.text.focus();
  if (!(await mayWrite(app, state))) return;
  setBusy(app, parts, true);
  try {
    await app.busy(() => keep(app, state, state.story ?? story));
    Object.assign(state, { note: emptyNote(), notice: { look: "ok", text: say.saved } });
    await load(app, state);
  } catch (error) {
    setBusy(app, parts, false);
    tell(parts, problemText(app.words, error));
  }
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 */
function keep(app, { name, note, file }, story) {
  /** @type {any} */
  const opened = story;
  const body = bodyOf(note);
  if (note.kind === "triage")
    return keepTriage(app, name, opened, body, { sets: file?.handler === app.officer?.agency });
  return keepNote(app, name, opened, { kind: note.kind, body });
}

/**
 * @param {App} app
 * @param {Parts} parts
 * @param {boolean} isBusy
 */
function setBusy({ words: { inside: say } }, { act }, isBusy) {
  act.setAttribute("aria-disabled", String(isBusy));
  act.textContent = isBusy ? say.saving : say.act;
}

/**
 * @param {Parts} parts
 * @param {string} text
 */
function tell({ error }, text) {
  error.textContent = text;
  show(error, text !== "");
}
