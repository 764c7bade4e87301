/** When triage says that a matter may be one for the KPK. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { nationalHint, offeredKinds, triageBody } from "../../src/officer/views/triage.js";
import { CATALOGUES } from "../../src/officer/words/index.js";

const app = /** @type {any} */ ({ words: CATALOGUES.id });
const { nationalLoss, nationalOfficial } = CATALOGUES.id.inside;

test("from a loss of Rp1 billion on, and not below it, the KPK is thought of", () => {
  assert.equal(nationalHint(app, { loss: "1.000.000.000" }, {}), nationalLoss);
  assert.equal(nationalHint(app, { loss: "999999999" }, {}), "");
});

test("what officers estimate counts, else what the reporter wrote", () => {
  assert.equal(nationalHint(app, {}, { loss: "kira-kira Rp2 miliar" }), nationalLoss);
  assert.equal(nationalHint(app, { loss: "5000000" }, { loss: "kira-kira Rp2 miliar" }), "");
});

test("leaders of a region are thought of whatever the loss", () => {
  assert.equal(nationalHint(app, {}, { rank: "leadership" }), nationalOfficial);
  assert.equal(nationalHint(app, {}, { rank: "staff" }), "");
});

test("the agency's kinds of matters are offered by its own names, and what is chosen stays", () => {
  const categoryNames = { bribery: "Suap", "illegal-levy": "Pungli di pasar", other: "Lainnya" };
  const kinds = { offered: ["illegal-levy", "other"], labels: {} };
  assert.deepEqual(Object.keys(offeredKinds({ kinds, categoryNames }, "")), ["illegal-levy", "other"]);
  assert.deepEqual(Object.keys(offeredKinds({ kinds, categoryNames }, "bribery")), Object.keys(categoryNames));
  const all = { offered: null, labels: {} };
  assert.deepEqual(offeredKinds({ kinds: all, categoryNames }, ""), categoryNames);
});

test("a loss is kept as whole rupiah however it was typed", () => {
  assert.deepEqual(triageBody({ priority: "high", loss: "Rp1.250.000.000" }), {
    priority: "high",
    loss: 1_250_000_000,
  });
  assert.deepEqual(triageBody({ priority: "high", loss: "" }), { priority: "high" });
});
