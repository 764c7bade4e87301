/**
 * Enrolment: an invited officer's keys and passphrase are made here, and the request to the officials is signed.
 *
 * The invited officer remembers nothing yet, so the documents are verified from the installation that the server names:
 * the officer compares the words of both roots with those on paper before anything is wrapped with them.
 */

import { b64url, fromB64url, randomBytes } from "../protocol/bytes.js";
import { rootsFingerprint } from "../protocol/directory.js";
import { drawPassphrase, readEnrolment, signEnrolment } from "../protocol/enrolment.js";
import { FormatError, TrustError } from "../protocol/errors.js";
import { officerKeys } from "../protocol/keys.js";
import { fingerprintWords } from "../protocol/receipt.js";
import { deriveSignIn, wrappingKey } from "../protocol/signin.js";
import { verifyDocuments } from "../protocol/trust.js";
import { documentSet } from "./vault.js";
import { memoryOf, wrapChecked } from "./wrapped.js";

/** @typedef {import("../protocol/enrolment.js").Appointment} Appointment */
/** @typedef {import("./wrapped.js").Memory} Memory */

/**
 * What an invited officer compares before trusting it.
 * @typedef {object} InvitationFacts
 * @property {string} office name of the agency
 * @property {string[]} installation eight words
 * @property {string[]} agency eight words
 */

/** @typedef {{salt: string, auth: string, wrapped: string, request: string, words: string[]}} Made */

const SALT_BYTES = 16;
const SECRET_BYTES = 32;

export class Enrolling {
  /** @type {Memory | null} */
  #memory = null;

  /**
   * Verify what an invitation came with.
   * @param {{documents: import("./vault.js").Documents, installation: string, agency: string}} given
   * @returns {InvitationFacts}
   * @throws {TrustError} an agency that the documents do not list.
   */
  readInvitation({ documents, installation, agency }) {
    const book = verifyDocuments(documentSet(documents), installation);
    const entry = book.agencies.document.agencies.find((one) => one.agency === agency);
    const roots = book.byAgency.get(agency)?.roots.at(-1);
    const above = book.installation.at(-1);
    if (!entry || !roots || !above) throw new TrustError("an agency that is not listed");
    this.#memory = memoryOf(book, agency);
    return {
      office: entry.name,
      installation: fingerprintWords(fromB64url(rootsFingerprint(above.document))),
      agency: fingerprintWords(fromB64url(rootsFingerprint(roots.document))),
    };
  }

  /** Draw a passphrase. */
  drawPassphrase() {
    return { passphrase: drawPassphrase() };
  }

  /**
   * Make the officer's keys, wrap them, and sign the request to list them.
   * @param {{passphrase: string, appointment: Appointment, day: string}} given
   * @param {(share: number) => void} progress
   * @returns {Promise<Made>}
   * @throws {FormatError} no invitation was read.
   */
  async makeAccount({ passphrase, appointment, day }, progress) {
    const memory = this.#memory;
    if (!memory) throw new FormatError("no invitation was read");
    const salt = randomBytes(SALT_BYTES);
    const { auth, wrap } = deriveSignIn(passphrase, salt, progress);
    const secret = randomBytes(SECRET_BYTES);
    const keys = officerKeys(secret);
    const context = {
      installation: memory.installation,
      agency: appointment.agency,
      officer: appointment.officer,
      reader_key: (await keys.readerKey.public).digest,
    };
    const box = await wrapChecked(await wrappingKey(wrap), { secret: b64url(secret), ...memory }, context);
    secret.fill(0);
    const request = await signEnrolment(appointment, day, keys);
    const { words } = readEnrolment(request);
    return { salt: b64url(salt), auth: b64url(auth), wrapped: b64url(box), request: b64url(request), words };
  }
}
