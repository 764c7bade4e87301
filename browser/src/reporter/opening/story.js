/**
 * Tells a checked case as plain data for the page: what was said, by whom, how far it has come, what is wrong. As
 * `wbs/portal/mailbox_page.py` tells it without script. Holds no key: attachments are named by id only.
 */

import { checkDay } from "../../protocol/directory.js";
import { authorText, caseNumber, lastRestored, officerEntry, REPORTER } from "../../protocol/records.js";
import { homeOf } from "../../protocol/staying.js";
import { safeName } from "../../shared/names.js";
import { journey } from "./journey.js";

/** @typedef {import("../../protocol/documents.d.ts").Message} Message */
/** @typedef {import("../../protocol/documents.d.ts").ReportBody} ReportBody */
/** @typedef {import("../../protocol/documents.d.ts").Status} Status */
/** @typedef {import("../../protocol/dossier.js").Dossier} Dossier */
/** @typedef {import("../../protocol/dossier.js").Finding} Finding */
/** @typedef {import("../../protocol/dossier.js").OpenedMessage} OpenedMessage */
/** @typedef {import("../../protocol/trust.js").TrustBook} TrustBook */
/** @typedef {import("../api.js").Mailbox} Mailbox */
/** @typedef {{title: string, content: string, digest: string, given: "yes" | "no" | ""}} Proposed */

/** @typedef {{isSelf: boolean, label: string, agency: string}} Sender Empty texts for the reporter. */
/** @typedef {{id: string, name: string, size: number}} FileNote */
/** @typedef {{kind: Finding["kind"], sender: Sender, seq: number}} Notice */

/**
 * @typedef {object} Item
 * @property {Sender} sender
 * @property {number} seq
 * @property {string} day on which the server says that it came; nobody signed that
 * @property {Message["kind"]} kind
 * @property {string} text
 * @property {Status | ""} status
 * @property {import("../../protocol/documents.d.ts").StatusBody | null} step everything that a step tells
 * @property {Proposed | null} proposed the text for SP4N-LAPOR! that it proposes, if it is the newest that does
 * @property {boolean} mayRetract of the reporter's own: whether the server says that no officer was given it
 * @property {number} takenBack how many messages an item takes back
 * @property {boolean} isObjection of the reporter's own: whether it objects to the end of the case
 * @property {ReportBody | null} report
 * @property {FileNote[]} files
 * @property {Message["sealed_by"]} sealedBy
 * @property {boolean} isConfirmed
 * @property {boolean} isRead of the reporter's own: whether an officer's message says it was read
 */

/**
 * @typedef {object} Story
 * @property {string} case
 * @property {string} number
 * @property {string} agency
 * @property {string} agencyName
 * @property {Item[]} items
 * @property {Notice[]} notices
 * @property {import("./journey.js").Journey} journey
 * @property {{own: number, other: number}} counts
 * @property {boolean} canWrite
 * @property {boolean} isEpochDue whether the key changes before the next message
 * @property {number} records
 * @property {string} remind from when on the reporter is reminded of a question, or "" where none waits for an answer
 * @property {string} restored day on which officials last let officers in with the recovery key, or ""
 */

/**
 * Tell a case.
 * @param {Dossier} dossier
 * @param {TrustBook} book
 * @param {Mailbox} sent what came from the server
 * @param {{findings: Finding[], canWrite: boolean, isEpochDue: boolean}} more what else is known of it
 * @returns {Story}
 * @throws {FormatError} days that are none.
 */
export function tell(dossier, book, sent, { findings, canWrite, isEpochDue }) {
  const names = new Names(book);
  const items = itemsOf(dossier, names, sent);
  const own = items.filter(({ sender }) => sender.isSelf).length;
  const due = dueDays(sent.due);
  const told = journey(day(sent.received), due, changesOf(items), firstAnswer(items));
  return {
    case: dossier.chain.case,
    number: caseNumber(dossier.chain.case),
    agency: dossier.chain.first.agency,
    agencyName: names.agency(homeOf(dossier)),
    items,
    notices: findings.map(({ kind, author, seq }) => ({ kind, sender: names.byText(author), seq })),
    journey: told,
    counts: { own, other: items.length - own },
    canWrite,
    isEpochDue,
    records: dossier.chain.records.length,
    remind: told.status === "incomplete" && !isAnswered(items) ? due.remind : "",
    restored: lastRestored(dossier.chain, dossier.newest),
  };
}

/** Tells authors by the names that signed directories give them. */
class Names {
  #book;
  #agencies;

  /** @param {TrustBook} book */
  constructor(book) {
    this.#book = book;
    this.#agencies = new Map(book.agencies.document.agencies.map(({ agency, name }) => [agency, name]));
  }

  /** @param {string} code */
  agency(code) {
    return this.#agencies.get(code) ?? code;
  }

