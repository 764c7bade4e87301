/** Changing the passphrase: seven new words, shown once, typed back, and proved with the old ones. */

import { changePassphrase, readStanding } from "../../acts/own-keys.js";
import { el } from "../../dom.js";
import { badNote, problemText } from "../../problems.js";
import { field } from "../factor.js";
import { withProof } from "./proving.js";
import { toldNote } from "./shared.js";

/** @typedef {import("../../app.js").App} App */

class State {
  /** @type {string | null} */
  drawn = null;
  isWritten = false;
  told = "";
  problem = "";
}

/** @type {import("../account.js").Part} */
export const passphrasePart = { name: "passphrase", begin: () => new State(), draw };

/**
 * @param {App} app
 * @param {State} state
 * @param {() => void} redraw
 */
function draw(app, state, redraw) {
  const words = app.words.ownKeys.passphrase;
  const begin = async () => {
    Object.assign(state, { told: "", problem: "", isWritten: false });
    try {
      const { renewed, isListed } = await app.busy(() => readStanding(app));
      if (renewed !== null && !isListed)
        state.problem = words.waits; // its box is not here to be wrapped anew
      else state.drawn = (await app.keeper.ask("drawPassphrase")).passphrase;
    } catch (error) {
      state.problem = problemText(app.words, error);
    }
    if (app.officer) redraw();
  };
  return [
    el("p", {}, words.text),
    toldNote(state),
    state.problem !== "" && badNote(app.words.problems.title, state.problem),
    state.drawn === null
      ? el(
          "p",
          {},
          el("button", { type: "button", class: "sbtn", id: "passphrase-change", click: begin }, words.change),
        )
      : newWords(app, state, state.drawn, redraw),
  ];
}

/**
 * @param {App} app
 * @param {State} state
 * @param {string} drawn
 * @param {() => void} redraw
 */
function newWords(app, state, drawn, redraw) {
  const words = app.words.ownKeys.passphrase;
  const stop = () => {
    Object.assign(state, { drawn: null, problem: "" });
    redraw();
  };
  const cancel = el("button", { type: "button", class: "sbtn", click: stop }, app.words.frame.cancel);
  if (!state.isWritten) {
    const next = () => {
      state.isWritten = true;
      redraw();
    };
    const items = drawn.split(" ").map((word) => el("li", {}, word));
    const go = el("button", { type: "button", class: "sbtn go", click: next }, app.words.enrolment.written);
    return el(
      "div",
      {},
      el("p", {}, words.keep),
      el("ol", { class: "seven" }, ...items),
      el("p", { class: "row" }, go, cancel),
    );
  }
  const again = el("input", {
    id: "again",
    type: "text",
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: "false",
  });
  const form = el(
    "form",
    { class: "draft", autocomplete: "off", novalidate: true },
    field("again", app.words.enrolment.again, app.words.enrolment.againHint, again),
    el("p", { class: "row" }, el("button", { class: "sbtn go" }, words.act), cancel),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void change(app, state, drawn, again.value.trim().toLowerCase().replace(/\s+/g, " "), redraw);
  });
  return form;
}

/**
 * @param {App} app
 * @param {State} state
 * @param {string} drawn
 * @param {string} typed
 * @param {() => void} redraw
 */
async function change(app, state, drawn, typed, redraw) {
  const words = app.words.ownKeys.passphrase;
  state.problem = typed === drawn ? "" : app.words.enrolment.wrongAgain;
  if (state.problem === "") {
    const isDone = await withProof(app, words.proveTitle, (proof, progress) =>
      app.busy(() => changePassphrase(app, proof, drawn, progress)),
    );
    if (isDone) Object.assign(state, { drawn: null, told: words.done });
  }
  if (app.officer) redraw();
}
