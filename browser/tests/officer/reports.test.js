/** Reports on several quarters: what they add up is what was published, and a number that could be more says so. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ownFigures } from "../../src/officer/acts/figures.js";
import { reportPeriods } from "../../src/officer/views/figures/report/report.js";
import { internalRows, outwardRows } from "../../src/officer/views/figures/report/rows.js";
import {
  quartersOf,
  standingOf,
  sumQuarters,
  sumTables,
  sumTiers,
  tierOf,
} from "../../src/officer/views/figures/report/summing.js";

/** @typedef {import("../../src/officer/acts/figures.js").Quarter} Quarter */

const VALUES = ["portal", "letter", "telephone", "box"];
const COLUMNS = 9;

/** True counts of a span, and the table that is published of them: small cells and the smallest large ones grouped. */
const spans = fc
  .array(fc.array(fc.integer({ min: 0, max: 12 }), { minLength: VALUES.length, maxLength: VALUES.length }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((all) =>
    all.map((counts) => {
      const large = counts.filter((count) => count >= 5);
      const least = large.length < counts.length ? Math.min(...large) : 0;
      const shown = VALUES.flatMap((value, at) =>
        counts[at] >= 5 && counts[at] > least ? [{ value, count: counts[at] }] : [],
      );
      const total = counts.reduce((sum, count) => sum + count, 0);
      const rest = total - shown.reduce((sum, { count }) => sum + count, 0);
      return { counts, total, table: shown.length > 0 ? { shown, rest } : null };
    }),
  );

/**
 * @param {string} name
 * @param {Partial<Quarter>} parts
 * @returns {Quarter}
 */
function quarter(name, parts = {}) {
  return { quarter: name, made: "2026-10-01", received: null, ended: null, standing: null, ...parts };
}

/**
 * @param {number} received
 * @param {number} finished
 */
function standing(received, finished, isBound = false) {
  const bounds = { isBound, isFollowUpBound: isBound, isOpenSmall: false };
  return { received, finished, followedUp: finished, ...bounds };
}

test("a year has four quarters, a half two of them", () => {
  assert.deepEqual(quartersOf("2026"), ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]);
  assert.deepEqual(quartersOf("2026-H2"), ["2026-Q3", "2026-Q4"]);
  assert.deepEqual(quartersOf("2026-Q3"), ["2026-Q3"]);
});

test("a sum of tables has everything that its spans have, and says of every bound that it is one", () => {
  fc.assert(
    fc.property(spans, (all) => {
      const sum = sumTables(all);
      const total = all.reduce((whole, one) => whole + one.total, 0);
      if (sum === null) return assert.ok(all.every(({ table }) => table === null));
      assert.equal(
        sum.rows.reduce((whole, { count }) => whole + count, sum.rest),
        total,
      );
      for (const { value, count, isBound } of sum.rows) {
        const truly = all.reduce((whole, { counts }) => whole + counts[VALUES.indexOf(value)], 0);
        assert.ok(isBound ? count <= truly : count === truly);
        assert.ok(count >= 5);
      }
    }),
  );
});

test("quarters that told nothing hide nothing of those that did", () => {
  const tables = { months: null, channels: null, classes: null, categories: null };
  const averages = { meanTenths: 315, medianTenths: 300, outcomes: null };
  const sum = sumQuarters([
    quarter("2026-Q1"),
    quarter("2026-Q2", {
      received: { first: "2026-01-01", last: "2026-06-30", total: 9, ...tables },
      standing: standing(9, 4, true),
    }),
    quarter("2026-Q3", {
      received: { first: "2026-07-01", last: "2026-09-30", total: 11, ...tables },
      ended: { first: "2026-01-01", last: "2026-09-30", total: 10, inTime: null, isBound: false, ...averages },
      standing: standing(20, 10),
    }),
    quarter("2026-Q4"),
  ]);
  assert.deepEqual([sum.received?.first, sum.received?.last, sum.received?.total], ["2026-01-01", "2026-09-30", 20]);
  assert.deepEqual([sum.ended?.total, sum.ended?.inTime, sum.ended?.meanTenths], [10, null, 315]);
  assert.deepEqual(sum.standing, standing(20, 10));
  assert.deepEqual(sumQuarters([quarter("2026-Q1")]), { received: null, ended: null, standing: null });
});

test("the mean of a half weighs each quarter by what ended in it", () => {
  const part = (/** @type {number} */ total, /** @type {number} */ meanTenths) =>
    quarter("x", {
      ended: {
        ...{ first: "2026-01-01", last: "2026-03-31", total, inTime: total, isBound: false },
        ...{ outcomes: null, meanTenths, medianTenths: meanTenths },
      },
    });
  const { ended } = sumQuarters([part(30, 100), part(10, 301)]);
  assert.deepEqual([ended?.meanTenths, ended?.medianTenths, ended?.inTime], [150, null, 40]);
});

test("agencies are summed by what their codes say they are, and those that tell nothing are only counted", () => {
  assert.deepEqual(["61", "61.08", "61.71"].map(tierOf), ["province", "regency", "city"]);
  const agencies = [
    { agency: "61", standing: standing(40, 20) },
    { agency: "61.08", standing: standing(10, 7, true) },
    { agency: "61.09", standing: null },
    { agency: "61.71", standing: standing(30, 15) },
  ];
  const tiers = sumTiers(agencies);
  assert.deepEqual([...tiers.keys()], ["province", "regency", "city"]);
  const regencies = tiers.get("regency");
  assert.deepEqual([regencies?.agencies, regencies?.told, regencies?.received, regencies?.isBound], [2, 1, 10, true]);
  assert.deepEqual([standingOf(agencies).received, standingOf(agencies).finished], [80, 42]);
});

test("reports are made of what began by the newest month that is over", () => {
  assert.ok(!reportPeriods("2026-10-01").includes("2026-Q4"));
  assert.ok(reportPeriods("2026-11-01").includes("2026-Q4"));
  assert.equal(reportPeriods("2027-01-31")[0], "2026");
  assert.ok(!reportPeriods("2027-01-31").includes("2027"));
});

test("every row of both editions has every column, and neither claims to know what the system does not", () => {
  const told = ownFigures({ received: 7, categories: [{ value: "retaliation", received: 3, finished: 1 }] });
  const agencies = [
    { agency: "61", name: "A", parent: null, quarters: [quarter("2026-Q3", { standing: standing(20, 10) })] },
    { agency: "61.08", name: "B", parent: "61", quarters: [quarter("2026-Q3", { standing: standing(9, 5, true) })] },
  ];
  for (const rows of [internalRows("61", "2026-Q3", told, agencies), outwardRows("61", "2026-Q3", agencies)]) {
    assert.ok(rows.every((row) => row.length === COLUMNS));
    const unknown = rows.filter((row) => ["anonymous-share", "protection-measures"].includes(String(row[3])));
    assert.deepEqual(
      unknown.map((row) => [row[5], row[8]]),
      [
        ["", "not known to this system"],
        ["", "not known to this system"],
      ],
    );
    assert.ok(rows.some(([who, , , table]) => who === "tier-regency" && table === "finished-of-all"));
  }
  const retaliation = internalRows("61", "2026-Q3", told, []).find((row) => row[3] === "retaliation-reports");
  assert.equal(retaliation?.[5], 3);
});

test("the outward edition has no number that was not published", () => {
  const own = { agency: "61", name: "A", parent: null, quarters: [quarter("2026-Q3", { standing: standing(20, 10) })] };
  const numbers = outwardRows("61", "2026-Q3", [own])
    .slice(1)
    .flatMap((row) => [row[5], row[6]]);
  assert.deepEqual(new Set(numbers.filter((value) => value !== "")), new Set([20, 10]));
});
