/** Serah terima: a leaver's cases go to somebody else, one by one, with progress; stopped and taken up at any time. */

import { findCases, handOverCase } from "../acts/handover.js";
import { isAbort } from "../api.js";
import { ask } from "../dialog.js";
import { el, fill, show } from "../dom.js";
import { badNote, isSessionOver, problemText } from "../problems.js";
import { area, follow, pick } from "./fields.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../acts/handover.js").Found} Found */
/** @typedef {import("../../worker/readers.js").Candidate} Candidate */
/** @typedef {"waiting" | "working" | "done" | "nothing" | "failed"} Progress */
/** @typedef {Found & {state: Progress, detail: string}} Row */

/** What the page knows: the choice, the cases that were found, how far it is. */
export class HandoverState {
  from = "";
  to = "";
  takesOff = true;
  reason = "";
  /** @type {Candidate[]} */
  colleagues = [];
  /** @type {Row[] | null} */
  rows = null;
  unproved = 0;
  told = "";
  /** @type {unknown} */
  error = null;
  /** @type {AbortController | null} */
  work = null;
  /** @type {Parts} Where it is shown now: the page may be drawn anew while cases are handed over. */
  parts = { form: el("div", {}), list: el("div", {}), status: el("p", { role: "status" }) };

  /** Cases that are still to be handed over. */
  get left() {
    return (this.rows ?? []).filter(({ state }) => state === "waiting" || state === "failed");
  }

  /** @param {string} author `agency/reader` */
  labelOf(author) {
    return this.colleagues.find((one) => one.author === author)?.label ?? author;
  }
}

/**
 * @param {App} app
 * @param {HandoverState} state
 * @returns {import("../app.js").View}
 */
export function handoverView(app, state) {
  const { handover: say } = app.words;
  const parts = { form: el("div", {}), list: el("div", {}), status: el("p", { role: "status" }) };
  state.parts = parts;
  const main = el(
    "main",
    { class: "pad" },
    el("nav", { class: "crumb", "aria-label": say.title }, backToAccount(app)),
    el("div", { class: "head" }, el("h1", { tabindex: -1 }, say.title)),
    el("p", { class: "lead" }, say.lead),
    parts.form,
    parts.status,
    parts.list,
  );
  void begin(app, state);
  const mayLeave = async () => {
    if (!state.work) return true;
    const { leaveTitle: title, leave: text, leaveAct: act, stay: cancel } = say;
    if (!(await ask({ title, text, act, cancel }))) return false;
    state.work?.abort();
    return true;
  };
  return { main, title: say.title, mayLeave, hasDraft: () => state.work !== null };
}

/** @param {App} app */
function backToAccount(app) {
  const back = () => void app.openSection("account");
  return el("button", { type: "button", class: "link", click: back }, app.words.account.title);
}

/** @typedef {{form: HTMLElement, list: HTMLElement, status: HTMLElement}} Parts */

/**
 * @param {App} app
 * @param {HandoverState} state
 */
async function begin(app, state) {
  if (state.colleagues.length === 0) state.colleagues = await app.keeper.ask("listColleagues").catch(() => []);
  if (state.from === "") state.from = `${app.officer?.agency}/${app.officer?.id}`;
  draw(app, state);
}

/**
 * @param {App} app
 * @param {HandoverState} state
 */
function draw(app, state) {
  const { handover: say } = app.words;
  const { parts } = state;
  parts.status.textContent = state.told;
  fill(parts.form, state.work ? workPanel(app, state) : choiceForm(app, state));
  fill(
    parts.list,
    state.error !== null && badNote(app.words.problems.title, problemText(app.words, state.error)),
    state.unproved > 0 && el("p", { class: "broken" }, say.unproved(state.unproved)),
    state.rows?.length === 0 && el("p", { class: "empty" }, say.none),
    state.rows !== null && state.rows.length > 0 && table(app, state.rows),
  );
}

/**
 * @param {App} app
 * @param {HandoverState} state
 */
