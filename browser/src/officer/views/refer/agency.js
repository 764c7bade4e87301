/** The first door: another inspectorate of this installation takes the case over, with the same receipt. */

import { sendSealed } from "../../acts/refer.js";
import { el, fill } from "../../dom.js";
import { InboxState } from "../inbox.js";
import { actButton, closing } from "./doors.js";
import { pick, select, toldFields } from "./parts.js";

/** @typedef {import("./doors.js").Room} Room */
/** @typedef {import("../../../worker/referring.js").Door} Door */

const UNKNOWN = "unknown";

/** @param {Room} room */
export function agencyPanel(room) {
  const { app, around, story } = room;
  const { refer: say } = app.words;
  const { agencies } = around.doors;
  if (!around.doors.isWhole) return [el("p", { class: "note warn" }, say.notWhole), closing(app, room.dialog)];
  const options = agencies.map((door) => {
    return /** @type {[string, string, boolean]} */ ([door.agency, optionText(room, door), door.state !== "open"]);
  });
  const target = select("refer-to", [["", say.choose, false], ...options]);
  const preview = el("div", { class: "plan", role: "status" });
  target.addEventListener("change", () => fill(preview, ...previewOf(room, doorOf(room, target.value))));
  const told = toldFields(app, "other-agency");
  const drawn = app.keeper.ask("drawReference"); // once: whatever is sent again is the same hand-over
  const { button, error, tell } = actButton(room, say.transfer, async () => {
    const door = doorOf(room, target.value);
    if (!door) return void (tell(say.needTarget), target.focus());
    if (told.isFlawed()) return void (tell(say.needTold), told.text.focus());
    await transfer(room, door, told.told(), (await drawn).reference);
  });
  return [
    story.report?.rank === UNKNOWN && rankField(room),
    pick(say.target, target, say.targetHint),
    preview,
    ...told.fields,
    error,
    closing(app, room.dialog, button),
  ].filter((part) => part !== false);
}

/**
 * @param {Room} room
 * @param {Door} door
 * @param {import("../../../worker/referring.js").Told} told
 * @param {string} reference
 */
async function transfer(room, door, told, reference) {
  const { app, state, dialog, body, around } = room;
  const { refer: say } = app.words;
  const days = app.days();
  const rank = around.doors.rank;
  await sendSealed(app, state.name, "transfers", () =>
    app.keeper.ask("composeTransfer", { to: door.agency, told, shown: door, days, reference, rank }),
  );
  state.forget();
  dialog.addEventListener("close", () => void leave(room));
  const close = el("button", { type: "button", class: "sbtn go", click: () => dialog.close() }, say.toInbox);
  fill(body, el("p", { role: "status" }, say.transferred(door.name)), el("p", {}, say.referenceIs(reference)), close);
  close.focus();
}

/** @param {Room} room */
async function leave({ app }) {
  app.inbox = new InboxState();
  await app.closeCase();
}

/**
 * Ask for the rank where the report leaves it open: the signed table goes by it.
 * @param {Room} room
 */
function rankField({ app, around, again }) {
  const { refer: say, ranks } = app.words;
  const field = select("refer-rank", Object.entries(ranks), around.doors.rank || UNKNOWN);
  field.addEventListener("change", () => void again(field.value));
  return pick(say.rank, field, say.rankHint);
}

/**
 * @param {Room} room
 * @param {Door} door
 */
function optionText({ app }, { name, state, level }) {
  const { refer: say } = app.words;
  return state === "open" ? name : `${name} – ${state === "level" ? say.states.level(level) : say.states[state]}`;
}

/**
 * @param {Room} room
 * @param {string} code
 */
function doorOf({ around }, code) {
  return around.doors.agencies.find(({ agency }) => agency === code);
}

/**
 * @param {Room} room
 * @param {Door | undefined} door
 */
function previewOf({ app }, door) {
  if (!door) return [];
  const { refer: say, changing } = app.words;
  const people = door.receivers.map(({ author, label, unit }) =>
    el("li", {}, author.endsWith("/recovery") ? changing.recovery : [label, unit].filter(Boolean).join(", ")),
  );
  return [el("p", {}, say.willRead(door.name)), el("ul", {}, ...people), el("p", {}, say.willLeave)];
}
