/**
 * Where a case belongs: another inspectorate of the installation, an authority outside, SP4N-LAPOR!. One dialog, three
 * doors; each says before what will happen, to whom, and what the reporter is told.
 */

import { lookAround } from "../../acts/refer.js";
import { openDialog } from "../../dialog.js";
import { el, fill, show } from "../../dom.js";
import { problemText } from "../../problems.js";
import { mayFollow } from "../../../shared/workflow.js";
import { mayWrite } from "../declare.js";
import { agencyPanel } from "./agency.js";
import { authorityPanel } from "./authority.js";
import { laporPanel } from "./lapor.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../case.js").CaseState} CaseState */
/** @typedef {import("../../../worker/story.js").Story} Story */
/** @typedef {import("../../acts/refer.js").Referrals} Referrals */
/** @typedef {import("../../../worker/referring.js").Doors} Doors */
/** @typedef {{known: Referrals, doors: Doors}} Around */

/**
 * What every panel works with. `signal` ends with the dialog; `again` draws it anew from the newest state.
 * @typedef {object} Room
 * @property {App} app
 * @property {CaseState} state
 * @property {Story} story
 * @property {Around} around
 * @property {HTMLElement} body
 * @property {HTMLDialogElement} dialog
 * @property {AbortSignal} signal
 * @property {(rank?: string) => Promise<void>} again
 */

/** @typedef {"agency" | "authority" | "lapor"} Way */

const PANELS = { agency: agencyPanel, authority: authorityPanel, lapor: laporPanel };
const WAYS = /** @type {const} */ (["agency", "authority", "lapor"]);
const MAY_PASS_ON = "change-readers";

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 * @param {AbortSignal} signal
 */
export function doorsSection(app, state, story, signal) {
  const { refer: say } = app.words;
  const may = story.bar === "none" && (app.officer?.acts.includes(MAY_PASS_ON) ?? false);
  if (!may || !mayFollow(story.status, "passed-on")) return null;
  const open = async () => {
    if (await mayWrite(app, state)) openDoors(app, state, state.story ?? story, signal);
  };
  return el(
    "section",
    { class: "noprint" },
    el("h3", {}, say.title),
    el("p", {}, say.lead),
    el(
      "p",
      { class: "row" },
      el("button", { type: "button", class: "sbtn", id: "refer", click: () => void open() }, say.open),
    ),
  );
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 * @param {AbortSignal} signal
 */
export function openDoors(app, state, story, signal) {
  const { dialog, body } = openDialog(app.words.refer.dialogTitle(story.number));
  dialog.classList.add("wide");
  const stop = new AbortController();
  dialog.addEventListener("close", () => stop.abort());
  signal.addEventListener("abort", () => dialog.close());
  /** @type {Way} */
  let way = "agency";
  const draw = async (/** @type {string} */ rank = "") => {
    try {
      const around = await app.busy(() => lookAround(app, state.name, rank));
      const room = { app, state, story, around, body, dialog, signal: stop.signal, again: draw };
      drawDoors(room, way, (chosen) => {
        way = chosen;
      });
    } catch (error) {
      fill(body, el("p", { role: "alert" }, problemText(app.words, error)), closing(app, dialog));
    }
  };
  fill(body, el("p", { role: "status" }, app.words.refer.looking));
  void draw();
}

/**
 * @param {Room} room
 * @param {Way} way
 * @param {(way: Way) => void} choose
 */
function drawDoors(room, way, choose) {
  const { app, body, around } = room;
  const { refer: say } = app.words;
  if (around.known.handler !== app.officer?.agency) {
    fill(body, el("p", { class: "note warn" }, say.notOurs(app.officeName(around.known.handler))));
    body.append(closing(app, room.dialog));
    return;
  }
  const panel = el("div", { class: "panel" });
  const draw = (/** @type {Way} */ chosen) => {
    choose(chosen);
    fill(panel, ...PANELS[chosen](room));
  };
  const radios = WAYS.map((name) => {
    const input = el("input", { type: "radio", name: "door", value: name, checked: name === way });
    input.addEventListener("change", () => draw(name));
    return el("label", {}, input, el("b", {}, say.ways[name]), " ", el("small", {}, say.means[name]));
  });
  fill(body, el("fieldset", { class: "doors" }, el("legend", {}, say.which), ...radios), panel);
  draw(way);
}

/**
 * The row that ends every panel.
 * @param {App} app
 * @param {HTMLDialogElement} dialog
 * @param {...import("../../dom.js").Child} acts
 */
export function closing({ words }, dialog, ...acts) {
  const close = el("button", { type: "button", class: "sbtn", click: () => dialog.close() }, words.frame.cancel);
  return el("p", { class: "row end" }, close, ...acts);
}

/**
 * A button that does something once, says that it works, and tells what went wrong.
 * @param {{app: App}} room
 * @param {string} text
 * @param {() => Promise<void>} act
 */
export function actButton({ app }, text, act) {
  const error = el("p", { class: "error", role: "alert", hidden: true });
  const tell = (/** @type {string} */ said) => {
    error.textContent = said;
    show(error, said !== "");
  };
  const run = async () => {
    if (button.getAttribute("aria-disabled") === "true") return;
    tell("");
    button.setAttribute("aria-disabled", "true");
    button.textContent = app.words.refer.working;
    try {
      await app.busy(act);
    } catch (failure) {
      const isAborted = failure instanceof DOMException && failure.name === "AbortError";
      tell(isAborted ? "" : problemText(app.words, failure));
    }
    button.setAttribute("aria-disabled", "false");
    button.textContent = text;
  };
  const button = el("button", { type: "button", class: "sbtn go", click: () => void run() }, text);
  return { button, error, tell };
}
