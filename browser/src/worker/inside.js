/**
 * What officers write among themselves about the case that is open: reading it, and composing entries.
 *
 * No entry is sealed to a case key, which is the reporter's as well: there is one way to an entry's place, and it gives
 * an inside key.
 */

import { b64url, fromB64url } from "../protocol/bytes.js";
import { FormatError } from "../protocol/errors.js";
import { composeEntry, composeInsideKey, mayWriteInside, scopeOf } from "../protocol/inside.js";
import { authorText } from "../protocol/records.js";
import { addressed } from "../protocol/staying.js";
import { normalised } from "../shared/text.js";
import { personOf } from "./readers.js";

/** @typedef {import("../protocol/chains.js").Finding} Finding */
/** @typedef {import("../protocol/documents.d.ts").InsideEntry} InsideEntry */
/** @typedef {import("../protocol/insight.js").InsideMaterial} InsideMaterial */
/** @typedef {import("../protocol/insight.js").Insight} Insight */
/** @typedef {import("./readers.js").Person} Person */
/** @typedef {import("./session.js").Session} Session */
/** @typedef {{epoch: number, sealed: string}} EpochKey */

/**
 * The inside of a case as it travels.
 * @typedef {object} SealedInside
 * @property {Array<{envelope: string}>} keys
 * @property {EpochKey[]} grants
 * @property {EpochKey[]} previous_keys
 * @property {Array<{author: string, seq: number, epoch: number, sealed: string}>} entries
 */

/** @typedef {{person: Person, seq: number, kind: InsideEntry["kind"], body: InsideEntry["body"], confirmed: boolean}} Note */
/** @typedef {{kind: Finding["kind"], person: Person, seq: number}} Flaw */

/**
 * What the page shows of the inside. `bar` says what keeps the officer from writing: nothing, the role, the own chain;
 * `need` what must come first: an inside key (brought along with the first entry), or a new key of the case.
 * @typedef {object} InsideStory
 * @property {Note[]} notes in an order that respects what each author had seen
 * @property {Flaw[]} findings about entries
 * @property {Flaw[]} keyFindings about inside keys; `seq` is the epoch
 * @property {"none" | "conflict" | null} declared what this officer declared about a conflict of interest
 * @property {string[]} recused whoever declared a conflict
 * @property {"none" | "role" | "chain"} bar
 * @property {Insight["need"]} need
 */

export class Inside {
  #session;

  /** @param {Session} session */
  constructor(session) {
    this.#session = session;
  }

