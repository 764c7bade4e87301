/**
 * Epoch and access records: which keys a case has and who reads it (docs/spec/records.md).
 *
 * The chain of records is verified from epoch 1; no key enters a case without a record that says so.
 */

import { b32, concat, sha256, utf8 } from "./bytes.js";
import { documentDigest, RECOVERY_READER } from "./directory.js";
import { FormatError, TrustError } from "./errors.js";
import { checkExclusions, isExcluded } from "./exclusions.js";
import { HybridPublicKey, VerifyKey } from "./keys.js";
import { Unverified } from "./signing.js";

/** @typedef {import("./documents.d.ts").EpochRecord} EpochRecord */
/** @typedef {import("./documents.d.ts").AccessRecord} AccessRecord */
/** @typedef {import("./documents.d.ts").ReaderRef} ReaderRef */
/** @typedef {import("./documents.d.ts").DirectoryName} DirectoryName */
/** @typedef {import("./documents.d.ts").Exclusion} Exclusion */
/** @typedef {import("./documents.d.ts").RecordReader} RecordReader */
/** @typedef {import("./trust.js").TrustBook} TrustBook */
/** @typedef {import("./trust.js").VerifiedDirectory} VerifiedDirectory */
/** @typedef {"reporter" | ReaderRef} Author */

/**
 * A record whose signature, place and readers were verified; `readers` are the key digests of everyone who reads the
 * epoch as of this record, by `authorText`.
 * @typedef {object} VerifiedRecord
 * @property {EpochRecord | AccessRecord} document
 * @property {string} digest
 * @property {ReadonlyMap<string, string>} readers
 */

/**
 * One epoch: its record, its digest, its readers after all access records, and all its records by digest.
 * @typedef {object} EpochView
 * @property {EpochRecord} document
 * @property {string} digest
 * @property {ReadonlyMap<string, string>} readers
 * @property {Map<string, VerifiedRecord>} records
 */

/** The author name of whoever began the case. */
export const REPORTER = "reporter";
const NUMBER_CHARS = 16;
const DATED = /^([0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01]))(?: |$)/;
const EPOCH_MARK = '"type":"wbs-epoch/';

/** The verified records of one case, oldest first. */
export class RecordChain {
  /** @type {Map<number, EpochView>} */
  #views = new Map();

  /**
   * @param {string} caseId
   * @param {EpochRecord} first
   * @param {VerifiedRecord[]} records at least one
   */
  constructor(caseId, first, records) {
    /** @readonly */
    this.case = caseId;
    /** @readonly */
    this.first = first;
    /** @readonly */
    this.records = records;
    for (const record of records) this.#add(record);
  }

  /** How many epochs there are. */
  get epochs() {
    return this.records[this.records.length - 1].document.epoch;
  }

  /**
   * Give the record of one epoch and who reads it in the end.
   * @param {number} number
   * @returns {EpochView}
   * @throws {TrustError} no such epoch.
   */
  epoch(number) {
    const view = this.#views.get(number);
    if (!view) throw new TrustError("an epoch without a record");
    return view;
  }

  /** @param {VerifiedRecord} record */
  #add(record) {
    const { document, digest, readers } = record;
    const view = this.#views.get(document.epoch);
    if (document.type === "wbs-epoch/v1") {
      this.#views.set(document.epoch, { document, digest, readers, records: new Map([[digest, record]]) });
    } else if (view) {
      view.readers = readers;
      view.records.set(digest, record);
    }
  }
}

/**
 * Name a case by the payload of its first record: 52 characters of base32.
 * @param {Uint8Array} firstPayload
 */
export function caseId(firstPayload) {
  return b32(sha256(concat(utf8("wbs/v1/case\0"), firstPayload)));
}

/**
 * Give the first 80 bits of a case id for letters and the telephone: `WBS-xxxx-xxxx-xxxx-xxxx`.
 * @param {string} id
 */
export function caseNumber(id) {
  return `WBS-${id.slice(0, NUMBER_CHARS).replace(/(.{4})(?=.)/g, "$1-")}`;
}

