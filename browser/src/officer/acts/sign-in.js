/** Signing in (docs/spec/officers.md): salt, derivation in the worker, both factors, documents, unlocking. */

/** @typedef {import("../app.js").App} App */
/** @typedef {{login: string, passphrase: string, code: string}} Given */

/**
 * @param {App} app
 * @param {Given} given
 * @param {{progress: (share: number) => void, step: (name: "checking" | "verifying") => void}} told
 */
export async function signIn(app, { login, passphrase, code }, { progress, step }) {
  const { api, keeper } = app;
  const { salt } = await api.salt(login);
  const { auth } = await keeper.ask("derive", { passphrase, salt }, { progress });
  step("checking");
  const signedIn = await api.signIn(login, base64url(auth), code);
  step("verifying");
  const { wrapped, installation, officer } = signedIn;
  const documents = await api.documents();
  const unlocked = await keeper.ask("unlock", { wrapped, installation, officer, documents });
  await app.enter({ ...unlocked, roles: officer.roles });
}

/** @param {Uint8Array} bytes */
function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
