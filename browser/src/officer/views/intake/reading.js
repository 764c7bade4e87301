/** Reading a report back before it is sealed: everything that will be sent, in the order in which it is read aloud. */

import { keyOf, LIMITS, SPOKEN } from "../../acts/taking-down.js";
import { el, show } from "../../dom.js";
import { shortDay, shownName, sizeText } from "../../format.js";
import { badNote, problemText } from "../../problems.js";
import { nameOf } from "../../words/index.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../acts/taking-down.js").Draft} Draft */
/** @typedef {import("./intake.js").IntakeState} IntakeState */
/** @typedef {import("./intake.js").Choices} Choices */
/** @typedef {import("./intake.js").Readers} Readers */
/** @typedef {{draft: Draft, choices: Choices, readers: Readers}} Given */

/**
 * @param {App} app
 * @param {IntakeState} state
 * @param {Given} given
 * @param {{back: () => void, send: () => void}} acts
 */
export function reading(app, state, given, acts) {
  const { intake: say } = app.words;
  const isSpoken = SPOKEN.includes(given.draft.channel);
  const rows = rowsOf(app, state, given).filter(([, text]) => text !== "");
  return [
    el("div", { class: "head" }, el("h1", { tabindex: -1 }, say.readTitle)),
    el("p", { class: "lead" }, isSpoken ? say.readSpoken : say.readWritten),
    el(
      "dl",
      { class: "sum read" },
      ...rows.map(([term, text]) => el("div", {}, el("dt", {}, term), el("dd", {}, text))),
    ),
    state.error !== null && badNote(app.words.problems.title, problemText(app.words, state.error)),
    state.told !== "" && el("div", { class: "note", role: "status" }, el("p", {}, state.told)),
    state.work ? workPanel(app, state) : agreement(app, state, isSpoken ? say.heard : say.compared, acts),
  ];
}

/**
 * @param {App} app
 * @param {IntakeState} state
 * @param {string} statement
 * @param {{back: () => void, send: () => void}} acts
 */
function agreement(app, state, statement, acts) {
  const { intake: say } = app.words;
  const isUnsure = state.sealed !== null;
  const box = el("input", { type: "checkbox", id: "intake-read", checked: state.isRead || isUnsure });
  box.addEventListener("change", () => {
    state.isRead = box.checked;
  });
  const error = el("p", { class: "error", role: "alert", hidden: true }, say.needRead);
  const send = () => {
    show(error, !box.checked);
    if (box.checked) acts.send();
    else box.focus();
  };
  return el(
    "div",
    { class: "pen" },
    isUnsure
      ? el("p", { class: "unconfirmed" }, say.unsure)
      : el("p", { class: "check" }, box, statementLabel(statement)),
    error,
    el(
      "p",
      { class: "row end" },
      !isUnsure && el("button", { type: "button", class: "sbtn", click: acts.back }, say.back),
      el(
        "button",
        { type: "button", class: "sbtn go", id: "intake-send", click: send },
        isUnsure ? say.again : say.send,
      ),
    ),
  );
}

/** @param {string} statement */
function statementLabel(statement) {
  return el("label", { for: "intake-read" }, statement);
}

/**
 * @param {App} app
 * @param {IntakeState} state
 */
function workPanel(app, state) {
  const { intake: say } = app.words;
  const cancel = () => state.work?.abort();
  return el(
    "div",
    { class: "work-panel" },
    el("p", { role: "status", id: "intake-progress" }, state.progress),
    el("progress", { "aria-label": say.sending }),
    el("p", {}, el("button", { type: "button", class: "link", click: cancel }, app.words.frame.cancel)),
  );
}

/**
 * @param {App} app
 * @param {IntakeState} state
 * @param {Given} given
 * @returns {Array<[string, string]>}
 */
function rowsOf(app, state, { draft, choices, readers }) {
  const { intake: say } = app.words;
  const { fields } = say;
  const accused = draft.accused.map((one) => {
    const parts = [one.name, one.post, one.unit].filter((part) => part.trim());
    return parts.length > 0 ? [...parts, nameOf(say.ranks, one.rank)].join(", ") : "";
  });
  const first = ["title", "what", "where", "when"];
  const rest = Object.keys(LIMITS).filter((name) => name !== "reference" && !first.includes(name));
  const textRow = (/** @type {string} */ name) =>
    /** @type {[string, string]} */ ([
      nameOf(say.labels, name),
      draft[/** @type {keyof typeof LIMITS} */ (name)].trim(),
    ]);
  return [
    [fields.channel, nameOf(say.channels, draft.channel)],
    [fields.reference, draft.reference.trim()],
    [fields.received, shortDay(draft.received, app.tag)],
    [fields.agency, choices.agencies.find(({ code }) => code === draft.agency)?.name ?? draft.agency],
    [fields.accused, accused.filter(Boolean).join("\n")],
    ...first.map(textRow),
    [say.timing, draft.timing && nameOf(app.words.case.timings, draft.timing)],
    [say.category, nameOf(app.categoryNamesOf(draft.agency), draft.category)],
    ...rest.map(textRow),
    [say.relation, draft.relation && nameOf(say.relations, draft.relation)],
    [fields.identity, nameOf(say.modes, draft.mode)],
    [fields.contact, draft.mode === "anonymous" ? "" : Object.values(draft.contact).filter(Boolean).join("\n")],
    [
      fields.files,
      draft.files.map(({ file }) => `${shownName(file.name)} (${sizeText(file.size, app.tag)})`).join("\n"),
    ],
    [fields.excluded, draft.excluded.map((one) => state.labels.get(keyOf(one)) ?? "").join("\n")],
    [fields.readers, [readers.name, ...readers.officers.map(({ label }) => label)].join("\n")],
  ];
}
