/**
 * The keys of a case's epochs: by the grants of one reader, and back from each epoch to the one before (docs/spec/case.md,
 * rules 1 and 8). Reads no message.
 */

import { unsealDocument } from "./age.js";
import { ForgedGrantError, RefusedError } from "./errors.js";
import { HybridPrivateKey } from "./keys.js";
import { GRANT_CLASS } from "./padding.js";
import { authorText, REPORTER } from "./records.js";
import { parseShape } from "./shapes.js";

/** @typedef {import("./chains.js").Finding} Finding */
/** @typedef {import("./documents.d.ts").EpochRecord} EpochRecord */
/** @typedef {import("./messages.js").CaseMaterial} CaseMaterial */
/** @typedef {import("./records.js").Author} Author */
/** @typedef {import("./records.js").RecordChain} RecordChain */

/**
 * Open the grants, newest first, and walk back through the previous keys (rules 1 and 8). What does not fit costs its
 * epoch, not the case: otherwise whoever begins an epoch could close the case to all.
 * @param {Pick<CaseMaterial, "grants" | "previousKeys">} material
 * @param {RecordChain} chain
 * @param {HybridPrivateKey} key
 * @param {Author} reader
 * @throws {ForgedGrantError} no grant, or one that does not fit the records.
 * @throws {RefusedError} no grant that is genuine.
 */
export async function openKeys(material, chain, key, reader) {
  /** @type {Map<number, HybridPrivateKey>} */
  const keys = new Map();
  /** @type {RefusedError[]} */
  const refusals = [];
  /** @type {Finding[]} */
  const findings = [];
  for (let epoch = chain.epochs; epoch > 0; epoch -= 1) {
    const attempts = attemptsAt(epoch, keys, material, chain, key, reader);
    const opened = await firstOf(attempts, refusals);
    if (opened) keys.set(epoch, opened);
    else if (attempts.length > 0) {
      findings.push({ kind: "grant", author: authorText(chain.epoch(epoch).document.author), seq: epoch });
    }
  }
  if (keys.size === 0) throw refusals[0] ?? new ForgedGrantError("no grant for this reader");
  return { keys, findings };
}

/**
 * Give the ways to the key of one epoch: its own grant, and the key of the epoch behind it.
 * @param {number} epoch
 * @param {ReadonlyMap<number, HybridPrivateKey>} keys
 * @param {Pick<CaseMaterial, "grants" | "previousKeys">} material
 * @param {RecordChain} chain
 * @param {HybridPrivateKey} key
 * @param {Author} reader
 */
function attemptsAt(epoch, keys, material, chain, key, reader) {
  /** @type {Array<() => Promise<HybridPrivateKey>>} */
  const attempts = [];
  const grant = material.grants.get(epoch);
  const later = keys.get(epoch + 1);
  if (grant) attempts.push(() => grantedKey(grant, chain, epoch, key, reader));
  if (later) attempts.push(() => previousKey(material.previousKeys.get(epoch + 1), chain, epoch, later));
  return attempts;
}

/**
 * Give what the first attempt gives that is not refused.
 * @template Result
 * @param {Array<() => Promise<Result>>} attempts
 * @param {RefusedError[]} refusals where refusals are put
 */
async function firstOf(attempts, refusals) {
  for (const attempt of attempts) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      refusals.push(error);
    }
  }
  return undefined;
}

/**
 * @param {Uint8Array} sealed
 * @param {RecordChain} chain
 * @param {number} epoch
 * @param {HybridPrivateKey} key
 * @param {Author} reader
 */
async function grantedKey(sealed, chain, epoch, key, reader) {
  const view = chain.epoch(epoch);
  const own = (await key.public).digest;
  const grant = parseShape(await unsealDocument(key, sealed, GRANT_CLASS), "Grant");
  if (grant.case !== chain.case || grant.epoch !== epoch || grant.reader !== own) {
    throw new ForgedGrantError("a grant for another case, epoch or reader");
  }
  const record = view.records.get(grant.record);
  if (!record) throw new ForgedGrantError("a grant under a record that is not in the chain");
  if (reader !== REPORTER && record.readers.get(authorText(reader)) !== own) {
    throw new ForgedGrantError("a grant for a reader whom its record does not list");
  }
  return fittingKey(grant.key, view.document);
}

/**
 * @param {Uint8Array | undefined} sealed
 * @param {RecordChain} chain
 * @param {number} epoch whose key it is
 * @param {HybridPrivateKey} laterKey
 */
async function previousKey(sealed, chain, epoch, laterKey) {
  if (!sealed) throw new ForgedGrantError("the key of an earlier epoch is missing");
  const previous = parseShape(await unsealDocument(laterKey, sealed, GRANT_CLASS), "PreviousKey");
  const view = chain.epoch(epoch);
  if (previous.case !== chain.case || previous.epoch !== epoch || previous.record !== view.digest) {
    throw new ForgedGrantError("a previous key of another epoch");
  }
  return fittingKey(previous.key, view.document);
}

/**
 * @param {string} text
 * @param {EpochRecord} record
 */
async function fittingKey(text, record) {
  const key = HybridPrivateKey.parse(text);
  if ((await key.public).text !== record.case_key) throw new ForgedGrantError("a key that does not fit its record");
  return key;
}
