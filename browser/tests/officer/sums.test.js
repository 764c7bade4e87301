/** What a sum is, as officers type it and as reporters write it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { largestSumIn, rupiahOf } from "../../src/officer/sums.js";

test("whole rupiah are read with and without points, and nothing else", () => {
  for (const text of ["1250000000", "1.250.000.000", "Rp1.250.000.000", " Rp1.250.000.000 "]) {
    assert.equal(rupiahOf(text), 1_250_000_000);
  }
  for (const text of ["", "1,5 miliar", "-1", "12.5", "1e9", "satu miliar", "1".repeat(16), "1.25.0"]) {
    assert.equal(rupiahOf(text), null, text);
  }
});

test("the largest sum of a text is found, however it is written", () => {
  const said = {
    "Rp1,5 miliar": 1.5e9,
    "sekitar 2 milyar lebih": 2e9,
    "kurang lebih 1.2 M": 1.2e9,
    "Rp1.000.000.000,00": 1e9,
    "Rp.5 juta, lalu Rp.2.000.000.": 5e6,
    "Rp 950.000.000 dan Rp 40 juta": 950e6,
    "750 juta sampai 1 miliar": 1e9,
    "3 T": 3e12,
    "USD 12,000": 12_000,
    "1.250 juta": 1.25e9,
    "tidak tahu": 0,
    "": 0,
  };
  for (const [text, sum] of Object.entries(said)) assert.equal(largestSumIn(text), sum, text);
});

test("a word that only begins like a unit is none", () => {
  assert.equal(largestSumIn("2 mobil, 3 truk, 5 tahun"), 5);
  assert.equal(largestSumIn("2 M."), 2e9);
});

test("no text keeps the page busy", () => {
  for (const long of [
    "1.".repeat(500_000),
    `${"1".repeat(500_000)}x`,
    `1${".".repeat(500_000)}x`,
    "1 ".repeat(300_000),
  ]) {
    assert.ok(largestSumIn(long) <= 1);
  }
});
