/** Which steps of a case have a button of their own. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { isOffered } from "../../src/officer/views/steps.js";
import { needsOf, nextOf } from "../../src/shared/workflow.js";
import declared from "../../src/protocol/shapes.json" with { type: "json" };

const STATUSES = /** @type {string[]} */ ([...declared.shapes.Status.enum]);

test("a case is handed over through the doors that note it in the register, and through no button beside them", () => {
  for (const now of STATUSES.filter((status) => status !== "passed-on")) assert.ok(!isOffered(now, "passed-on"));
  assert.ok(isOffered("passed-on", "passed-on"), "what became of it is told");
});

test("every other step that may follow is offered, but a longer time, which is the head's", () => {
  for (const now of STATUSES) {
    const left = nextOf(now).filter((then) => then !== "passed-on" && !isOffered(now, then));
    assert.deepEqual(left, ["verified", "reviewed", "examined", "follow-up"].includes(now) ? [now] : []);
  }
});

test("a case goes on only with its class: told before, or by the step itself", () => {
  for (const status of ["reviewed", "examined", "follow-up", "closed"]) {
    assert.ok(needsOf(status, "").includes("class"));
    assert.ok(!needsOf(status, "supervisory").includes("class"));
  }
  assert.deepEqual(needsOf("verified", "supervisory"), ["class"]);
  for (const status of ["received", "postponed", "reopened", "not-actionable"]) {
    assert.deepEqual(needsOf(status, ""), needsOf(status, "supervisory"));
  }
});
