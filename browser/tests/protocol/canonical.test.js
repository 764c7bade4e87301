/** Canonical JSON: what is written is read back, and nothing else is read. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parse, serialise } from "../../src/protocol/canonical.js";
import { FormatError } from "../../src/protocol/errors.js";
import { utf8 } from "../../src/protocol/bytes.js";

const value = fc.letrec((tie) => ({
  any: fc.oneof({ maxDepth: 4 }, fc.string({ unit: "binary" }), fc.maxSafeNat(), tie("list"), tie("object")),
  list: fc.array(tie("any"), { maxLength: 4 }),
  object: fc.dictionary(fc.string({ unit: "grapheme", maxLength: 8 }), tie("any"), {
    maxKeys: 4,
    noNullPrototype: true,
  }),
})).any;

test("every value comes back from its canonical form", () => {
  fc.assert(fc.property(value, (given) => assert.deepEqual(parse(serialise(given)), given)));
});

test("a canonical form with one byte more, anywhere, is refused or another value", () => {
  fc.assert(
    fc.property(value, fc.nat(), (given, seed) => {
      const bytes = serialise(given);
      const at = seed % (bytes.length + 1);
      const longer = new Uint8Array([...bytes.slice(0, at), 0x20, ...bytes.slice(at)]);
      try {
        assert.notDeepEqual(parse(longer), given);
      } catch (error) {
        assert.ok(error instanceof FormatError);
      }
    }),
  );
});

for (const text of [
  "1.0",
  "-1",
  "1e2",
  "null",
  "true",
  "[1,]",
  '{"a":1,"a":1}',
  '{"b":1,"a":1}',
  '"\\u0061"',
  "NaN",
  " 1",
]) {
  test(`${text} is refused`, () => {
    assert.throws(() => parse(utf8(text)), FormatError);
  });
}

test("a document nested a hundred thousand times is refused, not a crash", () => {
  const deep = utf8("[".repeat(100_000) + "]".repeat(100_000));
  assert.throws(() => parse(deep), FormatError);
});
