/**
 * What was seen of a case since the words were typed: a server that takes something back is found out while the page is
 * open, even if nothing that is left refers to it.
 */

import { TrustError } from "../../protocol/errors.js";
import { authorText, REPORTER } from "../../protocol/records.js";

/** @typedef {import("../../protocol/dossier.js").Dossier} Dossier */
/** @typedef {import("../../protocol/dossier.js").Finding} Finding */
/** @typedef {{author: string, seq: number, digest: string}} Seen */

export class Remembered {
  /** @type {string[]} */
  #records = [];
  /** @type {Map<string, Seen>} By digest. */
  #messages = new Map();
  /** @type {Seen | null} */
  #composed = null;
  #isWhole = true;

  /**
   * Compare a case with what was seen of it before, and remember what it shows.
   * @param {Dossier} dossier
   * @returns {Finding[]} messages that are gone, and that the case itself does not tell
   * @throws {TrustError} records that go back.
   */
  compare({ chain, messages, findings }) {
    const records = chain.records.map(({ digest }) => digest);
    if (this.#records.some((digest, at) => records[at] !== digest)) throw new TrustError("records that go back");
    this.#records = records;
    const present = new Set(messages.map(({ digest }) => digest));
    const bodies = messages.filter(({ confirmed }) => confirmed).map(({ message }) => message.body);
    const removed = new Set(bodies.flatMap((body) => ("digests" in body ? body.digests : [])));
    const gone = [...this.#messages.values()].filter(({ digest }) => !present.has(digest) && !removed.has(digest));
    this.#isWhole = gone.every(({ author }) => author !== REPORTER);
    for (const { message, digest } of messages)
      this.#see({ author: authorText(message.author), seq: message.seq, digest });
    const told = new Set(findings.map(placeOf));
    return gone.filter((one) => !told.has(placeOf(one))).map(({ author, seq }) => ({ kind: "gap", author, seq }));
  }

  /**
   * Note a message that was composed.
   * @param {Seen} composed
   */
  compose(composed) {
    this.#composed = composed;
  }

  /** Note that the server took it. */
  arrived() {
    if (this.#composed) this.#see(this.#composed);
  }

  /** @throws {TrustError} a message of the reporter's own is gone: the next one would stand in its place. */
  requireWhole() {
    if (!this.#isWhole) throw new TrustError("an own message is gone");
  }

  /** @param {Seen} seen */
  #see(seen) {
    this.#messages.set(seen.digest, seen);
  }
}

/** @param {{author: string, seq: number}} spot */
function placeOf({ author, seq }) {
  return `${author} ${seq}`;
}
