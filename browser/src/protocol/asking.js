/**
 * Asks a custodian to open a disclosed identity, and answers (docs/spec/identity.md, "Opening").
 *
 * An officer who reads the case brings what the case key opens; the custodian brings the inner key. Each signs what it
 * does and seals it to the other alone.
 */

import { sealDocument, unsealDocument } from "./age.js";
import { isServing } from "./channels.js";
import { newestCounted } from "./dossier.js";
import { FormatError, TrustError, UnsealError } from "./errors.js";
import { openIdentity } from "./identity.js";
import { VerifyKey } from "./keys.js";
import { digestOf } from "./messages.js";
import { authorText } from "./records.js";
import { REPLYING } from "./shapes.js";
import { sign, Unverified } from "./signing.js";
import { homeOf } from "./staying.js";

/** @typedef {import("./documents.d.ts").Contact} Contact */
/** @typedef {import("./documents.d.ts").IdentityAnswer} IdentityAnswer */
/** @typedef {import("./documents.d.ts").IdentityRequest} IdentityRequest */
/** @typedef {import("./documents.d.ts").ReaderRef} ReaderRef */
/** @typedef {import("./keys.js").HybridPrivateKey} HybridPrivateKey */
/** @typedef {import("./keys.js").HybridPublicKey} HybridPublicKey */
/** @typedef {import("./keys.js").SigningKey} SigningKey */
/** @typedef {import("./records.js").RecordChain} RecordChain */
/** @typedef {import("./trust.js").TrustBook} TrustBook */
/** @typedef {{today: string, released: string}} Days */

/**
 * Sign a question and seal it to the custodian.
 * @param {SigningKey} key
 * @param {HybridPublicKey} custodian
 * @param {IdentityRequest} request
 * @throws {FormatError} no reason, or one of more than 300 characters.
 */
export function askIdentity(key, custodian, request) {
  return sealDocument(custodian, sign(request, "IdentityRequest", key));
}

/**
 * Open a question and check that whoever asks may: reads the case by its newest record that counts, serves, replies.
 *
 * A custodian opens no messages, so a record counts only by its own signer: one who reads by a record that counts, and
 * stands in the newest directory. A record that others merely built on has to be followed by one of theirs.
 * @param {HybridPrivateKey} key the custodian's
 * @param {Uint8Array} sealed
 * @param {RecordChain} chain
 * @param {TrustBook} book
 * @param {Days} days
 * @returns {Promise<IdentityRequest>}
 * @throws {UnsealError} sealed to another custodian.
 * @throws {FormatError} no question of this version.
 * @throws {SignatureError} not signed by the officer whom it names.
 * @throws {TrustError} of another case, or by somebody who does not read it, does not serve, has no role that replies, or
 *   is a guest of another agency than the one that handles it.
 */
export async function openRequest(key, sealed, chain, book, days) {
  const unverified = new Unverified(await unsealDocument(key, sealed));
  const { author } = unverified.unsafePeek("IdentityRequest");
  const request = unverified.verify(askingKey(author, chain, book, days), "IdentityRequest");
  if (request.case !== chain.case) throw new TrustError("a question about another case");
  return request;
}

/**
 * Open the identity that a checked question brings; nothing if there is none for this custodian.
 * @param {HybridPrivateKey} key
 * @param {IdentityRequest} request
 * @param {RecordChain} chain
 * @returns {Promise<Contact | undefined>}
 * @throws {SignatureError | TrustError} another reporter's, or another case's.
 */
export async function disclose(key, request, chain) {
  const reporter = VerifyKey.parse(chain.first.reporter.verify_key);
  try {
    return await openIdentity(key, request.identity, request.case, reporter);
  } catch (error) {
    if (error instanceof FormatError || error instanceof UnsealError) return undefined;
    throw error;
  }
}

/**
 * Sign an answer and seal it to whoever asked.
 * @param {SigningKey} key
 * @param {HybridPublicKey} asker
 * @param {IdentityAnswer} answer
 * @throws {FormatError} opened without a contact, refused without a reason, or either where it does not belong.
 */
export function answerRequest(key, asker, answer) {
  return sealDocument(asker, sign(checkAnswer(answer), "IdentityAnswer", key));
}

/**
 * Open the answer to one's own question.
 * @param {HybridPrivateKey} key
 * @param {Uint8Array} sealed
 * @param {{question: Uint8Array, me: ReaderRef, case: string}} asked
 * @param {TrustBook} book
 * @returns {Promise<IdentityAnswer>}
 * @throws {UnsealError} sealed to somebody else.
 * @throws {FormatError} no answer of this version.
 * @throws {SignatureError} not signed by the custodian whom it names.
 * @throws {TrustError} another case's, another question's, to somebody else, or by nobody's custodian.
 */
export async function openAnswer(key, sealed, asked, book) {
  const unverified = new Unverified(await unsealDocument(key, sealed));
  const verifyKey = custodiansKey(unverified.unsafePeek("IdentityAnswer"), book);
  const answer = checkAnswer(unverified.verify(verifyKey, "IdentityAnswer"));
  const isMine = authorText(answer.to) === authorText(asked.me);
  if (answer.case !== asked.case || answer.request !== digestOf(asked.question) || !isMine) {
    throw new TrustError("the answer to another question");
  }
  return answer;
}

/**
 * Check what the declared shape does not; signing and verifying check the shape.
 * @param {IdentityAnswer} answer
 * @returns {IdentityAnswer}
 */
function checkAnswer(answer) {
  if ((answer.contact !== undefined) !== (answer.disclosure === "opened")) {
    throw new FormatError("a contact that was not opened, or none that was");
  }
  if ((answer.reason !== undefined) !== (answer.disclosure === "refused")) {
    throw new FormatError("a refusal without a reason, or a reason without one");
  }
  return answer;
}

/**
 * Give the newest verify key of whoever asks.
 * @param {ReaderRef} author
 * @param {RecordChain} chain
 * @param {TrustBook} book
 * @param {Days} days
 */
function askingKey(author, chain, book, { today, released }) {
  const directory = book.isOpen(author.agency) ? book.newest(author.agency) : undefined;
  const entry = directory?.entries.get(author.reader);
  if (!directory || !entry?.roles.some((role) => REPLYING.includes(role))) {
    throw new TrustError("asked by somebody who may not reply");
  }
  if (!isServing(directory.document, entry, today, released)) {
    throw new TrustError("asked by somebody who does not serve");
  }
  const newest = newestCounted(chain, book);
  if (!newest.readers.has(authorText(author))) throw new TrustError("asked by somebody who does not read the case");
  if (author.agency !== homeOf({ chain, newest })) throw new TrustError("asked by a guest of another agency");
  return directory.verifyKey(entry);
}

/**
 * Give the verify key of the custodian in the directory that an answer names.
 * @param {IdentityAnswer} answer
 * @param {TrustBook} book
 */
function custodiansKey({ author, directory: name }, book) {
  const { custodian } = book.directory(name).document;
  if (!custodian || name.agency !== author.agency || custodian.id !== author.reader) {
    throw new TrustError("answered by somebody who is no custodian");
  }
  return VerifyKey.parse(custodian.verify_key);
}
