/**
 * Open a case and check it: grants, chains, signatures, gaps (docs/spec/case.md, "Rules every client applies").
 *
 * What is wrong with the case as a whole (records, grant) throws; what is wrong with one message becomes a finding, and
 * the message is left out.
 */

import { unsealDocument } from "./age.js";
import { ForgedGrantError, FormatError, RefusedError, SignatureError, TrustError, UnsealError } from "./errors.js";
import { HybridPrivateKey, VerifyKey } from "./keys.js";
import { mayReply } from "./directory.js";
import { checkMessage, digestOf } from "./messages.js";
import { GRANT_CLASS, SUMMARY_CLASS } from "./padding.js";
import { authorText, isCurrent, officerEntry, REPORTER, signerIsCurrent, verifyChain } from "./records.js";
import { parseShape } from "./shapes.js";
import { Unverified } from "./signing.js";

/** @typedef {import("./documents.d.ts").Message} Message */
/** @typedef {import("./documents.d.ts").Head} Head */
/** @typedef {import("./documents.d.ts").ReaderRef} ReaderRef */
/** @typedef {import("./documents.d.ts").Summary} Summary */
/** @typedef {import("./documents.d.ts").EpochRecord} EpochRecord */
/** @typedef {import("./messages.js").CaseMaterial} CaseMaterial */
/** @typedef {import("./messages.js").SealedMessage} SealedMessage */
/** @typedef {import("./records.js").Author} Author */
/** @typedef {import("./records.js").RecordChain} RecordChain */
/** @typedef {import("./trust.js").TrustBook} TrustBook */
/** @typedef {import("./compose.js").Place} Place */
/** @typedef {ReadonlyMap<number, HybridPrivateKey>} CaseKeys by epoch */

/**
 * What a client says about an item that is not as it should be:
 * `seal` does not open with the case key of its epoch; `format` opens, but is no message of this version; `signature`
 * not signed by the author it names; `author` by someone who does not read the case or may not reply; `transplant`
 * belongs to another case, epoch, author or place than the server says; `replay` the same sealed bytes a second time;
 * `fork` two items for one place, or a chain that does not fit what refers to it; `gap` something referred to is
 * missing; `not-confirmed` by someone since removed, and nobody who counts refers to it; `summary` not the one the
 * report names.
 * @typedef {"seal" | "format" | "signature" | "author" | "transplant" | "replay" | "fork" | "gap" | "not-confirmed"
 *   | "summary"} FindingKind
 */

/** @typedef {{kind: FindingKind, author: string, seq: number}} Finding */

/**
 * A message that verified, with the digest that others refer to it by and the signed envelope it came in. `confirmed`
 * is false if only someone since removed stands for it: shown, but never referred to.
 * @typedef {{message: Message, digest: string, confirmed: boolean, author: string, envelope: Uint8Array}} OpenedMessage
 */

/** Findings after which an author's own chain cannot be continued. */
const BROKEN = ["seal", "format", "signature", "author", "transplant", "fork", "gap"];

/** Gaps told for each author: a number that somebody states is no reason to count up to it. */
const LISTED_GAPS = 100;

/** A case as one reader can prove it. */
export class Dossier {
  /**
   * @param {object} parts
   * @param {RecordChain} parts.chain
   * @param {number} parts.epoch newest confirmed epoch: the only one to write in, if its key was granted
   * @param {CaseKeys} parts.caseKeys
   * @param {Summary | null} parts.summary
   * @param {OpenedMessage[]} parts.messages in an order that respects what each author had seen
   * @param {Finding[]} parts.findings
   */
  constructor({ chain, epoch, caseKeys, summary, messages, findings }) {
    /** @readonly */
    this.chain = chain;
    /** @readonly */
    this.epoch = epoch;
    /** @readonly */
    this.caseKeys = caseKeys;
    /** @readonly */
    this.summary = summary;
    /** @readonly */
    this.messages = messages;
    /** @readonly */
    this.findings = findings;
  }

