/** The custodian's section: questions that wait, who asks and why; to be opened to that officer, or refused. */

import { ask, closed, openDialog } from "../dialog.js";
import { el, fill, show } from "../dom.js";
import { shortDay } from "../format.js";
import { badNote, problemText } from "../problems.js";
import { area, pick } from "./fields.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../../worker/disclosing.js").Asked} Asked */
/** @typedef {import("../../worker/disclosing.js").WaitingQuestion} WaitingQuestion */

/** What the page knows. */
export class IdentitiesState {
  /** @type {Array<{asked: Asked, question: WaitingQuestion}> | null} */
  rows = null;
  told = "";
  /** @type {unknown} */
  error = null;
}

/**
 * @param {App} app
 * @param {IdentitiesState} state
 * @returns {import("../app.js").View}
 */
export function identitiesView(app, state) {
  const { identity: say } = app.words;
  const status = el("p", { role: "status" });
  const list = el("div", {});
  const main = el(
    "main",
    { class: "pad" },
    el("div", { class: "head" }, el("h1", { tabindex: -1 }, say.waitingTitle)),
    el("p", { class: "lead" }, say.waitingLead),
    status,
    list,
  );
  void load(app, state, { status, list });
  return { main, title: say.waitingTitle };
}

/** @typedef {{status: HTMLElement, list: HTMLElement}} Parts */

/**
 * @param {App} app
 * @param {IdentitiesState} state
 * @param {Parts} parts
 */
async function load(app, state, parts) {
  const { identity: say } = app.words;
  if (!state.rows) parts.status.textContent = say.reading;
  try {
    state.rows = await app.busy(async () => {
      /** @type {{questions: WaitingQuestion[]}} */
      const { questions } = await app.api.ask("GET", "identities");
      const asked = await app.keeper.ask("readQuestions", { questions, ...app.days() });
      return asked.map((one, place) => ({ asked: one, question: questions[place] }));
    });
    state.error = null;
  } catch (error) {
    state.error = error;
  }
  if (!app.officer || !parts.list.isConnected) return;
  parts.status.textContent = state.told;
  draw(app, state, parts);
}

/**
 * @param {App} app
 * @param {IdentitiesState} state
 * @param {Parts} parts
 */
function draw(app, state, parts) {
  const { identity: say } = app.words;
  const rows = state.rows ?? [];
  fill(
    parts.list,
    state.error !== null && badNote(app.words.problems.title, problemText(app.words, state.error)),
    state.error === null && rows.length === 0 && el("p", { class: "empty" }, say.waitingNone),
    rows.length > 0 && el("ul", { class: "notes" }, ...rows.map((row) => item(app, state, row, parts))),
  );
}

/**
 * @param {App} app
 * @param {IdentitiesState} state
 * @param {{asked: Asked, question: WaitingQuestion}} row
 * @param {Parts} parts
 */
function item(app, state, { asked, question }, parts) {
  const { identity: say } = app.words;
  if (asked.refused !== "") {
    return el("li", {}, el("p", { class: "broken" }, say.broken), el("p", {}, shortDay(asked.day, app.tag)));
  }
  const act = async (/** @type {string | null} */ reason) => {
    if (reason === null) return;
    await answer(app, state, question, reason);
    await load(app, state, parts);
  };
  const { number, asker, office, day } = asked;
  const openIt = async () => {
    const text = { title: say.openTitle(number), text: say.openText, act: say.open, cancel: app.words.frame.cancel };
    await act((await ask({ ...text, destroys: true })) ? "" : null);
  };
  const refuseIt = async () => act(await askReason(app, number));
  const button = (/** @type {string} */ label, /** @type {string} */ name, /** @type {() => Promise<void>} */ click) =>
    el("button", { type: "button", class: "sbtn", "aria-label": name, click: () => void click() }, label);
  return el(
    "li",
    {},
    el("h2", { class: "mono" }, number),
    el("p", {}, say.from(asker, office, shortDay(day, app.tag))),
    el("p", { class: "words" }, `${say.reasonGiven}: ${asked.reason}`),
    el(
      "p",
      { class: "row" },
      button(say.open, say.openNamed(asker), openIt),
      button(say.refuse, say.refuseNamed(asker), refuseIt),
    ),
  );
}

/**
 * @param {App} app
 * @param {IdentitiesState} state
 * @param {WaitingQuestion} question
 * @param {string} reason refuses; empty opens
 */
async function answer(app, state, question, reason) {
  const { identity: say } = app.words;
  const { agency, case: id, place } = question;
  try {
    const made = await app.busy(async () => {
      const body = await app.keeper.ask("answerQuestion", { question, reason, ...app.days() });
      const path = [agency, id, String(place)].map(encodeURIComponent).join("/");
      await app.api.ask("PUT", `identities/${path}`, body);
      return body;
    });
    state.told = reason !== "" ? say.refusedDone : made.opened ? say.opened : say.nothingThere;
  } catch (error) {
    state.told = problemText(app.words, error);
  }
}

/**
 * Ask why a question is refused; null if it is not.
 * @param {App} app
 * @param {string} number
 * @returns {Promise<string | null>}
 */
async function askReason(app, number) {
  const { identity: say } = app.words;
  const { dialog, body } = openDialog(say.refuseTitle(number));
  const reason = area("refuse-reason", { rows: 2, most: 300 });
  const error = el("p", { class: "error", role: "alert", hidden: true }, say.needReason);
  const form = el(
    "form",
    { novalidate: true, autocomplete: "off" },
    pick(say.refuseReason, reason),
    error,
    el(
      "p",
      { class: "row end" },
      el("button", { type: "button", class: "sbtn", click: () => dialog.close("no") }, app.words.frame.cancel),
      el("button", { class: "sbtn stop" }, say.refuse),
    ),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show(error, reason.value.trim() === "");
    if (reason.value.trim() === "") reason.focus();
    else dialog.close("yes");
  });
  fill(body, form);
  return (await closed(dialog)) === "yes" ? reason.value.trim() : null;
}
