/** What the build leaves out of the reporters' scripts changes nothing that they do. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { bundle } from "../build.js";
import { shapesModule, wordsModule } from "../lean.js";

test("the folded word list unfolds to the same words", async () => {
  const { words } = JSON.parse(readFileSync(new URL("../src/protocol/words.json", import.meta.url), "utf8"));
  const module = await import(`data:text/javascript,${encodeURIComponent(wordsModule(words))}`);
  assert.equal(module.default.words, words);
});

test("shapes that reporters' programs need stay as they are, and only officers' own are left out", async () => {
  const declared = JSON.parse(readFileSync(new URL("../src/protocol/shapes.json", import.meta.url), "utf8"));
  const { default: kept } = await import(`data:text/javascript,${encodeURIComponent(shapesModule(declared))}`);
  const left = Object.keys(declared.shapes).filter((name) => !Object.hasOwn(kept.shapes, name));
  assert.ok(left.includes("WrappedSecret") && kept.shapes.Category && kept.shapes.Head);
  for (const [name, shape] of Object.entries(kept.shapes)) assert.deepEqual(shape, declared.shapes[name]);
  for (const [, reference] of JSON.stringify(kept).matchAll(/"\$ref":"(\w+)"/g)) assert.ok(kept.shapes[reference]);
  const { reading, ...rest } = declared;
  assert.deepEqual({ ...kept, reading, shapes: null }, { ...rest, reading, shapes: null });
});

test("reasons are gone from a lean bundle, codes are not", async () => {
  const entry = "src/reporter/sealing/main.js";
  const [whole, lean] = await Promise.all(
    [false, true].map(async (isLean) => Buffer.from(await bundle({ entry, format: "iife", isLean })).toString()),
  );
  for (const reason of ["checksum does not match", "no agency may receive a report about this rank"]) {
    assert.equal(lean.includes(reason), false);
  }
  for (const code of whole.match(/refused-[a-z]+/g) ?? []) assert.ok(lean.includes(code));
  assert.ok(lean.length < whole.length);
});
