/** Kotak masuk: the cases this officer can open, in groups of urgency, titles as the worker opens them. */

import { openTitles } from "../acts/open.js";
import { el, fill } from "../dom.js";
import { badNote, problemText } from "../problems.js";
import { unreadKind } from "../unread.js";
import { chips, filterFields } from "./filters.js";
import { fillFollowUps } from "./followups.js";
import { inboxTable } from "./inbox-rows.js";
import { fillOverdue } from "./overdue.js";
import { asideBar } from "./setting-aside.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("./inbox-state.js").InboxState} InboxState */

/**
 * @param {App} app
 * @param {InboxState} state
 * @returns {import("../app.js").View}
 */
export function inboxView(app, state) {
  const parts = makeParts(app, state);
  if (!state.page && !state.error) void load(app, state, parts);
  else draw(app, state, parts);
  queueMicrotask(() => {
    void fillOverdue(app, parts.overdue); // once the view stands in the document
    void fillFollowUps(app, parts.followUps);
  });
  return { main: parts.main, title: titleOf(app, state), key: (event) => onKey(event, parts) };
}

/**
 * @param {App} app
 * @param {InboxState} state
 */
function titleOf({ words, officer }, state) {
  return words.inbox.pageTitle((state.page?.rows ?? []).filter((row) => unreadKind(row, officer)).length);
}

/** @typedef {ReturnType<typeof makeParts>} Parts */

/**
 * @param {App} app
 * @param {InboxState} state
 */
function makeParts(app, state) {
  const { words } = app;
  const count = el("p", {});
  const status = el("p", { class: "soft", role: "status" });
  const list = el("div", {});
  const foot = el("div", { class: "pager" });
  const search = el("input", {
    type: "search",
    id: "search",
    autocomplete: "off",
    spellcheck: "false",
    maxlength: 100,
    value: state.search,
  });
  const overdue = el("div", {});
  const followUps = el("div", {});
  const bar = el("div", { class: "chips" });
  const aside = el("div", {});
  const filters = el("div", { class: "fields" });
  const main = el(
    "main",
    { class: "pad" },
    el("div", { class: "head" }, el("h1", { tabindex: -1 }, words.inbox.title), count),
    overdue,
    followUps,
    bar,
    aside,
    filterForm(app, search, filters),
    status,
    list,
    foot,
  );
  const parts = { main, count, status, list, foot, search, bar, aside, filters, overdue, followUps };
  search.addEventListener("input", () => {
    state.search = search.value;
    drawList(app, state, parts);
  });
  return parts;
}

/**
 * @param {App} app
 * @param {HTMLElement} search
 * @param {HTMLElement} filters
 */
function filterForm({ words }, search, filters) {
  return el(
    "form",
    {
      class: "filter",
      role: "search",
      autocomplete: "off",
      submit: (/** @type {Event} */ event) => event.preventDefault(),
    },
    el("div", { class: "wide" }, el("label", { for: "search" }, words.inbox.search), search),
    filters,
  );
}

/**
 * @param {App} app
 * @param {InboxState} state
 * @param {Parts} parts
 */
async function load(app, state, parts) {
  state.round += 1;
  const { round } = state;
  const isCurrent = () => state.round === round && app.inbox === state && app.officer !== null;
  parts.status.textContent = app.words.inbox.opening;
  try {
    const page = await app.busy(() => app.api.inbox(state.starts[state.starts.length - 1], state.asked));
    if (!isCurrent()) return;
    state.page = page;
    state.error = null;
    draw(app, state, parts);
    await openAll(app, state, parts, isCurrent);
  } catch (error) {
    if (!isCurrent()) return;
    state.error = error;
  }
  if (!parts.main.isConnected) return;
  draw(app, state, parts);
  app.retitle(titleOf(app, state));
}

/**
 * @param {App} app
 * @param {InboxState} state
 * @param {Parts} parts
 * @param {() => boolean} isCurrent
 */
async function openAll(app, state, parts, isCurrent) {
  const rows = state.inOrder;
  let done = 0;
  await app.busy(() =>
    openTitles(app, rows, (opened) => {
      if (!isCurrent()) return;
      for (const row of opened) state.opened.set(row.case, row);
      done += opened.length;
      parts.status.textContent = app.words.inbox.openingShare(done, rows.length);
      drawList(app, state, parts);
    }),
  );
}

/**
 * @param {App} app
 * @param {InboxState} state
 * @param {Parts} parts
 */
function draw(app, state, parts) {
  const { words } = app;
  parts.count.textContent = state.page ? words.clocks.count(state.page.total, state.page.more) : "";
  drawFilters(app, state, parts);
  parts.status.textContent = "";
  drawList(app, state, parts);
  drawFoot(app, state, parts);
}

/**
 * @param {App} app
 * @param {InboxState} state
 * @param {Parts} parts
 */
