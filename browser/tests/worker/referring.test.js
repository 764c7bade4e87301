/** What an officer's worker takes for the reporter's consent, and what a table for SP4N-LAPOR! may hold. */

import assert from "node:assert/strict";
import test from "node:test";
import { proposalOf } from "../../src/worker/referring.js";

const ASKED = { type: "wbs-text/v1", text: "Setuju?", proposal: { title: "Jalan", content: "Rusak." } };

/**
 * @param {string} author
 * @param {object} body
 * @param {string} digest
 * @param {boolean} [confirmed]
 */
function message(author, body, digest, confirmed = true) {
  return { author, digest, confirmed, message: { body } };
}

/**
 * @param {string} asked
 * @param {"yes" | "no"} given
 */
function answer(asked, given) {
  return { type: "wbs-text/v1", text: "…", answer: { asked, given } };
}

/** @param {...object} messages */
function found(...messages) {
  return proposalOf(/** @type {any} */ ({ messages }));
}

test("without a proposal there is nothing to agree to", () => {
  assert.equal(found(message("reporter", answer("d1", "yes"), "d2")), null);
});

test("the newest answer to the newest proposal counts", () => {
  const asked = message("61.08/a", ASKED, "d1");
  assert.equal(found(asked)?.answer, "none");
  assert.equal(found(asked, message("reporter", answer("d1", "yes"), "d2"))?.answer, "yes");
  const changed = [message("reporter", answer("d1", "yes"), "d2"), message("reporter", answer("d1", "no"), "d3")];
  assert.equal(found(asked, ...changed)?.answer, "no");
});

test("consent to one text is none to another", () => {
  const other = { ...ASKED, proposal: { title: "Jalan", content: "Lain." } };
  const all = [
    message("61.08/a", ASKED, "d1"),
    message("reporter", answer("d1", "yes"), "d2"),
    message("61.08/a", other, "d3"),
  ];
  assert.deepEqual(found(...all), { title: "Jalan", content: "Lain.", digest: "d3", answer: "none" });
});

test("what is not confirmed, or an officer says for the reporter, is no consent", () => {
  const asked = message("61.08/a", ASKED, "d1");
  assert.equal(found(asked, message("reporter", answer("d1", "yes"), "d2", false))?.answer, "none");
  assert.equal(found(asked, message("61.08/b", answer("d1", "yes"), "d2"))?.answer, "none");
  assert.equal(found(message("61.08/a", ASKED, "d1", false)), null);
  assert.equal(found(message("reporter", ASKED, "d1")), null);
});
