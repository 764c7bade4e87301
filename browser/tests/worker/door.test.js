/** The worker's door: which questions it answers, and what an answer never holds. */

import assert from "node:assert/strict";
import { test } from "node:test";

/** @type {Map<number, (answer: any) => void>} */
const waiting = new Map();
/** @type {(event: {data: unknown}) => void} */
let ask = () => undefined;
Object.assign(globalThis, {
  self: {
    addEventListener: (/** @type {string} */ kind, /** @type {typeof ask} */ listener) => {
      if (kind === "message") ask = listener;
    },
    postMessage: (/** @type {any} */ answer) => waiting.get(answer.id)?.(answer),
  },
});
const { METHODS, ROOMS } = await import("../../src/worker/main.js");
const { Session } = await import("../../src/worker/session.js");
let next = 1;

/**
 * @param {unknown} method
 * @param {unknown} [params]
 * @returns {Promise<any>}
 */
function answerTo(method, params) {
  const id = next;
  next += 1;
  return new Promise((resolve) => {
    waiting.set(id, resolve);
    ask({ data: { id, method, params } });
  });
}

test("every public method of a room stands in its list, nothing else does, and no two rooms answer to one name", () => {
  for (const { room, methods } of ROOMS) {
    const own = Object.getOwnPropertyNames(Object.getPrototypeOf(room)).filter((name) => name !== "constructor");
    assert.deepEqual([...own].sort(), [...methods].sort());
  }
  assert.equal(new Set(METHODS).size, METHODS.length);
});

test("names that are not in the list get one answer and do nothing", async () => {
  const names = [
    "constructor",
    "__proto__",
    "toString",
    "valueOf",
    "hasOwnProperty",
    "#keys",
    "keys",
    "",
    1,
    null,
    undefined,
    {},
  ];
  for (const name of names) assert.deepEqual(Object.keys(await answerTo(name, {})).sort(), ["error", "id"]);
});

/** What needs no key: it makes something for somebody who has none yet, or only forgets. */
const FREE = ["derive", "drawPassphrase", "drawReference", "closeCase", "cancel", "endIntake"];

test("a locked vault refuses everything that needs keys, by class alone", async () => {
  const needing = METHODS.filter((name) => !FREE.includes(name));
  const params = {
    rows: [{ case: "a", records: [], grants: [], previous_keys: [], summary: "" }],
    uploads: [],
    text: "x",
    job: 1,
  };
  for (const name of needing) {
    const answer = await answerTo(name, params);
    assert.deepEqual(Object.keys(answer).sort(), ["error", "id"], name);
    assert.match(answer.error, /^(?:refused-[a-z]+|failed)$/);
  }
});

test("an error carries a class and no text of what was asked", async () => {
  const answer = await answerTo("derive", { passphrase: "kata rahasia", salt: "bukan garam" });
  assert.doesNotMatch(JSON.stringify(answer), /rahasia|garam/);
});

test("neither the session nor a room can be copied to another thread with its keys", () => {
  for (const whole of [new Session(), ...ROOMS.map(({ room }) => room)]) {
    assert.deepEqual(Object.keys(structuredClone(whole)), []);
  }
});
