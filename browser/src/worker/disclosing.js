/**
 * Opening a disclosed identity takes two: an officer who reads the case asks, the custodian answers
 * (docs/spec/identity.md, "Opening"). What the custodian opens goes on sealed to whoever asked; the custodian's page
 * never gets it.
 */

import { answerRequest, askIdentity, disclose, openAnswer, openRequest } from "../protocol/asking.js";
import { b64url, fromB64url } from "../protocol/bytes.js";
import { composeMessage } from "../protocol/compose.js";
import { FormatError, RefusedError, TrustError } from "../protocol/errors.js";
import { HybridPublicKey } from "../protocol/keys.js";
import { digestOf } from "../protocol/messages.js";
import { nameOf } from "../protocol/newcase.js";
import { custodianFor } from "../protocol/recipients.js";
import { caseNumber, REPORTER, verifyChain } from "../protocol/records.js";
import { homeOf } from "../protocol/staying.js";
import { normalised } from "../shared/text.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("../protocol/documents.d.ts").Contact} Contact */
/** @typedef {import("../protocol/documents.d.ts").IdentityAnswer} IdentityAnswer */
/** @typedef {import("../protocol/keys.js").HybridPrivateKey} HybridPrivateKey */
/** @typedef {import("../protocol/records.js").RecordChain} RecordChain */
/** @typedef {import("../protocol/asking.js").Days} Days */
/** @typedef {{place: number, day: string, question: string, answer: string | null}} OwnQuestion */
/**
 * @typedef {{agency: string, case: string, place: number, day: string, question: string,
 *   records: Array<{envelope: string}>}} WaitingQuestion
 */

/** What came of one's own question; `refused` names what did not verify. */
/**
 * @typedef {object} Told
 * @property {number} place
 * @property {string} day
 * @property {"waiting" | "opened" | "nothing" | "refused" | "broken"} state
 * @property {Contact} [contact]
 * @property {string} [reason]
 */

/** A question as the custodian sees it; without an asker, something of it did not verify. */
/**
 * @typedef {object} Asked
 * @property {string} agency
 * @property {string} case
 * @property {number} place
 * @property {string} day
 * @property {string} number
 * @property {string} asker
 * @property {string} office
 * @property {string} reason
 * @property {string} refused class of a refusal, or ""
 */

export class Disclosing {
  #session;

  /** @param {Session} session */
  constructor(session) {
    this.#session = session;
  }

  /** Say who would be asked about the case that is open; nobody if its agency has no custodian now. */
  custodianOf() {
    const found = this.#custodian();
    return found.custodian ? { label: found.custodian.label, unit: found.custodian.unit } : null;
  }

  /**
   * Ask the custodian about the case that is open, and tell its reporter.
   * @param {{reason: string, told: string}} given `told` is what the reporter reads
   * @throws {TrustError} another agency handles the case.
   * @throws {FormatError} no reason, no custodian, or a case whose report does not open.
   */
  async askCustodian({ reason, told }) {
    const { dossier } = this.#session.opened;
    const { me, book, keys } = this.#session;
    if (me.agency !== homeOf(dossier)) throw new TrustError("a guest who asks who the reporter is");
    const { custodian, custodianAgency } = this.#custodian();
    const report = dossier.messages.find(({ author, message }) => author === REPORTER && message.kind === "report");
    if (!custodian || !custodianAgency || !report?.message.identity) throw new FormatError("nothing to ask about");
    const { identity } = report.message;
    const question = await askIdentity(keys.signingKey, HybridPublicKey.parse(custodian.reader_key), {
      ...{ type: "wbs-identity-request/v1", case: dossier.chain.case, author: me },
      ...{ reason: normalised(reason), identity },
    });
    const place = await dossier.placeFor(me, book);
    /** @type {any} */
    const body = { type: "wbs-text/v1", text: normalised(told) };
    const message = await composeMessage(keys.signingKey, place, { kind: "message", body, attachments: [] });
    return {
      custodian: { agency: custodianAgency, id: custodian.id },
      question: b64url(question),
      told: { seq: message.seq, epoch: message.epoch, sealed: b64url(message.sealed) },
    };
  }

