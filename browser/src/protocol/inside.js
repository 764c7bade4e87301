/**
 * What officers write among themselves: the inside key of an epoch, and entries under it (docs/spec/inside.md).
 *
 * Composes, and verifies what is signed; opens nothing (`insight.js` does). No reporter ever gets an inside key.
 */

import { sealDocument } from "./age.js";
import { checkDay, documentDigest, RECOVERY_READER } from "./directory.js";
import { FormatError, TrustError } from "./errors.js";
import { HybridPrivateKey, HybridPublicKey } from "./keys.js";
import { sealGrants } from "./newcase.js";
import { GRANT_CLASS } from "./padding.js";
import { authorText, checkHeads, makerReads, officerEntry, REPORTER } from "./records.js";
import { READING, serialiseShape } from "./shapes.js";
import { sign, Unverified } from "./signing.js";

/** @typedef {import("./channels.js").Recipient} Recipient */
/** @typedef {import("./documents.d.ts").DirectoryName} DirectoryName */
/** @typedef {import("./documents.d.ts").InsideEntry} InsideEntry */
/** @typedef {import("./documents.d.ts").InsideKey} InsideKey */
/** @typedef {import("./documents.d.ts").ReaderEntry} ReaderEntry */
/** @typedef {import("./documents.d.ts").ReaderRef} ReaderRef */
/** @typedef {import("./dossier.js").Counted} Counted */
/** @typedef {import("./keys.js").SigningKey} SigningKey */
/** @typedef {import("./newcase.js").SealedGrant} SealedGrant */
/** @typedef {import("./records.js").RecordChain} RecordChain */
/** @typedef {import("./records.js").VerifiedRecord} VerifiedRecord */
/** @typedef {import("./trust.js").TrustBook} TrustBook */

/** @typedef {{document: InsideKey, digest: string}} VerifiedInsideKey Its place, readers and signature were verified. */
/** @typedef {{record: VerifiedInsideKey, key: HybridPrivateKey}} HeldInsideKey An inside key that its holder proved. */

/**
 * The epoch that an inside key is made for, and everyone who reads it by its newest record, in record order.
 * @typedef {{case: string, epoch: number, record: string, recipients: Recipient[]}} InsideScope
 */

/**
 * An inside-key record with the grants it calls for; `previousKey` if there was a key before.
 * @typedef {object} SealedInsideKey
 * @property {number} epoch
 * @property {Uint8Array} record
 * @property {string} digest
 * @property {Uint8Array | null} previousKey
 * @property {SealedGrant[]} grants
 */

/**
 * Sealed bytes with what their sender states in clear; only the signed statements inside are trusted.
 * @typedef {{author: string, seq: number, epoch: number, sealed: Uint8Array}} SealedEntry
 */

/**
 * Where an officer's next entry goes; comes from a checked insight, never from a server's field.
 * @typedef {object} InsidePlace
 * @property {string} case
 * @property {number} epoch
 * @property {string} record
 * @property {HybridPublicKey} insideKey
 * @property {ReaderRef} author
 * @property {number} seq
 * @property {string | undefined} previous
 * @property {import("./documents.d.ts").Head[]} seen
 * @property {DirectoryName} directory
 */

/** @type {Readonly<Record<string, string>>} */
const BODY_OF = {
  note: "wbs-note/v1",
  triage: "wbs-triage/v1",
  decision: "wbs-decision/v1",
  custody: "wbs-custody/v1",
  link: "wbs-link/v1",
  declaration: "wbs-declaration/v1",
  recommendation: "wbs-recommendation/v1",
};
/** Decisions that a letter of assignment may go with. */
const ASSIGNING = ["assign", "examine"];
/** States of a recommendation after which nothing more is awaited. */
export const ENDED = ["done", "impossible"];
const WORDED = ["open", "impossible"];

/**
 * Say whether the officer's role may write inside.
 * @param {ReaderEntry} entry
 */
