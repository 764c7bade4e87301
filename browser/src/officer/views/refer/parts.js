/** What the panels of a hand-over share: what the reporter is told, and what a text gives away. */

import { el, fill } from "../../dom.js";
import { OTHER, reasonsOf } from "../../../shared/workflow.js";
import { nameOf } from "../../words/index.js";
import { area, pick, select } from "../fields.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../../worker/referring.js").Told} Told */

/**
 * What the reporter is told with a hand-over: why, and words.
 * @param {App} app
 * @param {string} reason proposed
 */
export function toldFields({ words }, reason) {
  const { refer: say, steps } = words;
  const reasons = reasonsOf("passed-on").map((slug) => {
    return /** @type {[string, string]} */ ([slug, nameOf(steps.reasons, slug)]);
  });
  const why = select("refer-reason", reasons, reason);
  const text = area("refer-told");
  return {
    fields: [pick(say.reason, why), pick(say.told, text, say.toldHint)],
    text,
    /** @returns {Told} */
    told: () => ({ reason: why.value, text: text.value }),
    isFlawed: () => why.value === OTHER && text.value.trim() === "",
  };
}

/**
 * Say what of a text could tell who reported, or whom, while it is written.
 * @param {App} app
 * @param {HTMLTextAreaElement} field
 */
export function review({ keeper, words }, field) {
  const { refer: say } = words;
  const note = el("div", { class: "review", role: "status" });
  const look = async () => {
    const { flags } = await keeper.ask("reviewText", { text: field.value }).catch(() => ({ flags: [] }));
    const found = flags.map((flag) => el("li", {}, say.flags[flag]));
    fill(note, found.length > 0 && el("p", { class: "note warn" }, say.flagged), el("ul", {}, ...found));
  };
  field.addEventListener("change", () => void look());
  void look();
  return note;
}
