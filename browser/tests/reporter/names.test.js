/** File names that others chose show all of what they are. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { safeName } from "../../src/shared/names.js";

for (const letter of ["\u202e", "\u2800", "\u3164", "\u115f", "\ufe0f"]) {
  const code = `U+${letter.codePointAt(0)?.toString(16)}`;
  test(`a name in which ${code} hides nothing is shown with a space in its place`, () => {
    assert.equal(safeName(letter), "berkas");
    assert.equal(safeName(`surat.pdf${letter}.exe`), "surat.pdf .exe");
  });
}