  /**
   * Open the answers to one's own questions about the case that is open.
   * @param {{questions: OwnQuestion[]}} given
   * @returns {Promise<Told[]>}
   */
  async openAnswers({ questions }) {
    const told = [];
    for (const question of questions) told.push(await this.#openOne(question));
    return told;
  }

  /**
   * Open the questions that wait for this custodian, and check who asks.
   * @param {{questions: WaitingQuestion[]} & Days} given
   * @returns {Promise<Asked[]>}
   */
  async readQuestions({ questions, ...days }) {
    const asked = [];
    for (const question of questions) asked.push(await this.#readOne(question, days));
    return asked;
  }

  /**
   * Answer a question: open the identity to whoever asked, or refuse with a reason.
   * @param {{question: WaitingQuestion, reason: string} & Days} given a reason refuses
   * @throws {RefusedError} the question does not verify.
   */
  async answerQuestion({ question, reason, ...days }) {
    const { me, book, keys } = this.#session;
    const { request, chain, key } = await this.#verified(question, days);
    const contact = reason === "" ? await disclose(key, request, chain) : undefined;
    const asker = book.newest(request.author.agency).entries.get(request.author.reader);
    if (!asker) throw new FormatError("whoever asked has left");
    /** @type {IdentityAnswer} */
    const answer = {
      ...{ type: "wbs-identity-answer/v1", case: request.case, request: digestOf(fromB64url(question.question)) },
      ...{ author: me, to: request.author, directory: nameOf(book.newest(me.agency)) },
      disclosure: reason !== "" ? "refused" : contact ? "opened" : "nothing",
      ...(reason !== "" && { reason: normalised(reason) }),
      ...(contact && { contact }),
    };
    const sealed = await answerRequest(keys.signingKey, HybridPublicKey.parse(asker.reader_key), answer);
    return { answer: b64url(sealed), opened: contact !== undefined };
  }

  #custodian() {
    const { first } = this.#session.opened.dossier.chain;
    return custodianFor(this.#session.book, first.agency, first.excluded);
  }

  /**
   * @param {OwnQuestion} own
   * @returns {Promise<Told>}
   */
  async #openOne({ place, day, question, answer }) {
    if (answer === null) return { place, day, state: "waiting" };
    const { me, book, opened } = this.#session;
    const asked = { question: fromB64url(question), me, case: opened.dossier.chain.case };
    try {
      const found = await this.#session.withKeys((key) => openAnswer(key, fromB64url(answer), asked, book));
      return { place, day, state: found.disclosure, contact: found.contact, reason: found.reason };
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      return { place, day, state: "broken" };
    }
  }

  /**
   * @param {WaitingQuestion} question
   * @param {Days} days
   * @returns {Promise<Asked>}
   */
  async #readOne(question, days) {
    const { agency, case: id, place, day } = question;
    const row = { agency, case: id, place, day, number: "", asker: "", office: "", reason: "", refused: "" };
    try {
      const { request } = await this.#verified(question, days);
      const { book } = this.#session;
      const { author, reason } = request;
      const asker = book.newest(author.agency).entries.get(author.reader)?.label ?? author.reader;
      const { agencies } = book.agencies.document;
      const office = agencies.find((one) => one.agency === author.agency)?.name ?? author.agency;
      return { ...row, number: caseNumber(request.case), asker, office, reason };
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      return { ...row, refused: error.code };
    }
  }

  /**
   * Open a question with whichever of the custodian's keys opens it.
   * @param {WaitingQuestion} question
   * @param {Days} days
   */
  async #verified({ question, records }, days) {
    const { book } = this.#session;
    const chain = verifyChain(
      records.map(({ envelope }) => fromB64url(envelope)),
      book,
    );
    return this.#session.withKeys(async (/** @type {HybridPrivateKey} */ key) => {
      return { request: await openRequest(key, fromB64url(question), chain, book, days), chain, key };
    });
  }
}
