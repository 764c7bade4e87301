/** Which cases sound alike. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LIKE, likeness } from "../../src/officer/similar.js";

const told = fc.record({ title: fc.string(), unit: fc.string(), category: fc.constantFrom("bribery", "fraud") });

test("the same matter in other words of the same unit is worth a look", () => {
  const one = {
    title: "Aspal Jalan Umpama lebih tipis dari kontrak",
    unit: "Dinas PU Umpama",
    category: "procurement",
  };
  const other = { title: "Tebal aspal jalan Umpama tidak sesuai kontrak", unit: "Dinas PU Umpama", category: "fraud" };
  assert.ok(likeness(one, other) >= LIKE);
});

test("two matters of one unit are not alike by the unit alone", () => {
  const one = { title: "Pungutan meja lapak di pasar", unit: "Dinas Perdagangan", category: "illegal-levy" };
  const other = { title: "Mobil dinas disewakan", unit: "Dinas Perdagangan", category: "misuse-of-assets" };
  assert.ok(likeness(one, other) < LIKE);
});

test("cases that tell nothing are not alike", () => {
  assert.equal(likeness({}, {}), 0);
});

test("likeness goes both ways, from nothing to one, and is never none for the same words", () => {
  fc.assert(
    fc.property(told, told, (one, other) => {
      const found = likeness(one, other);
      assert.equal(found, likeness(other, one));
      assert.ok(found >= 0 && found <= 1 + 1e-9);
      assert.ok(likeness(one, one) >= found - 1e-9);
    }),
  );
});
