/** How the reporter wants to appear. Nothing is chosen beforehand, and a choice that is not taken is never changed here. */

import { CONTACT_LIMITS } from "../../acts/taking-down.js";
import { el, fill } from "../../dom.js";
import { field, flawText } from "./fields.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../acts/taking-down.js").Draft} Draft */
/** @typedef {import("../../acts/taking-down.js").Mode} Mode */
/** @typedef {import("./intake.js").IntakeState} IntakeState */

const MODES = /** @type {const} */ (["anonymous", "confidential", "named"]);

/**
 * Say why whoever reads the report as it is now does not take a reporter who appears so: "" if they do, or nobody knows
 * yet who reads.
 * @param {IntakeState} state
 * @param {Mode | ""} mode
 * @returns {"" | "custodian" | "rules"}
 */
export function refusalOf({ readers, offers }, mode) {
  if (!readers || mode === "" || mode === "anonymous") return "";
  if (mode === "confidential" && !readers.takesIdentity) return "custodian";
  return offers.modes(readers.agency).includes(mode) ? "" : "rules";
}

/**
 * @param {App} app
 * @param {IntakeState} state
 * @param {Draft} draft
 * @param {() => void} redraw
 */
export function identityPart(app, state, draft, redraw) {
  const { intake: say } = app.words;
  const who = el("div", {});
  const drawWho = () => fill(who, ...(["", "anonymous"].includes(draft.mode) ? [] : contactFields(app, state, draft)));
  const chosen = refusalOf(state, draft.mode);
  const isFlawed = state.flaws.includes("mode") && draft.mode === "";
  const choose = (/** @type {Mode} */ mode) => {
    draft.mode = mode;
    drawWho();
    if (chosen !== "" || isFlawed) redraw();
  };
  drawWho();
  return [
    el(
      "fieldset",
      { class: "modes", id: "intake-mode" },
      el("legend", {}, say.identity),
      el("p", { class: "hint" }, say.identityHint),
      isFlawed && el("p", { class: "flaw" }, flawText(app, state, "mode")),
      chosen !== "" && el("p", { class: "flaw", role: "alert", id: "intake-untaken" }, say.untaken),
      ...MODES.map((mode) => modeOption(app, state, draft, mode, choose)),
      who,
    ),
  ];
}

/**
 * @param {App} app
 * @param {IntakeState} state
 * @param {Draft} draft
 * @param {Mode} mode
 * @param {(mode: Mode) => void} choose
 */
function modeOption(app, state, draft, mode, choose) {
  const { intake: say } = app.words;
  const refusal = refusalOf(state, mode);
  const isChosen = draft.mode === mode;
  const input = el("input", {
    ...{ type: "radio", name: "intake-mode", id: `intake-mode-${mode}`, value: mode },
    ...{ checked: isChosen, disabled: refusal !== "" && !isChosen, "aria-describedby": `intake-means-${mode}` },
  });
  input.addEventListener("change", () => choose(mode));
  const means = refusal === "" ? say.modeTexts[mode] : say.notTaken[refusal];
  return el(
    "div",
    { class: "mode" },
    el("label", { class: "option" }, input, say.modes[mode]),
    el("p", { class: "hint", id: `intake-means-${mode}` }, means),
  );
}

/**
 * @param {App} app
 * @param {IntakeState} state
 * @param {Draft} draft
 */
function contactFields(app, state, draft) {
  const { intake: say } = app.words;
  const names = /** @type {Array<keyof typeof CONTACT_LIMITS>} */ (Object.keys(CONTACT_LIMITS));
  const fields = names.map((name) => {
    const input = el("input", { type: "text", maxlength: CONTACT_LIMITS[name], value: draft.contact[name] });
    input.addEventListener("input", () => {
      draft.contact[name] = input.value;
    });
    const label = name === "name" ? say.contact[name] : `${say.contact[name]} ${say.optional}`;
    return field(app, state, `contact-${name}`, { label }, input);
  });
  const isTooLong = state.flaws.includes("identity");
  return [isTooLong && el("p", { class: "flaw" }, flawText(app, state, "identity")), ...fields];
}
