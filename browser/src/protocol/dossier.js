/**
 * Open a case and check it: grants, chains, signatures, gaps (docs/spec/case.md, "Rules").
 *
 * What is wrong with the case as a whole (records, grant) throws; what is wrong with one message becomes a finding, and
 * the message is left out.
 */

import { unsealDocument } from "./age.js";
import { approverOf } from "./approval.js";
import { openKeys } from "./casekeys.js";
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
import {
  ForgedGrantError,
  FormatError,
  OtherReceiptError,
  RefusedError,
  SignatureError,
  TrustError,
  UnsealError,
} from "./errors.js";
import { VerifyKey } from "./keys.js";
import { mayReply } from "./directory.js";
import { checkMessage, digestOf } from "./messages.js";
import { SUMMARY_CLASS } from "./padding.js";
import { authorText, isCurrent, officerEntry, REPORTER, signerIsCurrent, verifyChain } from "./records.js";
import { Unverified } from "./signing.js";
import { isTakenOver } from "./takeover.js";

/** @typedef {import("./documents.d.ts").Message} Message */
/** @typedef {import("./documents.d.ts").Head} Head */
/** @typedef {import("./documents.d.ts").ReaderRef} ReaderRef */
/** @typedef {import("./documents.d.ts").Summary} Summary */
/** @typedef {import("./keys.js").HybridPrivateKey} HybridPrivateKey */
/** @typedef {import("./messages.js").CaseMaterial} CaseMaterial */
/** @typedef {import("./messages.js").SealedMessage} SealedMessage */
/** @typedef {import("./records.js").Author} Author */
/** @typedef {import("./records.js").RecordChain} RecordChain */
/** @typedef {import("./records.js").VerifiedRecord} VerifiedRecord */
/** @typedef {import("./trust.js").TrustBook} TrustBook */
/** @typedef {import("./compose.js").Place} Place */
/** @typedef {import("./chains.js").Finding} Finding */
/** @typedef {import("./chains.js").FindingKind} FindingKind */
/** @typedef {import("./chains.js").Opened<Message>} OpenedMessage A message that verified. */
/** @typedef {ReadonlyMap<number, HybridPrivateKey>} CaseKeys by epoch */

/** A case as one reader can prove it. */
export class Dossier {
  /**
   * @param {object} parts
   * @param {RecordChain} parts.chain
   * @param {VerifiedRecord} parts.newest newest confirmed record: who reads the case, and under which key the next
   *   message is written
   * @param {CaseKeys} parts.caseKeys
   * @param {Summary | null} parts.summary
   * @param {OpenedMessage[]} parts.messages in an order that respects what each author had seen
   * @param {Finding[]} parts.findings
   * @param {ReadonlySet<string>} parts.broken authors whose own items contradict one another or do not open: nothing
   *   can be built on their chains
   */
  constructor({ chain, newest, caseKeys, summary, messages, findings, broken }) {
    /** @readonly */
    this.chain = chain;
    /** @readonly */
    this.newest = newest;
    /** @readonly */
    this.caseKeys = caseKeys;
    /** @readonly */
    this.summary = summary;
    /** @readonly */
    this.messages = messages;
    /** @readonly */
    this.findings = findings;
    /** @readonly */
    this.broken = broken;
  }

  /** Newest confirmed epoch: the only one to write in, if its key was granted. */
  get epoch() {
    return this.newest.document.epoch;
  }

  /**
   * Give the newest confirmed message of every author, sorted, without author `but`.
   * @param {string} [but]
   * @returns {Head[]}
   */
  heads(but) {
    return newestHeads(this.messages, but);
  }

  /**
   * Give the place of an author's next message.
   * @param {Author} author
   * @param {TrustBook} book
   * @returns {Promise<Place>}
   * @throws {ForgedGrantError} no key of the newest epoch was granted: nothing is sealed to an older one (rule 2).
   * @throws {TrustError} the author's own chain has a hole, so that nothing can be built on it.
   */
  async placeFor(author, book) {
    const caseKey = this.caseKeys.get(this.epoch);
    if (!caseKey) throw new ForgedGrantError("no grant for the newest epoch");
    const name = authorText(author);
    if (this.broken.has(name)) throw new TrustError("own chain is not whole");
    const directory = book.newest(author === REPORTER ? this.chain.first.agency : author.agency);
    return {
      case: this.chain.case,
      epoch: this.epoch,
      record: this.newest.digest,
      caseKey: await caseKey.public,
      author,
      ...nextPlace(this.messages, name),
      seen: this.heads(name),
      directory: {
        agency: directory.document.agency,
        version: directory.document.version,
        digest: directory.digest,
      },
    };
  }
}

