/** The newest checkpoint: what it covers, who signed it; compare, count anew, sign, keep it outside. */

import { compareKept, countAnew, signPoint } from "../../acts/audit.js";
import { isAbort } from "../../api.js";
import { ask } from "../../dialog.js";
import { el, fill, save } from "../../dom.js";
import { countText, moment } from "../../format.js";
import { badNote, problemText } from "../../problems.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("./audit.js").AuditState} AuditState */
/** @typedef {import("../../acts/audit.js").Visit} Visit */
/** @typedef {import("../../../worker/trail.js").ShownPoint} ShownPoint */
/** @typedef {import("../../../protocol/witness.js").Witness} Witness */

const ENOUGH_TEXT = 65_536;

/**
 * @param {App} app
 * @param {AuditState} state
 * @param {Visit} visit
 * @param {() => void} redraw
 */
export function checkpointPart(app, state, visit, redraw) {
  const { words } = app;
  const [point] = visit.points;
  const body = point ? known(app, state, visit, point, redraw) : [el("p", { class: "soft" }, words.audit.noPoint)];
  return el(
    "section",
    { class: "blk", "aria-labelledby": "audit-point" },
    el("h2", { id: "audit-point" }, words.audit.pointTitle),
    ...body,
  );
}

/**
 * @param {App} app
 * @param {AuditState} state
 * @param {Visit} visit
 * @param {ShownPoint} point
 * @param {() => void} redraw
 */
function known(app, state, visit, point, redraw) {
  const { words, tag } = app;
  const outcome = el("div", { class: "told-note", role: "status" });
  if (state.compared) fill(outcome, comparedNote(app, state.compared));
  if (state.counted !== null) outcome.append(countedNote(app, state.counted));
  return [
    el("p", { class: "noprint" }, words.audit.pointAbout),
    el(
      "dl",
      { class: "sum noprint" },
      row(words.audit.covers, words.audit.coversOf(point.size, visit.visit - point.size)),
      row(words.audit.made, moment(point.made, tag)),
      row(words.audit.signedBy, signers(app, point)),
    ),
    point.strangers > 0 && badNote(words.audit.strangersTitle, words.audit.strangers),
    outcome,
    proving(app, state, visit, outcome, redraw),
    noteParts(app, point),
  ];
}

/**
 * @param {string} term
 * @param {string} value
 */
function row(term, value) {
  return el("div", {}, el("dt", {}, term), el("dd", {}, value));
}

/**
 * @param {App} app
 * @param {{witnesses: Witness[]}} point
 */
function signers({ words, tag }, { witnesses }) {
  if (witnesses.length === 0) return words.audit.nobody;
  return witnesses
    .map(({ label, time, isCurrent }) => words.audit.signer(label, moment(time * 1000, tag), isCurrent))
    .join("\n");
}

/**
 * @param {App} app
 * @param {AuditState} state
 * @param {Visit} visit
 * @param {HTMLElement} outcome
 * @param {() => void} redraw
 */
function proving(app, state, visit, outcome, redraw) {
  const { words } = app;
  const text = el("textarea", {
    id: "kept",
    rows: 5,
    maxlength: ENOUGH_TEXT,
    spellcheck: "false",
    class: "mono note-text",
  });
  text.value = state.kept;
  const file = el("input", {
    type: "file",
    id: "kept-file",
    accept: "text/plain,.txt",
    change: async () => {
      const [chosen] = file.files ?? [];
      if (chosen && chosen.size <= ENOUGH_TEXT) text.value = await chosen.text();
    },
  });
  const run = (/** @type {() => Promise<void>} */ act) => void attempt(app, state, outcome, act, redraw);
  const compare = () =>
    run(async () => {
      state.kept = text.value;
      state.compared = null;
      state.compared = await compareKept(app, visit, text.value);
    });
  const recount = () => run(() => counting(app, state, visit, outcome));
  const sign = () => run(() => signing(app, visit));
  const button = (/** @type {string} */ name, /** @type {() => void} */ click, kind = "sbtn") =>
    el("button", { type: "button", class: kind, click }, name);
  const [{ isMine }] = visit.points;
  const signPart = [
    el("p", {}, state.isProved ? words.audit.maySign : words.audit.mayNotSign),
    state.isProved && el("p", { class: "row end" }, button(words.audit.sign, sign, "sbtn go")),
  ];
  return el(
    "div",
    { class: "pen proving noprint" },
    el("h3", {}, words.audit.compareTitle),
    el("p", {}, words.audit.compareAbout),
    el("label", { for: "kept" }, words.audit.keptText),
    text,
    el("p", { class: "row" }, el("label", { for: "kept-file" }, words.audit.keptFile), file),
    el("p", { class: "row" }, button(words.audit.compare, compare), button(words.audit.recount, recount)),
    ...(isMine ? [] : [el("h3", {}, words.audit.signTitle), ...signPart]),
  );
}

