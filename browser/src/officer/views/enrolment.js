/**
 * The way in for somebody who is invited: the code, whose keys to trust, a passphrase, an authenticator app, and then
 * waiting for the officials. Nothing of it is kept by the browser; until the last step nothing was made.
 */

import { enrol, openInvitation, requestFile } from "../acts/enrol.js";
import { ApiError } from "../api.js";
import { el, fill, save, show } from "../dom.js";
import { KeeperError } from "../keeper.js";
import { problemText } from "../problems.js";
import { nameOf } from "../words/index.js";
import { keyText, qrPicture } from "./account/authenticator.js";
import { field } from "./factor.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../acts/enrol.js").Invitation} Invitation */
/** @typedef {import("../acts/enrol.js").Request} Request */
/** @typedef {"code" | "compare" | "passphrase" | "prove" | "waiting"} Step */

const STEPS = /** @type {const} */ (["code", "compare", "passphrase", "prove"]);

export class EnrolmentState {
  /** @type {Step} */
  step = "code";
  code = "";
  /** @type {Invitation | null} */
  invitation = null;
  /** @type {import("../../worker/enrolling.js").InvitationFacts | null} */
  facts = null;
  passphrase = "";
  /** @type {Request | null} */
  request = null;
  isNew = false;
  problem = "";

  /**
   * Begin where somebody waits for the officials.
   * @param {Request} request
   */
  static waiting(request) {
    return Object.assign(new EnrolmentState(), { step: "waiting", request });
  }
}

/**
 * @param {App} app
 * @param {EnrolmentState} state
 * @returns {import("../app.js").View}
 */
export function enrolmentView(app, state) {
  const words = app.words.enrolment;
  const title = state.step === "waiting" ? words.waitingTitle : words.title;
  const place = STEPS.indexOf(/** @type {typeof STEPS[number]} */ (state.step));
  const wrong = el("div", { class: "wrong", role: "alert", hidden: state.problem === "" }, el("p", {}, state.problem));
  const main = el(
    "main",
    { class: "door enrolment" },
    el("h1", { tabindex: -1 }, title),
    place >= 0 && el("p", { class: "soft" }, words.step(place + 1, STEPS.length)),
    wrong,
    ...DRAWN[state.step](app, state),
  );
  return { main, title };
}

/** @type {Record<Step, (app: App, state: EnrolmentState) => import("../dom.js").Child[]>} */
const DRAWN = { code: codeStep, compare: compareStep, passphrase: passphraseStep, prove: proveStep, waiting };

/**
 * @param {App} app
 * @param {EnrolmentState} state
 */
function codeStep(app, state) {
  const words = app.words.enrolment;
  const code = el("input", {
    ...{ id: "invitation", type: "text", autocomplete: "off", autocapitalize: "characters" },
    ...{ spellcheck: "false", maxlength: 40, value: state.code },
  });
  const act = el("button", { class: "sbtn go wide" }, words.open);
  const form = el(
    "form",
    { class: "door-form", autocomplete: "off", novalidate: true },
    field("invitation", words.code, words.codeHint, code),
    el("p", {}, act),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isBusy(act)) return;
    state.code = code.value.trim();
    if (state.code === "") return turn(app, state, "code", words.needCode);
    setBusy(act, words.opening);
    try {
      Object.assign(state, await openInvitation(app, state.code));
      turn(app, state, "compare");
    } catch (error) {
      app.keeper.stop();
      turn(app, state, "code", problemOf(app, error, words.wrongCode));
    }
  });
  return [el("p", { class: "lead" }, words.lead), form, backButton(app)];
}

/**
 * @param {App} app
 * @param {EnrolmentState} state
 */
function compareStep(app, state) {
  const words = app.words.enrolment;
  const { invitation, facts } = state;
  if (!invitation || !facts) return [];
  const same = el("input", { type: "checkbox", id: "same" });
  const form = el(
    "form",
    { class: "door-form", novalidate: true },
    el("p", {}, words.compareText),
    fingerprint(words.installation, facts.installation),
    fingerprint(facts.office, facts.agency),
    el("p", { class: "check" }, same, el("label", { for: "same" }, words.same)),
    el("p", {}, el("button", { class: "sbtn go wide" }, words.next)),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (same.checked) turn(app, state, "passphrase");
    else turn(app, state, "compare", words.needSame);
  });
  return [whoTable(app, invitation, facts.office), form, backButton(app)];
}

/**
 * @param {App} app
 * @param {Invitation} invitation
 * @param {string} office
 */
function whoTable({ words }, { label, unit, roles, login }, office) {
  const { name, unit: unitWord, office: officeWord, roles: rolesWord, login: loginWord } = words.enrolment.who;
  const rows = [
    [officeWord, office],
    [name, label],
    [unitWord, unit],
    [rolesWord, roles.map((role) => nameOf(words.roles, role)).join(", ")],
    [loginWord, login],
  ];
  return el("dl", { class: "facts" }, ...rows.flatMap(([term, text]) => [el("dt", {}, term), el("dd", {}, text)]));
}

/**
 * @param {App} app
 * @param {EnrolmentState} state
 */
