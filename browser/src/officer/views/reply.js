/** Writing to the reporter: a reply or a status change, signed with this officer's key, sealed here. */

import { send } from "../acts/send.js";
import { ApiError, isAbort } from "../api.js";
import { ask } from "../dialog.js";
import { el, fill, show } from "../dom.js";
import { countText, shownName, sizeText } from "../format.js";
import { KeeperError } from "../keeper.js";
import { problemText } from "../problems.js";
import { nameOf } from "../words/index.js";
import { load } from "./case.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("./case.js").CaseState} CaseState */
/** @typedef {import("../../worker/story.js").Story} Story */
/** @typedef {{kind: "message" | "status", status: string, text: string, files: File[]}} Draft */

const MAX_TEXT = 50_000;
const MAX_FILES = 10;
const MAX_FILE_BYTES = 100 << 20;
/** Statuses that end the inspectorate's work, so that a question stands before them. */
const ENDING = ["closed", "passed-on", "out-of-scope", "not-actionable"];
/** What no officer says. */
const NOT_OURS = "submitted";

/** @returns {Draft} */
export function emptyDraft() {
  return { kind: "message", status: "", text: "", files: [] };
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
  const parts = makeParts(app, state, story);
  const form = el(
    "form",
    { class: "pen", autocomplete: "off", novalidate: true },
    kindChoice(app, state, parts),
    parts.statusField,
    el("label", { for: "reply-text" }, parts.label),
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
  drawKind(app, state, parts);
  drawFiles(app, state, parts);
  return form;
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 */
function makeParts(app, state, story) {
  const say = words(app);
  const text = el("textarea", { id: "reply-text", rows: 6, maxlength: MAX_TEXT, spellcheck: "false" });
  text.value = state.draft.text;
  text.addEventListener("input", () => {
    state.draft.text = text.value;
  });
  const status = statusSelect(app, state, story);
  const picker = el("input", {
    type: "file",
    id: "reply-files",
    multiple: true,
    "aria-describedby": "reply-files-hint",
  });
  const chosen = el("ul", { class: "files" });
  const parts = {
    label: el("span", {}),
    text,
    status,
    statusField: el("p", {}, el("label", { for: "reply-status" }, say.statusLabel), " ", status),
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
 * @param {Story} story
 */
function statusSelect(app, state, story) {
  const names = app.words.statuses;
  const offered = Object.keys(names).filter((status) => status !== NOT_OURS && status !== story.status);
  const options = offered.map((status) => el("option", { value: status }, nameOf(names, status)));
  const select = el("select", { id: "reply-status" }, el("option", { value: "" }, "–"), ...options);
  select.value = offered.includes(state.draft.status) ? state.draft.status : "";
  select.addEventListener("change", () => {
    state.draft.status = select.value;
  });
  return select;
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Parts} parts
 */
function kindChoice(app, state, parts) {
  const say = words(app);
  const radio = (/** @type {Draft["kind"]} */ kind, /** @type {string} */ text) => {
    const input = el("input", { type: "radio", name: "kind", value: kind, checked: state.draft.kind === kind });
    input.addEventListener("change", () => {
      state.draft.kind = kind;
      drawKind(app, state, parts);
    });
    return el("label", {}, input, text);
  };
  return el(
    "fieldset",
    {},
    el("legend", { class: "vh" }, say.kind),
    radio("message", say.message),
    radio("status", say.status),
  );
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Parts} parts
 */
function drawKind(app, { draft }, parts) {
  const say = words(app);
  const isStatus = draft.kind === "status";
  fill(parts.label, isStatus ? `${say.statusText} ${say.optional}` : say.label);
  show(parts.statusField, isStatus);
  show(parts.error, false);
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
function flawOf(app, { kind, status, text, files }) {
  const say = words(app);
  if (kind === "status" && status === "") return say.needStatus;
  if (kind === "message" && text.trim() === "" && files.length === 0) return say.need;
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
  if (flaw)
    return void (state.draft.kind === "status" && state.draft.status === "" ? parts.status : parts.text).focus();
  if (state.draft.kind === "status" && !(await mayEnd(app, state.draft.status))) return;
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
 * @param {App} app
 * @param {string} status
 */
async function mayEnd(app, status) {
  if (!ENDING.includes(status)) return true;
  const say = words(app);
  const title = say.askTitle(nameOf(app.words.statuses, status));
  return ask({ title, text: say.ask, act: say.askAct, cancel: app.words.frame.cancel });
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
