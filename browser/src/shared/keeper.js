/**
 * The page's side of the worker that keeps the keys: asks, waits, hears progress. Stopping the worker is what locks:
 * its memory goes with it.
 */

/** @typedef {(params: any, progress: (share: number) => void) => unknown} Act */
/**
 * @template Act
 * @typedef {Act extends (...given: any[]) => infer Result ? Awaited<Result> : never} ResultOf
 */
/**
 * @template Act
 * @typedef {Act extends (...given: infer Given) => unknown ? Given[0] : never} GivenTo
 */
/** @typedef {{transfer?: Transferable[], progress?: (share: number) => void}} Options */
/**
 * @typedef {object} Waiting
 * @property {(value: any) => void} resolve
 * @property {(error: Error) => void} reject
 * @property {(share: number) => void} [progress]
 */

const WORKER_NAME = /^\/static\/[a-z-]*worker-[A-Za-z0-9]+\.js$/;

/** What the worker refused, or could not do: `code` is a class of refusal, `failed` or `locked`. */
export class KeeperError extends Error {
  /** @param {string} code */
  constructor(code) {
    super(code);
    this.name = "KeeperError";
    /** @readonly */
    this.code = code;
  }
}

/** @template Service The class whose methods the worker offers. */
export class Keeper {
  #address;
  /** @type {Worker | null} */
  #worker = null;
  /** @type {Map<number, Waiting>} */
  #waiting = new Map();
  #next = 1;
  #onLost;

  /**
   * @param {string} address of the worker's script, from `trusted`
   * @param {() => void} onLost called when the worker has failed, and what it held went with it
   */
  constructor(address, onLost) {
    this.#address = address;
    this.#onLost = onLost;
  }

  /**
   * Ask the worker; it starts with the first question.
   * @template {keyof Service & string} Method
   * @param {Method} method
   * @param {GivenTo<Service[Method]>} [params]
   * @param {Options} [options]
   * @returns {Promise<ResultOf<Service[Method]>>}
   * @throws {KeeperError}
   */
  ask(method, params, { transfer = [], progress } = {}) {
    const id = this.#next;
    this.#next += 1;
    return new Promise((resolve, reject) => {
      const worker = this.#started();
      this.#waiting.set(id, { resolve, reject, progress });
      worker.postMessage({ id, method, params }, transfer);
    });
  }

  /** Stop the worker and forget everything in it; what was asked ends as `locked`. */
  stop() {
    this.#worker?.terminate();
    this.#worker = null;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(new KeeperError("locked"));
  }

  #started() {
    if (this.#worker) return this.#worker;
    const worker = made(this.#address);
    const isOurs = () => this.#worker === worker;
    worker.addEventListener("message", (event) => isOurs() && this.#hear(event.data));
    worker.addEventListener("error", () => isOurs() && this.#fail());
    worker.addEventListener("messageerror", () => isOurs() && this.#fail());
    this.#worker = worker;
    return worker;
  }

  /** @param {{id: number, progress?: number, result?: unknown, error?: string}} answer */
  #hear(answer) {
    const waiting = this.#waiting.get(answer.id);
    if (!waiting) return;
    if (answer.progress !== undefined) {
      waiting.progress?.(answer.progress);
      return;
    }
    this.#waiting.delete(answer.id);
    if (answer.error === undefined) waiting.resolve(answer.result);
    else waiting.reject(new KeeperError(answer.error));
  }

  #fail() {
    this.stop();
    this.#onLost();
  }
}

/**
 * @param {string} address
 * @throws {KeeperError} the browser makes none.
 */
function made(address) {
  try {
    return new Worker(address, { name: "wbs" });
  } catch {
    throw new KeeperError("failed");
  }
}

/**
 * Let exactly these addresses become workers: those of our own scripts, named when the page began. Once in a page: its
 * policy lets no second one be made.
 * @param {string[]} addresses as the page's own HTML names them
 * @returns {string[]} the same, fit for workers
 */
export function trusted(addresses) {
  if (!addresses.every((address) => WORKER_NAME.test(address))) throw new Error("not the address of a worker");
  /** @type {any} */
  const trustedTypes = Reflect.get(globalThis, "trustedTypes");
  if (!trustedTypes) return addresses;
  const policy = trustedTypes.createPolicy("wbs-worker", {
    createScriptURL: (/** @type {string} */ asked) => {
      if (!addresses.includes(asked)) throw new TypeError("only the workers' own addresses");
      return asked;
    },
  });
  return addresses.map((address) => policy.createScriptURL(address));
}