  /**
   * Name a verified message's author by the directory that it names.
   * @param {Message} message
   * @returns {Sender}
   */
  of({ author, directory }) {
    if (author === REPORTER) return SELF;
    const { entry } = officerEntry(author, directory, this.#book);
    return { isSelf: false, label: entry.label, agency: this.agency(author.agency) };
  }

  /**
   * Name an author whom nobody has verified, if the newest directory knows one by that name.
   * @param {string} author
   * @returns {Sender}
   */
  byText(author) {
    if (author === REPORTER) return SELF;
    const [agency, reader = ""] = author.split("/");
    const label = this.#book.currentReader(agency, reader)?.label ?? "";
    return { isSelf: false, label, agency: label && this.agency(agency) };
  }
}

/** @type {Sender} */
const SELF = { isSelf: true, label: "", agency: "" };

/**
 * @param {Dossier} dossier
 * @param {Names} names
 * @param {Mailbox} sent
 * @returns {Item[]}
 */
function itemsOf({ messages }, names, sent) {
  const days = new Map(sent.messages.map((message) => [`${message.author} ${message.seq}`, message.day]));
  const read = readUpTo(messages);
  const proposed = newestProposal(messages);
  return messages.map(({ message, author, confirmed, digest }) => {
    const { body } = message;
    return {
      sender: names.of(message),
      seq: message.seq,
      day: day(days.get(`${author} ${message.seq}`)),
      kind: message.kind,
      text: ("text" in body && body.text) || "",
      status: body.type === "wbs-status/v1" ? body.status : "",
      step: body.type === "wbs-status/v1" ? body : null,
      proposed: proposed?.digest === digest ? proposed : null,
      mayRetract:
        author === REPORTER && message.kind !== "removed" && message.seq > Math.max(read, Number(sent.served)),
      takenBack: body.type === "wbs-removed/v1" ? body.digests.length : 0,
      isObjection: body.type === "wbs-text/v1" && body.purpose === "objection",
      report: body.type === "wbs-report/v1" ? body : null,
      files: message.attachments.map(({ id, name, size }) => ({ id, name: safeName(name), size })),
      sealedBy: message.sealed_by,
      isConfirmed: confirmed,
      isRead: author === REPORTER && message.seq <= read,
    };
  });
}

/**
 * Find the newest text that officers proposed, with the newest answer to exactly that one.
 * @param {OpenedMessage[]} messages
 * @returns {Proposed | null}
 */
function newestProposal(messages) {
  const bodies = messages.flatMap(({ author, digest, confirmed, message: { body } }) =>
    confirmed && body.type === "wbs-text/v1" ? [{ isOwn: author === REPORTER, digest, body }] : [],
  );
  const asked = bodies.findLast(({ isOwn, body }) => !isOwn && body.proposal);
  if (!asked?.body.proposal) return null;
  const answer = bodies.findLast(({ isOwn, body }) => isOwn && body.answer?.asked === asked.digest);
  return { ...asked.body.proposal, digest: asked.digest, given: answer?.body.answer?.given ?? "" };
}

/**
 * Give the newest number of the reporter's that a confirmed message of an officer has seen.
 * @param {OpenedMessage[]} messages
 */
function readUpTo(messages) {
  const officers = messages.filter(({ author, confirmed }) => confirmed && author !== REPORTER);
  const heads = officers.flatMap(({ message }) => message.seen).filter((head) => authorText(head.author) === REPORTER);
  return heads.reduce((newest, { seq }) => Math.max(newest, seq), 0);
}

/**
 * @param {Item[]} items
 * @returns {import("./journey.js").Change[]}
 */
function changesOf(items) {
  return items.flatMap(({ status, day: on, isConfirmed }) => (status && isConfirmed ? [{ status, day: on }] : []));
}

/** @param {Item[]} items */
function firstAnswer(items) {
  const isAnswer = (/** @type {Item} */ { sender, kind, isConfirmed }) =>
    !sender.isSelf && kind === "message" && isConfirmed;
  return items.find(isAnswer)?.day ?? "";
}

/**
 * Say whether the reporter wrote something after the newest step, if on the same day.
 * @param {Item[]} items
 */
function isAnswered(items) {
  const asked = items.findLastIndex(({ status }) => status !== "");
  return items.slice(asked + 1).some(({ sender, takenBack }) => sender.isSelf && takenBack === 0);
}

/** @param {Mailbox["due"]} due */
function dueDays({ verify, answer, result, extended, before, ...own }) {
  const given = (/** @type {string | null | undefined} */ one) => (one ? day(one) : "");
  return {
    ...{ verify: day(verify), answer: day(answer), result: day(result), isExtended: extended === true },
    ...{ complete: given(own.complete), remind: given(own.remind), objection: given(own.objection) },
    before: { verify: given(before?.verify), answer: given(before?.answer), result: given(before?.result) },
  };
}

/**
 * Take a day from the server.
 * @param {unknown} text
 */
function day(text) {
  return checkDay(String(text));
}
