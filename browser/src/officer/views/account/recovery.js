/** Recovery codes: how many are left, when others were used, ten new ones that are shown once. */

import { el } from "../../dom.js";
import { moment } from "../../format.js";
import { withProof } from "./proving.js";
import { Loaded, loaded, readFactors } from "./shared.js";

/** @typedef {import("../../app.js").App} App */

/** @extends {Loaded<import("./shared.js").Factors>} */
class State extends Loaded {
  /** @type {string[]} Never kept beyond the moment they are shown. */
  codes = [];
}

/** @type {import("../account.js").Part} */
export const recoveryPart = { name: "recovery", begin: () => new State(), draw };

/**
 * @param {App} app
 * @param {State} state
 * @param {() => void} redraw
 */
function draw(app, state, redraw) {
  const words = app.words.account.recovery;
  const found = loaded(app, state, () => readFactors(app), redraw);
  if ("instead" in found) return [el("p", {}, words.text), found.instead];
  const { codes_left: left, codes_used: used } = found.answer;
  const make = async () => {
    const made = await withProof(app, words.proveTitle, (proof) =>
      app.busy(() => app.api.ask("POST", "me/recovery-codes", { proof })),
    );
    if (!made || !app.officer) return;
    state.forget();
    state.codes = made.codes;
    redraw();
  };
  return [
    el("p", {}, words.text),
    state.codes.length > 0 && newCodes(app, state, redraw),
    el("p", { class: left < 3 && "unconfirmed" }, words.left(left)),
    used.length > 0 && el("p", {}, `${words.used} ${used.map((time) => moment(time, app.tag)).join("; ")}`),
    el(
      "p",
      {},
      el(
        "button",
        { type: "button", class: "sbtn", id: "make-codes", click: () => void make() },
        left + used.length === 0 ? words.make : words.remake,
      ),
    ),
  ];
}

/**
 * @param {App} app
 * @param {State} state
 * @param {() => void} redraw
 */
function newCodes(app, state, redraw) {
  const words = app.words.account.recovery;
  const hide = () => {
    state.codes = [];
    redraw();
  };
  return el(
    "div",
    { class: "note warn codes", role: "status" },
    el("h3", {}, words.newTitle),
    el("ol", {}, ...state.codes.map((code) => el("li", { class: "mono" }, code.match(/.{4}/g)?.join("-") ?? code))),
    el("p", {}, words.keep),
    el("p", {}, el("button", { type: "button", class: "sbtn", click: hide }, words.hide)),
  );
}
