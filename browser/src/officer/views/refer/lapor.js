/**
 * The third door: SP4N-LAPOR!. Only a matter without grounds for supervision, only a text that the reporter agreed to
 * word for word, anonymous and secret there. Officers type it in, or, where that is set up, the nightly jobs hand it in.
 */

import { saveTable, sendSealed, takeBack } from "../../acts/refer.js";
import { today } from "../../../shared/days.js";
import { pathOf } from "../../api.js";
import { el } from "../../dom.js";
import { printText } from "../../printing.js";
import { load } from "../case.js";
import { actButton, closing } from "./doors.js";
import { area, line, pick } from "../fields.js";
import { review, toldFields } from "./parts.js";

/** @typedef {import("./doors.js").Room} Room */
/** @typedef {import("../../../worker/referring.js").Proposal} Proposal */

const MAX_TITLE = 80;
const MAX_CONTENT = 20_000;
const NON_SUPERVISORY = "non-supervisory";
const TRACKING = /^[A-Za-z0-9][A-Za-z0-9./-]{0,39}$/;

/** @param {Room} room */
export function laporPanel(room) {
  const { app, around, story } = room;
  const { refer: say } = app.words;
  const { known, doors } = around;
  if (!doors.isWhole) return [el("p", { class: "note warn" }, say.notWhole), closing(app, room.dialog)];
  if (story.signed.class !== NON_SUPERVISORY || known.matter_class !== NON_SUPERVISORY) {
    return [el("p", { class: "note warn" }, say.lapor.otherClass), closing(app, room.dialog)];
  }
  const { proposal } = doors;
  if (!proposal || proposal.answer === "no") {
    const declined = proposal && el("p", { class: "note warn" }, say.lapor.declined);
    return [declined, proposal && waitingPart(room), ...proposalForm(room)].filter(isPart);
  }
  const shown = el(
    "div",
    { class: "proposal" },
    el("h3", {}, proposal.title),
    el("p", { class: "words" }, proposal.content),
  );
  if (proposal.answer === "none") {
    return [el("p", {}, say.lapor.waiting), shown, waitingPart(room), closing(app, room.dialog)].filter(isPart);
  }
  return [el("p", {}, say.lapor.agreed), shown, ...takingPart(room, proposal)];
}

/** @param {Room} room */
function proposalForm(room) {
  const { app, state, dialog } = room;
  const { lapor: say } = app.words.refer;
  const title = line("refer-title", { most: MAX_TITLE });
  const content = area("refer-content", { rows: 10, most: MAX_CONTENT });
  const text = area("refer-ask", { rows: 5, value: say.question });
  const { button, error, tell } = actButton(room, say.propose, async () => {
    const given = { title: title.value, content: content.value, text: text.value };
    const empty = [title, content, text].find(({ value }) => value.trim() === "");
    if (empty) return void (tell(say.needText), empty.focus());
    await sendSealed(app, state.name, "messages", () => app.keeper.ask("composeProposal", given));
    dialog.close();
    Object.assign(state, { notice: { look: "ok", text: say.proposed } });
    await load(app, state);
  });
  return [
    el("p", {}, say.about),
    pick(say.title, title),
    pick(say.content, content, say.contentHint),
    review(app, content),
    pick(say.ask, text),
    error,
    closing(app, dialog, button),
  ];
}

/**
 * @param {Room} room
 * @param {Proposal} proposal
 */
