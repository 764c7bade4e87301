/** In a case whose reporter chose confidential: asking the custodian, and the custodian's answers. */

import { pathOf } from "../api.js";
import { ask } from "../dialog.js";
import { el, fill, show } from "../dom.js";
import { shortDay } from "../format.js";
import { problemText } from "../problems.js";
import { nameOf } from "../words/index.js";
import { load } from "./case.js";
import { mayWrite } from "./declare.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("./case.js").CaseState} CaseState */
/** @typedef {import("../../worker/story.js").Story} Story */
/** @typedef {import("../../worker/disclosing.js").Told} Told */

const MAX_REASON = 300;

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {Story} story
 */
export function identityPart(app, state, story) {
  if (story.report?.identity_mode !== "confidential") return null;
  const { identity: say } = app.words;
  const answers = el("div", { role: "status" });
  const form = el("div", {});
  void drawForm(app, state, form);
  const look = el("button", { type: "button", class: "sbtn", id: "identity-show" }, say.show);
  look.addEventListener("click", () => void drawAnswers(app, state, answers));
  return el(
    "section",
    { class: "blk noprint", "aria-labelledby": "part-identity" },
    el("h2", { id: "part-identity", tabindex: -1 }, say.title),
    el("p", {}, say.lead),
    form,
    el("p", { class: "row told-note" }, look, el("span", { class: "soft" }, say.showHint)),
    answers,
  );
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {HTMLElement} place
 */
async function drawForm(app, state, place) {
  const { identity: say } = app.words;
  const custodian = await app.keeper.ask("custodianOf").catch(() => null);
  if (!app.officer?.acts.includes("write-to-reporters")) return;
  const { handler } = state.file ?? {};
  if (handler !== undefined && handler !== app.officer.agency) {
    return fill(place, el("p", { class: "soft" }, app.words.steps.notOurs(app.officeName(handler))));
  }
  if (!custodian) return fill(place, el("p", { class: "note warn" }, say.noCustodian));
  const reason = el("textarea", {
    ...{ id: "identity-reason", rows: 2, maxlength: MAX_REASON, spellcheck: "false" },
    "aria-describedby": "identity-hint",
  });
  const error = el("p", { class: "error", role: "alert", hidden: true });
  const act = el("button", { class: "sbtn go" }, say.ask);
  const form = el(
    "form",
    { class: "pen", autocomplete: "off", novalidate: true },
    el("p", {}, say.asked([custodian.label, custodian.unit].filter(Boolean).join(" · "))),
    el("label", { for: "identity-reason" }, say.reason),
    el("p", { class: "hint", id: "identity-hint" }, say.reasonHint),
    reason,
    error,
    el("p", { class: "row end" }, act),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (act.getAttribute("aria-disabled") === "true") return;
    act.setAttribute("aria-disabled", "true");
    void submit(app, state, reason.value.trim(), error).finally(() => act.setAttribute("aria-disabled", "false"));
  });
  fill(place, form);
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {string} reason
 * @param {HTMLElement} error
 */
async function submit(app, state, reason, error) {
  const { identity: say } = app.words;
  error.textContent = say.needReason;
  show(error, reason === "");
  if (reason === "") return document.getElementById("identity-reason")?.focus();
  const question = { title: say.askTitle, text: say.askText, act: say.askAct, cancel: app.words.frame.cancel };
  if (!(await ask(question)) || !(await mayWrite(app, state))) return;
  try {
    await app.busy(async () => {
      const body = await app.keeper.ask("askCustodian", { reason, told: say.told(reason) });
      await app.api.ask("POST", `${pathOf(state.name)}/identity`, body);
    });
    state.notice = { look: "ok", text: say.sent };
    await load(app, state);
  } catch (problem) {
    error.textContent = problemText(app.words, problem);
    show(error, true);
  }
}

/**
 * @param {App} app
 * @param {CaseState} state
 * @param {HTMLElement} place
 */
async function drawAnswers(app, state, place) {
  const { identity: say } = app.words;
  try {
    const told = await app.busy(async () => {
      const { questions } = await app.api.ask("GET", `${pathOf(state.name)}/identity`);
      return app.keeper.ask("openAnswers", { questions });
    });
    fill(place, told.length === 0 ? el("p", { class: "soft" }, say.none) : answerList(app, told));
  } catch (problem) {
    fill(place, el("p", { class: "error" }, problemText(app.words, problem)));
  }
}

/**
 * @param {App} app
 * @param {Told[]} told
 */
function answerList(app, told) {
  const { identity: say } = app.words;
  const items = told.map(({ day, state, contact, reason }) => {
    const rows = Object.entries(contact ?? {}).map(([name, text]) =>
      el("div", {}, el("dt", {}, nameOf(say.contact, name)), el("dd", {}, el("bdi", {}, text))),
    );
    return el(
      "li",
      {},
      el("p", { class: state === "broken" && "broken" }, `${shortDay(day, app.tag)}: ${say.states[state]}`),
      rows.length > 0 && el("dl", { class: "sum" }, ...rows),
      reason && el("p", { class: "words" }, reason),
    );
  });
  return el("ul", { class: "plain" }, ...items);
}
