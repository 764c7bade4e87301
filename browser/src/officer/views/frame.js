/** The frame around every view: skip link, letterhead bar, sections, language, lock. */

import { el } from "../dom.js";
import { sectionOf, sectionsFor } from "./sections.js";

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
  const inBar = sectionsFor(officer.acts).filter(({ name, within }) => !within && name !== "account");
  return el(
    "header",
    { class: "top" },
    el(
      "div",
      {},
      el("span", { class: "cap", "aria-hidden": "true" }),
      el("b", {}, app.officeName(officer.agency)),
      el(
        "nav",
        { "aria-label": words.frame.main },
        ...inBar.map(({ name }) => tab(app, name, words.frame.sections[name])),
      ),
      tab(
        app,
        "account",
        el("span", { class: "who" }, officer.label),
        " ",
        el("small", {}, words.frame.sections.account),
      ),
      languageButton(app),
      el("button", { type: "button", class: "sbtn", id: "lock", click: () => app.lock("asked") }, words.frame.lock),
    ),
  );
}

/**
 * @param {import("../app.js").App} app
 * @param {import("./sections.js").SectionName} name
 * @param {...import("../dom.js").Child} shown
 */
function tab(app, name, ...shown) {
  const isWithin = sectionOf(app.section).within === name;
  return el(
    "button",
    {
      type: "button",
      class: "tab",
      "data-section": name,
      "aria-current": name === app.section ? "page" : isWithin && "true",
      click: () => void app.openSection(name),
    },
    ...shown,
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