/**
 * Open a case with an officer's reader key.
 * @param {CaseMaterial} material
 * @param {HybridPrivateKey} key
 * @param {ReaderRef} reader
 * @param {TrustBook} book
 * @returns {Promise<Dossier>}
 * @throws {ForgedGrantError} the officer is not listed with this key, or the grant does not fit the records.
 * @throws {TrustError | UnsealError | SignatureError | FormatError | UnknownVersionError} records of another case, or
 *   records or grant that are not genuine.
 */
export async function openAsOfficer(material, key, reader, book) {
  const chain = chainOf(material, book);
  return openWith(material, chain, key, reader, book);
}

/**
 * Open a case with the receipt.
 * @param {CaseMaterial} material
 * @param {import("./receipt.js").Receipt} receipt
 * @param {TrustBook} book
 * @returns {Promise<Dossier>}
 * @throws {OtherReceiptError} a case whose first record names other keys than this receipt's.
 * @throws {TrustError} another case than asked for.
 * @throws {RefusedError} otherwise as `openAsOfficer`.
 */
export async function openAsReporter(material, receipt, book) {
  const chain = chainOf(material, book);
  const { reader_key: readerKey, verify_key: verifyKey } = chain.first.reporter;
  if (readerKey !== (await receipt.readerKey.public).text || verifyKey !== receipt.signingKey.public.text) {
    throw new OtherReceiptError("a case that this receipt did not begin");
  }
  return openWith(material, chain, receipt.readerKey, REPORTER, book);
}

/**
 * Open only what an inbox shows.
 * @param {CaseMaterial} material
 * @param {HybridPrivateKey} key
 * @param {ReaderRef} reader
 * @param {TrustBook} book
 * @returns {Promise<Summary>}
 * @throws {RefusedError} as `openAsOfficer`; also if the summary is not the reporter's.
 */
export async function openSummary(material, key, reader, book) {
  const chain = chainOf(material, book);
  const { keys } = await openKeys(material, chain, key, reader);
  return summaryOf(material, chain, keys);
}

/**
 * Records that verified, the keys that go with them, and the newest record that counts.
 * @typedef {Pick<Dossier, "chain" | "newest" | "caseKeys">} Counted
 */

/**
 * Open only what it takes to pass the key on. Without messages fewer records may count than with them.
 * @param {Pick<CaseMaterial, "case" | "records" | "grants" | "previousKeys">} material
 * @param {HybridPrivateKey} key
 * @param {ReaderRef} reader
 * @param {TrustBook} book
 * @returns {Promise<Counted>}
 * @throws {RefusedError} as `openAsOfficer`.
 */
export async function openCounted(material, key, reader, book) {
  const chain = chainOf(material, book);
  const { keys } = await openKeys(material, chain, key, reader);
  return { chain, caseKeys: keys, newest: newestCounted(chain, book) };
}

/**
 * Give the newest record that counts for whoever opens no messages: fewer may count than with them.
 * @param {RecordChain} chain
 * @param {TrustBook} book
 */
export function newestCounted(chain, book) {
  return newestOf(countedRecords(chain, [], book));
}

/**
 * @param {Pick<CaseMaterial, "case" | "records">} material
 * @param {TrustBook} book
 */
function chainOf(material, book) {
  const chain = verifyChain(material.records, book);
  if (chain.case !== material.case) throw new TrustError("records of another case");
  return chain;
}

/**
 * @param {CaseMaterial} material
 * @param {RecordChain} chain
 * @param {HybridPrivateKey} key
 * @param {Author} reader
 * @param {TrustBook} book
 */
