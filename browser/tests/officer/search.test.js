/** A search goes through every page, keeps what matches, says how far it is, and ends when it is told to. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { searchCases } from "../../src/officer/acts/search.js";
import { matcher } from "../../src/officer/views/similar-cases.js";

/** @param {string[][]} pages titles; an empty one does not open */
function officeOf(pages) {
  /** @type {any[]} */
  const asked = [];
  const inbox = async (/** @type {string | null} */ after, /** @type {object} */ wanted) => {
    asked.push({ after, wanted });
    const at = Number(after ?? 0);
    const rows = pages[at].map((title, place) => ({ agency: "61.08", case: `${at}-${place}`, title }));
    return { rows, total: pages.flat().length, more: false, next: at + 1 < pages.length ? String(at + 1) : null };
  };
  const ask = async (/** @type {string} */ method, /** @type {any} */ { rows, once }) => {
    assert.deepEqual([method, once], ["openRows", true]);
    return rows.map((/** @type {any} */ { case: name, title }) =>
      title === "" ? { case: name, number: name, refused: "refused-trust" } : { case: name, number: name, title },
    );
  };
  const documents = async () => {
    throw new Error("offline");
  };
  const app = /** @type {any} */ ({
    busy: (/** @type {() => any} */ act) => act(),
    api: { inbox, documents },
    keeper: { ask },
  });
  return { app, asked };
}

/** @returns {{found: string[], progress: any[], how: any}} */
function listener(signal = new AbortController().signal, typed = "aspal") {
  /** @type {string[]} */
  const found = [];
  /** @type {any[]} */
  const progress = [];
  const tell = (/** @type {any[]} */ some, /** @type {any} */ how) => {
    found.push(...some.map(({ told }) => told.title));
    progress.push(how);
  };
  return { found, progress, how: { signal, matches: matcher({}, typed), tell } };
}

test("every page is opened, from the oldest on, and what matches is told with how far it is", async () => {
  const { app, asked } = officeOf([["Aspal tipis", "Pungutan"], ["Jual beli jabatan"], ["Tebal ASPAL"]]);
  const { found, progress, how } = listener();
  assert.equal(await searchCases(app, how), true);
  assert.deepEqual(found, ["Aspal tipis", "Tebal ASPAL"]);
  assert.deepEqual(
    progress.map(({ done }) => done),
    [2, 3, 4],
  );
  assert.deepEqual(
    asked.map(({ after }) => after),
    [null, "1", "2"],
  );
  assert.ok(asked.every(({ wanted }) => wanted.order === "received"));
});

test("a search that is stopped asks for no further page", async () => {
  const { app, asked } = officeOf([["Aspal"], ["Aspal"], ["Aspal"]]);
  const control = new AbortController();
  const { how } = listener(control.signal);
  const told = how.tell;
  how.tell = (/** @type {any} */ some, /** @type {any} */ far) => {
    told(some, far);
    control.abort();
  };
  assert.equal(await searchCases(app, how), false);
  assert.equal(asked.length, 1);
});

test("without words what is alike is found, with words what holds all of them", () => {
  const own = { title: "Aspal Jalan Umpama lebih tipis", unit: "Dinas PU", category: "procurement" };
  const alike = /** @type {any} */ ({ told: { title: "Aspal Jalan Umpama tipis", unit: "Dinas PU", number: "WBS-1" } });
  const other = /** @type {any} */ ({ told: { title: "Pungutan meja lapak", unit: "Pasar", number: "WBS-2" } });
  assert.deepEqual([alike, other].map(matcher(own, "")), [true, false]);
  assert.deepEqual([alike, other].map(matcher(own, "  LAPAK pasar ")), [false, true]);
  assert.deepEqual([alike, other].map(matcher(own, "wbs-2")), [false, true]);
});
