/** Uploads over a connection that breaks: what the server has in the end, and how often it was asked. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ApiError } from "../../src/reporter/api.js";
import { Patience } from "../../src/reporter/page/patience.js";
import { LostUploadError, transfer } from "../../src/reporter/page/transfer.js";
import { FakeServer } from "./server.js";

const PART = 1000;

/**
 * @param {number} length
 * @param {(server: FakeServer) => void} [prepare]
 */
async function send(length, prepare = () => {}) {
  const server = new FakeServer().install();
  prepare(server);
  const bytes = Uint8Array.from({ length }, (_, at) => (at * 31) % 251);
  const [upload, pauses, offsets] = [{ id: "a", token: "t", length }, [], /** @type {number[]} */ ([])];
  let given = 0;
  await transfer(upload, {
    agency: "61",
    nextPart: async (sent) => {
      sent?.fill(255); // what is given back is written over
      return bytes.slice(given, (given += PART));
    },
    patience: new Patience(
      (pause) => pause && /** @type {any[]} */ (pauses).push(pause),
      async () => {},
    ),
    signal: new AbortController().signal,
    onOffset: (offset) => offsets.push(offset),
  });
  return { server, bytes, pauses: /** @type {any[]} */ (pauses), offsets };
}

test("every part arrives once and in order, one request each", async () => {
  const { server, bytes, offsets } = await send(2500);
  assert.deepEqual(new Uint8Array(server.bytes("a")), bytes);
  assert.deepEqual(
    server.asked.map(({ method }) => method),
    ["POST", "PATCH", "PATCH", "PATCH"],
  );
  assert.deepEqual(offsets, [1000, 2000, 2500]);
});

test("whatever breaks, and whenever, the server has the same bytes in the end", async () => {
  const troubles = fc.array(fc.constantFrom("lost", "unheard", 503, 408, 400, undefined), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(troubles, fc.integer({ min: 1, max: 4200 }), async (planned, length) => {
      const { server, bytes } = await send(length, (server) => {
        server.troubles = planned.map((trouble) => () => /** @type {any} */ (trouble));
      });
      assert.deepEqual(new Uint8Array(server.bytes("a")), bytes);
      assert.equal(server.uploads.size, 1);
    }),
    { numRuns: 200 },
  );
});

test("a part whose answer was lost is not sent a second time", async () => {
  const { server } = await send(1500, (server) => {
    server.troubles = [() => undefined, () => "lost"];
  });
  assert.deepEqual(
    server.asked.map(({ method }) => method),
    ["POST", "PATCH", "HEAD", "PATCH"],
  );
});

test("pauses grow, and end at a minute", async () => {
  const { pauses } = await send(10, (server) => {
    server.troubles = Array.from({ length: 9 }, () => () => "unheard");
  });
  assert.deepEqual(
    pauses.map(({ seconds }) => seconds),
    [1, 2, 4, 8, 16, 32, 60, 60, 60],
  );
  assert.equal(pauses[0].code, "offline");
});

test("an upload that the server forgot has to begin anew", async () => {
  for (const trouble of [404, "unheard"]) {
    const failing = send(3000, (server) => {
      const gone = () => {
        server.uploads.clear();
        return trouble;
      };
      server.troubles = /** @type {any} */ ([() => undefined, () => undefined, gone]);
    });
    await assert.rejects(failing, LostUploadError);
  }
});

test("an upload that stands elsewhere has to begin anew", async () => {
  const failing = send(3000, (server) => {
    const moved = () => {
      server.uploads.get("a")?.parts.push(new Uint8Array(7));
      return undefined;
    };
    server.troubles = [() => undefined, () => undefined, moved];
  });
  await assert.rejects(failing, LostUploadError);
});

test("an upload whose server claims other offsets than those of what it was sent has to begin anew", async () => {
  for (const lie of [0, 999, 1001, 3000, 2 ** 40, -1]) {
    const failing = send(3000, (server) => {
      server.offsets = (offset) => (offset === 1000 ? lie : offset);
    });
    await assert.rejects(failing, LostUploadError);
  }
});

test("an upload of which the server claims to have something before anything was sent has to begin anew", async () => {
  const failing = send(3000, (server) => {
    server.uploads.set("a", { token: "t", length: 3000, parts: [new Uint8Array(1000)] });
  });
  await assert.rejects(failing, LostUploadError);
});

test("a refusal is not tried again", async () => {
  const refusing = async () => {
    throw new ApiError("refused");
  };
  let paused = 0;
  const patience = new Patience(
    () => (paused += 1),
    async () => {},
  );
  await assert.rejects(patience.until(refusing), { code: "refused" });
  assert.equal(paused, 0);
});

test("whoever waits can be woken, and can be stopped", async () => {
  const forever = () => new Promise(() => {});
  const patience = new Patience(() => {}, /** @type {any} */ (forever));
  let tries = 0;
  const working = patience.until(async () => {
    tries += 1;
    if (tries < 3) throw new ApiError("offline");
    return tries;
  });
  for (let turn = 0; turn < 20; turn += 1) {
    await Promise.resolve();
    patience.again();
  }
  assert.equal(await working, 3);
  const ended = new AbortController();
  const stopped = patience.until(async () => {
    throw new ApiError("offline");
  }, ended.signal);
  setTimeout(() => ended.abort());
  await assert.rejects(stopped, { name: "AbortError" });
});

test("the page holds one part at a time, and gives it back once it has arrived", async () => {
  const server = new FakeServer().install();
  let [given, back] = [0, 0];
  await transfer(
    { id: "a", token: "t", length: 64 * PART },
    {
      agency: "61",
      nextPart: async (sent) => {
        if (sent) back += 1;
        assert.equal(given - back, 0);
        assert.equal(server.bytes("a").length, back * PART);
        given += 1;
        return new Uint8Array(PART);
      },
      patience: new Patience(() => {}),
      signal: new AbortController().signal,
      onOffset: () => {},
    },
  );
  assert.equal(given, 64);
});
