/**
 * Signing in (docs/spec/officers.md): salt, derivation in the worker, second factor, documents, unlocking; or a passkey
 * that does both at one touch.
 */

import { waitingOr } from "./enrol.js";
import { askPasskey, base64url } from "./passkeys.js";
import { remember } from "./remember.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {{code: string} | {passkey: import("./passkeys.js").Assertion}} Factor */
/** @typedef {{login: string, passphrase: string, factor: Factor}} Given */
/**
 * @typedef {{
 *   signal: AbortSignal,
 *   progress: (share: number) => void,
 *   step: (name: "touching" | "checking" | "verifying") => void,
 * }} Told
 */

/** This passkey computes nothing: the passphrase is needed as well. */
export class NeedsPassphraseError extends Error {}

/**
 * @param {App} app
 * @param {Given} given
 * @param {Told} told
 */
export async function signIn(app, { login, passphrase, factor }, told) {
  const { api, keeper } = app;
  const { signal, progress, step } = told;
  const { salt } = await api.salt(login, signal);
  signal.throwIfAborted();
  const { auth } = await keeper.ask("derive", { passphrase, salt }, { progress });
  signal.throwIfAborted();
  step("checking");
  const signedIn = await api.signIn(login, base64url(auth.buffer), factor).catch(async (error) => {
    throw "code" in factor ? await waitingOr(app, { login, auth, code: factor.code }, error) : error;
  });
  await unlock(app, signedIn, told);
}

/**
 * Sign in with a passkey; with a passphrase it is the second factor, without one it has to unlock as well.
 * @param {App} app
 * @param {{login: string, passphrase: string}} given
 * @param {Told} told
 * @throws {NeedsPassphraseError} it cannot unlock.
 */
export async function signInByPasskey(app, { login, passphrase }, told) {
  const { api, keeper } = app;
  const challenge = await api.passkeyChallenge();
  told.signal.throwIfAborted();
  told.step("touching");
  const { assertion, prf } = await askPasskey(challenge, { signal: told.signal });
  told.signal.throwIfAborted();
  if (login !== "" && passphrase !== "") {
    prf?.fill(0);
    await signIn(app, { login, passphrase, factor: { passkey: assertion } }, told);
    return;
  }
  if (!prf) throw new NeedsPassphraseError();
  await keeper.ask("takePasskey", { prf, credential: assertion.credential }, { transfer: [prf.buffer] });
  told.step("checking");
  await unlock(app, await api.signInByPasskey(assertion), told);
}

/**
 * @param {App} app
 * @param {import("../api.js").SignedIn} signedIn
 * @param {Told} told
 */
async function unlock(app, signedIn, { signal, step }) {
  const { api, keeper } = app;
  signal.throwIfAborted();
  step("verifying");
  const { wrapped, renewed, installation, officer } = signedIn;
  const documents = await api.documents();
  signal.throwIfAborted();
  const unlocked = await keeper.ask("unlock", { wrapped, renewed, installation, officer, documents });
  signal.throwIfAborted();
  void remember(app);
  await app.enter({ ...unlocked, roles: officer.roles, acts: officer.acts });
  if (signedIn.codes_used > 0) app.tellOfCodes(signedIn.codes_used, signedIn.codes_left);
}