/**
 * Do one thing at a time; whatever it said stands in `outcome`.
 * @param {App} app
 * @param {AuditState} state
 * @param {HTMLElement} outcome
 * @param {() => Promise<void>} act
 * @param {() => void} redraw
 */
async function attempt(app, state, outcome, act, redraw) {
  if (state.proving) return;
  state.proving = new AbortController();
  fill(outcome, el("p", { class: "soft" }, app.words.audit.working));
  try {
    await app.busy(act);
    if (!app.officer || !outcome.isConnected) return;
    redraw();
    lead();
  } catch (error) {
    const text = isAbort(error) ? app.words.audit.stopped : problemText(app.words, error);
    fill(outcome, isAbort(error) ? el("p", {}, text) : badNote(app.words.problems.title, text));
  } finally {
    state.proving = null;
  }
}

/** Lead the focus to what came of it: what was pressed is gone. */
function lead() {
  const told = /** @type {HTMLElement | null} */ (document.querySelector(".told-note"));
  if (!told) return;
  told.tabIndex = -1;
  told.focus();
}

/**
 * @param {App} app
 * @param {AuditState} state
 * @param {Visit} visit
 * @param {HTMLElement} outcome
 */
async function counting(app, state, visit, outcome) {
  const { words, tag } = app;
  const [{ size }] = visit.points;
  const bar = el("progress", { max: size, value: 0, "aria-label": words.audit.recount });
  const text = el("p", {}, words.audit.counting);
  const stop = el("button", { type: "button", class: "sbtn", click: () => state.proving?.abort() }, words.frame.cancel);
  fill(outcome, text, bar, el("p", { class: "row end" }, stop));
  const signal = /** @type {AbortController} */ (state.proving).signal;
  const progress = (/** @type {number} */ counted) => {
    bar.value = counted;
    text.textContent = words.audit.countedOf(countText(counted, tag), countText(size, tag));
  };
  state.counted = null;
  state.counted = await countAnew(app, visit, { signal, progress });
}

/**
 * @param {App} app
 * @param {Visit} visit
 */
async function signing(app, visit) {
  const { words, tag } = app;
  const [point] = visit.points;
  const isAgreed = await ask({
    title: words.audit.signQuestion(countText(point.size, tag)),
    text: words.audit.signMeans,
    act: words.audit.sign,
    cancel: words.frame.cancel,
  });
  if (!isAgreed) return;
  visit.points[0] = await signPoint(app, visit);
}

/**
 * The checkpoint as text, to be saved or printed.
 * @param {App} app
 * @param {ShownPoint} point
 */
function noteParts({ words }, { size, text, isMine }) {
  const blob = new Blob([text], { type: "text/plain" });
  return el(
    "div",
    { class: "kept-note" },
    el("h3", {}, words.audit.noteTitle),
    el("p", {}, isMine ? words.audit.noteSigned : words.audit.noteUnsigned),
    el("pre", { class: "note-text", tabindex: 0, "aria-label": words.audit.noteTitle }, text),
    el(
      "p",
      { class: "row noprint" },
      el(
        "button",
        {
          type: "button",
          class: isMine ? "sbtn go" : "sbtn",
          click: () => save(blob, words.audit.noteName(size)),
        },
        words.audit.saveNote,
      ),
      el("button", { type: "button", class: "sbtn", click: () => window.print() }, words.audit.printNote),
    ),
  );
}

/**
 * @param {App} app
 * @param {import("../../acts/audit.js").Compared} compared
 */
function comparedNote(app, compared) {
  const { words, tag } = app;
  const { comparison, size, strangers, witnesses } = compared;
  const told = words.audit.comparisons[comparison];
  const text = told.text(countText(size, tag));
  if (comparison !== "grown") return badNote(told.title, text);
  const by = witnesses.length > 0 ? words.audit.keptSigned(signers(app, compared)) : words.audit.keptUnsigned;
  return el(
    "div",
    { class: strangers > 0 ? "note warn" : "note ok" },
    el("h3", {}, told.title),
    el("p", {}, text),
    el("p", {}, strangers > 0 ? words.audit.keptStrangers : by),
  );
}

/**
 * @param {App} app
 * @param {boolean} isSame
 */
function countedNote({ words }, isSame) {
  if (!isSame) return badNote(words.audit.countedOther, words.audit.countedOtherText);
  return el(
    "div",
    { class: "note ok" },
    el("h3", {}, words.audit.countedSame),
    el("p", {}, words.audit.countedSameText),
  );
}
