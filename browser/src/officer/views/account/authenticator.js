/** Replacing the authenticator app: the new secret proves itself by a code before it takes the old one's place. */

import { ApiError } from "../../api.js";
import { el, svg } from "../../dom.js";
import { badNote, problemText } from "../../problems.js";
import { field } from "../factor.js";
import { withProof } from "./proving.js";
import { toldNote } from "./shared.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {{secret: string, text: string, side: number, path: string}} Draft */

const QUIET = 4;

class State {
  /** @type {Draft | null} */
  draft = null;
  told = "";
  problem = "";
}

/** @type {import("../account.js").Part} */
export const authenticatorPart = { name: "authenticator", begin: () => new State(), draw };

/**
 * @param {App} app
 * @param {State} state
 * @param {() => void} redraw
 */
function draw(app, state, redraw) {
  const words = app.words.account.authenticator;
  const begin = async () => {
    Object.assign(state, { told: "", problem: "" });
    try {
      state.draft = await app.busy(() => app.api.ask("POST", "me/totp/draft", {}));
    } catch (error) {
      state.problem = problemText(app.words, error);
    }
    if (app.officer) redraw();
  };
  return [
    el("p", {}, words.text),
    toldNote(state),
    state.problem !== "" && badNote(app.words.problems.title, state.problem),
    state.draft
      ? draftForm(app, state, state.draft, redraw)
      : el("p", {}, el("button", { type: "button", class: "sbtn", id: "totp-change", click: begin }, words.change)),
  ];
}

/**
 * @param {App} app
 * @param {State} state
 * @param {Draft} draft
 * @param {() => void} redraw
 */
function draftForm(app, state, draft, redraw) {
  const words = app.words.account.authenticator;
  const code = el("input", {
    id: "new-code",
    type: "text",
    inputmode: "numeric",
    autocomplete: "off",
    maxlength: 7,
    spellcheck: "false",
  });
  const stop = () => {
    state.draft = null;
    state.problem = "";
    redraw();
  };
  const form = el(
    "form",
    { class: "draft", autocomplete: "off", novalidate: true },
    el("p", {}, words.scan),
    qrPicture(draft, words.picture),
    keyText(draft, words.key),
    field("new-code", words.type, "", code),
    el("p", { class: "soft" }, words.next),
    el(
      "p",
      { class: "row" },
      el("button", { class: "sbtn go" }, words.act),
      el("button", { type: "button", class: "sbtn", click: stop }, words.cancel),
    ),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void replace(app, state, draft, code.value.replace(/\s/g, ""), redraw);
  });
  return form;
}

/**
 * @param {App} app
 * @param {State} state
 * @param {Draft} draft
 * @param {string} code of the new secret
 * @param {() => void} redraw
 */
async function replace(app, state, { secret }, code, redraw) {
  const words = app.words.account.authenticator;
  state.problem = /^[0-9]{6}$/.test(code) ? "" : words.need;
  if (state.problem === "") {
    const outcome = await withProof(app, words.proveTitle, (proof) => send(app, { proof, secret, code }));
    if (outcome === "wrong") state.problem = words.wrong;
    if (outcome === "done") {
      state.draft = null;
      state.told = words.done;
    }
  }
  if (app.officer) redraw();
}

/**
 * @param {App} app
 * @param {{proof: import("./proving.js").Proof, secret: string, code: string}} change
 * @returns {Promise<"done" | "wrong">}
 */
async function send(app, change) {
  try {
    await app.busy(() => app.api.ask("PUT", "me/totp", change));
    return "done";
  } catch (error) {
    if (error instanceof ApiError && error.code === "refused") return "wrong";
    throw error;
  }
}

/**
 * Draw a secret for an authenticator app to scan.
 * @param {Draft} draft
 * @param {string} label
 */
export function qrPicture({ side, path }, label) {
  const edge = side + 2 * QUIET;
  return svg(
    "svg",
    { class: "qr", viewBox: `${-QUIET} ${-QUIET} ${edge} ${edge}`, role: "img", "aria-label": label },
    svg("rect", { x: -QUIET, y: -QUIET, width: edge, height: edge, fill: "#fff" }),
    svg("path", { d: path, fill: "#000" }),
  );
}

/**
 * Write a secret for people to type.
 * @param {Draft} draft
 * @param {string} label
 */
export function keyText({ text }, label) {
  return el("p", {}, `${label}: `, el("span", { class: "mono key" }, spaced(text)));
}

/** @param {string} text */
function spaced(text) {
  return text.match(/.{1,4}/g)?.join(" ") ?? text;
}
