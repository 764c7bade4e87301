/** What an auditor keeps of a checkpoint, whatever a server adds to the signatures. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { b64url } from "../../src/protocol/bytes.js";
import { Checkpoint, cosign, parseNote } from "../../src/protocol/checkpoint.js";
import { SigningKey } from "../../src/protocol/keys.js";
import { logOrigin } from "../../src/protocol/witness.js";
import { Trail } from "../../src/worker/trail.js";

const AGENCY = "61.08";
const NAME = `${AGENCY}/auditor-01`;
const key = new SigningKey(new Uint8Array(32).fill(7));
const root = { agency: "00", version: 1, threshold: 2, keys: [1, 2].map((seed) => rootKey(seed)) };

/** @param {number} seed */
function rootKey(seed) {
  return { key: new SigningKey(new Uint8Array(32).fill(seed)).public.text, office: `Kantor ${seed}` };
}

/** An auditor's worker over documents that list one auditor. */
function session() {
  const entry = { id: "auditor-01", label: "Auditor", roles: ["auditor"] };
  const directory = {
    document: { readers: [entry] },
    entries: new Map([[entry.id, entry]]),
    verifyKey: () => key.public,
  };
  return {
    me: { agency: AGENCY, reader: "auditor-01" },
    book: { installation: [{ document: root }], byAgency: new Map([[AGENCY, { directories: [directory] }]]) },
  };
}

test("names that a server makes up do not spoil the text that an auditor keeps", () => {
  const held = /** @type {any} */ (session());
  const point = new Checkpoint(logOrigin(held.book, AGENCY), 5, new Uint8Array(32));
  const genuine = cosign(point, NAME, 1_795_000_000, key);
  for (const made of ["x y", "x\n\nwbs/audit/other", "x".repeat(70_000), "penerima-01"]) {
    const cosignatures = [
      { officer: "auditor-01", cosignature: b64url(genuine.raw) },
      { officer: made, cosignature: b64url(genuine.raw) },
    ];
    const stated = { size: 5, root: b64url(point.root), made: "2026-11-23T02:00:00Z", cosignatures };
    const { points } = new Trail(held).openTrail({ origin: point.origin, checkpoints: [stated] });
    assert.equal(points[0]?.strangers, 1);
    const kept = parseNote(points[0]?.text ?? "");
    assert.deepEqual(
      kept.cosignatures.map(({ name }) => name),
      [NAME],
    );
  }
});
