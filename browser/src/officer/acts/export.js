/** Exporting a case: noted first, then every attachment through the worker into the bundle, then the messages. */

import { feed } from "./download.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../api.js").CaseName} CaseName */
/** @typedef {import("../sinks.js").Sink} Sink */
/** @typedef {{signal: AbortSignal, progress: (done: number, all: number, bytes: number) => void}} Told */

/**
 * Make the bundle; what was written is discarded if it does not get whole.
 * @param {App} app
 * @param {CaseName} name
 * @param {Sink} sink
 * @param {Told} told
 */
export async function exportCase(app, name, sink, told) {
  try {
    await write(app, name, sink, told);
    told.signal.throwIfAborted();
    await sink.close();
  } catch (error) {
    await sink.discard();
    throw error;
  }
}

/**
 * @param {App} app
 * @param {CaseName} name
 * @param {Sink} sink
 * @param {Told} told
 */
async function write(app, name, sink, { signal, progress }) {
  const { api, keeper } = app;
  signal.throwIfAborted();
  const { job, attachments } = await keeper.ask("beginExport");
  try {
    await api.noteExport(name);
    let bytes = 0;
    for (const [place, id] of attachments.entries()) {
      await keeper.ask("beginExported", { job, id });
      let taken = 0;
      const count = (/** @type {number} */ sofar) => {
        taken = sofar;
        progress(place + 1, attachments.length, bytes + taken);
      };
      await feed(app, name, { job, id, signal, progress: count, write: (writes) => sink.write(writes) });
      await sink.write((await keeper.ask("endExported", { job })).writes);
      bytes += taken;
    }
    await sink.write((await keeper.ask("finishExport", { job })).writes);
  } finally {
    void keeper.ask("cancel", { job }).catch(() => undefined);
  }
}
