/** Taking down somebody's report: files sent, the report sealed and sent until the server has it, the receipt's end. */

import { ApiError } from "../api.js";
import { isOutrun } from "../problems.js";
import { refreshTrust } from "./open.js";
import { sendFile } from "./send.js";
import { contactOf, ranksOf, reportOf } from "./taking-down.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("./taking-down.js").Draft} Draft */
/** @typedef {import("./send.js").Told} Told */
/** @typedef {{case: string, number: string, body: object}} Sealed */
/** @typedef {import("../../worker/intake.js").Readers} Readers */

/** Others than were read out would read the report now. */
export class ReadersChangedError extends Error {}

const TRIES = 4;

/**
 * Say about whom and for whom a report would be sealed today.
 * @param {App} app
 * @param {Draft} draft
 */
export function aboutOf(app, draft) {
  const { agency, excluded } = draft;
  return { agency, ranks: ranksOf(draft), exclusions: excluded, ...app.days() };
}

/**
 * Seal a draft and send it. When the lists of receivers have changed meanwhile and the same people read it, it is sealed
 * anew, under the same receipt; when an answer was lost, exactly what was sent goes again.
 * @param {App} app
 * @param {Draft} draft
 * @param {{pending: Sealed | null, readers: Readers | null}} given what was sent before, and may have arrived; who was
 *   said to read it
 * @param {Told & {onSealed: (sealed: Sealed) => void}} told
 * @returns {Promise<Sealed>} what the server has
 * @throws {ReadersChangedError}
 */
export async function takeDown(app, draft, { pending, readers }, told) {
  if (pending && (await isTaken(app, pending))) return pending;
  const files = [];
  const { agency } = await sameReaders(app, draft, readers);
  const way = { place: "intake/uploads", agency };
  for (const { file } of draft.files) files.push(await sendFile(app, file, told, way));
  for (let left = TRIES; ; left -= 1) {
    told.signal.throwIfAborted();
    const sealed = await sealedFrom(app, draft, files);
    told.onSealed(sealed);
    if (await isTaken(app, sealed)) return sealed;
    if (left <= 1) throw new ApiError("conflict");
    await refreshTrust(app);
    await sameReaders(app, draft, readers);
  }
}

/**
 * @param {App} app
 * @param {Draft} draft
 * @param {Readers | null} readers
 * @throws {ReadersChangedError}
 */
async function sameReaders(app, draft, readers) {
  const now = await app.keeper.ask("intakeReaders", aboutOf(app, draft));
  if (namesOf(now) !== namesOf(readers)) throw new ReadersChangedError();
  return now;
}

/** @param {Readers | null} readers */
function namesOf(readers) {
  return JSON.stringify(readers?.officers.map(({ agency, id }) => `${agency}/${id}`).sort());
}

/**
 * @param {App} app
 * @param {Draft} draft
 * @param {number[]} files
 * @returns {Promise<Sealed>}
 */
async function sealedFrom(app, draft, files) {
  const { channel, received } = draft;
  const given = {
    about: aboutOf(app, draft),
    report: reportOf(draft),
    contact: contactOf(draft),
    files,
    others: draft.others,
  };
  const sealed = await app.keeper.ask("sealIntake", given);
  return { ...sealed, body: { ...sealed.body, channel, received } };
}

/**
 * Send a sealed report; say whether the server has it, or wants it sealed anew.
 * @param {App} app
 * @param {Sealed} sealed
 */
async function isTaken(app, sealed) {
  try {
    await app.api.ask("PUT", `intake/${encodeURIComponent(sealed.case)}`, sealed.body);
    return true;
  } catch (error) {
    if (isOutrun(error)) return false;
    throw error;
  }
}
