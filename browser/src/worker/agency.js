/**
 * The officer's own agency as its signed documents describe it: who reads, until when, who signed.
 *
 * Everything here was verified from the anchors inside the officer's key; nothing comes from the server's database.
 */

import { fromB64url, sha256, utf8 } from "../protocol/bytes.js";
import { effectiveDay, isServing } from "../protocol/channels.js";
import { rootsFingerprint } from "../protocol/directory.js";
import { expiry } from "../protocol/expiry.js";
import { HybridPublicKey, VerifyKey } from "../protocol/keys.js";
import { fingerprintWords } from "../protocol/receipt.js";
import { RECEIVING } from "../protocol/shapes.js";
import { Unverified } from "../protocol/signing.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("../protocol/errors.js").FormatError} FormatError */
/** @typedef {import("../protocol/documents.d.ts").Directory} Directory */
/** @typedef {import("../protocol/documents.d.ts").ReaderEntry} ReaderEntry */
/** @typedef {import("../protocol/expiry.js").Expiry} Expiry */
/** @typedef {{today: string, released: string}} Days */

/**
 * One officer of the directory.
 * @typedef {object} Listed
 * @property {string} id
 * @property {string} label
 * @property {string} unit
 * @property {string} rank
 * @property {string[]} roles
 * @property {string} since
 * @property {string | null} until
 * @property {"serving" | "later" | "over"} service today
 * @property {boolean} receives new cases
 * @property {string} readerKey digest
 * @property {string[]} words eight, of both keys: as `wbs directory show` prints them
 */

/**
 * @typedef {object} AgencyFacts
 * @property {string} agency
 * @property {string} name
 * @property {{version: number, threshold: number, offices: string[], words: string[]}} roots
 * @property {DirectoryFacts | null} directory null while the agency is being founded
 */

/**
 * @typedef {object} DirectoryFacts
 * @property {number} version
 * @property {string} issued
 * @property {Expiry} expiry
 * @property {number} minimum fewest receivers with which new cases are taken
 * @property {number} receiving how many receivers serve today
 * @property {Listed[]} officers
 * @property {string | null} custodian
 * @property {boolean} hasRecovery
 * @property {Array<{name: string, address: string}>} channels
 * @property {Array<{version: number, issued: string}>} versions oldest first
 */

export class Agency {
  #session;

  /** @param {Session} session */
  constructor(session) {
    this.#session = session;
  }

  /**
   * Describe the officer's own agency.
   * @param {Days} days
   * @returns {AgencyFacts}
   */
  describeAgency(days) {
    const { book, me } = this.#session;
    const trust = book.byAgency.get(me.agency);
    const roots = trust?.roots.at(-1)?.document;
    const entry = book.agencies.document.agencies.find(({ agency }) => agency === me.agency);
    return {
      agency: me.agency,
      name: entry?.name ?? me.agency,
      roots: {
        version: roots?.version ?? 0,
        threshold: roots?.threshold ?? 0,
        offices: roots?.keys.map(({ office }) => office) ?? [],
        words: roots ? fingerprintWords(fromB64url(rootsFingerprint(roots))) : [],
      },
      directory: this.#directory(trust?.directories.map(({ document }) => document) ?? [], days),
    };
  }

  /**
   * Give the eight words of enrolment requests: those that the officer's own screen showed, and that the officials see.
   * @param {{requests: string[]}} given envelopes
   * @throws {FormatError} one is no envelope.
   */
  requestWords({ requests }) {
    return requests.map((text) => {
      const { payload } = new Unverified(fromB64url(text));
      return fingerprintWords(sha256(utf8("wbs/v1/enrolment\0"), payload));
    });
  }

  /**
   * @param {Directory[]} versions
   * @param {Days} days
   * @returns {DirectoryFacts | null}
   */
  #directory(versions, days) {
    const newest = versions.at(-1);
    if (!newest) return null;
    const officers = newest.readers.map((entry) => listed(newest, entry, days));
    if (newest.custodian) officers.push(listed(newest, asReader(newest.custodian, newest.issued), days));
    return {
      version: newest.version,
      issued: newest.issued,
      expiry: expiry(newest, days.today, days.released),
      minimum: newest.policy.minimum_readers,
      receiving: officers.filter(({ service: now, receives }) => now === "serving" && receives).length,
      officers,
      custodian: newest.custodian?.label ?? null,
      hasRecovery: newest.recovery !== undefined,
      channels: newest.channels,
      versions: versions.map(({ version, issued }) => ({ version, issued })),
    };
  }
}

/**
 * @param {Directory} directory
 * @param {ReaderEntry} entry
 * @param {Days} days
 * @returns {Listed}
 */
function listed(directory, entry, { today, released }) {
  const { id, label, unit, rank, roles, since, until = null } = entry;
  return {
    id,
    label,
    unit,
    rank,
    roles,
    since,
    until,
    service: service(directory, entry, effectiveDay(today, released, directory.issued)),
    receives: roles.some((role) => RECEIVING.includes(role)),
    readerKey: HybridPublicKey.parse(entry.reader_key).digest,
    words: keyWords(entry),
  };
}

/**
 * Write the custodian as an officer among others: in service as long as the directory lists one.
 * @param {NonNullable<Directory["custodian"]>} custodian
 * @param {string} since
 * @returns {ReaderEntry}
 */
function asReader(custodian, since) {
  return { ...custodian, roles: ["custodian"], since };
}

/**
 * @param {Directory} directory
 * @param {ReaderEntry} entry
 * @param {string} day the effective one
 */
function service(directory, entry, day) {
  if (isServing(directory, entry, day, day)) return "serving";
  return entry.since > day ? "later" : "over";
}

/**
 * Give eight words for an officer's two keys: SHA-256("wbs/v1/officer keys" ‖ 0 ‖ reader key ‖ verify key).
 * @param {ReaderEntry} entry
 */
function keyWords({ reader_key, verify_key }) {
  const [reader, verify] = [HybridPublicKey.parse(reader_key).raw, VerifyKey.parse(verify_key).raw];
  return fingerprintWords(sha256(utf8("wbs/v1/officer keys\0"), reader, verify));
}