async function openWith(material, chain, key, reader, book) {
  const { keys, findings } = await openKeys(material, chain, key, reader);
  const { opened, refused } = await gather(
    material.messages,
    ({ sealed }) => digestOf(sealed),
    (sealed) => openMessage(sealed, chain, keys, book),
  );
  const counted = countedRecords(chain, opened, book);
  const newest = newestOf(counted);
  const stands = (/** @type {Message} */ message) => reads(message.author, newest) && authorStands(message, book);
  const marked = confirm(opened, stands, headsOf(counted));
  const broken = refused.filter((finding) => finding.kind !== "replay");
  const told = new Set(broken.map(placeOf));
  const first = { author: REPORTER, seq: 1 };
  const gone = emptiedPlaces(marked);
  const claims = { removed: removedDigests(marked), gone, expected: [first] };
  broken.push(...chainFindings({ ...claims, references: ownReferences(marked) }, marked, told));
  const readers = new Set(chain.records.flatMap((record) => [...record.readers.keys()])).add(REPORTER);
  const claimed = references(marked, headsOf(chain.records.slice(0, chain.records.indexOf(newest) + 1)), readers);
  findings.push(...refused, ...unconfirmed(marked), ...chainFindings({ ...claims, references: claimed }, marked, told));
  const isRetracted = material.summary.length === 0 && gone.has(placeOf(first));
  const { summary, doubts } = isRetracted
    ? { summary: null, doubts: [] }
    : await checkedSummary(material, chain, keys, marked);
  return new Dossier({
    chain,
    newest,
    caseKeys: keys,
    summary,
    messages: inOrder(marked),
    findings: distinct([...findings, ...doubts]),
    broken: new Set(broken.map((finding) => finding.author)),
  });
}

/**
 * @param {CaseMaterial} material
 * @param {RecordChain} chain
 * @param {CaseKeys} keys
 */
async function summaryOf(material, chain, keys) {
  const first = keys.get(1);
  if (!first) throw new ForgedGrantError("the key of the first epoch is missing");
  const unverified = new Unverified(await unsealDocument(first, material.summary, SUMMARY_CLASS));
  const summary = unverified.verify(VerifyKey.parse(chain.first.reporter.verify_key), "Summary");
  if (summary.case !== chain.case || summary.epoch !== 1 || summary.author !== REPORTER) {
    throw new TrustError("a summary of another case");
  }
  return summary;
}

/**
 * @param {CaseMaterial} material
 * @param {RecordChain} chain
 * @param {CaseKeys} keys
 * @param {OpenedMessage[]} opened
 * @returns {Promise<{summary: Summary | null, doubts: Finding[]}>}
 */
async function checkedSummary(material, chain, keys, opened) {
  /** @type {Finding} */
  const doubt = { kind: "summary", author: REPORTER, seq: 1 };
  try {
    const summary = await summaryOf(material, chain, keys);
    const reports = opened.filter((entry) => entry.message.kind === "report");
    const digest = digestOf(material.summary);
    const agrees = reports.every(({ message }) => message.summary === digest && sumsUp(summary, message.body));
    return { summary, doubts: agrees ? [] : [doubt] };
  } catch (error) {
    if (error instanceof RefusedError) return { summary: null, doubts: [doubt] };
    throw error;
  }
}

/**
 * @param {Summary} summary
 * @param {Message["body"]} report
 */
function sumsUp({ category, rank, title, unit }, report) {
  if (report.type !== "wbs-report/v1") return false;
  const { category: kind, rank: post, title: name, accused } = report;
  return category === kind && rank === post && title === name && unit === accused[0].unit;
}

/**
 * Open one message, or say what is wrong with it.
 * @param {SealedMessage} sealed
 * @param {RecordChain} chain
 * @param {CaseKeys} keys
 * @param {TrustBook} book
 * @returns {Promise<{message: Message, envelope: Uint8Array} | FindingKind>}
 */
async function openMessage(sealed, chain, keys, book) {
  const key = keys.get(sealed.epoch);
  if (!key) return "seal";
  try {
    const envelope = await unsealDocument(key, sealed.sealed);
    const unverified = new Unverified(envelope);
    const message = checkMessage(unverified.unsafePeek("Message"));
    if (!isInPlace(message, sealed, chain)) return "transplant";
    const author = authorKey(message, chain, book);
    if (!author) return "author";
    return isSigned(unverified, author) ? { message, envelope } : "signature";
  } catch (error) {
    if (error instanceof UnsealError) return "seal";
    if (error instanceof RefusedError) return "format";
    throw error;
  }
}

/**
 * @param {Unverified} unverified
 * @param {VerifyKey} key
 */
