/** Writing to the reporter: a reply, signed with this officer's key, sealed here. Steps of the case are `steps.js`. */

import { send } from "../acts/send.js";
import { ApiError, isAbort } from "../api.js";
import { el, fill, show } from "../dom.js";
import { countText, shownName, sizeText } from "../format.js";
import { KeeperError } from "../keeper.js";
import { problemText } from "../problems.js";
import { load } from "./case.js";
import { mayWrite } from "./declare.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("./case.js").CaseState} CaseState */
/** @typedef {import("../../worker/story.js").Story} Story */
/** @typedef {{text: string, files: File[]}} Draft */

const MAX_TEXT = 50_000;
const MAX_FILES = 10;
const MAX_FILE_BYTES = 100 << 20;

/** @returns {Draft} */
export function emptyDraft() {
  return { text: "", files: [] };
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 * @param {AbortSignal} signal
 */
export function replyForm(app, state, story, signal) {
  const { words } = app;
  const closed = { none: null, role: words.reply.noRole, chain: words.reply.closed }[story.bar];
  const body = closed === null ? formOf(app, state, story, signal) : el("p", { class: "note warn" }, closed);
  return el(
    "section",
    { class: "blk noprint outer", "aria-labelledby": "part-reply" },
    el("h2", { id: "part-reply", tabindex: -1 }, words.reply.title),
    body,
  );
}

/** @typedef {ReturnType<typeof makeParts>} Parts */

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 * @param {AbortSignal} signal
 */
function formOf(app, state, story, signal) {
  const parts = makeParts(app, state);
  const form = el(
    "form",
    { class: "pen", autocomplete: "off", novalidate: true },
    el("label", { for: "reply-text" }, words(app).label),
    " ",
    el("span", { class: "soft" }, words(app).readBy(story.readers.length)),
    parts.text,
    parts.fileField,
    parts.error,
    parts.work,
    el("p", { class: "row end" }, el("span", { class: "soft" }, words(app).only), parts.act),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (parts.act.getAttribute("aria-disabled") !== "true") void submit(app, state, parts, signal);
  });
  drawFiles(app, state, parts);
  return form;
}

/**
 * @param {App} app
 * @param {CaseState} state
 */
function makeParts(app, state) {
  const say = words(app);
  const text = el("textarea", { id: "reply-text", rows: 6, maxlength: MAX_TEXT, spellcheck: "false" });
  text.value = state.draft.text;
  text.addEventListener("input", () => {
    state.draft.text = text.value;
  });
  const picker = el("input", {
    type: "file",
    id: "reply-files",
    multiple: true,
    "aria-describedby": "reply-files-hint",
  });
  const chosen = el("ul", { class: "files" });
  const parts = {
    text,
    picker,
    chosen,
    fileField: el(
      "div",
      { class: "drop" },
      el("label", { for: "reply-files" }, say.files),
      el("p", { class: "hint", id: "reply-files-hint" }, say.filesHint),
      picker,
      chosen,
    ),
    error: el("p", { class: "error", role: "alert", hidden: true }),
    work: el("div", { class: "work-panel", hidden: true }),
    act: el("button", { class: "sbtn go" }, say.send),
  };
  picker.addEventListener("change", () => {
    state.draft.files.push(...(picker.files ?? []));
    picker.value = "";
    drawFiles(app, state, parts);
  });
  return parts;
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Parts} parts
 */
function drawFiles(app, { draft }, parts) {
  const say = words(app);
  const items = draft.files.map((file, place) => {
    const name = shownName(file.name);
    const remove = () => {
      draft.files.splice(place, 1);
      drawFiles(app, /** @type {CaseState} */ ({ draft }), parts);
      parts.picker.focus();
    };
    return el(
      "li",
      {},
      el("bdi", {}, name),
      ` ${sizeText(file.size, app.tag)} `,
      el("button", { type: "button", class: "link", "aria-label": say.removeNamed(name), click: remove }, say.remove),
    );
  });
  fill(parts.chosen, ...items);
  show(parts.chosen, items.length > 0);
}

/**
 * Say what is missing or too much; empty if the draft may be sent.
 * @param {App} app
 * @param {Draft} draft
 */
function flawOf(app, { text, files }) {
  const say = words(app);
  if (text.trim() === "" && files.length === 0) return say.need;
  if ([...text].length > MAX_TEXT) return say.tooLong(countText(MAX_TEXT, app.tag));
  if (files.length > MAX_FILES) return say.tooMany;
  const large = files.find((file) => file.size > MAX_FILE_BYTES);
  return large ? say.tooLarge(shownName(large.name)) : "";
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Parts} parts
 * @param {AbortSignal} signal
 */
async function submit(app, state, parts, signal) {
  const flaw = flawOf(app, state.draft);
  tellError(parts, flaw);
  if (flaw) return void parts.text.focus();
  if (!(await mayWrite(app, state))) return;
  const stop = new AbortController();
  signal.addEventListener("abort", () => stop.abort());
  setBusy(app, parts, stop);
  try {
    await app.busy(() => send(app, state.name, state.draft, { signal: stop.signal, progress: progressIn(app, parts) }));
    Object.assign(state, { draft: emptyDraft(), notice: { look: "ok", text: words(app).sent } });
    await load(app, state);
  } catch (error) {
    setIdle(app, parts);
    tellError(parts, isAbort(error) ? words(app).stopped : sendProblem(app, error));
    if (!(error instanceof ApiError && error.code === "conflict")) return;
    state.notice = { look: "warn", text: app.words.problems.conflict };
    await load(app, state);
  }
}

/**
 * @param {Parts} parts
 * @param {string} text
 */
function tellError({ error }, text) {
  error.textContent = text;
  show(error, text !== "");
}

/**
 * @param {App} app
 * @param {Parts} parts
 * @param {AbortController} stop
 */
function setBusy(app, { act, work }, stop) {
  const cancel = el("button", { type: "button", class: "link", click: () => stop.abort() }, app.words.frame.cancel);
  fill(
    work,
    el("p", { role: "status" }),
    el("progress", { max: 1, "aria-label": words(app).sending }),
    el("p", {}, cancel),
  );
  show(work, true);
  act.setAttribute("aria-disabled", "true");
  act.textContent = words(app).sending;
}

/**
 * @param {App} app
 * @param {Parts} parts
 */
function setIdle(app, { act, work }) {
  show(work, false);
  act.setAttribute("aria-disabled", "false");
  act.textContent = words(app).send;
}

/**
 * @param {App} app
 * @param {Parts} parts
 */
function progressIn(app, { work }) {
  return (/** @type {File} */ file, /** @type {number} */ sent, /** @type {number} */ all) => {
    const bar = work.querySelector("progress");
    const text = work.querySelector("p");
    if (bar) bar.value = sent / all;
    if (text)
      text.textContent = words(app).upload(shownName(file.name), sizeText(sent, app.tag), sizeText(all, app.tag));
  };
}

/**
 * @param {App} app
 * @param {unknown} error
 */
function sendProblem(app, error) {
  const isFile = error instanceof KeeperError && error.code === "failed";
  return isFile ? app.words.problems.file : problemText(app.words, error);
}

/** @param {App} app */
function words(app) {
  return app.words.reply;
}
