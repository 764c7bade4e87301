/** The page's side of the worker that keeps an officer's keys: a sign-in starts it, and nothing else does. */

import { Keeper as AnyKeeper, KeeperError } from "../shared/keeper.js";

/** @typedef {import("../worker/rooms.js").Rooms} Rooms */

export { KeeperError };

/** The one question that starts a worker. */
const FIRST = "derive";

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
    if (!this.#isStarted && method !== FIRST) return Promise.reject(new KeeperError("locked"));
    this.#isStarted = true;
    return super.ask(method, params, options);
  }

  stop() {
    this.#isStarted = false;
    super.stop();
  }
}
