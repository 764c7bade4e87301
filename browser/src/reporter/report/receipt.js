/**
 * The receipt, once the report has arrived: twelve words that stand nowhere but on this page, until it is left.
 *
 * Nothing here writes into the address, the title, a cookie or a storage: in the history, the page is one that was
 * looked at, and not one that sent something.
 */

import { byId, clone, inside, lead, onActs, show } from "../page/markup.js";
import { readersLine, rowsOf } from "./check.js";
import { qrPath } from "../../shared/qr.js";

/** @typedef {import("./sending.js").Sealed} Sealed */

const LETTERS = 4;
const FILE_NAME = "catatan.txt";

/**
 * Show the receipt in place of the form.
 * @param {Sealed} sealed what the server has
 * @param {{fingerprint: string[], isToday: boolean, late: string[][]}} about the page: whether its days are those of
 *   today; answers that were changed too late
 * @param {() => void} onKept hears that the words were checked, saved or printed
 */
export function showReceipt(sealed, { fingerprint, isToday, late }, onKept) {
  const { words } = sealed;
  const page = clone("t-receipt", { number: sealed.number });
  words.forEach((word, at) => inside(page, "slot", `word${at + 1}`).replaceWith(word));
  inside(page, "part", "qr").setAttribute("d", qrPath(words));
  inside(page, "part", "readers").append(readersLine(sealed.readers, fingerprint));
  inside(page, "part", isToday ? "counts" : "days").remove();
  inside(page, "part", "late-rows").append(...rowsOf(late));
  show(inside(page, "part", "late"), late.length > 0);
  byId("isi").replaceChildren(page);
  onActs(page, {
    save: () => {
      save(words, sealed.number);
      onKept();
    },
    print: () => {
      print();
      onKept();
    },
    check: () => practise(page, words) && onKept(),
    leave: onKept,
  });
  lead(/** @type {HTMLElement} */ (page.querySelector("h1")));
  scrollTo(0, 0);
}

/**
 * Compare two typed words, as forgivingly as the mailbox reads them: case and four letters suffice.
 * @param {HTMLElement} page
 * @param {string[]} words
 */
function practise(page, words) {
  const wrong = [...page.querySelectorAll("input")].filter((input) => {
    const typed = input.value.toLowerCase().replace(/[^a-z]/g, "");
    const isRight = typed.length >= LETTERS && words[Number(input.dataset.place) - 1].startsWith(typed);
    input.toggleAttribute("aria-invalid", !isRight);
    input.closest(".f")?.classList.toggle("no", !isRight);
    show(/** @type {HTMLElement} */ (input.previousElementSibling), !isRight);
    return !isRight;
  });
  show(byId("cocok"), wrong.length === 0);
  if (wrong.length > 0) wrong[0].focus();
  else lead(byId("cocok"));
  return wrong.length === 0;
}

/**
 * Give the words as a text file with a name that says nothing.
 * @param {string[]} words
 * @param {string} number
 */
function save(words, number) {
  const row = (/** @type {number} */ start) =>
    words
      .slice(start, start + 4)
      .map((word, at) => `${start + at + 1}. ${word}`)
      .join("   ");
  const text = [row(0), row(4), row(8), "", number, ""].join("\r\n");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = FILE_NAME;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
