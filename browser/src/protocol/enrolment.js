/**
 * An officer's enrolment request: new keys on their way to the officials (docs/spec/enrolment.md).
 *
 * It proves that whoever wrote it holds the new signing key, and for a renewal the old one too. It entitles to nothing.
 */

import { concat, randomBytes, sha256, utf8 } from "./bytes.js";
import { VerifyKey } from "./keys.js";
import { fingerprintWords } from "./receipt.js";
import { sign, Unverified } from "./signing.js";
import list from "./words.json" with { type: "json" };

/** @typedef {import("./documents.d.ts").Enrolment} Enrolment */
/** @typedef {ReturnType<typeof import("./keys.js").officerKeys>} OfficerKeys */
/** @typedef {Pick<Enrolment, "agency" | "officer" | "label" | "unit" | "rank" | "roles">} Appointment */

const WORDS = /** @type {string} */ (list.words).split(" ");
const PASSPHRASE_WORDS = 7;
const WORD_BITS = 11n;

/** Draw a passphrase: seven words of the receipt list, 77 bits. */
export function drawPassphrase() {
  let number = randomBytes(10).reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
  return Array.from({ length: PASSPHRASE_WORDS }, () => {
    const word = WORDS[Number(number & ((1n << WORD_BITS) - 1n))];
    number >>= WORD_BITS;
    return word;
  }).join(" ");
}

/**
 * Write and sign a request.
 * @param {Appointment} appointment as the invitation or the directory has it
 * @param {string} day
 * @param {OfficerKeys} keys the new ones
 * @param {OfficerKeys} [replaced] the listed ones, for a renewal
 */
export async function signEnrolment(appointment, day, keys, replaced) {
  const { agency, officer, label, unit, rank, roles } = appointment;
  /** @type {Enrolment} */
  const document = {
    type: "wbs-enrolment/v1",
    ...{ agency, officer, label, unit, rank, roles: [...new Set(roles)].sort() },
    reader_key: (await keys.readerKey.public).text,
    verify_key: keys.signingKey.public.text,
    day,
    ...(replaced && { replaces: (await replaced.readerKey.public).digest }),
  };
  return sign(document, "Enrolment", keys.signingKey, ...(replaced ? [replaced.signingKey] : []));
}

/**
 * Read a request that its own new key signed; whether a renewal is signed by the old key, too, is not looked at.
 * @param {Uint8Array} envelope
 * @throws {import("./errors.js").RefusedError} not a genuine request.
 */
export function readEnrolment(envelope) {
  const unverified = new Unverified(envelope);
  const document = unverified.unsafePeek("Enrolment");
  unverified.requireSigner(VerifyKey.parse(document.verify_key));
  return { document, words: enrolmentWords(unverified.payload) };
}

/**
 * Give the first 88 bits of SHA-256("wbs/v1/enrolment" ‖ 0 ‖ payload) as eight words.
 * @param {Uint8Array} payload
 */
function enrolmentWords(payload) {
  return fingerprintWords(sha256(concat(utf8("wbs/v1/enrolment\0"), payload)));
}
