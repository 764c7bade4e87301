/**
 * Tells a checked case as plain data for the page: what was said, by whom, what changed, what is wrong.
 *
 * Holds no key: attachments are named by id only.
 */

import { namedAmong } from "../protocol/named.js";
import { authorText, caseNumber, isRestoring, REPORTER, restoredOn } from "../protocol/records.js";
import { homeOf } from "../protocol/staying.js";
import { isHanging } from "../protocol/takeover.js";
import { isDue, personOf, plainReason, readersOf } from "./readers.js";

/** @typedef {import("../protocol/documents.d.ts").Message} Message */
/** @typedef {import("../protocol/documents.d.ts").ReportBody} ReportBody */
/** @typedef {import("../protocol/documents.d.ts").Summary} Summary */
/** @typedef {import("../protocol/documents.d.ts").Status} Status */
/** @typedef {import("../protocol/dossier.js").Dossier} Dossier */
/** @typedef {import("../protocol/dossier.js").Finding} Finding */
/** @typedef {import("../protocol/dossier.js").OpenedMessage} OpenedMessage */
/** @typedef {import("../protocol/records.js").VerifiedRecord} VerifiedRecord */
/** @typedef {import("../protocol/trust.js").TrustBook} TrustBook */

/** @typedef {import("./readers.js").Person} Person */
/** @typedef {import("./readers.js").Reader} Reader */
/** @typedef {{id: string, name: string, mediaType: string, size: number}} FileNote */

/**
 * @typedef {object} MessageItem
 * @property {"message"} type
 * @property {Person} person
 * @property {number} seq
 * @property {Message["kind"]} kind
 * @property {string | undefined} text
 * @property {Status | undefined} status
 * @property {import("../protocol/documents.d.ts").StatusBody | null} step everything that a step tells
 * @property {import("../protocol/documents.d.ts").Proposal | null} proposal a text that officers want to hand to SP4N-LAPOR!
 * @property {boolean} isObjection whether the reporter objects to the end of the case
 * @property {string | undefined} reason why items were removed
 * @property {number} removed how many
 * @property {boolean} confirmed
 * @property {Message["sealed_by"]} sealedBy
 * @property {boolean} seenByReporter
 * @property {FileNote[]} files
 */

/**
 * @typedef {object} RecordItem
 * @property {"record"} type
 * @property {"first" | "epoch" | "access"} event
 * @property {Person} person
 * @property {number} epoch
 * @property {number} readers how many officers read as of this record
 * @property {string} added label of whom an access record adds
 * @property {string} reason of an access record, without what programs read in it
 * @property {string} restored day on which the recovery key let somebody in, or ""
 * @property {number} version of the directory that it names
 */

/** @typedef {{type: "finding", kind: Finding["kind"], person: Person, seq: number}} FindingItem */
/** @typedef {MessageItem | RecordItem | FindingItem} Item */

/**
 * What keeps the officer from writing: nothing, the role, the own chain or key.
 * @typedef {"none" | "role" | "chain"} Bar
 */

/**
 * @typedef {object} Story
 * @property {string} agency
 * @property {string} case
 * @property {string} number
 * @property {Summary | null} summary
 * @property {ReportBody | null} report
 * @property {FileNote[]} evidence files of the report
 * @property {Message["sealed_by"] | null} sealedBy
 * @property {Status} status newest that was signed
 * @property {{class: string, outcome: string, to: string}} signed as they were last signed, or ""; `to` is whom it went to
 * @property {Item[]} items in an order that respects what each author had seen
 * @property {FindingItem[]} findings
 * @property {Reader[]} readers
 * @property {string[]} named those of them whose name is like one that the reporter wrote, as `agency/reader`
 * @property {{minimum: number, isDue: boolean, isHanging: boolean}} access how many officers the policy asks for, whether
 *   only a new key of the case will do for further changes, and whether one would hold a case that came from another agency
 * @property {Array<{agency: string, name: string}>} excluded who gets no key; an agency as a whole has no name
 * @property {{reporter: number, officers: number}} counts
 * @property {Record<string, number>} newest newest verified seq by author
 * @property {number} epoch
 * @property {{sealedUnder: number, newest: number}} directory versions of the governing agency
 * @property {Bar} bar
 */