export function mayWriteInside(entry) {
  return entry.roles.some((role) => READING.includes(role));
}

/**
 * Give the scope of an inside key for the newest epoch.
 * @param {Counted} opened
 * @param {TrustBook} book
 * @returns {InsideScope}
 * @throws {TrustError} a later record does not count, or a reader's key stands in no directory any more.
 */
export function scopeOf({ chain, newest }, book) {
  if (newest.digest !== chain.records.at(-1)?.digest)
    throw new TrustError("a record that does not count is the newest");
  const recipients = [...newest.readers.keys()].sort(byAgencyThenReader).map((name) => {
    const [agency, reader] = name.split("/");
    const digest = /** @type {string} */ (newest.readers.get(name));
    return { name: { agency, reader, key: digest }, key: readerKey(agency, reader, digest, book) };
  });
  return { case: chain.case, epoch: newest.document.epoch, record: newest.digest, recipients };
}

/**
 * Make an inside key for everyone who reads an epoch.
 * @param {object} parts
 * @param {SigningKey} parts.key the author's
 * @param {ReaderRef} parts.author an officer who reads by the scope's record
 * @param {InsideScope} parts.scope of `scopeOf`, or of an epoch that was just composed
 * @param {DirectoryName[]} parts.directories where the author stands, sorted by agency
 * @param {HeldInsideKey | null} parts.before the newest inside key of an earlier epoch, if the author has one
 * @returns {Promise<SealedInsideKey>}
 * @throws {FormatError} a member outside its limits.
 */
export async function composeInsideKey({ key, author, scope, directories, before }) {
  const fresh = HybridPrivateKey.generate();
  const publicKey = await fresh.public;
  /** @type {InsideKey} */
  const record = {
    type: "wbs-inside-key/v1",
    case: scope.case,
    epoch: scope.epoch,
    record: scope.record,
    inside_key: publicKey.text,
    author,
    readers: scope.recipients.map(({ name }) => name),
    directories,
  };
  const digest = documentDigest(serialiseShape(record, "InsideKey"));
  const keys = scope.recipients.map((recipient) => recipient.key);
  return {
    epoch: scope.epoch,
    record: sign(record, "InsideKey", key),
    digest,
    previousKey: before && (await previousKey(publicKey, before)),
    grants: await sealGrants(keys, { case: scope.case, epoch: scope.epoch, record: digest }, fresh),
  };
}

/**
 * Seal an inside key to one reader of its epoch, such as one whom an access record adds.
 * @param {HeldInsideKey} held
 * @param {HybridPublicKey} reader
 * @returns {Promise<SealedGrant>}
 */
export async function insideGrant({ record, key }, reader) {
  const place = { case: record.document.case, epoch: record.document.epoch, record: record.digest };
  const [grant] = await sealGrants([reader], place, key);
  return grant;
}

/**
 * Sign an entry with its author's key and seal it to the epoch's inside key.
 * @param {SigningKey} key
 * @param {InsidePlace} place
 * @param {Pick<InsideEntry, "kind" | "body">} draft
 * @returns {Promise<SealedEntry>}
 * @throws {FormatError} kind and body disagree, or break their limits.
 */
export async function composeEntry(key, place, { kind, body }) {
  /** @type {InsideEntry} */
  const entry = {
    type: "wbs-inside/v1",
    case: place.case,
    epoch: place.epoch,
    record: place.record,
    author: place.author,
    seq: place.seq,
    previous: place.previous,
    seen: place.seen,
    kind,
    body,
    directory: place.directory,
  };
  const sealed = await sealDocument(place.insideKey, sign(checkEntry(entry), "InsideEntry", key));
  return { author: authorText(place.author), seq: place.seq, epoch: place.epoch, sealed };
}

/**
 * Check what the shape alone cannot say.
 * @param {InsideEntry} entry
 * @throws {FormatError} kind and body disagree, `previous` where it must not stand or missing where it must, `seen` out
 *   of order, about the author or about the reporter, one file twice in a custody record, a link to nothing, to two
 *   things or to the case itself, a conflict without words, a letter of assignment with another decision, or as
 *   `checkRecommendation` says.
 */
