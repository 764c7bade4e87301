/** The officer's own key: asking for another, the words that the officials compare, and sealing every case to it. */

import { requestFile } from "../../acts/enrol.js";
import { askRenewal, readStanding, sealAgain, withdrawRenewal } from "../../acts/own-keys.js";
import { isAbort } from "../../api.js";
import { ask } from "../../dialog.js";
import { el, save } from "../../dom.js";
import { badNote, problemText } from "../../problems.js";
import { withProof } from "./proving.js";
import { Loaded, loaded, toldNote } from "./shared.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../acts/own-keys.js").Standing} Standing */

/** @extends {Loaded<Standing>} */
class State extends Loaded {
  problem = "";
  /** @type {AbortController | null} */
  running = null;
}

/** @type {import("../account.js").Part} */
export const keyPart = { name: "key", begin: () => new State(), draw };

/**
 * @param {App} app
 * @param {State} state
 * @param {() => void} redraw
 */
function draw(app, state, redraw) {
  const words = app.words.ownKeys.key;
  const read = loaded(app, state, () => readStanding(app), redraw);
  return [
    el("p", {}, words.text),
    toldNote(state),
    state.problem !== "" && badNote(app.words.problems.title, state.problem),
    ...("instead" in read ? [read.instead] : standing(app, state, read.answer, redraw)),
  ];
}

/**
 * @param {App} app
 * @param {State} state
 * @param {Standing} answer
 * @param {() => void} redraw
 */
function standing(app, state, { renewed, request, isListed }, redraw) {
  const words = app.words.ownKeys.key;
  if (renewed === null) return [button(words.ask, () => askFor(app, state, redraw), "key-renew")];
  if (isListed) return resealing(app, state, redraw);
  return [
    el("p", {}, words.waits),
    request &&
      el(
        "div",
        { class: "fingerprint" },
        el("h3", {}, app.words.enrolment.wordsTitle),
        el("ol", { class: "eight" }, ...request.words.map((word) => el("li", {}, word))),
      ),
    el("p", { class: "soft" }, words.then),
    el(
      "p",
      { class: "row" },
      request &&
        el(
          "button",
          { type: "button", class: "sbtn", click: () => saveRequest(request) },
          app.words.enrolment.download,
        ),
      el("button", { type: "button", class: "sbtn", click: () => withdraw(app, state, redraw) }, words.withdraw),
    ),
  ];
}

/** @param {import("../../acts/enrol.js").Request} request */
function saveRequest(request) {
  const { name, blob } = requestFile(request);
  save(blob, name);
}

/**
 * @param {App} app
 * @param {State} state
 * @param {() => void} redraw
 */
function resealing(app, state, redraw) {
  const words = app.words.ownKeys.key;
  const bar = el("progress", { max: 1, value: 0, "aria-label": words.sealing });
  const count = el("p", { role: "status" });
  const panel = el("div", { class: "work-panel", hidden: true }, count, bar);
  const start = el("button", { type: "button", class: "sbtn go", id: "key-reseal" }, words.seal);
  const stop = el("button", { type: "button", class: "sbtn", hidden: true }, app.words.frame.cancel);
  stop.addEventListener("click", () => state.running?.abort());
  start.addEventListener("click", async () => {
    const running = new AbortController();
    Object.assign(state, { running, problem: "", told: "" });
    [panel.hidden, stop.hidden, start.hidden] = [false, false, true];
    const progress = (/** @type {import("../../acts/own-keys.js").Count} */ { done, left, all }) => {
      bar.value = all === 0 ? 1 : (done + left) / all;
      count.textContent = words.progress(done + left, all);
    };
    try {
      const result = await app.busy(() => sealAgain(app, { signal: running.signal, progress }));
      if (result.left === 0) state.told = words.sealed(result.done);
      else state.problem = words.left(result.left);
    } catch (error) {
      state.problem = isAbort(error) ? words.stopped : problemText(app.words, error);
    }
    state.running = null;
    state.forget();
    if (app.officer) redraw();
  });
  return [el("p", {}, words.listed), panel, el("p", { class: "row" }, start, stop)];
}

/**
 * @param {App} app
 * @param {State} state
 * @param {() => void} redraw
 */
async function askFor(app, state, redraw) {
  const words = app.words.ownKeys.key;
  Object.assign(state, { problem: "", told: "" });
  const isDone = await withProof(app, words.proveTitle, (proof) => app.busy(() => askRenewal(app, proof)));
  if (isDone) state.forget();
  if (app.officer) redraw();
}

/**
 * @param {App} app
 * @param {State} state
 * @param {() => void} redraw
 */
async function withdraw(app, state, redraw) {
  const words = app.words.ownKeys.key;
  const question = { title: words.withdrawTitle, text: words.withdrawText, act: words.withdraw };
  if (!(await ask({ ...question, cancel: app.words.frame.cancel, destroys: true }))) return;
  Object.assign(state, { problem: "", told: "" });
  await withProof(app, words.withdrawTitle, (proof) => app.busy(() => withdrawRenewal(app, proof)));
  state.forget();
  if (app.officer) redraw();
}

/**
 * @param {string} text
 * @param {() => void} click
 * @param {string} id
 */
function button(text, click, id) {
  return el("p", {}, el("button", { type: "button", class: "sbtn", id, click }, text));
}
