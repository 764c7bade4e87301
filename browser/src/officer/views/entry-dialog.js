/** The dialog in which an entry is written about a case that has more than a text: what for, who reads it, its fields. */

import { openDialog } from "../dialog.js";
import { el, fill, show } from "../dom.js";
import { problemText } from "../problems.js";
import { load } from "./case.js";
import { mayWrite } from "./declare.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("./case.js").CaseState} CaseState */

/**
 * Open it. It stays until the entry was kept, or the officer gives up; then the case is read again.
 * @param {App} app
 * @param {CaseState} state
 * @param {object} entry
 * @param {{title: string, act: string, only: string, saved: string}} entry.say
 * @param {(dialog: HTMLDialogElement) => HTMLElement[]} entry.fields
 * @param {() => string} entry.flaw what is missing; empty if nothing is
 * @param {() => Promise<void>} entry.keep
 * @param {(problem: unknown) => string} [entry.explain] why it could not be kept; empty for what happens anywhere
 */
export function openEntry(app, state, { say, fields, flaw, keep, explain = () => "" }) {
  const { dialog, body } = openDialog(say.title);
  dialog.classList.add("wide");
  const error = el("p", { class: "error", role: "alert", hidden: true });
  const act = el("button", { class: "sbtn inner" }, say.act);
  const cancel = el("button", { type: "button", class: "sbtn", click: () => dialog.close() }, app.words.frame.cancel);
  const form = el(
    "form",
    { class: "inside", autocomplete: "off", novalidate: true },
    el("p", { class: "only" }, say.only),
    ...fields(dialog),
    error,
    el("p", { class: "row end" }, cancel, act),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (act.getAttribute("aria-disabled") !== "true") void submit();
  });
  fill(body, form);

  async function submit() {
    const missing = flaw();
    tell(missing);
    if (missing || !(await mayWrite(app, state))) return;
    act.setAttribute("aria-disabled", "true");
    try {
      await app.busy(keep);
      dialog.close();
      state.notice = { look: "ok", text: say.saved };
      await load(app, state);
    } catch (problem) {
      act.setAttribute("aria-disabled", "false");
      tell(explain(problem) || problemText(app.words, problem));
    }
  }

  /** @param {string} text */
  function tell(text) {
    error.textContent = text;
    show(error, text !== "");
  }
}
