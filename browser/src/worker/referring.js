/**
 * No wrong door: what an officer may hand over, to whom, and the sealed requests that do it.
 *
 * An agency of the installation is offered only if the signed table and the reporter's exclusions let it read such a
 * case. Nothing goes to SP4N-LAPOR! but a text that the reporter agreed to, word for word.
 */

import { receiversAt } from "./receiving.js";
import { sealDocument, unsealDocument } from "../protocol/age.js";
import { b32, b64url, fromB64url, randomBytes } from "../protocol/bytes.js";
import { readersDigest, signApproval } from "../protocol/approval.js";
import { composeMessage } from "../protocol/compose.js";
import { FormatError, RefusedError, TrustError } from "../protocol/errors.js";
import { signedDay } from "../protocol/holding.js";
import { composeInsideKey } from "../protocol/inside.js";
import { HybridPublicKey } from "../protocol/keys.js";
import { digestOf } from "../protocol/messages.js";
import { composeEpoch } from "../protocol/newcase.js";
import { parseOutside } from "../protocol/outside.js";
import { authorText, REPORTER } from "../protocol/records.js";
import { parseShape } from "../protocol/shapes.js";
import { sign } from "../protocol/signing.js";
import { addressed } from "../protocol/staying.js";
import { tellsOfReporter } from "../shared/own.js";
import { normalised } from "../shared/text.js";
import { approvedOf, colleaguesOf } from "./approving.js";
import { Handing } from "./handing.js";
import { recusedOf, sent, sentInsideKey } from "./inside.js";
import { personOf } from "./readers.js";

/** @typedef {import("../protocol/documents.d.ts").Head} Head */
/** @typedef {import("../protocol/documents.d.ts").ReportBody} ReportBody */
/** @typedef {import("../protocol/documents.d.ts").StatusBody} StatusBody */
/** @typedef {import("../protocol/dossier.js").Dossier} Dossier */
/** @typedef {import("../protocol/dossier.js").OpenedMessage} OpenedMessage */
/** @typedef {import("./approving.js").Colleague} Colleague */
/** @typedef {import("./readers.js").Person} Person */
/** @typedef {import("./receiving.js").Days} Days */
/** @typedef {import("./session.js").Session} Session */

/**
 * An agency of the installation, and whether it may take the case over. `level` is the agency that the signed table
 * names for this rank instead.
 * @typedef {object} Door
 * @property {string} agency
 * @property {string} name
 * @property {"open" | "level" | "excluded" | "closed"} state
 * @property {string} level name of the agency that handles such cases there, if `state` is `level`
 * @property {Person[]} receivers who would read the case from then on
 * @property {Person[]} approvedBy colleagues who approved, and still may
 * @property {boolean} isMine whether one's own approval stands
 */

/**
 * A text that was proposed for SP4N-LAPOR!, and what the reporter answered.
 * @typedef {{title: string, content: string, digest: string, answer: "none" | "yes" | "no"}} Proposal
 */

/**
 * @typedef {object} Doors
 * @property {Door[]} agencies all but the officer's own
 * @property {Colleague[]} colleagues who could approve; if there is nobody, one officer hands over alone
 * @property {string} rank by which the agencies were looked at, if the report leaves it open
 * @property {Proposal | null} proposal the newest one
 * @property {boolean} hasContact whether the report says anything of its reporter, or of whom they distrust
 * @property {boolean} isWhole whether a message may be written at all
 */

/** @typedef {{reason: string, text: string}} Told What the reporter is told: a slug of the workflow, and words. */
/** @typedef {{reference: string, way: string, recipient: string, digest?: string, status: object}} Referral */

const PASSED_ON = "passed-on";
const LAPOR = "SP4N-LAPOR!";
const UNKNOWN_RANK = "unknown";
const REFERENCE_BYTES = 5;
const NONCE_BYTES = 16;
const TRACKING = /^[A-Za-z0-9][A-Za-z0-9./-]{0,39}$/;
const MANY_DIGITS = /(?:\d[ .-]?){8,}/;
const ADDRESS = /\S@\S|https?:|www\./i;
const SHORT_NAME = 3;

