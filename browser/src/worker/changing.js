/**
 * Changing who reads a case: what a change would do, and the sealed request that does it.
 *
 * A change is one request: an access record for one reader more, else an epoch for exactly those who are to read. Both
 * carry the inside key along. Whom the newest directories do not list in service gets nothing.
 */

import { b64url } from "../protocol/bytes.js";
import { composeAccess } from "../protocol/changes.js";
import { RECOVERY_READER } from "../protocol/directory.js";
import { openAsOfficer, openCounted } from "../protocol/dossier.js";
import { FormatError, RefusedError, TrustError } from "../protocol/errors.js";
import { composeInsideKey, insideGrant, mayWriteInside } from "../protocol/inside.js";
import { openInside } from "../protocol/insight.js";
import { namedAmong } from "../protocol/named.js";
import { composeEpoch } from "../protocol/newcase.js";
import { authorText } from "../protocol/records.js";
import { addressed, homeOf, recipientNow, staying } from "../protocol/staying.js";
import { materialOf } from "../shared/material.js";
import { insideMaterialOf, recusedOf, sent, sentInsideKey } from "./inside.js";
import { candidatesOf, coverReason, isDue, personOf, readersOf } from "./readers.js";

/** @typedef {import("../protocol/dossier.js").Counted} Counted */
/** @typedef {import("../protocol/dossier.js").Dossier} Dossier */
/** @typedef {import("../protocol/insight.js").Insight} Insight */
/** @typedef {import("../protocol/channels.js").Recipient} Recipient */
/** @typedef {import("../protocol/documents.d.ts").ReaderRef} ReaderRef */
/** @typedef {import("../protocol/trust.js").TrustBook} TrustBook */
/** @typedef {import("./readers.js").Candidate} Candidate */
/** @typedef {import("./readers.js").Person} Person */
/** @typedef {import("./readers.js").Reader} Reader */
/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("../shared/material.js").SealedCase} SealedCase */
/** @typedef {import("./inside.js").SealedInside} SealedInside */
/** @typedef {SealedCase & {inside?: SealedInside}} CaseFile */

/**
 * Who is to come and who is to go, as `agency/reader`.
 * @typedef {{add: string[], remove: string[]}} Wish
 */
/** @typedef {{reason: string, until: string}} Grounds `until` is the last day of an absence cover, or empty. */

/**
 * What a change would do: `epoch` gives the case a new key, `access` adds to the present one.
 * @typedef {object} Plan
 * @property {"access" | "epoch"} way
 * @property {Person[]} stays
 * @property {Person[]} comes
 * @property {Person[]} goes whoever is taken off, or is gone from the directory anyway
 * @property {number} officers how many officers of the agency that handles the case read afterwards; guests do not count
 * @property {boolean} isNobody whether no officer at all would read it
 * @property {number} minimum how many the policy asks for
 * @property {number} required of these, as many as the directory leaves: with fewer the server takes no new key
 * @property {boolean} isMeLeaving
 * @property {boolean} isDone nothing of the wish is left to do: somebody else did it
 */

/** @typedef {{path: "access" | "epochs", body: object}} Request */
/** @typedef {{plan: Plan, chosen: Recipient[]}} Planned */

/** WIB, the zone of every day in this product. */
const ZONE_MS = 7 * 3_600_000;

export class Changing {
  #session;

  /** @param {Session} session */
  constructor(session) {
    this.#session = session;
  }

  /**
   * Say who could be given the case that is open, and whose name is like one that the reporter wrote: nobody by a guest of
   * another agency than the one that handles it.
   * @returns {Array<Candidate & {isNamed: boolean}>}
   */
  showCandidates() {
    const { opened, book, me } = this.#session;
    if (me.agency !== homeOf(opened.dossier)) return [];
    const recused = recusedOf(opened.insight);
    const free = candidatesOf(opened.dossier, book, me, days()).filter(({ author }) => !recused.has(author));
    const named = namedAmong(opened.dossier.messages, free);
    return free.map((one) => ({ ...one, isNamed: named.has(one.author) }));
  }