  /**
   * Bring the inside key that the newest epoch has not yet.
   * @returns {Promise<object>} as the API takes it
   * @throws {TrustError} the epoch should not be written in any more.
   */
  async composeKey() {
    const { keys, me, book, opened } = this.#session;
    const made = await composeInsideKey({
      key: keys.signingKey,
      author: me,
      scope: scopeOf(opened.dossier, book),
      directories: addressed([], book, [me.agency]).directories,
      before: insightOf(this.#session).newestHeld,
    });
    return sentInsideKey(made);
  }

  /**
   * Sign an entry and seal it to the newest epoch's inside key.
   * @param {{kind: InsideEntry["kind"], body: any}} given the body without its type
   * @returns {Promise<{seq: number, epoch: number, sealed: string, declares?: string, recommends?: object}>} as the API
   *   takes it; of a declaration the server must know what it says, of a recommendation until when
   * @throws {ForgedGrantError} no inside key that may be used.
   * @throws {TrustError} the author's own chain is not whole.
   * @throws {FormatError} the body breaks its limits.
   */
  async composeNote({ kind, body }) {
    const { keys, me, book, opened } = this.#session;
    const place = await insightOf(this.#session).placeFor(me, opened.dossier, book);
    const { text, ...rest } = body;
    const said = typeof text === "string" ? normalised(text) : "";
    const whole = { type: `wbs-${kind}/v1`, ...rest, ...(said && { text: said }) };
    const { seq, epoch, sealed } = await composeEntry(keys.signingKey, place, { kind, body: whole });
    return { seq, epoch, sealed: b64url(sealed), ...inClear(whole) };
  }
}

/**
 * Give what the server is told of an entry.
 * @param {any} body
 */
function inClear({ type, interest, reference, due, ended }) {
  if (type === "wbs-declaration/v1") return { declares: interest };
  return type === "wbs-recommendation/v1" ? { recommends: { reference, due, ...(ended && { ended }) } } : {};
}

/**
 * Write an inside key as the API takes it.
 * @param {import("../protocol/inside.js").SealedInsideKey} made
 */
export function sentInsideKey({ record, grants, previousKey }) {
  return {
    record: b64url(record),
    grants: grants.map(sent),
    ...(previousKey && { previous_key: b64url(previousKey) }),
  };
}

/**
 * Write a grant as the API takes it.
 * @param {import("../protocol/newcase.js").SealedGrant} grant
 */
export function sent({ key, sealed }) {
  return { key, sealed: b64url(sealed) };
}

/**
 * Decode the inside of a case; nothing if the server gave none.
 * @param {SealedInside | undefined} inside
 * @returns {InsideMaterial}
 * @throws {FormatError} not what a case carries.
 */
export function insideMaterialOf(inside) {
  const { keys = [], grants = [], previous_keys: previous = [], entries = [] } = inside ?? {};
  try {
    return {
      keys: keys.map(({ envelope }) => fromB64url(envelope)),
      grants: byEpoch(grants),
      previousKeys: byEpoch(previous),
      entries: entries.map(({ author, seq, epoch, sealed }) => ({
        author: String(author),
        seq: ordinal(seq),
        epoch: ordinal(epoch),
        sealed: fromB64url(sealed),
      })),
    };
  } catch {
    throw new FormatError("not the inside of a case");
  }
}

/**
 * Tell the inside of a case as plain data.
 * @param {Insight} insight
 * @param {Session} session
 * @returns {InsideStory}
 */
export function tellInside(insight, session) {
  const { book } = session;
  const flaw = (/** @type {Finding} */ { kind, author, seq }) => ({ kind, person: personNamed(author, book), seq });
  return {
    notes: insight.entries.map(({ message: { author, seq, kind, body }, confirmed }) => {
      return { person: personOf(author, book), seq, kind, body, confirmed };
    }),
    findings: insight.findings.map(flaw),
    keyFindings: insight.keyFindings.map(flaw),
    declared: declaredBy(insight, authorText(session.me)),
    recused: [...recusedOf(insight)],
    bar: barOf(insight, session),
    need: insight.need,
  };
}

/**
 * Name everybody who declared a conflict of interest in a case, as `agency/reader`. It is never taken back, and no doubt
 * about its author lets anybody in.
 * @param {Insight | null} insight
 */
export function recusedOf(insight) {
  const found = (insight?.entries ?? []).filter(
    ({ message: { body } }) => body.type === "wbs-declaration/v1" && body.interest === "conflict",
  );
  return new Set(found.map(({ author }) => author));
}

/**
 * @param {Insight} insight
 * @param {string} name
 * @returns {InsideStory["declared"]}
 */
function declaredBy(insight, name) {
  if (recusedOf(insight).has(name)) return "conflict";
  return insight.entries.some(({ author, message }) => author === name && message.kind === "declaration")
    ? "none"
    : null;
}

/**
 * @param {Insight} insight
 * @param {Session} session
 * @returns {InsideStory["bar"]}
 */
function barOf(insight, { book, me }) {
  const entry = book.currentReader(me.agency, me.reader);
  if (!entry || !mayWriteInside(entry)) return "role";
  return insight.broken.has(authorText(me)) ? "chain" : "none";
}

/**
 * @param {string} author `agency/reader`, or nothing
 * @param {import("../protocol/trust.js").TrustBook} book
 * @returns {Person}
 */
function personNamed(author, book) {
  const [agency, reader] = author.split("/");
  return reader === undefined ? { author, label: "", unit: "", isReporter: false } : personOf({ agency, reader }, book);
}

/** @param {EpochKey[]} keys */
function byEpoch(keys) {
  return new Map(keys.map(({ epoch, sealed }) => [ordinal(epoch), fromB64url(sealed)]));
}

/** @param {number} value */
function ordinal(value) {
  if (!Number.isSafeInteger(value) || value < 1) throw new FormatError("not a number of an epoch or an entry");
  return value;
}

/** @param {Session} session */
function insightOf({ opened }) {
  if (!opened.insight) throw new FormatError("the inside of the case was not opened");
  return opened.insight;
}
