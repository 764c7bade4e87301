/**
 * What opens a mailbox in its reporter's browser: the receipt, the keys, the case that is open.
 *
 * Every public method is one that the page may call (`main.js`). Words come in and never go out; what goes out is the
 * mailbox token, sealed bytes, and the opened case as plain data. The worker has no network.
 */

import { seal, unseal } from "../../protocol/age.js";
import { b64url, fromB64url, fromUtf8, utf8 } from "../../protocol/bytes.js";
import { composeMessage } from "../../protocol/compose.js";
import { openAsReporter } from "../../protocol/dossier.js";
import { rootsFingerprint } from "../../protocol/directory.js";
import { FormatError, OtherReceiptError, ReceiptError, RefusedError, TrustError } from "../../protocol/errors.js";
import { digestOf } from "../../protocol/messages.js";
import { composeEpoch } from "../../protocol/newcase.js";
import { fingerprintWords, Receipt } from "../../protocol/receipt.js";
import { REPORTER } from "../../protocol/records.js";
import { sign } from "../../protocol/signing.js";
import { isEpochDue } from "../../protocol/staying.js";
import { refuseOlder } from "../../protocol/trust.js";
import { materialOf } from "../../shared/material.js";
import { normalised } from "../../shared/text.js";
import { Shelf } from "../sealing/shelf.js";
import { trustedBook } from "../trusting.js";
import { recipientsAfter } from "./epochs.js";
import { Remembered } from "./remembered.js";
import { tell } from "./story.js";
import { Taking } from "./taking.js";

/** @typedef {import("../../protocol/dossier.js").Dossier} Dossier */
/** @typedef {import("../../protocol/trust.js").TrustBook} TrustBook */
/** @typedef {import("../api.js").Credentials} Credentials */
/** @typedef {import("../api.js").Mailbox} Mailbox */
/** @typedef {import("./story.js").Story} Story */
/**
 * What became of twelve words: the credentials of their mailbox, or what is wrong with them; no positions, if it is the
 * number of words or their checksum.
 * @typedef {{credentials: Credentials | null, wrong: number[]}} Entered
 */

/** A word that is still being typed is not looked at. */
const UNFINISHED = /[a-z]+$/i;
const WORDS = 12;

export class Opener extends Shelf {
  /** @type {TrustBook | null} */
  #book = null;
  /** @type {Receipt | null} */
  #receipt = null;
  /** @type {Dossier | null} */
  #dossier = null;
  #remembered = new Remembered();
  /** @type {Map<number, Taking>} */
  #takings = new Map();
  #nextJob = 1;

