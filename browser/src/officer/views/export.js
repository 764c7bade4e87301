/** The export dialog: what one gets, the bundle with progress, then the key, apart and with its warning. */

import { exportCase } from "../acts/export.js";
import { isAbort } from "../api.js";
import { openDialog } from "../dialog.js";
import { el, fill, save } from "../dom.js";
import { sizeText } from "../format.js";
import { KeeperError } from "../keeper.js";
import { problemText } from "../problems.js";
import { openSink, SaveError } from "../sinks.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("./case.js").CaseState} CaseState */
/** @typedef {import("../../worker/story.js").Story} Story */
/** @typedef {{dialog: HTMLDialogElement, body: HTMLElement}} Opened */

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 * @param {AbortSignal} signal
 */
export function openExport(app, state, story, signal) {
  const { words } = app;
  const opened = openDialog(words.export.title(story.number));
  const { dialog, body } = opened;
  signal.addEventListener("abort", () => dialog.close());
  const files = story.items.reduce(
    (count, item) => count + (item.type === "message" ? item.files.length : 0),
    story.evidence.length,
  );
  const cancel = el("button", { type: "button", class: "sbtn", click: () => dialog.close() }, words.frame.cancel);
  const begin = el(
    "button",
    { type: "button", class: "sbtn go", click: () => run(app, state, story, opened) },
    words.export.begin,
  );
  fill(
    body,
    el("p", {}, words.export.about),
    files > 0 && el("p", { class: "soft" }, words.export.size(files)),
    el("p", { class: "row end" }, cancel, begin),
  );
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 * @param {Opened} opened
 */
async function run(app, state, story, opened) {
  const { words } = app;
  const stop = new AbortController();
  const onClose = () => stop.abort();
  opened.dialog.addEventListener("close", onClose);
  try {
    const sink = await openSink(`${story.number}.zip`); // before anything else: it needs the click
    const told = { signal: stop.signal, progress: drawProgress(app, opened) };
    await app.busy(() => exportCase(app, state.name, sink, told));
    drawDone(app, story, opened, sink.isFile);
  } catch (error) {
    drawFailure(app, opened, isAbort(error) ? words.export.stopped : failure(app, error));
  }
  opened.dialog.removeEventListener("close", onClose);
}

/**
 * @param {App} app
 * @param {Opened} opened
 */
function drawProgress({ words, tag }, { dialog, body }) {
  const bar = el("progress", { "aria-label": words.export.begin });
  const text = el("p", { role: "status" }, words.export.sealing);
  const cancel = el("button", { type: "button", class: "sbtn", click: () => dialog.close() }, words.frame.cancel);
  fill(body, text, bar, el("p", { class: "row end" }, cancel));
  cancel.focus();
  return (/** @type {number} */ done, /** @type {number} */ all, /** @type {number} */ bytes) => {
    bar.max = all;
    bar.value = done - 1;
    text.textContent = words.export.progress(done, all, sizeText(bytes, tag));
  };
}

/**
 * @param {App} app
 * @param {Story} story
 * @param {Opened} opened
 * @param {boolean} isFile whether it is in a file that the officer picked
 */
function drawDone(app, story, { dialog, body }, isFile) {
  const { words } = app;
  const close = el("button", { type: "button", class: "sbtn", click: () => dialog.close() }, words.frame.close);
  const key = el(
    "button",
    { type: "button", class: "sbtn bad", click: () => saveKey(app, story) },
    words.export.keyAct,
  );
  fill(/** @type {HTMLElement} */ (dialog.querySelector("h2")), words.export.doneTitle(story.number));
  fill(
    body,
    el("p", { role: "status" }, isFile ? words.export.doneFile : words.export.done),
    el("h3", {}, words.export.keyTitle),
    el("p", {}, words.export.keyWarning),
    el("p", { class: "row end" }, key, close),
  );
  close.focus();
}

/**
 * @param {App} app
 * @param {Story} story
 */
async function saveKey({ keeper, words }, story) {
  const { blob } = await keeper.ask("caseKeyFile", { warning: words.export.keyFile });
  save(blob, `${story.number}.key.txt`);
}

/**
 * @param {App} app
 * @param {Opened} opened
 * @param {string} text
 */
function drawFailure({ words }, { dialog, body }, text) {
  const close = el("button", { type: "button", class: "sbtn", click: () => dialog.close() }, words.frame.close);
  fill(body, el("p", { role: "alert" }, text), el("p", { class: "row end" }, close));
  close.focus();
}

/**
 * @param {App} app
 * @param {unknown} error
 */
function failure({ words }, error) {
  if (error instanceof SaveError) return words.export[error.code];
  const isRefused = error instanceof KeeperError && error.code.startsWith("refused");
  return isRefused ? words.export.failed : problemText(words, error);
}