/**
 * Tell a case.
 * @param {Dossier} dossier
 * @param {TrustBook} book
 * @param {Bar} bar
 * @param {import("../protocol/documents.d.ts").ReaderRef} me
 * @returns {Story}
 */
export function tell(dossier, book, bar, me) {
  const { chain, messages, summary } = dossier;
  const opening = messages.find((opened) => opened.message.kind === "report")?.message;
  const confirmed = messages.filter((opened) => opened.confirmed);
  const fromReporter = confirmed.filter((opened) => opened.author === REPORTER).length;
  const readers = readersOf(dossier, book);
  const findings = dossier.findings.map((finding) => findingItem(finding, book));
  return {
    agency: chain.first.agency,
    case: chain.case,
    number: caseNumber(chain.case),
    summary,
    report: opening?.body.type === "wbs-report/v1" ? opening.body : null,
    evidence: opening ? fileNotes(opening) : [],
    sealedBy: opening?.sealed_by ?? null,
    status: signedStatus(confirmed),
    signed: signedTags(confirmed),
    items: itemsOf(dossier, book, findings),
    findings,
    readers,
    named: [...namedAmong(messages, readers)],
    access: {
      minimum: book.newest(homeOf(dossier)).document.policy.minimum_readers,
      isDue: isDue(dossier, book),
      isHanging: isHanging(dossier, me, book),
    },
    excluded: chain.first.excluded.map((one) => excludedOne(one, book)),
    counts: { reporter: fromReporter, officers: confirmed.length - fromReporter },
    newest: Object.fromEntries(dossier.heads().map((head) => [authorText(head.author), head.seq])),
    epoch: dossier.epoch,
    directory: directoryVersions(dossier, book),
    bar,
  };
}

/**
 * Name who gets no key: an officer by label, a unit or office as it is, an agency as a whole by nothing.
 * @param {import("../protocol/documents.d.ts").Exclusion} exclusion
 * @param {TrustBook} book
 */
export function excludedOne({ agency, reader, unit }, book) {
  return { agency, name: reader ? personOf({ agency, reader }, book).label : (unit ?? "") };
}

/**
 * Give the status that was signed last.
 * @param {OpenedMessage[]} messages that count, in order
 */
export function signedStatus(messages) {
  const bodies = messages.map((opened) => opened.message.body);
  return bodies.reduce(
    (/** @type {Status} */ status, body) => (body.type === "wbs-status/v1" ? body.status : status),
    "submitted",
  );
}

/**
 * Give class, outcome and whom it was passed on to as they were last signed; what is opened again has no outcome.
 * @param {OpenedMessage[]} messages that count, in order
 */
export function signedTags(messages) {
  const signed = { class: "", outcome: "", to: "" };
  for (const { message } of messages) {
    const { body } = message;
    if (body.type !== "wbs-status/v1") continue;
    signed.class = body.class ?? signed.class;
    signed.to = body.status === "passed-on" ? (body.to ?? "") : signed.to;
    signed.outcome = body.status === "reopened" ? "" : (body.outcome ?? signed.outcome);
  }
  return signed;
}

/**
 * @param {Dossier} dossier
 * @param {TrustBook} book
 * @param {FindingItem[]} findings
 */
