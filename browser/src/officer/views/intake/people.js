/** Who is reported: up to twenty, each with the rank class that helps to decide who reads. */

import { MAX_ACCUSED, NAMED_LIMITS, nobody } from "../../acts/taking-down.js";
import { el, fill } from "../../dom.js";
import { nameOf } from "../../words/index.js";
import { field, selectOf } from "./fields.js";
import { smallButton } from "./whom.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../acts/taking-down.js").Draft} Draft */
/** @typedef {import("./intake.js").IntakeState} IntakeState */
/** @typedef {{draft: Draft, ranks: string[], look: () => void, redraw: () => void}} Given `ranks` that the area knows */

/**
 * @param {App} app
 * @param {IntakeState} state
 * @param {Omit<Given, "redraw" | "ranks"> & {ranks: () => string[]}} given
 * @returns {{part: HTMLElement, redraw: () => void}} `redraw` shows the rank classes of another area
 */
export function accusedPart(app, state, { draft, ranks, look }) {
  const { intake: say } = app.words;
  const list = el("div", {});
  const button = el("button", { type: "button", class: "sbtn", id: "intake-add" }, say.addPerson);
  const redraw = () => {
    const given = { draft, ranks: ranks(), look, redraw };
    fill(list, ...draft.accused.map((_, place) => person(app, state, given, place)));
    button.disabled = draft.accused.length >= MAX_ACCUSED;
  };
  button.addEventListener("click", () => {
    draft.accused.push(nobody());
    redraw();
    document.getElementById(`intake-name-${draft.accused.length - 1}`)?.focus();
  });
  redraw();
  const part = el(
    "fieldset",
    { class: "accused" },
    el("legend", {}, say.accused),
    el("p", { class: "hint" }, say.accusedHint),
    list,
    el("p", {}, button),
  );
  return { part, redraw };
}

/**
 * @param {App} app
 * @param {IntakeState} state
 * @param {Given} given
 * @param {number} place
 */
function person(app, state, { draft, ranks, look, redraw }, place) {
  const { intake: say } = app.words;
  const one = draft.accused[place];
  const fields = /** @type {Array<keyof typeof NAMED_LIMITS>} */ (["name", "post", "unit"]).map((name) => {
    const input = el("input", { type: "text", maxlength: NAMED_LIMITS[name], value: one[name] });
    input.addEventListener("input", () => {
      one[name] = input.value;
    });
    input.addEventListener("change", look); // somebody is there now, or is not any more
    return field(app, state, `${name}-${place}`, { label: say[name] }, input);
  });
  const remove = () => {
    draft.accused.splice(place, 1);
    redraw();
    look();
    document.getElementById("intake-add")?.focus();
  };
  const several = draft.accused.length > 1;
  return el(
    "div",
    { class: "person", role: "group", "aria-label": say.person(place + 1) },
    several && el("h2", {}, say.person(place + 1)),
    el("div", { class: "asked" }, ...fields),
    rank(app, state, { draft, ranks, look }, place),
    several && smallButton(say.removePerson(place + 1), say.removePerson(place + 1), remove),
  );
}

/**
 * @param {App} app
 * @param {IntakeState} state
 * @param {Pick<Given, "draft" | "ranks" | "look">} given
 * @param {number} place
 */
function rank(app, state, { draft, ranks, look }, place) {
  const { intake: say } = app.words;
  const one = draft.accused[place];
  if (!ranks.includes(one.rank)) one.rank = "";
  const names = Object.fromEntries(ranks.map((code) => [code, nameOf(say.ranks, code)]));
  const select = selectOf(say.choose, names, one.rank, (value) => {
    one.rank = value;
    look();
  });
  return field(app, state, `rank-${place}`, { label: say.rank, hint: place === 0 ? say.rankHint : "" }, select);
}