  /**
   * Take the signed documents; what was taken before must not be newer.
   * @param {{documents: import("../api.js").Documents, anchors: import("../api.js").Anchors}} given
   * @returns {{fingerprint: string[]}} the eight words of the installation's roots
   * @throws {RefusedError} not genuine, or older.
   */
  trust({ documents, anchors }) {
    const book = trustedBook(documents, anchors);
    if (this.#book) refuseOlder(this.#book, book);
    this.#book = book;
    const newest = /** @type {{document: any}} */ (book.installation.at(-1));
    return { fingerprint: fingerprintWords(fromB64url(rootsFingerprint(newest.document))) };
  }

  /**
   * Verify the documents of one agency: those of hundreds are not, before they are needed.
   * @param {{agency: string}} given
   * @throws {RefusedError} not genuine.
   */
  trustAgency({ agency }) {
    this.#trusted().byAgency.get(agency);
  }

  /**
   * Name the words that are not on the list, while they are typed.
   * @param {{text: string}} given
   * @returns {{wrong: number[]}} positions, 1 to 12
   */
  check({ text }) {
    return { wrong: parsed(text.replace(UNFINISHED, "")).wrong };
  }

  /**
   * Take the twelve words.
   * @param {{text: string}} given
   * @returns {Promise<Entered>}
   */
  async enter({ text }) {
    const { receipt, wrong } = parsed(text);
    this.close();
    this.#receipt = receipt;
    if (!receipt) return { credentials: null, wrong };
    const { digest } = await receipt.readerKey.public;
    return { credentials: { token: b64url(receipt.mailboxToken), reader: digest }, wrong };
  }

  /**
   * Open and check what the server gave for the words.
   * @param {{sent: Mailbox}} given
   * @returns {Promise<Story | null>} null if no mailbox opens with these words
   * @throws {RefusedError} something of it is not genuine, or it goes back behind what was opened before.
   */
  async open({ sent }) {
    const dossier = await this.#openedOrNobody(sent);
    if (!dossier) return null;
    const missing = this.#remembered.compare(dossier);
    this.#dossier = dossier;
    return tell(dossier, this.#trusted(), sent, {
      findings: [...dossier.findings, ...missing],
      canWrite: await this.#canWrite(dossier),
      isEpochDue: isEpochDue(dossier, this.#trusted()),
    });
  }

  /**
   * Sign and seal a message to the newest verified key.
   * @param {{text: string, files: string[], isObjection?: boolean, answer?: import("../../protocol/documents.d.ts").ConsentAnswer}} given
   * @returns {Promise<{body: string}>} as the API takes it
   * @throws {RefusedError} nothing may be written now, or the message breaks its limits.
   */
  async compose({ text, files, isObjection, answer }) {
    const dossier = this.#opened();
    this.#remembered.requireWhole();
    const place = await dossier.placeFor(REPORTER, this.#trusted());
    const sendings = this.sendings(files);
    const said = normalised(text);
    if (!said && sendings.length === 0) throw new FormatError("nothing to say");
    const { seq, epoch, sealed } = await composeMessage(this.#keys().signingKey, place, {
      kind: "message",
      body: {
        type: "wbs-text/v1",
        ...(said && { text: said }),
        ...(isObjection && { purpose: "objection" }),
        ...(answer && { answer }),
      },
      attachments: sendings.map((sending) => sending.attachment),
    });
    this.#remembered.compose({ author: REPORTER, seq, digest: digestOf(sealed) });
    const uploads = sendings.map(({ id, token }) => ({ id, token }));
    return { body: JSON.stringify({ seq, epoch, sealed: b64url(sealed), uploads }) };
  }

  /**
   * Sign that messages of one's own are taken back that no officer was given.
   * @param {{numbers: number[]}} given
   * @returns {Promise<{body: string}>} as the API takes it
   * @throws {RefusedError} nothing may be written now, or one of them is not there.
   */
  async composeRetraction({ numbers }) {
    const dossier = this.#opened();
    this.#remembered.requireWhole();
    const own = dossier.messages.filter(({ author, message }) => author === REPORTER && numbers.includes(message.seq));
    if (own.length !== numbers.length || own.length === 0) throw new FormatError("nothing to take back");
    const place = await dossier.placeFor(REPORTER, this.#trusted());
    const digests = own.map(({ digest }) => digest);
    const { seq, epoch, sealed } = await composeMessage(this.#keys().signingKey, place, {
      kind: "removed",
      body: { type: "wbs-removed/v1", digests, own: numbers, reason: "retracted" },
      attachments: [],
    });
    this.#remembered.compose({ author: REPORTER, seq, digest: digestOf(sealed) });
    const messages = own.map(({ message, digest }) => ({ seq: message.seq, digest }));
    const asked = { type: /** @type {const} */ ("wbs-retraction/v1"), case: dossier.chain.case, messages };
    const signed = b64url(sign(asked, "Retraction", this.#keys().signingKey));
    return { body: JSON.stringify({ seq, epoch, sealed: b64url(sealed), signed }) };
  }

  /** Note that the server took the message that was composed last: from now on it must be there. */
  arrived() {
    this.#remembered.arrived();
  }

  /**
   * Begin the next epoch, for those who still read.
   * @param {import("./epochs.js").Days} days
   * @returns {Promise<{body: string}>} as the API takes it
   * @throws {RefusedError} nobody is left who could read, or the newest key was not granted.
   */
  async composeEpoch({ today, released }) {
    const dossier = this.#opened();
    this.#remembered.requireWhole();
    if (!dossier.caseKeys.has(dossier.chain.epochs)) throw new TrustError("the newest key was not granted");
    const sealed = await composeEpoch({
      key: this.#keys().signingKey,
      author: REPORTER,
      dossier,
      ...recipientsAfter(dossier, this.#trusted(), { today, released }),
    });
    const body = {
      record: b64url(sealed.record),
      previous_key: b64url(sealed.previousKey),
      grants: sealed.grants.map((grant) => ({ key: grant.key, sealed: b64url(grant.sealed) })),
    };
    return { body: JSON.stringify(body) };
  }

  /**
   * Begin to open an attachment of a verified message.
   * @param {{id: string}} given
   * @returns {{job: number, length: number}} `length` is what the server keeps of it, in bytes
   */
  beginTaking({ id }) {
    const attachments = this.#opened().messages.flatMap((opened) => opened.message.attachments);
    const attachment = attachments.find((candidate) => candidate.id === id);
    if (!attachment) throw new FormatError("no such attachment");
    const taking = new Taking(attachment);
    const job = this.#nextJob;
    this.#nextJob += 1;
    this.#takings.set(job, taking);
    return { job, length: taking.length };
  }

  /**
   * Take stored bytes.
   * @param {{job: number, chunk: Uint8Array}} given
   * @throws {RefusedError} they are not genuine.
   */
  async push({ job, chunk }) {
    await this.#taking(job).push(chunk);
  }

  /**
   * Give a whole attachment.
   * @param {{job: number}} given
   * @returns {Promise<Blob>}
   * @throws {RefusedError} it is not genuine, or not whole.
   */
  async finish({ job }) {
    return this.#taking(job).finish();
  }

  /**
   * Forget an attachment that was begun.
   * @param {{job: number}} given
   */
  cancel({ job }) {
    this.#takings.delete(job);
  }

  /**
   * Seal unsent text to the reporter's own key, for the page to keep while it is locked.
   * @param {{text: string}} given
   */
  async sealDraft({ text }) {
    return { sealed: await seal(await this.#keys().readerKey.public, utf8(text)) };
  }

  /**
   * Open unsent text; nothing if it was sealed under another receipt.
   * @param {{sealed: Uint8Array}} given
   */
  async openDraft({ sealed }) {
    try {
      return { text: fromUtf8(await unseal(this.#keys().readerKey, sealed)) };
    } catch (error) {
      if (error instanceof RefusedError) return { text: null };
      throw error;
    }
  }

  /** Forget receipt and case. Files that are on their way stay: nothing here can open them. */
  close() {
    this.#receipt = null;
    this.#dossier = null;
    this.#remembered = new Remembered();
    this.#takings.clear();
  }

  /** @param {Mailbox} sent */
  async #openedOrNobody(sent) {
    try {
      return await openAsReporter(materialOf(sent), this.#keys(), this.#trusted());
    } catch (error) {
      if (error instanceof OtherReceiptError && !this.#dossier) return null;
      throw error;
    }
  }

  /** @param {Dossier} dossier */
  async #canWrite(dossier) {
    try {
      this.#remembered.requireWhole();
      await dossier.placeFor(REPORTER, this.#trusted());
      return dossier.caseKeys.has(dossier.chain.epochs);
    } catch (error) {
      if (error instanceof RefusedError) return false;
      throw error;
    }
  }

  /** @param {number} job */
  #taking(job) {
    const found = this.#takings.get(job);
    if (!found) throw new FormatError("no such job");
    return found;
  }

  #keys() {
    if (!this.#receipt) throw new TrustError("no words were given");
    return this.#receipt;
  }

  #trusted() {
    if (!this.#book) throw new TrustError("no documents were verified");
    return this.#book;
  }

  #opened() {
    if (!this.#dossier) throw new FormatError("no case is open");
    return this.#dossier;
  }
}

/**
 * Read words; name the positions of those that are not on the list.
 * @param {string} text
 * @returns {{receipt: Receipt | null, wrong: number[]}}
 */
function parsed(text) {
  try {
    return { receipt: Receipt.parse(text), wrong: [] };
  } catch (error) {
    if (!(error instanceof ReceiptError)) throw error;
    return { receipt: null, wrong: error.positions.filter((position) => position <= WORDS) };
  }
}
