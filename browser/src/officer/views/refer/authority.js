/**
 * The second door: an authority outside. A printed letter, or everything sealed to the authority's own age key. Either
 * way a line stands in the register, and the reporter is told who has the matter now.
 */

import { makeBundle, ownRules, sendSealed } from "../../acts/refer.js";
import { keepNote } from "../../acts/note.js";
import { openCase } from "../../acts/open.js";
import { el, fill, show } from "../../dom.js";
import { longDay } from "../../format.js";
import { numbered } from "../../numbering.js";
import { printText } from "../../printing.js";
import { load } from "../case.js";
import { actButton, closing } from "./doors.js";
import { contentOf } from "./content.js";
import { area, line, pick, select } from "../fields.js";
import { review, toldFields } from "./parts.js";

/** @typedef {import("./doors.js").Room} Room */
/** @typedef {import("../../acts/refer.js").OwnRules} OwnRules */
/** @typedef {import("../../../worker/referring.js").Told} Told */
/** @typedef {"letter" | "bundle"} Way */
/** @typedef {{way: Way, name: string, address: string, key: string, letter: string, contact: string, told: Told}} Order */

/** @type {OwnRules} Of an agency whose rules cannot be had: everything is typed. */
const NO_RULES = { letterhead: [], numbering: "", authorities: [] };
const MAX_LETTER = 50_000;
const MAX_KEY = 1_959;

/** @param {Room} room */
export function authorityPanel(room) {
  const { app, around } = room;
  const { refer: say } = app.words;
  if (!around.doors.isWhole) return [el("p", { class: "note warn" }, say.notWhole), closing(app, room.dialog)];
  const place = el("div", {}, el("p", { role: "status" }, say.looking));
  void ownRules(app)
    .catch(() => NO_RULES)
    .then((rules) => (room.signal.aborted ? undefined : drawForm(room, rules, place)));
  return [place];
}

/**
 * @param {Room} room
 * @param {OwnRules} rules
 * @param {HTMLElement} place
 */
async function drawForm(room, rules, place) {
  const { app } = room;
  const { refer: say, steps } = app.words;
  const { reference } = await app.keeper.ask("drawReference");
  const fields = makeFields(say, rules);
  const { which, name, address, number, key, letter, contact } = fields;
  const told = toldFields(app, "law-enforcement");
  const write = follow(room, rules, reference, fields);
  const { ways, way } = wayChoice(app, () => void drawWay());
  const { parts, drawWay } = bundleParts(room, key, contact, way);
  which.addEventListener("change", () => {
    const chosen = rules.authorities[Number(which.value)];
    if (which.value === "" || !chosen) return;
    [name.value, address.value, key.value] = [chosen.name, chosen.address, chosen.age_key ?? ""];
    write();
    void drawWay();
  });
  const { button, error, tell } = actButton(room, say.handOver, async () => {
    const order = { way: way(), name: name.value.trim(), address: address.value, key: key.value.trim() };
    const flaw = await flawOf(app, order);
    if (flaw) return void (tell(flaw.text), { name, key }[flaw.field].focus());
    if (told.isFlawed()) return void (tell(say.needTold), told.text.focus());
    await handOver(room, reference, { ...order, letter: letter.value, contact: contact.value, told: told.told() });
  });
  fill(
    place,
    rules.authorities.length > 0 && pick(say.authority, which),
    ...[pick(say.name, name), pick(say.address, address), ways, ...parts],
    pick(steps.letter.number, number, rules.numbering && steps.letter.numberHint(rules.numbering)),
    ...[pick(say.letter, letter, say.letterHint), review(app, letter), ...told.fields],
    ...[error, closing(app, room.dialog, button)],
  );
  write();
  void drawWay();
}

/**
 * @param {import("../../app.js").App["words"]["refer"]} say
 * @param {OwnRules} rules
 */
function makeFields(say, { authorities }) {
  const listed = authorities.map((one, at) => /** @type {[string, string]} */ ([String(at), one.name]));
  return {
    which: select("refer-authority", [["", say.other], ...listed]),
    name: line("refer-name"),
    address: area("refer-address", { rows: 2 }),
    number: line("refer-number"),
    key: line("refer-key", { most: MAX_KEY }),
    letter: area("refer-letter", { rows: 14, most: MAX_LETTER }),
    contact: area("refer-contact", { rows: 2 }),
  };
}

/**
 * Let the letter follow the fields, until somebody edits it by hand; give what writes it anew.
 * @param {Room} room
 * @param {OwnRules} rules
 * @param {string} reference
 * @param {ReturnType<typeof makeFields>} fields
 */
function follow(room, rules, reference, { name, address, number, letter }) {
  let isOwn = false;
  const write = () => {
    const facts = { name: name.value, address: address.value, number: number.value, reference };
    if (!isOwn) letter.value = letterText(room, rules, facts);
  };
  for (const field of [name, address, number]) field.addEventListener("input", write);
  letter.addEventListener("input", () => {
    isOwn = true;
  });
  return write;
}

/**
 * What only a bundle needs: the authority's key, and why the reporter's own details go along, if there are any.
 * @param {Room} room
 * @param {HTMLInputElement} key
 * @param {HTMLTextAreaElement} contact
 * @param {() => Way} way
 */