  /**
   * Say what a change of the case that is open would do; nothing is done.
   * @param {Wish} wish
   * @returns {Plan}
   * @throws {TrustError} somebody who is to come may not.
   */
  planChange(wish) {
    const { dossier, insight } = this.#session.opened;
    const left = leftOf(wish, dossier);
    return { ...this.#plan(dossier, insight, left).plan, isDone: isNothing(left) && !isNothing(wish) };
  }

  /**
   * Compose a change of the case that is open.
   * @param {{wish: Wish, grounds: Grounds, shown: Plan}} given `shown` is what the officer agreed to
   * @returns {Promise<Request>}
   * @throws {TrustError} it would do something else than was shown, somebody who is to come may not, or nobody would be
   *   left.
   * @throws {FormatError} nothing would change, or the reason breaks its limits.
   */
  async composeChange({ wish, grounds, shown }) {
    const { dossier, insight } = this.#session.opened;
    if (effectOf(this.planChange(wish)) !== effectOf(shown)) throw new TrustError("not what the officer agreed to");
    return this.#compose(dossier, insight, leftOf(wish, dossier), grounds);
  }

  /**
   * Name those of some rows that an officer reads, by records that verify; titles are not opened.
   * @param {{rows: SealedCase[], reader: string}} given
   * @returns {Promise<{cases: string[], refused: string[]}>} ids; `refused` could not be verified
   */
  async readBy({ rows, reader }) {
    const { me, book } = this.#session;
    /** @type {{cases: string[], refused: string[]}} */
    const found = { cases: [], refused: [] };
    for (const row of rows) {
      try {
        const { newest } = await this.#session.withKeys((key) => openCounted(materialOf(row), key, me, book));
        if (newest.readers.has(reader)) found.cases.push(row.case);
      } catch (error) {
        if (!(error instanceof RefusedError)) throw error;
        found.refused.push(row.case);
      }
    }
    return found;
  }

  /**
   * List the readers of the newest directories of the officer's agency who could take cases over, and who could hand
   * them over: everybody who stands there with a role that reads.
   * @returns {Candidate[]}
   */
  listColleagues() {
    const { book, me } = this.#session;
    const entries = book.newest(me.agency).document.readers.filter(mayWriteInside);
    return entries.map((entry) => ({
      ...personOf({ agency: me.agency, reader: entry.id }, book),
      roles: entry.roles,
    }));
  }

  /**
   * Open a case that is not on the screen, and compose its change: `null` if there is nothing to change any more.
   * @param {{file: CaseFile, wish: Wish, grounds: Grounds}} given
   * @returns {Promise<Request | null>}
   * @throws {RefusedError} the case does not verify, or the change may not be.
   */
  async composeHandOver({ file, wish, grounds }) {
    const { me, book } = this.#session;
    const material = materialOf(file);
    const counted = await this.#session.withKeys((key) => openCounted(material, key, me, book));
    const left = leftOf(wish, counted);
    if (isNothing(left)) return null;
    const inside = insideMaterialOf(file.inside);
    const key = await this.#session.keyNamedBy(counted);
    // With its entries: they tell who declared a conflict of interest, whatever the server says.
    const found = await openInside(inside, counted, key, me, book);
    if (this.#plan(counted, found, left).plan.way === "access") {
      return this.#compose(counted, found, left, grounds);
    }
    const dossier = await openAsOfficer(material, key, me, book);
    const insight = await openInside(inside, dossier, key, me, book);
    return this.#compose(dossier, insight, left, grounds);
  }

  /**
   * @param {Counted} counted
   * @param {Insight | null} insight
   * @param {Wish} wish
   * @returns {Planned}
   */
  #plan(counted, insight, { add, remove }) {
    const { book, me } = this.#session;
    const home = homeOf(counted);
    if (add.length > 0 && me.agency !== home) throw new TrustError("a guest who lets somebody in");
    const recused = recusedOf(insight);
    const stays = staying(counted, book, days()).filter(
      ({ name }) => ![...remove, ...recused].includes(authorText(name)) && mayReadNow(name, book),
    );
    const comes = add.map((name) => {
      const [agency, reader] = name.split("/");
      const found = recused.has(name) ? null : recipientNow(counted, { agency, reader }, book, days());
      if (!found) throw new TrustError("somebody who may not be given the case");
      return found;
    });
    const isSound = !isDue(counted, book) && insight?.need !== "epoch";
    const isSmall = isSound && remove.length === 0 && add.length === 1;
    const kept = new Set(stays.map(({ name }) => authorText(name)));
    const chosen = [...stays, ...comes];
    const officers = new Set(chosen.map(({ name }) => authorText(name)).filter(isOfficer));
    const { minimum_readers: minimum } = book.newest(home).document.policy;
    /** @type {Plan} */
    const plan = {
      way: isSmall ? "access" : "epoch",
      stays: stays.map(({ name }) => personOf(name, book)),
      comes: comes.map(({ name }) => personOf(name, book)),
      goes: isSmall ? [] : readersOf(counted, book).filter(({ author }) => !kept.has(author) && !add.includes(author)),
      officers: [...officers].filter((name) => name.startsWith(`${home}/`)).length,
      isNobody: officers.size === 0,
      minimum,
      required: Math.min(minimum, possible(counted, book, recused)),
      isMeLeaving: !officers.has(authorText(me)),
      isDone: false,
    };
    return { plan, chosen };
  }

