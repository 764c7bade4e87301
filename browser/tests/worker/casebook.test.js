/** Which steps an officer's worker signs. */

import assert from "node:assert/strict";
import test from "node:test";
import { FormatError } from "../../src/protocol/errors.js";
import { requireStep } from "../../src/worker/casebook.js";

/**
 * @param {object} body
 * @param {boolean} [confirmed]
 */
function signed(body, confirmed = true) {
  return { confirmed, message: { body: { type: "wbs-status/v1", ...body } } };
}

/**
 * @param {object} body
 * @param {...object} messages
 */
function step(body, ...messages) {
  return () => requireStep(/** @type {any} */ ({ messages }), /** @type {any} */ ({ type: "wbs-status/v1", ...body }));
}

test("more is told of a hand-over, and nobody else is named by it", () => {
  const handed = signed({ status: "passed-on", to: "Kejaksaan Negeri" });
  assert.doesNotThrow(step({ status: "passed-on", to: "Kejaksaan Negeri", reference: "B-12" }, handed));
  assert.throws(step({ status: "passed-on", to: "Kepolisian" }, handed), FormatError);
  const forged = signed({ status: "passed-on", to: "Kepolisian" }, false);
  assert.throws(step({ status: "passed-on", to: "Kepolisian" }, handed, forged), FormatError);
});