export function checkEntry(entry) {
  const { author, body, kind, previous, seen, seq } = entry;
  if (body.type !== BODY_OF[kind]) throw new FormatError("kind and body disagree");
  if ((seq === 1) !== (previous === undefined)) throw new FormatError("only a first entry has no previous one");
  checkHeads(seen);
  if (seen.some((head) => [authorText(author), REPORTER].includes(authorText(head.author)))) {
    throw new FormatError("an author who has seen itself, or the reporter inside");
  }
  if (body.type === "wbs-custody/v1" && new Set(body.files.map(({ id }) => id)).size !== body.files.length) {
    throw new FormatError("a file stands twice");
  }
  if (body.type === "wbs-link/v1") checkLink(body, entry.case);
  if (body.type === "wbs-decision/v1") checkDecision(body);
  if (body.type === "wbs-recommendation/v1") checkRecommendation(body);
  if (body.type === "wbs-declaration/v1" && (body.interest === "conflict") !== (body.text !== undefined)) {
    throw new FormatError("a conflict without words, or words without a conflict");
  }
  return entry;
}

/** @param {import("./documents.d.ts").DecisionBody} body */
function checkDecision({ decision, assignment }) {
  if (assignment === undefined) return;
  if (!ASSIGNING.includes(decision)) throw new FormatError("a letter of assignment with another decision");
  checkDay(assignment.dated);
}

/**
 * @param {import("./documents.d.ts").RecommendationBody} body
 * @throws {FormatError} a day that does not exist, an end without its day or a day without an end, or no words where
 *   only words say what is recommended, or why it cannot be followed.
 */
function checkRecommendation({ due, ended, state, text }) {
  checkDay(due);
  if (ENDED.includes(state) !== (ended !== undefined)) {
    throw new FormatError("an end without its day, or a day without an end");
  }
  if (ended !== undefined) checkDay(ended);
  if (WORDED.includes(state) && !text) throw new FormatError("a recommendation without words");
}

/**
 * @param {import("./documents.d.ts").LinkBody} link
 * @param {string} name of the case in which it stands
 */
function checkLink({ other, reference }, name) {
  if ((other === undefined) === (reference === undefined)) throw new FormatError("a link to nothing, or to two things");
  if (other?.case === name) throw new FormatError("a case linked to itself");
}

/**
 * Verify an inside-key record against the records of its case (rule 1).
 * @param {Uint8Array} envelope
 * @param {RecordChain} chain
 * @param {TrustBook} book
 * @returns {VerifiedInsideKey}
 * @throws {TrustError} another case or epoch, other readers than those of the record it names, a key that was used
 *   before, or an author who does not read, or may not write inside.
 * @throws {SignatureError | FormatError | UnknownVersionError} not genuine or not well-formed.
 */
export function verifyInsideKey(envelope, chain, book) {
  const unverified = new Unverified(envelope);
  const document = unverified.unsafePeek("InsideKey");
  if (document.case !== chain.case || document.epoch < 1 || document.epoch > chain.epochs) {
    throw new TrustError("an inside key of another case or epoch");
  }
  const record = chain.epoch(document.epoch).records.get(document.record);
  if (!record) throw new TrustError("an inside key under a record of another epoch");
  if (!isForReaders(document, record)) throw new TrustError("an inside key for others than the readers");
  if (caseKeys(chain, document.epoch).includes(document.inside_key))
    throw new TrustError("a case key as the inside key");
  const author = authorText(document.author);
  const beganIt = record.document.type === "wbs-epoch/v1" && authorText(record.document.author) === author;
  if (!record.readers.has(author) && !beganIt) {
    throw new TrustError("an inside key by someone who does not read the case");
  }
  unverified.verify(authorKey(document, book), "InsideKey");
  return { document, digest: documentDigest(unverified.payload) };
}