function bundleParts({ app, around }, key, contact, way) {
  const { refer: say } = app.words;
  const keyField = pick(say.key, key, say.keyHint);
  const keyNote = el("p", { class: "note warn", hidden: true }, say.classical);
  const contactField = pick(say.contact, contact, say.contactHint);
  const drawWay = async () => {
    const { kind } = key.value.trim() === "" ? { kind: "none" } : await app.keeper.ask("readKey", { key: key.value });
    show(keyField, way() === "bundle");
    show(keyNote, way() === "bundle" && kind === "classical");
    show(contactField, way() === "bundle" && around.doors.hasContact);
  };
  key.addEventListener("change", () => void drawWay());
  return { parts: [keyField, keyNote, contactField], drawWay };
}

/**
 * @param {Room} room
 * @param {OwnRules} rules
 * @param {{name: string, address: string, number: string, reference: string}} facts
 */
function letterText(room, { letterhead, numbering }, { name, address, number, reference }) {
  const { app } = room;
  const { today } = app.days();
  const { paper: say } = app.words.refer;
  const head = letterhead.length > 0 ? letterhead : [app.officeName(app.officer?.agency ?? "")];
  const opening = say.opening(longDay(received(room), app.tag), name.trim() || "…");
  const parts = [
    [...head, "", longDay(today, app.tag)],
    [
      ...(number.trim() === "" ? [] : [say.number(numbered(numbering, number, today))]),
      say.reference(reference),
      say.subject,
    ],
    [say.to(name), address],
    [opening],
    [say.matter, ""],
    [say.end],
    [say.closing, "", "", app.officer?.label ?? ""],
  ];
  return parts.map((lines) => lines.join("\n")).join("\n\n");
}

/**
 * @param {import("../../app.js").App} app
 * @param {() => void} changed
 */
function wayChoice({ words: { refer: say } }, changed) {
  const radio = (/** @type {Way} */ value, /** @type {string} */ text, checked = false) => {
    const input = el("input", { type: "radio", name: "refer-way", value, checked });
    input.addEventListener("change", changed);
    return { input, label: el("label", {}, input, text) };
  };
  const [letter, bundle] = [radio("letter", say.asLetter, true), radio("bundle", say.asBundle)];
  const ways = el("fieldset", {}, el("legend", {}, say.how), letter.label, bundle.label);
  return { ways, way: () => /** @type {Way} */ (bundle.input.checked ? "bundle" : "letter") };
}

/**
 * @param {import("../../app.js").App} app
 * @param {{way: Way, name: string, key: string}} order
 * @returns {Promise<{field: "name" | "key", text: string} | null>}
 */
async function flawOf(app, { way, name, key }) {
  const { refer: say } = app.words;
  if (name === "") return { field: "name", text: say.needName };
  if (way === "letter") return null;
  const { kind } = await app.keeper.ask("readKey", { key });
  return kind === "none" ? { field: "key", text: say.needKey } : null;
}

/**
 * @param {Room} room
 * @param {string} reference
 * @param {Order} order
 */
async function handOver(room, reference, { way, name, key, letter, contact, told }) {
  const { app, state, story, body, signal } = room;
  const { refer: say } = app.words;
  const progress = el("p", { role: "status" });
  /** @type {string | undefined} */
  let digest;
  if (way === "bundle") {
    body.append(progress);
    const papers = { reference, letter, content: contentOf(app, story), withContact: contact.trim() !== "" };
    digest = await makeBundle(
      app,
      state.name,
      { key, file: `${reference}.zip`, papers },
      {
        signal,
        progress: (done, all) => {
          progress.textContent = say.sealing(done, all);
        },
      },
    );
  }
  const compose = () => app.keeper.ask("composeReferral", { way, recipient: name, told, reference, digest });
  await sendSealed(app, state.name, "referrals", compose);
  const isNoted = await note(room, say.noted(name, reference, digest ?? "", contact.trim()));
  drawDone(room, { letter, reference, digest, isNoted });
}

/**
 * Write among officers what was handed over, why, and under which digest.
 * @param {Room} room
 * @param {string} text
 */
async function note({ app, state }, text) {
  try {
    const { story } = await openCase(app, state.name);
    await keepNote(app, state.name, story, { kind: "decision", body: { decision: "pass-on", text } });
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {Room} room
 * @param {{letter: string, reference: string, digest: string | undefined, isNoted: boolean}} done
 */
function drawDone({ app, state, dialog, body }, { letter, reference, digest, isNoted }) {
  const { refer: say } = app.words;
  dialog.addEventListener("close", () => void load(app, state));
  const print = el("button", { type: "button", class: "sbtn", click: () => printText(letter) }, say.print);
  const close = el("button", { type: "button", class: "sbtn go", click: () => dialog.close() }, app.words.frame.close);
  fill(
    body,
    el("p", { role: "status" }, say.handedOver),
    el("p", {}, say.referenceIs(reference)),
    digest !== undefined && el("p", {}, say.digestIs, " ", el("code", {}, digest)),
    !isNoted && el("p", { class: "note warn" }, say.notNoted),
    el("p", { class: "row end" }, print, close),
  );
  close.focus();
}

/** @param {Room} room */
function received({ app, state }) {
  return state.file?.received ?? app.days().today;
}