function takingPart(room, proposal) {
  const { app, around, state, dialog } = room;
  const { refer } = app.words;
  const { lapor: say } = refer;
  const { outbox_key: key } = around.known;
  const columns = /** @type {Array<[string, string]>} */ ([
    [say.title, proposal.title],
    [say.content, proposal.content],
    [say.anonymous, "1"],
    [say.secret, "1"],
  ]);
  const both = `${proposal.title}\n\n${proposal.content}\n`;
  const act = (/** @type {string} */ text, /** @type {() => void} */ click) =>
    el("button", { type: "button", class: "sbtn", click }, text);
  const drawn = app.keeper.ask("drawReference"); // once: whatever is sent again is the same hand-over
  const tracking = line("refer-tracking", { most: 40 });
  const told = toldFields(app, "public-service");
  const { button, error, tell } = actButton(room, say.record, async () => {
    const id = tracking.value.trim();
    if (!TRACKING.test(id)) return void (tell(say.needTracking), tracking.focus());
    if (told.isFlawed()) return void (tell(refer.needTold), told.text.focus());
    const { reference } = await drawn;
    const given = { tracking: id, told: told.told(), reference, proposal: proposal.digest };
    await sendSealed(app, state.name, "referrals", () => app.keeper.ask("composeTracked", given));
    dialog.close();
    Object.assign(state, { notice: { look: "ok", text: say.recorded(id) } });
    await load(app, state);
  });
  void fillTracking(room, tracking);
  return [
    el("p", {}, say.byHand),
    el(
      "p",
      { class: "row" },
      act(say.print, () => printText(both)),
      act(say.table, () => saveTable(columns, "sp4n-lapor.csv")),
    ),
    key !== null && sendingPart(room, proposal, key),
    waitingPart(room),
    pick(say.tracking, tracking, say.trackingHint),
    ...told.fields,
    error,
    closing(app, dialog, button),
  ].filter(isPart);
}

/**
 * Take a text back that was not sent yet, as when the reporter does not agree any more.
 * @param {Room} room
 */
function waitingPart(room) {
  const { app, around, state } = room;
  const { lapor: say, newKeyHint } = app.words.refer;
  const { parcel } = around.known;
  if (!parcel) return null;
  const isWaiting = parcel.state === "waiting";
  const { button, error } = actButton(room, say.withdraw, async () => {
    if (isWaiting) await takeBack(app, state.name, "parcel");
    else await app.api.ask("POST", `${pathOf(state.name)}/parcel/withdraw`, {}); // no copy of it counts anyway
    await room.again();
  });
  const isOurs = around.known.handler === app.officer?.agency;
  const mayGo = isOurs && ["waiting", "refused", "lapsed"].includes(parcel.state);
  return el(
    "div",
    {},
    el("p", { class: "note", role: "status" }, say.parcels[/** @type {"waiting"} */ (parcel.state)] ?? ""),
    error,
    isWaiting && el("p", { class: "hint" }, newKeyHint),
    mayGo && el("p", { class: "row" }, button),
  );
}

/**
 * Hand the text to the nightly jobs.
 * @param {Room} room
 * @param {Proposal} proposal
 * @param {string} key
 */
function sendingPart(room, proposal, key) {
  const { app, around, state } = room;
  const { lapor: say } = app.words.refer;
  const { parcel } = around.known;
  if (parcel && !["refused", "unknown", "lapsed"].includes(parcel.state)) return null;
  const { button, error } = actButton(room, say.queue, async () => {
    const sealed = await app.keeper.ask("sealParcel", { key, proposal: proposal.digest, day: today("") });
    await app.api.ask("POST", `${pathOf(state.name)}/parcel`, sealed);
    await room.again();
  });
  return el("div", {}, el("p", {}, say.byJob), error, el("p", { class: "row" }, button));
}

/**
 * Put the tracking id that came back into its field.
 * @param {Room} room
 * @param {HTMLInputElement} field
 */
async function fillTracking({ app, around }, field) {
  const answer = around.known.parcel?.answer;
  if (!answer) return;
  const { tracking } = await app.keeper.ask("openAnswer", { sealed: answer }).catch(() => ({ tracking: "" }));
  if (field.value === "") field.value = tracking;
}

/**
 * @template Part
 * @param {Part | null | false} part
 * @returns {part is Part}
 */
function isPart(part) {
  return part !== null && part !== false;
}
