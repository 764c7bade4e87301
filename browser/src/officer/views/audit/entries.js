/** The entries, newest first: filters, pages, what the worker proved of each, the download for other systems. */

import { exportLog, findEntries } from "../../acts/audit.js";
import { isAbort } from "../../api.js";
import { el, fill, save } from "../../dom.js";
import { countText, moment } from "../../format.js";
import { badNote, problemText } from "../../problems.js";
import { nameOf } from "../../words/index.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("./audit.js").AuditState} AuditState */
/** @typedef {import("../../acts/audit.js").Visit} Visit */
/** @typedef {import("../../acts/audit.js").Filter} Filter */
/** @typedef {import("../../../worker/trail.js").ShownEntry} ShownEntry */

const COLUMNS = 5;

/**
 * @param {App} app
 * @param {AuditState} state
 * @param {Visit} visit
 */
export function entriesPart(app, state, visit) {
  const { words } = app;
  const status = el("p", { class: "soft", role: "status" });
  const list = el("div", {});
  const foot = el("div", { class: "pager" });
  const parts = { status, list, foot };
  const look = (/** @type {boolean} */ anew) => void search(app, state, visit, parts, anew);
  const part = el(
    "section",
    { class: "blk noprint", "aria-labelledby": "audit-entries" },
    el("h2", { id: "audit-entries" }, words.audit.entriesTitle),
    filterForm(app, state, visit, () => look(true)),
    status,
    list,
    foot,
  );
  if (state.hasLooked) draw(app, state, visit, parts);
  else look(true);
  return part;
}

/** @typedef {{status: HTMLElement, list: HTMLElement, foot: HTMLElement}} Parts */

/**
 * @param {App} app
 * @param {AuditState} state
 * @param {Visit} visit
 * @param {() => void} look
 */
function filterForm({ words }, { filter }, { officers }, look) {
  const options = (/** @type {Array<[string, string]>} */ known, /** @type {string} */ chosen) =>
    [["", words.audit.any], ...known].map(([value, label]) =>
      el("option", { value, selected: value === chosen }, label),
    );
  const people = officers.map(({ id, label }) => /** @type {[string, string]} */ ([id, label]));
  const officer = el("select", { id: "audit-officer" }, ...options(people, filter.officer));
  const action = el("select", { id: "audit-action" }, ...options(Object.entries(words.audit.actions), filter.action));
  const number = el("input", {
    type: "text",
    id: "audit-case",
    value: filter.case,
    maxlength: 40,
    autocomplete: "off",
    spellcheck: "false",
  });
  const from = el("input", { type: "date", id: "audit-from", value: filter.from });
  const to = el("input", { type: "date", id: "audit-to", value: filter.to });
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    Object.assign(filter, {
      officer: officer.value,
      action: action.value,
      case: number.value.trim(),
      from: from.value,
      to: to.value,
    });
    look();
  };
  const field = (/** @type {HTMLElement} */ control, /** @type {string} */ label) =>
    el("div", {}, el("label", { for: control.id }, label), control);
  return el(
    "form",
    { class: "filter", role: "search", autocomplete: "off", submit },
    field(officer, words.audit.officer),
    field(action, words.audit.action),
    field(number, words.audit.caseNumber),
    field(from, words.audit.from),
    field(to, words.audit.to),
    el("button", { type: "submit", class: "sbtn" }, words.audit.look),
  );
}

/**
 * @param {App} app
 * @param {AuditState} state
 * @param {Visit} visit
 * @param {Parts} parts
 * @param {boolean} anew
 */
async function search(app, state, visit, parts, anew) {
  const { words, tag } = app;
  state.stop();
  const work = new AbortController();
  state.work = work;
  const progress = (/** @type {number} */ place) => {
    parts.status.textContent = words.audit.lookedTo(countText(place, tag));
  };
  parts.status.textContent = words.audit.looking;
  try {
    const before = anew ? null : state.next;
    const found = await app.busy(() =>
      findEntries(app, visit, state.filter, before, { signal: work.signal, progress }),
    );
    state.rows = anew ? found.rows : [...state.rows, ...found.rows];
    state.next = found.next;
    state.hasLooked = true;
    if (parts.list.isConnected || !work.signal.aborted) draw(app, state, visit, parts);
  } catch (error) {
    if (isAbort(error) || !app.officer) return;
    parts.status.textContent = "";
    fill(parts.list, badNote(words.problems.title, problemText(words, error)));
  } finally {
    if (state.work === work) state.work = null;
  }
}

