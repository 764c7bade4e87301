/** Names and numbers as pages and disks show them. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { diskName, longDay, personName, shownName, sizeText } from "../../src/officer/format.js";
import { unreadKind } from "../../src/officer/unread.js";
import { dueText, nextDeadline, urgencyOf } from "../../src/officer/views/due.js";
import { id } from "../../src/officer/words/id.js";
import { plainName } from "../../src/worker/sending.js";

test("a name on the disk is made of number, id and a known ending only", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 40 }), (name) => {
      assert.match(
        diskName("WBS-aaaa-bbbb-cccc-dddd", "AAAAAAAAAAAAAAAAAAAAAA", name),
        /^WBS-[a-z-]+_A{22}\.[a-z0-9]{1,5}$/,
      );
    }),
  );
  assert.equal(diskName("n", "i", "FOTO.JPG"), "n_i.jpg");
  for (const name of ["a.exe", "a.js", "a.html", "a.svg", "a.lnk", "a", "a.jpg ", "a.docm"])
    assert.equal(diskName("n", "i", name), "n_i.bin");
});

test("a name that is shown has no control and no bidirectional characters", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 40 }), (name) => {
      assert.doesNotMatch(shownName(name), /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
      assert.ok(shownName(name).length > 0);
    }),
  );
});

test("a name that is sent fits its declared limits", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 600 }), (name) => {
      const plain = plainName(name);
      assert.match(plain, /^[^\u0000-\u001f\u007f]+$/u);
      assert.ok([...plain].length <= 255 && plain.isWellFormed());
    }),
  );
});

test("days and sizes are written as the language does", () => {
  assert.equal(longDay("2026-12-30", "id"), "Rabu, 30 Desember 2026");
  assert.match(longDay("2026-12-30", "en"), /^Wednesday,? 30 December 2026$/);
  assert.equal(sizeText(2_400_000, "id"), "2,4 MB");
  assert.equal(sizeText(999, "id"), "999 B");
});

test("deadlines are complete as words", () => {
  assert.deepEqual(
    [-4, 0, 2, 26, null].map((days) => dueText(id, days)),
    ["Lewat 4 hari kerja", "Hari ini", "2 hari kerja", "26 hari kerja", "Tanpa tenggat"],
  );
});

test("the next deadline is the earliest that officers still have to keep, until the result is there", () => {
  const one = (/** @type {string} */ name, /** @type {string} */ due, changes = {}) => ({
    ...{ name, due, working_days_left: 9, met: null, late: false, share: null, side: "inspectorate", extended: false },
    ...changes,
  });
  const result = one("examination", "2026-06-24");
  const answer = one("answer", "2026-04-01");
  const reporters = one("complete", "2026-03-16", { side: "reporter" });
  const outer = one("feedback", "2026-03-30", { side: "outer" });
  assert.equal(nextDeadline([answer, result, reporters]), answer);
  assert.equal(nextDeadline([answer, result, reporters, outer]), outer);
  assert.equal(nextDeadline([{ ...answer, met: "2026-03-31" }, result]), result);
  assert.equal(nextDeadline([answer, { ...result, met: "2026-05-01" }]), undefined);
  assert.deepEqual(
    [{ late: true }, { working_days_left: 3 }, { share: 75 }, {}].map((changes) =>
      urgencyOf(one("verify", "2026-03-31", changes)),
    ),
    ["late", "soon", "soon", "later"],
  );
});

test("a case is new until opened, and has news while others wrote more than was read", () => {
  const officer = { agency: "61", id: "a" };
  assert.equal(unreadKind({ newest: { reporter: 1 }, read: {} }, officer), "fresh");
  assert.equal(unreadKind({ newest: { reporter: 2 }, read: { reporter: 1 } }, officer), "message");
  assert.equal(unreadKind({ newest: { reporter: 1, "61/a": 4 }, read: { reporter: 1 } }, officer), null);
});

test("whoever is of another agency is named with it", () => {
  const app = /** @type {any} */ ({
    officer: { agency: "61.08" },
    officeName: (/** @type {string} */ code) => `Kantor ${code}`,
  });
  const named = (/** @type {string} */ author, label = "Penerima 01") => personName(app, { author, label });
  assert.equal(named("61.08/penerima-01"), "Penerima 01");
  assert.equal(named("61.71/penerima-01"), "Penerima 01 (Kantor 61.71)");
  assert.equal(named("reporter", ""), "");
});
