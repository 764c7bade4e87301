/** One question of the sheet on which a report is written down: its label, hint, flaw and control. */

import { LIMITS, LINES } from "../../acts/taking-down.js";
import { el } from "../../dom.js";
import { nameOf } from "../../words/index.js";
import { closedText } from "./whom.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../acts/taking-down.js").Draft} Draft */
/** @typedef {import("./intake.js").IntakeState} IntakeState */
/** @typedef {keyof typeof LIMITS} TextName */
/** @typedef {"channel" | "agency" | "category" | "relation" | "timing"} ChoiceName */
/** @typedef {{label: string, hint?: string}} Asked */

const LONG = ["what", "how", "why"];
const REQUIRED = ["what", "where", "when", "reference"];
const OPTIONAL = ["relation", "timing"];

/**
 * @param {App} app
 * @param {IntakeState} state
 * @param {Draft} draft
 * @param {TextName} name
 * @param {Asked} [asked]
 */
export function text(app, state, draft, name, asked) {
  const { intake: say } = app.words;
  const limits = { maxlength: LIMITS[name], spellcheck: "false" };
  const input = LINES.includes(name)
    ? el("input", { type: "text", ...limits, value: draft[name] })
    : el("textarea", { ...limits, rows: LONG.includes(name) ? 6 : 2 });
  if (input instanceof HTMLTextAreaElement) input.value = draft[name];
  input.addEventListener("input", () => {
    draft[name] = input.value;
  });
  const label = asked?.label ?? nameOf(say.labels, name);
  /** @type {Record<string, string>} */
  const hints = say.hints;
  const hint = asked?.hint ?? hints[name];
  return field(app, state, name, { label: REQUIRED.includes(name) ? label : `${label} ${say.optional}`, hint }, input);
}

/**
 * @param {App} app
 * @param {IntakeState} state
 * @param {Draft} draft
 * @param {ChoiceName} name
 * @param {Asked & {names: Record<string, string>, changed?: () => void}} asked
 */
export function choice(app, state, draft, name, { label, hint, names, changed }) {
  const { intake: say } = app.words;
  const take = (/** @type {string} */ value) => {
    Object.assign(draft, { [name]: value });
    changed?.();
  };
  const select = selectOf(say.choose, names, draft[name], take);
  return field(app, state, name, { label: OPTIONAL.includes(name) ? `${label} ${say.optional}` : label, hint }, select);
}

/**
 * @param {string} nothing
 * @param {Record<string, string>} names
 * @param {string} value
 * @param {(value: string) => void} take
 */
export function selectOf(nothing, names, value, take) {
  const options = Object.entries(names).map(([one, shown]) => el("option", { value: one }, shown));
  const select = el("select", {}, el("option", { value: "" }, nothing), ...options);
  select.value = value;
  select.addEventListener("change", () => take(select.value));
  return select;
}

/**
 * @param {App} app
 * @param {IntakeState} state
 * @param {string} name
 * @param {Asked} asked
 * @param {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} input
 */
export function field(app, state, name, { label, hint = "" }, input) {
  const id = `intake-${name}`;
  const isFlawed = state.flaws.includes(name);
  input.id = id;
  if (isFlawed) input.setAttribute("aria-invalid", "true");
  const described = [hint && `${id}-hint`, isFlawed && `${id}-flaw`].filter(Boolean).join(" ");
  if (described) input.setAttribute("aria-describedby", described);
  return el(
    "div",
    { class: "pick" },
    el("label", { for: id }, label),
    hint && el("p", { class: "hint", id: `${id}-hint` }, hint),
    isFlawed && el("p", { class: "flaw", id: `${id}-flaw` }, flawText(app, state, name)),
    input,
  );
}

/**
 * Say what to do about a flaw.
 * @param {App} app
 * @param {IntakeState} state
 * @param {string} name
 */
export function flawText({ words: { intake: say } }, { closed }, name) {
  return name === "readers" ? closedText(say, closed) : nameOf(say.flaws, name.replace(/-\d+$/, ""));
}
