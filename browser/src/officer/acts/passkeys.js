/**
 * Asks the browser for passkeys (WebAuthn level 3). Answers go to the server; what a passkey computes (PRF) goes to the
 * worker and nowhere else.
 */

const PRF_INPUT = new TextEncoder().encode("wbs/v1/prf");
const PATIENCE_MS = 240_000;
/** EdDSA, ES256, RS256. */
const ALGORITHMS = [-8, -7, -257];

/** @typedef {{credential: string, client_data: string, authenticator_data: string, signature: string}} Assertion */
/** @typedef {{challenge: string, host: string, handle: string, login: string, known: string[]}} Invitation */
/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/** What the browser or the authenticator would not do: `unsupported`, `cancelled`, `known` or `failed`. */
export class PasskeyError extends Error {
  /** @param {"unsupported" | "cancelled" | "known" | "failed"} code */
  constructor(code) {
    super(code);
    this.name = "PasskeyError";
    /** @readonly */
    this.code = code;
  }
}

/** Whether this browser knows passkeys. */
export function hasPasskeys() {
  return typeof globalThis.PublicKeyCredential === "function" && Boolean(navigator.credentials);
}

/**
 * Let an authenticator answer a challenge. Which account it is for, the authenticator says; nobody is named here.
 * @param {{challenge: string, host: string}} asked
 * @param {{credentials?: string[], signal?: AbortSignal}} [wishes] if only some credentials will do; what stops it
 * @returns {Promise<{assertion: Assertion, prf: Bytes | null}>} `prf` if the passkey computes
 * @throws {PasskeyError}
 */
export async function askPasskey({ challenge, host }, { credentials = [], signal } = {}) {
  const publicKey = /** @type {PublicKeyCredentialRequestOptions} */ ({
    challenge: bytes(challenge),
    rpId: host,
    allowCredentials: credentials.map(descriptor),
    userVerification: "required",
    timeout: PATIENCE_MS,
    extensions: { prf: { eval: { first: PRF_INPUT } } },
  });
  const found = await get({ publicKey, signal });
  const response = /** @type {AuthenticatorAssertionResponse} */ (found.response);
  const assertion = {
    credential: base64url(found.rawId),
    client_data: base64url(response.clientDataJSON),
    authenticator_data: base64url(response.authenticatorData),
    signature: base64url(response.signature),
  };
  return { assertion, prf: computed(found) };
}

/**
 * Let an authenticator make a passkey, and compute with it. Some compute only when they are asked a second time.
 * @param {Invitation} invitation
 * @returns {Promise<{made: {credential: string, client_data: string, attestation: string}, prf: Bytes | null}>}
 * @throws {PasskeyError}
 */
export async function makePasskey({ challenge, host, handle, login, known }) {
  const found = await create({
    challenge: bytes(challenge),
    rp: { id: host, name: "WBS" },
    user: { id: bytes(handle), name: login, displayName: login },
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: /** @type {const} */ ("public-key"), alg })),
    excludeCredentials: known.map(descriptor),
    authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
    attestation: "none",
    timeout: PATIENCE_MS,
    extensions: { prf: { eval: { first: PRF_INPUT } } },
  });
  const response = /** @type {AuthenticatorAttestationResponse} */ (found.response);
  const credential = base64url(found.rawId);
  const made = {
    credential,
    client_data: base64url(response.clientDataJSON),
    attestation: base64url(response.attestationObject),
  };
  const prf = computed(found) ?? (canCompute(found) ? await computeWith(host, credential) : null);
  return { made, prf };
}

/**
 * Ask a new passkey to compute. Its answer proves nothing to anybody, so its challenge is nobody's.
 * @param {string} host
 * @param {string} credential
 */
async function computeWith(host, credential) {
  const challenge = base64url(crypto.getRandomValues(new Uint8Array(32)).buffer);
  return (await askPasskey({ challenge, host }, { credentials: [credential] })).prf;
}

/** @param {CredentialRequestOptions} options */
async function get(options) {
  if (!hasPasskeys()) throw new PasskeyError("unsupported");
  return asPasskey(await navigator.credentials.get(options).catch(refuse));
}

/** @param {PublicKeyCredentialCreationOptions} publicKey */
async function create(publicKey) {
  if (!hasPasskeys()) throw new PasskeyError("unsupported");
  return asPasskey(await navigator.credentials.create({ publicKey }).catch(refuse));
}

/** @param {Credential | null} found */
function asPasskey(found) {
  if (!(found instanceof PublicKeyCredential)) throw new PasskeyError("failed");
  return found;
}

/**
 * @param {unknown} error
 * @returns {never}
 */
function refuse(error) {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "AbortError") throw new PasskeyError("cancelled");
  if (name === "InvalidStateError") throw new PasskeyError("known");
  throw new PasskeyError(name === "NotSupportedError" || name === "SecurityError" ? "unsupported" : "failed");
}

/**
 * @param {PublicKeyCredential} found
 * @returns {Bytes | null}
 */
function computed(found) {
  const first = found.getClientExtensionResults().prf?.results?.first;
  if (!first) return null;
  return first instanceof ArrayBuffer ? new Uint8Array(first) : new Uint8Array(/** @type {any} */ (first).buffer);
}

/** @param {PublicKeyCredential} found */
function canCompute(found) {
  return found.getClientExtensionResults().prf?.enabled === true;
}

/** @param {string} credential */
function descriptor(credential) {
  return { type: /** @type {const} */ ("public-key"), id: bytes(credential) };
}

/**
 * @param {string} text base64url
 * @returns {Bytes}
 */
function bytes(text) {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

/** @param {ArrayBuffer} buffer */
export function base64url(buffer) {
  return btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
