/**
 * Back to SP4N-LAPOR!: how a matter ended that came from there. The text begins with what tells nothing of anybody, an
 * officer reviews it, prints it or takes it along as a table, and the register says that it went. No text comes to the
 * server; the officers' note keeps it, sealed.
 */

import { pathOf } from "../../api.js";
import { keepNote } from "../../acts/note.js";
import { openCase } from "../../acts/open.js";
import { saveTable } from "../../acts/refer.js";
import { openDialog } from "../../dialog.js";
import { el, fill } from "../../dom.js";
import { longDay } from "../../format.js";
import { printText } from "../../printing.js";
import { nameOf } from "../../words/index.js";
import { load } from "../case.js";
import { mayWrite } from "../declare.js";
import { actButton, closing } from "./doors.js";
import { area, pick } from "../fields.js";
import { review } from "./parts.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../case.js").CaseState} CaseState */
/** @typedef {import("../../../worker/casebook.js").OpenedStory} Story */

const CHANNEL = "sp4n-lapor";
const ENDED = ["closed", "out-of-scope", "not-actionable"];
const MAY_ANSWER = "write-to-reporters";
const MAX_ANSWER = 5_000;

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 * @param {AbortSignal} signal
 */
export function answerSection(app, state, story, signal) {
  const { answer: say } = app.words.refer;
  const may = story.bar === "none" && (app.officer?.acts.includes(MAY_ANSWER) ?? false);
  if (!may || story.report?.intake?.channel !== CHANNEL || !ENDED.includes(story.status)) return null;
  const open = async () => {
    if (await mayWrite(app, state)) await openAnswer(app, state, state.story ?? story, signal);
  };
  return el(
    "section",
    { class: "noprint" },
    el("h3", {}, say.title),
    el("p", {}, say.lead),
    el(
      "p",
      { class: "row" },
      el("button", { type: "button", class: "sbtn", id: "lapor-answer", click: () => void open() }, say.open),
    ),
  );
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 * @param {AbortSignal} signal
 */
async function openAnswer(app, state, story, signal) {
  const { refer } = app.words;
  const { answer: say } = refer;
  const { dialog, body } = openDialog(say.title);
  dialog.classList.add("wide");
  signal.addEventListener("abort", () => dialog.close());
  const { reference } = await app.keeper.ask("drawReference"); // once: whatever is sent again is the same line
  const tracking = story.report?.intake?.reference ?? "";
  const text = area("answer-text", { rows: 10, most: MAX_ANSWER, value: proposed(app, story) });
  const act = (/** @type {string} */ label, /** @type {() => void} */ click) =>
    el("button", { type: "button", class: "sbtn", click }, label);
  const columns = () => {
    return /** @type {Array<[string, string]>} */ ([
      [say.tracking, tracking],
      [say.text, text.value],
    ]);
  };
  const { button, error, tell } = actButton({ app }, say.record, async () => {
    if (text.value.trim() === "") return void (tell(say.needText), text.focus());
    const opened = await openCase(app, state.name);
    const note = say.noted(reference, text.value.trim());
    await keepNote(app, state.name, opened.story, { kind: "note", body: { text: note } });
    await app.api.ask("POST", `${pathOf(state.name)}/lapor-answers`, { reference });
    dialog.close();
    Object.assign(state, { notice: { look: "ok", text: say.recorded } });
    await load(app, state);
  });
  fill(
    body,
    el("p", {}, say.about),
    el("p", {}, `${say.tracking}: `, el("b", { class: "mono" }, tracking || "–")),
    pick(say.text, text, say.textHint),
    review(app, text),
    el(
      "p",
      { class: "row" },
      act(refer.lapor.print, () => printText([tracking, text.value].filter(Boolean).join("\n\n"))),
      act(refer.lapor.table, () => saveTable(columns(), "sp4n-lapor.csv")),
    ),
    error,
    closing(app, dialog, button),
  );
}

/**
 * Write what can be said of every matter: that it was dealt with, when, and the outcome as it is named everywhere.
 * @param {App} app
 * @param {Story} story
 */
function proposed(app, story) {
  const { refer, statuses, steps } = app.words;
  const { outcome } = story.signed;
  const day = longDay(app.days().today, app.tag);
  const office = app.officeName(app.officer?.agency ?? "");
  return refer.answer.proposed(office, day, nameOf(statuses, story.status), outcome && nameOf(steps.outcomes, outcome));
}
