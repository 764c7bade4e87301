/**
 * The officers' API (docs/api/investigator.json). JSON both ways, bytes in base64url; what comes back is untrusted
 * until the worker has checked it.
 */

import { awaitedFollowUps, caseFile, inboxPage, movedCount, overdueCases, unopenedCases } from "./answers.js";

/** @typedef {import("../shared/material.js").SealedCase} SealedCase */
/** @typedef {import("../worker/vault.js").Documents} Documents */

/**
 * @typedef {object} SignedIn
 * @property {string} csrf
 * @property {{agency: string, id: string, label: string, roles: string[], acts: string[]}} officer
 * @property {string} wrapped
 * @property {string | null} [renewed]
 * @property {string} slot what the key is wrapped under: `passphrase`, or a passkey's credential id
 * @property {string} installation
 * @property {number} codes_left recovery codes that were not used yet
 * @property {number} codes_used uses of recovery codes that the officer is told of now
 */

/**
 * @typedef {SealedCase & {
 *   agency: string,
 *   number: string,
 *   status: string,
 *   received: string,
 *   due: string | null,
 *   due_in_working_days: number | null,
 *   clock: string,
 *   urgency: "late" | "soon" | "later" | "done",
 *   share: number | null,
 *   handler: string,
 *   matter_class: string,
 *   channel: string,
 *   newest: Record<string, number>,
 *   read: Record<string, number>,
 *   approved: boolean,
 * }} InboxRow
 */

/** @typedef {{count: number, more: boolean}} Total Counted up to a cap; `more` says that there are more. */

/**
 * @typedef {{
 *   rows: InboxRow[],
 *   total: number,
 *   more: boolean,
 *   late: Total,
 *   soon: Total,
 *   unread: Total,
 *   aside: Total,
 *   aside_soon: Total,
 *   next: string | null,
 * }} InboxPage
 */

/**
 * @typedef {{
 *   name: string,
 *   due: string,
 *   working_days_left: number,
 *   met: string | null,
 *   late: boolean,
 *   share: number | null,
 *   side: string,
 *   extended: boolean,
 * }} Deadline
 */

/** What stood before due days were computed anew. @typedef {{day: string, rules: number, due: string | null, result_due: string | null}} Replan */

/**
 * @typedef {Omit<SealedCase, "messages"> & {
 *   agency: string,
 *   status: string,
 *   received: string,
 *   messages: Array<{author: string, seq: number, epoch: number, kind: string, sealed: string, day: string}>,
 *   inside?: import("../worker/inside.js").SealedInside,
 *   noteDays: Array<{author: string, seq: number, day: string}>,
 *   attachments: Array<{id: string, length: number}>,
 *   deadlines: Deadline[],
 *   handler: string,
 *   rules: number,
 *   objection_days: number,
 *   replans: Replan[],
 *   longest: string | null,
 * }} CaseFile
 */

/** @typedef {{agency: string, case: string}} CaseName */

/** Where files go: below which address, and what else begins their way there. */
/** @typedef {{place: string, agency?: string}} Way */

const PASSPHRASE = "passphrase";
/** @type {Way} */
const OPEN_CASE = { place: "uploads" };
const PREFIX = "/api/v1/";
const UNREACHABLE = "offline";

/** An answer that is not the one asked for; `code` is the server's constant word, or `offline`. */
export class ApiError extends Error {
  /** @param {string} code */
  constructor(code) {
    super(code);
    this.name = "ApiError";
    /** @readonly */
    this.code = code;
  }
}

export class Api {
  #csrf = "";
  #slot = PASSPHRASE;

  /**
   * @param {string} login
   * @param {AbortSignal} signal
   * @returns {Promise<{salt: string}>}
   */
  salt(login, signal) {
    return this.#send("POST", "sign-in/salt", { login }, signal);
  }

  /**
   * @param {string} login
   * @param {string} auth
   * @param {{code: string} | {passkey: import("./acts/passkeys.js").Assertion}} factor
   * @returns {Promise<SignedIn>}
   */
  async signIn(login, auth, factor) {
    return this.#begin(await this.#send("POST", "sign-in", { login, auth, ...factor }));
  }

