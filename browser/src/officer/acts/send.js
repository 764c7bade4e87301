/** Writing to a case: files encrypted and sent in parts, then the message signed, sealed and sent. */

import { ApiError } from "../api.js";
import { openCase } from "./open.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../api.js").CaseName} CaseName */
/** @typedef {import("../views/reply.js").Draft} Draft */
/** @typedef {import("../api.js").Way} Way */
/** @typedef {{signal: AbortSignal, progress: (file: File, sent: number, all: number) => void}} Told */

const TRIES = 3;

/**
 * Send a draft. A case that grew meanwhile is read again, and the message signed and sealed again.
 * @param {App} app
 * @param {CaseName} name
 * @param {Draft} draft
 * @param {Told} told
 */
export async function send(app, name, draft, told) {
  const uploads = [];
  for (const file of draft.files) uploads.push(await sendFile(app, file, told));
  const { text } = draft;
  for (let left = TRIES; ; left -= 1) {
    told.signal.throwIfAborted();
    const message = await app.keeper.ask("compose", { text, uploads });
    try {
      return await app.api.addMessage(name, message);
    } catch (error) {
      if (!(error instanceof ApiError && error.code === "conflict") || left <= 1) throw error;
      await openCase(app, name);
    }
  }
}

/**
 * Encrypt a file and send it in parts; give the job that knows it.
 * @param {App} app
 * @param {File} file
 * @param {Told} told
 * @param {Way} [way] where it goes, unless into a case that is open
 */
export async function sendFile(app, file, { signal, progress }, way) {
  const { api, keeper } = app;
  const { job, id, token, length } = await keeper.ask("beginSending", { file });
  await api.beginUpload({ id, token, length }, signal, way);
  let sent = 0;
  for (let part = 0, isLast = false; !isLast; part += 1) {
    const next = await keeper.ask("nextPart", { job });
    await api.addPart({ id, token }, part, next.part, signal, way);
    sent += next.part.length;
    isLast = next.isLast;
    app.use();
    progress(file, sent, length);
  }
  return job;
}
