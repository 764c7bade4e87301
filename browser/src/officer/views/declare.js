/**
 * Conflicts of interest: each officer is asked once in every case, before writing anything there; colleagues see who
 * declared one, and take that officer off in one press.
 */

import { makeChange, noteGrounds } from "../acts/change.js";
import { keepNote } from "../acts/note.js";
import { openCase } from "../acts/open.js";
import { closed, openDialog } from "../dialog.js";
import { el, fill, show } from "../dom.js";
import { problemText } from "../problems.js";
import { withProof } from "./account/proving.js";
import { load } from "./case.js";
import { mayNotBe, openTakeOff } from "./change.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("./case.js").CaseState} CaseState */
/** @typedef {import("../../worker/story.js").Story} Story */
/** @typedef {import("../../worker/inside.js").InsideStory} InsideStory */
/** @typedef {import("../../worker/readers.js").Reader} Reader */

const MAY_CHANGE = "change-readers";
const MAX_TEXT = 2_000;

/**
 * Ask for a declaration, if none was made yet; say whether the officer may go on writing.
 * @param {App} app
 * @param {CaseState} state
 * @returns {Promise<boolean>} false if the officer left the case, or the question open
 */
export async function mayWrite(app, state) {
  const inside = state.story?.inside;
  if (!state.story || !inside || inside.bar !== "none" || inside.need === "epoch" || inside.declared !== null)
    return true;
  const answer = await askInterest(app, state.story.number);
  if (answer === null) return false;
  if (answer !== "") {
    if (await declareConflict(app, state, { inside }, answer)) await leave(app, state);
    return false;
  }
  const { name, story } = state;
  try {
    await app.busy(() => keepNote(app, name, story, { kind: "declaration", body: { interest: "none" } }));
    Object.assign(state, await app.busy(() => openCase(app, name)));
    return true;
  } catch (error) {
    state.notice = { look: "warn", text: problemText(app.words, error) };
    app.show();
    return false;
  }
}

/**
 * Declare a conflict, once the officer has proved to be there: it locks out whose session this is, for good.
 * @param {App} app
 * @param {CaseState} state
 * @param {{inside: InsideStory}} story
 * @param {string} text the reason
 * @returns {Promise<boolean>} false if the officer gave up
 */
async function declareConflict(app, { name }, story, text) {
  const entry = { kind: /** @type {const} */ ("declaration"), body: { interest: "conflict", text } };
  const isDone = await withProof(app, app.words.declaring.prove, async (proof) => {
    await app.busy(() => keepNote(app, name, story, entry, proof));
    return true;
  });
  return isDone === true;
}

/**
 * Say who declared a conflict and still has the key; with a button that takes them off.
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 * @param {InsideStory} inside
 * @param {AbortSignal} signal
 */
export function recusedNotes(app, state, story, inside, signal) {
  const { declaring: say } = app.words;
  const mayChange = story.bar === "none" && (app.officer?.acts.includes(MAY_CHANGE) ?? false);
  return story.readers
    .filter(({ author }) => inside.recused.includes(author))
    .map((reader) =>
      el(
        "div",
        { class: "note warn", "data-recused": reader.author },
        el("h2", {}, say.recusedTitle(reader.label)),
        el("p", {}, say.recused),
        mayChange &&
          el(
            "p",
            { class: "row noprint" },
            button(say.takeOff(reader.label), "sbtn stop", () => void takeOff(app, state, story, reader, signal)),
          ),
      ),
    );
}

/**
 * Take somebody off who declared a conflict: one press, unless too few would be left. Then the dialog says so.
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 * @param {Reader} reader
 * @param {AbortSignal} signal
 */
async function takeOff(app, state, story, reader, signal) {
  const { declaring: say, changing } = app.words;
  const wish = { add: [], remove: [reader.author] };
  if (!(await mayWrite(app, state))) return;
  try {
    const plan = await app.keeper.ask("planChange", wish);
    if (mayNotBe(plan)) return void openTakeOff(app, state, story, reader, signal);
    const grounds = { reason: say.grounds(reader.label), until: "" };
    await app.busy(() => makeChange(app, state.name, { wish, grounds, shown: plan }));
    const isNoted = await noteGrounds(app, state.name, grounds.reason);
    state.notice = { look: isNoted ? "ok" : "warn", text: isNoted ? changing.done : changing.doneWithoutReason };
  } catch (error) {
    state.notice = { look: "warn", text: problemText(app.words, error) };
  }
  await load(app, state);
}

/**
 * @param {App} app
 * @param {string} number of the case
 * @returns {Promise<string | null>} empty: no conflict; else the reason; null: not answered
 */
async function askInterest({ words }, number) {
  const { declaring: say } = words;
  const { dialog, body } = openDialog(say.title(number));
  dialog.classList.add("wide");
  const { form, reason } = reasonForm(words, dialog);
  const tell = () => {
    show(answers, false);
    show(form, true);
    reason.focus();
  };
  const answers = el(
    "p", // both answers look alike: none of them is the one that is wanted
    { class: "row end" },
    button(words.frame.cancel, "sbtn", () => dialog.close("")),
    button(say.conflict, "sbtn", tell),
    button(say.none, "sbtn", () => dialog.close("none")),
  );
  const examples = el("ul", {}, ...say.examples.map((example) => el("li", {}, example)));
  fill(body, el("p", {}, say.question), examples, el("p", {}, say.signed), answers, form);
  const answer = await closed(dialog);
  if (answer === "none") return "";
  return answer === "conflict" ? reason.value.trim() : null;
}

/**
 * @param {App["words"]} words
 * @param {HTMLDialogElement} dialog closes as "conflict" when a reason was written
 */
function reasonForm({ declaring: say, frame }, dialog) {
  const reason = el("textarea", { id: "conflict-reason", rows: 3, maxlength: MAX_TEXT, spellcheck: "false" });
  const error = el("p", { class: "flaw", role: "alert", hidden: true });
  const form = el(
    "form",
    { autocomplete: "off", novalidate: true, hidden: true },
    el("div", { class: "pick" }, el("label", { for: "conflict-reason" }, say.reasonLabel), reason, error),
    el("p", { class: "broken" }, say.consequence),
    el(
      "p",
      { class: "row end" },
      button(frame.cancel, "sbtn", () => dialog.close("")),
      el("button", { class: "sbtn stop" }, say.leave),
    ),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const isEmpty = reason.value.trim() === "";
    error.textContent = isEmpty ? say.needReason : "";
    show(error, isEmpty);
    if (isEmpty) reason.focus();
    else dialog.close("conflict");
  });
  return { form, reason };
}

/**
 * @param {string} text
 * @param {string} look
 * @param {() => void} click
 */
function button(text, look, click) {
  return el("button", { type: "button", class: look, click }, text);
}

/**
 * @param {App} app
 * @param {CaseState} state
 */
async function leave(app, state) {
  state.forget();
  app.inbox.page = null;
  await app.closeCase();
}