function choiceForm(app, state) {
  const { handover: say } = app.words;
  const error = el("p", { class: "error", role: "alert", hidden: true });
  const reason = follow(area("handover-reason", { rows: 2, most: 900 }), state, "reason");
  const anew = () => {
    Object.assign(state, { rows: null, told: "", error: null, unproved: 0 });
    draw(app, state);
  };
  const from = officerSelect(app, state, "from", anew);
  const to = officerSelect(app, state, "to", anew);
  const reasonField = pick(say.reason, reason, say.reasonHint);
  show(reasonField, !isWithoutReason(app, state));
  const isFound = state.left.length > 0;
  const isBegun = isFound && (state.rows ?? []).some(({ state: one }) => one !== "waiting");
  const act = isBegun ? say.goOn : isFound ? say.begin : say.find;
  const form = el(
    "form",
    { class: "pen handover", autocomplete: "off", novalidate: true },
    el("div", { class: "asked" }, pick(say.from, from), pick(say.to, to)),
    wayChoice(app, state, anew),
    reasonField,
    error,
    el(
      "p",
      { class: "row end" },
      isBegun && el("span", {}, say.found(state.left.length)),
      el("button", { class: "sbtn go" }, act),
    ),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const flaw = flawOf(app, state, { from, to, reason });
    error.textContent = flaw?.text ?? "";
    show(error, flaw !== null);
    if (flaw) flaw.field.focus();
    else void (isFound ? handOver(app, state) : find(app, state));
  });
  return form;
}

/**
 * Say whether there is no place for a reason: the epoch has none, and whoever leaves writes no notes any more.
 * @param {App} app
 * @param {HandoverState} state
 */
function isWithoutReason({ officer }, { from, takesOff }) {
  return takesOff && from === `${officer?.agency}/${officer?.id}`;
}

/**
 * @param {App} app
 * @param {HandoverState} state
 * @param {{from: HTMLElement, to: HTMLElement, reason: HTMLElement}} fields
 */
function flawOf(app, state, { from, to, reason }) {
  const { handover: say } = app.words;
  if (state.from === "") return { text: say.needFrom, field: from };
  if (state.to === "" || state.to === state.from) return { text: say.needTo, field: to };
  const isMissing = !isWithoutReason(app, state) && state.reason.trim() === "";
  return isMissing ? { text: say.needReason, field: reason } : null;
}

/**
 * @param {App} app
 * @param {HandoverState} state
 * @param {"from" | "to"} which
 * @param {() => void} anew
 */
function officerSelect(app, state, which, anew) {
  const { handover: say } = app.words;
  const own = `${app.officer?.agency}/${app.officer?.id}`;
  const options = state.colleagues.map(({ author, label, unit }) => {
    const name = author === own ? `${label} (${say.you})` : label;
    return el("option", { value: author }, [name, unit].filter(Boolean).join(" · "));
  });
  const select = el("select", { id: `handover-${which}` }, el("option", { value: "" }, say.choose), ...options);
  select.value = state[which];
  select.addEventListener("change", () => {
    state[which] = select.value;
    anew();
    document.getElementById(select.id)?.focus();
  });
  return select;
}

/**
 * @param {App} app
 * @param {HandoverState} state
 * @param {() => void} anew
 */
function wayChoice(app, state, anew) {
  const { handover: say } = app.words;
  const radio = (/** @type {boolean} */ takesOff, /** @type {string} */ text) => {
    const value = takesOff ? "takes-off" : "keeps";
    const input = el("input", { type: "radio", name: "handover-way", value, checked: state.takesOff === takesOff });
    input.addEventListener("change", () => {
      state.takesOff = takesOff;
      anew();
      document.querySelector(`input[name=handover-way][value=${value}]`)?.dispatchEvent(new Event("focus"));
    });
    return el("label", {}, input, text);
  };
  return el("fieldset", {}, el("legend", {}, say.way), radio(true, say.takesOff), radio(false, say.keeps));
}

/**
 * @param {App} app
 * @param {HandoverState} state
 */
function workPanel({ words: { handover: say } }, state) {
  const rows = state.rows ?? [];
  const bar = el("progress", { "aria-label": say.title });
  if (rows.length > 0) {
    bar.max = rows.length;
    bar.value = rows.length - state.left.length;
  }
  const stop = el("button", { type: "button", class: "sbtn", click: () => state.work?.abort() }, say.stop);
  return el("div", { class: "work-panel" }, bar, el("p", { class: "row end" }, stop));
}

/**
 * @param {App} app
 * @param {Row[]} rows
 */
function table(app, rows) {
  const { handover: say } = app.words;
  return el(
    "table",
    { class: "ev handed", "aria-label": say.table },
    el(
      "thead",
      {},
      el("tr", {}, el("th", { scope: "col" }, say.columns.case), el("th", { scope: "col" }, say.columns.state)),
    ),
    el("tbody", {}, ...rows.map((row) => rowElement(app, row))),
  );
}