  /** End the session; whatever happens, this page forgets it. */
  async signOut() {
    if (this.#csrf === "") return;
    const ended = this.#send("POST", "sign-out", {});
    this.#csrf = "";
    await ended.catch(() => undefined);
  }

  /**
   * Sign in with a passkey that unwraps the officer's key.
   * @param {import("./acts/passkeys.js").Assertion} assertion
   * @returns {Promise<SignedIn>}
   */
  async signInByPasskey(assertion) {
    return this.#begin(await this.#send("POST", "sign-in/passkey", assertion));
  }

  /** @returns {Promise<{challenge: string, host: string}>} */
  passkeyChallenge() {
    return this.#send("POST", "sign-in/passkey/challenge", {});
  }

  /**
   * Store the officer's own key as it was wrapped anew, in place of the one that it names.
   * @param {{replaces: string, wrapped: string}} renewed
   */
  keepKey(renewed) {
    const place = this.#slot === PASSPHRASE ? "me/key" : `me/passkeys/${encodeURIComponent(this.#slot)}/key`;
    return this.#send("PUT", place, renewed);
  }

  /**
   * Ask for something that a room's own module knows about.
   * @param {"GET" | "POST" | "PUT"} method
   * @param {string} path below `/api/v1/`; parts that are not constants encoded
   * @param {object} [body]
   * @returns {Promise<any>}
   */
  ask(method, path, body) {
    return this.#send(method, path, body);
  }

  /** @returns {Promise<Documents>} */
  documents() {
    return this.#send("GET", "documents");
  }

  /**
   * @param {string | null} after
   * @param {Record<string, string>} [wanted] filters by name
   * @returns {Promise<InboxPage>}
   */
  async inbox(after, wanted = {}) {
    const asked = new URLSearchParams(after === null ? wanted : { ...wanted, after }).toString();
    const answer = await this.#send("GET", asked === "" ? "inbox" : `inbox?${asked}`);
    if (!Array.isArray(answer?.rows)) throw new ApiError("failed"); // nothing is no empty inbox
    return inboxPage(answer);
  }

  /**
   * List what nobody has opened, by what can be seen of it.
   * @param {string} from first day of arrival; empty for any
   * @param {string} to last one
   */
  async unopened(from, to) {
    const days = Object.entries({ from, to }).filter(([, day]) => day !== "");
    return unopenedCases(await this.#send("GET", `aside/unopened?${new URLSearchParams(days).toString()}`));
  }

  /** Set cases aside; give how many were. @param {CaseName[]} cases */
  async setAside(cases) {
    return movedCount(await this.#send("POST", "aside", { cases }));
  }

  /** Bring cases back; give how many were. @param {CaseName[]} cases */
  async bringBack(cases) {
    return movedCount(await this.#send("POST", "aside/bring-back", { cases }));
  }

  /** @returns {Promise<{cases: import("./views/overdue.js").OverdueCase[], aside: Total}>} */
  async overdue() {
    return overdueCases(await this.#send("GET", "overdue"));
  }

  /** @returns {Promise<import("./views/followups.js").Awaited[]>} */
  async followUps() {
    return awaitedFollowUps(await this.#send("GET", "follow-ups"));
  }

  /**
   * @param {CaseName} name
   * @returns {Promise<CaseFile>}
   */
  async caseFile(name) {
    return caseFile(await this.#send("GET", pathOf(name)));
  }

  /**
   * @param {CaseName} name
   * @param {Record<string, number>} newest
   */
  markRead(name, newest) {
    return this.#send("POST", `${pathOf(name)}/read`, { newest });
  }

  /**
   * @param {CaseName} name
   * @param {object} message
   */
  addMessage(name, message) {
    return this.#send("POST", `${pathOf(name)}/messages`, message);
  }

  /** @param {CaseName} name */
  noteExport(name) {
    return this.#send("POST", `${pathOf(name)}/exported`, {});
  }

  /**
   * Give an attachment's stored bytes as they come.
   * @param {CaseName} name
   * @param {string} id
   * @param {AbortSignal} signal
   * @returns {Promise<ReadableStream<Uint8Array>>}
   */
  async attachment(name, id, signal) {
    const response = await this.#fetch(`${pathOf(name)}/attachments/${id}`, { method: "GET", signal });
    if (!response.body) throw new ApiError("failed");
    return response.body;
  }

  /**
   * Give the bytes of an answer that is no JSON.
   * @param {string} path below `/api/v1/`
   * @param {AbortSignal} signal
   */
  async bytes(path, signal) {
    const response = await this.#fetch(path, { method: "GET", signal });
    return new Uint8Array(await response.arrayBuffer());
  }

  /**
   * @param {{id: string, token: string, length: number}} upload
   * @param {AbortSignal} signal
   * @param {Way} [way]
   */
  beginUpload(upload, signal, { place, ...more } = OPEN_CASE) {
    return this.#send("POST", place, { ...upload, ...more }, signal);
  }

  /**
   * @param {{id: string, token: string}} upload
   * @param {number} part
   * @param {Uint8Array<ArrayBuffer>} bytes
   * @param {AbortSignal} signal
   * @param {Way} [way]
   */
  async addPart({ id, token }, part, bytes, signal, { place } = OPEN_CASE) {
    const headers = { "Content-Type": "application/octet-stream", "X-Upload-Token": token };
    await this.#fetch(`${place}/${id}/${part}`, { method: "PUT", headers, body: bytes, signal });
  }

  /**
   * Note the session that a sign-in began.
   * @param {SignedIn} answer
   */
  #begin(answer) {
    this.#csrf = answer.csrf;
    this.#slot = answer.slot;
    return answer;
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   * @param {AbortSignal} [signal]
   * @returns {Promise<any>}
   */
  async #send(method, path, body, signal) {
    const headers = body ? { "Content-Type": "application/json" } : undefined;
    const text = body ? JSON.stringify(body) : undefined;
    const response = await this.#fetch(path, { method, headers, body: text, signal });
    return readJson(response);
  }

  /**
   * @param {string} path
   * @param {RequestInit} init
   */
  async #fetch(path, init) {
    const headers = new Headers(init.headers);
    if (this.#csrf !== "") headers.set("X-CSRF-Token", this.#csrf);
    const response = await fetch(PREFIX + path, {
      credentials: "same-origin",
      redirect: "error",
      ...init,
      headers,
    }).catch((error) => {
      throw isAbort(error) ? error : new ApiError(UNREACHABLE);
    });
    if (!response.ok) throw new ApiError(await problemCode(response));
    return response;
  }
}

/**
 * Say whether an error only means that the officer stopped what was going on.
 * @param {unknown} error
 */
export function isAbort(error) {
  return error instanceof DOMException && error.name === "AbortError";
}

/**
 * Give the path of a case, below `/api/v1/`.
 * @param {CaseName} name
 */
export function pathOf({ agency, case: id }) {
  return `cases/${encodeURIComponent(agency)}/${encodeURIComponent(id)}`;
}

/** @param {Response} response */
async function readJson(response) {
  try {
    return await response.json();
  } catch {
    throw new ApiError("failed");
  }
}

/** @param {Response} response */
async function problemCode(response) {
  const problem = await response.json().catch(() => null);
  return typeof problem?.code === "string" ? problem.code : "failed";
}
