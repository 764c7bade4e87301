/** Receipts and new cases made in the browser; tests/browser/test_new_cases.py opens such cases with Python. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Receipt } from "../../src/protocol/receipt.js";
import { ReceiptError } from "../../src/protocol/errors.js";

const secrets = fc.uint8Array({ minLength: 16, maxLength: 16 });

test("the words of a receipt give the receipt back, however they are typed", () => {
  const between = fc.constantFrom(" ", "\n", ", ", " - ", "\t", " 3. ");
  fc.assert(
    fc.property(secrets, fc.array(between, { minLength: 12, maxLength: 12 }), fc.boolean(), (secret, gaps, shout) => {
      const receipt = new Receipt(secret);
      const text = receipt.unsafeWords().map((word, at) => gaps[at] + word.slice(0, shout ? 4 : undefined));
      const typed = shout ? text.join("").toUpperCase() : text.join("");
      assert.deepEqual(Receipt.parse(typed).mailboxToken, receipt.mailboxToken);
    }),
    { numRuns: 60 },
  );
});

test("a word that is not on the list is pointed out by its place", () => {
  const words = Receipt.generate().unsafeWords();
  words[4] = "zzzz";
  assert.throws(
    () => Receipt.parse(words.join(" ")),
    (error) => error instanceof ReceiptError && error.positions.join() === "5",
  );
});

test("a code with one word exchanged is refused in most cases, and never taken for the right one", () => {
  const receipt = new Receipt(new Uint8Array(16));
  const words = receipt.unsafeWords();
  let refused = 0;
  for (const word of new Receipt(new Uint8Array(16).fill(170)).unsafeWords()) {
    const changed = [...words.slice(0, 11), word].join(" ");
    try {
      assert.notDeepEqual(Receipt.parse(changed).mailboxToken, receipt.mailboxToken);
    } catch (error) {
      if (!(error instanceof ReceiptError)) throw error;
      refused += 1;
    }
  }
  assert.ok(refused > 6);
});

test("a receipt does not print its secret", () => {
  const receipt = Receipt.generate();
  assert.equal(JSON.stringify(receipt), "{}");
});
