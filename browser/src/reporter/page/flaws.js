/**
 * Errors as the plain form shows them: a summary on top with links, the same words at each field.
 *
 * The summary is the template `t-wrong`; the message of a field `x` is `#x-e`, hidden while there is none, and already
 * named by what describes the field.
 */

import { byId, clone, inside, lead, show } from "./markup.js";

/** @typedef {{field: string, text: string}} Flaw `field` is the id of a control, or the name of a group of them. */

const SUMMARY = "ringkasan-galat";

/**
 * Show flaws in place of those that were shown before, and lead to their summary; none takes all away.
 * @param {Flaw[]} flaws
 * @param {(control: HTMLElement) => void} [reach] brings a control into sight before it gets the focus
 */
export function showFlaws(flaws, reach = () => {}) {
  document.getElementById(SUMMARY)?.remove();
  const shown = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".no .err"));
  for (const message of shown) mark(message, "");
  const wrong = clone("t-wrong", { count: flaws.length });
  const sign = String(wrong.dataset.sign);
  document.title = (flaws.length > 0 ? sign : "") + document.title.replace(sign, "");
  if (flaws.length === 0) return;
  inside(wrong, "part", flaws.length > 1 ? "one" : "many").remove();
  inside(wrong, "part", "list").append(...flaws.map((flaw) => link(flaw, reach)));
  for (const { field, text } of flaws) mark(byId(`${field}-e`), text);
  byId("isian").before(wrong);
  lead(wrong);
}

/**
 * Give the control that a flaw is about.
 * @param {string} field
 */
export function controlOf(field) {
  return /** @type {HTMLElement} */ (
    document.getElementById(field) ?? document.querySelector(`[name=${field}]:checked, [name=${field}]`)
  );
}

/**
 * @param {Flaw} flaw
 * @param {(control: HTMLElement) => void} reach
 */
function link({ field, text }, reach) {
  const line = clone("t-flaw-link", { text });
  line.addEventListener("click", (event) => {
    event.preventDefault(); // a fragment in the address would stay in the history
    reach(controlOf(field));
    controlOf(field).focus();
  });
  return line;
}

/**
 * @param {HTMLElement} message
 * @param {string} text
 */
export function mark(message, text) {
  const isWrong = text !== "";
  if (isWrong) message.closest("details")?.setAttribute("open", "");
  message.textContent = text;
  show(message, isWrong);
  const frame = /** @type {Element} */ (message.closest("fieldset, .f"));
  frame.classList.toggle("no", isWrong);
  if (!frame.matches("fieldset"))
    frame.querySelector("input, textarea, select")?.setAttribute("aria-invalid", `${isWrong}`);
}
