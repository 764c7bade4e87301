/** The length of a sealed file is known before it is sealed. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { seal, sealedSize } from "../../src/protocol/age.js";
import { randomBytes } from "../../src/protocol/bytes.js";
import { officerKeys } from "../../src/protocol/keys.js";

test("a sealed file has the length that was said, on both sides of every chunk", async () => {
  const key = await officerKeys(randomBytes(32)).readerKey.public;
  for (const size of [0, 1, 65_535, 65_536, 65_537, 131_072, 131_073, 200_000]) {
    assert.equal((await seal(key, new Uint8Array(size))).length, sealedSize(size), String(size));
  }
});
