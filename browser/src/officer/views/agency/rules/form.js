/** The form that makes the next version of the rules. What it cannot check, the server refuses. */

import { el } from "../../../dom.js";
import { rowsEditor } from "./rows.js";

/** @typedef {import("../../../app.js").App} App */
/** @typedef {import("../../../acts/rules.js").Rules} Rules */
/** @typedef {{element: HTMLElement, read: () => any}} Field */

const CLOCKS = [
  "verify",
  "complete",
  "answer",
  "light",
  "examination",
  "forward",
  "objection",
  "feedback",
  "acknowledgement",
];
const TEAM = ["receiving", "reviewing", "examining", "head", "protection", "liaison"];
const MODES = ["anonymous", "confidential", "named"];
const PAGES = ["flow", "elements", "criteria", "secrecy", "rights", "legal-basis", "questions", "channels"];
const ALWAYS = ["anonymous", "other"];
/** What nobody may leave out: who says nothing of themselves, and who cannot name a category. */
const MIN_COMPLETE = 5;
/** Outer limits in calendar days, which rules may only shorten. */
const OUTER = new Map([
  ["feedback", 90],
  ["acknowledgement", 7],
]);

/**
 * Make the form's parts; `read` gives the rules as they stand in it.
 * @param {App} app
 * @param {Rules} rules
 */
export function rulesForm(app, rules) {
  const { rules: words } = app.words.agency;
  /** @type {Record<string, Field>} */
  const parts = {
    clocks: clocksField(words, rules),
    working_week: boxesField(words.week, Object.entries(words.days), rules.working_week.map(String)),
    pauses_when_incomplete: boxField(words.pauses, rules.pauses_when_incomplete),
    warn: lineField("rules-warn", words.warn, words.warnHint, rules.warn.join(", ")),
    overrides: overridesField(words, rules),
    categories: boxesField(words.categories, Object.entries(app.words.categories), rules.categories),
    identity_modes: boxesField(words.modes, named(MODES, words.modeNames), rules.identity_modes),
    legal_basis: basisField(words, rules),
    law_note: areaField("rules-law", words.lawNote, words.lawNoteHint, rules.law_note ?? ""),
    team: namesField(words.team, TEAM, words.teamNames, rules.team),
    labels: labelsField(words, app.words.categories, rules),
    letter_number: lineField("rules-number", words.letterNumber, words.letterNumberHint, rules.letter_number ?? ""),
    letterhead: areaField("rules-letterhead", words.letterhead, words.letterheadHint, rules.letterhead.join("\n")),
    authorities: authoritiesField(words, rules),
    notices: areaField("rules-notices", words.notices, words.noticesHint, rules.notices.join("\n")),
    public_figures: boxField(words.publicFigures, rules.public_figures),
    texts: textsField(words, rules),
  };
  const read = () => {
    const values = Object.fromEntries(Object.entries(parts).map(([name, { read: value }]) => [name, value()]));
    return ready({ ...rules, ...values }, Object.keys(app.words.categories));
  };
  return { elements: Object.values(parts).map(({ element }) => element), read };
}

/**
 * Put what was typed into the form that the document has: numbers, days in order, nothing empty.
 * @param {any} given
 * @param {string[]} categories in their order
 * @returns {Rules}
 */
function ready(given, categories) {
  const { law_note: note, letter_number: number, labels, ...rules } = given;
  const inOrder = (/** @type {string[]} */ order, /** @type {string[]} */ chosen) =>
    order.filter((one) => chosen.includes(one));
  return {
    ...rules,
    ...(note === "" ? {} : { law_note: note }),
    ...(number.trim() === "" ? {} : { letter_number: number.trim() }),
    ...(labels.length === 0 ? {} : { labels: [...labels].sort(byLabel(categories)) }),
    working_week: rules.working_week.map(Number),
    warn: rules.warn
      .split(/[\s,;]+/)
      .filter(Boolean)
      .map(Number),
    categories: inOrder(categories, rules.categories),
    identity_modes: inOrder(MODES, rules.identity_modes),
    letterhead: lines(rules.letterhead),
    notices: lines(rules.notices).map((one) => one.toLowerCase()),
    overrides: [...rules.overrides].sort((one, other) => (one.day < other.day ? -1 : 1)),
    texts: [...rules.texts].sort(
      (one, other) => PAGES.indexOf(one.page) - PAGES.indexOf(other.page) || (one.language < other.language ? -1 : 1),
    ),
  };
}

