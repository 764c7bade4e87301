/** The door of the reporters' workers: which questions it answers, and what an answer never holds. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { FormatError } from "../../src/protocol/errors.js";

/** @type {any[]} */
let told = [];
/** @type {Array<(event: {data: unknown}) => Promise<void>>} */
const listeners = [];
Object.assign(globalThis, {
  self: {
    addEventListener: (/** @type {string} */ _kind, /** @type {any} */ listener) => listeners.push(listener),
    postMessage: (/** @type {any} */ answer) => told.push(answer),
  },
});
const { serve } = await import("../../src/shared/door.js");
const { METHODS: SEALING } = await import("../../src/reporter/sealing/main.js");
const { METHODS: OPENING } = await import("../../src/reporter/opening/main.js");
const { Sealer } = await import("../../src/reporter/sealing/sealer.js");
const { Opener } = await import("../../src/reporter/opening/opener.js");
let hidden = 0;
serve(["ask", "refuse", "fail"], {
  ask: (/** @type {any} */ given, /** @type {any} */ progress) => (progress(0.5), `heard ${given}`),
  refuse: () => Promise.reject(new FormatError("rahasia")),
  fail: () => Promise.reject(new Error("rahasia")),
  hide: () => (hidden += 1),
});
const ask = /** @type {(event: {data: unknown}) => Promise<void>} */ (listeners.at(-1));

/**
 * @param {unknown} method
 * @param {unknown} [params]
 */
async function answers(method, params) {
  told = [];
  await ask({ data: { id: 7, method, params } });
  return told;
}

test("a method of the list is answered, with its progress", async () => {
  assert.deepEqual(await answers("ask", "it"), [
    { id: 7, progress: 0.5 },
    { id: 7, result: "heard it" },
  ]);
});

test("what is not on the list is not called, whatever it is", async () => {
  for (const method of ["hide", "constructor", "__proto__", "toString", "", 1, null, undefined, {}]) {
    assert.deepEqual(await answers(method), [{ id: 7, error: "failed" }]);
  }
  assert.equal(hidden, 0);
});

test("an error carries its class and no text", async () => {
  assert.deepEqual(await answers("refuse"), [{ id: 7, error: "refused-format" }]);
  assert.deepEqual(await answers("fail"), [{ id: 7, error: "failed" }]);
});

test("the workers offer what they have, and keep keys of files to themselves", () => {
  for (const [methods, service] of /** @type {Array<[readonly string[], any]>} */ ([
    [SEALING, Sealer.prototype],
    [OPENING, Opener.prototype],
  ])) {
    assert.deepEqual(
      methods.filter((name) => typeof service[name] !== "function"),
      [],
    );
    assert.equal(methods.includes("sendings"), false);
  }
});
