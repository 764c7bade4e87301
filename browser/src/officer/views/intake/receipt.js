/**
 * The receipt of a report that an officer wrote down: on the screen and on one sheet of paper, until it is handed over.
 *
 * The paper has the words and the case number, as the reporters' own: a sheet that is found says nothing of a report,
 * nor of whose it is. What to do with it stands on the screen, for the officer to say.
 *
 * Its words stand in these elements and nowhere else: not in the page's state, its address, title or storage.
 */

import { qrPath } from "../../../shared/qr.js";
import { ask } from "../../dialog.js";
import { el, svg } from "../../dom.js";
import { longDay } from "../../format.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("./intake.js").IntakeState} IntakeState */
/** @typedef {import("./intake.js").Choices} Choices */

const SIDE = 33;
const MARGIN = 4;

/**
 * @param {App} app
 * @param {IntakeState} state
 * @param {Choices} choices
 * @param {() => void} handedOver
 */
export async function receipt(app, state, { fingerprint }, handedOver) {
  const { intake: say } = app.words;
  const words = await app.keeper.ask("intakeWords");
  const end = async () => {
    const question = { title: say.askTitle, text: say.ask, act: say.askAct, cancel: app.words.frame.cancel };
    if (await ask({ ...question, destroys: true })) handedOver();
  };
  return [
    el("div", { class: "head noprint" }, el("h1", { tabindex: -1 }, say.receiptTitle)),
    el(
      "div",
      { class: "note ok noprint", role: "status" },
      el("p", {}, say.arrived),
      state.readers && el("p", {}, say.readersBy(state.readers.name, state.readers.officers.length)),
    ),
    el("div", { class: "note warn noprint" }, el("p", {}, say.receiptLead)),
    slip(app, state, words, fingerprint),
    el(
      "div",
      { class: "noprint" },
      el("p", {}, say.printHint),
      el("p", {}, say.telephone),
      el("p", {}, say.distant),
      el(
        "p",
        { class: "row" },
        el("button", { type: "button", class: "sbtn", click: () => window.print() }, say.print),
        el("button", { type: "button", class: "sbtn go", id: "intake-handed", click: () => void end() }, say.handed),
      ),
    ),
  ];
}

/**
 * @param {App} app
 * @param {IntakeState} state
 * @param {string[]} words
 * @param {string[]} fingerprint
 */
function slip(app, { number }, words, fingerprint) {
  const { intake: say } = app.words;
  const size = SIDE + 2 * MARGIN;
  const box = [-MARGIN, -MARGIN, size, size].join(" ");
  return el(
    "section",
    { class: "slip", "aria-labelledby": "slip-title" },
    el("h2", { id: "slip-title", class: "noprint" }, say.slip),
    el("p", { class: "noprint" }, app.officeName(app.officer?.agency ?? "")),
    el("h3", { class: "noprint" }, say.slipCode),
    el(
      "div",
      { class: "code" },
      el("ol", {}, ...words.map((word) => el("li", { lang: "id" }, word))),
      svg(
        "svg",
        { viewBox: box, class: "qr", role: "img", "aria-label": say.qr, "shape-rendering": "crispEdges" },
        svg("path", { d: `M${-MARGIN} ${-MARGIN}h${size}v${size}h-${size}z`, fill: "#fff" }),
        svg("path", { d: qrPath(words), fill: "#000" }),
      ),
    ),
    el("p", { class: "noprint" }, say.slipUse),
    el("p", { class: "noprint" }, say.slipKeep),
    el("h3", { class: "noprint" }, say.slipNumber),
    el("p", { class: "mono number" }, number),
    el("p", { class: "noprint" }, `${say.slipDay} ${longDay(app.days().today, app.tag)}`),
    el("h3", { class: "noprint" }, say.slipWords),
    el("ol", { class: "eight noprint" }, ...fingerprint.map((word) => el("li", { lang: "id" }, word))),
  );
}
