/** The letter of a step: made from fields and the agency's letterhead, until somebody edits it by hand. */

import { el, fill, show } from "../dom.js";
import { letterText } from "../letters.js";
import { numbered } from "../numbering.js";
import { printText } from "../printing.js";
import { today } from "../../shared/days.js";
import { area, choice, follow, line, pick } from "./fields.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../api.js").CaseFile} CaseFile */
/** @typedef {import("./steps.js").StepDraft} StepDraft */
/** @typedef {import("../../worker/story.js").Story} Story */
/** @typedef {{letterhead: string[], numbering: string, head: string}} Setting */

/**
 * @typedef {object} LetterDraft
 * @property {boolean} isWanted
 * @property {"id" | "en"} tag
 * @property {string} number
 * @property {string} grounds
 * @property {string} measures
 * @property {string} signer
 * @property {string} text
 * @property {boolean} isOwn whether somebody edited the text by hand
 */

const MAX_TEXT = 50_000;
const MAX_PART = 20_000;

/**
 * Give the part of a form, and what makes the letter anew when a field of the form changed.
 * @param {App} app
 * @param {{step: StepDraft, story: Story, file: CaseFile, isNeeded: boolean}} given
 */
export function letterPart(app, { step, story, file, isNeeded }) {
  const { letter: say } = app.words.steps;
  const { letter } = step;
  /** @type {Setting} */
  let setting = { letterhead: [app.agency?.name ?? ""], numbering: "", head: "" };
  const text = el("textarea", { id: "letter-text", rows: 16, maxlength: MAX_TEXT, spellcheck: "false" });
  const warning = el("p", { class: "note warn", hidden: true }, say.rulesGone);
  const body = el("div", { class: "letter-form" });
  const refresh = () => {
    if (!letter.isOwn) letter.text = letterText(factsOf(step, story, file, setting));
    if (text.value !== letter.text) text.value = letter.text;
    show(body, isNeeded || letter.isWanted);
  };
  text.addEventListener("input", () => {
    Object.assign(letter, { text: text.value, isOwn: true });
  });
  const anew = () => {
    letter.isOwn = false;
    refresh();
  };
  fill(
    body,
    el("p", { class: "hint" }, say.about),
    warning,
    ...fieldsOf(app, letter),
    el("label", { for: "letter-text" }, say.text),
    text,
    el(
      "p",
      { class: "row" },
      el("button", { type: "button", class: "sbtn", click: anew }, say.anew),
      el("button", { type: "button", class: "sbtn", click: () => printText(letter.text) }, say.print),
    ),
  );
  void settingOf(app).then((found) => {
    show(warning, found === null);
    if (found) setting = found;
    const hint = body.querySelector("#letter-number-hint");
    if (hint && found?.numbering) hint.textContent = say.numberHint(found.numbering);
    if (letter.signer === "" && found) letter.signer = found.head;
    const signer = body.querySelector("#letter-signer");
    if (signer instanceof HTMLTextAreaElement && signer.value === "") signer.value = letter.signer;
    refresh();
  });
  refresh();
  const part = el("fieldset", {}, el("legend", {}, say.title), !isNeeded && wanting(app, letter, refresh), body);
  return { part, refresh };
}

/**
 * @param {App} app
 * @param {LetterDraft} letter
 * @param {() => void} refresh
 */
function wanting({ words: { steps } }, letter, refresh) {
  const input = el("input", { type: "checkbox", checked: letter.isWanted });
  input.addEventListener("change", () => {
    letter.isWanted = input.checked;
    refresh();
  });
  return el("label", {}, input, steps.letter.add);
}

/**
 * @param {App} app
 * @param {LetterDraft} letter
 */
function fieldsOf(app, letter) {
  const { letter: say } = app.words.steps;
  const languages = { id: "Bahasa Indonesia", en: "English" };
  const number = follow(line("letter-number"), letter, "number");
  number.setAttribute("aria-describedby", "letter-number-hint");
  const text = (/** @type {"grounds" | "measures" | "signer"} */ name, /** @type {number} */ rows) =>
    follow(area(`letter-${name}`, { rows, most: MAX_PART }), letter, name);
  return [
    choice(
      "letter-tag",
      say.language,
      languages,
      letter.tag,
      (value) => {
        letter.tag = value === "en" ? "en" : "id";
      },
      "–",
    ),
    el(
      "div",
      { class: "pick" },
      el("label", { for: "letter-number" }, say.number),
      el("p", { class: "hint", id: "letter-number-hint" }),
      number,
    ),
    pick(say.grounds, text("grounds", 5)),
    pick(say.measures, text("measures", 3), say.measuresHint),
    pick(say.signer, text("signer", 2)),
  ];
}

/**
 * @param {StepDraft} step
 * @param {Story} story
 * @param {CaseFile} file
 * @param {Setting} setting
 */
function factsOf(step, story, file, { letterhead, numbering }) {
  const { letter, status, outcome, reason, to, reference, text } = step;
  const grounds =
    status === "closed" ? letter.grounds : [text, letter.grounds].filter((one) => one.trim()).join("\n\n");
  return {
    ...{ tag: letter.tag, letterhead, day: today(""), letterNumber: numbered(numbering, letter.number, today("")) },
    status: /** @type {import("../letters.js").LetterFacts["status"]} */ (status),
    ...{ number: story.number, received: file.received, outcome, reason, to: to.trim(), reference: reference.trim() },
    ...{ grounds, measures: letter.measures, objectionDays: file.objection_days, signer: letter.signer.trim() },
  };
}

/**
 * Fetch the agency's own setting; nothing if it cannot be had.
 * @param {App} app
 * @returns {Promise<Setting | null>}
 */
async function settingOf(app) {
  try {
    const { rules } = await app.api.ask("GET", "agency/rules");
    const letterhead = rules.letterhead.length > 0 ? rules.letterhead : [app.agency?.name ?? ""];
    const numbering = rules.letter_number ?? "";
    return { letterhead, numbering, head: rules.team.head };
  } catch {
    return null;
  }
}
