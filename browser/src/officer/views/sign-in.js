/**
 * Sign-in: login, passphrase and code in one form, or a passkey. The passphrase goes to the worker and nowhere else.
 */

import { WaitingError } from "../acts/enrol.js";
import { PasskeyError } from "../acts/passkeys.js";
import { NeedsPassphraseError, signIn, signInByPasskey } from "../acts/sign-in.js";
import { ApiError } from "../api.js";
import { el, fill, show } from "../dom.js";
import { KeeperError } from "../keeper.js";
import { problemText } from "../problems.js";
import { EnrolmentState } from "./enrolment.js";
import { codeField, factorCode, field } from "./factor.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {{login: HTMLInputElement, passphrase: HTMLInputElement, code: HTMLInputElement}} Inputs */

/**
 * @param {App} app
 * @returns {import("../app.js").View}
 */
export function signInView(app) {
  const { words } = app;
  const { form, first, stop } = signInForm(app);
  const main = el(
    "main",
    { class: "door" },
    el("h1", {}, words.signIn.title),
    ...lockNotes(app),
    el("p", { class: "lead" }, words.signIn.lead),
    form,
    el(
      "p",
      { class: "or" },
      el(
        "button",
        { type: "button", id: "enrol", class: "link", click: () => app.beginEnrolment() },
        words.enrolment.link,
      ),
    ),
  );
  return { main, title: words.signIn.title, focus: first, leave: stop };
}

/** @param {App} app */
function lockNotes({ lockReason, drafts, words }) {
  const { locked, lockedIdle, lockedSession, lockedLost, draftKept } = words.signIn;
  if (lockReason === null) return [];
  const text = { idle: lockedIdle, session: lockedSession, asked: locked, lost: lockedLost }[lockReason];
  return [el("div", { class: "note", role: "status" }, el("p", {}, text), !drafts.isEmpty && el("p", {}, draftKept))];
}

/** @param {App} app */
function signInForm(app) {
  const { words } = app;
  const inputs = makeInputs();
  const wrong = el("div", { class: "wrong", role: "alert", hidden: true });
  const work = workPanel(app);
  const act = el("button", { class: "sbtn go wide" }, words.signIn.act);
  const touch = el("button", { type: "button", class: "sbtn wide", id: "passkey" }, words.signIn.passkey);
  const form = el(
    "form",
    { class: "door-form", autocomplete: "off", novalidate: true },
    wrong,
    field("login", words.signIn.login, "", inputs.login),
    field("passphrase", words.signIn.passphrase, words.signIn.passphraseHint, inputs.passphrase),
    showToggle(inputs.passphrase, words.signIn.show),
    codeField(app, inputs.code),
    el("p", {}, act),
    work.panel,
    el("p", { class: "or" }, words.signIn.passkeyHint),
    el("p", {}, touch),
  );
  const parts = { inputs, wrong, work, act, touch };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (isIdle(act)) void submit(app, parts);
  });
  touch.addEventListener("click", () => {
    if (isIdle(act)) void attempt(app, parts, (told) => signInByPasskey(app, given(inputs), told));
  });
  return { form, first: inputs.login, stop: () => forget(inputs) };
}

/** @returns {Inputs} */
function makeInputs() {
  const shared = { autocapitalize: "none", spellcheck: "false", required: true };
  return {
    login: el("input", {
      id: "login",
      name: "login",
      type: "text",
      autocomplete: "username",
      maxlength: 120,
      ...shared,
    }),
    passphrase: el("input", {
      id: "passphrase",
      name: "passphrase",
      type: "password",
      autocomplete: "current-password",
      ...shared,
    }),
    code: el("input", {
      id: "code",
      name: "code",
      type: "text",
      inputmode: "numeric",
      autocomplete: "one-time-code",
      maxlength: 20,
      ...shared,
    }),
  };
}

/**
 * @param {HTMLInputElement} passphrase
 * @param {string} label
 */
function showToggle(passphrase, label) {
  const toggle = el("input", {
    type: "checkbox",
    id: "show",
    change: () => {
      passphrase.type = toggle.checked ? "text" : "password";
    },
  });
  return el("p", { class: "check" }, toggle, el("label", { for: "show" }, label));
}

/** @param {App} app */
function workPanel({ words }) {
  const text = el("p", { role: "status" });
  const bar = el("progress", { max: 100, value: 0, "aria-label": words.signIn.opening });
  const share = el("span", { class: "soft" });
  const cancel = el("button", { type: "button", class: "link" }, words.frame.cancel);
  const panel = el("div", { class: "work-panel", hidden: true }, text, bar, el("p", { class: "row" }, share, cancel));
  return { panel, text, bar, share, cancel };
}

/**
 * @typedef {object} Parts
 * @property {Inputs} inputs
 * @property {HTMLElement} wrong
 * @property {ReturnType<typeof workPanel>} work
 * @property {HTMLButtonElement} act
 * @property {HTMLButtonElement} touch
 */

/** @param {HTMLButtonElement} act */
function isIdle(act) {
  return act.getAttribute("aria-disabled") !== "true";
}

