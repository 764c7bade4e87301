/** One thing at a time: what goes on is told, also while a failure is being explained by doing something else. */

import assert from "node:assert/strict";
import { test } from "node:test";

/** @param {string} textContent */
const sentence = (textContent) => ({ textContent, querySelectorAll: () => [], cloneNode: () => sentence(textContent) });
const told = { textContent: "", tabIndex: 0, focus() {}, getBoundingClientRect: () => ({ top: 0 }) };
const trouble = { replaceChildren() {} };
const root = /** @type {any} */ ({
  querySelector: (/** @type {string} */ selector) => (selector.includes("busy") ? told : trouble),
});
globalThis.document = /** @type {any} */ ({
  getElementById: () => ({ content: { querySelector: () => sentence("Sebentar.") } }),
});
const { Work } = await import("../../src/reporter/mailbox/work.js");

test("nothing else begins while a failure is explained by something that takes its time", async () => {
  /** @type {(value: string) => void} */
  let end = () => {};
  /** @type {Promise<string | undefined>} */
  let explaining = Promise.resolve(undefined);
  const explain = () => {
    explaining = work.run(root, "opening", () => new Promise((resolve) => (end = resolve)));
  };
  const work = new Work(root, explain);
  const failed = await work.run(root, "sending", () => Promise.reject(new Error("refused")));
  assert.equal(failed, undefined);
  assert.equal(told.textContent, "Sebentar.");
  assert.equal(await work.run(root, "sending", async () => "twice"), undefined);
  end("opened");
  assert.equal(await explaining, "opened");
  assert.equal(told.textContent, "");
  assert.equal(await work.run(root, "sending", async () => "sent"), "sent");
});

test("what was stopped is not explained", async () => {
  let isExplained = false;
  const work = new Work(root, () => {
    isExplained = true;
  });
  const going = work.run(
    root,
    "sending",
    (signal) => new Promise((_, reject) => (signal.onabort = () => reject(signal.reason))),
  );
  work.stop();
  assert.equal(await going, undefined);
  assert.equal(isExplained, false);
});
