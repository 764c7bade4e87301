/**
 * Open what officers wrote among themselves, and check it (docs/spec/inside.md, "Rules", "Opening").
 *
 * Stands on a checked dossier: which records count is decided there. Nothing that is wrong here closes the case; it
 * becomes a finding. No program of reporters may import this.
 */

import { unsealDocument } from "./age.js";
import {
  chainFindings,
  confirm,
  distinct,
  gather,
  inOrder,
  newestHeads,
  nextPlace,
  ownReferences,
  placeOf,
  references,
  unconfirmed,
} from "./chains.js";
import { ForgedGrantError, FormatError, RefusedError, SignatureError, TrustError, UnsealError } from "./errors.js";
import { authorName, checkEntry, isKeySound, mayWriteInside, verifyInsideKey } from "./inside.js";
import { HybridPrivateKey } from "./keys.js";
import { digestOf } from "./messages.js";
import { nameOf } from "./newcase.js";
import { GRANT_CLASS } from "./padding.js";
import { authorText, isCurrent, officerEntry } from "./records.js";
import { parseShape } from "./shapes.js";
import { Unverified } from "./signing.js";

/** @typedef {import("./chains.js").Finding} Finding */
/** @typedef {import("./chains.js").FindingKind} FindingKind */
/** @typedef {import("./chains.js").Opened<InsideEntry>} OpenedEntry An entry that verified. */
/** @typedef {import("./documents.d.ts").InsideEntry} InsideEntry */
/** @typedef {import("./documents.d.ts").ReaderRef} ReaderRef */
/** @typedef {import("./dossier.js").Counted} Counted */
/** @typedef {import("./dossier.js").Dossier} Dossier */
/** @typedef {import("./inside.js").HeldInsideKey} HeldInsideKey */
/** @typedef {import("./inside.js").SealedEntry} SealedEntry */
/** @typedef {import("./inside.js").VerifiedInsideKey} VerifiedInsideKey */
/** @typedef {import("./records.js").RecordChain} RecordChain */
/** @typedef {import("./records.js").VerifiedRecord} VerifiedRecord */
/** @typedef {import("./trust.js").TrustBook} TrustBook */

/**
 * What an officer's client gets of the inside of a case: all of it untrusted.
 * @typedef {object} InsideMaterial
 * @property {Uint8Array[]} keys inside-key records
 * @property {ReadonlyMap<number, Uint8Array>} grants the asking reader's, by epoch
 * @property {ReadonlyMap<number, Uint8Array>} previousKeys by the later epoch
 * @property {SealedEntry[]} entries
 */

/**
 * What must come before the next entry: nothing; `key`, the epoch has no inside key yet; `epoch`, the epoch or its
 * inside key is not to be used any more.
 * @typedef {"nothing" | "key" | "epoch"} Need
 */

/** @typedef {Map<number, Map<string, VerifiedInsideKey>>} KeyRecords Genuine inside-key records by epoch and digest. */

/** The inside of a case as one officer can prove it. */
export class Insight {
  /**
   * @param {object} parts
   * @param {Need} parts.need
   * @param {ReadonlyMap<number, HeldInsideKey>} parts.held inside keys that are at hand, by epoch
   * @param {OpenedEntry[]} parts.entries in an order that respects what each author had seen
   * @param {Finding[]} parts.keyFindings about inside keys: the author is the one who is said to have brought the key,
   *   `seq` the epoch
   * @param {Finding[]} parts.findings about entries
   * @param {ReadonlySet<string>} parts.broken authors whose own entries contradict one another or do not open
   */
  constructor({ need, held, entries, keyFindings, findings, broken }) {
    /** @readonly */
    this.need = need;
    /** @readonly */
    this.held = held;
    /** @readonly */
    this.entries = entries;
    /** @readonly */
    this.keyFindings = keyFindings;
    /** @readonly */
    this.findings = findings;
    /** @readonly */
    this.broken = broken;
  }

  /** The newest inside key at hand: what the next epoch's is to carry on. */
  get newestHeld() {
    return this.held.size > 0 ? (this.held.get(Math.max(...this.held.keys())) ?? null) : null;
  }

