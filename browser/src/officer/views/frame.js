/** The frame around every view: skip link, letterhead bar, sections, language, lock. */

import { el } from "../dom.js";
import { sectionsFor } from "./sections.js";

/**
 * @param {import("../app.js").App} app
 * @param {HTMLElement} main
 * @returns {Node[]}
 */
export function frame(app, main) {
  const { words } = app;
  main.id = "isi";
  const skip = el(
    "a",
    { class: "skip", href: "#isi", click: (/** @type {Event} */ event) => skipTo(event, main) },
    words.frame.skip,
  );
  return [skip, app.officer ? officerBar(app, app.officer) : plainBar(app), main];
}

/**
 * @param {import("../app.js").App} app
 * @param {import("../app.js").Officer} officer
 */
function officerBar(app, officer) {
  const { words } = app;
  const tabs = sectionsFor(officer.acts).map(({ name }) =>
    el(
      "button",
      {
        type: "button",
        class: "tab",
        "data-section": name,
        "aria-current": name === app.section && "page",
        click: () => void app.openSection(name),
      },
      words.frame.sections[name],
    ),
  );
  return el(
    "header",
    { class: "top" },
    el(
      "div",
      {},
      el("span", { class: "cap", "aria-hidden": "true" }),
      el("b", {}, app.officeName(officer.agency)),
      el("nav", { "aria-label": words.frame.main }, ...tabs),
      el("p", { class: "who" }, officer.label),
      languageButton(app),
      el("button", { type: "button", class: "sbtn", id: "lock", click: () => app.lock("asked") }, words.frame.lock),
    ),
  );
}

/** @param {import("../app.js").App} app */
function plainBar(app) {
  return el(
    "header",
    { class: "top" },
    el(
      "div",
      {},
      el("span", { class: "cap", "aria-hidden": "true" }),
      el("b", {}, app.words.frame.product),
      el("span", { class: "fillup" }),
      languageButton(app),
    ),
  );
}

/** @param {import("../app.js").App} app */
function languageButton(app) {
  const { other, otherTag } = app.words;
  return el("button", { type: "button", class: "link", lang: otherTag, click: () => app.switchLanguage() }, other);
}

/**
 * Move the focus without touching the address.
 * @param {Event} event
 * @param {HTMLElement} main
 */
function skipTo(event, main) {
  event.preventDefault();
  main.tabIndex = -1;
  main.focus();
}
