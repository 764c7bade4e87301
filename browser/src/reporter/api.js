/**
 * The reporters' API (docs/api/portal.json). What comes back is untrusted until the worker has checked it.
 *
 * The mailbox token travels only in the Authorization header; nothing of a receipt or a text stands in an address.
 */

const PREFIX = "/api/v1/";
const ANCHORS = "/jangkar.json";
const TUS = { "Tus-Resumable": "1.0.0" };
const PART_TYPE = "application/offset+octet-stream";
const NO_ANSWER = "offline";
/** @type {Record<number, string>} What an answer without a body says: one to HEAD has none. */
const BARE = { 404: "not-found", 409: "conflict" };

/** @typedef {{roots: Record<string, string[]>, directories: Record<string, string[]>, agencies: string[]}} Documents */
/** @typedef {{installation: string, agencies: Record<string, string>}} Anchors */
/** @typedef {{token: string, reader: string}} Credentials Of a mailbox: its token, the digest of its reader key. */
/** @typedef {{id: string, token: string}} UploadRef */
/** @typedef {{epoch: number, sealed: string}} EpochKey */
/**
 * @typedef {object} Mailbox
 * @property {string} agency
 * @property {string} case
 * @property {Array<{envelope: string}>} records
 * @property {EpochKey[]} grants
 * @property {EpochKey[]} previous_keys
 * @property {string} summary
 * @property {Array<{author: string, seq: number, epoch: number, kind: string, sealed: string, day: string}>} messages
 * @property {Array<{id: string, length: number}>} attachments
 * @property {string} received
 * @property {Array<{category: string, language: string, text: string}>} labels the agency's names of kinds of matters
 * @property {number} served newest number of the reporter's that was given to an officer
 * @property {{verify: string, answer: string, result: string, extended: boolean, complete: string | null, remind: string | null, objection: string | null, before: {verify: string, answer: string, result: string} | null}} due
 */

/** An answer that is not the one asked for; `code` is the server's constant word, or `offline`. */
export class ApiError extends Error {
  /**
   * @param {string} code
   * @param {any} [told] the answer's body
   */
  constructor(code, told) {
    super(code);
    /** @readonly */
    this.told = told;
    this.name = "ApiError";
    /** @readonly */
    this.code = code;
  }
}

/**
 * Get the signed documents.
 * @returns {Promise<Documents>}
 */
export async function getDocuments() {
  return json(await ask("GET", `${PREFIX}documents`));
}

/**
 * Get the fingerprints that the documents are compared with.
 * @returns {Promise<Anchors>}
 */
export async function getAnchors() {
  return json(await ask("GET", ANCHORS));
}

/**
 * Store a new case; the same again, whose answer was lost, is answered as done.
 * @param {string} id of the case
 * @param {Credentials} credentials
 * @param {string} body
 * @param {string} [proof] what was computed for it, if the server asked
 */
export async function putCase(id, credentials, body, proof) {
  const headers = { ...mailboxHeaders(credentials), ...(proof && { "Work-Proof": proof }) };
  await ask("PUT", `${PREFIX}cases/${id}`, { headers, body, type: "application/json" });
}

/**
 * Get everything of a mailbox that is needed to open it.
 * @param {Credentials} credentials
 * @returns {Promise<Mailbox>}
 */
export async function getMailbox(credentials) {
  return json(await ask("GET", `${PREFIX}mailbox/case`, { headers: mailboxHeaders(credentials) }));
}

/**
 * Ask how far a mailbox has come; the answer has one size, whatever happened.
 * @param {Credentials} credentials
 * @returns {Promise<{case: string, records: number, newest: Array<{author: string, seq: number}>}>}
 */
export async function getIndex(credentials) {
  return json(await ask("GET", `${PREFIX}mailbox`, { headers: mailboxHeaders(credentials) }));
}

/**
 * Store a further message, an epoch, or what is taken back.
 * @param {"messages" | "epochs" | "retractions"} kind
 * @param {Credentials} credentials
 * @param {string} body
 */
