/** The way to handing over cases: nothing that is needed every day. */

import { el } from "../../dom.js";

/** @type {import("../account.js").Part} */
export const handoverPart = { name: "handover", act: "change-readers", begin: () => null, draw };

/** @param {import("../../app.js").App} app */
function draw(app) {
  const { text, open } = app.words.account.handover;
  const go = () => void app.openSection("handover");
  return [
    el("p", {}, text),
    el("p", {}, el("button", { type: "button", class: "sbtn", id: "open-handover", click: go }, open)),
  ];
}
