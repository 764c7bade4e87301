/** Who reads this case: everybody by name, since when and why, and what may be changed about it. */

import { el } from "../dom.js";
import { personName, shortDay } from "../format.js";
import { openAssign, openRenew, openTakeOff } from "./change.js";
import { mayWrite } from "./declare.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("./case.js").CaseState} CaseState */
/** @typedef {import("../../worker/story.js").Story} Story */
/** @typedef {import("../../worker/story.js").RecordItem} RecordItem */
/** @typedef {import("../../worker/readers.js").Reader} Reader */

const MAY_CHANGE = "change-readers";

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 * @param {AbortSignal} signal
 */
export function readersSection(app, state, story, signal) {
  const { words } = app;
  const mayChange = story.bar === "none" && (app.officer?.acts.includes(MAY_CHANGE) ?? false);
  const officers = story.readers.filter(({ isRecovery }) => !isRecovery).length;
  return el(
    "section",
    { class: "readers" },
    el("h3", {}, words.case.readers),
    el(
      "ul",
      { class: "plain" },
      ...story.readers.map((reader) => readerItem(app, state, story, reader, mayChange, signal)),
    ),
    officers < story.access.minimum && el("p", { class: "broken" }, words.changing.few(officers, story.access.minimum)),
    keyNote(app, story),
    lastChange(app, story),
    mayChange && changeButtons(app, state, story, signal),
  );
}

/**
 * Say why the key should change: one reason, since one press mends both.
 * @param {App} app
 * @param {Story} story
 */
function keyNote({ words }, { access }) {
  if (access.isHanging) return el("p", { class: "broken", id: "hanging" }, words.changing.hangs);
  return access.isDue && el("p", { class: "broken" }, words.changing.due);
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 * @param {AbortSignal} signal
 */
function changeButtons(app, state, story, signal) {
  const { changing: say } = app.words;
  const button = (/** @type {string} */ id, /** @type {string} */ text, /** @type {() => void} */ click) =>
    el("button", { type: "button", class: "sbtn", id, click }, text);
  const assign = async () => {
    if (await mayWrite(app, state)) await openAssign(app, state, state.story ?? story, signal);
  };
  return el(
    "p",
    { class: "row noprint" },
    button("assign", say.assign, () => void assign()),
    (story.access.isDue || story.access.isHanging) &&
      button("renew", say.renew, () => void openRenew(app, state, story, signal)),
  );
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 * @param {Reader} reader
 * @param {boolean} mayChange
 * @param {AbortSignal} signal
 */
function readerItem(app, state, story, reader, mayChange, signal) {
  const { words, officer } = app;
  const { changing: say } = words;
  const isMe = reader.author === (officer ? `${officer.agency}/${officer.id}` : "");
  const name = reader.isRecovery ? say.recovery : personName(app, reader);
  const unit = reader.isRecovery ? say.recoveryMeans : reader.unit;
  const { coming } = reader;
  const who = coming.by.isReporter ? say.reporter : personName(app, coming.by);
  const came = coming.event === "first" ? say.first : say[coming.event](who);
  const takeOff = async () => {
    if (isMe || (await mayWrite(app, state))) await openTakeOff(app, state, state.story ?? story, reader, signal);
  };
  return el(
    "li",
    { "data-reader": reader.author },
    el("span", {}, name, isMe && ` (${words.case.you})`),
    el("small", {}, [unit, came].filter(Boolean).join("; ")),
    coming.reason !== "" && el("small", {}, el("bdi", {}, say.reason(coming.reason))),
    coming.until !== "" && coverNote(app, coming.until),
    story.named.includes(reader.author) && el("small", { class: "broken" }, say.named),
    reader.stands !== "same" && el("small", { class: "broken" }, say[reader.stands]),
    mayChange &&
      !reader.isRecovery &&
      el(
        "button",
        { type: "button", class: "link noprint", "aria-label": say.takeOffNamed(name), click: () => void takeOff() },
        say.takeOff,
      ),
  );
}

/**
 * @param {App} app
 * @param {string} until YYYY-MM-DD
 */
function coverNote({ words: { changing: say }, tag }, until) {
  const isOver = until < today();
  const day = shortDay(until, tag);
  return el("small", { class: isOver ? "broken" : "" }, isOver ? say.coverOver(day) : say.cover(day));
}

/**
 * @param {App} app
 * @param {Story} story
 */
function lastChange(app, { items }) {
  const records = items.filter((item) => item.type === "record");
  const last = /** @type {RecordItem | undefined} */ (records.at(-1));
  if (!last || last.event === "first") return null;
  const { changing: say, timeline } = app.words;
  const who = last.person.isReporter ? timeline.theReporter : personName(app, last.person);
  const text = last.event === "epoch" ? timeline.epoch(who, last.readers) : timeline.access(who, last.added);
  return el(
    "p",
    {},
    el("small", {}, `${say.last}: ${text}`, last.reason !== "" && el("bdi", {}, ` ${say.reason(last.reason)}`)),
  );
}

/** Give the day in WIB. */
export function today() {
  return new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
}
