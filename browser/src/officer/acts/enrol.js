/** Enrolment: opening an invitation, making account and keys in the worker, and looking how far the officials are. */

import { ApiError } from "../api.js";
import { KeeperError } from "../keeper.js";
import { ForeignRequestError } from "../problems.js";
import { base64url } from "./passkeys.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../../protocol/enrolment.js").Appointment} Appointment */
/** @typedef {{secret: string, text: string, side: number, path: string}} TotpDraft */

/**
 * What the server says of an invitation.
 * @typedef {Appointment & {
 *   login: string,
 *   installation: string,
 *   documents: import("../../worker/vault.js").Documents,
 *   totp: TotpDraft,
 * }} Invitation
 */
/** @typedef {Awaited<ReturnType<import("../../worker/vault.js").Vault["readWaiting"]>> & {request: string}} Request */

/** Both factors were right, and the officials have not listed the officer's key yet. */
export class WaitingError extends Error {
  /** @param {Request} request */
  constructor(request) {
    super("waiting for the officials");
    /** @readonly */
    this.request = request;
  }
}

/**
 * Open an invitation, and verify what it came with.
 * @param {App} app
 * @param {string} code
 */
export async function openInvitation({ api, keeper }, code) {
  /** @type {Invitation} */
  const invitation = await api.ask("POST", "enrolment/open", { code });
  const { documents, installation, agency } = invitation;
  const facts = await keeper.ask("readInvitation", { documents, installation, agency });
  const { passphrase } = await keeper.ask("drawPassphrase");
  return { invitation, facts, passphrase };
}

/**
 * Make the account, and use the invitation up.
 * @param {App} app
 * @param {{code: string, invitation: Invitation, passphrase: string, proof: string}} given
 * @param {(share: number) => void} progress
 * @returns {Promise<Request>}
 */
export async function enrol(app, { code, invitation, passphrase, proof }, progress) {
  const { api, keeper } = app;
  const { agency, officer, label, unit, rank, roles, totp } = invitation;
  const appointment = { agency, officer, label, unit, rank, roles };
  const day = app.days().today;
  const made = await keeper.ask("makeAccount", { passphrase, appointment, day }, { progress });
  const { salt, auth, wrapped, request, words } = made;
  await api.ask("POST", "enrolment", { code, salt, auth, totp: totp.secret, proof, wrapped, request });
  return { agency, officer, label, day, words, request };
}

/**
 * A sign-in was refused: find out whether it is of somebody who waits for the officials.
 * @param {App} app
 * @param {{login: string, auth: Uint8Array<ArrayBuffer>, code: string}} proof
 * @param {unknown} refusal
 * @returns {Promise<unknown>} what is to be thrown: of a request that is not the officer's own, that it is not
 */
export async function waitingOr({ api, keeper }, { login, auth, code }, refusal) {
  if (!(refusal instanceof ApiError) || refusal.code !== "sign-in") return refusal;
  const proof = { login, auth: base64url(auth.buffer), code };
  const found = await api.ask("POST", "enrolment/waiting", proof).catch(() => null);
  if (!found) return refusal;
  const { request, wrapped, installations } = found;
  try {
    const read = await unlessForeign(keeper.ask("readWaiting", { request, wrapped, installations }));
    return new WaitingError({ ...read, request });
  } catch (error) {
    return error;
  }
}

/**
 * Wait for the worker to read a request; its words are shown only if the officer's own key signed it.
 * @template Read
 * @param {Promise<Read>} reading
 * @throws {ForeignRequestError} another key did.
 */
export async function unlessForeign(reading) {
  try {
    return await reading;
  } catch (error) {
    const isForeign = error instanceof KeeperError && error.code.startsWith("refused");
    throw isForeign ? new ForeignRequestError() : error;
  }
}

/**
 * Give the request as the file that officials take.
 * @param {Request} request
 */
export function requestFile({ agency, officer, request }) {
  const text = atob(request.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  return { name: `enrolment-${agency}-${officer}.json`, blob: new Blob([bytes], { type: "application/json" }) };
}
