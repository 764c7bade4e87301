/** Text forms of bytes: one text for one value. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import * as forms from "../../src/protocol/bytes.js";
import { FormatError } from "../../src/protocol/errors.js";

const bytes = fc.uint8Array({ maxLength: 200 });

test("base64url, base64 and Bech32 come back", () => {
  fc.assert(
    fc.property(bytes, (raw) => {
      assert.deepEqual(forms.fromB64url(forms.b64url(raw)), new Uint8Array(raw));
      assert.deepEqual(forms.fromB64(forms.b64(raw)), new Uint8Array(raw));
      assert.deepEqual(forms.fromBech32("age1pq", forms.bech32("age1pq", raw)), new Uint8Array(raw));
    }),
  );
});

test("base64url, base64 and base32 agree with another implementation", () => {
  fc.assert(
    fc.property(bytes, (raw) => {
      assert.equal(forms.b64url(raw), Buffer.from(raw).toString("base64url"));
      assert.equal(forms.b64(raw), Buffer.from(raw).toString("base64"));
    }),
  );
  assert.equal(forms.b32(new TextEncoder().encode("foobar")), "mzxw6ytboi"); // RFC 4648 section 10
});

test("any text that is accepted is the one that would have been written", () => {
  const text = fc.string({ unit: fc.constantFrom(..."ABCDwxyz0189-_+/= \n"), maxLength: 12 });
  fc.assert(
    fc.property(text, (given) => {
      for (const [read, write] of [
        [forms.fromB64url, forms.b64url],
        [forms.fromB64, forms.b64],
      ]) {
        try {
          const raw = /** @type {Uint8Array} */ (/** @type {any} */ (read)(given));
          assert.equal(/** @type {any} */ (write)(raw), given);
        } catch (error) {
          assert.ok(error instanceof FormatError);
        }
      }
    }),
  );
});

test("one changed symbol of Bech32 is refused", () => {
  const text = forms.bech32("age1pq", new Uint8Array(20).fill(7));
  for (let at = "age1pq1".length; at < text.length; at += 1) {
    const other = text[at] === "q" ? "p" : "q";
    assert.throws(() => forms.fromBech32("age1pq", text.slice(0, at) + other + text.slice(at + 1)), FormatError);
  }
});

test("equal looks at length and every byte", () => {
  fc.assert(
    fc.property(bytes, bytes, (left, right) => {
      assert.equal(forms.equal(left, right), Buffer.compare(left, right) === 0);
      assert.ok(forms.equal(left, new Uint8Array(left)));
    }),
  );
});
