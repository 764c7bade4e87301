/** Exporting a case: noted first, then every attachment through the worker, then the bundle. */

import { feed } from "./download.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../api.js").CaseName} CaseName */

/**
 * Make the bundle.
 * @param {App} app
 * @param {CaseName} name
 * @param {{signal: AbortSignal, progress: (done: number, all: number, bytes: number) => void}} told
 * @returns {Promise<Blob>}
 */
export async function exportCase(app, name, { signal, progress }) {
  const { api, keeper } = app;
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
      await feed(app, name, { job, id, signal, progress: count });
      await keeper.ask("endExported", { job });
      bytes += taken;
    }
    return (await keeper.ask("finish", { job })).blob;
  } finally {
    void keeper.ask("cancel", { job }).catch(() => undefined);
  }
}