function drawFilters(app, state, parts) {
  const choose = (/** @type {Record<string, string>} */ wanted, /** @type {string} */ changed) => {
    Object.assign(state, { wanted, changed, starts: [null] });
    restart(app);
  };
  const active = document.activeElement;
  const isInside = parts.bar.contains(active) || parts.filters.contains(active);
  const focused = isInside && active ? active.id : state.changed;
  fill(parts.bar, ...chips(app, state.page, state.wanted, choose));
  fill(parts.filters, ...filterFields(app, state.page, state.wanted, choose));
  drawAside(app, state, parts, choose);
  if (focused === "" || !state.page) return;
  document.getElementById(focused)?.focus();
  state.changed = "";
}

/**
 * @param {App} app
 * @param {InboxState} state
 * @param {Parts} parts
 * @param {import("./filters.js").Choose} choose
 */
function drawAside(app, state, parts, choose) {
  const acts = {
    changed: () => {
      state.starts = [null];
      restart(app);
    },
    look: () => choose({ aside: "1" }, "chip-aside"),
    shown: () =>
      state.inOrder.filter((row) => state.matches(row)).map((row) => ({ agency: row.agency, case: row.case })),
  };
  fill(parts.aside, ...asideBar(app, state.page, state.isTray, acts));
}

/**
 * @param {App} app
 * @param {InboxState} state
 * @param {Parts} parts
 */
function drawList(app, state, parts) {
  const { words } = app;
  if (state.error) {
    const again = el("button", { type: "button", class: "sbtn", click: () => restart(app) }, words.frame.tryAgain);
    fill(parts.list, badNote(words.problems.title, problemText(words, state.error), el("p", {}, again)));
    return;
  }
  const focused = document.activeElement?.getAttribute("data-case");
  const rows = state.inOrder.filter((row) => state.matches(row));
  if (rows.length === 0) fill(parts.list, state.page && emptyNote(app, state, parts));
  else fill(parts.list, inboxTable(app, state, rows));
  if (focused)
    rowButtons(parts)
      .find((button) => button.dataset.case === focused)
      ?.focus();
}

/**
 * @param {App} app
 * @param {InboxState} state
 * @param {Parts} parts
 */
function emptyNote(app, state, parts) {
  const { words } = app;
  const isFiltered = Object.keys(state.wanted).some((name) => name !== "order");
  if (state.page?.rows.length === 0)
    return el("p", { class: "empty" }, isFiltered ? words.clocks.filters.none : words.inbox.empty);
  const clear = el(
    "button",
    {
      type: "button",
      class: "link",
      click: () => {
        state.search = "";
        parts.search.value = "";
        draw(app, state, parts);
        parts.search.focus();
      },
    },
    words.inbox.clear,
  );
  return el("p", { class: "empty" }, words.inbox.noMatch, " ", clear);
}

/**
 * @param {App} app
 * @param {InboxState} state
 * @param {Parts} parts
 */
function drawFoot(app, state, parts) {
  const { page, starts } = state;
  if (!page || page.total === 0) return fill(parts.foot);
  const { words } = app;
  const from = (starts.length - 1) * 50 + 1;
  const turn = (/** @type {Array<string | null>} */ next) => {
    state.starts = next;
    restart(app);
  };
  const previous = starts.length > 1 && pageButton(words.inbox.previous, () => turn(starts.slice(0, -1)));
  const next = page.next !== null && pageButton(words.inbox.next, () => turn([...starts, page.next]));
  const range = words.clocks.range(from, from + page.rows.length - 1, page.total, page.more);
  return fill(
    parts.foot,
    keysNote(app),
    el(
      "nav",
      { "aria-label": words.inbox.pages, class: "row" },
      el("span", {}, range),
      previous,
      next,
      pageButton(words.inbox.refresh, () => restart(app)),
    ),
  );
}

/**
 * @param {string} text
 * @param {() => void} click
 */
function pageButton(text, click) {
  return el("button", { type: "button", class: "sbtn", click }, text);
}

/** @param {App} app */
function keysNote(app) {
  const { keys, keysOff, keysOn } = app.words.inbox;
  const toggle = () => {
    app.shortcuts = !app.shortcuts;
    app.render();
  };
  const list = [
    el("kbd", {}, "j"),
    " ",
    el("kbd", {}, "k"),
    ` ${keys.move}, `,
    el("kbd", {}, "Enter"),
    ` ${keys.open}, `,
  ];
  return el(
    "p",
    { class: "keys" },
    ...(app.shortcuts ? [...list, el("kbd", {}, "/"), ` ${keys.search}. `] : []),
    el("button", { type: "button", class: "link", click: toggle }, app.shortcuts ? keysOff : keysOn),
  );
}

/**
 * Fetch the page anew; titles that were opened stay.
 * @param {App} app
 */
function restart(app) {
  app.inbox = app.inbox.anew();
  app.show();
}

/**
 * @param {KeyboardEvent} event
 * @param {Parts} parts
 */
function onKey(event, parts) {
  if (event.key === "/") {
    event.preventDefault();
    parts.search.focus();
  }
  if (event.key !== "j" && event.key !== "k") return;
  const buttons = rowButtons(parts);
  const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
  const to = event.key === "j" ? at + 1 : Math.max(at - 1, 0);
  buttons[Math.min(to, buttons.length - 1)]?.focus();
}

/** @param {Parts} parts */
function rowButtons({ list }) {
  return /** @type {HTMLButtonElement[]} */ ([...list.querySelectorAll("button[data-case]")]);
}
