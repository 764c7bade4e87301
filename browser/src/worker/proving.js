/**
 * What an officer who is signed in proves or adds: the passphrase once more, the key wrapped under a passkey.
 *
 * What a passkey computes comes from the page, which browsers ask for it, and goes no further than here.
 */

import { fromB64url } from "../protocol/bytes.js";
import { deriveSignIn, passkeyWrappingKey, wrappingKey } from "../protocol/signin.js";

/** @typedef {import("./session.js").Session} Session */

export class Proving {
  #session;

  /** @param {Session} session */
  constructor(session) {
    this.#session = session;
  }

  /**
   * Stretch the passphrase once more; give what proves it; what wraps is kept for the next act alone.
   * @param {{passphrase: string, salt: string}} given
   * @param {(share: number) => void} progress
   */
  async prove({ passphrase, salt }, progress) {
    const { auth, wrap } = deriveSignIn(passphrase, fromB64url(salt), progress);
    this.#session.keepProved(await wrappingKey(wrap));
    return { auth };
  }

  /**
   * Wrap the officer's key under a passkey as well; say which key it is.
   * @param {{prf: Uint8Array<ArrayBuffer>, credential: string}} given
   */
  async wrapUnderPasskey({ prf, credential }) {
    const key = await passkeyWrappingKey(prf);
    return this.#session.wrapped.underPasskey(key, credential);
  }
}