/** @param {string[]} categories in their order */
function byLabel(categories) {
  return (/** @type {any} */ one, /** @type {any} */ other) =>
    categories.indexOf(one.category) - categories.indexOf(other.category) || (one.language < other.language ? -1 : 1);
}

/** @param {string} text */
function lines(text) {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}

/**
 * @param {any} words
 * @param {Rules} rules
 * @returns {Field}
 */
function clocksField(words, rules) {
  const inputs = CLOCKS.map((name) => {
    const input = el("input", {
      type: "number",
      min: name === "complete" ? MIN_COMPLETE : 1,
      max: OUTER.get(name) ?? 366,
      required: true,
    });
    input.value = String(rules.clocks[name]);
    return { name, input };
  });
  const labels = inputs.map(({ name, input }) => el("label", { class: "field short" }, words.clockNames[name], input));
  const element = group(words.clocks, el("p", { class: "hint" }, words.clocksHint), ...labels);
  return { element, read: () => Object.fromEntries(inputs.map(({ name, input }) => [name, input.valueAsNumber])) };
}

/**
 * @param {any} words
 * @param {Rules} rules
 * @returns {Field}
 */
function overridesField(words, rules) {
  const editor = rowsEditor({
    title: words.overrides,
    hint: words.overridesHint,
    ...rowWords(words, words.override),
    columns: [
      { name: "day", label: words.day, kind: "date", needed: true },
      {
        name: "works",
        label: words.works,
        kind: [
          ["no", words.off],
          ["yes", words.on],
        ],
      },
      { name: "decree", label: words.decree, kind: "text", needed: true },
    ],
    rows: rules.overrides.map(({ day, works, decree }) => ({ day, works: works ? "yes" : "no", decree })),
  });
  const read = () => editor.read().map(({ day, works, decree }) => ({ day, works: works === "yes", decree }));
  return { element: editor.element, read };
}

/**
 * @param {any} words
 * @param {Rules} rules
 * @returns {Field}
 */
function basisField(words, rules) {
  const editor = rowsEditor({
    title: words.basis,
    hint: words.basisHint,
    ...rowWords(words, words.basisOne),
    columns: [
      { name: "title", label: words.basisTitle, kind: "text", needed: true },
      { name: "dated", label: words.dated, kind: "date" },
      { name: "note", label: words.note, kind: "long", most: 5_000 },
    ],
    rows: rules.legal_basis.map(({ title, dated = "", note = "" }) => ({ title, dated, note })),
  });
  return { element: editor.element, read: () => editor.read().map(withoutEmpty) };
}

/**
 * @param {any} words
 * @param {Rules} rules
 * @returns {Field}
 */
function authoritiesField(words, rules) {
  const editor = rowsEditor({
    title: words.authorities,
    hint: words.authoritiesHint,
    ...rowWords(words, words.authority),
    columns: [
      { name: "name", label: words.name, kind: "text", needed: true },
      { name: "address", label: words.address, kind: "long", needed: true, most: 5_000 },
      { name: "age_key", label: words.ageKey, kind: "text", most: 2_000 },
    ],
    rows: rules.authorities.map(({ name, address, age_key: key = "" }) => ({ name, address, age_key: key })),
  });
  return { element: editor.element, read: () => editor.read().map(withoutEmpty) };
}

/**
 * @param {any} words
 * @param {Rules} rules
 * @returns {Field}
 */
function textsField(words, rules) {
  const editor = rowsEditor({
    title: words.texts,
    hint: words.textsHint,
    ...rowWords(words, words.textOne),
    columns: [
      { name: "page", label: words.page, kind: named(PAGES, words.pageNames) },
      {
        name: "language",
        label: words.language,
        kind: [
          ["id", "Bahasa Indonesia"],
          ["en", "English"],
        ],
      },
      { name: "text", label: words.text, kind: "long", needed: true, most: 50_000 },
    ],
    rows: rules.texts.map(({ page, language, text }) => ({ page, language, text })),
  });
  return editor;
}

