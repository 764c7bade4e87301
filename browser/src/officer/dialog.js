/** Questions in the browser's own dialog: focus stays inside, Esc cancels, focus returns to where it was. */

import { el, fill } from "./dom.js";

/**
 * Ask something that is answered by yes or no.
 * @param {object} question
 * @param {string} question.title names object and person
 * @param {string} question.text what changes and what cannot be undone
 * @param {string} question.act
 * @param {string} question.cancel
 * @param {boolean} [question.destroys]
 * @returns {Promise<boolean>}
 */
export async function ask({ title, text, act, cancel, destroys = false }) {
  const { dialog, body } = openDialog(title);
  const no = el("button", { type: "button", class: "sbtn", value: "no", click: () => dialog.close("no") }, cancel);
  const yes = el(
    "button",
    { type: "button", class: destroys ? "sbtn stop" : "sbtn go", click: () => dialog.close("yes") },
    act,
  );
  fill(body, el("p", {}, text), el("p", { class: "row end" }, no, yes));
  return (await closed(dialog)) === "yes";
}

/**
 * Open a dialog with a heading and an empty body.
 * @param {string} title
 */
export function openDialog(title) {
  const id = `dialog-${Math.trunc(performance.now())}`;
  const body = el("div", {});
  const dialog = el("dialog", { class: "ask", "aria-labelledby": id }, el("h2", { id }, title), body);
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
  return { dialog, body };
}

/**
 * Wait until a dialog is closed; give its return value.
 * @param {HTMLDialogElement} dialog
 * @returns {Promise<string>}
 */
export function closed(dialog) {
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true });
  });
}
