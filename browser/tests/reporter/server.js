/** A server in place of `fetch`: takes uploads as tus 1.0 does, and breaks where a test tells it to. */

/** @typedef {{method: string, address: string, headers: Record<string, string>, body: any}} Asked */

const LOST = "lost";

export class FakeServer {
  /** @type {Asked[]} */
  asked = [];
  /** @type {Map<string, {token: string, length: number, parts: Uint8Array[]}>} */
  uploads = new Map();
  /** @type {Array<(asked: Asked) => "lost" | "unheard" | number | undefined>} What to do with the next requests. */
  troubles = [];

  /** What it states as an offset. */
  offsets = (/** @type {number} */ offset) => offset;

  install() {
    Object.assign(globalThis, {
      fetch: (/** @type {string} */ address, /** @type {any} */ options) => this.#answer({ address, ...options }),
    });
    return this;
  }

  /** @param {Asked} asked */
  async #answer(asked) {
    this.asked.push(asked);
    const trouble = this.troubles.shift()?.(asked);
    if (trouble === "unheard") throw new TypeError("no connection");
    if (typeof trouble === "number") return response(trouble);
    const answer = this.#tus(asked);
    if (trouble === LOST) throw new TypeError("connection lost");
    return answer;
  }

  /** @param {Asked} asked */
  #tus({ method, address, headers, body }) {
    const id = method === "POST" ? headers["Upload-Id"] : String(address.split("/").at(-1));
    const token = headers["Upload-Token"];
    if (method === "POST" && !this.uploads.has(id)) {
      this.uploads.set(id, { token, length: Number(headers["Upload-Length"]), parts: [] });
    }
    const upload = this.uploads.get(id);
    if (upload?.token !== token) return response(404);
    const offset = upload.parts.reduce((sum, part) => sum + part.length, 0);
    if (method !== "PATCH") return response(method === "POST" ? 201 : 200, offset);
    if (Number(headers["Upload-Offset"]) !== offset) return response(409);
    upload.parts.push(body.slice()); // as a browser copies what it sends
    return response(204, this.offsets(offset + body.length));
  }

  /** @param {string} id */
  bytes(id) {
    return Buffer.concat(this.uploads.get(id)?.parts ?? []);
  }
}

/**
 * @param {number} status
 * @param {number} [offset]
 */
function response(status, offset) {
  return new Response(null, { status, headers: offset === undefined ? {} : { "Upload-Offset": String(offset) } });
}
