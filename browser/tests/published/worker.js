/** Calls primitives in a browser's worker: takes {primitive, given}, answers with what came of it. */

import { call } from "./primitives.js";

self.addEventListener("message", async (event) => {
  const { id, primitive, given } = event.data;
  try {
    self.postMessage({ id, found: await call(primitive, given) });
  } catch (error) {
    self.postMessage({ id, found: `failed: ${error}` });
  }
});