function isSigned(unverified, key) {
  try {
    unverified.verify(key, "Message");
    return true;
  } catch (error) {
    if (error instanceof SignatureError) return false;
    throw error;
  }
}

/**
 * @param {Message} message
 * @param {SealedMessage} sealed
 * @param {RecordChain} chain
 */
function isInPlace(message, sealed, chain) {
  return (
    message.case === chain.case &&
    authorText(message.author) === sealed.author &&
    message.seq === sealed.seq &&
    message.epoch === sealed.epoch &&
    message.kind === sealed.kind &&
    chain.epoch(sealed.epoch).records.has(message.record)
  );
}

/**
 * Find the key that must have signed: rule 3 for the reporter, rule 4 for officers; null if nobody's counts.
 * @param {Message} message
 * @param {RecordChain} chain
 * @param {TrustBook} book
 */
function authorKey(message, chain, book) {
  const { author } = message;
  if (author === REPORTER) return VerifyKey.parse(chain.first.reporter.verify_key);
  try {
    const { entry, key } = officerEntry(author, message.directory, book);
    const isReader = chain.epoch(message.epoch).readers.has(authorText(author));
    return isReader && mayReply(entry) ? key : null;
  } catch (error) {
    if (error instanceof TrustError || error instanceof FormatError) return null;
    throw error;
  }
}

/**
 * Give the records that someone who counts signed or built on, oldest first (rule 4).
 *
 * The reporter counts, and an officer who reads by the newest record that counts so far and whose key stands in the
 * newest directory: nobody counts by a record that someone since removed wrote for them. Of a transfer, also the
 * colleague who approved it: the officer who made it reads the case no more, and may leave. A transfer that two
 * officers have taken over counts for good.
 * @param {RecordChain} chain
 * @param {OpenedMessage[]} opened
 * @param {TrustBook} book
 */
function countedRecords(chain, opened, book) {
  /** @type {Map<string, Author[]>} */
  const builders = new Map();
  for (const { message } of opened) {
    if (!authorStands(message, book)) continue;
    builders.set(message.record, [...(builders.get(message.record) ?? []), message.author]);
  }
  const counted = [chain.records[0]];
  for (const [place, record] of chain.records.entries()) {
    if (place === 0) continue;
    const signer = signerIsCurrent(record.document, book) ? [record.document.author] : [];
    const approver = approverOf(record.document, book);
    const authors = [...signer, ...(approver ? [approver] : []), ...(builders.get(record.digest) ?? [])];
    const newest = newestOf(counted);
    const isBuiltOn = authors.some((author) => reads(author, newest));
    if (isBuiltOn || isTakenOver(chain.records, place, newest.readers, book)) counted.push(record);
  }
  return counted;
}

/** @param {VerifiedRecord[]} counted never empty */
function newestOf(counted) {
  return /** @type {VerifiedRecord} */ (counted.at(-1));
}

/**
 * Say whether the newest directory, too, lists the author with this key and a role that may reply.
 * @param {Message} message
 * @param {TrustBook} book
 */
function authorStands({ author, directory }, book) {
  if (author === REPORTER) return true;
  const entry = book.currentReader(author.agency, author.reader);
  return entry !== undefined && mayReply(entry) && isCurrent(author, officerEntry(author, directory, book).key, book);
}

/**
 * @param {Author} author
 * @param {VerifiedRecord} record
 */
function reads(author, record) {
  return author === REPORTER || record.readers.has(authorText(author));
}

/** @param {OpenedMessage[]} opened */
function removedDigests(opened) {
  const bodies = opened.filter((entry) => entry.confirmed).map((entry) => entry.message.body);
  return new Set(bodies.flatMap((body) => (body.type === "wbs-removed/v1" ? body.digests : [])));
}

/**
 * Collect which of their own places authors say to have emptied (rule 7).
 * @param {OpenedMessage[]} opened
 */
function emptiedPlaces(opened) {
  const places = opened.flatMap(({ author, confirmed, message: { body } }) =>
    confirmed && body.type === "wbs-removed/v1" ? (body.own ?? []).map((seq) => placeOf({ author, seq })) : [],
  );
  return new Set(places);
}

/**
 * Collect what epoch records say about messages.
 * @param {VerifiedRecord[]} records
 */
function headsOf(records) {
  return records.flatMap(({ document }) => (document.type === "wbs-epoch/v1" ? document.heads : []));
}
