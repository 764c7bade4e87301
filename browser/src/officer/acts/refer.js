/** Handing a case over: what the server knows of it, the sealed requests, the bundle, the list for SP4N-LAPOR!. */

import { pathOf } from "../api.js";
import { saveCsv } from "../csv.js";
import { isOutrun } from "../problems.js";
import { openSink } from "../sinks.js";
import { feed } from "./download.js";
import { openCase, refreshTrust } from "./open.js";
import { readRules } from "./rules.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../api.js").CaseName} CaseName */
/** @typedef {import("../../worker/referring.js").Doors} Doors */
/** @typedef {{reference: string, way: string, recipient: string, agency: string, officer: string, day: string, digest: string | null, approver: string | null}} Line */
/** @typedef {{agency: string | null, case: string | null, line: Line}} RegisterLine */
/**
 * @typedef {object} Referrals
 * @property {string} handler
 * @property {string} status
 * @property {string | null} matter_class
 * @property {Line[]} lines
 * @property {{state: string, answer: string | null} | null} parcel
 * @property {Array<{envelope: string}>} approvals
 * @property {string | null} outbox_key
 */
/** @typedef {{name: string, address: string, age_key?: string}} Authority */
/** @typedef {{letterhead: string[], numbering: string, authorities: Authority[]}} OwnRules */

const TRIES = 3;

/**
 * Give what the server knows of a case's hand-overs, and where the case could go by the signed documents.
 * @param {App} app
 * @param {CaseName} name
 * @param {string} rank as officers judge it, where the report does not say; else empty
 * @returns {Promise<{known: Referrals, doors: Doors}>}
 */
export async function lookAround(app, name, rank) {
  const known = await app.api.ask("GET", `${pathOf(name)}/referrals`);
  return { known, doors: await app.keeper.ask("showDoors", { days: app.days(), rank, approvals: envelopesOf(known) }) };
}

/**
 * @param {Referrals} known
 * @returns {string[]} approvals of a transfer, as officers signed them
 */
export function envelopesOf({ approvals }) {
  return approvals.map(({ envelope }) => envelope);
}

/**
 * Give what the agency's rules say of letters and authorities; keys only of rules that an administrator signed.
 * @param {App} app
 * @returns {Promise<OwnRules>}
 */
export async function ownRules(app) {
  const { rules, signer } = await readRules(app);
  const authorities = rules.authorities.map(({ age_key: key, ...one }) =>
    signer && key ? { ...one, age_key: key } : one,
  );
  return { letterhead: rules.letterhead, numbering: rules.letter_number ?? "", authorities };
}

/**
 * Send what the worker composes; a case that grew meanwhile is read again, and everything signed again.
 * @param {App} app
 * @param {CaseName} name
 * @param {string} way the last part of the address
 * @param {() => Promise<object>} compose
 */
export async function sendSealed(app, name, way, compose) {
  for (let left = TRIES; ; left -= 1) {
    try {
      return await app.api.ask("POST", `${pathOf(name)}/${way}`, await compose());
    } catch (error) {
      if (!isOutrun(error) || left <= 1) throw error;
      await refreshTrust(app);
      await openCase(app, name);
    }
  }
}

/**
 * Take back what was signed for the case as it stands, and give the case a new key for the same readers: what was signed
 * names the records before, so that no copy of it counts any more, whoever kept one.
 * @param {App} app
 * @param {CaseName} name
 * @param {"approvals" | "parcel"} what
 */
export async function takeBack(app, name, what) {
  const nothing = { wish: { add: [], remove: [] }, grounds: { reason: "", until: "" } };
  try {
    await sendSealed(app, name, "epochs", async () => {
      const shown = await app.keeper.ask("planChange", nothing.wish);
      return (await app.keeper.ask("composeChange", { ...nothing, shown })).body;
    });
  } finally {
    await app.api.ask("POST", `${pathOf(name)}/${what}/withdraw`, {});
  }
  await openCase(app, name);
}

/**
 * Make the bundle for an authority and save it; give the digest that names it.
 * @param {App} app
 * @param {CaseName} name
 * @param {{key: string, file: string, papers: import("../../worker/handing.js").Papers}} what
 * @param {{signal: AbortSignal, progress: (done: number, all: number) => void}} told
 * @returns {Promise<string>}
 */
export async function makeBundle(app, name, { key, file, papers }, { signal, progress }) {
  const { api, keeper } = app;
  const sink = await openSink(file); // before anything else: it needs the click
  try {
    const { job, attachments } = await keeper.ask("beginHanding", { key, papers });
    await api.noteExport(name);
    for (const [place, id] of attachments.entries()) {
      progress(place + 1, attachments.length);
      await keeper.ask("beginExported", { job, id });
      await feed(app, name, { job, id, signal, progress: () => {}, write: (writes) => sink.write(writes) });
      await sink.write((await keeper.ask("endExported", { job })).writes);
    }
    const { writes, digest } = await keeper.ask("finishHanding", { job });
    await sink.write(writes);
    signal.throwIfAborted();
    await sink.close();
    return digest;
  } catch (error) {
    await sink.discard();
    throw error;
  }
}

/**
 * Save a text as a table of one row, for whoever types it into SP4N-LAPOR!.
 * @param {Array<[string, string]>} columns
 * @param {string} file
 */
export function saveTable(columns, file) {
  saveCsv([columns.map(([head]) => head), columns.map(([, value]) => value)], file);
}