/**
 * Name an author in one string: `reporter`, or `agency/reader`.
 * @param {Author} author
 */
export function authorText(author) {
  return author === REPORTER ? REPORTER : `${author.agency}/${author.reader}`;
}

/**
 * Verify all records of a case from epoch 1.
 * @param {Uint8Array[]} envelopes
 * @param {TrustBook} book
 * @throws {TrustError} a record that its signer, its place, the directories it names or the exclusions do not allow.
 * @throws {SignatureError | FormatError | UnknownVersionError} a record that is not genuine or not well-formed.
 */
export function verifyChain(envelopes, book) {
  if (envelopes.length === 0) throw new TrustError("a case without records");
  const unverified = new Unverified(envelopes[0]);
  const first = verifyFirst(unverified);
  const id = caseId(unverified.payload);
  const digest = documentDigest(unverified.payload);
  /** @type {VerifiedRecord[]} */
  const records = [{ document: first, digest, readers: checkEpochReaders(first, book) }];
  checkReporter(first, book);
  const chain = { case: id, first, records, epochDigest: digest, usedKeys: new Set([first.case_key]) };
  for (const envelope of envelopes.slice(1)) records.push(verifyNext(new Unverified(envelope), chain, book));
  return new RecordChain(id, first, records);
}

/**
 * Say whether a record's signer still stands: the reporter, or someone with this key in the newest directory.
 * @param {EpochRecord | AccessRecord} record
 * @param {TrustBook} book
 */
export function signerIsCurrent(record, book) {
  const { author } = record;
  return author === REPORTER || isCurrent(author, recordKey(author, record.directories, book), book);
}

/**
 * Say whether an author is an agency's restored recovery key.
 * @param {Author} author
 */
export function isRecovery(author) {
  return author !== REPORTER && author.reader === RECOVERY_READER;
}

/**
 * Say whether an officer, or the recovery key, stands in the newest directory with the verify key that signed.
 * @param {ReaderRef} author
 * @param {VerifyKey} key
 * @param {TrustBook} book
 */
export function isCurrent(author, key, book) {
  return book.currentKey(author.agency, author.reader)?.text === key.text;
}

/**
 * Give an officer's entry in the directory a document names, and the key in it.
 * @param {ReaderRef} author
 * @param {DirectoryName} name
 * @param {TrustBook} book
 * @throws {TrustError} the directory is not verified, of another agency, or does not list the officer.
 */
export function officerEntry(author, name, book) {
  const directory = book.directory(name);
  const entry = directory.entries.get(author.reader);
  if (entry === undefined || name.agency !== author.agency) {
    throw new TrustError("an author who does not stand in the directory that is named");
  }
  return { entry, key: directory.verifyKey(entry) };
}

/** @param {Unverified} unverified */
function verifyFirst(unverified) {
  const record = unverified.unsafePeek("EpochRecord");
  unverified.verify(VerifyKey.parse(record.reporter.verify_key), "EpochRecord");
  const isFirst =
    record.epoch === 1 &&
    record.author === REPORTER &&
    record.case === undefined &&
    record.previous === undefined &&
    record.heads.length === 0;
  if (!isFirst) throw new TrustError("a record that cannot be the first");
  return record;
}

/**
 * What is verified so far: the newest epoch's digest and every case key that was used.
 * @typedef {object} GrowingChain
 * @property {string} case
 * @property {EpochRecord} first
 * @property {VerifiedRecord[]} records
 * @property {string} epochDigest
 * @property {Set<string>} usedKeys
 */

/**
 * @param {Unverified} unverified
 * @param {GrowingChain} chain
 * @param {TrustBook} book
 * @returns {VerifiedRecord}
 */
