/**
 * Epoch and access records: which keys a case has and who reads it (docs/spec/records.md).
 *
 * The chain of records is verified from epoch 1; no key enters a case without a record that says so.
 */

import { b32, concat, sha256, utf8 } from "./bytes.js";
import { documentDigest, RECOVERY_READER } from "./directory.js";
import { FormatError, TrustError } from "./errors.js";
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
 * @property {ReadonlyMap<string, VerifiedRecord>} records
 */

/** The author name of whoever began the case. */
export const REPORTER = "reporter";
const NUMBER_CHARS = 16;
const EPOCH_MARK = '"type":"wbs-epoch/';

/** The verified records of one case, oldest first. */
export class RecordChain {
  /**
   * @param {string} caseId
   * @param {VerifiedRecord[]} records at least one
   */
  constructor(caseId, records) {
    /** @readonly */
    this.case = caseId;
    /** @readonly */
    this.records = records;
  }

  /** The record of epoch 1. */
  get first() {
    return this.epoch(1).document;
  }

  /** How many epochs there are. */
  get epochs() {
    return this.newest.document.epoch;
  }

  /** The newest record. */
  get newest() {
    return this.records[this.records.length - 1];
  }

  /**
   * Give the record of one epoch and who reads it in the end.
   * @param {number} number
   * @returns {EpochView}
   * @throws {TrustError} no such epoch.
   */
  epoch(number) {
    const members = this.records.filter((record) => record.document.epoch === number);
    const document = members[0]?.document;
    if (document?.type !== "wbs-epoch/v1") throw new TrustError("an epoch without a record");
    return {
      document,
      digest: members[0].digest,
      readers: members[members.length - 1].readers,
      records: new Map(members.map((record) => [record.digest, record])),
    };
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
  const readers = checkEpochReaders(first, book);
  let chain = new RecordChain(caseId(unverified.payload), [
    { document: first, digest: documentDigest(unverified.payload), readers },
  ]);
  for (const envelope of envelopes.slice(1)) {
    chain = new RecordChain(chain.case, [...chain.records, verifyNext(new Unverified(envelope), chain, book)]);
  }
  return chain;
}

/**
 * Say whether a record's signer still counts: the reporter, or someone with this key in the newest directory.
 * @param {EpochRecord | AccessRecord} record
 * @param {TrustBook} book
 */
export function signerIsCurrent(record, book) {
  const { author } = record;
  return author === REPORTER || isCurrent(author, officerKey(author, record.directories, book), book);
}

/**
 * Say whether an officer stands in the newest directory with the verify key that signed.
 * @param {ReaderRef} author
 * @param {VerifyKey} key
 * @param {TrustBook} book
 */
export function isCurrent(author, key, book) {
  return book.currentReader(author.agency, author.reader)?.verify_key === key.text;
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
 * @param {Unverified} unverified
 * @param {RecordChain} chain
 * @param {TrustBook} book
 * @returns {VerifiedRecord}
 */
function verifyNext(unverified, chain, book) {
  const shape = contains(unverified.payload, EPOCH_MARK) ? "EpochRecord" : "AccessRecord";
  const record = unverified.unsafePeek(shape);
  if (record.case !== chain.case || record.previous !== chain.newest.digest) {
    throw new TrustError("a record that does not follow from the one before");
  }
  unverified.verify(signerKey(record, chain, book), shape);
  const digest = documentDigest(unverified.payload);
  const readers =
    record.type === "wbs-epoch/v1" ? nextEpochReaders(record, chain, book) : addedReaders(record, chain, book);
  return { document: record, digest, readers };
}

/**
 * @param {EpochRecord | AccessRecord} record
 * @param {RecordChain} chain
 * @param {TrustBook} book
 */
function signerKey(record, chain, book) {
  const { author } = record;
  if (author === REPORTER) return VerifyKey.parse(chain.first.reporter.verify_key);
  if (!chain.newest.readers.has(authorText(author))) throw new TrustError("a record by someone who does not read the case");
  return officerKey(author, record.directories, book);
}

/**
 * @param {ReaderRef} author
 * @param {DirectoryName[]} directories
 * @param {TrustBook} book
 */
function officerKey(author, directories, book) {
  const name = directories.find((candidate) => candidate.agency === author.agency);
  if (!name) throw new TrustError("a record that names no directory of its author's agency");
  return officerEntry(author, name, book).key;
}

/**
 * @param {EpochRecord} record
 * @param {RecordChain} chain
 * @param {TrustBook} book
 */
function nextEpochReaders(record, chain, book) {
  const { first } = chain;
  const usedKeys = chain.records.map(({ document }) => (document.type === "wbs-epoch/v1" ? document.case_key : ""));
  if (record.epoch !== chain.epochs + 1 || usedKeys.includes(record.case_key)) {
    throw new TrustError("an epoch out of order, or with a key used before");
  }
  if (!isSame(unchanging(record), unchanging(first))) throw new TrustError("an epoch that changes what never changes");
  return checkEpochReaders(record, book);
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
  const agencies = record.directories.map((name) => /** @type {const} */ ([name.agency, ""]));
  if (!isAscending(names) || !isAscending(agencies)) {
    throw new TrustError("readers or directories out of order, or twice");
  }
  const heads = record.heads.map((head) => /** @type {const} */ ([authorText(head.author), ""]));
  if (!isAscending(heads)) throw new TrustError("heads out of order, or twice");
  for (const exclusion of record.excluded) {
    if ((exclusion.reader === undefined) === (exclusion.unit === undefined)) {
      throw new FormatError("an exclusion names a reader or a unit");
    }
  }
  for (const reader of record.readers) checkReader(reader, record.directories, record.excluded, book);
  return new Map(record.readers.map((reader) => [authorText(reader), reader.key]));
}

/**
 * @param {AccessRecord} record
 * @param {RecordChain} chain
 * @param {TrustBook} book
 */
function addedReaders(record, chain, book) {
  if (record.epoch !== chain.epochs || record.record !== chain.epoch(chain.epochs).digest) {
    throw new TrustError("an access record for another epoch");
  }
  const name = authorText(record.add);
  const { readers } = chain.newest;
  if (readers.get(name) === record.add.key) throw new TrustError("an access record for someone who reads already");
  checkReader(record.add, record.directories, chain.first.excluded, book);
  return new Map([...readers, [name, record.add.key]]);
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
 * Say whether an officer, by id or by unit, is among the exclusions.
 * @param {ReaderRef} reader
 * @param {VerifiedDirectory} directory
 * @param {Exclusion[]} excluded
 */
export function isExcluded(reader, directory, excluded) {
  const unit = reader.reader === RECOVERY_READER ? undefined : directory.entries.get(reader.reader)?.unit;
  return excluded.some(
    (exclusion) =>
      exclusion.agency === reader.agency &&
      (exclusion.reader === reader.reader || (unit !== undefined && exclusion.unit === unit)),
  );
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
