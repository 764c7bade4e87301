/**
 * Files of a report that is written down: looked into before they are sealed, as on the reporters' own page. What tells
 * of somebody waits for a decision.
 */

import { addFiles, keepFile, stripFile } from "../../acts/looking.js";
import { el, fill } from "../../dom.js";
import { shownName, sizeText } from "../../format.js";
import { nameOf } from "../../words/index.js";
import { field } from "./fields.js";
import { smallButton } from "./whom.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../acts/looking.js").Chosen} Chosen */
/** @typedef {import("../../acts/taking-down.js").Draft} Draft */
/** @typedef {import("./intake.js").IntakeState} IntakeState */

/**
 * @param {App} app
 * @param {IntakeState} state
 * @param {Draft} draft
 */
export function filesPart(app, state, draft) {
  const { intake: say } = app.words;
  const picker = el("input", { type: "file", multiple: true });
  const list = el("ul", { class: "files looked" });
  const status = el("p", { class: "vh", role: "status" });
  const drawFiles = () => {
    fill(list, ...draft.files.map((one) => line(app, one, acts)));
    const waiting = draft.files.filter((one) => one.state === "deciding");
    status.textContent = waiting.length > 0 ? app.words.looking.waits(waiting.length) : "";
  };
  const changed = () => state.drawFiles();
  const acts = {
    remove: (/** @type {Chosen} */ one) => {
      draft.files = draft.files.filter((other) => other !== one);
      drawFiles();
      picker.focus();
    },
    keep: (/** @type {Chosen} */ one) => {
      keepFile(one);
      drawFiles();
      picker.focus();
    },
    strip: (/** @type {Chosen} */ one) => {
      void stripFile(app.looker, one, changed);
      picker.focus();
    },
  };
  picker.addEventListener("change", () => {
    addFiles(app.looker, draft, [...(picker.files ?? [])], changed);
    picker.value = "";
  });
  state.drawFiles = drawFiles;
  drawFiles();
  return el(
    "div",
    { class: "drop" },
    field(app, state, "files", { label: say.files, hint: say.filesHint }, picker),
    status,
    list,
  );
}

/**
 * @param {App} app
 * @param {Chosen} one
 * @param {{remove: (one: Chosen) => void, keep: (one: Chosen) => void, strip: (one: Chosen) => void}} acts
 */
function line(app, one, { remove, keep, strip }) {
  const { looking: say } = app.words;
  const name = shownName(one.file.name);
  const act = (/** @type {string} */ label, /** @type {() => void} */ click) =>
    el("button", { type: "button", class: "sbtn", "aria-label": `${label}: ${name}`, click }, label);
  return el(
    "li",
    {},
    el("bdi", {}, name),
    ` ${sizeText(one.file.size, app.tag)} `,
    smallButton(app.words.reply.remove, app.words.intake.remove(name), () => remove(one)),
    el("p", { class: "hint" }, one.told.map((key) => nameOf(say.told, key)).join(" ")),
    one.findings.length > 0 && findings(app, one),
    one.state === "deciding" &&
      el(
        "p",
        { class: "row" },
        one.isStrippable && act(say.strip, () => strip(one)),
        act(say.keep, () => keep(one)),
      ),
  );
}

/**
 * @param {App} app
 * @param {Chosen} one
 */
function findings({ words: { looking: say } }, one) {
  const rows = one.findings.map(({ kind, value }) =>
    el("div", {}, el("dt", {}, nameOf(say.kinds, kind)), el("dd", {}, el("bdi", {}, value ?? say.isThere))),
  );
  return el("dl", { class: "sum" }, ...rows);
}
