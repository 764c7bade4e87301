/** Both catalogues say the same things. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { CATALOGUES } from "../../src/officer/words/index.js";
import declared from "../../src/protocol/shapes.json" with { type: "json" };

/**
 * List every entry with what kind of thing it is.
 * @param {any} value
 * @param {string} path
 * @returns {string[]}
 */
function outline(value, path = "") {
  if (typeof value === "function") return [`${path}(${value.length})`];
  if (typeof value !== "object") return [`${path}:${typeof value}`];
  return Object.entries(value).flatMap(([name, member]) => outline(member, `${path}.${name}`));
}

/** Reads as a number, as a word, and as a total that was counted. */
const ANYTHING = Object.assign(Object("2"), { count: 2, more: false });

/**
 * List every text, functions called with something that reads as whatever they take.
 * @param {any} value
 * @returns {string[]}
 */
function texts(value) {
  if (typeof value === "function") return texts(value(...Array(value.length).fill(ANYTHING)));
  return typeof value === "object" ? Object.values(value).flatMap(texts) : [String(value)];
}

test("both languages have the same keys with the same parameters", () => {
  assert.deepEqual(outline(CATALOGUES.en), outline(CATALOGUES.id));
});

test("no text is empty, shouts or says undefined", () => {
  for (const catalogue of Object.values(CATALOGUES)) {
    for (const text of texts(catalogue)) {
      assert.ok(text.trim().length > 0);
      assert.doesNotMatch(text.replaceAll("SP4N-LAPOR!", ""), /!|undefined|NaN|\[object/);
    }
  }
});

test("every category, status and finding of the protocol has a name in both", () => {
  for (const catalogue of Object.values(CATALOGUES)) {
    assert.deepEqual(Object.keys(catalogue.categories).sort(), [...declared.shapes.Category.enum].sort());
    assert.deepEqual(Object.keys(catalogue.statuses).sort(), [...declared.shapes.Status.enum].sort());
    for (const kind of declared.findings) assert.ok(kind in catalogue.findings, kind);
  }
});

test("every kind of note and every answer in it has a name in both", () => {
  const { InsideKind, Decision, Answer, Priority, Risk } = declared.shapes;
  for (const { inside } of Object.values(CATALOGUES)) {
    assert.deepEqual(Object.keys(inside.kinds).sort(), [...InsideKind.enum].sort());
    assert.deepEqual(Object.keys(inside.decisions).sort(), [...Decision.enum].sort());
    assert.deepEqual(Object.keys(inside.answers).sort(), [...Answer.enum].sort());
    assert.deepEqual(Object.keys(inside.priorities).sort(), [...Priority.enum].sort());
    assert.deepEqual(Object.keys(inside.risks).sort(), [...Risk.enum].sort());
    for (const kind of declared.findings) assert.ok(kind in inside.findings, kind);
  }
});
