/** Opening an attachment: stored bytes from the server through the worker to the browser's downloads. */

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../api.js").CaseName} CaseName */
/** @typedef {import("../../worker/bundle.js").Write} Write */
/**
 * @typedef {object} Work
 * @property {number} job
 * @property {string} id of the attachment
 * @property {AbortSignal} signal
 * @property {(bytes: number) => void} progress
 * @property {(writes: Write[]) => Promise<void>} [write] takes what the worker made of it, if that is to be written
 */

/**
 * Let the worker take a stream of stored bytes, piece by piece; it never gets ahead of the worker.
 * @param {App} app
 * @param {CaseName} name
 * @param {Work} work
 */
export async function feed(app, name, { job, id, signal, progress, write }) {
  const { api, keeper } = app;
  const reader = (await api.attachment(name, id, signal)).getReader();
  let taken = 0;
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    signal.throwIfAborted();
    const chunk = new Uint8Array(piece.value); // a copy that may be handed over
    taken += chunk.length;
    const made = await keeper.ask("push", { job, chunk }, { transfer: [chunk.buffer] });
    if (made) await write?.(made.writes);
    app.use();
    progress(taken);
  }
  signal.throwIfAborted();
}

/**
 * Open one attachment; give its content and SHA-256.
 * @param {App} app
 * @param {CaseName} name
 * @param {string} id
 * @param {{signal: AbortSignal, progress: (bytes: number) => void}} told
 */
export async function openAttachment(app, name, id, { signal, progress }) {
  const job = await app.keeper.ask("beginOpening", { id });
  try {
    await feed(app, name, { job, id, signal, progress });
    return await app.keeper.ask("finish", { job });
  } finally {
    void app.keeper.ask("cancel", { job }).catch(() => undefined);
  }
}
