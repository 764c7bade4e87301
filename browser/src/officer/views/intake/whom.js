/** Who would read a report that is being written down, and whom its reporter keeps from it: people, units, offices. */

import { bearersOf, keyOf } from "../../acts/taking-down.js";
import { el } from "../../dom.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../acts/taking-down.js").Draft} Draft */
/** @typedef {import("./intake.js").IntakeState} IntakeState */
/** @typedef {import("../../../protocol/documents.d.ts").Exclusion} Exclusion */
/** @typedef {() => Promise<void>} Look finds out who would read it now */

/**
 * @param {App} app
 * @param {IntakeState} state
 * @param {Draft} draft
 * @param {Look} look
 */
export function readersPart(app, state, draft, look) {
  const { intake: say } = app.words;
  const { readers, closed } = state;
  const parts = excludedPart(app, state, draft, look);
  const title = el("h2", {}, say.readersTitle);
  if (closed !== "") return [title, el("p", { class: "broken" }, closedText(say, closed)), ...parts];
  if (!readers) return [title, el("p", { class: "soft" }, say.readersNone), ...parts];
  const officers = readers.officers.map((officer) => {
    const out = () => exclude(state, draft, [{ agency: officer.agency, reader: officer.id }], officer.label, look);
    return el(
      "li",
      {},
      el("bdi", {}, [officer.label, officer.unit].filter(Boolean).join(" · ")),
      officer.isMe && ` (${say.me})`,
      " ",
      smallButton(say.exclude, say.excludeNamed(officer.label), () => void out()),
    );
  });
  return [
    title,
    el("p", {}, say.readersBy(readers.name, officers.length)),
    el("p", { class: "hint" }, say.readersHint),
    el("ul", {}, ...officers),
    ...parts,
    el("p", {}, readers.officers.some(({ isMe }) => isMe) ? say.withMe : say.withoutMe),
    readers.standing === "grace" && el("p", { class: "unconfirmed" }, say.late),
  ];
}

/**
 * @param {App["words"]["intake"]} say
 * @param {string} closed
 */
export function closedText(say, closed) {
  return closed === "refused-nobody-left" ? say.flaws.excluded : say.closed;
}

/**
 * @param {string} label
 * @param {string} named
 * @param {() => void} click
 */
export function smallButton(label, named, click) {
  return el("button", { type: "button", class: "link", "aria-label": named, click }, label);
}

/**
 * @param {IntakeState} state
 * @param {Draft} draft
 * @param {Exclusion[]} exclusions
 * @param {string} label
 * @param {Look} look
 */
async function exclude(state, draft, exclusions, label, look) {
  const known = new Set(draft.excluded.map(keyOf));
  for (const one of exclusions) state.labels.set(keyOf(one), label);
  draft.excluded = [...draft.excluded, ...exclusions.filter((one) => !known.has(keyOf(one)))];
  await look();
}

/**
 * @param {App} app
 * @param {IntakeState} state
 * @param {Draft} draft
 * @param {Look} look
 */
function excludedPart(app, state, draft, look) {
  const { intake: say } = app.words;
  if (draft.excluded.length === 0) return [];
  const labelOf = (/** @type {Exclusion} */ one) => state.labels.get(keyOf(one)) ?? keyOf(one);
  const items = [...new Set(draft.excluded.map(labelOf))].map((label) => {
    const back = async () => {
      draft.excluded = draft.excluded.filter((other) => labelOf(other) !== label);
      await look();
    };
    return el(
      "li",
      {},
      el("bdi", {}, label),
      " ",
      smallButton(say.include, say.includeNamed(label), () => void back()),
    );
  });
  return [el("h3", {}, say.excludedTitle), el("ul", {}, ...items)];
}

/**
 * Ask of everybody on the signed lists who may be whoever is reported: the same, who gets no key, or somebody else.
 * @param {App} app
 * @param {IntakeState} state
 * @param {Draft} draft
 * @param {Look} look
 */
export function samePart(app, state, draft, look) {
  const { intake: say } = app.words;
  if (state.namesakes.length === 0) return [];
  const items = state.namesakes.map(({ name, fullName, exclusion }) => {
    const shown = exclusion.reader || exclusion.unit ? fullName : name;
    const answered = async (/** @type {boolean} */ isSame) => {
      const bearers = bearersOf([...state.namesakes, ...state.excludables], fullName);
      state.namesakes = state.namesakes.filter((one) => one.fullName !== fullName);
      if (!isSame) draft.others = [...draft.others, fullName];
      if (isSame) await exclude(state, draft, bearers, shown, look);
      else await look();
      document.getElementById("intake-same")?.querySelector("button")?.focus();
    };
    return el(
      "li",
      {},
      el("bdi", {}, shown),
      " ",
      smallButton(say.isSame, say.isSameNamed(shown), () => void answered(true)),
      " ",
      smallButton(say.isOther, say.isOtherNamed(shown), () => void answered(false)),
    );
  });
  return [
    el(
      "div",
      { class: "note warn", id: "intake-same", tabindex: -1 },
      el("h2", {}, say.sameTitle),
      el("p", {}, say.sameHint),
      el("ul", {}, ...items),
    ),
  ];
}

/**
 * Offer everybody else whom the signed documents name: units, offices of officials, officers who receive nothing yet.
 * @param {App} app
 * @param {IntakeState} state
 * @param {Draft} draft
 * @param {Look} look
 */
export function othersPart(app, state, draft, look) {
  const { intake: say } = app.words;
  const out = new Set(draft.excluded.map(keyOf));
  const left = state.excludables.filter(({ exclusion }) => !out.has(keyOf(exclusion)));
  const names = [...new Set(left.map(({ fullName }) => fullName))];
  if (names.length === 0) return [];
  const options = names.map((name) => el("option", { value: name }, name));
  const select = el("select", { id: "intake-whom" }, el("option", { value: "" }, say.choose), ...options);
  const add = () => {
    const bearers = bearersOf(state.excludables, select.value);
    if (bearers.length > 0) void exclude(state, draft, bearers, select.value, look).then(again);
    else again();
  };
  const again = () => document.getElementById("intake-whom")?.focus();
  return [
    el("div", { class: "pick" }, el("label", { for: "intake-whom" }, say.whom), select),
    el("p", {}, el("button", { type: "button", class: "sbtn", id: "intake-keep-out", click: add }, say.exclude)),
  ];
}
