/** Prints one text alone, as a letter is printed: the page around it stays on the screen. */

import { el } from "./dom.js";

/**
 * Print a text; it stands in the page only while the browser prints.
 * @param {string} text
 */
export function printText(text) {
  const sheet = el("div", { class: "sheet" }, el("pre", {}, text));
  document.body.append(sheet);
  document.body.classList.add("one-sheet");
  const clear = () => {
    document.body.classList.remove("one-sheet");
    sheet.remove();
  };
  window.addEventListener("afterprint", clear, { once: true });
  window.print();
}