function verifyNext(unverified, chain, book) {
  const shape = contains(unverified.payload, EPOCH_MARK) ? "EpochRecord" : "AccessRecord";
  const record = unverified.unsafePeek(shape);
  if (record.case !== chain.case || record.previous !== newestIn(chain).digest) {
    throw new TrustError("a record that does not follow from the one before");
  }
  unverified.verify(signerKey(record, chain, book), shape);
  const digest = documentDigest(unverified.payload);
  if (record.type === "wbs-access/v1") return { document: record, digest, readers: addedReaders(record, chain, book) };
  checkUnchanged(record, chain);
  const readers = checkEpochReaders(record, book);
  chain.usedKeys.add(record.case_key);
  chain.epochDigest = digest;
  return { document: record, digest, readers };
}

/** @param {GrowingChain} chain */
function newestIn({ records }) {
  return records[records.length - 1];
}

/**
 * @param {EpochRecord | AccessRecord} record
 * @param {GrowingChain} chain
 * @param {TrustBook} book
 */
function signerKey(record, chain, book) {
  const { author } = record;
  if (author === REPORTER) return VerifyKey.parse(chain.first.reporter.verify_key);
  if (!newestIn(chain).readers.has(authorText(author))) {
    throw new TrustError("a record by someone who does not read the case");
  }
  return recordKey(author, record.directories, book);
}

/**
 * @param {ReaderRef} author
 * @param {DirectoryName[]} directories
 * @param {TrustBook} book
 */
function recordKey(author, directories, book) {
  const name = directories.find((candidate) => candidate.agency === author.agency);
  if (!name) throw new TrustError("a record that names no directory of its author's agency");
  const key = book.directory(name).signingReaderKey(author.reader);
  if (!key) throw new TrustError("an author who does not stand in the directory that is named");
  return key;
}

/**
 * @param {EpochRecord} record
 * @param {GrowingChain} chain
 */
function checkUnchanged(record, chain) {
  if (record.epoch !== newestIn(chain).document.epoch + 1 || chain.usedKeys.has(record.case_key)) {
    throw new TrustError("an epoch out of order, or with a key used before");
  }
  if (!isSame(unchanging(record), unchanging(chain.first))) {
    throw new TrustError("an epoch that changes what never changes");
  }
}

/** @param {EpochRecord} record */
function unchanging({ agency, reporter, excluded }) {
  const people = excluded.map((exclusion) => [exclusion.agency, exclusion.reader ?? null, exclusion.unit ?? null]);
  return [agency, reporter.reader_key, reporter.verify_key, people];
}

/**
 * @param {EpochRecord} record
 * @param {TrustBook} book
 */
function checkEpochReaders(record, book) {
  const names = record.readers.map((reader) => /** @type {const} */ ([reader.agency, reader.reader]));
  const keys = new Set(record.readers.map((reader) => reader.key));
  if (!isAscending(names) || keys.size !== names.length) throw new TrustError("readers out of order, or twice");
  checkDirectories(record.directories);
  checkHeads(record.heads);
  checkExclusions(record.excluded);
  for (const reader of record.readers) checkReader(reader, record.directories, record.excluded, book);
  return new Map(record.readers.map((reader) => [authorText(reader), reader.key]));
}

/**
 * Refuse an officer's key as the reporter's, which would make the officer look like the reporter.
 * @param {EpochRecord} record
 * @param {TrustBook} book
 */
function checkReporter({ directories, reporter }, book) {
  if (directories.some((name) => book.directory(name).keyTexts.includes(reporter.reader_key))) {
    throw new TrustError("one key for the reporter and an officer");
  }
}

/**
 * Give the day that a record by the recovery key states: its reason begins with it, and a space may follow.
 * @param {AccessRecord} record
 * @throws {FormatError} it does not; nobody could be told when the case was restored.
 */
export function restoredOn({ reason }) {
  const day = DATED.exec(reason)?.[1];
  if (day === undefined) throw new FormatError("a restored case without a day");
  return day;
}

/**
 * Give the day on which the recovery key last let an officer in, by a record up to `newest`; "" if it never did.
 * @param {RecordChain} chain
 * @param {VerifiedRecord} newest
 */