function passphraseStep(app, state) {
  const words = app.words.enrolment;
  const items = state.passphrase.split(" ").map((word) => el("li", {}, word));
  const next = el(
    "button",
    { type: "button", class: "sbtn go wide", click: () => turn(app, state, "prove") },
    words.written,
  );
  return [
    el("p", {}, words.passphraseText),
    el("ol", { class: "seven" }, ...items),
    el("p", {}, next),
    backButton(app),
  ];
}

/**
 * @param {App} app
 * @param {EnrolmentState} state
 */
function proveStep(app, state) {
  const words = app.words.enrolment;
  const { invitation } = state;
  if (!invitation) return [];
  const shared = { type: "text", autocomplete: "off", autocapitalize: "none", spellcheck: "false" };
  const again = el("input", { id: "again", ...shared });
  const proof = el("input", { id: "new-code", ...shared, inputmode: "numeric", maxlength: 7 });
  const act = el("button", { class: "sbtn go wide" }, words.make);
  const progress = el("progress", { max: 1, value: 0, hidden: true, "aria-label": words.making });
  const form = el(
    "form",
    { class: "door-form", autocomplete: "off", novalidate: true },
    field("again", words.again, words.againHint, again),
    el("p", {}, words.scan),
    qrPicture(invitation.totp, words.picture),
    keyText(invitation.totp, words.key),
    field("new-code", words.type, "", proof),
    el("p", {}, act),
    progress,
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isBusy(act)) return;
    const typed = again.value.trim().toLowerCase().replace(/\s+/g, " ");
    const code = proof.value.replace(/\s/g, "");
    if (typed !== state.passphrase) return turn(app, state, "prove", words.wrongAgain);
    if (!/^[0-9]{6}$/.test(code)) return turn(app, state, "prove", words.needProof);
    setBusy(act, words.making);
    show(progress, true);
    await make(app, state, code, (share) => (progress.value = share));
  });
  const look = () => turn(app, state, "passphrase");
  return [
    form,
    el("p", {}, el("button", { type: "button", class: "link", click: look }, words.lookAgain)),
    backButton(app),
  ];
}

/**
 * @param {App} app
 * @param {EnrolmentState} state
 * @param {string} proof
 * @param {(share: number) => void} progress
 */
async function make(app, state, proof, progress) {
  const { code, invitation, passphrase } = state;
  const words = app.words.enrolment;
  if (!invitation) return;
  try {
    const request = await enrol(app, { code, invitation, passphrase, proof }, progress);
    app.keeper.stop();
    Object.assign(state, { request, isNew: true, passphrase: "", invitation: null, facts: null, code: "" });
    turn(app, state, "waiting");
  } catch (error) {
    turn(app, state, "prove", problemOf(app, error, words.wrongCode, words.wrongProof));
  }
}

/**
 * @param {App} app
 * @param {EnrolmentState} state
 */
function waiting(app, { request, isNew }) {
  const words = app.words.enrolment;
  if (!request) return [];
  const download = () => {
    const { name, blob } = requestFile(request);
    save(blob, name);
  };
  return [
    el("p", { class: "lead" }, isNew ? words.made : words.waits),
    fingerprint(words.wordsTitle, request.words),
    el("p", {}, words.wordsText),
    el("ol", { class: "steps" }, ...words.then.map((text) => el("li", {}, text))),
    el("p", {}, el("button", { type: "button", class: "sbtn wide", click: download }, words.download)),
    backButton(app),
  ];
}

/**
 * @param {string} title
 * @param {string[]} eight
 */
function fingerprint(title, eight) {
  return el(
    "div",
    { class: "fingerprint" },
    el("h2", {}, title),
    el("ol", { class: "eight" }, ...eight.map((word) => el("li", {}, word))),
  );
}

/** @param {App} app */
function backButton(app) {
  const back = () => app.leaveEnrolment();
  return el("p", {}, el("button", { type: "button", class: "link", click: back }, app.words.enrolment.back));
}

/**
 * Draw another step, or the same one with what is wrong.
 * @param {App} app
 * @param {EnrolmentState} state
 * @param {Step} step
 * @param {string} [problem]
 */
function turn(app, state, step, problem = "") {
  if (app.enrolment !== state) return;
  Object.assign(state, { step, problem });
  app.show();
}

/**
 * @param {App} app
 * @param {unknown} error
 * @param {string} unknownCode
 * @param {string} [refused]
 */
function problemOf({ words }, error, unknownCode, refused) {
  if (error instanceof ApiError && error.code === "sign-in") return unknownCode;
  if (error instanceof ApiError && error.code === "refused" && refused !== undefined) return refused;
  if (error instanceof KeeperError && error.code.startsWith("refused")) return words.enrolment.untrusted;
  return problemText(words, error);
}

/** @param {HTMLButtonElement} button */
function isBusy(button) {
  return button.getAttribute("aria-disabled") === "true";
}

/**
 * @param {HTMLButtonElement} button
 * @param {string} text
 */
function setBusy(button, text) {
  button.setAttribute("aria-disabled", "true");
  fill(button, text);
}
