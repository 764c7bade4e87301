/**
 * An officer's own passphrase and key: wrapped anew under another passphrase, renewed, and every own grant sealed again.
 *
 * A new key is made here and leaves only wrapped. What proves it to the officials is signed by the new key and the old.
 */

import { b64url, fromB64url, randomBytes } from "../protocol/bytes.js";
import { composeAccess } from "../protocol/changes.js";
import { openCounted } from "../protocol/dossier.js";
import { readEnrolment, signEnrolment } from "../protocol/enrolment.js";
import { FormatError, TrustError } from "../protocol/errors.js";
import { composeInsideKey, insideGrant, scopeOf } from "../protocol/inside.js";
import { openInside } from "../protocol/insight.js";
import { officerKeys } from "../protocol/keys.js";
import { authorText } from "../protocol/records.js";
import { deriveSignIn, wrappingKey } from "../protocol/signin.js";
import { Unverified } from "../protocol/signing.js";
import { addressed, recipientNow } from "../protocol/staying.js";
import { materialOf } from "../shared/material.js";
import { insideMaterialOf, sent, sentInsideKey } from "./inside.js";
import { memoryOf, wrapChecked } from "./wrapped.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./wrapped.js").WrappedKey} WrappedKey */
/** @typedef {{path: "access" | "inside-keys", body: object}} Request */

const SALT_BYTES = 16;
const SECRET_BYTES = 32;

export class Owning {
  #session;
  /** @type {Array<{before: WrappedKey, after: WrappedKey}>} Wrapped under a passphrase that is not known to be stored. */
  #offered = [];

  /** @param {Session} session */
  constructor(session) {
    this.#session = session;
  }

  /** Say whether the officer holds an older key besides the one that the directory lists. */
  async ownKeys() {
    const { keys, older } = this.#session;
    return { newest: (await keys.readerKey.public).digest, older: older && (await older.keys.readerKey.public).digest };
  }