/**
 * @param {App} app
 * @param {Row} row
 */
function rowElement({ words: { handover: say } }, row) {
  return el(
    "tr",
    { class: row.state, "data-case": row.case },
    el(
      "th",
      { scope: "row" },
      el("bdi", {}, row.title === "" ? say.untitled : row.title),
      el("small", { class: "mono" }, row.number),
    ),
    el(
      "td",
      {},
      el("span", { class: row.state === "failed" ? "broken" : "" }, say.states[row.state]),
      row.detail !== "" && el("small", {}, row.detail),
    ),
  );
}

/**
 * @param {App} app
 * @param {HandoverState} state
 */
async function find(app, state) {
  const { handover: say } = app.words;
  const progress = (/** @type {number} */ looked, /** @type {number} */ all) => {
    state.told = say.finding(looked, all);
    state.parts.status.textContent = state.told;
  };
  await working(app, state, async (signal) => {
    const { found, unproved } = await app.busy(() => findCases(app, state.from, { signal, progress }));
    state.rows = found.map((one) => ({ ...one, state: "waiting", detail: "" }));
    Object.assign(state, { unproved, told: found.length > 0 ? say.found(found.length) : "" });
  });
}

/**
 * @param {App} app
 * @param {HandoverState} state
 */
async function handOver(app, state) {
  const { handover: say } = app.words;
  const [from, to] = [state.labelOf(state.from), state.labelOf(state.to)];
  const more = isWithoutReason(app, state) ? ` ${say.askOwn}` : "";
  const text = state.takesOff ? say.askTakesOff(from, to) + more : say.askKeeps(to);
  const title = say.askTitle(state.left.length, from, to);
  const { cancel } = app.words.frame;
  if (!(await ask({ title, text, act: say.begin, cancel, destroys: state.takesOff }))) return;
  await working(app, state, async (signal) => {
    for (const row of state.left) {
      if (signal.aborted) break;
      await handOverRow(app, state, row);
    }
    const done = (state.rows ?? []).length - state.left.length;
    state.told = signal.aborted ? say.stopped : say.finished(done, state.left.length);
    app.inbox.page = null;
    await app.keeper.ask("closeCase");
  });
}

/**
 * Hand over one case, and say of it what came of it; only the end of the session ends the others.
 * @param {App} app
 * @param {HandoverState} state
 * @param {Row} row
 */
async function handOverRow(app, state, row) {
  const { handover: say } = app.words;
  const { from, to, takesOff } = state;
  const isWithout = isWithoutReason(app, state);
  const reason = state.reason.trim();
  const note = isWithout ? "" : say.decision(state.labelOf(from), state.labelOf(to), reason);
  Object.assign(row, { state: "working", detail: "" });
  drawRow(app, state, row);
  try {
    const outcome = await app.busy(() => handOverCase(app, row, { from, to, takesOff, reason, note }));
    row.state = outcome === "nothing" ? "nothing" : "done";
    row.detail = outcome === "unnoted" ? say.unnoted : "";
  } catch (error) {
    Object.assign(row, { state: "failed", detail: problemText(app.words, error) });
    if (isSessionOver(error) || !app.officer) throw error;
  }
  drawRow(app, state, row);
}

/**
 * Show how one case stands, and how far all are: of a thousand rows only one is drawn.
 * @param {App} app
 * @param {HandoverState} state
 * @param {Row} row
 */
function drawRow(app, state, row) {
  const rows = state.rows ?? [];
  const done = rows.filter(({ state: one }) => one === "done" || one === "nothing").length;
  state.told = app.words.handover.running(done, rows.length);
  state.parts.status.textContent = state.told;
  const bar = state.parts.form.querySelector("progress");
  if (bar) bar.value = done;
  state.parts.list.querySelector(`tr[data-case="${row.case}"]`)?.replaceWith(rowElement(app, row));
}

/**
 * @param {App} app
 * @param {HandoverState} state
 * @param {(signal: AbortSignal) => Promise<void>} act
 */
async function working(app, state, act) {
  const { handover: say } = app.words;
  state.work = new AbortController();
  state.error = null;
  draw(app, state);
  try {
    await act(state.work.signal);
  } catch (error) {
    if (isAbort(error)) state.told = say.stopped;
    else state.error = error;
  }
  state.work = null;
  draw(app, state);
}
