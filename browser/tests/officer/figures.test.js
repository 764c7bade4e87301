/** Figures as the page writes them: rounded half up as the server does, whole in the file, harmless in a spreadsheet. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ownFigures } from "../../src/officer/acts/figures.js";
import { scaleTop } from "../../src/officer/views/figures/charts.js";
import { csv } from "../../src/officer/csv.js";
import { ownRows } from "../../src/officer/views/figures/csv.js";
import { hundredthsOf, percentText, periodNames, tenthsText } from "../../src/officer/views/figures/numbers.js";
import { byYear } from "../../src/officer/views/figures/own.js";

test("904 of 942 are 95.97 percent, and not 95.96", () => {
  assert.equal(hundredthsOf(904, 942), 9597);
  assert.equal(percentText(9597, "id"), "95,97%");
  assert.equal(percentText(9200, "en"), "92.00%");
  assert.equal(percentText(null, "id"), "–");
  assert.equal(hundredthsOf(0, 0), null);
  assert.equal(tenthsText(315, "id"), "31,5");
});

test("a rate is never further than half a hundredth from the fraction", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.nat(), (whole, part) => {
      const shown = hundredthsOf(part % (whole + 1), whole) ?? -1;
      assert.ok(Math.abs(shown - ((part % (whole + 1)) * 10_000) / whole) <= 0.5000001);
    }),
  );
});

test("a scale is not below its values, and never far above", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e7 }), (value) => {
      assert.ok(scaleTop(value) >= value);
      assert.ok(scaleTop(value) <= Math.max(4, value * 2.5));
    }),
  );
});

test("periods are years, and the parts of the newest two that have begun", () => {
  assert.deepEqual(periodNames("2025-11", "2026-04"), [
    "2026",
    "2026-H1",
    "2026-Q2",
    "2026-Q1",
    "2025",
    "2025-H2",
    "2025-Q4",
  ]);
  assert.deepEqual(periodNames("2023-01", "2026-01").slice(-2), ["2024", "2023"]);
});

test("months are brought to years without losing any", () => {
  const months = ["2024-12", "2025-01", "2025-02"].map((month) => ({ month, received: 2, ended: 1 }));
  assert.deepEqual(byYear(months), [
    { name: "2024", received: 2, ended: 1 },
    { name: "2025", received: 4, ended: 2 },
  ]);
});

test("whatever the server answers has the shape of figures, and makes a file that tables read", () => {
  fc.assert(
    fc.property(fc.anything(), fc.anything(), (answer, table) => {
      for (const one of [answer, { channels: table, months: table, outcomes: table, buckets: table }]) {
        const lines = csv(ownRows(ownFigures(one))).split("\r\n");
        assert.equal(lines[0], "table,value,count,of,percent");
        assert.ok(!lines.some((line) => /(^|,)[=+@-]/.test(line)));
      }
    }),
  );
});