  /**
   * Give the newest confirmed message of every author, sorted, without author `but`.
   * @param {string} [but]
   * @returns {Head[]}
   */
  heads(but) {
    /** @type {Map<string, OpenedMessage>} */
    const newest = new Map();
    for (const opened of this.messages) {
      if (opened.confirmed && opened.message.seq > seqOf(newest.get(opened.author))) newest.set(opened.author, opened);
    }
    const names = [...newest.keys()].filter((name) => name !== but).sort();
    return names.map((name) => headOf(/** @type {OpenedMessage} */ (newest.get(name))));
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
    if (this.findings.some((finding) => finding.author === name && BROKEN.includes(finding.kind))) {
      throw new TrustError("own chain is not whole");
    }
    const last = newestOf(this.messages.filter((opened) => opened.author === name));
    const directory = book.newest(author === REPORTER ? this.chain.first.agency : author.agency);
    return {
      case: this.chain.case,
      epoch: this.epoch,
      record: this.chain.epoch(this.epoch).digest,
      caseKey: await caseKey.public,
      author,
      seq: seqOf(last) + 1,
      previous: last?.digest,
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
 * Open a case with the reporter's two keys.
 * @param {CaseMaterial} material
 * @param {{readerKey: HybridPrivateKey, verifyKey: VerifyKey}} keys
 * @param {TrustBook} book
 * @returns {Promise<Dossier>}
 * @throws {TrustError} another case than asked for, or one whose first record this receipt's key did not sign.
 * @throws {RefusedError} otherwise as `openAsOfficer`.
 */
export async function openAsReporter(material, { readerKey, verifyKey }, book) {
  const chain = chainOf(material, book);
  const { reporter } = chain.first;
  const own = await readerKey.public;
  if (reporter.reader_key !== own.text || reporter.verify_key !== verifyKey.text) {
    throw new TrustError("a case that this receipt did not begin");
  }
  return openWith(material, chain, readerKey, REPORTER, book);
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
  return summaryOf(material, chain, await caseKeysOf(material, chain, key, reader));
}

/**
 * @param {CaseMaterial} material
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
  const caseKeys = await caseKeysOf(material, chain, key, reader);
  const { opened, findings } = await openMessages(material.messages, chain, caseKeys, book);
  const { marked, unconfirmed } = confirm(opened, chain, book);
  const told = new Set(findings.map(placeOf));
  findings.push(...unconfirmed, ...chainFindings(marked, chain, told));
  const summary = await summaryOrNull(material, chain, caseKeys);
  const named = marked.find((entry) => entry.message.kind === "report")?.message.summary;
  if (!summary || (named !== undefined && named !== digestOf(material.summary))) {
    findings.push({ kind: "summary", author: REPORTER, seq: 1 });
  }
  return new Dossier({
    chain,
    epoch: newestEpoch(chain, marked, book),
    caseKeys,
    summary,
    messages: inOrder(marked),
    findings: distinct(findings),
  });
}

/**
 * Open the newest grant, then walk back through the previous keys (rules 1 and 8).
 * @param {CaseMaterial} material
 * @param {RecordChain} chain
 * @param {HybridPrivateKey} key
 * @param {Author} reader
 * @returns {Promise<CaseKeys>}
 */
async function caseKeysOf(material, chain, key, reader) {
  if (material.grants.size === 0) throw new ForgedGrantError("no grant for this reader");
  const newest = Math.max(...material.grants.keys());
  const sealed = /** @type {Uint8Array} */ (material.grants.get(newest));
  let caseKey = await grantedKey(sealed, chain, newest, key, reader);
  const keys = new Map([[newest, caseKey]]);
  for (let epoch = newest; epoch > 1; epoch -= 1) {
    caseKey = await previousKey(material.previousKeys.get(epoch), chain, epoch - 1, caseKey);
    keys.set(epoch - 1, caseKey);
  }
  return keys;
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

/**
 * @param {CaseMaterial} material
 * @param {RecordChain} chain
 * @param {CaseKeys} keys
 */
async function summaryOf(material, chain, keys) {
  const first = /** @type {HybridPrivateKey} */ (keys.get(1));
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
 */
async function summaryOrNull(material, chain, keys) {
  try {
    return await summaryOf(material, chain, keys);
  } catch (error) {
    if (error instanceof RefusedError) return null;
    throw error;
  }
}

/**
 * Open every message; the same bytes twice, or two for one place, become findings.
 * @param {SealedMessage[]} messages
 * @param {RecordChain} chain
 * @param {CaseKeys} keys
 * @param {TrustBook} book
 */
async function openMessages(messages, chain, keys, book) {
  /** @type {Map<string, OpenedMessage>} */
  const opened = new Map();
  /** @type {Finding[]} */
  const findings = [];
  const seen = new Set();
  for (const sealed of messages) {
    const digest = digestOf(sealed.sealed);
    const { author, seq } = sealed;
    if (seen.has(digest)) {
      findings.push({ kind: "replay", author, seq });
      continue;
    }
    seen.add(digest);
    const outcome = await openMessage(sealed, chain, keys, book);
    if (typeof outcome === "string") findings.push({ kind: outcome, author, seq });
    else if (opened.has(placeOf(sealed))) findings.push({ kind: "fork", author, seq });
    else opened.set(placeOf(sealed), { ...outcome, digest, confirmed: true, author });
  }
  return { opened: [...opened.values()], findings };
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
 * Mark messages of officers since removed that nobody who still counts builds on (rule 4).
 * @param {OpenedMessage[]} opened
 * @param {RecordChain} chain
 * @param {TrustBook} book
 */
function confirm(opened, chain, book) {
  const byDigest = new Map(opened.map((entry) => [entry.digest, entry]));
  const counted = new Set(opened.filter((entry) => countsAlone(entry.message, chain, book)).map((entry) => entry.digest));
  const waiting = [...counted];
  for (let digest = waiting.pop(); digest !== undefined; digest = waiting.pop()) {
    const entry = /** @type {OpenedMessage} */ (byDigest.get(digest));
    for (const referred of referredBy(entry.message)) {
      if (!byDigest.has(referred) || counted.has(referred)) continue;
      counted.add(referred);
      waiting.push(referred);
    }
  }
  const marked = opened.map((entry) => ({ ...entry, confirmed: counted.has(entry.digest) }));
  /** @type {Finding[]} */
  const unconfirmed = marked
    .filter((entry) => !entry.confirmed)
    .map((entry) => ({ kind: "not-confirmed", author: entry.author, seq: entry.message.seq }));
  return { marked, unconfirmed };
}

/**
 * @param {Message} message
 * @param {RecordChain} chain
 * @param {TrustBook} book
 */
function countsAlone({ author, directory }, chain, book) {
  if (author === REPORTER) return true;
  const { key } = officerEntry(author, directory, book);
  return chain.epoch(chain.epochs).readers.has(authorText(author)) && isCurrent(author, key, book);
}

/** @param {Message} message */
function referredBy(message) {
  const previous = message.previous === undefined ? [] : [message.previous];
  return previous.concat(message.seen.map((head) => head.digest));
}

/**
 * Compare every reference with what is there (rules 5 and 7); `told` places are not told again.
 * @param {OpenedMessage[]} opened
 * @param {RecordChain} chain
 * @param {Set<string>} told
 */
function chainFindings(opened, chain, told) {
  const present = new Map(opened.map((entry) => [placeOf(entry.message), entry.digest]));
  const removed = removedDigests(opened);
  const explained = new Set(told);
  /** @type {Finding[]} */
  const findings = [];
  const references = referencesIn(opened, chain);
  for (const [place, { author, seq, digests }] of references) {
    const found = present.get(place);
    const isOnly = digests.size === 1 && found !== undefined && digests.has(found);
    if (found !== undefined && !isOnly) findings.push({ kind: "fork", author, seq });
    if (found === undefined && [...digests].every((digest) => removed.has(digest))) explained.add(place);
  }
  const known = [...opened.map((entry) => entry.message), ...references.values()];
  return [...findings, ...holes(known, present, explained)];
}

/** @param {OpenedMessage[]} opened */
function removedDigests(opened) {
  const bodies = opened.filter((entry) => entry.confirmed).map((entry) => entry.message.body);
  return new Set(bodies.flatMap((body) => (body.type === "wbs-removed/v1" ? body.digests : [])));
}

/**
 * Collect what messages and epoch records say about places: which digest stands there.
 * @param {OpenedMessage[]} opened
 * @param {RecordChain} chain
 */
function referencesIn(opened, chain) {
  /** @type {Map<string, {author: string, seq: number, digests: Set<string>}>} */
  const references = new Map();
  const refer = (/** @type {string} */ author, /** @type {number} */ seq, /** @type {string} */ digest) => {
    const place = placeOf({ author, seq });
    const known = references.get(place) ?? { author, seq, digests: new Set() };
    references.set(place, known);
    known.digests.add(digest);
  };
  for (const { message, author } of opened) {
    if (message.previous !== undefined) refer(author, message.seq - 1, message.previous);
  }
  const heads = opened.filter((entry) => entry.confirmed).flatMap((entry) => entry.message.seen);
  const recordHeads = chain.records.flatMap(({ document }) => (document.type === "wbs-epoch/v1" ? document.heads : []));
  for (const head of [...heads, ...recordHeads]) refer(authorText(head.author), head.seq, head.digest);
  return references;
}

/**
 * Name every place that must have held something: referred to, below an author's newest, or the report itself.
 * @param {Array<{author: Author | string, seq: number}>} known
 * @param {ReadonlyMap<string, string>} present
 * @param {Set<string>} explained
 */
function holes(known, present, explained) {
  const newest = new Map([[REPORTER, 1]]);
  const places = [...explained].map(placeFrom);
  for (const { author, seq } of [...known.map((item) => placeFrom(placeOf(item))), ...places]) {
    newest.set(author, Math.max(seq, newest.get(author) ?? 0));
  }
  /** @type {Finding[]} */
  const findings = [];
  for (const author of [...newest.keys()].sort()) {
    const last = newest.get(author) ?? 0;
    let listed = 0;
    for (let seq = 1; seq <= last && listed < LISTED_GAPS; seq += 1) {
      const place = placeOf({ author, seq });
      if (present.has(place) || explained.has(place)) continue;
      findings.push({ kind: "gap", author, seq });
      listed += 1;
    }
  }
  return findings;
}

/**
 * Give the newest epoch that someone who counts stands for (rule 4).
 * @param {RecordChain} chain
 * @param {OpenedMessage[]} opened
 * @param {TrustBook} book
 */
function newestEpoch(chain, opened, book) {
  const counting = opened.filter((entry) => entry.confirmed && countsAlone(entry.message, chain, book));
  const named = new Set(counting.map((entry) => entry.message.record));
  let confirmed = 1;
  for (const [place, record] of chain.records.entries()) {
    const later = chain.records.slice(place);
    const stands = later.some((follower) => signerIsCurrent(follower.document, book) || named.has(follower.digest));
    if (stands) confirmed = record.document.epoch;
  }
  return confirmed;
}

/**
 * Sort so that nothing stands before what its author had seen; the server's order is not trusted.
 * @param {OpenedMessage[]} opened
 */
function inOrder(opened) {
  const byPlace = new Map(opened.map((entry) => [placeOf(entry.message), entry]));
  /** @type {Map<string, number>} */
  const depths = new Map();
  const bySeq = [...opened].sort((left, right) => left.message.seq - right.message.seq);
  for (const entry of bySeq) findDepth(placeOf(entry.message), byPlace, depths);
  const depthOf = (/** @type {OpenedMessage} */ entry) => depths.get(placeOf(entry.message)) ?? 0;
  return [...opened].sort(
    (left, right) =>
      depthOf(left) - depthOf(right) ||
      (left.author < right.author ? -1 : Number(left.author > right.author)) ||
      left.message.seq - right.message.seq,
  );
}

/**
 * Find the length of the longest line of references below a message, without recursion.
 * @param {string} place
 * @param {Map<string, OpenedMessage>} byPlace
 * @param {Map<string, number>} depths
 */
function findDepth(place, byPlace, depths) {
  const stack = [place];
  while (stack.length > 0) {
    const current = stack[stack.length - 1];
    const before = placesBefore(/** @type {OpenedMessage} */ (byPlace.get(current))).filter((spot) => byPlace.has(spot));
    const open = before.find((spot) => !depths.has(spot));
    if (open !== undefined && stack.length <= byPlace.size) {
      stack.push(open);
      continue;
    }
    if (!depths.has(current)) depths.set(current, 1 + Math.max(0, ...before.map((spot) => depths.get(spot) ?? 0)));
    stack.pop();
  }
}

/** @param {OpenedMessage} entry */
function placesBefore({ message, author }) {
  return [placeOf({ author, seq: message.seq - 1 }), ...message.seen.map(placeOf)];
}

/** @param {OpenedMessage} opened */
function headOf({ message, digest }) {
  return { author: message.author, seq: message.seq, digest };
}

/** @param {OpenedMessage[]} own */
function newestOf(own) {
  return own.reduce(
    (/** @type {OpenedMessage | undefined} */ last, opened) => (opened.message.seq > seqOf(last) ? opened : last),
    undefined,
  );
}

/** @param {OpenedMessage | undefined} opened */
function seqOf(opened) {
  return opened?.message.seq ?? 0;
}

/**
 * Name a place of a case in one string.
 * @param {{author: Author | string, seq: number}} item
 */
function placeOf({ author, seq }) {
  return `${typeof author === "string" ? author : authorText(author)} ${seq}`;
}

/** @param {string} place */
function placeFrom(place) {
  const at = place.lastIndexOf(" ");
  return { author: place.slice(0, at), seq: Number(place.slice(at + 1)) };
}

/** @param {Finding[]} findings */
function distinct(findings) {
  return [...new Map(findings.map((finding) => [`${finding.kind} ${placeOf(finding)}`, finding])).values()];
}
