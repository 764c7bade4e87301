/**
 * The first door: another inspectorate of this installation takes the case over, with the same receipt. Two officers do it:
 * one approves, another one hands over.
 */

import { today } from "../../../shared/days.js";
import { keepNote } from "../../acts/note.js";
import { openCase } from "../../acts/open.js";
import { envelopesOf, sendSealed, takeBack } from "../../acts/refer.js";
import { el, fill } from "../../dom.js";
import { InboxState } from "../inbox-state.js";
import { actButton, closing } from "./doors.js";
import { area, pick, select } from "../fields.js";
import { toldFields } from "./parts.js";

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
  const waiting = agencies.find((door) => door.approvedBy.length > 0) ?? agencies.find((door) => door.isMine);
  const target = select("refer-to", [["", say.choose, false], ...options], waiting?.agency ?? "");
  const step = el("div", {});
  const drawStep = () => fill(step, ...stepFor(room, doorOf(room, target.value), target));
  target.addEventListener("change", drawStep);
  drawStep();
  return [story.report?.rank === UNKNOWN && rankField(room), pick(say.target, target, say.targetHint), step].filter(
    (part) => part !== false,
  );
}

/**
 * What can be done with a target: approve, wait for a colleague, or hand over.
 * @param {Room} room
 * @param {Door | undefined} door
 * @param {HTMLSelectElement} target
 */
function stepFor(room, door, target) {
  const { colleagues } = room.around.doors;
  const preview = el("div", { class: "plan", role: "status" }, ...previewOf(room, door));
  if (!door || colleagues.length === 0 || door.approvedBy.length > 0)
    return [preview, ...transferPart(room, door, target)];
  return [preview, ...(door.isMine ? waitingPart(room, door) : approvingPart(room, door))];
}

/**
 * @param {Room} room
 * @param {Door | undefined} door
 * @param {HTMLSelectElement} target
 */
function transferPart(room, door, target) {
  const { app } = room;
  const { refer: say } = app.words;
  const told = toldFields(app, "other-agency");
  const drawn = app.keeper.ask("drawReference"); // once: whatever is sent again is the same hand-over
  const { button, error, tell } = actButton(room, say.transfer, async () => {
    if (!door) return void (tell(say.needTarget), target.focus());
    if (told.isFlawed()) return void (tell(say.needTold), told.text.focus());
    await transfer(room, door, told.told(), (await drawn).reference);
  });
  const names = door?.approvedBy.map(({ label }) => label).join(", ") ?? "";
  return [
    door && el("p", { class: "note" }, names === "" ? say.alone : say.approvedBy(names)),
    ...told.fields,
    error,
    closing(app, room.dialog, button),
  ].filter((part) => part !== undefined);
}

/**
 * The first of two officers: says why among officers, then signs.
 * @param {Room} room
 * @param {Door} door
 */
function approvingPart(room, door) {
  const { app, state, around } = room;
  const { refer: say } = app.words;
  const grounds = area("refer-grounds");
  const { button, error, tell } = actButton(room, say.approve, async () => {
    const text = grounds.value.trim();
    if (text === "") return void (tell(say.needGrounds), grounds.focus());
    const { story } = await openCase(app, state.name);
    await keepNote(app, state.name, story, { kind: "decision", body: { decision: "pass-on", text: said(text) } });
    const { rank } = around.doors;
    const given = { to: door.agency, shown: door, day: today(""), days: app.days(), rank };
    await sendSealed(app, state.name, "approvals", () => app.keeper.ask("composeApproval", given));
    await room.again(around.doors.rank);
  });
  const said = (/** @type {string} */ text) => `${say.proposed(door.name)} ${text}`;
  return [
    el("p", { class: "note" }, `${say.twoOfficers} ${say.holdsFor}`),
    ...whoNext(room),
    pick(say.grounds, grounds, say.groundsHint),
    error,
    closing(app, room.dialog, button),
  ];
}

/**
 * @param {Room} room
 * @param {Door} door
 */
function waitingPart(room, door) {
  const { app, state, around } = room;
  const { refer: say } = app.words;
  const { button, error } = actButton(room, say.disapprove, async () => {
    await takeBack(app, state.name, "approvals");
    await room.again(around.doors.rank);
  });
  return [
    el("p", { class: "note ok", role: "status" }, say.youApproved(door.name)),
    ...whoNext(room),
    el("p", { class: "hint" }, say.newKeyHint),
    error,
    closing(app, room.dialog, button),
  ];
}

/**
 * Name who could be the second officer; somebody has to be let in first where nobody of them reads the case.
 * @param {Room} room
 */
function whoNext({ app, around }) {
  const { refer: say } = app.words;
  const { colleagues } = around.doors;
  const reading = colleagues.filter(({ reads }) => reads);
  const names = (reading.length > 0 ? reading : colleagues).map(({ label, unit }) => {
    return el("li", {}, [label, unit].filter(Boolean).join(", "));
  });
  return [el("p", {}, reading.length > 0 ? say.whoNext : say.letInFirst), el("ul", {}, ...names)];
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
  const approvals = envelopesOf(around.known);
  await sendSealed(app, state.name, "transfers", () =>
    app.keeper.ask("composeTransfer", { to: door.agency, told, shown: door, days, reference, rank, approvals }),
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
