/** What the vectors' operations on files mean in JavaScript (tests/vectors/README.md). */

import { inspect, strip } from "../../src/files/index.js";
import { b64url, fromB64url } from "../../src/protocol/bytes.js";

/** @typedef {Record<string, any>} Values */

/** @type {Record<string, (given: Values) => Promise<Values>>} */
export const FILES = {
  "files.inspect": ({ file }) => inspect(new Blob([fromB64url(file)])),
  "files.strip": async ({ file }) => {
    const stripped = await strip(new Blob([fromB64url(file)]));
    return stripped ? { file: b64url(new Uint8Array(await stripped.arrayBuffer())) } : {};
  },
};