export class Referring {
  #session;

  /** @param {Session} session */
  constructor(session) {
    this.#session = session;
  }

  /**
   * Say where the case that is open could go.
   * @param {{days: Days, rank: string, approvals: string[]}} given `rank` as officers judge it, counted only where the
   *   report leaves it open; `approvals` as the server gives them
   * @returns {Promise<Doors>}
   */
  async showDoors({ days, rank, approvals }) {
    const { opened, book, me } = this.#session;
    const { dossier } = opened;
    const report = reportOf(dossier);
    const colleagues = colleaguesOf(this.#scope(rank), me, days);
    const approved = approvedOf(approvals, dossier, book, days);
    const approvedFor = (/** @type {string} */ agency) => {
      const readers = this.#readersDigest(agency, days, rank);
      const held = approved.filter((one) => one.to === agency && one.readers === readers);
      return {
        approvedBy: colleagues.filter(({ author }) => held.some(({ by }) => by === author)),
        isMine: held.some(({ by }) => by === authorText(me)),
      };
    };
    const others = book.agencies.document.agencies.filter(({ agency }) => agency !== me.agency);
    return {
      agencies: others.map(({ agency, name }) => ({
        ...{ agency, name, ...this.#door(agency, days, rank) },
        ...approvedFor(agency),
      })),
      colleagues,
      rank,
      proposal: proposalOf(dossier),
      hasContact: report !== null && tellsOfReporter(report),
      isWhole: await dossier.placeFor(me, book).then(
        () => true,
        () => false,
      ),
    };
  }

  /** Draw a reference for a hand-over: it stands on letters, and names no case. */
  drawReference() {
    return { reference: b32(randomBytes(REFERENCE_BYTES)) };
  }

  /**
   * Sign that the case that is open may go to those readers of another agency who were shown, as it stands now.
   * @param {{to: string, shown: Door, day: string, days: Days, rank: string}} given `shown` is what was agreed to; `day`
   *   is today by the own clock alone: a server that names a later one could make an approval last for years
   * @returns {{envelope: string}}
   * @throws {TrustError} the agency may not take the case over, or others than were shown would read it.
   */
  composeApproval({ to, shown, day, days, rank }) {
    const { keys, me, book, opened } = this.#session;
    const { chain } = opened.dossier;
    this.#requireShown(to, shown, days, rank);
    const approval = {
      ...{ type: /** @type {const} */ ("wbs-approval/v1"), case: chain.case, record: newestRecord(chain), to },
      ...{ readers: this.#readersDigest(to, days, rank), author: me },
      day: signedDay(day, [me.agency, to], book),
    };
    return { envelope: b64url(signApproval(keys.signingKey, approval)) };
  }

  /**
   * Compose a transfer of the case that is open: the status that tells the reporter, under the present key, and the new
   * key for the other agency's receivers.
   * @param {{to: string, told: Told, shown: Door, days: Days, reference: string, rank: string, approvals: string[]}}
   *   given `shown` is what was agreed to; `approvals` as the server gives them
   * @returns {Promise<object>} as the API takes it
   * @throws {TrustError} the agency may not take the case over, or others than were shown would read it.
   */
  async composeTransfer({ to, told, shown, days, reference, rank, approvals }) {
    const { keys, me, book, opened } = this.#session;
    const { dossier, insight } = opened;
    this.#requireShown(to, shown, days, rank);
    const name = nameOfAgency(book, to);
    const status = await this.#status({ to: name, ...toldOf(told) });
    const { recipients, directories } = this.#receivers(to, days, rank);
    const made = await composeEpoch({
      key: keys.signingKey,
      author: me,
      dossier,
      recipients,
      directories,
      heads: withHead(dossier.heads(), { author: me, seq: status.seq, digest: digestOf(status.sealed) }),
      ...this.#approval(to, days, rank, approvals),
    });
    const inside = await composeInsideKey({
      key: keys.signingKey,
      author: me,
      scope: { case: dossier.chain.case, epoch: made.epoch, record: made.digest, recipients },
      directories: addressed([], book, [me.agency]).directories,
      before: insight?.newestHeld ?? null,
    });
    return {
      ...{ reference, to, status: sentStatus(status) },
      record: b64url(made.record),
      previous_key: b64url(made.previousKey),
      grants: made.grants.map(sent),
      inside: sentInsideKey(inside),
    };
  }

  /**
   * Choose the colleague's approval that a transfer carries, if one holds: by it the transfer counts when its maker has
   * left.
   * @param {string} to
   * @param {Days} days
   * @param {string} rank
   * @param {string[]} approvals
   */
  #approval(to, days, rank, approvals) {
    const { opened, book, me } = this.#session;
    const colleagues = new Set(colleaguesOf(this.#scope(rank), me, days).map(({ author }) => author));
    const readers = this.#readersDigest(to, days, rank);
    const held = approvedOf(approvals, opened.dossier, book, days);
    const chosen = held.find((one) => one.to === to && one.readers === readers && colleagues.has(one.by));
    return chosen && { approval: chosen.envelope };
  }

  /**
   * Compose the status that tells the reporter of a hand-over to an authority outside.
   * @param {{way: "letter" | "bundle", recipient: string, told: Told, reference: string, digest?: string}} given
   * @returns {Promise<Referral>} as the API takes it
   */
  async composeReferral({ way, recipient, told, reference, digest }) {
    const status = sentStatus(await this.#status({ to: normalised(recipient), ...toldOf(told) }));
    return { reference, way, recipient: normalised(recipient), status, ...(digest !== undefined && { digest }) };
  }

  /**
   * Propose a text for SP4N-LAPOR! to the reporter, who answers yes or no to exactly that.
   * @param {{text: string, title: string, content: string}} given
   * @returns {Promise<object>} as the API takes it
   * @throws {FormatError} a text beyond its limits.
   */
  async composeProposal({ text, title, content }) {
    const { keys, me, book, opened } = this.#session;
    const place = await opened.dossier.placeFor(me, book);
    const proposal = { title: normalised(title), content: normalised(content) };
    /** @type {any} */
    const body = { type: "wbs-text/v1", text: normalised(text), proposal };
    const made = await composeMessage(keys.signingKey, place, { kind: "message", body, attachments: [] });
    return { ...sentStatus(made), kind: "message", uploads: [] };
  }

  /**
   * Say what of a text could tell who reported, or whom: for the officer who reviews it.
   * @param {{text: string}} given
   * @returns {{flags: Array<"digits" | "address" | "person" | "number">}}
   */
  reviewText({ text }) {
    const { dossier } = this.#session.opened;
    const said = text.toLowerCase();
    const people = (reportOf(dossier)?.accused ?? []).map(({ name }) => name?.trim().toLowerCase() ?? "");
    const isNamed = people.some((name) => name.length > SHORT_NAME && said.includes(name));
    /** @type {Array<["digits" | "address" | "person" | "number", boolean]>} */
    const found = [
      ["number", said.includes("wbs-") || said.includes(dossier.chain.case.slice(0, 4).toLowerCase() + "-")],
      ["digits", MANY_DIGITS.test(said)],
      ["address", ADDRESS.test(said)],
      ["person", isNamed],
    ];
    return { flags: found.filter(([, is]) => is).map(([flag]) => flag) };
  }

  /**
   * Compose the status that tells the reporter under which tracking id SP4N-LAPOR! has the text.
   * @param {{tracking: string, told: Told, reference: string, proposal: string}} given `proposal` names what was shown
   * @returns {Promise<Referral>} as the API takes it
   * @throws {TrustError} the reporter did not agree to that text.
   * @throws {FormatError} not a tracking id.
   */
  async composeTracked({ tracking, told, reference, proposal }) {
    this.#requireAgreed(proposal);
    if (!TRACKING.test(tracking)) throw new FormatError("not a tracking id");
    const status = sentStatus(await this.#status({ to: LAPOR, reference: tracking, ...toldOf(told) }));
    return { reference, way: "lapor", recipient: LAPOR, status };
  }

  /**
   * Sign and seal the text that the reporter agreed to, for the nightly jobs to hand in: of the case as it stands.
   * @param {{key: string, proposal: string, day: string}} given `day` as for approvals
   * @returns {Promise<{sealed: string}>}
   * @throws {TrustError} the reporter did not agree to that text.
   */
  async sealParcel({ key, proposal, day }) {
    const { title, content } = this.#requireAgreed(proposal);
    const { keys, me, book, opened } = this.#session;
    const { chain } = opened.dossier;
    const heard = opened.dossier.heads().find(({ author }) => author === REPORTER)?.digest;
    if (!heard) throw new TrustError("no word of the reporter's");
    const complaint = {
      ...{ type: /** @type {const} */ ("wbs-parcel/v1"), case: chain.case, record: newestRecord(chain), heard },
      ...{ author: me, day: signedDay(day, [me.agency], book), nonce: b64url(randomBytes(NONCE_BYTES)) },
      ...{ title, content },
    };
    const parcel = sign(complaint, "Complaint", keys.signingKey);
    return { sealed: b64url(await sealDocument(HybridPublicKey.parse(key), parcel)) };
  }

  /**
   * Open what SP4N-LAPOR! answered.
   * @param {{sealed: string}} given
   * @returns {Promise<{tracking: string}>}
   * @throws {RefusedError} not an answer to this case.
   */
  async openAnswer({ sealed }) {
    const { dossier } = this.#session.opened;
    for (const key of dossier.caseKeys.values()) {
      const plain = await unsealDocument(key, fromB64url(sealed)).catch(() => null);
      if (!plain) continue;
      const answer = parseShape(plain, "ParcelAnswer");
      if (answer.case !== dossier.chain.case) throw new TrustError("the answer to another case");
      return { tracking: answer.tracking };
    }
    throw new TrustError("an answer that no key of this case opens");
  }

  /**
   * Check the age key of an authority.
   * @param {{key: string}} given
   * @returns {{kind: "hybrid" | "classical" | "none"}}
   */
  readKey({ key }) {
    try {
      return { kind: parseOutside(key) instanceof HybridPublicKey ? "hybrid" : "classical" };
    } catch (error) {
      if (error instanceof RefusedError) return { kind: "none" };
      throw error;
    }
  }

  /**
   * Begin the bundle for an authority; give the attachments that it needs, in order.
   * @param {{key: string, papers: import("./handing.js").Papers}} given
   * @returns {{job: number, attachments: string[]}}
   * @throws {FormatError} no age key.
   */
  beginHanding({ key, papers }) {
    const { dossier, material } = this.#session.opened;
    const handing = new Handing(dossier, material, parseOutside(key), papers);
    const ids = handing.attachments.map(({ attachment }) => attachment.id);
    return { job: this.#session.addJob(handing), attachments: ids };
  }

  /**
   * Seal papers and messages of a bundle; give what is left to write, and the digest that names the whole.
   * @param {{job: number}} given
   */
  async finishHanding({ job }) {
    const made = await this.#session.job(job, Handing).finish();
    this.#session.endJob(job);
    return made;
  }

  /** @param {string} rank */
  #scope(rank) {
    const { opened, book } = this.#session;
    const said = reportOf(opened.dossier)?.rank ?? UNKNOWN_RANK;
    const recused = recusedOf(opened.insight);
    return { dossier: opened.dossier, book, rank: said === UNKNOWN_RANK && rank !== "" ? rank : said, recused };
  }

  /**
   * @param {string} agency
   * @param {Days} days
   * @param {string} rank
   * @returns {Pick<Door, "state" | "level" | "receivers">}
   */
  #door(agency, days, rank) {
    const { book } = this.#session;
    const { state, level, recipients } = receiversAt(this.#scope(rank), agency, days);
    return {
      state,
      level: level && nameOfAgency(book, level),
      receivers: recipients.map(({ name }) => personOf(name, book)),
    };
  }

  /**
   * Give who would read the case from a transfer on, in record order.
   * @param {string} agency
   * @param {Days} days
   * @param {string} rank
   */
  #receivers(agency, days, rank) {
    const { book, me } = this.#session;
    return addressed(receiversAt(this.#scope(rank), agency, days).recipients, book, [me.agency]);
  }

  /**
   * @param {string} agency
   * @param {Days} days
   * @param {string} rank
   */
  #readersDigest(agency, days, rank) {
    return readersDigest(this.#receivers(agency, days, rank).recipients.map(({ name }) => name));
  }

  /**
   * @param {string} to
   * @param {Door} shown
   * @param {Days} days
   * @param {string} rank
   */
  #requireShown(to, shown, days, rank) {
    const door = this.#door(to, days, rank);
    if (door.state !== "open" || nameList(door) !== nameList(shown)) throw new TrustError("not what was agreed to");
  }

  /** @param {string} digest */
  #requireAgreed(digest) {
    const proposal = proposalOf(this.#session.opened.dossier);
    if (proposal?.digest !== digest || proposal.answer !== "yes") throw new TrustError("a text nobody agreed to");
    return proposal;
  }

  /** @param {Partial<StatusBody>} body */
  async #status(body) {
    const { keys, me, book, opened } = this.#session;
    const place = await opened.dossier.placeFor(me, book);
    /** @type {any} The shape is checked before it is signed. */
    const whole = { type: "wbs-status/v1", status: PASSED_ON, ...body };
    return composeMessage(keys.signingKey, place, { kind: "status", body: whole, attachments: [] });
  }
}

/**
 * Give the newest text that an officer proposed for SP4N-LAPOR!, with the reporter's newest answer to exactly that one.
 * What is not confirmed does not count.
 * @param {Dossier} dossier
 * @returns {Proposal | null}
 */
export function proposalOf({ messages }) {
  const confirmed = messages.filter((opened) => opened.confirmed);
  const proposed = confirmed.findLast(({ author, message: { body } }) => author !== REPORTER && "proposal" in body);
  const proposal = proposed && Reflect.get(proposed.message.body, "proposal");
  if (!proposed || !proposal) return null;
  const answers = confirmed
    .filter(({ author }) => author === REPORTER)
    .map(({ message: { body } }) => Reflect.get(body, "answer"))
    .filter((answer) => answer?.asked === proposed.digest);
  return { ...proposal, digest: proposed.digest, answer: answers.at(-1)?.given ?? "none" };
}

/** @param {import("../protocol/records.js").RecordChain} chain */
function newestRecord({ records }) {
  return /** @type {import("../protocol/records.js").VerifiedRecord} */ (records.at(-1)).digest;
}

/** @param {Dossier} dossier */
function reportOf({ messages }) {
  const body = messages.find(({ message }) => message.kind === "report")?.message.body;
  return body?.type === "wbs-report/v1" ? /** @type {ReportBody} */ (body) : null;
}

/**
 * @param {Head[]} heads
 * @param {Head} own
 */
function withHead(heads, own) {
  const name = authorText(own.author);
  const all = [...heads.filter(({ author }) => authorText(author) !== name), own];
  return all.sort((left, right) => (authorText(left.author) < authorText(right.author) ? -1 : 1));
}

/** @param {Told} told */
function toldOf({ reason, text }) {
  const said = normalised(text);
  return { ...(reason && { reason }), ...(said && { text: said }) };
}

/** @param {import("../protocol/messages.js").SealedMessage} message */
function sentStatus({ seq, epoch, sealed }) {
  return { seq, epoch, sealed: b64url(sealed) };
}

/** @param {{receivers: Person[]}} door */
function nameList({ receivers }) {
  return JSON.stringify(receivers.map(({ author }) => author));
}

/**
 * @param {import("../protocol/trust.js").TrustBook} book
 * @param {string} code
 */
function nameOfAgency(book, code) {
  return book.agencies.document.agencies.find(({ agency }) => agency === code)?.name ?? code;
}
