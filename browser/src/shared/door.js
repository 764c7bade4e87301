/**
 * A worker's door: requests from the page in, answers out. Errors carry a class and nothing else.
 *
 * request  {id, method, params}
 * answers  {id, progress} any number of times, then {id, result} or {id, error: class}
 */

import { RefusedError } from "../protocol/errors.js";

/** @typedef {{id: number, method: string, params: any}} Request */

/**
 * Answer requests for exactly these methods of a service.
 * @template Service
 * @param {ReadonlyArray<keyof Service & string>} methods
 * @param {Service} service
 * @param {(result: any) => Transferable[]} [handedOver] lists what an answer hands over rather than copies
 */
export function serve(methods, service, handedOver = onlyBytes) {
  const known = new Set(/** @type {readonly string[]} */ (methods));
  /** @param {Request} request */
  const answer = async ({ id, method, params }) => {
    if (!known.has(method)) throw new TypeError("no such method");
    const progress = (/** @type {number} */ share) => self.postMessage({ id, progress: share });
    const act = /** @type {import("./keeper.js").Act} */ (Reflect.get(/** @type {object} */ (service), method));
    return act.call(service, params, progress);
  };
  self.addEventListener("message", async (event) => {
    const request = /** @type {Request} */ (event.data);
    try {
      const result = await answer(request);
      self.postMessage({ id: request.id, result }, { transfer: handedOver(result) });
    } catch (error) {
      self.postMessage({ id: request.id, error: error instanceof RefusedError ? error.code : "failed" });
    }
  });
}

/**
 * Hand over bytes, which no service of the reporters keeps.
 * @param {unknown} result
 * @returns {Transferable[]}
 */
function onlyBytes(result) {
  return result instanceof Uint8Array ? [/** @type {ArrayBuffer} */ (result.buffer)] : [];
}
