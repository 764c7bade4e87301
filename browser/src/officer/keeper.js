/** The page's side of the worker that keeps an officer's keys: a sign-in or an enrolment starts it. */

import { Keeper as AnyKeeper, KeeperError } from "../shared/keeper.js";

/** @typedef {import("../worker/rooms.js").Rooms} Rooms */

export { KeeperError };

/** The questions that start a worker: a passphrase, a passkey, or an invitation. */
const FIRST = ["derive", "takePasskey", "readInvitation"];

/** @extends {AnyKeeper<Rooms>} */
export class Keeper extends AnyKeeper {
  #isStarted = false;

  /**
   * Ask the worker; what still wants something of one that was stopped hears that it is locked.
   * @template {keyof Rooms & string} Method
   * @param {Method} method
   * @param {import("../shared/keeper.js").GivenTo<Rooms[Method]>} [params]
   * @param {import("../shared/keeper.js").Options} [options]
   * @returns {Promise<import("../shared/keeper.js").ResultOf<Rooms[Method]>>}
   * @throws {KeeperError}
   */
  ask(method, params, options) {
    if (!this.#isStarted && !FIRST.includes(method)) return Promise.reject(new KeeperError("locked"));
    this.#isStarted = true;
    return super.ask(method, params, options);
  }

  stop() {
    this.#isStarted = false;
    super.stop();
  }
}
