/** Aturan: what the agency has set for itself, every version of it, and the form for the next one. */

import { changedMembers, mayChangeRules, saveRules, storeRules } from "../../../acts/rules.js";
import { ApiError } from "../../../api.js";
import { ask } from "../../../dialog.js";
import { el, fill } from "../../../dom.js";
import { countText, shortDay } from "../../../format.js";
import { badNote, problemText } from "../../../problems.js";
import { nameOf } from "../../../words/index.js";
import { rulesForm } from "./form.js";

/** @typedef {import("../../../app.js").App} App */
/** @typedef {import("../../../acts/rules.js").Rules} Rules */
/** @typedef {import("../../../acts/rules.js").ToldRules} ToldRules */

/**
 * @param {App} app
 * @param {ToldRules} told
 * @param {(told: string) => void} done
 */
export function rulesPart(app, told, done) {
  const words = app.words.agency.rules;
  const problem = el("div", {});
  const place = el("div", {});
  const change = el("button", { type: "button", class: "sbtn" }, words.change);
  change.addEventListener("click", () => {
    change.hidden = true;
    const form = editor(app, told, done, () => {
      fill(place);
      change.hidden = false;
      change.focus();
    });
    fill(place, form);
    form.querySelector("h3")?.focus();
  });
  return el(
    "section",
    { class: "blk", "aria-labelledby": "agency-rules" },
    el("h2", { id: "agency-rules" }, words.title),
    el("p", { class: "soft" }, words.about),
    el("p", {}, told.version === 0 ? words.ownNone : words.now(countText(told.version, app.tag))),
    told.version > 0 && el("p", {}, told.signer === null ? words.unsigned : words.signed(told.signer)),
    summary(app, told.rules),
    problem,
    history(app, told, problem),
    mayChangeRules(app) && el("p", {}, change),
    place,
  );
}

/**
 * @param {App} app
 * @param {Rules} rules
 */
function summary(app, rules) {
  const { rules: words } = app.words.agency;
  const clocks = Object.entries(rules.clocks).map(
    ([name, days]) => `${nameOf(words.clockNames, name)}: ${countText(days, app.tag)}`,
  );
  const modes = rules.identity_modes.map((mode) => nameOf(words.modeNames, mode));
  const kinds = rules.categories.length;
  const rows = [
    [words.clocks, clocks.join("; ")],
    [words.week, rules.working_week.map((day) => nameOf(words.days, String(day))).join(", ")],
    [words.overrides, words.counted(countText(rules.overrides.length, app.tag))],
    [words.modes, modes.join(", ")],
    [words.categories, words.counted(countText(kinds, app.tag))],
    [words.basis, rules.legal_basis.map(({ title }) => title).join("; ") || words.nothing],
    [words.authorities, rules.authorities.map(({ name }) => name).join("; ") || words.nothing],
    [words.notices, rules.notices.join(", ") || words.nothing],
  ];
  return el("dl", { class: "stack" }, ...rows.flatMap(([term, text]) => [el("dt", {}, term), el("dd", {}, text)]));
}

/**
 * @param {App} app
 * @param {ToldRules} told
 * @param {HTMLElement} problem
 */
function history(app, { versions }, problem) {
  const words = app.words.agency.rules;
  const line = (/** @type {number} */ version, /** @type {string} */ about) =>
    el(
      "li",
      {},
      `${about} `,
      el(
        "button",
        { type: "button", class: "link", click: () => void take(app, version, problem) },
        words.save(version),
      ),
    );
  const own = versions.map(({ version, day, officer }) =>
    line(version, words.stored(countText(version, app.tag), shortDay(day, app.tag), who(app, officer))),
  );
  return el(
    "details",
    {},
    el("summary", {}, words.versions),
    el("ul", { class: "plain" }, ...own, line(0, words.programs)),
  );
}

/**
 * @param {App} app
 * @param {string} officer
 */
function who(app, officer) {
  return officer === ":operator" ? app.words.agency.rules.operator : officer;
}

/**
 * @param {App} app
 * @param {number} version
 * @param {HTMLElement} problem
 */
async function take(app, version, problem) {
  try {
    await app.busy(() => saveRules(app, version));
    fill(problem);
  } catch (error) {
    fill(problem, badNote(app.words.problems.title, problemText(app.words, error)));
  }
}

/**
 * @param {App} app
 * @param {ToldRules} told
 * @param {(told: string) => void} done
 * @param {() => void} close
 */
function editor(app, told, done, close) {
  const { frame, agency } = app.words;
  const words = agency.rules;
  const { elements, read } = rulesForm(app, told.rules);
  const wrong = el("div", {});
  const form = el(
    "form",
    { class: "invite rules", autocomplete: "off" },
    el("h3", { tabindex: -1 }, words.formTitle(countText(told.version + 1, app.tag))),
    ...elements,
    wrong,
    el(
      "p",
      { class: "row" },
      el("button", { class: "sbtn go" }, words.store),
      el("button", { type: "button", class: "sbtn", click: close }, frame.cancel),
    ),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void store(app, told, read(), wrong, done);
  });
  return form;
}

/**
 * @param {App} app
 * @param {ToldRules} told
 * @param {Rules} rules
 * @param {HTMLElement} wrong
 * @param {(told: string) => void} done
 */
async function store(app, { version, signer, rules: before }, rules, wrong, done) {
  const words = app.words.agency.rules;
  const changed = changedMembers(before, rules).map((name) => nameOf(words.members, name));
  const isUnsigned = version > 0 && signer === null;
  if (changed.length === 0 && !isUnsigned) {
    fill(wrong, el("p", { class: "error", role: "alert" }, words.unchanged));
    return;
  }
  const isSure = await ask({
    title: words.askTitle(countText(version + 1, app.tag)),
    text: changed.length > 0 ? words.ask(changed.join(", ")) : words.adopt,
    act: words.store,
    cancel: app.words.frame.cancel,
  });
  if (!isSure || !app.officer) return;
  try {
    const { version: stored } = await app.busy(() => storeRules(app, version, rules));
    done(words.done(countText(stored, app.tag)));
  } catch (error) {
    fill(wrong, badNote(app.words.problems.title, refusal(app, error)));
  }
}

/**
 * @param {App} app
 * @param {unknown} error
 */
function refusal(app, error) {
  const { rules } = app.words.agency;
  const own = { conflict: rules.outrun, refused: rules.refused, "too-large": rules.tooLong };
  const code = error instanceof ApiError ? error.code : "";
  return code in own ? own[/** @type {keyof typeof own} */ (code)] : problemText(app.words, error);
}
