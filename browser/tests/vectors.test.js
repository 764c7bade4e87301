/** Every shared vector gives in Node what it says. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { loadMinimum, loadVectors } from "./vectors/files.js";
import { OPERATIONS, PASSED_OVER, run, WITHHELD } from "./vectors/operations.js";

const vectors = loadVectors();

test("every area holds at least as many vectors as it should", () => {
  const areas = Object.entries(loadMinimum());
  assert.ok(areas.length >= 12);
  for (const [area, least] of areas) {
    const found = vectors.filter(({ name }) => name.startsWith(`${area}/`)).length;
    assert.ok(found >= least, `${area} holds ${found} vectors instead of ${least}`);
  }
});

test("every operation is known, and none is known and passed over", () => {
  const known = new Set([...Object.keys(OPERATIONS), ...PASSED_OVER]);
  assert.deepEqual(
    [...new Set(vectors.map((vector) => vector.operation))].filter((name) => !known.has(name)),
    [],
  );
  assert.equal(known.size, Object.keys(OPERATIONS).length + PASSED_OVER.length);
});

for (const vector of vectors.filter(({ operation }) => !PASSED_OVER.includes(operation))) {
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
