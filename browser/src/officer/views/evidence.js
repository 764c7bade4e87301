/** Files of a case: who sent them, what they are called, their SHA-256 once they were opened here. */

import { openAttachment } from "../acts/download.js";
import { isAbort } from "../api.js";
import { el, fill, save } from "../dom.js";
import { diskName, shownName, sizeText } from "../format.js";
import { KeeperError } from "../keeper.js";
import { problemText } from "../problems.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("./case.js").CaseState} CaseState */
/** @typedef {import("../api.js").CaseFile} CaseFile */
/** @typedef {import("../../worker/story.js").Story} Story */
/** @typedef {import("../../worker/story.js").FileNote} FileNote */
/** @typedef {{note: FileNote, from: string, stored: number}} Listed */

const PLAIN_BYTES = "application/octet-stream";

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {CaseFile} file
 * @param {Story} story
 * @param {AbortSignal} signal
 */
export function evidence(app, state, file, story, signal) {
  const { words } = app;
  const listed = listFiles(app, file, story);
  return el(
    "section",
    { class: "blk", "aria-labelledby": "part-evidence" },
    el("h2", { id: "part-evidence", tabindex: -1 }, words.evidence.title),
    listed.length === 0 ? el("p", { class: "soft" }, words.evidence.none) : table(app, state, story, listed, signal),
  );
}

/**
 * @param {App} app
 * @param {CaseFile} file
 * @param {Story} story
 * @returns {Listed[]}
 */
function listFiles({ words }, file, story) {
  const lengths = new Map(file.attachments.map(({ id, length }) => [id, length]));
  const messages = story.items.flatMap((item) => (item.type === "message" ? [item] : []));
  const rest = messages.flatMap(({ person, files }) =>
    files.map((note) => ({ note, from: person.isReporter ? words.evidence.reporter : person.label })),
  );
  const all = [...story.evidence.map((note) => ({ note, from: words.evidence.report })), ...rest];
  return all.map((entry) => ({ ...entry, stored: lengths.get(entry.note.id) ?? 0 }));
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 * @param {Listed[]} listed
 * @param {AbortSignal} signal
 */
function table(app, state, story, listed, signal) {
  const { columns, title } = app.words.evidence;
  const heads = [columns.file, columns.from, columns.digest, columns.act];
  return el(
    "table",
    { class: "ev", role: "table", "aria-label": title },
    el(
      "thead",
      { role: "rowgroup" },
      el("tr", { role: "row" }, ...heads.map((text) => el("th", { role: "columnheader", scope: "col" }, text))),
    ),
    el("tbody", { role: "rowgroup" }, ...listed.map((entry) => tableRow(app, state, story, entry, signal))),
  );
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 * @param {Listed} entry
 * @param {AbortSignal} signal
 */
function tableRow(app, state, story, entry, signal) {
  const { note, from } = entry;
  const digest = el("td", { role: "cell" });
  const act = el("td", { role: "cell", class: "act" });
  const told = el("div", { role: "status", class: "told" });
  const parts = { digest, act, told };
  drawDigest(app, state, note, digest);
  drawAct(app, state, story, entry, parts, signal);
  const name = el("bdi", {}, shownName(note.name));
  const kind = note.mediaType === PLAIN_BYTES ? "" : note.mediaType;
  const small = el("small", {}, [sizeText(note.size, app.tag), kind].filter(Boolean).join(", "));
  return el(
    "tr",
    { role: "row" },
    el("th", { role: "rowheader", scope: "row" }, name, small, told),
    el("td", { role: "cell" }, from),
    digest,
    act,
  );
}

/** @typedef {{digest: HTMLElement, act: HTMLElement, told: HTMLElement}} Parts */

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {FileNote} note
 * @param {HTMLElement} cell
 */
function drawDigest({ words }, state, note, cell) {
  const digest = state.digests.get(note.id);
  if (!digest) return fill(cell, el("small", {}, words.evidence.closed));
  const groups = digest.match(/.{8}/g)?.join(" ") ?? digest;
  return fill(cell, el("span", { class: "mono digest" }, groups), el("small", {}, words.evidence.counted));
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 * @param {Listed} entry
 * @param {Parts} parts
 * @param {AbortSignal} signal
 */
function drawAct(app, state, story, entry, parts, signal) {
  const { download, named } = app.words.evidence;
  const label = named(download, shownName(entry.note.name));
  const click = () => run(app, state, story, entry, parts, signal);
  fill(parts.act, el("button", { type: "button", class: "sbtn", "aria-label": label, click }, download));
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 * @param {Listed} entry
 * @param {Parts} parts
 * @param {AbortSignal} viewSignal
 */
async function run(app, state, story, entry, parts, viewSignal) {
  const { words } = app;
  const { note } = entry;
  const stop = new AbortController();
  viewSignal.addEventListener("abort", () => stop.abort());
  const progress = drawProgress(app, entry, parts, stop);
  try {
    const told = { signal: stop.signal, progress };
    const { blob, sha256 } = await app.busy(() => openAttachment(app, state.name, note.id, told));
    stop.signal.throwIfAborted();
    state.digests.set(note.id, sha256);
    save(blob, diskName(story.number, note.id, note.name));
    parts.told.textContent = words.evidence.saved;
  } catch (error) {
    parts.told.textContent = isAbort(error) ? words.evidence.cancelled : failure(app, error);
  }
  drawDigest(app, state, note, parts.digest);
  drawAct(app, state, story, entry, parts, viewSignal);
  parts.act.querySelector("button")?.focus();
}

/**
 * @param {App} app
 * @param {Listed} entry
 * @param {Parts} parts
 * @param {AbortController} stop
 */
function drawProgress({ words, tag }, { stored, note }, parts, stop) {
  const bar = el("progress", {
    max: stored || 1,
    value: 0,
    "aria-label": words.evidence.named(words.evidence.download, shownName(note.name)),
  });
  const text = el("small", {});
  const cancel = el("button", { type: "button", class: "link", click: () => stop.abort() }, words.frame.cancel);
  fill(parts.act, bar, text, cancel);
  cancel.focus();
  parts.told.textContent = "";
  return (/** @type {number} */ bytes) => {
    bar.value = bytes;
    text.textContent = words.evidence.opening(sizeText(bytes, tag), sizeText(stored, tag));
  };
}

/**
 * @param {App} app
 * @param {unknown} error
 */
function failure({ words }, error) {
  const isRefused = error instanceof KeeperError && error.code.startsWith("refused");
  return isRefused ? words.evidence.failed : problemText(words, error);
}
