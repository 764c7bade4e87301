/** The page's side of a worker: what it says of one that cannot be made, dies, or speaks after its end. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Keeper, trusted } from "../../src/shared/keeper.js";

const ADDRESS = "/static/report-worker-0123456789abcdef.js";

class FakeWorker {
  /** @type {FakeWorker[]} */
  static made = [];
  /** @type {Record<string, (event: any) => void>} */
  heard = {};
  asked = /** @type {any[]} */ ([]);

  constructor() {
    FakeWorker.made.push(this);
  }
  addEventListener(/** @type {string} */ kind, /** @type {(event: any) => void} */ hear) {
    this.heard[kind] = hear;
  }
  postMessage(/** @type {any} */ asked) {
    this.asked.push(asked);
  }
  terminate() {}
}

/** @param {unknown} worker */
function keeper(worker) {
  Object.assign(globalThis, { Worker: worker });
  const told = { lost: 0 };
  return { told, keeper: /** @type {Keeper<any>} */ (new Keeper(ADDRESS, () => (told.lost += 1))) };
}

test("a worker that the browser does not let be made is a failure like any other", async () => {
  class Forbidden {
    constructor() {
      throw new DOMException("blocked", "SecurityError");
    }
  }
  await assert.rejects(keeper(Forbidden).keeper.ask("look"), { name: "KeeperError", code: "failed" });
});

test("whatever an ended worker still says changes nothing", async () => {
  const { keeper: one, told } = keeper(FakeWorker);
  const lost = one.ask("look");
  const old = /** @type {FakeWorker} */ (FakeWorker.made.at(-1));
  one.stop();
  await assert.rejects(lost, { code: "locked" });
  const asked = one.ask("look");
  const young = /** @type {FakeWorker} */ (FakeWorker.made.at(-1));
  const { id } = young.asked[0];
  old.heard.error({});
  old.heard.message({ data: { id, result: "of the old one" } });
  young.heard.message({ data: { id, result: "of the young one" } });
  assert.equal(await asked, "of the young one");
  assert.equal(told.lost, 0);
});

test("no other address than that of a worker of this site becomes one", () => {
  for (const address of [
    "https://evil.example/static/report-worker-0.js",
    "/static/../report-worker-0.js",
    "data:,1",
    "",
  ]) {
    assert.throws(() => trusted([ADDRESS, address]));
  }
});