/**
 * @param {App} app
 * @param {AuditState} state
 * @param {Visit} visit
 * @param {Parts} parts
 */
function draw(app, state, visit, parts) {
  const { words } = app;
  const { rows, next } = state;
  const wrong = rows.filter(({ proof }) => proof === "wrong").length;
  const isFiltered = Object.values(state.filter).some((value) => value !== "");
  parts.status.textContent = rows.length === 0 ? "" : words.audit.shown(rows.length);
  const gaps = isFiltered ? 0 : gapsIn(rows, visit.visit);
  const told = [
    wrong > 0 && badNote(words.audit.wrongTitle, words.audit.wrongText(wrong)),
    gaps > 0 && badNote(words.audit.gapTitle, words.audit.gapText(gaps)),
    isFiltered && el("p", { class: "soft small" }, words.audit.filterLimit),
  ];
  fill(
    parts.list,
    ...told,
    rows.length === 0 ? el("p", { class: "empty" }, words.audit.none) : table(app, state, visit),
  );
  const more = () => void search(app, state, visit, parts, false);
  fill(
    parts.foot,
    next !== null && el("button", { type: "button", class: "sbtn", click: more }, words.audit.older),
    exportButton(app, state, visit, parts),
  );
}

/**
 * Count the places that an unfiltered list leaves out.
 * @param {ShownEntry[]} rows
 * @param {number} end
 */
function gapsIn(rows, end) {
  const places = [end, ...rows.map(({ place }) => place)];
  return places.slice(1).reduce((gaps, place, at) => gaps + Math.abs(places[at] - place - 1), 0);
}

/**
 * @param {App} app
 * @param {AuditState} state
 * @param {Visit} visit
 */
function table({ words, tag }, { rows }, { officers }) {
  const labels = new Map(officers.map(({ id, label }) => [id, label]));
  const heads = [words.audit.when, words.audit.officer, words.audit.action, words.audit.caseNumber, words.audit.proof];
  const line = (/** @type {ShownEntry} */ row) => {
    const { place, at, officer, action, number, detail, proof } = row;
    if (proof === "wrong") {
      return el(
        "tr",
        { class: "refused" },
        el("td", { colspan: COLUMNS }, words.audit.wrongRow(countText(place, tag))),
      );
    }
    return el(
      "tr",
      {},
      el("td", {}, moment(at, tag), el("small", {}, words.audit.place(countText(place, tag)))),
      el("td", {}, labels.get(officer) ?? officer, el("small", {}, officer)),
      el("td", {}, nameOf(words.audit.actions, action), detail && el("small", {}, detailText(words, action, detail))),
      el("td", {}, number && el("span", { class: "mono" }, number)),
      el("td", {}, words.audit.proofs[proof]),
    );
  };
  return el(
    "table",
    { class: "list trail" },
    el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", { scope: "col" }, head)))),
    el("tbody", {}, ...rows.map(line)),
  );
}

/**
 * @param {App["words"]} words
 * @param {string} action
 * @param {string} detail
 */
function detailText(words, action, detail) {
  return action === "status-changed" ? nameOf(words.statuses, detail) : detail;
}

/**
 * @param {App} app
 * @param {AuditState} state
 * @param {Visit} visit
 * @param {Parts} parts
 */
function exportButton(app, state, visit, parts) {
  const { words } = app;
  const run = async () => {
    if (state.work) return;
    const work = new AbortController();
    state.work = work;
    const progress = (/** @type {number} */ share) => {
      parts.status.textContent = words.audit.exporting(Math.floor(share * 100));
    };
    progress(0);
    try {
      const blob = await app.busy(() => exportLog(app, visit, { signal: work.signal, progress }));
      save(blob, words.audit.exportName);
      parts.status.textContent = words.audit.exported;
    } catch (error) {
      if (!app.officer) return;
      parts.status.textContent = isAbort(error) ? words.audit.stopped : problemText(words, error);
    } finally {
      if (state.work === work) state.work = null;
    }
  };
  return el("button", { type: "button", class: "sbtn", click: run }, words.audit.export);
}
