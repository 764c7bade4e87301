/** Asks for passphrase and second factor again, before something that outlasts the session. */

import { base64url } from "../../acts/passkeys.js";
import { ApiError } from "../../api.js";
import { closed, openDialog } from "../../dialog.js";
import { el, fill, show } from "../../dom.js";
import { problemText } from "../../problems.js";
import { codeField, factorCode, field } from "../factor.js";
import { readFactors } from "./shared.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {{auth: string, code: string}} Proof */

/**
 * Ask for a proof, and do something with it. The dialog stays until that worked, or the officer gives up.
 * @template Result
 * @param {App} app
 * @param {string} title
 * @param {(proof: Proof, progress: (share: number) => void) => Promise<Result>} act
 * @returns {Promise<Result | null>} null if the officer gave up
 */
export async function withProof(app, title, act) {
  const { words } = app;
  const { dialog, body } = openDialog(title);
  const inputs = makeInputs();
  const wrong = el("div", { class: "note bad", role: "alert", hidden: true });
  const progress = el("progress", { max: 1, value: 0, hidden: true, "aria-label": words.account.proof.working });
  const go = el("button", { class: "sbtn go" }, words.account.proof.act);
  const cancel = el("button", { type: "button", class: "sbtn", click: () => dialog.close() }, words.frame.cancel);
  const form = el(
    "form",
    { class: "door-form", autocomplete: "off", novalidate: true },
    el("p", {}, words.account.proof.lead),
    wrong,
    field("prove-passphrase", words.signIn.passphrase, words.signIn.passphraseHint, inputs.passphrase),
    codeField(app, inputs.code),
    progress,
    el("p", { class: "row end" }, cancel, go),
  );
  fill(body, form);
  inputs.passphrase.focus();
  /** @type {Result | null} */
  let result = null;
  let isBusy = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isBusy) return;
    isBusy = true;
    show(progress, true);
    try {
      const share = (/** @type {number} */ done) => (progress.value = done);
      result = await act(await proofOf(app, inputs, share), share);
      dialog.close();
    } catch (error) {
      fill(wrong, el("p", {}, wrongText(app, error)));
      show(wrong, true);
      inputs.code.value = "";
    }
    show(progress, false);
    isBusy = false;
  });
  await closed(dialog);
  for (const input of Object.values(inputs)) input.value = "";
  return result;
}

/** Nothing was typed that could be a proof. */
class IncompleteError extends Error {}

/**
 * @param {App} app
 * @param {ReturnType<typeof makeInputs>} inputs
 * @param {(share: number) => void} progress
 * @returns {Promise<Proof>}
 */
async function proofOf(app, { passphrase, code }, progress) {
  const words = passphrase.value.trim().replace(/\s+/g, " ");
  const shown = factorCode(code.value);
  if (words === "" || shown === "") throw new IncompleteError();
  const { salt } = await app.busy(() => readFactors(app));
  const { auth } = await app.keeper.ask("prove", { passphrase: words, salt }, { progress });
  return { auth: base64url(auth.buffer), code: shown };
}

/**
 * @param {App} app
 * @param {unknown} error
 */
function wrongText({ words }, error) {
  if (error instanceof IncompleteError) return words.account.proof.need;
  if (error instanceof ApiError && error.code === "forbidden") return words.account.proof.wrong;
  return problemText(words, error);
}

function makeInputs() {
  const shared = { autocapitalize: "none", spellcheck: "false", required: true };
  return {
    passphrase: el("input", { id: "prove-passphrase", type: "password", autocomplete: "current-password", ...shared }),
    code: el("input", {
      id: "prove-code",
      type: "text",
      inputmode: "numeric",
      autocomplete: "one-time-code",
      maxlength: 20,
      ...shared,
    }),
  };
}
