/**
 * The choice of another case to link: those of the open page of the inbox first, then, if the officer asks, whatever
 * matches of all cases that this browser may open, the most alike on top.
 */

import { searchCases } from "../acts/search.js";
import { el, fill, show } from "../dom.js";
import { countText } from "../format.js";
import { problemText } from "../problems.js";
import { LIKE, likeness } from "../similar.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../acts/search.js").Found} Found */
/** @typedef {import("./case.js").CaseState} CaseState */
/** @typedef {import("../../worker/casebook.js").OpenedStory} Story */

/** More than an officer reads through; the least alike go first. */
const MOST_FOUND = 50;

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 * @param {{other: string}} draft whose `other` is set to `agency/case`
 * @param {HTMLDialogElement} dialog at whose end a search ends
 */
export function casesField(app, { name }, story, draft, dialog) {
  const { links: say } = app.words;
  const own = story.summary ?? {};
  /** @type {Map<string, Found & {like: number}>} */
  const known = new Map();
  const select = el("select", { id: "link-case", "aria-describedby": "link-case-hint" });
  select.addEventListener("change", () => {
    draft.other = select.value;
  });
  const add = (/** @type {Found[]} */ found) => {
    for (const one of found) {
      if (one.row.case === name.case) continue;
      known.set(`${one.row.agency}/${one.row.case}`, { ...one, like: likeness(own, one.told) });
    }
    drawOptions(app, select, known, draft);
  };
  add(
    (app.inbox.page?.rows ?? []).flatMap((row) => {
      const told = app.inbox.opened.get(row.case);
      return told?.title === undefined ? [] : [{ row, told }];
    }),
  );
  return el(
    "div",
    { class: "pick" },
    el("label", { for: "link-case" }, say.other),
    select,
    el("p", { class: "hint", id: "link-case-hint" }, say.otherHint),
    searchPart(app, own, add, dialog),
  );
}

/**
 * @param {App} app
 * @param {HTMLSelectElement} select
 * @param {Map<string, Found & {like: number}>} known
 * @param {{other: string}} draft
 */
function drawOptions({ words: { links: say } }, select, known, draft) {
  const inOrder = [...known].sort(([, one], [, other]) => other.like - one.like);
  const options = inOrder.map(([value, { told, like }]) => {
    const text = `${told.number}: ${told.title}`;
    return el("option", { value }, like >= LIKE ? say.alike(text) : text);
  });
  fill(select, el("option", { value: "" }, say.noCase), ...options);
  select.value = draft.other;
}

/**
 * Give what begins, shows and ends a search through all cases.
 * @param {App} app
 * @param {import("../similar.js").Told} own
 * @param {(found: Found[]) => void} add
 * @param {HTMLDialogElement} dialog
 */
function searchPart(app, own, add, dialog) {
  const { links: say } = app.words;
  const words = el("input", { type: "search", id: "link-words", maxlength: 100, autocomplete: "off" });
  const status = el("p", { class: "hint", role: "status" });
  const begin = el("button", { type: "button", class: "sbtn" }, say.search);
  const cancel = el("button", { type: "button", class: "sbtn", hidden: true }, say.cancelSearch);
  /** @type {AbortController | null} */
  let running = null;
  dialog.addEventListener("close", () => running?.abort());
  cancel.addEventListener("click", () => running?.abort());
  begin.addEventListener("click", () => void search());
  words.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // else the form around would be sent
    if (!running) void search();
  });
  return el(
    "div",
    { class: "pick search" },
    el("label", { for: "link-words" }, say.words),
    words,
    el("p", { class: "row" }, begin, cancel),
    status,
  );

  async function search() {
    const control = new AbortController();
    running = control;
    arrange(true);
    let count = 0;
    status.textContent = say.searching;
    try {
      const isWhole = await searchCases(app, {
        signal: control.signal,
        matches: matcher(own, words.value),
        tell: (found, { done, total }) => {
          const room = found.slice(0, MOST_FOUND - count);
          count += room.length;
          add(room);
          status.textContent = say.searched(countText(done, app.tag), total === null ? "" : countText(total, app.tag));
          if (count >= MOST_FOUND) control.abort();
        },
      });
      status.textContent = isWhole ? say.found(count) : say.foundSoFar(count);
    } catch (error) {
      status.textContent = problemText(app.words, error);
    }
    running = null;
    arrange(false);
  }

  /** @param {boolean} isRunning */
  function arrange(isRunning) {
    show(begin, !isRunning);
    show(cancel, isRunning);
    if (dialog.open) (isRunning ? cancel : begin).focus();
  }
}

/**
 * Give the test that a case must pass: all the words that were typed, or, without any, likeness to this case.
 * @param {import("../similar.js").Told} own
 * @param {string} typed
 * @returns {(found: Found) => boolean}
 */
export function matcher(own, typed) {
  const wanted = typed.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return ({ told }) => likeness(own, told) >= LIKE;
  return ({ told: { title = "", unit = "", number } }) => {
    const text = [title, unit, number].join(" ").normalize("NFKC").toLowerCase();
    return wanted.every((word) => text.includes(word));
  };
}