  /**
   * Wrap every key of the officer under another passphrase.
   * @param {{passphrase: string}} given
   * @param {(share: number) => void} progress
   */
  async changePassphrase({ passphrase }, progress) {
    const { wrapped, older } = this.#session;
    const salt = randomBytes(SALT_BYTES);
    const { auth, wrap } = deriveSignIn(passphrase, salt, progress);
    const key = await wrappingKey(wrap);
    const held = older ? [wrapped, older.wrapped] : [wrapped];
    this.#offered = await Promise.all(
      held.map(async (before) => ({ before, after: await before.underPassphrase(key) })),
    );
    const keys = this.#offered.map(({ after }) => ({ reader_key: after.readerKey, wrapped: after.text }));
    return { salt: b64url(salt), auth: b64url(auth), keys };
  }

  /**
   * Note that the server stored what `changePassphrase` gave.
   * @throws {FormatError} nothing was given.
   */
  keptPassphrase() {
    if (this.#offered.length === 0) throw new FormatError("no passphrase was changed here");
    this.#session.rewrap(this.#offered);
    this.#offered = [];
  }

  /**
   * Make a key that is to follow, wrap it under the passphrase that was just proved, and sign the request for it.
   * @param {{day: string}} given
   * @throws {FormatError} no passphrase was proved.
   */
  async askRenewal({ day }) {
    const { keys, me, book } = this.#session;
    const wrap = this.#session.takeProved();
    const { custodian } = book.newest(me.agency).document;
    const isCustodian = custodian?.id === me.reader;
    /** @type {import("../protocol/enrolment.js").Appointment["roles"]} */
    const roles = ["custodian"];
    const entry = isCustodian ? { ...custodian, roles } : book.currentReader(me.agency, me.reader);
    if (!entry) throw new TrustError("an officer whom the directory does not list");
    const secret = randomBytes(SECRET_BYTES);
    const made = officerKeys(secret);
    const memory = memoryOf(book, me.agency);
    const context = {
      installation: memory.installation,
      agency: me.agency,
      officer: me.reader,
      reader_key: (await made.readerKey.public).digest,
    };
    const box = await wrapChecked(wrap, { secret: b64url(secret), ...memory }, context);
    secret.fill(0);
    const appointment = { ...entry, agency: me.agency, officer: me.reader };
    const request = await signEnrolment(appointment, day, made, keys);
    return { wrapped: b64url(box), request: b64url(request), words: readEnrolment(request).words };
  }

  /**
   * Read the request for the key that is to follow, which the server kept.
   * @param {{request: string}} given
   * @throws {TrustError | import("../protocol/errors.js").SignatureError} it does not ask to follow the officer's key,
   *   or that key did not sign it: somebody else's words would be read out to the officials.
   */
  async readRenewal({ request }) {
    const { keys, me } = this.#session;
    const envelope = fromB64url(request);
    const { document, words } = readEnrolment(envelope);
    new Unverified(envelope).requireSigner(keys.signingKey.public);
    const { agency, officer, label, day, replaces } = document;
    const isOwn = agency === me.agency && officer === me.reader;
    if (!isOwn || replaces !== (await keys.readerKey.public).digest) {
      throw new TrustError("a request that does not follow the officer's own key");
    }
    return { agency, officer, label, day, words };
  }

  /**
   * Seal one case to the officer's own newest key; null if it is, or if the older key does not read it. Of an epoch
   * without an inside key that key comes first: else earlier notes would go with the older key.
   * @param {{file: import("./changing.js").CaseFile}} given
   * @returns {Promise<Request | null>}
   * @throws {TrustError} the newest record does not count: the case takes a new epoch first; or something would open
   *   with the older key alone.
   * @throws {import("../protocol/errors.js").RefusedError} the case does not verify.
   */
  async sealToNewest({ file }) {
    const { keys, me, book } = this.#session;
    const material = materialOf(file);
    const newest = (await keys.readerKey.public).digest;
    const opened = await this.#session.withKeys((readerKey) => openCounted(material, readerKey, me, book));
    if (opened.newest.readers.get(authorText(me)) === newest) {
      requireAll(opened.caseKeys.size, opened.chain.epochs);
      return null;
    }
    const key = await this.#session.keyNamedBy(opened);
    const { epochs } = opened.chain;
    const reached = await openCounted({ ...material, grants: only(epochs, material.grants) }, key, me, book);
    requireAll(reached.caseKeys.size, opened.caseKeys.size);
    const inside = { ...insideMaterialOf(file.inside), entries: [] };
    const insight = await openInside(inside, opened, key, me, book);
    if (insight.need === "key" && insight.newestHeld) return this.#insideKey(opened, insight.newestHeld);
    const carried = await openInside({ ...inside, grants: only(epochs, inside.grants) }, opened, key, me, book);
    requireAll(carried.held.size, insight.held.size);
    return this.#access(opened, insight);
  }

  /**
   * @param {import("../protocol/dossier.js").Counted} opened
   * @param {import("../protocol/inside.js").HeldInsideKey} before
   * @returns {Promise<Request>}
   */
  async #insideKey(opened, before) {
    const { keys, me, book } = this.#session;
    const { directories } = addressed([], book, [me.agency]);
    const scope = scopeOf(opened, book);
    const made = await composeInsideKey({ key: keys.signingKey, author: me, scope, directories, before });
    return { path: "inside-keys", body: sentInsideKey(made) };
  }

  /**
   * @param {import("../protocol/dossier.js").Counted} opened
   * @param {import("../protocol/insight.js").Insight} insight
   * @returns {Promise<Request>}
   */
  async #access(opened, insight) {
    const { keys, me, book } = this.#session;
    const add = recipientNow(opened, me, book, days());
    if (add?.name.key !== (await keys.readerKey.public).digest) throw new TrustError("the directory lists another key");
    const { directories } = addressed([add], book, [me.agency]);
    const parts = { key: keys.signingKey, author: me, opened, add, directories, reason: "key renewed" };
    const made = await composeAccess(parts);
    const held = insight.held.get(opened.chain.epochs);
    const along = held && { inside: sent(await insideGrant(held, add.key)) };
    return { path: "access", body: { record: b64url(made.record), grant: sent(made.grant), ...along } };
  }
}

/**
 * Refuse what would leave something to the older key alone: once that is retired, nobody could open it with it.
 * @param {number} found
 * @param {number} wanted
 * @throws {TrustError} so it is.
 */
function requireAll(found, wanted) {
  if (found < wanted) throw new TrustError("keys of earlier epochs that the newest one does not lead to");
}

/**
 * @param {number} epoch
 * @param {ReadonlyMap<number, Uint8Array>} grants
 */
function only(epoch, grants) {
  return new Map([...grants].filter(([one]) => one === epoch));
}

/** The days by which a directory's entries serve; the server's clock decides in the end. */
function days() {
  const today = new Date().toISOString().slice(0, 10);
  return { today, released: today };
}