  /**
   * Give the place of an officer's next entry.
   * @param {ReaderRef} author
   * @param {Dossier} dossier
   * @param {TrustBook} book
   * @returns {Promise<import("./inside.js").InsidePlace>}
   * @throws {ForgedGrantError} the newest epoch has no inside key that may be used (rule 5).
   * @throws {TrustError} the author's own chain has a hole, so that nothing can be built on it.
   */
  async placeFor(author, dossier, book) {
    const held = this.held.get(dossier.epoch);
    if (this.need !== "nothing" || !held) throw new ForgedGrantError("no inside key to write with");
    const name = authorText(author);
    if (this.broken.has(name)) throw new TrustError("own chain is not whole");
    return {
      case: dossier.chain.case,
      epoch: dossier.epoch,
      record: dossier.newest.digest,
      insideKey: await held.key.public,
      author,
      ...nextPlace(this.entries, name),
      seen: newestHeads(this.entries, name),
      directory: nameOf(book.newest(author.agency)),
    };
  }
}

/**
 * Open the inside of a case with an officer's reader key; whatever does not fit becomes a finding.
 * @param {InsideMaterial} material
 * @param {Counted} dossier whose records and keys are checked
 * @param {HybridPrivateKey} key
 * @param {ReaderRef} reader
 * @param {TrustBook} book
 */
export async function openInside(material, dossier, key, reader, book) {
  const { records, findings: keyFindings } = verifiedKeys(material.keys, dossier.chain, book);
  const held = await openKeys(material, dossier.chain, records, keyFindings, key, reader);
  const { opened, refused } = await gather(
    material.entries,
    ({ sealed }) => digestOf(sealed),
    (sealed) => openEntry(sealed, dossier.chain, held, book),
  );
  const marked = confirm(opened, (entry) => stands(entry, dossier.newest, book));
  const broken = refused.filter(({ kind }) => kind !== "replay");
  const told = new Set(broken.map(placeOf));
  broken.push(...chainFindings({ references: ownReferences(marked) }, marked, told));
  const officers = new Set(dossier.chain.records.flatMap((record) => [...record.readers.keys()]));
  const claimed = references(marked, [], officers);
  return new Insight({
    need: needOf(records, held, marked, dossier, book),
    held,
    entries: inOrder(marked),
    keyFindings: distinct(keyFindings),
    findings: distinct([...refused, ...unconfirmed(marked), ...chainFindings({ references: claimed }, marked, told)]),
    broken: new Set(broken.map(({ author }) => author)),
  });
}

/**
 * Verify inside-key records; a second one for an epoch is told, and one that brings a key a second time is left out:
 * whoever was taken off would read on.
 * @param {Uint8Array[]} envelopes
 * @param {RecordChain} chain
 * @param {TrustBook} book
 */
function verifiedKeys(envelopes, chain, book) {
  /** @type {KeyRecords} */
  const records = new Map();
  /** @type {Finding[]} */
  const findings = [];
  for (const envelope of envelopes) {
    const record = genuine(envelope, chain, book);
    if (!record) {
      findings.push({ kind: "grant", ...stated(envelope) });
      continue;
    }
    const { author, epoch } = record.document;
    const known = records.get(epoch) ?? new Map();
    if (known.size > 0 && !known.has(record.digest)) {
      findings.push({ kind: "fork", author: authorText(author), seq: epoch });
    }
    records.set(epoch, known.set(record.digest, record));
  }
  return { records: withoutRepeatedKeys(records, findings), findings };
}

/**
 * @param {Uint8Array} envelope
 * @param {RecordChain} chain
 * @param {TrustBook} book
 */
function genuine(envelope, chain, book) {
  try {
    return verifyInsideKey(envelope, chain, book);
  } catch (error) {
    if (error instanceof RefusedError) return null;
    throw error;
  }
}

/**
 * @param {KeyRecords} records
 * @param {Finding[]} findings where repeated keys are told
 * @returns {KeyRecords}
 */
function withoutRepeatedKeys(records, findings) {
  const seen = new Set();
  /** @type {KeyRecords} */
  const kept = new Map();
  for (const epoch of [...records.keys()].sort((left, right) => left - right)) {
    /** @type {Map<string, VerifiedInsideKey>} */
    const fresh = new Map();
    for (const [digest, record] of records.get(epoch) ?? []) {
      const { author, inside_key: key } = record.document;
      if (seen.has(key)) findings.push({ kind: "grant", author: authorText(author), seq: epoch });
      else fresh.set(digest, record);
      seen.add(key);
    }
    if (fresh.size > 0) kept.set(epoch, fresh);
  }
  return kept;
}

