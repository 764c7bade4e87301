/** Looking into a file and cleaning a picture never fail, whatever the bytes and whatever the browser does. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { inspect, strip } from "../../src/files/index.js";
import { loadVectors } from "../vectors/files.js";

const files = loadVectors()
  .filter(({ name, input }) => name.startsWith("files/") && input.file)
  .map(({ input }) => new Uint8Array(Buffer.from(input.file, "base64url")));

const hostile = fc
  .tuple(fc.constantFrom(...files), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }), fc.nat())
  .map(([file, changes, length]) => {
    const changed = file.slice(0, length % 3 ? file.length : length % (file.length + 1));
    for (const [at, byte] of changes) changed[at % (changed.length || 1)] = byte;
    return changed;
  });

test("no bytes make looking fail, and all values are clean", async () => {
  await fc.assert(
    fc.asyncProperty(hostile, async (bytes) => {
      const { findings } = await inspect(new Blob([bytes]));
      assert.ok(findings.length <= 64);
      for (const { value } of findings) {
        assert.ok(value === undefined || (value.trim() === value && Array.from(value).length <= 120 && value !== ""));
        assert.doesNotMatch(value ?? "", /[\u0000-\u001f\u202a-\u202e\u2066-\u2069]/);
      }
    }),
    { numRuns: 1500 },
  );
});

test("what is left of any picture has nothing that identifies, and is left alone the second time", async () => {
  await fc.assert(
    fc.asyncProperty(hostile, async (bytes) => {
      const stripped = await strip(new Blob([bytes]));
      if (!stripped) return;
      assert.deepEqual((await inspect(stripped)).findings, []);
      const again = await strip(stripped);
      assert.deepEqual(await again?.arrayBuffer(), await stripped.arrayBuffer());
    }),
    { numRuns: 1500 },
  );
});

test("a file that the browser cannot read any more is damaged, not an error", async () => {
  const lost = new Blob([files[0]]);
  lost.slice = () =>
    /** @type {any} */ ({ arrayBuffer: () => Promise.reject(new DOMException("gone", "NotReadableError")) });
  assert.deepEqual(await inspect(lost), { format: "unknown", checked: "unknown", findings: [] });
  assert.equal(await strip(lost), undefined);
});