function itemsOf(dossier, book, findings) {
  const { records } = dossier.chain;
  const seenByReporter = reporterHasSeen(dossier.messages);
  const placeOfRecord = new Map(records.map((record, place) => [record.digest, place]));
  /** @type {Item[]} */
  const items = [];
  let told = 0;
  for (const opened of dossier.messages) {
    const reached = (placeOfRecord.get(opened.message.record) ?? 0) + 1;
    for (; told < reached; told += 1) items.push(recordItem(records[told], book));
    if (opened.message.kind !== "report") items.push(messageItem(opened, book, seenByReporter));
  }
  for (; told < records.length; told += 1) items.push(recordItem(records[told], book));
  for (const finding of findings) if (finding.kind !== "not-confirmed") insert(items, finding);
  return items;
}

/**
 * Put a finding before the first later item of the same author; without one it is the newest, and stands at the end.
 * @param {Item[]} items
 * @param {FindingItem} finding
 */
function insert(items, finding) {
  const at = items.findIndex(
    (item) => item.type !== "record" && item.person.author === finding.person.author && item.seq > finding.seq,
  );
  items.splice(at < 0 ? items.length : at, 0, finding);
}

/**
 * Collect how far the reporter says to have read, by author.
 * @param {OpenedMessage[]} messages
 */
function reporterHasSeen(messages) {
  const heads = messages.filter((opened) => opened.author === REPORTER).flatMap((opened) => opened.message.seen);
  /** @type {Map<string, number>} */
  const seen = new Map();
  for (const head of heads) {
    const author = authorText(head.author);
    seen.set(author, Math.max(head.seq, seen.get(author) ?? 0));
  }
  return seen;
}

/**
 * @param {OpenedMessage} opened
 * @param {TrustBook} book
 * @param {ReadonlyMap<string, number>} seen
 * @returns {MessageItem}
 */
function messageItem({ message, author, confirmed }, book, seen) {
  const { body } = message;
  return {
    type: "message",
    person: personOf(message.author, book),
    seq: message.seq,
    kind: message.kind,
    text: "text" in body ? body.text : undefined,
    status: body.type === "wbs-status/v1" ? body.status : undefined,
    step: body.type === "wbs-status/v1" ? body : null,
    isObjection: body.type === "wbs-text/v1" && body.purpose === "objection",
    proposal: (body.type === "wbs-text/v1" && body.proposal) || null,
    reason: body.type === "wbs-removed/v1" ? body.reason : undefined,
    removed: body.type === "wbs-removed/v1" ? body.digests.length : 0,
    confirmed,
    sealedBy: message.sealed_by,
    seenByReporter: (seen.get(author) ?? 0) >= message.seq,
    files: fileNotes(message),
  };
}

/**
 * @param {VerifiedRecord} record
 * @param {TrustBook} book
 * @returns {RecordItem}
 */
function recordItem({ document, readers }, book) {
  const isAccess = document.type === "wbs-access/v1";
  return {
    type: "record",
    event: isAccess ? "access" : document.epoch === 1 ? "first" : "epoch",
    person: personOf(document.author, book),
    epoch: document.epoch,
    readers: readers.size,
    added: isAccess ? personOf(document.add, book).label : "",
    reason: isAccess ? plainReason(document.reason) : "",
    restored: isRestoring(document) ? restoredOn(document) : "",
    version: document.directories[0].version,
  };
}

/**
 * @param {Finding} finding
 * @param {TrustBook} book
 * @returns {FindingItem}
 */
function findingItem({ kind, author, seq }, book) {
  const [agency, reader] = author.split("/");
  const person = author === REPORTER || reader === undefined ? REPORTER : { agency, reader };
  return { type: "finding", kind, person: { ...personOf(person, book), author }, seq };
}

/** @param {Message} message */
function fileNotes(message) {
  return message.attachments.map(({ id, name, media_type: mediaType, size }) => ({ id, name, mediaType, size }));
}

/**
 * @param {Dossier} dossier
 * @param {TrustBook} book
 */
function directoryVersions({ chain }, book) {
  const { agency, directories } = chain.first;
  const named = directories.find((name) => name.agency === agency);
  return { sealedUnder: named?.version ?? 0, newest: book.newest(agency).document.version };
}
