/** Sending a report until the server has it: how often it is sealed, and which one counts in the end. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Patience } from "../../src/reporter/page/patience.js";
import { MOST_SEALS, sendReport, UnsettledError } from "../../src/reporter/report/sending.js";

/** @type {Record<number, string>} As the server's `code_of` (wbs/web/answers.py). */
const CODES = { 404: "not-found", 409: "conflict", 422: "refused", 503: "unavailable" };

/**
 * @param {Array<number | "lost" | "work">} answers to PUT, in order; then 201
 * @param {{sent?: any[], stored?: string, owner?: string}} [before] what was sent before, which of it is stored by now, and
 *   under whose token
 */
async function send(answers, { sent = /** @type {any[]} */ ([]), stored = "", owner = "t" } = {}) {
  const told = {
    seals: 0,
    refreshed: 0,
    resent: 0,
    works: 0,
    puts: /** @type {string[]} */ ([]),
    proofs: /** @type {string[]} */ ([]),
    stored,
  };
  Object.assign(globalThis, {
    fetch: async (/** @type {string} */ address, /** @type {any} */ { method, body, headers }) => {
      const isOwn = headers.Authorization === `Bearer ${owner}`;
      if (method === "GET") return new Response(JSON.stringify({ case: (isOwn && told.stored) || "decoy" }));
      told.puts.push(body);
      told.proofs.push(headers["Work-Proof"]);
      const answer = answers.shift() ?? (told.stored && told.stored !== address.split("/").at(-1) ? 409 : 201);
      if (answer === "lost" || answer === 201) told.stored ||= String(address.split("/").at(-1));
      if (answer === "work") return new Response(JSON.stringify({ code: "work", tries: 7 }), { status: 503 });
      if (answer === "lost") throw new TypeError("connection lost");
      return new Response(JSON.stringify({ code: CODES[answer] }), { status: answer });
    },
  });
  const sealed = await sendReport({
    seal: async () => {
      told.seals += 1;
      return /** @type {any} */ ({ case: `case${told.seals}`, body: `body${told.seals}`, token: "t", reader: "r" });
    },
    refresh: async () => void (told.refreshed += 1),
    resend: async () => void (told.resent += 1),
    onSealed: () => {},
    work: async ({ tries }) => {
      told.works += 1;
      return `proof of ${tries}`;
    },
    patience: new Patience(
      () => {},
      async () => {},
    ),
    sent,
  });
  return { ...told, sealed };
}

test("one seal and one request suffice", async () => {
  const { puts, sealed, seals } = await send([]);
  assert.deepEqual([puts, sealed.case, seals], [["body1"], "case1", 1]);
});

test("a lost answer and a busy server get the same body again", async () => {
  const { puts, seals } = await send(["lost", 503]);
  assert.deepEqual([puts, seals], [["body1", "body1", "body1"], 1]);
});

test("a server that asks for work gets the same body with a proof, as often as it asks", async () => {
  const { proofs, puts, seals } = await send(["work", "lost", "work"]);
  assert.deepEqual([puts, seals], [["body1", "body1", "body1", "body1"], 1]);
  assert.deepEqual(proofs, [undefined, "proof of 7", "proof of 7", "proof of 7"]);
});

test("work is not done again for an answer that was lost", async () => {
  const { proofs, works } = await send(["work", "lost", 201]);
  assert.deepEqual([proofs, works], [[undefined, "proof of 7", "proof of 7"], 1]);
});

test("a conflict fetches the documents and seals anew", async () => {
  const { puts, refreshed, sealed } = await send([409]);
  assert.deepEqual([puts, refreshed, sealed.case], [["body1", "body2"], 1, "case2"]);
});

test("files that are gone are sent again before it is sealed anew", async () => {
  const { resent, refreshed, seals } = await send([404]);
  assert.deepEqual([resent, refreshed, seals], [1, 0, 2]);
});

test("a report that was stored before the lists changed is found, not sent twice", async () => {
  const { sealed, seals } = await send(["lost", 409]);
  assert.deepEqual([sealed.case, seals], ["case1", 1]);
});

test("a report that was stored before the same was refused is found, and its words are shown", async () => {
  const { sealed, puts } = await send(["lost", 422]);
  assert.deepEqual([sealed.case, puts], ["case1", ["body1", "body1"]]);
});

test("a report of an earlier attempt that arrived late is found, also under another receipt", async () => {
  for (const owner of ["t", "other"]) {
    const before = [{ case: "late", token: owner, reader: "r" }];
    const { sealed } = await send([409], { sent: before, stored: "late", owner });
    assert.equal(sealed.case, "late");
  }
  const { sealed } = await send(["lost", 409], { sent: [{ case: "never", token: "other", reader: "r" }] });
  assert.equal(sealed.case, "case1");
});

test("after five seals it stops", async () => {
  const failing = send(Array.from({ length: 9 }, () => 409));
  await assert.rejects(failing, UnsettledError);
  assert.equal(MOST_SEALS, 5);
});

test("a refusal stops at once", async () => {
  await assert.rejects(send([422]), { name: "ApiError" });
});
