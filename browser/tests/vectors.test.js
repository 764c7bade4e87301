/** Every shared vector gives in Node what it says. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { loadVectors } from "./vectors/files.js";
import { OPERATIONS, run, WITHHELD } from "./vectors/operations.js";

const vectors = loadVectors();

test("the folder of vectors is not empty", () => {
  assert.ok(vectors.length > 100);
});

test("every operation here has a vector", () => {
  const used = new Set(vectors.map((vector) => vector.operation));
  assert.deepEqual(Object.keys(OPERATIONS).filter((name) => !used.has(name)), []);
});

for (const vector of vectors) {
  test(`${vector.name} is ${vector.expect}`, async () => {
    const found = await run(vector.operation, vector.input);
    const expected = { expect: vector.expect, ...(vector.output && { output: known(vector.output) }) };
    assert.deepEqual(found, expected);
  });
}

/** @param {import("./vectors/operations.js").Values} output */
function known(output) {
  return Object.fromEntries(Object.entries(output).filter(([name]) => !WITHHELD.includes(name)));
}
