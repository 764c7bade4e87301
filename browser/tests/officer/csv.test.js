import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cell, csv } from "../../src/officer/csv.js";

test("what a spreadsheet would compute is text, and no cell ends too early", () => {
  /** @type {Array<[string | number, string]>} */
  const cases = [
    ["=1+1", '"\'=1+1"'],
    ["+62 812", '"\'+62 812"'],
    ["-2", '"\'-2"'],
    ["@SUM(A1)", '"\'@SUM(A1)"'],
    ['a "b", c\nd', '"a ""b"", c\nd"'],
    ["x;=1+1", '"x;=1+1"'],
    ["biasa", "biasa"],
    ["2026-11-22", "2026-11-22"],
    [-7, "-7"],
    ["", ""],
  ];
  for (const [value, written] of cases) assert.equal(cell(value), written);
});

test("every value is read again as it was written, but for the apostrophe before a formula", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (value) => {
      const written = cell(value);
      const read = written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written;
      assert.equal(read, /^[=+\-@\t\r]/u.test(value) ? `'${value}` : value);
      assert.ok(!/^"?[=+\-@]/u.test(written));
    }),
  );
});

test("a table has one line for each row", () => {
  assert.equal(
    csv([
      ["a", 1],
      ["b, c", 2],
    ]),
    'a,1\r\n"b, c",2\r\n',
  );
});