/**
 * @param {App} app
 * @param {Parts} parts
 */
async function submit(app, parts) {
  const missing = missingFields(app, parts.inputs);
  showErrors(app, parts.wrong, parts.inputs, missing);
  if (missing.length > 0) return;
  const { login, passphrase, code } = given(parts.inputs);
  await attempt(app, parts, (told) => signIn(app, { login, passphrase, factor: { code } }, told));
}

/**
 * @param {App} app
 * @param {Parts} parts
 * @param {(told: import("../acts/sign-in.js").Told) => Promise<void>} enter
 */
async function attempt(app, parts, enter) {
  const { inputs, wrong, work } = parts;
  setBusy(app, parts, true);
  const abort = new AbortController();
  work.cancel.onclick = () => {
    abort.abort();
    app.keeper.stop();
  };
  try {
    await enter({ signal: abort.signal, ...tellProgress(app, work) });
  } catch (error) {
    app.keeper.stop();
    if (app.officer) throw error;
    if (error instanceof WaitingError) {
      app.beginEnrolment(EnrolmentState.waiting(error.request));
      return;
    }
    void app.api.signOut();
    if (!abort.signal.aborted) showProblem(app, wrong, signInProblem(app, error, inputs.passphrase.value === ""));
    inputs.code.value = "";
  }
  setBusy(app, parts, false);
}

/** @param {Inputs} inputs */
function given({ login, passphrase, code }) {
  const words = passphrase.value.trim().replace(/\s+/g, " ");
  return { login: login.value.trim(), passphrase: words, code: factorCode(code.value) };
}

/**
 * @param {App} app
 * @param {ReturnType<typeof workPanel>} work
 */
function tellProgress({ words }, { text, bar, share }) {
  text.textContent = words.signIn.opening;
  return {
    progress: (/** @type {number} */ done) => {
      const percent = Math.round(done * 100);
      bar.value = percent;
      share.textContent = words.signIn.share(percent);
    },
    step: (/** @type {"touching" | "checking" | "verifying"} */ name) => {
      text.textContent = words.signIn[name];
    },
  };
}

/**
 * @param {App} app
 * @param {Parts} parts
 * @param {boolean} isBusy
 */
function setBusy({ words }, { act, touch, work }, isBusy) {
  for (const button of [act, touch]) button.setAttribute("aria-disabled", String(isBusy));
  act.textContent = isBusy ? words.signIn.opening : words.signIn.act;
  show(work.panel, isBusy);
  work.bar.value = 0;
  work.share.textContent = words.signIn.share(0);
}

/**
 * @param {App} app
 * @param {Inputs} inputs
 */
function missingFields({ words }, inputs) {
  const { login, passphrase, code } = given(inputs);
  /** @type {Array<[keyof Inputs, string]>} */
  const missing = [];
  if (login === "") missing.push(["login", words.signIn.need.login]);
  if (passphrase === "") missing.push(["passphrase", words.signIn.need.passphrase]);
  if (code === "") missing.push(["code", words.signIn.need.code]);
  return missing;
}

/**
 * @param {App} app
 * @param {HTMLElement} wrong
 * @param {Inputs} inputs
 * @param {Array<[keyof Inputs, string]>} missing
 */
function showErrors({ words }, wrong, inputs, missing) {
  for (const input of Object.values(inputs)) input.removeAttribute("aria-invalid");
  for (const [name] of missing) inputs[name].setAttribute("aria-invalid", "true");
  const items = missing.map(([name, text]) =>
    el("li", {}, el("button", { type: "button", class: "link", click: () => inputs[name].focus() }, text)),
  );
  fill(wrong, el("h2", {}, words.signIn.errorTitle), el("ul", {}, ...items));
  show(wrong, missing.length > 0);
  if (missing.length > 0) inputs[missing[0][0]].focus();
}

/**
 * @param {App} app
 * @param {HTMLElement} wrong
 * @param {string} text
 */
function showProblem({ words }, wrong, text) {
  fill(wrong, el("h2", { tabindex: -1 }, words.signIn.errorTitle), el("p", {}, text));
  show(wrong, true);
  wrong.querySelector("h2")?.focus();
}

/**
 * @param {App} app
 * @param {unknown} error
 * @param {boolean} isAlone whether a passkey was shown without a passphrase
 */
function signInProblem({ words }, error, isAlone) {
  if (error instanceof NeedsPassphraseError) return words.signIn.passkeyNeeds;
  if (error instanceof PasskeyError) return words.passkeyProblems[error.code];
  if (error instanceof ApiError && ["sign-in", "refused"].includes(error.code)) {
    return isAlone ? words.signIn.passkeyWrong : words.signIn.wrong;
  }
  if (!(error instanceof KeeperError)) return problemText(words, error);
  if (error.code === "refused-seal") return words.signIn.sealed;
  return error.code.startsWith("refused") ? words.signIn.untrusted : problemText(words, error);
}

/**
 * Take what was typed out of the page.
 * @param {Inputs} inputs
 */
function forget(inputs) {
  for (const input of Object.values(inputs)) input.value = "";
}