/**
 * Open one key for each epoch, newest first: by an own grant, else by what the next key carries on (rule 2).
 * @param {InsideMaterial} material
 * @param {RecordChain} chain
 * @param {KeyRecords} records
 * @param {Finding[]} findings where keys that are not to be had are told
 * @param {HybridPrivateKey} key
 * @param {ReaderRef} reader
 */
async function openKeys(material, chain, records, findings, key, reader) {
  /** @type {Map<number, HeldInsideKey>} */
  const held = new Map();
  /** @type {number | undefined} */
  let later;
  for (const epoch of [...records.keys()].sort((left, right) => right - left)) {
    const known = /** @type {Map<string, VerifiedInsideKey>} */ (records.get(epoch));
    const opened =
      (await orNothing(() => granted(material.grants.get(epoch), chain, epoch, known, key, reader))) ??
      (await orNothing(() => carriedOn(material, chain, epoch, known, later, held)));
    if (opened) held.set(epoch, opened);
    else findings.push({ kind: "grant", author: authorText(firstOf(known).document.author), seq: epoch });
    later = epoch;
  }
  return held;
}

/** @param {ReadonlyMap<string, VerifiedInsideKey>} known not empty */
function firstOf(known) {
  return /** @type {VerifiedInsideKey} */ (known.values().next().value);
}

/**
 * @template Result
 * @param {() => Promise<Result>} act
 * @returns {Promise<Result | null>}
 */
async function orNothing(act) {
  try {
    return await act();
  } catch (error) {
    if (error instanceof RefusedError) return null;
    throw error;
  }
}

/**
 * @param {Uint8Array | undefined} sealed
 * @param {RecordChain} chain
 * @param {number} epoch
 * @param {ReadonlyMap<string, VerifiedInsideKey>} known
 * @param {HybridPrivateKey} key
 * @param {ReaderRef} reader
 */
async function granted(sealed, chain, epoch, known, key, reader) {
  if (!sealed) throw new ForgedGrantError("no inside grant");
  const own = (await key.public).digest;
  const grant = parseShape(await unsealDocument(key, sealed, GRANT_CLASS), "Grant");
  if (grant.case !== chain.case || grant.epoch !== epoch || grant.reader !== own) {
    throw new ForgedGrantError("an inside grant for another case, epoch or reader");
  }
  const records = [...chain.epoch(epoch).records.values()];
  if (records.every((record) => record.readers.get(authorText(reader)) !== own)) {
    throw new ForgedGrantError("an inside grant for a reader whom no record lists");
  }
  return fitting(known, grant.record, grant.key);
}

/**
 * @param {InsideMaterial} material
 * @param {RecordChain} chain
 * @param {number} epoch
 * @param {ReadonlyMap<string, VerifiedInsideKey>} known
 * @param {number | undefined} later
 * @param {ReadonlyMap<number, HeldInsideKey>} held
 */
async function carriedOn(material, chain, epoch, known, later, held) {
  const sealed = later === undefined ? undefined : material.previousKeys.get(later);
  const after = later === undefined ? undefined : held.get(later);
  if (!sealed || !after) throw new ForgedGrantError("no later inside key carries this one on");
  const previous = parseShape(await unsealDocument(after.key, sealed, GRANT_CLASS), "PreviousKey");
  if (previous.case !== chain.case || previous.epoch !== epoch) {
    throw new ForgedGrantError("an inside key of another case or epoch");
  }
  return fitting(known, previous.record, previous.key);
}

/**
 * @param {ReadonlyMap<string, VerifiedInsideKey>} known
 * @param {string} digest
 * @param {string} text
 * @returns {Promise<HeldInsideKey>}
 */
async function fitting(known, digest, text) {
  const record = known.get(digest);
  const key = HybridPrivateKey.parse(text);
  if (!record || (await key.public).text !== record.document.inside_key) {
    throw new ForgedGrantError("an inside key that does not fit its record");
  }
  return { record, key };
}

/**
 * Open one entry, or say what is wrong with it (rule 3).
 * @param {SealedEntry} sealed
 * @param {RecordChain} chain
 * @param {ReadonlyMap<number, HeldInsideKey>} held
 * @param {TrustBook} book
 * @returns {Promise<{message: InsideEntry, envelope: Uint8Array} | FindingKind>}
 */
