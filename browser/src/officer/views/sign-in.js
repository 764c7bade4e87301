/** Sign-in: login, passphrase and code in one form. The passphrase goes to the worker and nowhere else. */

import { signIn } from "../acts/sign-in.js";
import { ApiError } from "../api.js";
import { el, fill, show } from "../dom.js";
import { KeeperError } from "../keeper.js";
import { problemText } from "../problems.js";

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
  const wrong = el("div", { hidden: true });
  const work = workPanel(app);
  const act = el("button", { class: "sbtn go wide" }, words.signIn.act);
  const form = el(
    "form",
    { class: "door-form", autocomplete: "off", novalidate: true },
    wrong,
    field("login", words.signIn.login, "", inputs.login),
    field("passphrase", words.signIn.passphrase, words.signIn.passphraseHint, inputs.passphrase),
    showToggle(inputs.passphrase, words.signIn.show),
    field("code", words.signIn.code, words.signIn.codeHint, inputs.code),
    el("p", {}, act),
    work.panel,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (act.getAttribute("aria-disabled") !== "true") void attempt(app, { inputs, wrong, work, act });
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
      maxlength: 7,
      ...shared,
    }),
  };
}

/**
 * @param {string} id
 * @param {string} label
 * @param {string} hint
 * @param {HTMLInputElement} input
 */
function field(id, label, hint, input) {
  const hintId = `${id}-hint`;
  if (hint) input.setAttribute("aria-describedby", hintId);
  return el(
    "div",
    { class: "field" },
    el("label", { for: id }, label),
    hint && el("p", { class: "hint", id: hintId }, hint),
    input,
  );
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
 * @param {App} app
 * @param {{inputs: Inputs, wrong: HTMLElement, work: ReturnType<typeof workPanel>, act: HTMLButtonElement}} parts
 */
async function attempt(app, { inputs, wrong, work, act }) {
  const missing = missingFields(app, inputs);
  showErrors(app, wrong, inputs, missing);
  if (missing.length > 0) return;
  setBusy(app, act, work, true);
  const abort = new AbortController();
  work.cancel.onclick = () => {
    abort.abort();
    app.keeper.stop();
  };
  try {
    await signIn(app, given(inputs), { signal: abort.signal, ...tellProgress(app, work) });
  } catch (error) {
    app.keeper.stop();
    if (app.officer) throw error;
    void app.api.signOut();
    if (!abort.signal.aborted) showProblem(app, wrong, signInProblem(app, error));
    inputs.code.value = "";
  }
  setBusy(app, act, work, false);
}

/** @param {Inputs} inputs */
function given({ login, passphrase, code }) {
  const words = passphrase.value.trim().replace(/\s+/g, " ");
  return { login: login.value.trim(), passphrase: words, code: code.value.replace(/\s/g, "") };
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
    step: (/** @type {"checking" | "verifying"} */ name) => {
      text.textContent = words.signIn[name];
    },
  };
}

/**
 * @param {App} app
 * @param {HTMLButtonElement} act
 * @param {ReturnType<typeof workPanel>} work
 * @param {boolean} isBusy
 */
function setBusy({ words }, act, work, isBusy) {
  act.setAttribute("aria-disabled", String(isBusy));
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
  if (!/^[0-9]{6}$/.test(code)) missing.push(["code", words.signIn.need.code]);
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
  wrong.className = "wrong";
  wrong.setAttribute("role", "alert");
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
 */
function signInProblem({ words }, error) {
  if (error instanceof ApiError && ["sign-in", "refused"].includes(error.code)) return words.signIn.wrong;
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