  /**
   * @param {Counted | Dossier} opened a whole dossier, if the change takes an epoch
   * @param {Insight | null} insight
   * @param {Wish} wish
   * @param {Grounds} grounds
   * @returns {Promise<Request>}
   */
  async #compose(opened, insight, wish, { reason, until }) {
    const { plan, chosen } = this.#plan(opened, insight, wish);
    if (plan.isNobody) throw new TrustError("nobody would be left who could read");
    if (plan.way === "access") {
      return this.#access(opened, insight, /** @type {Recipient} */ (chosen.at(-1)), coverReason(until, reason.trim()));
    }
    if (!("heads" in opened)) throw new FormatError("a case that was not opened whole");
    return this.#epoch(opened, insight, chosen);
  }

  /**
   * @param {Counted} opened
   * @param {Insight | null} insight
   * @param {Recipient} add
   * @param {string} reason
   * @returns {Promise<Request>}
   */
  async #access(opened, insight, add, reason) {
    const { keys, me, book } = this.#session;
    const { directories } = addressed([add], book, [me.agency]);
    const made = await composeAccess({ key: keys.signingKey, author: me, opened, add, directories, reason });
    const held = insight?.held.get(opened.chain.epochs);
    const inside = held && { inside: sent(await insideGrant(held, add.key)) };
    return { path: "access", body: { record: b64url(made.record), grant: sent(made.grant), ...inside } };
  }

  /**
   * @param {Dossier} dossier
   * @param {Insight | null} insight
   * @param {Recipient[]} chosen
   * @returns {Promise<Request>}
   */
  async #epoch(dossier, insight, chosen) {
    const { keys, me, book } = this.#session;
    const address = addressed(chosen, book, [me.agency]);
    const made = await composeEpoch({ key: keys.signingKey, author: me, dossier, ...address });
    const body = {
      record: b64url(made.record),
      previous_key: b64url(made.previousKey),
      grants: made.grants.map(sent),
    };
    const { recipients } = address;
    const inside = await composeInsideKey({
      key: keys.signingKey,
      author: me,
      scope: { case: dossier.chain.case, epoch: made.epoch, record: made.digest, recipients },
      directories: addressed([], book, [me.agency]).directories,
      before: insight?.newestHeld ?? null,
    });
    return { path: "epochs", body: { ...body, inside: sentInsideKey(inside) } };
  }
}

/**
 * Leave out of a wish what is so already.
 * @param {Wish} wish
 * @param {Counted} counted
 * @returns {Wish}
 */
function leftOf({ add, remove }, { newest }) {
  return {
    add: add.filter((name) => !newest.readers.has(name)),
    remove: remove.filter((name) => newest.readers.has(name)),
  };
}

/**
 * Write down what a plan does, to compare it with another.
 * @param {Plan} plan
 */
function effectOf({ way, stays, comes, goes }) {
  return JSON.stringify([way, ...[stays, comes, goes].map((people) => people.map(({ author }) => author).sort())]);
}

/** @param {Wish} wish */
function isNothing({ add, remove }) {
  return add.length === 0 && remove.length === 0;
}

/**
 * Say whether a reader has a role that reads, or is the recovery key.
 * @param {ReaderRef} name
 * @param {TrustBook} book
 */
function mayReadNow({ agency, reader }, book) {
  const entry = book.currentReader(agency, reader);
  return reader === RECOVERY_READER || (entry !== undefined && mayWriteInside(entry));
}

/**
 * Count the officers of the agency that handles the case who could read it.
 * @param {Counted} counted
 * @param {TrustBook} book
 * @param {ReadonlySet<string>} recused
 */
function possible(counted, book, recused) {
  const agency = homeOf(counted);
  const entries = book.newest(agency).document.readers.filter(mayWriteInside);
  const free = entries.filter(({ id }) => !recused.has(`${agency}/${id}`));
  return free.filter(({ id }) => recipientNow(counted, { agency, reader: id }, book, days()) !== null).length;
}

/** @param {string} name `agency/reader` */
function isOfficer(name) {
  return !name.endsWith(`/${RECOVERY_READER}`);
}

/** Give the day as it is in WIB; a clock that is behind changes nothing, since directories say when they were issued. */
function days() {
  const today = new Date(Date.now() + ZONE_MS).toISOString().slice(0, 10);
  return { today, released: today };
}