async function openEntry(sealed, chain, held, book) {
  const key = held.get(sealed.epoch)?.key;
  if (!key) return "seal";
  try {
    const envelope = await unsealDocument(key, sealed.sealed);
    const unverified = new Unverified(envelope);
    const entry = checkEntry(unverified.unsafePeek("InsideEntry"));
    if (!isInPlace(entry, sealed, chain)) return "transplant";
    const author = entryKey(entry, chain, book);
    if (!author) return "author";
    unverified.verify(author, "InsideEntry");
    return { message: entry, envelope };
  } catch (error) {
    if (error instanceof SignatureError) return "signature";
    if (error instanceof UnsealError) return "seal";
    if (error instanceof RefusedError) return "format";
    throw error;
  }
}

/**
 * @param {InsideEntry} entry
 * @param {SealedEntry} sealed
 * @param {RecordChain} chain
 */
function isInPlace(entry, sealed, chain) {
  return (
    entry.case === chain.case &&
    authorText(entry.author) === sealed.author &&
    entry.seq === sealed.seq &&
    entry.epoch === sealed.epoch &&
    chain.epoch(sealed.epoch).records.has(entry.record)
  );
}

/**
 * Find the key that must have signed; null if nobody's counts.
 * @param {InsideEntry} entry
 * @param {RecordChain} chain
 * @param {TrustBook} book
 */
function entryKey({ author, directory, epoch }, chain, book) {
  try {
    const { entry, key } = officerEntry(author, directory, book);
    return chain.epoch(epoch).readers.has(authorText(author)) && mayWriteInside(entry) ? key : null;
  } catch (error) {
    if (error instanceof TrustError || error instanceof FormatError) return null;
    throw error;
  }
}

/**
 * Give who an inside-key record that is not genuine says it is by, and its epoch; nobody and 0 if it says nothing.
 * @param {Uint8Array} envelope
 */
function stated(envelope) {
  try {
    const { author, epoch } = new Unverified(envelope).unsafePeek("InsideKey");
    return { author: authorText(author), seq: epoch };
  } catch (error) {
    if (error instanceof RefusedError) return { author: "", seq: 0 };
    throw error;
  }
}

/**
 * Say whether an entry counts by itself: its author reads the case now, with this key and a role for it (rule 4).
 * @param {InsideEntry} entry
 * @param {VerifiedRecord} newest
 * @param {TrustBook} book
 */
function stands({ author, directory }, newest, book) {
  const listed = book.currentReader(author.agency, author.reader);
  if (!listed || !mayWriteInside(listed) || !newest.readers.has(authorText(author))) return false;
  return isCurrent(author, officerEntry(author, directory, book).key, book);
}

/**
 * Say what must come before the next entry (rule 5).
 * @param {KeyRecords} records
 * @param {ReadonlyMap<number, HeldInsideKey>} held
 * @param {OpenedEntry[]} opened
 * @param {Counted} dossier whose records and keys are checked
 * @param {TrustBook} book
 * @returns {Need}
 */
function needOf(records, held, opened, dossier, book) {
  const { chain, newest } = dossier;
  const { epoch } = newest.document;
  if (epoch !== chain.epochs || !isKeySound({ chain, newest }, book)) return "epoch";
  const known = records.get(epoch);
  if (!known) return newest.digest === chain.records.at(-1)?.digest ? "key" : "epoch";
  const key = held.get(epoch);
  return key && known.size === 1 && counts(key.record, opened, dossier, book) ? "nothing" : "epoch";
}

/**
 * @param {VerifiedInsideKey} record
 * @param {OpenedEntry[]} opened
 * @param {Counted} dossier whose records and keys are checked
 * @param {TrustBook} book
 */
function counts({ document }, opened, { chain, newest }, book) {
  const place = (/** @type {string} */ digest) => chain.records.findIndex((one) => one.digest === digest);
  if (place(document.record) > place(newest.digest)) return false;
  const { key } = officerEntry(document.author, authorName(document), book);
  const isBuiltOn = opened.some(({ message }) => message.epoch === document.epoch && stands(message, newest, book));
  return isBuiltOn || isCurrent(document.author, key, book);
}