/**
 * Give the directory in which an inside key's author stands, as the record names it.
 * @param {InsideKey} document
 * @returns {DirectoryName}
 * @throws {TrustError} it names none of the author's agency, or two of one agency.
 */
export function authorName({ author, directories }) {
  const agencies = directories.map(({ agency }) => agency);
  if (!agencies.every((agency, at) => at === 0 || agencies[at - 1] < agency)) {
    throw new TrustError("directories out of order, or twice");
  }
  const name = directories.find(({ agency }) => agency === author.agency);
  if (!name) throw new TrustError("an inside key that names no directory of its author's agency");
  return name;
}

/**
 * Say whether everybody who holds the key of an epoch may go on reading (rule 5): all who read by its newest record
 * stand in the newest directories, with whichever key, and whoever made the case key is one of them.
 * @param {{chain: RecordChain, newest: VerifiedRecord}} counted
 * @param {TrustBook} book
 */
export function isKeySound({ chain, newest }, book) {
  if (!makerReads(chain, newest)) return false;
  return [...newest.readers.keys()].every((name) => {
    const [agency, reader] = name.split("/");
    return book.byAgency.get(agency)?.directories.at(-1)?.readerDigest(reader) !== undefined;
  });
}

/**
 * @param {InsideKey} document
 * @param {TrustBook} book
 */
function authorKey(document, book) {
  const { entry, key } = officerEntry(document.author, authorName(document), book);
  if (!mayWriteInside(entry)) throw new TrustError("an inside key by someone who may not write inside");
  return key;
}

/**
 * List the case keys up to an epoch; what a later epoch takes as its key must not take earlier notes away.
 * @param {RecordChain} chain
 * @param {number} epoch
 */
function caseKeys({ records }, epoch) {
  const counted = records.map(({ document }) => document).filter((document) => document.epoch <= epoch);
  return counted.flatMap((document) => (document.type === "wbs-epoch/v1" ? document.case_key : []));
}

/**
 * Say whether readers stand in record order, each once, and are exactly those who read by the record.
 * @param {InsideKey} document
 * @param {VerifiedRecord} record
 */
function isForReaders({ readers }, record) {
  const names = readers.map(authorText);
  const inOrder = [...record.readers.keys()].sort(byAgencyThenReader);
  return (
    names.length === inOrder.length &&
    names.every((name, at) => name === inOrder[at] && readers[at].key === record.readers.get(name))
  );
}

/**
 * @param {string} left `agency/reader`
 * @param {string} right
 */
function byAgencyThenReader(left, right) {
  const [agency, reader] = left.split("/");
  const [other, second] = right.split("/");
  if (agency !== other) return agency < other ? -1 : 1;
  return reader < second ? -1 : Number(reader > second);
}

/**
 * Find the key with this digest that any verified directory lists for a reader, newest first.
 * @param {string} agency
 * @param {string} reader
 * @param {string} digest
 * @param {TrustBook} book
 */
function readerKey(agency, reader, digest, book) {
  const directories = book.byAgency.get(agency)?.directories ?? [];
  const found = directories.findLast((directory) => directory.readerDigest(reader) === digest);
  const { recovery } = found?.document ?? {};
  const text = reader === RECOVERY_READER ? recovery?.reader_key : found?.entries.get(reader)?.reader_key;
  if (text === undefined) throw new TrustError("a reader whose key stands in no directory");
  return HybridPublicKey.parse(text);
}

/**
 * @param {HybridPublicKey} key
 * @param {HeldInsideKey} before
 */
function previousKey(key, before) {
  const { case: id, epoch } = before.record.document;
  const previous = serialiseShape(
    { type: "wbs-previous-key/v1", case: id, epoch, record: before.record.digest, key: before.key.unsafeText() },
    "PreviousKey",
  );
  return sealDocument(key, previous, GRANT_CLASS);
}
