/** Fields of a form that asks for a second factor: at the door, and before something that outlasts the session. */

import { el } from "../dom.js";

/** @typedef {import("../app.js").App} App */

/**
 * Make a labelled field.
 * @param {string} id
 * @param {string} label
 * @param {string} hint
 * @param {HTMLInputElement} input
 * @param {...import("../dom.js").Child} more
 */
export function field(id, label, hint, input, ...more) {
  const hintId = `${id}-hint`;
  if (hint) input.setAttribute("aria-describedby", hintId);
  return el(
    "div",
    { class: "field" },
    el("label", { for: id }, label),
    hint && el("p", { class: "hint", id: hintId }, hint),
    input,
    ...more,
  );
}

/**
 * Make the field for a code, which may become one for a recovery code: letters need another keyboard.
 * @param {App} app
 * @param {HTMLInputElement} input
 */
export function codeField({ words }, input) {
  const { code, codeHint, recovery, recoveryHint, useRecovery, useCode } = words.signIn;
  let isRecovery = false;
  const swap = el("button", { type: "button", class: "link" }, useRecovery);
  const made = field(input.id, code, codeHint, input, el("p", { class: "swap" }, swap));
  swap.addEventListener("click", () => {
    isRecovery = !isRecovery;
    const [label, hint] = [made.querySelector("label"), made.querySelector(".hint")];
    if (label) label.textContent = isRecovery ? recovery : code;
    if (hint) hint.textContent = isRecovery ? recoveryHint : codeHint;
    swap.textContent = isRecovery ? useCode : useRecovery;
    input.inputMode = isRecovery ? "text" : "numeric";
    input.value = "";
    input.focus();
  });
  return made;
}

/**
 * Read a code as the server takes it; empty if it is none.
 * @param {string} typed
 */
export function factorCode(typed) {
  const code = typed.replace(/[\s-]/g, "").toLowerCase();
  return /^(?:[0-9]{6}|[a-z2-7]{12})$/.test(code) ? code : "";
}
