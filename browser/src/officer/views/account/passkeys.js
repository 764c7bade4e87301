/** Passkeys: which there are, one more, one less. What a passkey computes goes to the worker alone. */

import { PasskeyError, makePasskey } from "../../acts/passkeys.js";
import { ApiError } from "../../api.js";
import { ask } from "../../dialog.js";
import { el } from "../../dom.js";
import { moment } from "../../format.js";
import { badNote, problemText } from "../../problems.js";
import { withProof } from "./proving.js";
import { Loaded, loaded, readFactors, toldNote } from "./shared.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("./shared.js").Passkey} Passkey */

const MOST = 10;

/** @extends {Loaded<import("./shared.js").Factors>} */
class State extends Loaded {
  problem = "";
  isTouching = false;
}

/** @type {import("../account.js").Part} */
export const passkeysPart = { name: "passkeys", begin: () => new State(), draw };

/**
 * @param {App} app
 * @param {State} state
 * @param {() => void} redraw
 */
function draw(app, state, redraw) {
  const words = app.words.account.passkeys;
  const found = loaded(app, state, () => readFactors(app), redraw);
  if ("instead" in found) return [el("p", {}, words.text), found.instead];
  const { passkeys } = found.answer;
  return [
    el("p", {}, words.text),
    toldNote(state),
    state.problem !== "" && badNote(app.words.problems.title, state.problem),
    state.isTouching && el("p", { role: "status", class: "note" }, words.touch),
    passkeys.length === 0
      ? el("p", { class: "soft" }, words.none)
      : el(
          "ul",
          { class: "plain rows" },
          ...passkeys.map((one, at) => row(app, state, { one, place: at + 1 }, redraw)),
        ),
    el(
      "p",
      {},
      el(
        "button",
        { type: "button", class: "sbtn", id: "add-passkey", click: () => void add(app, state, redraw) },
        words.add,
      ),
    ),
  ];
}

/**
 * @param {App} app
 * @param {State} state
 * @param {{one: Passkey, place: number}} what
 * @param {() => void} redraw
 */
function row(app, state, { one, place }, redraw) {
  const words = app.words.account.passkeys;
  const used = one.last_used === null ? words.unused : words.lastUsed(moment(one.last_used, app.tag));
  return el(
    "li",
    { class: "row" },
    el(
      "p",
      {},
      el("b", {}, words.name(place)),
      el("small", {}, one.unlocks ? words.unlocks : words.second),
      el("small", {}, `${words.added(moment(one.added, app.tag))} · ${used}`),
    ),
    el(
      "button",
      {
        type: "button",
        class: "sbtn bad",
        "aria-label": words.removeName(place),
        click: () => void remove(app, state, { one, place }, redraw),
      },
      words.remove,
    ),
  );
}

/**
 * @param {App} app
 * @param {State} state
 * @param {() => void} redraw
 */
async function add(app, state, redraw) {
  const words = app.words.account.passkeys;
  const isFull = (state.answer?.passkeys.length ?? 0) >= MOST;
  Object.assign(state, { told: "", problem: isFull ? words.full : "" });
  const invitation = isFull ? null : await invited(app);
  if (!app.officer) return;
  if (invitation) {
    state.isTouching = true;
    redraw();
    try {
      state.told = (await addMade(app, invitation)) ? words.doneUnlocks : words.doneSecond;
      state.forget();
    } catch (error) {
      state.problem = problemOf(app, error);
    }
    state.isTouching = false;
  }
  if (app.officer) redraw();
}

/**
 * @param {App} app
 * @returns {Promise<import("../../acts/passkeys.js").Invitation | null>}
 */
function invited(app) {
  return withProof(app, app.words.account.passkeys.addTitle, (proof) =>
    app.busy(() => app.api.ask("POST", "me/passkeys/challenge", { proof })),
  );
}

/**
 * @param {App} app
 * @param {import("../../acts/passkeys.js").Invitation} invitation
 * @returns {Promise<boolean>} whether it unlocks
 */
async function addMade(app, invitation) {
  const { made, prf } = await makePasskey(invitation);
  const { credential } = made;
  const wrapped = prf && (await app.keeper.ask("wrapUnderPasskey", { prf, credential }, { transfer: [prf.buffer] }));
  await app.busy(() => app.api.ask("POST", "me/passkeys", { ...made, ...wrapped }));
  return wrapped !== null;
}

/**
 * @param {App} app
 * @param {State} state
 * @param {{one: Passkey, place: number}} what
 * @param {() => void} redraw
 */
async function remove(app, state, { one, place }, redraw) {
  const words = app.words.account.passkeys;
  const isSure = await ask({
    title: words.removeTitle(place),
    text: words.removeText,
    act: words.remove,
    cancel: app.words.frame.cancel,
    destroys: true,
  });
  if (!isSure || !app.officer) return;
  Object.assign(state, { told: "", problem: "" });
  try {
    await app.busy(() => app.api.ask("POST", `me/passkeys/${encodeURIComponent(one.credential)}/remove`, {}));
    state.forget();
  } catch (error) {
    state.problem = problemOf(app, error);
  }
  if (app.officer) redraw();
}

/**
 * @param {App} app
 * @param {unknown} error
 */
function problemOf({ words }, error) {
  if (error instanceof PasskeyError) return words.passkeyProblems[error.code];
  if (error instanceof ApiError && error.code === "conflict") return words.passkeyProblems.failed;
  return problemText(words, error);
}
