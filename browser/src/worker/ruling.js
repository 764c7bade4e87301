/**
 * Rules that an administrator signed: what the agency's officers go by where a changed word could cost a reporter, such
 * as the key of an authority to which whole cases are sealed. The server may offer rules that nobody signed; it cannot
 * pass them off as signed.
 */

import { b64, b64url, fromB64url, utf8 } from "../protocol/bytes.js";
import { serialise } from "../protocol/canonical.js";
import { FormatError, RefusedError } from "../protocol/errors.js";
import { VerifyKey } from "../protocol/keys.js";
import { payloadType, preauthentication, Unverified } from "../protocol/signing.js";

/** @typedef {import("./session.js").Session} Session */

const TAG = "wbs-rules/v1";
const ROLE = "administrator";

export class Ruling {
  #session;
  /** The newest version that was read in this session. */
  #newest = 0;

  /** @param {Session} session */
  constructor(session) {
    this.#session = session;
  }

  /**
   * Sign rules with the officer's own key, to follow one version and no other.
   * @param {{rules: object, after: number}} given
   * @returns {{envelope: string}}
   * @throws {FormatError} not the rules of the officer's own agency.
   */
  signRules({ rules, after }) {
    const { me, keys } = this.#session;
    if (Reflect.get(rules, "type") !== TAG || Reflect.get(rules, "agency") !== me.agency) {
      throw new FormatError("not the rules of the officer's own agency");
    }
    const payload = utf8(written({ ...rules, after }));
    const signature = keys.signingKey.sign(preauthentication(payloadType(TAG), payload));
    const envelope = { payload: b64(payload), payloadType: payloadType(TAG), signatures: [{ sig: b64(signature) }] };
    return { envelope: b64url(serialise(envelope)) };
  }

  /**
   * Read rules from an envelope, if somebody signed them who is an administrator of the agency by its newest directory,
   * and signed them as this version: an older one that the server offers as a newer one is nobody's, and so is one that is
   * older than what was read before in this session.
   * @param {{envelope: string, version: number}} given
   * @returns {{rules: any, signer: string} | null} null if nobody who may has signed
   */
  readRules({ envelope, version }) {
    if (version < this.#newest) return null;
    try {
      const read = this.#read(new Unverified(fromB64url(envelope)), version);
      if (read) this.#newest = version;
      return read;
    } catch (error) {
      if (error instanceof RefusedError) return null;
      throw error;
    }
  }

  /**
   * @param {Unverified} unverified
   * @param {number} version
   */
  #read(unverified, version) {
    const { book, me } = this.#session;
    const directory = book.byAgency.get(me.agency)?.directories.at(-1)?.document;
    const signer = (directory?.readers ?? [])
      .filter(({ roles }) => roles.some((role) => role === ROLE))
      .find(({ verify_key: key }) => unverified.isSignedAs(payloadType(TAG), VerifyKey.parse(key)));
    if (!signer) return null;
    const { after, ...rules } = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(unverified.payload));
    const isThis = rules.type === TAG && rules.agency === me.agency && after === version - 1;
    return isThis ? { rules, signer: signer.label } : null;
  }
}

/**
 * Write rules canonically: as every document, but with truth values, which no other document has.
 * @param {any} value
 * @returns {string}
 */
function written(value) {
  if (typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return `[${value.map(written).join(",")}]`;
  if (typeof value !== "object" || value === null) return new TextDecoder().decode(serialise(value));
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  members.sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${written(member)}`).join(",")}}`;
}
