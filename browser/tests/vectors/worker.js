/** Runs vectors in a browser's worker: takes {operation, input}, answers with what came of it. */

import { run } from "./operations.js";

self.addEventListener("message", async (event) => {
  const { id, operation, input } = event.data;
  try {
    self.postMessage({ id, found: await run(operation, input) });
  } catch (error) {
    self.postMessage({ id, found: { expect: `failed: ${error}` } });
  }
});
