/**
 * Looking through the audit log: what the server gives is carried to the worker, which proves it, or does not.
 *
 * A visit is one entry of the log; everything that is looked at in it names the visit.
 */

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../../worker/trail.js").ShownEntry} ShownEntry */
/** @typedef {import("../../worker/trail.js").ShownPoint} ShownPoint */
/** @typedef {import("../../worker/trail.js").Comparison} Comparison */
/** @typedef {import("../../protocol/witness.js").Witness} Witness */
/** @typedef {{visit: number, points: ShownPoint[], officers: Array<{id: string, label: string}>}} Visit */
/** @typedef {{officer: string, action: string, case: string, from: string, to: string}} Filter */
/** @typedef {{rows: ShownEntry[], next: number | null}} Found */
/** @typedef {{size: number, isOurs: boolean, witnesses: Witness[], strangers: number, comparison: Comparison}} Compared */

/**
 * Begin a visit with the newest signed documents.
 * @param {App} app
 * @returns {Promise<Visit>}
 */
export async function beginVisit({ api, keeper }) {
  await keeper.ask("trust", { documents: await api.documents() });
  const { visit, origin, checkpoints } = await api.ask("POST", "audit/visits", {});
  return { visit, ...(await keeper.ask("openTrail", { origin, checkpoints })) };
}

/**
 * Look for entries, until a page is found or nothing is left to look through.
 * @param {App} app
 * @param {Visit} visit
 * @param {Filter} filter
 * @param {number | null} before where an earlier search ended
 * @param {{signal: AbortSignal, progress: (place: number) => void}} told
 * @returns {Promise<Found>}
 */
export async function findEntries(app, { visit, points }, filter, before, { signal, progress }) {
  const { api, keeper } = app;
  const size = points[0]?.size ?? 0;
  for (let at = before; ;) {
    const query = queryOf({ ...filter, size: String(size), before: at === null ? "" : String(at) });
    const { entries, next } = await api.ask("GET", `audit/visits/${visit}/entries?${query}`);
    signal.throwIfAborted();
    app.use();
    if (entries.length > 0 || next === null) {
      return { rows: (await keeper.ask("proveEntries", { size, entries })).entries, next };
    }
    at = next;
    progress(next);
  }
}

/**
 * Fetch and hash all entries of the newest checkpoint; say whether they make its root.
 * @param {App} app
 * @param {Visit} visit
 * @param {{signal: AbortSignal, progress: (counted: number) => void}} told
 */
export async function countAnew(app, { visit, points }, { signal, progress }) {
  const { keeper } = app;
  const { size } = points[0];
  const { job } = await keeper.ask("beginRecount", { size });
  let counted = 0;
  try {
    while (counted < size) {
      const chunk = await linesFrom(app, visit, counted, signal);
      const before = counted;
      ({ counted } = await keeper.ask("recount", { job, chunk }, { transfer: [chunk.buffer] }));
      if (counted === before) break; // the log ends here: the comparison will say so
      app.use();
      progress(counted);
    }
    return (await keeper.ask("endRecount", { job, size })).isSame;
  } finally {
    void keeper.ask("cancel", { job }).catch(() => undefined);
  }
}

/**
 * Compare the newest checkpoint with one that the auditor kept.
 * @param {App} app
 * @param {Visit} visit
 * @param {string} text
 * @returns {Promise<Compared>}
 */
export async function compareKept({ api, keeper }, { visit, points }, text) {
  const kept = await keeper.ask("readKept", { text });
  const { size } = points[0];
  const isOlder = kept.isOurs && kept.size <= size;
  const query = queryOf({ old: String(kept.size), new: String(size) });
  const { path } = isOlder ? await api.ask("GET", `audit/visits/${visit}/growth?${query}`) : { path: [] };
  return { ...kept, ...(await keeper.ask("compareKept", { text, size, path })) };
}

/**
 * Sign the newest checkpoint, which was proved before, and let the server store the signature.
 * @param {App} app
 * @param {Visit} visit
 */
export async function signPoint({ api, keeper }, { points }) {
  const [{ size, made }] = points;
  const { cosignature } = await keeper.ask("countersign", { size });
  await api.ask("POST", `audit/checkpoints/${size}/cosignature`, { cosignature });
  return keeper.ask("keepSignature", { size, cosignature, made });
}

/**
 * Gather the log up to this visit as JSON lines; noted first.
 * @param {App} app
 * @param {Visit} visit
 * @param {{signal: AbortSignal, progress: (share: number) => void}} told
 */
export async function exportLog(app, { visit }, { signal, progress }) {
  await app.api.ask("POST", "audit/exports", {});
  const pieces = [];
  for (let at = 0; at < visit;) {
    const piece = await linesFrom(app, visit, at, signal);
    const count = piece.reduce((lines, byte) => lines + (byte === 10 ? 1 : 0), 0);
    if (count === 0) break;
    pieces.push(piece);
    at += count;
    app.use();
    progress(at / visit);
  }
  return new Blob(pieces, { type: "application/jsonl" });
}

/**
 * @param {App} app
 * @param {number} visit
 * @param {number} start
 * @param {AbortSignal} signal
 */
async function linesFrom({ api }, visit, start, signal) {
  return api.bytes(`audit/visits/${visit}/lines?start=${start}`, signal);
}

/** @param {Record<string, string>} parts */
function queryOf(parts) {
  return new URLSearchParams(Object.entries(parts).filter(([, value]) => value !== "")).toString();
}
