/** The register of hand-overs: of cases that the officer reads, and of those that the same officer handed over. */

import { saveCsv } from "../csv.js";
import { el, fill } from "../dom.js";
import { shortDay } from "../format.js";
import { badNote, problemText } from "../problems.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../acts/refer.js").RegisterLine} RegisterLine */

export class RegisterState {
  /** @type {RegisterLine[] | null} */
  lines = null;
  /** @type {unknown} */
  error = null;
}

/**
 * @param {App} app
 * @param {RegisterState} state
 * @returns {import("../app.js").View}
 */
export function registerView(app, state) {
  const { register: say } = app.words.refer;
  const main = el("main", { class: "pad" });
  const top = [
    el("div", { class: "head" }, el("h1", { tabindex: -1 }, say.title)),
    el("p", {}, readsCases(app) ? say.lead : say.leadLiaison),
  ];
  const draw = () => fill(main, ...top, ...partsOf(app, state));
  const fetch = async () => {
    try {
      const { lines } = await app.busy(() => app.api.ask("GET", "register"));
      Object.assign(state, { lines: Array.isArray(lines) ? lines : [], error: null });
    } catch (error) {
      state.error = error;
    }
    draw();
  };
  draw();
  void fetch();
  return { main, title: say.title };
}

/**
 * @param {App} app
 * @param {RegisterState} state
 */
function partsOf(app, { lines, error }) {
  const { refer, problems } = app.words;
  const { register: say } = refer;
  if (error) return [badNote(problems.title, problemText(app.words, error))];
  if (!lines) return [el("p", { role: "status" }, refer.looking)];
  if (lines.length === 0) return [el("p", {}, say.none)];
  const heads = [say.day, say.way, say.to, say.reference, say.officer, say.second, say.digest, say.case];
  const rows = lines.map((line) => el("tr", {}, ...cellsOf(app, line).map((part, at) => cellOf(heads[at], part))));
  return [
    el(
      "p",
      { class: "row noprint" },
      el("button", { type: "button", class: "sbtn", click: () => table(app, lines) }, say.table),
    ),
    el(
      "table",
      { class: "ev register" },
      el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", { scope: "col" }, head)))),
      el("tbody", {}, ...rows),
    ),
  ];
}

/**
 * @param {string} head
 * @param {import("../dom.js").Child} part
 */
function cellOf(head, part) {
  return el("td", { "data-label": head }, part);
}

/**
 * @param {App} app
 * @param {RegisterLine} entry
 * @returns {import("../dom.js").Child[]}
 */
function cellsOf(app, { agency, case: id, line }) {
  const { refer } = app.words;
  const open = agency !== null && id !== null && { agency, case: id };
  return [
    shortDay(line.day, app.tag),
    refer.register.ways[/** @type {"letter"} */ (line.way)] ?? line.way,
    el("bdi", {}, recipientOf(app, line)),
    el("span", { class: "mono" }, line.reference),
    `${line.officer} (${app.officeName(line.agency)})`,
    secondOf(app, line),
    line.digest ? el("code", {}, line.digest) : "–",
    open
      ? el("button", { type: "button", class: "link", click: () => void app.openCase(open) }, refer.register.open)
      : el("span", { class: "soft" }, readsCases(app) ? refer.register.gone : "–"),
  ];
}

/**
 * Say who approved a transfer; other ways need nobody.
 * @param {App} app
 * @param {RegisterLine["line"]} line
 */
function secondOf({ words: { refer } }, { way, approver }) {
  if (way !== "transfer") return "–";
  return approver ?? refer.register.alone;
}

/**
 * Say whether the officer reads cases at all; whoever liaises with SP4N-LAPOR! does not.
 * @param {App} app
 */
function readsCases({ officer }) {
  return officer?.acts.includes("read-cases") ?? false;
}

/**
 * @param {App} app
 * @param {RegisterLine["line"]} line
 */
function recipientOf(app, { way, recipient }) {
  return way === "transfer" ? app.officeName(recipient) : recipient;
}

/**
 * @param {App} app
 * @param {RegisterLine[]} lines
 */
function table(app, lines) {
  const { register: say } = app.words.refer;
  const heads = [say.day, say.way, say.to, say.reference, say.officer, say.second, say.digest];
  const rows = lines.map(({ line }) => [
    line.day,
    line.way,
    recipientOf(app, line),
    line.reference,
    `${line.agency}/${line.officer}`,
    line.approver ?? "",
    line.digest ?? "",
  ]);
  saveCsv([heads, ...rows], "register.csv");
}