export function lastRestored({ records }, newest) {
  const counted = records.slice(0, records.findIndex(({ digest }) => digest === newest.digest) + 1);
  const restoring = counted.map(({ document }) => document).findLast(isRestoring);
  return restoring ? restoredOn(restoring) : "";
}

/**
 * Say whether the recovery key lets an officer in, and not only its own successor.
 * @param {EpochRecord | AccessRecord} document
 * @returns {document is AccessRecord}
 */
export function isRestoring(document) {
  return document.type === "wbs-access/v1" && isRecovery(document.author) && document.add.reader !== RECOVERY_READER;
}

/**
 * Check that every author stands once, in order.
 * @param {import("./documents.d.ts").Head[]} heads
 * @throws {FormatError} heads out of order, or one author twice.
 */
export function checkHeads(heads) {
  const authors = heads.map((head) => /** @type {const} */ ([authorText(head.author), ""]));
  if (!isAscending(authors)) throw new FormatError("heads out of order, or twice");
}

/** @param {DirectoryName[]} directories */
function checkDirectories(directories) {
  // Two directories of one agency would let two readers of the record pick two different keys for one officer.
  const agencies = directories.map((name) => /** @type {const} */ ([name.agency, ""]));
  if (!isAscending(agencies)) throw new TrustError("directories out of order, or twice");
}

/**
 * @param {AccessRecord} record
 * @param {GrowingChain} chain
 * @param {TrustBook} book
 */
function addedReaders(record, chain, book) {
  const { document, readers } = newestIn(chain);
  if (record.epoch !== document.epoch || record.record !== chain.epochDigest) {
    throw new TrustError("an access record for another epoch");
  }
  checkDirectories(record.directories);
  if (isRecovery(record.author)) restoredOn(record);
  const { key } = record.add;
  if ([...readers.values()].includes(key)) throw new TrustError("an access record for someone who reads already");
  checkReader(record.add, record.directories, chain.first.excluded, book);
  return new Map([...readers, [authorText(record.add), key]]);
}

/**
 * @param {RecordReader} reader
 * @param {DirectoryName[]} directories
 * @param {Exclusion[]} excluded
 * @param {TrustBook} book
 */
function checkReader(reader, directories, excluded, book) {
  const name = directories.find((candidate) => candidate.agency === reader.agency);
  if (!name) throw new TrustError("a reader whose agency's directory is not named");
  const directory = book.directory(name);
  if (directory.readerDigest(reader.reader) !== reader.key) {
    throw new TrustError("a reader who does not stand in the directory with that key");
  }
  if (isExcluded(reader, directory, excluded)) throw new TrustError("a reader who is excluded");
}

/**
 * Say whether whoever made the key of the newest record's epoch reads by that record: the reporter always does. An
 * officer who began the epoch and left the case with it knows that key.
 * @param {RecordChain} chain
 * @param {VerifiedRecord} newest
 */
export function makerReads(chain, newest) {
  const { author } = chain.epoch(newest.document.epoch).document;
  return author === REPORTER || newest.readers.has(authorText(author));
}

/**
 * Give the key that content of an epoch is sealed to.
 * @param {EpochView} view
 */
export function caseKeyOf(view) {
  return HybridPublicKey.parse(view.document.case_key);
}

/**
 * Say whether pairs stand in strictly ascending order.
 * @param {Array<readonly [string, string]>} pairs ASCII
 */
function isAscending(pairs) {
  return pairs.every((pair, at) => {
    if (at === 0) return true;
    const before = pairs[at - 1];
    return before[0] < pair[0] || (before[0] === pair[0] && before[1] < pair[1]);
  });
}

/**
 * @param {unknown} left
 * @param {unknown} right
 */
function isSame(left, right) {
  return JSON.stringify(left) === JSON.stringify(right);
}

/**
 * @param {Uint8Array} bytes
 * @param {string} mark ASCII
 */
function contains(bytes, mark) {
  return new TextDecoder("latin1").decode(bytes).includes(mark);
}