/**
 * @param {any} words
 * @param {Record<string, string>} names
 * @param {Rules} rules
 * @returns {Field}
 */
function labelsField(words, names, rules) {
  return rowsEditor({
    title: words.labels,
    hint: words.labelsHint,
    ...rowWords(words, words.labelOne),
    columns: [
      { name: "category", label: words.labelOf, kind: Object.entries(names) },
      {
        name: "language",
        label: words.language,
        kind: [
          ["id", "Bahasa Indonesia"],
          ["en", "English"],
        ],
      },
      { name: "text", label: words.labelText, kind: "text", needed: true, most: 120 },
    ],
    rows: (rules.labels ?? []).map(({ category, language, text }) => ({ category, language, text })),
  });
}

/**
 * @param {any} words
 * @param {(number: number) => string} one
 */
function rowWords(words, one) {
  return {
    add: words.add,
    named: one,
    remove: (/** @type {number} */ number) => words.remove(one(number)),
  };
}

/**
 * @param {string} title
 * @param {string[]} names
 * @param {Record<string, string>} labels
 * @param {Record<string, string>} values
 * @returns {Field}
 */
function namesField(title, names, labels, values) {
  const inputs = names.map((name) => {
    const input = el("input", { type: "text", required: true, maxlength: 120, autocomplete: "off" });
    input.value = values[name];
    return { name, input };
  });
  const fields = inputs.map(({ name, input }) => el("label", { class: "field" }, labels[name], input));
  const read = () => Object.fromEntries(inputs.map(({ name, input }) => [name, input.value.trim()]));
  return { element: group(title, ...fields), read };
}

/**
 * @param {string} title
 * @param {Array<[string, string]>} choices
 * @param {string[]} chosen
 * @returns {Field}
 */
function boxesField(title, choices, chosen) {
  const boxes = choices.map(([value, text]) => {
    const isAlways = ALWAYS.includes(value);
    const box = el("input", {
      type: "checkbox",
      value,
      checked: isAlways || chosen.includes(value),
      disabled: isAlways,
    });
    return { box, label: el("label", { class: "check" }, box, text) };
  });
  const read = () => boxes.filter(({ box }) => box.checked).map(({ box }) => box.value);
  return { element: group(title, ...boxes.map(({ label }) => label)), read };
}

/**
 * @param {string} text
 * @param {boolean} isOn
 * @returns {Field}
 */
function boxField(text, isOn) {
  const box = el("input", { type: "checkbox", checked: isOn });
  return { element: el("label", { class: "check" }, box, text), read: () => box.checked };
}

/**
 * @param {string} id
 * @param {string} label
 * @param {string} hint
 * @param {string} value
 * @returns {Field}
 */
function lineField(id, label, hint, value) {
  const input = el("input", { id, type: "text", autocomplete: "off", "aria-describedby": `${id}-hint` });
  input.value = value;
  return { element: labelled(id, label, hint, input), read: () => input.value };
}

/**
 * @param {string} id
 * @param {string} label
 * @param {string} hint
 * @param {string} value
 * @returns {Field}
 */
function areaField(id, label, hint, value) {
  const area = el("textarea", { id, rows: 4, maxlength: 5_000, "aria-describedby": `${id}-hint` });
  area.value = value;
  return { element: labelled(id, label, hint, area), read: () => area.value.trim() };
}

/**
 * @param {string} id
 * @param {string} label
 * @param {string} hint
 * @param {HTMLElement} input
 */
function labelled(id, label, hint, input) {
  return el(
    "div",
    { class: "field" },
    el("label", { for: id }, label),
    el("p", { class: "hint", id: `${id}-hint` }, hint),
    input,
  );
}

/**
 * @param {string} title
 * @param {...import("../../../dom.js").Child} children
 */
function group(title, ...children) {
  return el("fieldset", {}, el("legend", {}, title), ...children);
}

/**
 * @param {string[]} values
 * @param {Record<string, string>} names
 * @returns {Array<[string, string]>}
 */
function named(values, names) {
  return values.map((value) => [value, names[value]]);
}

/** @param {Record<string, string>} row */
function withoutEmpty(row) {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== ""));
}
