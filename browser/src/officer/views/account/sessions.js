/** One's own sessions: when each began, when it was last used, with which factor; and their end. */

import { el } from "../../dom.js";
import { moment } from "../../format.js";
import { badNote, problemText } from "../../problems.js";
import { nameOf } from "../../words/index.js";
import { Loaded, loaded, toldNote } from "./shared.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {{session: string, begun: string, last_used: string, factor: string, is_this: boolean}} OwnSession */

/** @extends {Loaded<{sessions: OwnSession[]}>} */
class State extends Loaded {
  problem = "";
}

/** @type {import("../account.js").Part} */
export const sessionsPart = { name: "sessions", begin: () => new State(), draw };

/**
 * @param {App} app
 * @param {State} state
 * @param {() => void} redraw
 */
function draw(app, state, redraw) {
  const words = app.words.account.sessions;
  const found = loaded(app, state, () => readSessions(app), redraw);
  if ("instead" in found) return [el("p", {}, words.text), found.instead];
  const { sessions } = found.answer;
  const end = (/** @type {string} */ path) => void finish(app, state, path, redraw);
  const others = sessions.filter((one) => !one.is_this);
  return [
    el("p", {}, words.text),
    toldNote(state),
    state.problem !== "" && badNote(app.words.problems.title, state.problem),
    el("ul", { class: "plain rows" }, ...sessions.map((one) => row(app, one, end))),
    others.length === 0
      ? el("p", { class: "soft" }, words.only)
      : el(
          "p",
          {},
          el(
            "button",
            { type: "button", class: "sbtn bad", id: "end-others", click: () => end("me/sessions/end-others") },
            words.endOthers,
          ),
        ),
  ];
}

/**
 * @param {App} app
 * @returns {Promise<{sessions: OwnSession[]}>}
 */
function readSessions(app) {
  return app.api.ask("GET", "me/sessions");
}

/**
 * @param {App} app
 * @param {OwnSession} one
 * @param {(path: string) => void} end
 */
function row(app, one, end) {
  const words = app.words.account.sessions;
  const begun = moment(one.begun, app.tag);
  const path = `me/sessions/${encodeURIComponent(one.session)}/end`;
  return el(
    "li",
    { class: "row" },
    el(
      "p",
      {},
      el("b", {}, `${words.begun} ${begun}`),
      el("small", {}, `${words.lastUsed} ${moment(one.last_used, app.tag)}`),
      el("small", {}, `${words.factor} ${nameOf(app.words.account.factors, one.factor)}`),
    ),
    one.is_this
      ? el("span", { class: "chip fine" }, words.current)
      : el(
          "button",
          { type: "button", class: "sbtn bad", "aria-label": words.endName(begun), click: () => end(path) },
          words.end,
        ),
  );
}

/**
 * @param {App} app
 * @param {State} state
 * @param {string} path
 * @param {() => void} redraw
 */
async function finish(app, state, path, redraw) {
  Object.assign(state, { told: "", problem: "" });
  try {
    await app.busy(() => app.api.ask("POST", path, {}));
    state.told = app.words.account.sessions.ended;
    state.forget();
  } catch (error) {
    state.problem = problemText(app.words, error);
  }
  if (app.officer) redraw();
}
