/** Signing in (docs/spec/officers.md): salt, derivation in the worker, both factors, documents, unlocking. */

import { remember } from "./remember.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {{login: string, passphrase: string, code: string}} Given */

/**
 * @param {App} app
 * @param {Given} given
 * @param {{signal: AbortSignal, progress: (share: number) => void, step: (name: "checking" | "verifying") => void}} told
 */
export async function signIn(app, { login, passphrase, code }, { signal, progress, step }) {
  const { api, keeper } = app;
  const { salt } = await api.salt(login, signal);
  signal.throwIfAborted();
  const { auth } = await keeper.ask("derive", { passphrase, salt }, { progress });
  signal.throwIfAborted();
  step("checking");
  const signedIn = await api.signIn(login, base64url(auth), code);
  signal.throwIfAborted();
  step("verifying");
  const { wrapped, installation, officer } = signedIn;
  const documents = await api.documents();
  signal.throwIfAborted();
  const unlocked = await keeper.ask("unlock", { wrapped, installation, officer, documents });
  signal.throwIfAborted();
  void remember(app);
  await app.enter({ ...unlocked, roles: officer.roles, acts: officer.acts });
}

/** @param {Uint8Array} bytes */
function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