export async function post(kind, credentials, body) {
  const headers = mailboxHeaders(credentials);
  await ask("POST", `${PREFIX}mailbox/${kind}`, { headers, body, type: "application/json" });
}

/**
 * Get an attachment's stored bytes as they come.
 * @param {string} id
 * @param {Credentials} credentials
 * @param {AbortSignal} [signal]
 * @returns {Promise<ReadableStream<Uint8Array>>}
 */
export async function getAttachment(id, credentials, signal) {
  const answer = await ask("GET", `${PREFIX}mailbox/attachments/${id}`, {
    headers: mailboxHeaders(credentials),
    signal,
  });
  if (!answer.body) throw new ApiError("failed");
  return answer.body;
}

/**
 * Open an upload, or find the one that was opened before; give the offset where it goes on.
 * @param {UploadRef & {length: number}} upload
 * @param {string} agency
 * @param {AbortSignal} [signal]
 */
export async function beginUpload({ id, token, length }, agency, signal) {
  const headers = {
    ...tusHeaders(token),
    "Upload-Length": String(length),
    "Upload-Id": id,
    "Upload-Agency": agency,
  };
  return offsetOf(await ask("POST", `${PREFIX}uploads`, { headers, signal }));
}

/**
 * Ask where an upload goes on.
 * @param {UploadRef} upload
 * @param {AbortSignal} [signal]
 */
export async function whereUpload({ id, token }, signal) {
  return offsetOf(await ask("HEAD", `${PREFIX}uploads/${id}`, { headers: tusHeaders(token), signal }));
}

/**
 * Send the part of an upload that begins at `offset`; give the offset behind it.
 * @param {UploadRef} upload
 * @param {number} offset
 * @param {Uint8Array<ArrayBuffer>} part
 * @param {AbortSignal} [signal]
 */
export async function sendPart({ id, token }, offset, part, signal) {
  const headers = { ...tusHeaders(token), "Upload-Offset": String(offset) };
  return offsetOf(await ask("PATCH", `${PREFIX}uploads/${id}`, { headers, body: part, type: PART_TYPE, signal }));
}

/**
 * Forget an upload.
 * @param {UploadRef} upload
 */
export async function dropUpload({ id, token }) {
  await ask("DELETE", `${PREFIX}uploads/${id}`, { headers: tusHeaders(token) });
}

/**
 * @param {string} method
 * @param {string} address
 * @param {{headers?: Record<string, string>, body?: string | Uint8Array<ArrayBuffer>, type?: string,
 *   signal?: AbortSignal}} [options]
 * @returns {Promise<Response>}
 * @throws {ApiError} no answer, or one that is not the one asked for.
 */
async function ask(method, address, { headers = {}, body, type, signal } = {}) {
  /** @type {Response} */
  let answer;
  try {
    answer = await fetch(address, {
      method,
      headers: type === undefined ? headers : { ...headers, "Content-Type": type },
      body,
      signal,
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(NO_ANSWER);
  }
  if (!answer.ok) throw await refusalOf(answer);
  return answer;
}

/** @param {Response} answer */
async function refusalOf(answer) {
  try {
    const told = await answer.json();
    return new ApiError(typeof told.code === "string" ? told.code : "failed", told);
  } catch {
    return new ApiError(BARE[answer.status] ?? (answer.status >= 500 ? "unavailable" : "failed"));
  }
}

/** @param {Response} answer */
async function json(answer) {
  try {
    return await answer.json();
  } catch {
    throw new ApiError(NO_ANSWER);
  }
}

/** @param {Response} answer */
function offsetOf(answer) {
  const offset = Number(answer.headers.get("Upload-Offset") ?? Number.NaN);
  if (!Number.isSafeInteger(offset)) throw new ApiError("failed");
  return offset;
}

/** @param {Credentials} credentials */
function mailboxHeaders({ token, reader }) {
  return { Authorization: `Bearer ${token}`, "Mailbox-Reader": reader };
}

/** @param {string} token */
function tusHeaders(token) {
  return { ...TUS, "Upload-Token": token };
}
